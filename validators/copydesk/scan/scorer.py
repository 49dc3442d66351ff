"""The trained scorer of stray lines: weights of n-grams, and trees over the signs of a line."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import numpy as np
import numpy.typing as npt

from copydesk.scan.grams import Floats, Texts
from copydesk.scan.lines import Ints

CHUNK = 1_024
"""Lines that are scored at once: what they need fits in a cache."""


class Scorer:
    """Oblivious trees: all nodes of a depth ask the same question, so that a tree is a few comparisons of whole
    columns and one look-up.

    orders: of the n-grams. names: the signs that the trees ask for.
    """

    def __init__(self, path: Path) -> None:
        """path: what `training/prose.py` wrote, as a `.npz` of plain arrays."""
        with np.load(path, allow_pickle=False) as stored:
            self.orders = tuple(map(int, stored["orders"]))
            self.names: tuple[str, ...] = tuple(map(str, stored["names"]))
            self._grams: Floats = stored["grams"].astype(np.float32) * stored["gram_scale"]
            self._gram_bias = np.float32(stored["gram_bias"])
            signs, borders = stored["split_sign"], stored["split_border"]
            leaves: Floats = stored["leaves"]
            self._bias = np.float32(stored["bias"])
            self._knots: tuple[Floats, Floats] = stored["knot_logits"], stored["knot_rates"]
            self._typical: Floats = stored["typical"]  # of each sign, what is usual for a line of an article
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

    def wording(self, texts: Texts) -> Floats:
        """How stray the words of each text are, as a logit."""
        return texts.score(self._grams, self.orders) + self._gram_bias

    def columns(self, signs: Mapping[str, Floats]) -> Floats:
        """(names, lines): the signs that the trees ask for."""
        return np.stack([signs[name] for name in self.names])

    def logits(self, columns: Floats) -> Floats:
        """How stray each line is. columns: (names, lines)."""
        parts = [self._score(columns[:, start : start + CHUNK]) for start in range(0, columns.shape[1], CHUNK)]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)

    def reasons(self, columns: Floats, kinds: Sequence[str]) -> Floats:
        """(kinds, lines): how much less stray each line would be if its signs of a kind were usual ones."""
        usual = np.repeat(columns[:, None], len(kinds), axis=1)
        for number, kind in enumerate(kinds):
            of_kind = [name.split(" ")[0] == kind for name in self.names]
            usual[of_kind, number] = self._typical[of_kind, None]
        without = self.logits(usual.reshape(len(self.names), -1)).reshape(len(kinds), -1)
        return self.logits(columns) - without

    def rates(self, logits: Floats) -> npt.NDArray[np.float64]:
        """The share of lines with such a score that were stray, on sites that the scorer had not seen."""
        return np.interp(logits, *self._knots)

    def _score(self, columns: Floats) -> Floats:
        answers = np.concatenate([columns[sign] > borders for sign, borders in self._borders.items()]).view(np.uint8)
        leaf = answers[self._asked[0]]
        for depth, asked in enumerate(self._asked[1:], start=1):
            leaf |= answers[asked] << depth
        total: Floats = self._leaves[leaf + self._first_leaf].sum(axis=0)
        return total + self._bias
