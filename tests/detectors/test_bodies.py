"""Bodies that are not whole: how they end, how long they are, and whether they are their own description."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.cases import find
from copydesk.detectors.listing import is_list
from copydesk.rulebook import load_rulebook
from copydesk.scan.block import COUNTED_CHARS, Block
from copydesk.scan.dates import DateReader

BOOK = load_rulebook()
LONG = " ".join(["The ferry will stay in dock until the new pier is finished, the council said on Monday."] * 20)


def block(*bodies, language="en"):
    articles = pl.DataFrame({"body": bodies}, schema={"body": pl.String})
    return Block(articles, frozenset({"body"}), 0, [language] * len(bodies), DateReader(BOOK.vocabulary))


@given(st.lists(st.lists(st.text("abcé", min_size=1, max_size=6), max_size=20), max_size=5))
def test_words_are_counted_in_short_bodies(several):
    assert block(*map(" ".join, several)).words.tolist() == [len(words) for words in several]


def test_long_bodies_are_longer_than_any_short_one():
    assert block("y" * (COUNTED_CHARS + 1)).words[0] > COUNTED_CHARS // 10
    assert block(LONG).words[0] > 150


@pytest.mark.parametrize("language", ["zh", "ja", "th"])
def test_two_characters_are_a_word_where_no_spaces_are_set(language):
    assert block("新码头完工之前", language=language).words.tolist() == [3]


def test_a_block_without_articles_has_no_sums():
    assert block().words.tolist() == []


def breaks_off(body, language="en"):
    rows = find([{"id": "a", "title": "Ferry", "language": language, "body": body}], BOOK.select(["BO03", "UI01"]))
    return [(row["severity"], row["outcome"]) for row in rows if row["code"] == "BO03"]


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        ("It was the second pier that burned.", []),
        ("It was the second pier that […]", []),
        ("It was the second pier that... [+2048 chars]", [("warning", "fail")]),
        ("And so it went on...", []),
        (f"{LONG[:130]} and so on...", [("info", "review")]),
        ("It was the second pier that burned, and the harbour master, who had built it,", [("warning", "fail")]),
        ("Ana Petrel,", []),
        (f"{LONG[:130]} and the council had", [("warning", "fail")]),
        (f"{LONG[:130]} and the council of Petrel", []),
        (f"{LONG[:130]} at gazette.example/pier", []),
        ("Continue reading", []),
    ],
)
def test_the_end_of_a_long_body(ending, expected):
    assert breaks_off(f"{LONG}\n{ending}\n\n") == expected


def test_a_line_before_a_claimed_one_may_go_on_there():
    assert breaks_off(f"{LONG}\n{LONG[:130]} and the council had") != []
    assert breaks_off(f"{LONG}\n{LONG[:130]} and the council had\nADVERTISEMENT") == []
    assert breaks_off(f"{LONG}\nIt was the second pier... [+2048 chars]\nADVERTISEMENT") != []


@pytest.mark.parametrize(("ending", "expected"), [("Nobody […]", ["warning"]), ("Continue reading", ["warning"])])
def test_the_end_of_a_short_body(ending, expected):
    assert [severity for severity, _ in breaks_off(f"The ferry is late.\n{ending}")] == expected


@pytest.mark.parametrize(
    ("body", "description", "expected"),
    [
        ("The ferry is late again.", "The ferry is late again.", [("error", "fail")]),
        ("The ferry is late again.", "Today the ferry is late again, the council said.", [("error", "fail")]),
        ("The ferry is late again.", "The mill stands still.", []),
        ("The ferry is late again.", None, []),
        (LONG[:400].rpartition(".")[0] + ".", LONG[:400], [("info", "review")]),
        (LONG, LONG, []),
    ],
)
def test_a_body_that_is_its_description(body, description, expected):
    article = {"id": "a", "title": "Ferry", "language": "en", "body": body, "description": description}
    rows = find([article], BOOK.select(["BO05"]))
    assert [(row["severity"], row["outcome"]) for row in rows] == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("", True),
        ("en", True),
        ("index.html", True),
        ("de/sport", True),
        ("sport/football", True),
        ("tag/ferries", True),
        ("p=4711", False),
        ("ferry-late-again", False),
        ("sport/ferry-race", False),
    ],
)
def test_addresses_of_lists(path, expected):
    assert is_list(path, {"sport", "football"}) is expected
