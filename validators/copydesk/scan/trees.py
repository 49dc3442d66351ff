"""Oblivious trees over named signs, as training leaves them: all nodes of a depth ask the same question, so that a tree
is a few comparisons of whole columns and one look-up."""

from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk.scan.grams import Floats
from copydesk.scan.lines import Ints

CHUNK = 1_024
"""Rows that are scored at once: what they need fits in a cache."""


class Trees:
    """names: the signs that the trees ask for."""

    def __init__(self, stored: Mapping[str, Any]) -> None:
        """stored: the plain arrays that `training.trees.stored_trees` makes, and `knot_logits` and `knot_rates`."""
        self.names: tuple[str, ...] = tuple(map(str, stored["names"]))
        signs, borders = stored["split_sign"], stored["split_border"]
        leaves: Floats = stored["leaves"]
        self._bias = np.float32(stored["bias"])
        self._knots: tuple[Floats, Floats] = stored["knot_logits"], stored["knot_rates"]
        # every question is asked once, whichever trees ask it
        questions = sorted(set(zip(signs.ravel().tolist(), borders.ravel().tolist(), strict=True)))
        number = {question: n for n, question in enumerate(questions)}
        self._asked: Ints = np.array(
            [
                [number[q] for q in zip(*tree, strict=True)]
                for tree in zip(signs.tolist(), borders.tolist(), strict=True)
            ]
        ).T
        """(depth, trees): the question that each tree asks at each depth."""
        self._borders = {
            sign: np.array([border for _, border in group], dtype=np.float32)[:, None]
            for sign, group in groupby(questions, key=itemgetter(0))
        }
        self._first_leaf: Ints = np.arange(len(leaves))[:, None] * leaves.shape[1]
        self._leaves: Floats = leaves.ravel()

    def columns(self, signs: Mapping[str, Floats]) -> Floats:
        """(names, rows): the signs that the trees ask for."""
        return np.stack([signs[name] for name in self.names])

    def logits(self, columns: Floats) -> Floats:
        """The score of each row. columns: (names, rows)."""
        parts = [self._score(columns[:, start : start + CHUNK]) for start in range(0, columns.shape[1], CHUNK)]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)

    def rates(self, logits: Floats) -> npt.NDArray[np.float64]:
        """The share of rows with such a score that were what the trees look for, on sites that they had not seen."""
        return np.interp(logits, *self._knots)

    def _score(self, columns: Floats) -> Floats:
        answers = np.concatenate([columns[sign] > borders for sign, borders in self._borders.items()]).view(np.uint8)
        leaf = answers.take(self._asked[0], axis=0)
        for depth, asked in enumerate(self._asked[1:], start=1):
            bit = answers.take(asked, axis=0)
            bit <<= depth
            leaf |= bit
        place = leaf.astype(np.int64)
        place += self._first_leaf
        total: Floats = self._leaves.take(place).sum(axis=0)
        return total + self._bias
