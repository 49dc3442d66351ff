"""Articles that stand in longer ones: candidates from the shingles that both have, verified by all that are sampled."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from copydesk.scan.furniture import ENTRIES_AT_ONCE, Numbers, Ownership
from copydesk.scan.lines import Bools, Ints
from copydesk.scan.minhash import Signatures
from copydesk.scan.neighbours import PAIRS_AT_ONCE, Floats

MIN_CONTAINMENT = 0.75
"""An estimate from the sampled shingles, whose standard error is 0.06 at 40 of them and 0.14 at MIN_SAMPLE."""

MIN_SAMPLE = 8
"""Sampled shingles, about 130 in all; of a shorter article too few are known to say that another contains it."""

MIN_MET, MIN_MET_RATIO, MIN_MET_SHORT_RATIO = 4, 0.1, 0.3
"""Lists in which two articles have to be paired before they are compared: so many, this ratio of all that the shorter
one stands in, and this of its short ones, which name all their pairs."""

SURE = 1.25
"""Times the root of the sample, by which more than half of it has to be shared: 2.5 standard errors."""

NEXT_LONGER, LONGEST = 3, 2
"""With how many of the articles that share a sampled shingle one is paired: a list that all share stays linear."""


RANKS_AT_ONCE = 1 << 19
"""Entries whose pairs are counted at a time: five pairs each, some 100 MB."""


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


def contained(
    signatures: Signatures, ownership: Ownership, compared: Bools, *, min_containment: float = MIN_CONTAINMENT
) -> Contained:
    """The articles of whose own shingles at least min_containment stand in a longer one, by what was sampled of both.

    compared: the articles that are, of near duplicates one. Those that share a sampled shingle are one list, the
    longest last. One is paired with the NEXT_LONGER behind it and with the LONGEST of the list, and compared with those
    that it meets in several lists: the work grows with the articles.
    """
    own = signatures.sampled.astype(np.int64) - ownership.furniture
    by_length = np.lexsort(
        (-np.arange(len(own)), signatures.band(0, np.arange(len(own))), own)
    )  # the order matters only among equals
    counts = own[by_length]
    rank, last, is_short = _ranked_lists(ownership, compared, by_length)
    edges = np.linspace(0, len(counts), 2 + len(rank) // RANKS_AT_ONCE).astype(np.int64)
    found = []
    for low, high in pairwise(edges.tolist()):
        at = np.flatnonzero((rank >= low) & (rank < high))
        in_short = np.bincount(rank[at[is_short[at]]] - np.uint32(low), minlength=high - low)
        to_meet = np.maximum(np.maximum(MIN_MET, MIN_MET_RATIO * counts[low:high]), MIN_MET_SHORT_RATIO * in_short)
        at = at[counts[rank[at]] >= MIN_SAMPLE]
        end = last[at].astype(np.int64)
        pairs = []
        for further in range(1, NEXT_LONGER + 1):
            fits = at[at + further <= end]
            pairs.append(rank[fits].astype(np.int64) << 32 | rank[fits + further])
        for back in range(LONGEST):
            is_longer = at + NEXT_LONGER < end - back
            pairs.append(rank[at[is_longer]].astype(np.int64) << 32 | rank[end[is_longer] - back])
        pair, met = np.unique(np.concatenate(pairs), return_counts=True)
        pair = pair[met >= to_meet[(pair >> 32) - low]]
        shorter, longer = pair >> 32, pair & 0xFFFFFFFF
        shared, of = _shared(signatures, ownership.own, by_length[shorter], by_length[longer]), counts[shorter]
        keep = (shared >= min_containment * of) & (shared >= of / 2 + SURE * np.sqrt(of))
        found.append((shorter[keep], longer[keep], shared[keep] / of[keep]))
    shorter, longer, ratio = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.lexsort((longer, ratio, shorter))
    best = order[np.diff(shorter[order], append=-1) != 0]
    best = best[np.argsort(by_length[shorter[best]])]
    return Contained(by_length[shorter[best]], by_length[longer[best]], ratio[best])


def _ranked_lists(ownership: Ownership, compared: Bools, by_length: Ints) -> tuple[Numbers, Numbers, Bools]:
    """The lists of those that are compared, by rank: of each entry the rank, its list's last place, if it is short."""
    rank_of = np.empty(len(by_length), dtype=np.int64)
    rank_of[by_length] = np.arange(len(by_length))
    ranks, sizes = [np.zeros(0, np.uint32)], [np.zeros(0, np.int64)]
    stop, end = 0, len(ownership.article)
    while stop < end:  # some lists at a time, as memory is not to hold a wide copy of all of them
        start = stop
        behind = np.searchsorted(ownership.begins, start + ENTRIES_AT_ONCE)
        stop = int(ownership.begins[behind]) if behind < len(ownership.begins) else end
        begins = ownership.begins[np.searchsorted(ownership.begins, start) : behind]
        article = ownership.article[start:stop]
        entry = np.zeros(len(article), dtype=np.int64)
        entry[begins - start] = 1 << 32
        np.cumsum(entry, out=entry)  # the number of the list in the upper half
        entry |= rank_of[article]
        entry = entry[compared[article]]
        entry.sort()
        ranks.append(entry.astype(np.uint32))
        sizes.append(np.diff(np.flatnonzero(np.diff(entry >> 32, prepend=0, append=-1))))
    size = np.concatenate(sizes)
    last = np.repeat((np.cumsum(size) - 1).astype(np.uint32), size)
    return np.concatenate(ranks), last, np.repeat((size > 1) & (size <= 1 + NEXT_LONGER + LONGEST), size)


def _shared(signatures: Signatures, own: Bools, one: Ints, other: Ints) -> Ints:
    """How many sampled hashes that are one article's own are among those of the other, by bisection."""
    ends = np.cumsum(signatures.sampled.astype(np.int64))
    shared = np.zeros(len(one), dtype=np.int64)
    for first in range(0, len(one), PAIRS_AT_ONCE // 8):
        part = slice(first, first + PAIRS_AT_ONCE // 8)
        counts = signatures.sampled[one[part]].astype(np.int64)
        pair = np.repeat(np.arange(len(counts)), counts)
        within = np.arange(len(pair)) - np.repeat(np.cumsum(counts), counts)
        at = within + ends[one[part]][pair]
        at, pair = at[own[at]], pair[own[at]]
        wanted = signatures.sample[at]
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
