"""Rows of the history's tables, made of its objects and made into them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from copydesk.history.record import Rates, RunInfo, Sample, SourceRun, Streak, storable
from copydesk.history.schema import SOURCES, TROUBLES


def values(stored: object, table: sa.Table) -> dict[str, Any]:
    """What a row of the table takes from an object that has its columns for attributes."""
    return {column.name: getattr(stored, column.name) for column in table.c if column.name not in ("id", "run")}


def source_row(run: int, source: SourceRun) -> dict[str, Any]:
    row = values(source, SOURCES)
    return {"run": run, **row, **{name: dict(row[name]) for name in ("filled", "top", "rules")}}


def source_run(row: Mapping[Any, Any]) -> SourceRun:
    known = {column.name: row[column.name] for column in SOURCES.c if column.name != "run"}
    return SourceRun(**{**known, "rules": {code: Rates(*rates) for code, rates in row["rules"].items()}})


def trouble_row(run: int, trouble: Any) -> dict[str, Any]:
    row = values(trouble, TROUBLES)
    return {"run": run, **row, "message": storable(row["message"])}


def samples_of(stored: Iterable[Sequence[Any]]) -> list[Sample]:
    return [Sample(*one) for one in stored]


def streak(runs: Sequence[RunInfo], bad: Mapping[int, Any], last_known: RunInfo) -> Streak:
    first, last = bad[runs[0].id], bad[runs[-1].id]
    return Streak(
        last.source,
        last.code,
        last.severity,
        last.message,
        runs[0],
        runs[-1],
        len(runs),
        runs[-1] is last_known,
        samples_of(first.before),
        samples_of(first.after),
    )
