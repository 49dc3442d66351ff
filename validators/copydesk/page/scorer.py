"""How likely a candidate is an author: the mean of what trees and a straight line make of the same signs, beside what
they make of the page's other names."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from copydesk.page.candidate import Candidate
from copydesk.page.lineup import lineup
from copydesk.page.zones import NONE
from copydesk.scan.grams import Floats
from copydesk.scan.trees import Trees


class Scorer:
    """Reads the plain arrays that `training/bylines.py` stores."""

    def __init__(self, stored: Mapping[str, Any]) -> None:
        self._trees = Trees(stored)
        self._names: tuple[str, ...] = tuple(map(str, stored["line_names"]))
        self._of_trees = [self._names.index(name) for name in self._trees.names]
        self._line_weights: Floats = stored["line_weights"]
        self._line_bias = np.float32(stored["line_bias"])
        self._lineup: Floats = stored["lineup_weights"]
        """Of the columns of `lineup`, and a bias."""

    def rates(self, candidates: Sequence[Candidate]) -> list[float]:
        """Of each candidate, 0 to 1."""
        rows = table(candidates, self._names)
        by_trees = self._trees.logits(rows[:, self._of_trees].T)
        by_line = spread(rows) @ self._line_weights + self._line_bias
        beside = lineup(candidates, (by_trees + by_line) / 2) @ self._lineup[:-1] + self._lineup[-1]
        return [float(rate) for rate in self._trees.rates(beside.astype(np.float32))]


def table(candidates: Sequence[Candidate], names: Sequence[str]) -> Floats:
    """(candidates, names): the signs, NONE where a candidate has none of a name."""
    rows: Floats = np.array([[one.signs.get(name, NONE) for name in names] for one in candidates], dtype=np.float32)
    return rows


def spread(rows: Floats) -> Floats:
    """(candidates, 3 names): of each sign whether it is there, how much of it, and whether nobody could ask for it."""
    size = np.sign(rows) * np.log1p(np.abs(rows))
    return np.concatenate([rows > 0, size, rows == NONE], axis=1, dtype=np.float32)
