"""Lines that say again what the record says elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.cases import find
from copydesk.rulebook import load_rulebook
from copydesk.text import fold

BOOK = load_rulebook().select(["DU04"])
PARAGRAPHS = [
    "Nobody was aboard when the ferry filled with water on Monday night, said the harbour master.",
    "A diver found a hole of two hands' width under the engine, which had been there for weeks.",
    "The town has asked two salvage firms what it would cost to lift the wreck before the summer.",
    "One of them wants to use balloons, and the other a crane that stands on the island.",
    "Until then the children are rowed to school, and the goats stay where they are.",
]
TITLE = "Ferry sinks beside the old lighthouse of the island"


def lines_of(articles):
    return {(row["record"], row["line"]): row["fix_safe"] for row in find(articles, BOOK)}


@pytest.mark.parametrize("shown", [TITLE, TITLE.upper(), f"• {TITLE}", f"“{TITLE}”", f"  {TITLE} –"])
@pytest.mark.parametrize("at", range(6))
def test_the_headline_is_found_wherever_it_stands(at, shown):
    body = "\n".join([*PARAGRAPHS[:at], shown, *PARAGRAPHS[at:]])
    assert lines_of([{"id": "a", "title": TITLE, "body": body}]) == {("a", at + 1): True}


def test_what_is_only_like_the_headline_is_found_at_the_head_and_its_fix_is_not_safe():
    shown = TITLE.replace("beside", "near by")
    for at, found in ((0, {("a", 1): False}), (2, {("a", 3): False}), (4, {})):
        body = "\n".join([*PARAGRAPHS[:at], shown.replace("near by", "besides"), *PARAGRAPHS[at:]])
        assert lines_of([{"id": "a", "title": TITLE, "body": body}]) == found


@pytest.mark.parametrize("title", [f"{TITLE} | The Gazette", f"Harbour - {TITLE}", f"{TITLE} » Gazette » Harbour"])
def test_the_headline_is_found_in_a_title_of_several_parts(title):
    body = "\n".join([TITLE, *PARAGRAPHS])
    assert lines_of([{"id": "a", "title": title, "body": body}]) == {("a", 1): True}


def test_the_name_of_the_site_is_no_headline():
    site = "The Invented Gazette of the Island"
    body = "\n".join([site, *PARAGRAPHS])
    assert not lines_of([{"id": "a", "title": f"{TITLE} | {site}", "body": body}])


def test_a_body_that_is_its_description_is_not_told_here():
    for paragraphs, found in ((PARAGRAPHS[:1], {}), (PARAGRAPHS[:2], {("a", 1): False})):
        article = {"id": "a", "title": TITLE, "description": PARAGRAPHS[0], "body": "\n".join(paragraphs)}
        assert lines_of([article]) == found


text = st.one_of(st.none(), st.sampled_from([TITLE, *PARAGRAPHS, "", " ", "\n\n"]), st.text(max_size=80))


@given(st.lists(st.tuples(text, text, st.lists(text, max_size=6)), min_size=1, max_size=4))
def test_any_record_can_be_read(records):
    articles = [
        {"id": str(n), "title": title, "description": described, "body": "\n".join(line or "" for line in lines)}
        for n, (title, described, lines) in enumerate(records)
    ]
    for row in find(articles, BOOK):
        assert fold(articles[row["article"]]["body"][row["start"] : row["end"]]) == fold(row["quote"])
