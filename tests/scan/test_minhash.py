"""Signatures of bodies."""

import random

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copydesk.scan import minhash
from copydesk.scan.minhash import BANDS, MAX_BYTES, MIN_SHINGLES, SLOTS, concat, signatures
from copydesk.scan.neighbours import near_duplicates
from copydesk.scan.overlaps import overlaps
from copydesk.scan.shingles import WORDS_SAMPLED_OF

from .texts import LETTERS, SCRIPTS, article, edited, exact, originals_and_copies, signed, words_of


def same(one, other):
    names = ("minhash", "size", "repeated", "sample", "sampled")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


def similarity(one, other):
    whole = signed(one, other)
    assert whole.size.all()
    return float((whole.minhash[0] == whole.minhash[1]).mean())


@pytest.mark.parametrize("script", SCRIPTS)
def test_copies_have_the_same_signature(script):
    whole = signed(article(script, 1), article(script, 2), article(script, 1))
    assert (whole.minhash[0] == whole.minhash[2]).all()
    assert (whole.minhash[0] == whole.minhash[1]).mean() < 0.05
    assert whole.size[0] == whole.size[2] > 0


@pytest.mark.parametrize("script", SCRIPTS)
def test_estimates_are_near_the_exact_similarity(script):
    for rate in (0.005, 0.02, 0.05, 0.1):
        text = article(script, 3, words=400)
        copy = edited(script, text, 3, rate)
        assert abs(similarity(text, copy) - exact(script, text, copy)) < 0.15


@pytest.mark.parametrize("size", [1, 7, 100])
def test_the_size_of_the_blocks_changes_nothing(size):
    bodies = pl.Series(originals_and_copies()[0][::4])
    whole = signatures(bodies)
    parts = concat([signatures(bodies.slice(first, size)) for first in range(0, len(bodies), size)])
    assert same(whole, parts)


def test_the_chunks_inside_change_nothing(monkeypatch):
    bodies = pl.Series(originals_and_copies()[0][::4])
    whole = signatures(bodies)
    for name, value in (("CHUNK_BYTES", 3_000), ("MAX_LEFT", 500), ("MAX_ROWS", 9)):
        monkeypatch.setattr(minhash, name, value)
        parts = signatures(bodies)
        assert same(whole, parts)


def test_null_and_short_bodies_never_pair():
    short = " ".join(f"word{n}" for n in range(MIN_SHINGLES - 2))
    same = " ".join(["the same words again and again"] * 100)
    whole = signed(None, None, "", "", short, short, same, same, "。" * 500, "。" * 500, "天气" * 500, "天气" * 500)
    assert not whole.size.any()
    assert len(near_duplicates(whole)) == 0


def test_a_size_is_about_the_number_of_distinct_shingles():
    for words in (40, 200, 1_000, 5_000):
        text = " ".join(f"w{n}" for n in range(words))
        for repeated in (text, "\n".join([text] * 3)):
            assert int(signed(repeated).size[0]) == pytest.approx(words, rel=0.3)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“", '"'),
        ("’", "'"),
        ("—", "-"),
        (" ", "\u00a0"),
        (" ", "\n\n"),
        (" ", "\u3000"),
        ("«", "„"),
        ("…", "..."),
        ("，", ", "),
        ("؟", "?"),
        ("।", "."),
        ("E", "e"),
    ],
)
@pytest.mark.parametrize("script", ["English", "Chinese", "Hindi", "Thai"])
def test_punctuation_spaces_and_ascii_case_do_not_count(script, one, other):
    words = words_of(script, random.Random(8), 100)
    between = LETTERS[script][1]
    mark = "Era " if one == "E" else one
    text = "".join(f"{word}{between}{mark}{between}" for word in words)
    assert similarity(text, text.replace(one, other)) == 1


def test_what_stands_around_a_body_in_its_block_does_not_count():
    text = article("English", 5)
    alone = signed(text)
    for neighbour in ("x", "เ", "書", "word\n", "。", "a" * 20, None):
        among = signed(neighbour, text, neighbour)
        assert (among.minhash[1] == alone.minhash[0]).all()
        assert among.size[1] == alone.size[0]


def test_texts_may_mix_scripts():
    text = "\n".join(article(script, 6, words=60) for script in SCRIPTS)
    assert 0.7 < similarity(text, text.replace("ก", "ข").replace("天", "地") + " and a few more words") <= 1
    mixed = "".join(f"{a}iPhone {b}" for a, b in zip(article("Chinese", 7), article("Japanese", 7), strict=False))
    other = "".join(f"{a}iPhone {b}" for a, b in zip(article("Chinese", 8), article("Japanese", 8), strict=False))
    assert similarity(mixed, mixed + "完") > 0.95
    assert similarity(mixed, other) < 0.2


def test_rare_ideographs_are_characters_of_their_own():
    text = "".join(chr(0x20000 + random.Random(n).randrange(5_000)) for n in range(300))
    assert int(signed(text).size[0]) == pytest.approx(296, rel=0.25)
    assert similarity(text, text[:150] + "x" + text[150:]) > 0.9


def test_of_a_very_long_body_only_the_beginning_counts():
    beginning = " ".join(f"w{n}" for n in range(MAX_BYTES // 6))[:MAX_BYTES]
    whole = signed(f"{beginning} end", f"{beginning} and another end of it" * 2, beginning)
    assert (whole.minhash == whole.minhash[0]).all()


def test_parts_of_nothing():
    assert len(concat([])) == 0
    assert len(signed()) == 0
    assert len(near_duplicates(concat([]))) == 0
    assert len(near_duplicates(signed(None))) == 0


pieces = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=30),
    st.sampled_from(["\x00", "\n", "𠀋", "ア", "ก", "é", "“", "，", "Ａ", "가", "x" * 17, "اً", "\u2028", "😀"]),
    st.text("天地abกข ", max_size=80),
)
texts = st.one_of(st.none(), st.lists(pieces, max_size=12).map("".join))


@given(st.lists(texts, max_size=8))
@example([])
@example([None])
@example(["𠀋", "𠀋x", "x𠀋", "\x00", "é", "“"])
def test_any_text_has_a_signature(several):
    whole = signed(*several)
    assert whole.minhash.shape == (len(several), SLOTS)
    assert whole.minhash.dtype == np.uint8
    assert whole.size.dtype == np.uint32
    assert whole.band(BANDS - 1, np.arange(len(several))).shape == (len(several),)
    twins = near_duplicates(whole)
    assert (twins.first != twins.article).all()
    assert (twins.jaccard >= 0.65).all()
    _, held = overlaps(whole, np.zeros(len(several), dtype=np.uint64))
    assert len(held.within) == len(held.containment) == len(held)
    assert whole.sampled.sum() == len(whole.sample)
    for number, text in enumerate(several):
        alone = signed(text)
        assert (alone.minhash[0] == whole.minhash[number]).all()
        assert alone.size[0] == whole.size[number]


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_stands_twice_shows(script):
    joint = LETTERS[script][1]
    texts = [article(script, seed, words=words) for seed in range(8) for words in (150, 400)]
    twice = [f"{text}{joint}{text[: len(text) // 2]}" for text in texts]
    whole = signed(*texts, *twice, joint.join(words_of(script, random.Random(1), 2) * 200), None)
    once = whole.repeated[: len(texts)].mean()
    assert once < 16
    assert whole.repeated[len(texts) : 2 * len(texts)].min() > once + 5
    assert whole.repeated[-2] > 90
    assert whole.repeated[-1] == 0


def test_a_slice_of_a_longer_series_is_read_where_it_begins():
    bodies = pl.Series([article("English", n) for n in range(6)])
    assert (signatures(bodies.slice(2, 3)).minhash == signatures(bodies).minhash[2:5]).all()


def test_what_is_sampled_is_one_shingle_in_so_many():
    text = " ".join(f"w{n}" for n in range(20_000))
    whole = signed("short", text)
    assert int(whole.sampled[1]) == pytest.approx(20_000 / WORDS_SAMPLED_OF, rel=0.1)
    assert whole.sampled[0] == 0
    assert (np.diff(whole.sample.astype(np.int64)) > 0).all()
