"""The lines of a block of bodies, and what is computed once of each."""

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copydesk.scan.lines import MAX_FOLD_CHARS, MAX_MORE_CHARS, SENTENCE_ENDS, Lines
from copydesk.text import fold

pieces = st.one_of(
    st.sampled_from(
        ["\n", "\n", "\n\n", "\r\n", " ", "\t", "\u00a0", "😀", "𝔸", "e\u0301", "\u2028", "\x0c", "A", "x" * 150]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cn"]), max_size=4),
)
bodies = st.lists(st.one_of(st.none(), st.just(""), st.lists(pieces, max_size=8).map("".join)), max_size=6)


def lines_of(*several):
    return Lines(pl.Series(several, dtype=pl.String))


@given(bodies)
@example([])
@example([None])
@example(["", None, "\n\n", "\r\n", "😀\n𝔸𝔸\n"])
def test_the_lines_are_those_of_the_bodies(several):
    lines = lines_of(*several)
    wanted = [
        (article, number, text)
        for article, body in enumerate(several)
        for number, text in enumerate((body or "").split("\n"), start=1)
    ]
    assert list(zip(lines.article, lines.number, lines.text, strict=True)) == wanted
    assert len(lines) == len(wanted)


@given(bodies)
@example(["😀\n𝔸𝔸\nend", None, "\r\nx"])
def test_a_line_stands_in_its_body_where_it_says(several):
    lines = lines_of(*several)
    for article, start, chars, text in zip(lines.article, lines.start, lines.chars, lines.text, strict=True):
        assert (several[article] or "")[start : start + chars] == text


@given(bodies)
def test_the_first_lines_of_the_articles_bound_them(several):
    lines = lines_of(*several)
    assert lines.first[-1] == len(lines)
    for article in range(len(several)):
        assert list(lines.article[lines.first[article] : lines.first[article + 1]]) == [article] * len(
            (several[article] or "").split("\n")
        )


@given(bodies)
def test_short_lines_are_folded_and_long_ones_are_not(several):
    lines = lines_of(*several)
    for text, folded in zip(lines.text, lines.frame["folded"], strict=True):
        assert folded == (fold(text) if len(text) <= MAX_FOLD_CHARS else None)


@given(bodies)
def test_a_line_of_white_space_is_blank(several):
    lines = lines_of(*several)
    separators = "\x1c\x1d\x1e\x1f"  # white space to Python alone
    for text, blank in zip(lines.text, lines.blank, strict=True):
        if not set(text) & set(separators):
            assert blank == (not text.strip())


@given(bodies, st.data())
def test_the_rank_of_a_line_counts_the_lines_of_its_article(several, data):
    lines = lines_of(*several)
    counted = np.array(data.draw(st.lists(st.booleans(), min_size=len(lines), max_size=len(lines))), dtype=bool)
    before, after = lines.ranks(counted)
    for line in range(len(lines)):
        first, stop = lines.first[lines.article[line]], lines.first[lines.article[line] + 1]
        assert before[line] == counted[first:line].sum()
        assert after[line] == counted[line + 1 : stop].sum()


def test_the_distance_from_the_edges_leaves_blank_lines_out():
    before, after = lines_of("one\n\n \ntwo\nthree", "four").from_edges
    assert list(before) == [0, 1, 1, 1, 2, 0]
    assert list(after) == [2, 2, 2, 1, 0, 0]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The bell rang.", "  The bell rang.\t", True),
        ("The bell\u00a0rang.", "The bell rang.", True),
        ("The bell rang 12 times.", "The bell rang 13 times.", False),
        ("The bell rang.", "the bell rang.", False),
        ("The bell rang.", "The bell rang", False),
    ],
)
def test_the_exact_key_knows_lines_by_all_but_their_spaces(one, other, same):
    keys = lines_of(one, other).exact_key
    assert (keys[0] == keys[1]) == same


PARAGRAPH = 'The ferry\'s captain said "nobody is left behind" - and he has said so on every day of his life on water.'


@pytest.mark.parametrize(
    ("copy", "same"),
    [
        (
            "The ferry’s captain said “nobody is left behind” – and he has said so on every day of his life on water",
            True,
        ),
        (
            "The ferry's Captain, said nobody is left behind and he has said so on every day of his life on water!",
            True,
        ),
        (PARAGRAPH.replace("every day", "every day but 1"), False),
        (PARAGRAPH.replace("nobody", "somebody"), False),
        ("- " + PARAGRAPH, False),
        (PARAGRAPH.replace(" ", " … "), False),
    ],
)
def test_copies_of_a_paragraph_are_known_by_their_words(copy, same):
    lines = lines_of(f"Short.\n{PARAGRAPH}\n\n{copy}", copy)
    assert list(lines.first_of_its_words) == [-1, -1, -1, 1 if same else -1, -1]


marks = st.lists(st.sampled_from([" ", ", ", " – ", "’", ""]), min_size=3, max_size=3)
copies = st.builds(lambda word, marks: ("x" * 16 + word * 40).join(["", *marks, ""]), st.sampled_from("ab"), marks)


@given(st.lists(st.lists(copies, max_size=5).map("\n".join), max_size=3))
def test_the_first_of_its_words_is_an_earlier_copy_and_no_copy_is_missed(several):
    lines = lines_of(*several)
    texts = list(lines.text)
    words = ["".join(filter(str.isalnum, text)) for text in texts]
    for line, first in enumerate(lines.first_of_its_words):
        before = range(lines.first[lines.article[line]], line)
        alike = [n for n in before if words[n] and words[n] == words[line]]
        if any(texts[n] == texts[line] for n in before):
            assert first == -1
        elif first >= 0:
            assert first == alike[0]
        else:
            assert all(abs(len(texts[n]) - len(texts[line])) > MAX_MORE_CHARS for n in alike)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Night desk, extension 11", "NIGHT DESK, extension 12:", True),
        ("Night desk", "Day desk", False),
        ("x" * 250, " " + "x" * 250, True),
        ("x" * 250 + "1", "x" * 250 + "2", False),
    ],
)
def test_the_key_knows_short_lines_by_their_folded_form(one, other, same):
    keys = lines_of(one, other).key
    assert (keys[0] == keys[1]) == same


@given(st.sampled_from(SENTENCE_ENDS), st.sampled_from(["", " ", "\r", "\u3000"]))
def test_a_mark_that_closes_a_sentence_ends_one_in_any_script(mark, space):
    assert list(lines_of(f"The bell rang{mark}{space}", f"{mark} and so on", "").ends_sentence) == [True, False, False]


def test_no_line_is_claimed_at_first():
    assert not lines_of("one\ntwo").claimed.any()
