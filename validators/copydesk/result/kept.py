"""The findings of a batch, kept until its end and given back in its order, however many they are."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl

from copydesk.result.tables import FINDINGS_SCHEMA
from copydesk.spill import Spill

PART_FINDINGS = 20_000
"""Findings that are given back at a time, at 0.6 to 8 KB each; more where one article has more."""


class KeptFindings:
    """One row is one finding: the columns of FINDINGS_SCHEMA, and `article`, its number in the batch."""

    def __init__(self) -> None:
        self._rows = Spill()
        self._articles = [np.zeros(0, np.int32)]
        self._marked: Callable[[pl.DataFrame], pl.DataFrame] | None = None

    def add(self, findings: pl.DataFrame) -> None:
        """Raises OSError if the disk fails."""
        self._rows.add(findings)
        self._articles.append(findings["article"].to_numpy().astype(np.int32))

    def mark(self, marked: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
        """Fills in what is only known at the end, whenever findings are given back."""
        self._marked = marked

    def parts(self) -> Iterator[pl.DataFrame]:
        """All findings in the order of the batch. Raises OSError if the disk fails."""
        articles: npt.NDArray[np.int32] = np.sort(np.concatenate(self._articles))
        firsts = np.unique(articles[::PART_FINDINGS]).tolist()
        for first, stop in pairwise([*firsts, np.iinfo(np.int32).max]):
            part = pl.concat(self._rows.parts(within=range(first, stop)))
            part = part.sort("article", "start", maintain_order=True).select(*FINDINGS_SCHEMA)
            yield self._marked(part) if self._marked else part
