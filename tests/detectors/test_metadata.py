"""Rules on authors, headlines, dates and urls: what they can judge, and what they say of fixes."""

import collections

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.cases import find
from copydesk.reading import Reader
from copydesk.render.findings_json import public_finding
from copydesk.rulebook import Rulebook, load_rulebook
from copydesk.scan.plan import Plan

EVERY = load_rulebook()
ARTICLE = {"id": "a", "title": "Ferry late again today", "authors": ["Ana Petrel"], "body": "The ferry is late again."}
AUTHORS = ["BY03", "BY04", "BY05", "BY06", "BY07", "BY08"]
TITLES = ["TI02", "TI03", "TI04", "TI05"]
DATES = ["DA01", "DA02", "DA03", "DA04", "DA05", "DA06"]
URLS = ["UR01", "UR02", "UR03", "UR04"]


def book(*codes):
    return Rulebook(tuple(EVERY.find(code) for code in codes), EVERY.vocabulary)


def found(articles, *codes, rulebook=None):
    """The findings of rules, as users see them, in the order of the articles."""
    rows = find([{**ARTICLE, "id": str(n), **article} for n, article in enumerate(articles)], rulebook or book(*codes))
    return [public_finding(row) | {"article": row["article"]} for row in sorted(rows, key=lambda row: row["article"])]


def judged(article, *codes):
    """The rules that could judge an article."""
    plan = Plan(book(*codes))
    (read,) = Reader([article]).blocks()
    block = plan.block(read, 0)
    plan.scan(block)
    return [code for code in codes if np.asarray(block.judged[code]).all()]


@pytest.mark.parametrize(
    ("article", "codes"),
    [
        ({"title": "Ferry late", "body": "The ferry is late."}, TITLES),
        ({"title": "Ferry late", "body": "The ferry is late.", "authors": []}, TITLES),
        ({"title": None, "body": "The ferry is late.", "authors": ["Ana Petrel"]}, AUTHORS),
        ({"title": "Ferry late", "authors": ["Ana Petrel"], "body": None}, [*AUTHORS, "TI02", "TI03", "TI04"]),
        ({"title": "-", "body": "The ferry is late.", "published": None}, ["DA01"]),
        ({"title": "-", "body": "The ferry is late.", "published": "2024-05-03"}, ["DA01", "DA02"]),
        (
            {"title": "-", "body": "The ferry is late.", "published": "2024-05-03 10:00"},
            ["DA01", "DA02", "DA03", "DA06"],
        ),
        ({"title": "-", "body": "The ferry is late.", "published": "soon"}, ["DA01"]),
        ({"title": "-", "body": "The ferry is late.", "url": "ferry.html"}, ["UR01", "UR02"]),
        ({"title": "-", "body": "The ferry is late.", "url": "https://gazette.example/2024/05/03/ferry"}, URLS),
        (
            {"title": "-", "body": "x", "url": "https://gazette.example/2024/05/03/f", "published": "2024-05-03"},
            ["DA01", "DA02", "DA04", *URLS],
        ),
        (
            {
                "title": "-",
                "body": "x",
                "url": "https://gazette.example/2024/05/03/f",
                "published": "2024-05-03T10:00:00Z",
                "modified": "2024-05-03T10:00:00Z",
            },
            [*DATES, *URLS],
        ),
    ],
)
def test_a_rule_without_evidence_is_not_applicable(article, codes):
    assert judged(article, *AUTHORS, *TITLES, *DATES, *URLS) == codes


ENTRIES = ["Ana Petrel", "By Ana Petrel", "admin", "AFP", "Gazette", "Ana Petrel and Tom Reed", "www.x.example", "None"]


@given(st.lists(st.sampled_from(ENTRIES), max_size=6, unique=True))
def test_an_entry_of_the_authors_is_told_once(entries):
    article = {"authors": entries, "source": "Gazette"}
    told = collections.Counter(finding["quote"] for finding in found([article], *AUTHORS))
    assert told == dict.fromkeys(set(entries) - {"Ana Petrel", "None"}, 1)


def test_a_name_in_letters_is_told_in_bounds():
    findings = found([{"authors": list("AnaPetrelAndTomReed")}], "BY06")
    assert len(findings) == 3
    assert "and 16 more" in findings[-1]["message"]


def test_a_cue_is_taken_off_the_entry():
    (finding,) = found([{"authors": ["Tom Reed", "By Ana Petrel"]}], "BY05")
    assert finding["fix"] == {"edit": "replace-value", "safe": False, "replacement": "Ana Petrel"}
    assert finding["suggest"] == ["Ana Petrel"]


HEADLINES = st.lists(st.sampled_from(["Ferry", "late", "again", "harbour", "closed", "storm"]), min_size=3, max_size=6)


@given(HEADLINES, st.sampled_from([" | ", " - ", " – ", " » ", "| ", " : "]), st.booleans())
def test_a_headline_loses_the_name_of_its_site_and_nothing_else(words, seam, exact):
    headline, name = " ".join(words), "The Weir Post" if exact else "Weir Post Online"
    (finding,) = found([{"title": headline + seam + name, "url": "https://www.weirpost.example/a"}], "TI02")
    assert finding["fix"] == {"edit": "replace-value", "safe": exact, "replacement": headline}
    assert finding["quote"] == headline + seam + name
    assert found([{"title": headline, "url": "https://www.weirpost.example/a"}], "TI02") == []


def test_an_ending_that_few_headlines_share_is_none():
    titles = [f"Ferry {n} late again | Weir Desk" for n in range(4)] + [f"Ferry {n} on time again" for n in range(4)]
    articles = [{"title": title, "url": f"https://gazette.example/{n}"} for n, title in enumerate(titles)]
    assert found(articles, "TI02") == []
    articles.append({"title": "Ferry 9 late again | Weir Desk", "url": "https://gazette.example/9"})
    assert [finding["article"] for finding in found(articles, "TI02")] == [0, 1, 2, 3, 8]
    # one page under several urls is one page
    same = [{**article, "url": "https://gazette.example/0"} for article in articles]
    assert found(same, "TI02") == []


def test_a_date_near_the_fetch_is_a_question_until_many_are():
    def crawled(count):
        articles = [
            {
                "source": "gazette",
                "url": f"https://gazette.example/{n}",
                "published": f"2024-05-03T10:{n:02}:21Z",
                "fetched_at": f"2024-05-03T10:{n:02}:40Z",
            }
            for n in range(count)
        ]
        return [(finding["outcome"], finding["severity"]) for finding in found(articles, "DA06")]

    assert crawled(4) == [("review", "info")] * 4
    assert crawled(5) == [("fail", "error")] * 5


def test_the_earliest_day_can_be_set():
    rule = EVERY.find("DA02")
    early = rule.model_copy(update={"options": {**rule.options, "earliest": "1800-01-01"}})
    rulebook = Rulebook((early,), EVERY.vocabulary)
    articles = [{"published": "1950-05-03"}, {"published": "1750-05-03"}]
    assert [finding["article"] for finding in found(articles, rulebook=rulebook)] == [1]
    assert len(found(articles, "DA02")) == 2


@pytest.mark.parametrize(
    ("query", "safe", "left"),
    [("utm_source=rss&id=7", True, "?id=7"), ("fbclid=x&id=7", False, "?id=7"), ("utm_id=1&gclid=2", False, "")],
)
def test_only_campaigns_are_cut_safely(query, safe, left):
    (finding,) = found([{"url": f"https://gazette.example/ferry?{query}"}], "UR02")
    replacement = f"https://gazette.example/ferry{left}"
    assert finding["fix"] == {"edit": "replace-value", "safe": safe, "replacement": replacement}


@pytest.mark.parametrize(
    ("url", "mended"),
    [
        (" https://gazette.example/a\n", "https://gazette.example/a"),
        ("http://https://gazette.example/a", "https://gazette.example/a"),
        ("https:https://gazette.example/a", "https://gazette.example/a"),
        ("https://gazette.example/a b", None),
        ("gazette.example/a", None),
        ("//gazette.example/a", None),
        ("https:///a", None),
        ("javascript:void(0)", None),
    ],
)
def test_a_url_is_mended_only_where_that_is_certain(url, mended):
    (finding,) = found([{"url": url}], "UR01")
    assert (finding["fix"] or {}).get("replacement") == mended
