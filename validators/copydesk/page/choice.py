"""Which of the candidates are the authors: each is scored as labelled pages taught it, the best are taken."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from copydesk.page.candidate import Candidate
from copydesk.page.scorer import Scorer
from copydesk.rooms import rules_dir

WEIGHTS = "weights/byline.npz"

MIN_RATE = 0.3
"""Of the best candidate, below which a page is taken to name nobody."""

MIN_SHARE = 0.5
"""Of the best candidate's rate, for further authors; one that stands elsewhere needs MIN_APART."""

MIN_APART = 0.6
MIN_OTHER = 0.7
"""Of an agency, a desk or the site beside a person."""

CLEARLY = 1.1
"""Times the rate of a name by which a part of it is the better one."""


class Author(NamedTuple):
    """rate: the share of names with such a score that were right, on sites that the trees had not seen."""

    candidate: Candidate
    rate: float


@cache
def _scorer() -> Scorer:
    with np.load(rules_dir() / WEIGHTS, allow_pickle=False) as stored:
        return Scorer(stored)


def rates(candidates: Sequence[Candidate]) -> Sequence[float]:
    """How likely each is an author, 0 to 1."""
    return _scorer().rates(candidates)


def chosen(candidates: Sequence[Candidate], rate: Sequence[float]) -> list[Author]:
    """The authors in the order in which the page has them; none where the page seems to name nobody."""
    if not candidates or max(rate) < MIN_RATE:
        return []
    best = max(range(len(candidates)), key=lambda n: rate[n])
    kept = [n for n in range(len(candidates)) if n == best or _is_beside(candidates, rate, n, best)]
    if any(_is_person(candidates[n]) for n in kept):
        kept = [n for n in kept if _is_person(candidates[n]) or rate[n] >= MIN_OTHER]
    words = [set(one.name.lower().split()) for one in candidates]
    whole = [
        n
        for n in kept
        if not any(
            (words[n] < words[m] and rate[m] * CLEARLY >= rate[n])
            or (words[n] > words[m] and rate[m] > CLEARLY * rate[n])
            for m in kept
            if m != n
        )
    ]
    return [Author(candidates[n], rate[n]) for n in whole]


def _is_beside(candidates: Sequence[Candidate], rate: Sequence[float], number: int, best: int) -> bool:
    """Whether a candidate is an author beside the best one."""
    one, other = candidates[number], candidates[best]
    if _is_listed(one, other):
        return True
    if rate[number] < max(MIN_RATE, MIN_SHARE * rate[best]):
        return False
    same = one.block is not None and one.block == other.block
    return same or bool(one.declared and other.declared) or rate[number] >= MIN_APART


def _is_listed(one: Candidate, best: Candidate) -> bool:
    """Whether a block that has hardly more than names has another person's name beside the best one."""
    if one.block is None or one.block != best.block or one.signs["name given"] <= 0:
        return False
    names = one.name.lower().split(), best.name.lower().split()
    return set(names[0]).isdisjoint(names[1]) and all(
        _is_person(each) and each.signs["shown other words"] == 0 and each.signs["shown second hand"] <= 0
        for each in (one, best)
    )


def _is_person(candidate: Candidate) -> bool:
    """Whether it is a person's name, so that a desk, an agency or the site beside it is no further author."""
    signs = candidate.signs
    others = ("name site", "name agency", "name desk", "name team", "name role word")
    return signs["name person"] > 0 and not any(signs[sign] > 0 for sign in others)
