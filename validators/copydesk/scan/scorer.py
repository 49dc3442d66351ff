"""The trained scorer of stray lines: weights of n-grams, and trees over the signs of a line."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from copydesk.scan.grams import Floats, Texts, Weights
from copydesk.scan.trees import Trees


class Scorer(Trees):
    """orders: of the n-grams. names: the signs that the trees ask for."""

    def __init__(self, path: Path) -> None:
        """path: what `training/prose.py` wrote, as a `.npz` of plain arrays."""
        with np.load(path, allow_pickle=False) as stored:
            super().__init__(stored)
            self.orders = tuple(map(int, stored["orders"]))
            self._grams: Weights = stored["grams"]
            self._gram_scale = np.float32(stored["gram_scale"])
            self._gram_bias = np.float32(stored["gram_bias"])
            self._typical: Floats = stored["typical"]  # of each sign, what is usual for a line of an article

    def wording(self, texts: Texts) -> Floats:
        """How stray the words of each text are, as a logit."""
        return texts.score(self._grams, self.orders) * self._gram_scale + self._gram_bias

    def reasons(self, columns: Floats, logits: Floats, kinds: Sequence[str]) -> Floats:
        """(kinds, lines): how much less stray each line would be if its signs of a kind were usual ones."""
        usual = np.repeat(columns[:, None], len(kinds), axis=1)
        for number, kind in enumerate(kinds):
            of_kind = [name.split(" ")[0] == kind for name in self.names]
            usual[of_kind, number] = self._typical[of_kind, None]
        without = self.logits(usual.reshape(len(self.names), -1)).reshape(len(kinds), -1)
        return logits - without
