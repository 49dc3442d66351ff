"""The trees of the shipped scorer against the plain way to walk them, and what its file may hold."""

import numpy as np
import pytest

from copydesk.detectors.prose import KINDS, WEIGHTS
from copydesk.rooms import rules_dir
from copydesk.scan.scorer import Scorer

PATH = rules_dir() / WEIGHTS


@pytest.fixture(scope="module")
def scorer():
    return Scorer(PATH)


def test_trees_are_walked_as_they_are_written(scorer):
    random = np.random.default_rng(1)
    with np.load(PATH, allow_pickle=False) as stored:
        borders = stored["split_border"][np.isfinite(stored["split_border"])]
        columns = random.choice(borders, size=(len(scorer.names), 50)).astype(np.float32)
        wanted = np.full(50, stored["bias"], dtype=np.float64)
        for signs, bounds, leaves in zip(stored["split_sign"], stored["split_border"], stored["leaves"], strict=True):
            for line in range(50):
                answers = [columns[sign, line] > bound for sign, bound in zip(signs, bounds, strict=True)]
                wanted[line] += leaves[sum(1 << n for n, answer in enumerate(answers) if answer)]
    found = scorer.logits(columns)
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-4)


def test_a_higher_score_is_never_a_lower_rate(scorer):
    rates = scorer.rates(np.linspace(-10, 10, 200))
    assert (np.diff(rates) >= 0).all()
    assert 0 <= rates[0] < 0.5 < rates[-1] <= 1


def test_every_sign_is_of_a_kind_that_can_be_told(scorer):
    assert {name.split(" ")[0] for name in scorer.names} <= set(KINDS)


def test_the_weights_are_small_and_hold_no_objects():
    assert PATH.stat().st_size < 1_000_000
    with np.load(PATH, allow_pickle=False) as stored:
        assert all(stored[name].dtype.kind in "fiU" for name in stored.files)


def test_a_kind_without_unusual_signs_is_no_reason(scorer):
    columns = np.random.default_rng(2).normal(size=(len(scorer.names), 3)).astype(np.float32)
    form = [name.startswith("form ") for name in scorer.names]
    columns[form] = scorer._typical[form, None]
    reasons = scorer.reasons(columns, scorer.logits(columns), KINDS)
    assert reasons.shape == (len(KINDS), 3)
    np.testing.assert_allclose(reasons[KINDS.index("form")], 0, atol=1e-5)
