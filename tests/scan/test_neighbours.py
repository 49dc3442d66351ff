"""Near duplicates, as they are found by the signatures of bodies."""

import random

import numpy as np

from copydesk.scan import neighbours
from copydesk.scan.minhash import ROWS, SLOTS, Signatures
from copydesk.scan.neighbours import near_duplicates

from .texts import article, exact, originals_and_copies, signed


def groups(bodies, **options):
    """What is near, as groups of texts: they do not depend on the order."""
    twins = near_duplicates(signed(*bodies), **options)
    group = {n: {n} for n in range(len(bodies))}
    for one, other in zip(twins.article.tolist(), twins.first.tolist(), strict=True):
        group[one] |= group[other]
        for member in group[one]:
            group[member] = group[one]
    return {frozenset(bodies[n] for n in members) for members in group.values() if len(members) > 1}


def test_near_copies_are_found_and_no_others():
    bodies, similar = originals_and_copies()
    twins = near_duplicates(signed(*bodies))
    found = dict(zip(twins.article.tolist(), twins.first.tolist(), strict=True))
    assert all(one == other + 1 and other % 2 == 0 for one, other in found.items())
    assert all(2 * n + 1 in found for n, exactly in enumerate(similar) if exactly >= 0.8)
    assert all(similar[other // 2] >= 0.5 for other in found.values())
    assert sum(exactly >= 0.8 for exactly in similar) > 50
    assert np.abs(twins.jaccard - [similar[first // 2] for first in twins.first]).max() < 0.15


def test_the_order_of_the_articles_changes_no_group():
    bodies, _ = originals_and_copies()
    bodies = bodies[::3] + bodies[1::3]
    shuffled = list(bodies)
    random.Random(2).shuffle(shuffled)
    assert groups(bodies) == groups(shuffled) == groups(bodies[::-1])


def test_equal_bodies_are_twins_of_the_first():
    text = article("English", 9)
    twins = near_duplicates(signed(None, text, article("Thai", 9), text, "short", text))
    assert twins.article.tolist() == [3, 5]
    assert twins.first.tolist() == [1, 1]
    assert twins.jaccard.tolist() == [1, 1]


def test_no_twin_of_a_chain_of_revisions_is_unlike_what_it_is_said_to_be_like():
    words = [f"w{n}" for n in range(2_000)]
    bodies = [" ".join(words[60 * n : 60 * n + 600]) for n in range(20)]
    twins = near_duplicates(signed(*bodies))
    assert twins.article.tolist() == list(range(1, 20))
    assert twins.group.tolist() == [0] * 20
    assert twins.bodies.tolist() == [20] * 19
    for one, other in zip(twins.article.tolist(), twins.first.tolist(), strict=True):
        assert exact("English", bodies[one], bodies[other]) >= 0.5


def test_a_bucket_of_forms_hides_no_pair():
    rng = random.Random(4)
    form = [f"form{n}" for n in range(200)]

    def filled(text, rate):
        return [f"x{rng.random()}" if rng.random() < rate else word for word in text]

    bodies = [" ".join(filled(form, 0.17)) for _ in range(400)]
    pair = filled(form, 0.17)
    bodies[20], bodies[300] = " ".join(pair), " ".join(filled(pair, 0.01))
    twins = near_duplicates(signed(*bodies), min_jaccard=0.8)
    assert dict(zip(twins.article.tolist(), twins.first.tolist(), strict=True)) == {300: 20}


def test_a_bucket_that_all_share_stays_linear(monkeypatch):
    compared = []
    rng = np.random.default_rng(1)
    rows = np.tile(rng.integers(0, 256, SLOTS, dtype=np.uint8), (2_000, 1))
    differs = rng.random(rows.shape) < 0.5
    differs[:, :ROWS] = False
    rows[differs] = rng.integers(0, 256, int(differs.sum()), dtype=np.uint8)
    nothing = np.zeros(2_000, dtype=np.uint32)
    whole = Signatures(rows, nothing + 100, nothing.astype(np.uint8), nothing[:0], nothing)
    honest = neighbours._Kinds.jaccard
    monkeypatch.setattr(
        neighbours._Kinds, "jaccard", lambda self, a, b: (compared.append(len(a)), honest(self, a, b))[1]
    )
    assert len(near_duplicates(whole)) == 0
    assert 2_000 < sum(compared) < 2_000 * 20
