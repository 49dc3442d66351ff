"""The articles of a batch whose text is kept, so that a report can show them."""

import numpy as np
import numpy.typing as npt
import polars as pl

from copydesk.result.tables import ARTICLES_SCHEMA, MAX_ARTICLES


class KeptArticles:
    """Of the first MAX_ARTICLES that a rule may have hit, those with findings, and those that they repeat."""

    def __init__(self) -> None:
        self._samples: list[pl.DataFrame] = []
        self._left = MAX_ARTICLES
        self._twins: set[str] = set()

    def add(self, sample: pl.DataFrame) -> None:
        """sample: the columns of ARTICLES_SCHEMA, and `article`, the number in the batch."""
        if self._left:
            sample = sample.head(self._left)
            self._left -= len(sample)
            self._samples.append(sample)

    def repeated(self, twins: pl.Series) -> None:
        """Notes articles that others repeat, each by its id or file:row, null for none."""
        self._twins.update(twins.drop_nulls().unique()[: max(MAX_ARTICLES - len(self._twins), 0)])

    def with_findings(self, hit: npt.NDArray[np.int32]) -> pl.DataFrame:
        """The columns of ARTICLES_SCHEMA. hit: numbers of the articles that have findings."""
        if not self._samples:
            return pl.DataFrame(schema=ARTICLES_SCHEMA)
        kept = pl.concat(self._samples)
        is_hit = pl.Series(np.isin(kept["article"], hit))
        twins = list(self._twins)  # shown beside the articles that repeat them
        is_twin = pl.col("record").is_in(twins) | pl.format("{}:{}", "file", "row").is_in(twins)
        return kept.filter(is_hit | is_twin).select(*ARTICLES_SCHEMA)
