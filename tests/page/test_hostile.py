"""Pages made to hurt: bounded, a finding at most, and never a crash."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import copydesk
from copydesk.page.declared import MAX_NODES, Declared
from copydesk.page.names import name_finder
from copydesk.page.page import Page
from copydesk.page.tree import MAX_BLOCKS, blocks_of, is_too_deep
from copydesk.page.zones import Known
from copydesk.rulebook import load_rulebook

BODY = "The ferry will stay in dock until the new pier is finished, the council said on Monday."
BOMB = "<!DOCTYPE x [<!ENTITY a 'lol'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
)
PAGES = {
    "nested divisions": "<div>" * 100_000 + "x" + "</div>" * 100_000,
    "nested formatting": "<b>" * 100_000 + "x",
    "many blocks": "<p>x</p>" * (3 * MAX_BLOCKS),
    "billion laughs": BOMB + "]><html><body>&j;</body></html>",
    "nested JSON-LD": "<script type='application/ld+json'>" + '{"a":' * 50_000 + "1" + "}" * 50_000 + "</script>",
    "much JSON-LD": "<script type='application/ld+json'>[" + '{"author": "A"},' * 30_000 + "{}]</script>",
    "many authors": "<script type='application/ld+json'>["
    + ",".join(f'{{"@type": "Person", "author": "Ana P{n}x"}}' for n in range(20_000))
    + "]</script>",
    "one author at many places": "<script type='application/ld+json'>"
    + '{"@type": "Article", "author": "Ana Petrel"}</script><script>'
    + "Ana Petrel " * 50_000,
    "brackets without an end": "<p>" + BODY + "</p><p>" + "(  " * 100_000 + "</p>",
    "scripts without an end": "<script type='application/ld+json'>" * 20_000,
    "meta elements without an end": "<meta name='author' content='" * 20_000,
    "one long tag": "<meta " + "a" * 1_000_000,
    "one long text": "<p>" + "by " * 300_000,
    "not text": "<p>\x00\x01\ud800 By \x7f</p>",
    "nothing": "<",
}


@pytest.fixture(scope="module")
def book():
    return load_rulebook()


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_is_looked_at_within_bounds(name, book):
    page = Page(PAGES[name], Known("Ferry stays in dock", BODY, "gazette.example", None))
    page.byline(name_finder(book.vocabulary, "en"))
    page.coverage(BODY)
    assert len(page.shown.lost(BODY)) <= 3
    assert len(page.shown.menu_lines()) <= MAX_BLOCKS
    assert len(page.declared.nodes) <= MAX_NODES


def test_a_page_nested_too_deep_is_told_and_the_others_are_judged():
    batch = [
        {"id": "deep", "title": "Ferry stays in dock", "body": BODY, "html": PAGES["nested divisions"]},
        {"id": "fine", "title": "Ferry stays in dock", "body": BODY, "html": f"<p>By Ana Petrel</p><p>{BODY}</p>"},
    ]
    result = copydesk.check(batch, settings=copydesk.Settings(select=["IN05", "BY02", "BO06"]))
    assert not result.summary.errors
    assert [row["record"] for row in result.findings.iter_rows(named=True) if row["code"] == "IN05"] == ["deep"]


def test_depth_is_told_by_what_is_open_at_once():
    assert not is_too_deep("<div><p>x</p></div>" * 50_000)
    assert is_too_deep("<div>" * 3_000)


def test_a_long_page_is_cut():
    assert len(blocks_of("<p>x</p>" * 1_000_000)) <= MAX_BLOCKS


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("<>/\"'= abpdiv&;{}[]:,@!-\n"), max_size=300))
def test_any_markup_is_searched_and_parsed(text):
    declared = Declared(f"<script type='application/ld+json'>{text}</script><meta {text}>")
    assert isinstance(declared.nodes, list)
    assert isinstance(declared.metas, list)
    assert all(block.text and block.selector() is not None for block in blocks_of(text))
