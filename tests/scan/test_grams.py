"""Texts as one array of bytes: counts and n-grams against the plain way to find them."""

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from copydesk.scan.grams import KINDS, Texts

letters = st.one_of(st.sampled_from("aB 0.|é中😀-'Z"), st.characters(codec="utf-8", exclude_characters="\n"))
texts = st.lists(st.text(letters, min_size=1, max_size=80), max_size=6)


def texts_of(several):
    return Texts(pl.Series(several, dtype=pl.String))


@given(texts)
def test_every_character_is_counted_once(several):
    kinds = texts_of(several).kinds()
    for row, text in enumerate(several):
        assert kinds["capital"][row] == sum("A" <= c <= "Z" for c in text)
        assert kinds["digit"][row] == sum("0" <= c <= "9" for c in text)
        assert kinds["wide"][row] == sum(ord(c) > 127 for c in text)
        control = sum(ord(c) < 32 and c != "\t" for c in text)
        assert sum(int(kinds[kind][row]) for kind in KINDS) + control == len(text)


@given(texts, st.lists(st.text(letters, min_size=1, max_size=20), min_size=1, max_size=3))
def test_a_text_scores_the_same_whatever_stands_beside_it(several, others):
    weights = np.random.default_rng(0).normal(size=1 << 10).astype(np.float32)
    alone = [texts_of([text]).score(weights, (2, 4, 6))[0] for text in several]
    together = texts_of([*others, *several, *others]).score(weights, (2, 4, 6))
    np.testing.assert_allclose(together[len(others) : len(others) + len(several)], alone, rtol=1e-4, atol=1e-4)


@given(st.text(st.sampled_from("ab "), min_size=1, max_size=12))
def test_every_gram_of_a_text_and_its_edges_counts(text):
    (both,) = texts_of([text]).grams((3,), 16)
    assert both[1].sum() == max(len(text) + 2 - 3 + 1, 0)


@given(texts)
def test_weights_of_eight_bits_score_as_the_same_numbers_of_32(several):
    weights = np.random.default_rng(3).integers(-127, 128, 1 << 12).astype(np.int8)
    found = texts_of(several).score(weights, (2, 4, 6))
    np.testing.assert_allclose(found, texts_of(several).score(weights.astype(np.float32), (2, 4, 6)), rtol=1e-4)
