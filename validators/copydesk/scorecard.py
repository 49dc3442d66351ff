"""What the tally hands on: counts of a block, of a source, and of the batch. Numbers only, no scraped text."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from copydesk.distributions import facts_of
from copydesk.history.record import Rates
from copydesk.reading.articles import ARTICLE_FIELDS
from copydesk.result.model import Distributions, Severity, SourceSummary, Tally
from copydesk.scan.block import Block

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")

MIN_SOURCE_RECORDS = 20
"""A source with fewer judged records has no rate of its own: one article of ten is no tenth."""


@dataclass(frozen=True)
class Scorecard:
    """What the gate looks at.

    judged, failed: one row a source: `source` (index into source_names) and a column a rule, how many of its articles
    the rule could judge, and how many it failed. summaries: of the MAX_SOURCES worst sources, worst first.
    articles_failed: those with an error or warning. findings: by severity. hit: the numbers of the articles with
    findings, ascending.
    """

    judged: pl.DataFrame
    failed: pl.DataFrame
    source_names: list[str | None]
    tallies: dict[str, Tally]
    summaries: list[SourceSummary]
    languages: dict[str, int]
    distributions: Distributions
    articles: int
    articles_failed: int
    findings: dict[Severity, int]
    hit: npt.NDArray[np.int32]


class SourceCounts(NamedTuple):
    """What was counted of one source. filled: articles by field that has a value. rules: by code of those that found
    something: articles judged, articles failed, findings."""

    source: str | None
    articles: int
    failed: int
    filled: dict[str, int]
    rules: dict[str, Rates]


class TallyPart(NamedTuple):
    """One block's share.

    judged: a row an article: `source`, and a column a rule, whether it could judge. coverage: a row a source (`group`)
    with its count of articles by filled field. facts: a row an article, of FACTS_SCHEMA.
    """

    judged: pl.DataFrame
    coverage: pl.DataFrame
    facts: pl.DataFrame


def tally_part(block: Block) -> TallyPart:
    """The share of a block that has been scanned."""
    filled = (_is_filled(name, block.articles.schema[name]).alias(name) for name in sorted(ARTICLE_FIELDS))
    return TallyPart(
        block.articles.select("source", *(pl.Series(code, judged) for code, judged in block.judged.items())),
        block.articles.select(filled, group=pl.col("source")).group_by("group").agg(pl.all().sum()),
        facts_of(block),
    )


def _is_filled(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(dtype, pl.List):
        return (column.list.len() > 0).fill_null(value=False)
    if dtype == pl.String:
        return (column.str.len_bytes() > 0).fill_null(value=False)
    return column.is_not_null()
