"""Which sampled shingles are an article's own, and which are furniture: menus, footers and phrases of its site."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from copydesk.scan.lines import Bools, Ints
from copydesk.scan.minhash import Signatures
from copydesk.scan.shingles import Hashes

MIN_BODIES, MIN_SITE_RATIO = 4, 0.01
"""Bodies of one site, no two of them near duplicates, in which a shingle is furniture: so many, and this share of all
that the site has."""

ENTRIES_AT_ONCE = 1 << 20

Numbers = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class Ownership:
    """own: of each sampled shingle, whether it is its article's own. furniture: of each article, how many are not.

    article, begins: the own shingles that several articles have, as lists of these articles one behind another, and
    where the lists begin.
    """

    own: Bools
    furniture: Ints
    article: Numbers
    begins: Ints


def ownership(signatures: Signatures, sites: Hashes, group: Ints) -> Ownership:
    """sites: of each article a hash of its site. group: near duplicates have the same number, and count as one body."""
    article_of = np.repeat(np.arange(len(signatures), dtype=np.uint32), signatures.sampled)
    _, site = np.unique(sites, return_inverse=True)
    is_first = group == np.arange(len(group))
    least = np.maximum(MIN_BODIES, MIN_SITE_RATIO * np.bincount(site[is_first], minlength=len(sites)))
    own = np.ones(len(article_of), dtype=bool)
    articles, counts = [np.zeros(0, np.uint32)], [np.zeros(0, np.int64)]
    for at, begin in _lists(signatures.sample):
        article = article_of[at]
        furniture = _furniture(begin, site[article], is_first[article], least)
        own[at[furniture]] = False
        number = np.cumsum(begin)[~furniture]
        left = np.bincount(number)[1:]
        articles.append(article[~furniture][(left >= 2)[number - 1]])
        counts.append(left[left >= 2])
    lists = np.concatenate(counts)
    return Ownership(
        own,
        np.bincount(article_of[~own], minlength=len(signatures)),
        np.concatenate(articles),
        np.cumsum(lists) - lists,
    )


def _lists(sample: Numbers) -> Iterator[tuple[Ints, Bools]]:
    """The places of hashes that stand in several, equal ones behind one another, and where another hash begins."""
    parts = np.uint64(max(1, len(sample) // ENTRIES_AT_ONCE))
    edges = (np.arange(int(parts) + 1, dtype=np.uint64) << np.uint64(32)) // parts
    for low, high in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        at = np.flatnonzero((sample >= low) & (sample <= high - 1))
        entry = sample[at].astype(np.uint64) << np.uint64(32) | at.astype(np.uint64)
        entry.sort()
        hashes = entry >> np.uint64(32)
        same = np.concatenate(([False], hashes[1:] == hashes[:-1], [False]))
        shared = (same[1:] | same[:-1])[: len(entry)]
        yield (entry[shared] & np.uint64(0xFFFFFFFF)).view(np.int64), ~same[: len(entry)][shared]


def _furniture(begin: Bools, site: Ints, counts: Bools, least: npt.NDArray[np.float64]) -> Bools:
    """Of the entries of lists, those whose site has the shingle in enough bodies.

    begin: where a list begins. counts: the entries that count as a body. least: how many are enough, by site.
    """
    number = np.cumsum(begin)
    furniture = np.zeros(len(begin), dtype=bool)
    at = np.flatnonzero((np.bincount(number) >= MIN_BODIES)[number])  # shorter lists are most of all
    if not len(at):
        return furniture
    key = number[at] << 32 | site[at]
    order = np.argsort(key)
    new = np.diff(key[order], prepend=-1) != 0
    run = np.cumsum(new) - 1
    bodies = np.bincount(run[counts[at[order]]], minlength=int(run[-1]) + 1)
    furniture[at[order]] = (bodies >= least[site[at[order[new]]]])[run]
    return furniture
