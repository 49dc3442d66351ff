"""Sequences of words that stand again, counted."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.cases import find
from copydesk.detectors.repetition import _one_ratio, _repeated_ratio
from copydesk.rulebook import load_rulebook

from ..scan.texts import LETTERS, words_of

BOOK = load_rulebook().select(["DU03"])
words = st.lists(st.sampled_from(["a", "bb", "ccc"]), min_size=1, max_size=60)


@given(words, st.integers(2, 5))
def test_what_stood_before_is_counted_once_however_sequences_overlap(tokens, size):
    stood = set()
    for at in range(len(tokens) - size + 1):
        if tuple(tokens[at : at + size]) in {tuple(tokens[n : n + size]) for n in range(at)}:
            stood |= {*range(at, at + size)}
    ratio, example = _repeated_ratio(tokens, size)
    assert ratio == pytest.approx(sum(len(tokens[n]) for n in stood) / sum(map(len, tokens)))
    assert len(example) == (size if stood else 0)


@given(words, st.integers(2, 4), st.integers(2, 5))
def test_one_sequence_is_the_one_that_takes_most(tokens, size, least):
    ratio, example = _one_ratio(tokens, size, least)
    sequences = [tuple(tokens[n : n + size]) for n in range(len(tokens) - size + 1)]
    often = {sequence for sequence in sequences if sequences.count(sequence) >= least}
    most = max((sequences.count(sequence) * sum(map(len, sequence)) for sequence in often), default=0)
    assert ratio == min(most / sum(map(len, tokens)), 1)
    assert (example in often) == bool(often)


@pytest.mark.parametrize("script", ["English", "Russian", "Hindi", "Chinese", "Thai"])
def test_a_text_that_says_half_of_itself_twice_is_found_in_any_script(script):
    joint = LETTERS[script][1]
    bodies = [joint.join(words_of(script, random.Random(seed), 260)) for seed in range(12)]
    articles = [{"id": str(n), "body": body} for n, body in enumerate(bodies)]
    articles += [
        {"id": f"twice {n}", "body": f"{body}{joint}{body[: len(body) // 2]}"} for n, body in enumerate(bodies)
    ]
    found = {row["record"] for row in find(articles, BOOK)}
    assert found == {f"twice {n}" for n in range(12)}


def test_a_text_that_says_nothing_but_one_thing_is_found():
    rows = find([{"id": "one", "body": "buy the loaf today " * 60}], BOOK)
    assert [row["record"] for row in rows] == ["one"]
    assert "9" in rows[0]["message"].split("%")[0]
