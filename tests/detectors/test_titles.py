"""Phrases in titles, beside the names of sites."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.detectors.titles import TitlePhrases, parts
from copydesk.reading.articles import ARTICLE_SCHEMA
from copydesk.rulebook import load_rulebook
from copydesk.rulebook.vocabulary import Vocabulary
from copydesk.scan.block import Block
from copydesk.scan.dates import DateReader
from copydesk.text import fold

DATES = DateReader(load_rulebook().vocabulary)
LISTS = {
    "en": "phrases: {gone: {line: [page not found, gone], prefix: ['error 0', 'sorry:'], suffix: [is gone]}}\n"
    "words: {place: [harbour]}",
    "fr": "phrases: {gone: {line: [page introuvable], inline: [n'existe pas]}}",
    "zh": "phrases: {gone: {inline: [不存在]}}",
}


@pytest.fixture(scope="module")
def titles(tmp_path_factory):
    folder = tmp_path_factory.mktemp("vocab")
    for code, text in LISTS.items():
        (folder / f"{code}.yaml").write_text(f"language: {code}\nname: {code}\n{text}\n", encoding="utf-8")
    return TitlePhrases(Vocabulary(sorted(folder.glob("*.yaml"))), ["gone"], ["place"])


def find(titles, *several, language="en"):
    articles = pl.DataFrame({"title": several}, schema={"title": pl.String}).with_columns(
        pl.lit(None, dtype).alias(name) for name, dtype in ARTICLE_SCHEMA.items() if name != "title"
    )
    block = Block(articles, frozenset({"title"}), 0, [language] * len(several), DATES)
    every = pl.Series([True] * len(several), dtype=pl.Boolean).to_numpy()
    return {n: phrase.text for n, phrase in titles.find(block, every).items()}


@pytest.mark.parametrize(
    ("title", "language", "said"),
    [
        ("Page not found", "en", "page not found"),
        ("Page Not Found | The Invented Gazette", "en", "page not found"),
        ("The Invented Gazette » Gone", "en", "gone"),
        ("404: Page not found", "en", "page not found"),
        ("Error 404 – The Invented Gazette", "en", "error 0"),
        ("Sorry: nothing here", "en", "sorry:"),
        ("The ferry is gone", "en", "is gone"),
        ("Gone with the ferry", "en", None),
        ("The ferry has bygone", "en", None),
        ("Errors 40 years ago", "en", None),
        ("Harbour", "en", "harbour"),
        ("Harbour master counts boats", "en", None),
        ("Cette page n’existe pas ici", "fr", "n'existe pas"),
        ("Page introuvable", "fr", "page introuvable"),
        ("Page introuvable", "en", None),
        ("Page introuvable", None, "page introuvable"),
        ("您访问的页面不存在了", "zh", "不存在"),
        ("", "en", None),
        (None, "en", None),
    ],
)
def test_a_phrase_is_found_where_its_kind_may_stand(titles, title, language, said):
    assert find(titles, title, language=language) == ({0: said} if said else {})


def test_languages_without_a_list_are_read_as_english_is_and_compile_nothing_more(titles, monkeypatch):
    assert find(titles, "Gone", language="en") == {0: "gone"}
    monkeypatch.setattr("copydesk.detectors.titles.literal_matcher", None)
    assert find(titles, "Harbour", "Page introuvable", language="gd") == {0: "harbour"}


def test_only_the_articles_that_are_asked_for_are_looked_at(titles):
    articles = pl.DataFrame({"title": ["Gone", "Gone"]})
    block = Block(articles.with_columns(body=pl.lit("")), frozenset(), 0, ["en", "en"], DATES)
    asked = pl.Series([False, True]).to_numpy()
    assert list(titles.find(block, asked)) == [1]


@given(st.lists(st.one_of(st.none(), st.text(max_size=30), st.sampled_from(["Gone", "a\nGone", "The end is gone"]))))
def test_what_is_found_stands_in_its_title(titles, several):
    for n, text in find(titles, *several).items():
        assert any(text in part for part in parts(several[n]))


@given(st.one_of(st.none(), st.text()))
def test_the_parts_of_a_title_are_folded_and_filled(title):
    assert all(part and fold(part) == part for part in parts(title))
