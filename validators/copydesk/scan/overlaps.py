"""Which articles of a batch say what another says: near duplicates, and bodies that stand within longer ones."""

import numpy as np

from copydesk.scan.containment import MIN_CONTAINMENT, Contained, contained
from copydesk.scan.furniture import ownership
from copydesk.scan.minhash import Signatures
from copydesk.scan.neighbours import MIN_JACCARD, Twins, near_duplicates
from copydesk.scan.shingles import Hashes


def overlaps(
    signatures: Signatures,
    sites: Hashes,
    *,
    min_jaccard: float = MIN_JACCARD,
    min_containment: float = MIN_CONTAINMENT,
) -> tuple[Twins, Contained]:
    """sites: of each article a hash of its site, whose furniture does not count.

    What is furniture shows in bodies that are not alike otherwise; so those that look alike are found first, and then
    compared again by what is their own. Of an article that has an earlier near duplicate nothing more is told.
    """
    alike = near_duplicates(signatures, min_jaccard=min_jaccard)
    known = ownership(signatures, sites, alike.group)
    in_group = np.bincount(alike.group, minlength=len(signatures))[alike.group] > 1
    twins = near_duplicates(signatures, known, in_group, min_jaccard=min_jaccard)
    compared = np.ones(len(signatures), dtype=bool)
    compared[twins.article] = False
    return twins, contained(signatures, known, compared, min_containment=min_containment)
