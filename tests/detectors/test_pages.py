"""Pages that are no article: one verdict, and what it closes."""

import pytest

import copydesk
from copydesk.cases import find
from copydesk.rulebook import load_rulebook

BOOK = load_rulebook()
STORY = (
    "The ferry will stay in dock until the new pier is finished, the council said on Monday. Passengers are taken "
    "across in small boats for the time being, which carry twelve people each and leave every half an hour.\n"
    "The pier was to be ready in spring, but the piles that came from the mainland were too short, and new ones are "
    "not expected before June. The harbour master, who has seen three piers, said that the second was the best."
)
ERROR_PAGE = {"title": "404 - Page not found", "authors": [], "body": "Sorry, the page you are looking for is gone."}
CHALLENGE = {"title": "Just a moment...", "authors": [], "body": "Checking your browser before accessing the site."}
STUB = {
    "title": "Ferry stays in dock",
    "authors": [],
    "body": "The ferry will stay in dock.\nSubscribe to continue reading",
}


def codes(*articles):
    """The findings about whole records and fields; what stands on single lines is told besides."""
    rows = find([{"language": "en"} | article for article in articles], BOOK)
    return {(row["article"], row["code"]) for row in rows if row["line"] is None}


@pytest.mark.parametrize(("article", "code"), [(ERROR_PAGE, "PG01"), (CHALLENGE, "PG03"), (STUB, "BO04")])
def test_one_page_is_one_verdict(article, code):
    assert codes(article) == {(0, code)}


def test_the_verdict_closes_its_own_record_only():
    found = codes(ERROR_PAGE, {"title": "Ferry stays in dock", "authors": [], "body": STORY})
    assert found == {(0, "PG01"), (1, "BY01")}


def test_what_is_closed_is_not_judged():
    result = copydesk.check([{"language": "en"} | ERROR_PAGE], settings=copydesk.Settings(select=["PG01", "BY01"]))
    assert result.summary.tallies["PG01"].failed == 1
    assert result.summary.tallies["BY01"].not_applicable == 1


def test_what_is_only_worth_a_look_closes_nothing():
    live = "\n".join(f"{hour:02}:15 {STORY}" for hour in range(8, 14))
    assert codes({"title": "Pier, hour by hour", "authors": [], "body": live}) >= {(0, "PG06"), (0, "BY01")}


def test_an_error_status_with_an_article_is_for_somebody_to_look_at():
    article = {
        "language": "en",
        "title": "Ferry",
        "authors": ["Ana Petrel"],
        "body": "\n".join([STORY] * 3),
        "status": 404,
    }
    verdicts = [row for row in find([article], BOOK) if row["code"] == "PG01"]
    assert [(row["outcome"], row["severity"]) for row in verdicts] == [("review", "info")]


@pytest.mark.parametrize("status", [None, 200, 301])
def test_other_statuses_say_nothing(status):
    article = {"title": "The ferry stays in dock until May", "authors": ["Ana Petrel"], "body": STORY, "status": status}
    assert codes(article) == set()


SHORT = {"title": "Ferry stays in dock", "authors": ["Ana Petrel"], "body": "Harbour\nMarket\nSearch"}


def on_a_page(head="", body=""):
    html = f"<html><head>{head}</head><body><p>Harbour</p><p>Market</p><p>Search</p>{body}</body></html>"
    return {
        row["code"]: (row["outcome"], row["quote"]) for row in find([{"language": "en", "html": html} | SHORT], BOOK)
    }


def test_a_page_that_search_engines_leave_out_is_for_somebody_to_look_at():
    assert on_a_page('<meta name="robots" content="NOINDEX,follow">')["PG01"][0] == "review"
    assert "PG01" not in on_a_page('<meta name="robots" content="index,follow">')
    assert "PG01" not in on_a_page('<meta name="robots" content="noindex"><meta property="og:type" content="article">')


def test_the_place_on_the_page_is_told():
    assert on_a_page("<title>404: Page not found</title>")["PG01"] == ("fail", "title: 404: Page not found")
    assert on_a_page(body="<h1 class='headline'>Page not found</h1>")["PG01"] == (
        "fail",
        "h1.headline: Page not found",
    )


def test_the_page_of_a_whole_article_is_not_asked_whether_it_is_an_error():
    html = f"<html><head><title>404: Page not found</title></head><body class='error404'><p>{STORY}</p></body></html>"
    article = {"language": "en", "title": "Ferry", "authors": ["Ana Petrel"], "body": "\n".join([STORY] * 3)}
    assert "PG01" not in {row["code"] for row in find([article | {"html": html}], BOOK)}
