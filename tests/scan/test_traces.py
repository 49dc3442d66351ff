"""Traces: where it pays to look for a defect of encoding or markup, with vectorscan and without."""

import sys

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.scan import traces
from copydesk.scan.lines import Lines
from copydesk.scan.traces import TRACES, Traces

TEXTS = [
    "cafÃ© and â€™ and ðŸ˜€",
    "РњРµР»СЊРЅРёС†Р°",
    "lost \ufffd and caf?s",
    "a \x92 control",
    "Tom &amp; Ivy &#8217;",
    "<em>so</em> ]]>",
    "soft\u00adhyphen",
    "\u200bzero width",
    "ไทย\u200bไทย",
    "می\u200cکند",
    "tab\x0b",
    "googletag.cmd.push(function() {});",
    "{a: 1;}",
    '{"a": 1}',
    "{{ name }} %s \\n \\u00e9",
    "## heading **bold** [a](https://b)",
    "One.Two",
    "слово.Слово",
    "ADVERTISEMENTADVERTISEMENT",
    "LestariEditor: Bimo",
    "a.b@mill.example +62 812-3456-7890 (021) 555 0812345",
    "plain prose, of which nothing is to be said.",
    "Ein Satz – „mit Zeichen“, 30 °C × 2.",
    "",
]
texts = st.one_of(st.none(), st.lists(st.sampled_from(TEXTS), max_size=4).map("\n".join), st.text(max_size=30))


def traces_of(bodies, titles=None, authors=None):
    count = len(bodies)
    columns = {
        "title": pl.Series(titles or [None] * count, dtype=pl.String),
        "authors": pl.Series(authors or [None] * count, dtype=pl.List(pl.String)),
        "body": pl.Series(bodies, dtype=pl.String),
        "description": pl.Series([None] * count, dtype=pl.String),
    }
    articles = pl.DataFrame(columns)
    return Traces(articles, Lines(articles["body"]))


def found(bodies, name, **fields):
    return [(passage.article, passage.field, passage.text) for passage in traces_of(bodies, **fields).passages(name)]


@pytest.fixture
def without_vectorscan(monkeypatch):
    monkeypatch.setitem(sys.modules, "hyperscan", None)
    traces._matcher.cache_clear()
    yield
    traces._matcher.cache_clear()


@pytest.mark.parametrize("name", TRACES)
def test_every_trace_is_found_in_its_line(name):
    assert found(["first\n" + "\n".join(TEXTS)], name)


def test_passages_come_by_article_and_say_where_they_stand():
    passages = traces_of(
        ["plain", "one\nTom &amp; Ivy", "&amp;"],
        titles=["A &amp; B", None, "plain"],
        authors=[["Ana", "T &amp; I"], None, []],
    ).passages("entity")
    places = [(passage.article, passage.field, passage.line, passage.text) for passage in passages]
    assert places == [
        (0, "title", None, "A &amp; B"),
        (0, "authors", None, "T &amp; I"),
        (1, "body", 2, "Tom &amp; Ivy"),
        (2, "body", 3, "&amp;"),
    ]


def test_a_headline_of_two_lines_is_one_passage():
    assert found([None, "x"], "entity", titles=["one\ntwo &amp;", None]) == [(0, "title", "one\ntwo &amp;")]


def test_words_parted_by_spaces_of_no_width_in_thai_and_joined_in_persian_are_left_alone():
    assert found(["ไทย\u200bไทย\nمی\u200cکند\n中\u200b文"], "invisible") == [(0, "body", "中\u200b文")]


def test_prose_has_no_trace():
    assert [found(["\n".join(TEXTS[-3:])], name) for name in TRACES] == [[]] * len(TRACES)


@given(st.lists(texts, min_size=1, max_size=4))
def test_a_passage_is_a_line_of_its_article(bodies):
    for passage in traces_of(bodies).passages(*TRACES):
        assert passage.text in bodies[passage.article].split("\n")


@pytest.mark.usefixtures("without_vectorscan")
class TestWithoutVectorscan:
    def test_the_same_is_found(self, monkeypatch):
        bodies = ["\n".join(TEXTS), None, *TEXTS, "\n" + TEXTS[0]]
        mine = {name: found(bodies, name) for name in TRACES}
        monkeypatch.undo()
        traces._matcher.cache_clear()
        assert mine == {name: found(bodies, name) for name in TRACES}
