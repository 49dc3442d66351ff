"""What the score of a name is worth beside the scores of the other names of its page."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from copydesk.page.candidate import Candidate

LEAST = -6.0
"""The score that is taken for the best other name where there is none, or only worse ones."""

ALONE = 0.01
"""Added to the sum of the other names' rates, so that a page without other names has a logarithm."""


def lineup(candidates: Sequence[Candidate], logits: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """(candidates, 7): of each its score, how far it leads the best other name and how far it trails behind it, what
    the others are worth together, and the scores once more for names of the site, for names that are only declared, and
    against declared ones. Names that share a word are no others of each other."""
    score = np.asarray(logits, dtype=np.float64)
    words = [frozenset(one.name.lower().split()) for one in candidates]
    other = np.array([[mine.isdisjoint(theirs) for theirs in words] for mine in words], dtype=bool)
    best = np.max(np.where(other, score, LEAST), axis=1, initial=LEAST)
    rate = 1 / (1 + np.exp(-score))
    site = np.array([one.signs["name site"] > 0 for one in candidates])
    declared = np.array([bool(one.declared) for one in candidates])
    shown = np.array([one.block is not None for one in candidates])
    columns = [
        score,
        np.maximum(score - best, 0),
        np.maximum(best - score, 0),
        np.log(other @ rate + ALONE),
        score * site,
        score * ~shown,
        best * declared,
    ]
    return np.stack(columns, axis=1)
