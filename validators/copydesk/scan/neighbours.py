"""Articles that are nearly the same: candidates from the bands of their signatures, verified, and grouped."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from copydesk.scan.furniture import Ownership
from copydesk.scan.lines import Bools, Ints
from copydesk.scan.minhash import BANDS, MIN_SHINGLES, SLOTS, Signatures
from copydesk.scan.shingles import odd_multipliers

MIN_JACCARD = 0.65
"""An estimate that all pairs of 0.8 reach, also where other n-grams than ours are counted, and pairs of 0.5 in one of
a thousand cases."""

MAX_NEAREST = 6
"""Articles before it in its bucket with which an article is compared, beside the first: the work stays linear."""

PAIRS_AT_ONCE = 1 << 15

_COLUMN = odd_multipliers(3, SLOTS // 8)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Twins:
    """One row is one article of a group of near duplicates, but for the earliest of the group.

    article: its number, ascending. first: the earliest article of its group where the two are alike themselves, else
    the earliest that was found to be like it: in a chain of revisions the last may share little with the first.
    jaccard: the estimate for these two. bodies: how many different bodies the group has. group: of every article of
    the batch the earliest one of its group, itself where it is alone.
    """

    article: Ints
    first: Ints
    jaccard: Floats
    bodies: Ints
    group: Ints

    def __len__(self) -> int:
        return len(self.article)


def near_duplicates(
    signatures: Signatures,
    ownership: Ownership | None = None,
    among: Bools | None = None,
    *,
    min_jaccard: float = MIN_JACCARD,
) -> Twins:
    """The articles whose shingles are those of another, as a Jaccard similarity of at least min_jaccard.

    Which articles are one group depends on their signatures, not on their order. In each of the BANDS buckets that an
    article is in, it is compared with the first and the nearest MAX_NEAREST, unless a band before has shown that they
    are of one group: the work grows with the articles, also where all of them share a bucket.

    ownership: where it is known, articles must be alike in what is their own; see `_Kinds.are_near`. among: the
    articles that are compared; all, if it is None.
    """
    kinds = _Kinds(signatures, ownership, among, min_jaccard)
    if not len(kinds):
        nothing = np.zeros(0, np.int64)
        return Twins(nothing, nothing, np.zeros(0), nothing, np.arange(len(signatures)))
    root = np.arange(len(kinds))
    links: list[tuple[Ints, Ints]] = []
    for band in range(BANDS):
        for one, other in kinds.candidates(band):
            apart = root[one] != root[other]
            one, other = one[apart], other[apart]
            near = kinds.are_near(one, other)
            links.append((one[near], other[near]))
            root = _united(root, *links[-1])
    return _twins(kinds, root, links)


@dataclass
class _Kinds:
    """The different signatures, in an order that depends on nothing but themselves.

    members: the articles that can be judged, by kind. kind: of each member. earliest: article of each kind.
    """

    signatures: Signatures
    ownership: Ownership | None
    among: Bools | None
    min_jaccard: float
    members: Ints = field(init=False)
    kind: Ints = field(init=False)
    earliest: Ints = field(init=False)

    def __post_init__(self) -> None:
        signatures = self.signatures
        judged = np.flatnonzero(signatures.size if self.among is None else self.among & (signatures.size > 0))
        if self.ownership is not None:
            furniture = self.ownership.furniture / np.maximum(signatures.sampled, 1)
            judged = judged[((1 - furniture) * signatures.size)[judged] >= MIN_SHINGLES]
        key = np.zeros(len(judged), dtype=np.uint64)
        for begin in range(0, len(judged), PAIRS_AT_ONCE):
            part = slice(begin, begin + PAIRS_AT_ONCE)
            columns = signatures.minhash[judged[part]].view(np.uint64)
            for number, multiplier in enumerate(_COLUMN):
                key[part] += columns[:, number]
                key[part] *= multiplier
                key[part] ^= key[part] >> np.uint64(31)
        order = np.argsort(key, kind="stable")
        new = np.diff(key[order], prepend=~key[order[:1]]) != 0
        self.members = judged[order]
        self.kind = np.cumsum(new) - 1
        self.earliest = self.members[new]

    def __len__(self) -> int:
        return len(self.earliest)

    def jaccard(self, left: Ints, right: Ints) -> Floats:
        """The estimates for pairs of kinds: bytes in common, less those that are so by chance."""
        minhash, same = self.signatures.minhash, np.empty(len(left))
        for begin in range(0, len(left), PAIRS_AT_ONCE):
            part = slice(begin, begin + PAIRS_AT_ONCE)
            equal = minhash[self.earliest[left[part]]] == minhash[self.earliest[right[part]]]
            same[part] = equal.sum(axis=1)
        return np.maximum((same / SLOTS - 1 / 256) / (1 - 1 / 256), 0)

    def are_near(self, left: Ints, right: Ints) -> Bools:
        """Whether pairs of kinds are near duplicates.

        Furniture makes strangers alike: where it is a share f of the two, they may differ in (1 - f) of what is
        allowed without it.
        """
        allowed = np.full(len(left), 1 - self.min_jaccard)
        if self.ownership is not None:
            one, other = self.earliest[left], self.earliest[right]
            furniture, sampled = self.ownership.furniture, self.signatures.sampled.astype(np.int64)
            allowed *= 1 - (furniture[one] + furniture[other]) / np.maximum(sampled[one] + sampled[other], 1)
        return self.jaccard(left, right) >= 1 - allowed

    def candidates(self, band: int) -> Iterator[tuple[Ints, Ints]]:
        """Pairs of kinds that share a bucket: of each with the first, then with those before it."""
        key = self.signatures.band(band, self.earliest)
        order = np.argsort(key)
        shared = np.concatenate(([False], key[order][1:] == key[order][:-1], [False]))
        order = order[shared[1:] | shared[:-1]]
        if not len(order):
            return
        # the more of the following bands two kinds share, the nearer they stand in the bucket
        tie = [self.signatures.band((band + further) % BANDS, self.earliest[order]) for further in (2, 1)]
        order = order[np.lexsort((order, *tie, key[order]))]
        key = key[order]
        place = np.arange(len(order))
        begins = np.maximum.accumulate(np.where(np.diff(key, prepend=~key[:1]) != 0, place, 0))
        yield order[begins], order
        for back in range(1, MAX_NEAREST + 1):
            at = place[back:][place[back:] - back > begins[back:]]
            yield order[at - back], order[at]


def _united(root: Ints, left: Ints, right: Ints) -> Ints:
    """The lowest kind of each group, when these pairs have been made one."""
    while True:
        one, other = root[left], root[right]
        apart = one != other
        if not apart.any():
            return root
        left, right, one, other = left[apart], right[apart], one[apart], other[apart]
        root = root.copy()
        np.minimum.at(root, np.maximum(one, other), np.minimum(one, other))
        while True:
            further = root[root]
            if (further == root).all():
                break
            root = further


def _twins(kinds: _Kinds, root: Ints, links: list[tuple[Ints, Ints]]) -> Twins:
    by_age = np.argsort(kinds.earliest)
    age = np.empty_like(by_age)
    age[by_age] = np.arange(len(by_age))
    oldest = np.full(len(kinds), len(kinds))  # of the group
    np.minimum.at(oldest, root, age)
    leader = by_age[oldest[root]]
    partner = leader.copy()
    compared = np.full(len(kinds), len(kinds))  # the oldest that was found to be like a kind
    for left, right in links:
        np.minimum.at(compared, left, age[right])
        np.minimum.at(compared, right, age[left])
    far = np.flatnonzero(partner != np.arange(len(kinds)))
    far = far[~kinds.are_near(far, partner[far])]
    partner[far] = by_age[compared[far]]
    jaccard = np.ones(len(kinds))
    other = np.flatnonzero(partner != np.arange(len(kinds)))
    jaccard[other] = kinds.jaccard(other, partner[other])
    first = kinds.earliest[partner[kinds.kind]]
    is_twin = first != kinds.members
    article = kinds.members[is_twin]
    order = np.argsort(article)
    kind = kinds.kind[is_twin][order]
    group = np.arange(len(kinds.signatures))
    group[kinds.members] = kinds.earliest[leader[kinds.kind]]
    return Twins(article[order], first[is_twin][order], jaccard[kind], np.bincount(root)[root[kind]], group)
