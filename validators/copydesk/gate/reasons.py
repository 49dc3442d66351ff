"""Answers of the gate in sentences."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from copydesk.gate.questions import ROUNDING, Question
from copydesk.result.model import Reason
from copydesk.text import quote

NO_SOURCE = "(no source)"
MAX_NAMED_SOURCES = 1_000
"""Sources over a limit that a reason names, the worst ones."""


class Counts(NamedTuple):
    """Of each source, a row, and rule, a column: the articles that it failed, and those that it could judge."""

    failed: pl.DataFrame
    judged: pl.DataFrame

    @property
    def total(self) -> "Counts":
        """Over all sources, in one row."""
        return Counts(self.failed.sum(), self.judged.sum())

    def shares(self, *, least: int, but: Collection[str] = ()) -> pl.DataFrame:
        """How many of the judged failed, 0 to 1; null where fewer than `least` were judged. but: rules of which one
        is enough."""
        return self.failed.select(
            pl.when(self.judged[column] >= (1 if column.split(" ")[0] in but else least))
            .then(pl.col(column) / self.judged[column])
            .alias(column)
            for column in self.failed.columns
        )


def _named(sources: Sequence[str]) -> str:
    return ", ".join(quote(source, 60) for source in sources[:3]) + (" and others" if sources[3:] else "")


def reason_of(
    question: Question,
    passed: bool,
    count: int,
    total: Counts,
    tables: Mapping[str, pl.DataFrame],
    names: Sequence[str | None],
) -> Reason:
    """count: articles of the batch. total: what was counted over it."""
    if question.rule is None:
        message = f"{count:,} articles were read" if count else "No article could be read, and an empty batch fails"
        return Reason(
            passed=passed, code=None, scope="batch", severity="error", message=message, observed=count, limit=1
        )
    rule, column = question.rule, tables[question.table][question.column]
    title = rule.titles[0 if passed else 1]
    sources = [] if question.source is None else [names[question.source] or NO_SOURCE]
    of_source = f" of {quote(sources[0], 60)}" if sources else ""
    observed: float | None
    match question.kind:
        case "source-rate":
            over = column.to_frame("rate").with_row_index("source").filter(pl.col("rate") > question.limit + ROUNDING)
            worst_first = over.sort("rate", descending=True, maintain_order=True)["source"][:MAX_NAMED_SOURCES]
            sources = [names[index] or NO_SOURCE for index in worst_first]
            worst = column.max()
            observed = float(worst) if isinstance(worst, float) else None
            over_limit = f"over the limit of {question.limit:.0%} of the articles of {_named(sources)}"
            detail = over_limit if sources else "no source"
        case "required":
            observed = float(total.judged[question.column].item())
            detail = f"{observed:,.0f} {rule.unit}s{of_source} could be judged, and at least one is required"
        case _ if question.scope == "files":
            observed = float(column.sum())
            detail = f"{observed:,.0f} {'time' if observed == 1 else 'times'}"
        case _:
            failed, judged = (int(table[question.column].item()) for table in total)
            observed = column.item()
            limit = "none is allowed" if question.limit == 0 else f"at most {question.limit:.1%} are allowed"
            detail = f"{failed:,} of {judged:,} judged {rule.unit}s{of_source}, {limit}"
            if rule.unit == "source" and not passed:
                rows = (tables["sources"][question.column] > 0).arg_true()[:MAX_NAMED_SOURCES]
                sources = [names[row] or NO_SOURCE for row in rows]
                detail += f": {_named(sources)}"
    return Reason(
        passed=passed,
        code=rule.code,
        scope=question.scope,
        severity=rule.severity,
        message=f"{title}: {detail}",
        observed=observed,
        limit=question.limit,
        sources=sources,
    )


def baseline_reason_of(question: Question, passed: bool, accepted: pl.DataFrame) -> Reason:
    rule = question.rule
    assert rule is not None
    rate, before = pl.col("failed") / pl.col("judged"), pl.col("failed0") / pl.col("judged0")
    mine = accepted.filter(pl.col("code") == rule.code).with_columns(rise=rate - before)
    risen = mine.filter("over").sort("rise", descending=True, maintain_order=True)
    sources = [name or "(no source)" for name in risen["source"][:MAX_NAMED_SOURCES]]
    if passed:
        detail = "no source has more of it than the baseline knows"
    else:
        worst = risen.row(0, named=True)
        detail = (
            f"{quote(sources[0], 60)} has it in {worst['failed']:,} of {worst['judged']:,} articles, "
            f"and the baseline knows {worst['failed0']:,} of {worst['judged0']:,}"
        )
        if more := len(risen) - 1:
            detail += f"; {more:,} more {'source has' if more == 1 else 'sources have'} risen"
    return Reason(
        passed=passed,
        code=rule.code,
        scope="sources",
        severity=rule.severity,
        message=f"{rule.titles[0 if passed else 1]}: {detail}",
        observed=float(mine.select(rate.max()).item()),
        sources=sources,
    )
