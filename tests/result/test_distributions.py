"""Histograms of a batch: every article is in one bin, and one stray date does not stretch them."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.distributions import FACTS_SCHEMA, FIRST_DAY, LAST_DAY, MAX_BINS, distributions, of_sources

DAY_0 = dt.date(1970, 1, 1)


def facts(days: list[int | None], chars: list[int] | None = None) -> pl.DataFrame:
    columns = {"chars": chars or [900] * len(days), "day": days, "language": ["en"] * len(days)}
    return pl.DataFrame(columns, schema=FACTS_SCHEMA)


DAYS = st.integers(-30_000, 60_000) | st.sampled_from([FIRST_DAY - 1, FIRST_DAY, LAST_DAY, LAST_DAY + 1])


@given(st.lists(st.none() | DAYS, max_size=80))
def test_every_article_is_counted_once(days: list[int | None]) -> None:
    found = distributions(facts(days))
    outside = found.published_before + found.published_after + found.undated
    assert sum(found.body_chars.values()) == sum(found.published.values()) + outside == len(days)
    assert len(found.published) <= MAX_BINS
    assert list(found.published) == sorted(found.published)


@pytest.mark.parametrize(
    ("span", "name"), [(1, "2024-10-04"), (MAX_BINS, "2024-10-04"), (MAX_BINS + 1, "2024-10"), (9_000, "2024")]
)
def test_bins_are_as_short_as_fits(span: int, name: str) -> None:
    assert next(iter(distributions(facts([20_000, 20_000 + span - 1])).published)) == name


def test_a_stray_date_is_counted_apart() -> None:
    found = distributions(facts([0, *range(20_000, 20_060), *[20_030] * 60]))
    assert min(found.published) == "2024-10-04"
    assert found.published_before == 1


def test_sources_have_medians() -> None:
    table = facts([10, 12, 99, None], [100, 300, 500, 7])
    of = of_sources(table, pl.Series([0, 0, 0, 4]).to_numpy(), [0, 4])
    assert of[0] == {"median_chars": 300, "median_published": str(DAY_0 + dt.timedelta(12)), "language": "en"}
    assert of[4] == {"median_chars": 7, "median_published": None, "language": "en"}
