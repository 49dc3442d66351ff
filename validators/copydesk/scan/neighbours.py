"""Articles that are nearly the same: candidates from the bands of their signatures, verified, and grouped."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from copydesk.scan.lines import Ints
from copydesk.scan.minhash import BANDS, SLOTS, Signatures, band_of
from copydesk.scan.shingles import Hashes, odd_multipliers

MIN_JACCARD = 0.7
"""An estimate that pairs of 0.8 reach in 998 of 1,000 cases, and pairs of 0.5 in one of a million."""

MAX_NEAREST = 6
"""Articles before it in its bucket with which an article is compared, beside the first: the work stays linear."""

PAIRS_AT_ONCE = 1 << 15

MIN_CONTAINMENT = 0.75
"""An estimate from the sampled shingles, whose standard error is 0.06 at 40 of them and 0.11 at MIN_SAMPLE."""

MIN_SAMPLE = 12
"""Sampled shingles, about 200 in all; of a shorter article too few are known to say that another contains it."""

MIN_MET, MIN_MET_RATIO, MIN_MET_SHORT_RATIO = 4, 0.1, 0.3
"""Lists in which two articles have to be paired before they are compared: so many, this ratio of all that the shorter
one stands in, and this of its short ones, which name all their pairs."""

SURE = 1.25
"""Times the root of the sample, by which more than half of it has to be shared: 2.5 standard errors."""

NEXT_LONGER, LONGEST = 3, 2
"""With how many of the articles that share a sampled shingle one is paired: a list that all share stays linear."""

ENTRIES_AT_ONCE = 1 << 21

_COLUMN = odd_multipliers(3, SLOTS // 8)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Twins:
    """One row is one article that has a near duplicate before it.

    article: its number, ascending. first: the earliest article of its group where the two are alike themselves, else
    the earliest with which it was compared: in a chain of revisions the last may share little with the first.
    jaccard: the estimate for these two.
    """

    article: Ints
    first: Ints
    jaccard: Floats

    def __len__(self) -> int:
        return len(self.article)


@dataclass(frozen=True)
class Contained:
    """One row is one article most of which stands in another, longer one.

    article: its number, ascending. within: of those with which it was compared, the one that holds most of it, the
    longest of several. containment: the estimate of how much.
    """

    article: Ints
    within: Ints
    containment: Floats

    def __len__(self) -> int:
        return len(self.article)


def near_duplicates(signatures: Signatures, *, min_jaccard: float = MIN_JACCARD) -> Twins:
    """The articles whose shingles are those of an earlier one, as a Jaccard similarity of at least min_jaccard.

    Which articles are one group depends on their signatures, not on their order. In each of the BANDS buckets that an
    article is in, it is compared with the first and the nearest MAX_NEAREST, unless a band before has shown that they
    are of one group: the work grows with the articles, also where all of them share a bucket.
    """
    kinds = _Kinds(signatures)
    if not len(kinds):
        return Twins(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    root = np.arange(len(kinds))
    links: list[tuple[Ints, Ints]] = []
    for band in range(BANDS):
        for one, other in kinds.candidates(band):
            apart = root[one] != root[other]
            one, other = one[apart], other[apart]
            near = kinds.jaccard(one, other) >= min_jaccard
            links.append((one[near], other[near]))
            root = _united(root, *links[-1])
    return _twins(kinds, root, links, min_jaccard)


class _Kinds:
    """The different signatures, in an order that depends on nothing but themselves.

    members: the articles that can be judged, by kind. kind: of each member. earliest: article of each kind.
    """

    def __init__(self, signatures: Signatures) -> None:
        self._signatures = signatures
        judged = np.flatnonzero(signatures.size)
        columns = np.ascontiguousarray(signatures.minhash).view(np.uint64)
        key = np.zeros(len(signatures), dtype=np.uint64)
        for number, multiplier in enumerate(_COLUMN):
            key += columns[:, number]
            key *= multiplier
            key ^= key >> np.uint64(31)
        key = key[judged]
        order = np.argsort(key, kind="stable")
        new = np.diff(key[order], prepend=~key[order[:1]]) != 0
        self.members: Ints = judged[order]
        self.kind: Ints = np.cumsum(new) - 1
        self.earliest: Ints = self.members[new]

    def __len__(self) -> int:
        return len(self.earliest)

    def jaccard(self, left: Ints, right: Ints) -> Floats:
        """The estimates for pairs of kinds: bytes in common, less those that are so by chance."""
        minhash, same = self._signatures.minhash, np.empty(len(left))
        for begin in range(0, len(left), PAIRS_AT_ONCE):
            part = slice(begin, begin + PAIRS_AT_ONCE)
            equal = minhash[self.earliest[left[part]]] == minhash[self.earliest[right[part]]]
            same[part] = equal.sum(axis=1)
        return np.maximum((same / SLOTS - 1 / 256) / (1 - 1 / 256), 0)

    def candidates(self, band: int) -> Iterator[tuple[Ints, Ints]]:
        """Pairs of kinds that share a bucket: of each with the first, then with those before it."""
        key = self._signatures.band(band)[self.earliest]
        order = np.argsort(key)
        shared = np.concatenate(([False], key[order][1:] == key[order][:-1], [False]))
        order = order[shared[1:] | shared[:-1]]
        if not len(order):
            return
        # the more of the following bands two kinds share, the nearer they stand in the bucket
        rows = self._signatures.minhash[self.earliest[order]]
        tie = [band_of(rows, (band + further) % BANDS) for further in (2, 1)]
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


def _twins(kinds: _Kinds, root: Ints, links: list[tuple[Ints, Ints]], min_jaccard: float) -> Twins:
    by_age = np.argsort(kinds.earliest)
    age = np.empty_like(by_age)
    age[by_age] = np.arange(len(by_age))
    oldest = np.full(len(kinds), len(kinds))  # of the group
    np.minimum.at(oldest, root, age)
    partner = by_age[oldest[root]]
    compared = age.copy()  # the oldest with which a kind was compared, and found near
    for left, right in links:
        np.minimum.at(compared, left, age[right])
        np.minimum.at(compared, right, age[left])
    far = np.flatnonzero(partner != np.arange(len(kinds)))
    far = far[kinds.jaccard(far, partner[far]) < min_jaccard]
    partner[far] = by_age[compared[far]]
    jaccard = np.ones(len(kinds))
    other = np.flatnonzero(partner != np.arange(len(kinds)))
    jaccard[other] = kinds.jaccard(other, partner[other])
    first = kinds.earliest[partner[kinds.kind]]
    is_twin = first != kinds.members
    article = kinds.members[is_twin]
    order = np.argsort(article)
    return Twins(article[order], first[is_twin][order], jaccard[kinds.kind[is_twin]][order])


def contained(signatures: Signatures, *, min_containment: float = MIN_CONTAINMENT) -> Contained:
    """The articles of whose shingles at least min_containment stand in a longer one, by what was sampled of both.

    Articles that share a sampled shingle are one list, the longest last. One is paired with the NEXT_LONGER behind it
    and with the LONGEST of the list, and compared with those that it meets in several lists: the work grows with the
    articles. Of near duplicates the shorter is contained in the longer, of equal samples the later in the earlier.
    """
    entries, by_length = _shared_entries(signatures)
    counts = signatures.sampled[by_length].astype(np.int64)
    rank = (entries & np.uint64(0xFFFFFFFF)).astype(np.int64)
    lists = np.diff(np.flatnonzero(np.diff(entries >> np.uint64(32), prepend=2**32, append=2**32)))
    last = np.repeat(np.cumsum(lists) - 1, lists)
    is_short = np.repeat(lists <= 1 + NEXT_LONGER + LONGEST, lists)
    in_short = np.bincount(rank[is_short], minlength=len(counts))
    to_meet = np.maximum(np.maximum(MIN_MET, MIN_MET_RATIO * counts), MIN_MET_SHORT_RATIO * in_short)
    edges = np.linspace(0, len(counts), 2 + len(entries) // ENTRIES_AT_ONCE).astype(np.int64)
    found = []
    for low, high in pairwise(edges.tolist()):
        at = np.flatnonzero((rank >= low) & (rank < high) & (counts[rank] >= MIN_SAMPLE))
        pairs = []
        for further in range(1, NEXT_LONGER + 1):
            fits = at[at + further <= last[at]]
            pairs.append(rank[fits] << 32 | rank[fits + further])
        for back in range(LONGEST):
            fits = at[at + NEXT_LONGER < last[at] - back]
            pairs.append(rank[fits] << 32 | rank[last[fits] - back])
        pair, met = np.unique(np.concatenate(pairs), return_counts=True)
        pair = pair[met >= to_meet[pair >> 32]]
        shorter, longer = pair >> 32, pair & 0xFFFFFFFF
        shared, of = _shared(signatures, by_length[shorter], by_length[longer]), counts[shorter]
        keep = (shared >= min_containment * of) & (shared >= of / 2 + SURE * np.sqrt(of))
        found.append((shorter[keep], longer[keep], shared[keep] / of[keep]))
    shorter, longer, ratio = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.lexsort((longer, ratio, shorter))
    best = order[np.diff(shorter[order], append=-1) != 0]
    best = best[np.argsort(by_length[shorter[best]])]
    return Contained(by_length[shorter[best]], by_length[longer[best]], ratio[best])


def _shared_entries(signatures: Signatures) -> tuple[Hashes, Ints]:
    """Sampled hashes that several articles have, each with the rank of an article; and the article of each rank.

    Articles rank by how much was sampled of them, the least first, then by their content, and the latest of equals
    first, so that their order matters only among equals.
    """
    count = len(signatures)
    by_length = np.lexsort((-np.arange(count), signatures.band(0), signatures.sampled))
    rank = np.empty(count, dtype=np.uint64)
    rank[by_length] = np.arange(count)
    article_rank = np.repeat(rank.astype(np.uint32), signatures.sampled)
    parts = max(1, len(article_rank) // ENTRIES_AT_ONCE)
    shared = [np.zeros(0, np.uint64)]
    part_of = (signatures.sample >> np.uint32(16)).astype(np.int64) * parts >> 16
    for part in range(parts):
        at = np.flatnonzero(part_of == part)
        entry = signatures.sample[at].astype(np.uint64) << np.uint64(32) | article_rank[at]
        entry.sort()
        same = np.concatenate(([False], entry[1:] >> np.uint64(32) == entry[:-1] >> np.uint64(32), [False]))
        shared.append(entry[same[1:] | same[:-1]] if len(entry) else entry)
    return np.concatenate(shared), by_length


def _shared(signatures: Signatures, one: Ints, other: Ints) -> Ints:
    """How many sampled hashes of one article are among those of the other, by bisection."""
    ends = np.cumsum(signatures.sampled.astype(np.int64))
    shared = np.zeros(len(one), dtype=np.int64)
    for first in range(0, len(one), PAIRS_AT_ONCE // 8):
        part = slice(first, first + PAIRS_AT_ONCE // 8)
        counts = signatures.sampled[one[part]].astype(np.int64)
        pair = np.repeat(np.arange(len(counts)), counts)
        within = np.arange(len(pair)) - np.repeat(np.cumsum(counts), counts)
        wanted = signatures.sample[within + ends[one[part]][pair]]
        high = ends[other[part]][pair]
        stop, low = high, high - signatures.sampled[other[part]][pair]
        while (low < high).any():
            middle = (low + high) >> 1
            less = (low < high) & (signatures.sample[np.minimum(middle, len(signatures.sample) - 1)] < wanted)
            low, high = np.where(less, middle + 1, low), np.where(less, high, middle)
        hit = low < stop
        hit[hit] = signatures.sample[low[hit]] == wanted[hit]
        shared[part] = np.bincount(pair[hit], minlength=len(counts))
    return shared
