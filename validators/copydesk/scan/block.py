"""A block of articles as the detectors see it."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from copydesk.scan.lines import Bools, Lines


class Columns(dict[str, list[Any]]):
    """A frame's columns as lists, each made when it is asked for."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def __missing__(self, name: str) -> list[Any]:
        self[name] = self._frame[name].to_list()
        return self[name]


class Block:
    """Articles with their lines; what one rule finds out, later rules of the same block can see.

    first: number of the first article, counted over the batch from 0. fields: canonical fields that the input has.
    languages: by article, told or found; None where unknown.
    """

    def __init__(
        self, articles: pl.DataFrame, fields: frozenset[str], first: int, languages: Sequence[str | None]
    ) -> None:
        self.articles = articles
        self.fields = fields
        self.first = first
        self.languages = languages
        self.lines = Lines(articles["body"])
        self.judged: dict[str, Bools] = {}
        """By rule code: the articles that the rule could judge. Filled by the scan."""
        self.bylines_found: Bools = np.zeros(len(articles), dtype=bool)
        """Articles whose byline a rule found in the body: it is misplaced, not missing."""

    def __len__(self) -> int:
        return len(self.articles)

    @cached_property
    def columns(self) -> "Columns":
        """The fields as Python lists, for the rows that have findings."""
        return Columns(self.articles)

    @cached_property
    def has_body(self) -> Bools:
        """Articles with a letter in their body: the evidence of every rule on text."""
        return self.articles.select(pl.col("body").str.contains(r"\p{L}").fill_null(value=False)).to_series().to_numpy()

    def neighbours(self, line: int) -> tuple[str | None, str | None]:
        """The text of the nearest lines before and after that are not blank, within the same article."""
        article = int(self.lines.article[line])
        first, stop = int(self.lines.first[article]), int(self.lines.first[article + 1])
        blank = self.lines.blank
        before = next((i for i in range(line - 1, first - 1, -1) if not blank[i]), None)
        after = next((i for i in range(line + 1, stop) if not blank[i]), None)
        return (
            self.lines.text[before] if before is not None else None,
            self.lines.text[after] if after is not None else None,
        )
