"""Folding, quoting and escaping: of any text that a page may hold."""

import re
import unicodedata

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from copydesk.scan.lines import NFKC_SAFE, NFKC_SAFE_MARKS, folded_series
from copydesk.text import ALIKE, DECORATION, INVISIBLE, MAX_QUOTE_CHARS, ODD_SPACES, fold, fold_inside, quote, visible

SPACES = " \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2003\u2028\u2029\u202f\u205f\u3000"
# Characters that Python's own Unicode tables do not know yet are left out: polars' are newer, and lower some of them.
characters = st.characters(codec="utf-8", exclude_categories=["Cn"])
likely = st.sampled_from(
    [
        *SPACES,
        *INVISIBLE,
        *"".join(ALIKE.values()),
        *DECORATION,
        *"aA0159İIıißẞſΣςσﬁＡ１²①ÅÅǅJH",
        "\u0301",
        "\u0331",
        "\u0307",
    ]
)
mixed = st.sampled_from("aÄ0 -Яйς中 \u00a0’.")
marked = st.sampled_from("กนำ\u0e33\u0e34\u0e38\u0e39\u0e3a\u0e48\u0e4b\u0e4cकन\u093c\u093f\u094d\u0902\u200d\u200b")
texts = st.lists(st.one_of(likely, characters), max_size=12).map("".join)


def folded_by_polars(*several):
    return folded_series(pl.Series(several, dtype=pl.String)).to_list()


SPACED = st.text(alphabet=st.sampled_from([*" ", *ODD_SPACES, "a", "b"]), max_size=8)


@given(SPACED)
def test_every_run_of_white_space_folds_to_one_space(text):
    assert fold_inside(text) == re.sub(f"[ {ODD_SPACES}]+", " ", text)


def test_odd_spaces_are_all_that_python_splits_at():
    assert {c for c in map(chr, range(0x110000)) if c.isspace()} == {*ODD_SPACES, " "}


@settings(max_examples=500)
@given(texts)
@example("H\u0331")  # of which only the small letter has a composed form
@example("e\u00ad\u0301")
@example("\u0130\u0307\u0307")
@example("1\u200b2")
def test_what_is_folded_stays_as_it_is_when_folded_again(text):
    assert fold(fold(text)) == fold(text)


@settings(max_examples=300)
@given(
    st.lists(st.one_of(texts, st.text(st.sampled_from("aÄ0 -Яйς中 \u00a0’.")), st.text(marked), st.text()), max_size=8)
)
def test_polars_folds_as_python_does(several):
    several = [text.encode("utf-8", "replace").decode() for text in several]
    assert folded_by_polars(*several) == [fold(text) for text in several]


def test_polars_folds_every_single_character_as_python_does():
    known = [chr(n) for n in range(0x110000) if unicodedata.category(chr(n)) not in ("Cn", "Cs")]
    between = [f"a{character}b" for character in known]
    assert folded_by_polars(*known) == [fold(text) for text in known]
    assert folded_by_polars(*between) == [fold(text) for text in between]


def test_lines_that_are_not_normalised_are_normal():
    every = "".join(one for one in map(chr, range(0x110000)) if unicodedata.category(one) not in ("Cn", "Cs"))
    safe, marks = set(re.findall(f"[{NFKC_SAFE}]", every)), set(re.findall(f"[{NFKC_SAFE_MARKS}]", every))
    assert len(safe) > 30_000
    assert len(marks) == 8
    assert all(unicodedata.is_normalized("NFKC", one) for one in safe | marks)
    assert not any(map(unicodedata.combining, safe))
    composed = [unicodedata.decomposition(one).split() for one in every]
    pairs = [{chr(int(code, 16)) for code in codes} for codes in composed if len(codes) == 2 and codes[0][0] != "<"]
    assert not [pair for pair in pairs if pair <= safe | marks]


@given(texts)
def test_folding_does_not_depend_on_composition(text):
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert fold(composed) == fold(decomposed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("READ ALSO", "read also"),
        ("Ｒｅａｄ　ａｌｓｏ", "read also"),
        ("read\u00a0\t also", "read also"),
        ("re\u00adad al\u200bso", "read also"),
        ("--- read also: ---", "read also"),
        ("12 min read", "3 min read"),
        ("1,234 views", "5,6 views"),
        ("don’t miss", "don't miss"),
        ("don‘t miss", "don't miss"),
        ("don`t miss", "don't miss"),
        ("don´t miss", "don't miss"),
        ("donʼt miss", "don't miss"),
        ("the “bell” rang", 'the "bell" rang'),
        ("the „bell‟ rang", 'the "bell" rang'),
        ("e\u0301t\u00e9", "\u00e9te\u0301"),
    ],
)
def test_spellings_of_one_line_fold_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize("letters", ["İLGİLİ", "ILGILI", "ılgılı"])
def test_dotted_and_dotless_i_are_one_letter(letters):
    # as the template of the word lists says
    assert fold(letters) == fold("ilgili")


@pytest.mark.parametrize(
    ("one", "other"),
    [("read also", "readalso"), ("[clip]", "clip"), ("a.b", "a b"), ("resume", "résumé"), ("0 pips", "pips")],
)
def test_lines_that_say_different_things_fold_apart(one, other):
    assert fold(one) != fold(other)


def test_nothing_but_decoration_folds_to_nothing():
    assert fold(f"  {DECORATION}\u200b\u3000") == ""


def test_folding_inside_keeps_the_marks_at_the_ends():
    assert fold_inside("Related: 12") == "related: 0"


@given(st.one_of(texts, st.text(), st.text(alphabet="ab \n\u2028", min_size=150, max_size=2_000)))
def test_a_quote_is_bounded_and_one_line(text):
    quoted = quote(text)
    assert len(quoted) <= MAX_QUOTE_CHARS
    assert len(quoted.splitlines()) <= 1
    assert quoted == quoted.strip(SPACES)


@given(st.text(alphabet="ab c", max_size=MAX_QUOTE_CHARS))
def test_a_text_that_fits_is_quoted_whole(text):
    assert quote(text) == " ".join(text.split())


@given(st.text(alphabet="abc", min_size=MAX_QUOTE_CHARS + 1, max_size=1_500))
def test_a_long_text_is_quoted_by_its_start_and_end(text):
    start, end = quote(text).split(" … ")
    assert text.startswith(start)
    assert text.endswith(end)


def test_a_quote_shows_that_it_leaves_something_out():
    text = "start" + " " * 1_000 + "the middle" + " " * 1_000 + "end"
    assert quote(text) == "start the middle end" or "…" in quote(text)


@settings(max_examples=500)
@given(st.one_of(texts, st.text()))
@example("".join(map(chr, range(0x20))) + "\x7f\x80\x9b\x9f")
@example("\u202e\u2066\u2069\u200e\u200f\u061c\u202a\ufeff\u2028\u2029\u0085\u00ad")
@example("\ud800\udfff")
def test_what_is_visible_holds_nothing_that_a_terminal_obeys(text):
    shown = visible(text)
    directions = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    for character in shown:
        assert unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")
        assert unicodedata.bidirectional(character) not in directions
        assert character not in "\u061c\u200e\u200f\u200b\ufeff"
    shown.encode("utf-8")


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_ordinary_text_is_shown_as_it_is(text):
    assert visible(text) == text
