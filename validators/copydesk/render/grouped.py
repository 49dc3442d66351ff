"""Findings of one rule in one source together, for places that show few lines: CI annotations and summaries."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import polars as pl

SEVERITY_ORDER = {"error": 0, "warning": 1, "info": 2}
_RANK = pl.col("severity").replace_strict(SEVERITY_ORDER, default=len(SEVERITY_ORDER), return_dtype=pl.Int8)


class Group(NamedTuple):
    """first: the earliest finding of the group, a row of `findings.parquet`. records: articles that have one."""

    first: dict[str, Any]
    findings: int
    records: int


def grouped(findings: pl.DataFrame) -> Iterator[Group]:
    """One group a rule, source and severity: the gravest first, then those with most findings."""
    if not len(findings):
        return
    keys = ["severity", "code", "source"]
    sizes = (
        findings.with_row_index("place")
        .group_by(keys)
        .agg(pl.len().alias("findings"), pl.col("record").n_unique().alias("records"), pl.col("place").min())
        .with_columns(rank=_RANK)
        .sort("rank", "findings", "place", descending=[False, True, False])
    )
    for row in sizes.iter_rows(named=True):
        yield Group(findings.row(row["place"], named=True), row["findings"], row["records"])


def new(findings: pl.DataFrame) -> pl.DataFrame:
    """The findings that no baseline knows."""
    return findings.filter(~pl.col("known").fill_null(False))


def gravest(findings: pl.DataFrame, limit: int) -> pl.DataFrame:
    """At most `limit` findings, the gravest first and otherwise in their order."""
    return findings.sort(_RANK, maintain_order=True).head(limit)
