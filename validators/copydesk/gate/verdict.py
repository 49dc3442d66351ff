"""The verdict on a batch: the questions, their answers, and what they mean."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl

from copydesk.gate.checkpoint import document, exception_of, run_checkpoint
from copydesk.gate.questions import SourceLimits, column_of, questions_of
from copydesk.gate.reasons import Counts, baseline_reason_of, reason_of
from copydesk.result.model import Gate, OwnError
from copydesk.rulebook.rule import GateLimit, Rule, SourceLimit
from copydesk.scorecard import MIN_SOURCE_RECORDS, Scorecard


def judge(
    scorecard: Scorecard,
    file_problems: pl.DataFrame,
    rules: Sequence[Rule],
    limits: Mapping[str, GateLimit],
    source_limits: SourceLimits | None = None,
    accepted: pl.DataFrame | None = None,
    data_docs: Path | None = None,
) -> tuple[Gate, list[OwnError]]:
    """The verdict, and what went wrong in judging.

    file_problems: one row an input, a column a `reading` rule with its count. limits: by rule code, in place of the
    rule's own. source_limits: by rule code and source; the articles of such a source count for no other limit of the
    rule. accepted: the `pairs` of a comparison with a baseline, whose rates may not rise. data_docs: the folder for the
    Data Docs of Great Expectations, which hold these numbers and no scraped text.
    """
    told = (source for own in (source_limits or {}).values() for source in own)
    names = list(dict.fromkeys([*scorecard.source_names, *told]))  # also those that have no article
    numbered = {
        code: {names.index(source): limit for source, limit in own.items()}
        for code, own in (source_limits or {}).items()
        if code in scorecard.judged.columns
    }
    counts = Counts(*(_apart(table, numbered).drop("source") for table in (scorecard.failed, scorecard.judged)))
    total = counts.total
    # Shares, and not the records that they are of: a pandas frame of a million records and 80 rules took 2 GB, which
    # Great Expectations copied for each rule. Numbers only: no scraped text reaches its Data Docs, which do not escape.
    tables = {
        "batch": total.shares(least=1).with_columns(articles=pl.lit(scorecard.articles)),
        "sources": counts.shares(least=MIN_SOURCE_RECORDS, but=_of_sources(rules)),
        "files": file_problems,
    }
    if accepted is not None:
        tables["baseline"] = _rises(accepted, names)
    tables = {name: table.cast(pl.Float64) for name, table in tables.items()}
    known = tables["baseline"].columns if accepted is not None else []
    questions = list(questions_of(rules, limits, numbered, known))
    context, results = run_checkpoint(tables, questions, every=data_docs is not None)
    reasons, errors = [], []
    for question, result in zip(questions, results, strict=True):
        if raised := exception_of(result):
            code = question.rule.code if question.rule else None
            errors.append(OwnError(code=code, message=f"Great Expectations could not judge this: {raised}"))
        else:
            passed = bool(result["success"])
            if question.kind == "baseline":
                assert accepted is not None
                reasons.append(baseline_reason_of(question, passed, accepted))
            else:
                reasons.append(reason_of(question, passed, scorecard.articles, total, tables, names))
    order = {"error": 0, "warning": 1, "info": 2}
    reasons.sort(key=lambda r: (r.passed, order[r.severity], r.code or ""))
    failed = any(not reason.passed for reason in reasons)
    if data_docs:
        errors += document(context, data_docs)
    return Gate(verdict="error" if errors else "fail" if failed else "pass", reasons=reasons), errors


def _of_sources(rules: Iterable[Rule]) -> set[str]:
    return {rule.code for rule in rules if rule.unit == "source"}


def _apart(table: pl.DataFrame, numbered: Mapping[str, Mapping[int, SourceLimit]]) -> pl.DataFrame:
    """The table with what a source has of a rule in a column of its own, where the source has a limit of its own."""
    of_source = {
        column_of(code, number): pl.when(pl.col("source") == number).then(code)
        for code, own in numbered.items()
        for number in own
    }
    others = {
        code: pl.when(~pl.col("source").is_in(list(own)).fill_null(False)).then(code) for code, own in numbered.items()
    }
    return table.with_columns(**of_source, **others)


def _rises(accepted: pl.DataFrame, names: Sequence[str | None]) -> pl.DataFrame:
    """One row a source, one column a rule: by how much its share has risen; null where the baseline does not know it.

    Also what has risen no more than by chance is 0.
    """
    numbers = {name: number for number, name in enumerate(names)}
    rises: dict[str, list[float | None]] = {code: [None] * len(names) for code in accepted["code"].unique().sort()}
    rise = pl.when("over").then(pl.col("failed") / pl.col("judged") - pl.col("failed0") / pl.col("judged0"))
    for code, source, value in accepted.select("code", "source", rise.otherwise(0.0)).iter_rows():
        rises[code][numbers[source]] = value
    return pl.DataFrame(rises, schema=dict.fromkeys(rises, pl.Float64))
