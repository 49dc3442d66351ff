"""What a batch says twice: near duplicates and bodies within longer ones, whatever furniture they stand in."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.scan import containment, neighbours
from copydesk.scan.furniture import MIN_BODIES, ownership
from copydesk.scan.minhash import concat
from copydesk.scan.overlaps import overlaps

from .texts import LETTERS, SCRIPTS, article, edited, signed


def told(bodies, sites=None):
    """Article to what it is like, and article to what it stands in. sites: numbers; by default one of each body."""
    whole = signed(*bodies)
    numbers = np.array(range(len(bodies)) if sites is None else sites, dtype=np.uint64)
    twins, held = overlaps(whole, numbers)
    near = dict(zip(twins.article.tolist(), twins.first.tolist(), strict=True))
    return near, dict(zip(held.article.tolist(), held.within.tolist(), strict=True))


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_part_stands_in_the_whole_and_not_the_whole_in_the_part(script):
    joint = LETTERS[script][1]
    wholes = [article(script, seed, words=1_200) for seed in range(8)]
    parts = [text[: len(text) // 2] for text in wholes]
    between = f"{joint}{article(script, 99, words=60)}{joint}"
    near, held = told([*parts, *(f"{text[:300]}{between}{text[300:]}" for text in wholes)])
    assert not near
    assert held == {n: n + 8 for n in range(8)}


def test_a_near_duplicate_is_not_told_as_contained_too():
    texts = [article("English", seed, words=400) for seed in range(10)]
    near, held = told([*texts, *(text.rsplit(" ", 20)[0] for text in texts)])
    assert near == {n + 10: n for n in range(10)}
    assert not held


def test_the_order_changes_nothing_of_what_is_contained():
    bodies = [article("Thai", seed, words=500) for seed in range(12)]
    bodies += [text[200 : 200 + 60 * (seed + 10)] for seed, text in enumerate(bodies)]
    pairs = [
        {(order[one], order[other]) for one, other in told(order)[1].items()}
        for order in (bodies, bodies[::-1], bodies[::2] + bodies[1::2])
    ]
    assert pairs[0] == pairs[1] == pairs[2]
    assert len(pairs[0]) == 12


@pytest.fixture(scope="module", params=["English", "Chinese", "Thai"])
def footed(request):
    """Short and long articles of one site, all with a footer that is most of the short ones."""
    footer = article(request.param, 50, words=250)
    own = [article(request.param, seed, words=40 if seed % 2 else 500) for seed in range(100, 160)]
    return request.param, own, footer


def test_strangers_with_the_same_furniture_are_not_alike(footed):
    _, own, footer = footed
    bodies = [f"{text}\n{footer}" for text in own]
    assert told(bodies, [7] * len(bodies)) == ({}, {})
    near, _ = told(bodies)  # nobody can tell, where each is of another site
    assert near


def test_copies_are_found_in_their_furniture(footed):
    script, own, footer = footed
    copies = [edited(script, text, 1, 0.01) for text in own[::6]]
    bodies = [f"{text}\n{footer}" for text in (*own, *copies)]
    near, held = told(bodies, [7] * len(bodies))
    assert near == {len(own) + n: 6 * n for n in range(len(copies))}
    assert not held


def test_parts_are_found_in_their_furniture(footed):
    _, own, footer = footed
    parts = [text[: len(text) // 2] for text in own[::6]]
    bodies = [f"{text}\n{footer}" for text in (*own, *parts)]
    near, held = told(bodies, [7] * len(bodies))
    assert near | held == {len(own) + n: 6 * n for n in range(len(parts))}
    assert len(held) > len(near)


def test_pages_of_nothing_but_furniture_are_not_told(footed):
    _, own, footer = footed
    bodies = [f"{text}\n{footer}" for text in own] + [f"{footer} {n}" for n in range(3)]
    assert told(bodies, [7] * len(bodies)) == ({}, {})


def test_what_many_copies_say_is_no_furniture():
    text = article("English", 9)
    bodies = [edited("English", text, seed, 0.01) for seed in range(30)]
    near, held = told(bodies, [7] * len(bodies))
    assert near == dict.fromkeys(range(1, 30), 0)
    assert not held


def test_the_furniture_of_one_site_is_not_that_of_another():
    shared = article("English", 9)
    whole = signed(*(f"{shared} {article('English', 10 + n, words=300)}" for n in range(MIN_BODIES + 1)))
    alone = np.arange(len(whole))
    for sites, furniture in (([1] * len(whole), True), ([1] * (len(whole) - 2) + [2, 2], False)):
        known = ownership(whole, np.array(sites, dtype=np.uint64), alone)
        assert (known.furniture > 5).all() == furniture
        assert (known.furniture > 5).any() == furniture
        assert (~known.own).sum() == known.furniture.sum()


def test_ten_thousand_copies_are_told_once_each_and_compared_a_few_times(monkeypatch):
    compared = []
    for module, name in ((neighbours._Kinds, "jaccard"), (containment, "_shared")):
        honest = getattr(module, name)

        def counted(*arguments, honest=honest):
            compared.append(len(arguments[-1]))
            return honest(*arguments)

        monkeypatch.setattr(module, name, counted)
    text = article("English", 9, words=120).split(" ")
    bodies = [" ".join([*text[: n % 100], f"new{n}", *text[n % 100 :]]) for n in range(10_000)]
    near, held = told(bodies, [7] * len(bodies))
    assert near == dict.fromkeys(range(1, 10_000), 0)
    assert not held
    assert sum(compared) < 10_000 * 30


def test_lists_that_all_share_stay_linear(monkeypatch):
    compared = []
    footer = article("English", 50, words=200)
    bodies = [f"{article('English', seed, words=120)} {footer}" for seed in range(600)]
    honest = containment._shared

    def counted(*arguments):
        compared.append(len(arguments[-1]))
        return honest(*arguments)

    monkeypatch.setattr(containment, "_shared", counted)
    told(bodies)
    assert 0 < sum(compared) < 600 * 12


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(20, 400)), max_size=12))
def test_every_article_is_told_at_most_once_and_never_of_itself(pieces):
    bodies = [article("English", seed, words=words) for seed, _, words in pieces]
    near, held = told(bodies, [site for _, site, _ in pieces])
    assert not near.keys() & held.keys()
    assert all(other != one for found in (near, held) for one, other in found.items())


def test_overlaps_of_nothing():
    for whole in (concat([]), signed(None, "short")):
        twins, held = overlaps(whole, np.zeros(len(whole), dtype=np.uint64))
        assert len(twins) == len(held) == 0
