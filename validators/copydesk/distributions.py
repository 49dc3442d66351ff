"""What articles are like beside their defects: how long, when published, in which language. Counted, never judged."""

import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from copydesk.result.model import Distributions
from copydesk.scan.block import Block
from copydesk.scan.dates import DAY

_STEPS = (1, 1.5, 2, 3, 5, 7)

LENGTHS = (0, 1, *(int(n * ten) for ten in (100, 1_000, 10_000) for n in _STEPS), 100_000)
"""Characters of the shortest body of each bin; the empty ones alone."""

MAX_BINS = 62
"""Days, months or years of a histogram of dates: two months of days."""

STRAY = 0.01
"""Share of dates at either end that do not stretch a histogram: one date of 1970 would make every bin a year."""

FACTS_SCHEMA = {"chars": pl.UInt32(), "day": pl.Int32(), "language": pl.Categorical()}
"""Of an article, 12 bytes: characters of its body, its day (since 1970, UTC; null without one), language."""

FIRST_DAY, LAST_DAY = ((day - datetime.date(1970, 1, 1)).days for day in (datetime.date.min, datetime.date.max))
"""Python knows no others, but a date in another zone may lie beyond: `0001-01-01T00:00+01:00` is no day of year 1."""

_UNITS = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}


def facts_of(block: Block) -> pl.DataFrame:
    """One row an article: the columns of FACTS_SCHEMA."""
    return pl.DataFrame(
        {
            "chars": block.articles["body"].str.len_chars().fill_null(0),
            "day": block.dates("published")["at"] // DAY,
            "language": [language or "und" for language in block.languages],
        },
        schema_overrides=FACTS_SCHEMA,
    )


def distributions(facts: pl.DataFrame) -> Distributions:
    places = np.searchsorted(LENGTHS, facts["chars"].to_numpy(), side="right") - 1
    lengths = np.bincount(places, minlength=len(LENGTHS)).tolist()
    days = facts["day"].drop_nulls().clip(FIRST_DAY, LAST_DAY).sort().cast(pl.Date)
    bins, form = _bins(days)
    counts = dict(days.dt.strftime(form).value_counts().iter_rows())
    return Distributions(
        body_chars=dict(zip(LENGTHS, lengths, strict=True)),
        published={name: counts.get(name, 0) for name in bins},
        published_before=sum(count for name, count in counts.items() if bins and name < bins[0]),
        published_after=sum(count for name, count in counts.items() if bins and name > bins[-1]),
        undated=len(facts) - len(days),
    )


def _bins(days: pl.Series) -> tuple[list[str], str]:
    """The days, months or years from the first to the last, whichever are few enough, and the form of their names."""
    if not len(days):
        return [], _UNITS["day"]
    first, last = days[0], days[-1]
    if (last - first).days >= MAX_BINS:
        stray = int(STRAY * len(days))
        first, last = days[stray], days[-1 - stray]
    years = last.year - first.year
    if (last - first).days < MAX_BINS:
        step, form = "1d", _UNITS["day"]
    elif 12 * years + last.month - first.month < MAX_BINS:
        first, step, form = first.replace(day=1), "1mo", _UNITS["month"]
    else:
        first, step, form = first.replace(month=1, day=1), "1y", _UNITS["year"]
    return pl.date_range(first, last, step, eager=True).dt.strftime(form).to_list()[-MAX_BINS:], form


def of_sources(facts: pl.DataFrame, sources: npt.NDArray[np.int32], wanted: list[int]) -> dict[int, dict[str, Any]]:
    """The medians of some sources, as the fields of a SourceSummary. sources: of each article the number of its own."""
    middle = (
        facts.with_columns(source=pl.Series(sources))
        .filter(pl.col("source").is_in(wanted))
        .group_by("source")
        .agg(
            pl.col("chars").median().cast(pl.Int64),
            pl.col("day").median().cast(pl.Int32).cast(pl.Date).dt.to_string("%Y-%m-%d"),
            pl.col("language").cast(pl.String).mode().sort().first(),
        )
    )
    return {
        source: {"median_chars": chars, "median_published": day, "language": language}
        for source, chars, day, language in middle.iter_rows()
    }
