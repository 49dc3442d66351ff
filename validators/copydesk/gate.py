"""Gate: a Great Expectations suite over the scorecard, run as a Checkpoint, and what it says in sentences."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from copydesk.result.model import Gate, OwnError, Reason
from copydesk.rulebook.rule import GateLimit, Rule, SourceLimit
from copydesk.tally import Scorecard
from copydesk.text import quote

Scope = Literal["batch", "records", "sources", "files"]
SourceLimits = Mapping[str, Mapping[str, SourceLimit]]
ROUNDING = 1e-9
"""3 of 10 are at most 0.3, although 1 - 0.3 is no exact number."""
JUDGED_AT_ALL = 1e-12
"""`mostly` of an expectation that any judged record fulfils."""


@dataclass(frozen=True)
class Question:
    """One expectation: about a column of one of the tables, with the limit that it was made from."""

    scope: Scope
    rule: Rule | None
    kind: Literal["rows", "rate", "source-rate", "required"]
    limit: float
    source: int | None = None
    """Number of the source that the question is about; None for all that have no limit of their own."""

    @property
    def table(self) -> str:
        return "records" if self.scope == "batch" else self.scope

    @property
    def column(self) -> str | None:
        return _column(self.rule.code, self.source) if self.rule else None


def _column(code: str, source: int | None) -> str:
    """The column of a rule, or of a rule and one source, by its number: names of sources are scraped text."""
    return code if source is None else f"{code} of source {source}"


def judge(
    scorecard: Scorecard,
    file_problems: pl.DataFrame,
    rules: Sequence[Rule],
    limits: Mapping[str, GateLimit],
    source_limits: SourceLimits | None = None,
) -> tuple[Gate, list[OwnError]]:
    """The verdict, and what went wrong in judging.

    file_problems: one row an input, a column a `reading` rule with its count. limits: by rule code, in place of the
    rule's own. source_limits: by rule code and source; the articles of such a source count for no other limit of the
    rule.
    """
    told = (source for own in (source_limits or {}).values() for source in own)
    names = list(dict.fromkeys([*scorecard.source_names, *told]))  # also those that have no article
    numbered = {
        code: {names.index(source): limit for source, limit in own.items()}
        for code, own in (source_limits or {}).items()
        if code in scorecard.records.columns
    }
    # numbers only: no scraped text reaches Great Expectations, whose Data Docs do not escape it
    tables = {
        "records": _apart(scorecard.records, numbered).drop("article", "source").cast(pl.Float64),
        "sources": _apart(scorecard.sources, numbered).drop("source").cast(pl.Float64),
        "files": file_problems.cast(pl.Float64),
    }
    questions = list(_questions(rules, limits, numbered))
    results = _run_checkpoint(tables, questions)
    reasons, errors = [], []
    for question, result in zip(questions, results, strict=True):
        if raised := _exception(result):
            code = question.rule.code if question.rule else None
            errors.append(OwnError(code=code, message=f"Great Expectations could not judge this: {raised}"))
        else:
            reasons.append(_reason(question, bool(result["success"]), scorecard, tables, names))
    order = {"error": 0, "warning": 1, "info": 2}
    reasons.sort(key=lambda r: (r.passed, order[r.severity], r.code or ""))
    failed = any(not reason.passed for reason in reasons)
    return Gate(verdict="error" if errors else "fail" if failed else "pass", reasons=reasons), errors


def _apart(table: pl.DataFrame, numbered: Mapping[str, Mapping[int, SourceLimit]]) -> pl.DataFrame:
    """The table with what a source has of a rule in a column of its own, where the source has a limit of its own."""
    of_source = {
        _column(code, number): pl.when(pl.col("source") == number).then(code)
        for code, own in numbered.items()
        for number in own
    }
    others = {
        code: pl.when(~pl.col("source").is_in(list(own)).fill_null(False)).then(code) for code, own in numbered.items()
    }
    return table.with_columns(**of_source, **others)


def _questions(
    rules: Sequence[Rule], limits: Mapping[str, GateLimit], numbered: Mapping[str, Mapping[int, SourceLimit]]
) -> "list[Question]":
    questions = [Question("batch", None, "rows", 1)]
    for rule in rules:
        limit = limits.get(rule.code, rule.gate)
        scope: Scope = "files" if rule.detect == "reading" else "records"
        if limit.max_rate is not None:
            questions.append(Question(scope, rule, "rate", limit.max_rate))
        if limit.max_source_rate is not None and scope == "records":
            questions.append(Question("sources", rule, "source-rate", limit.max_source_rate))
        if limit.required and scope == "records":
            questions.append(Question("records", rule, "required", JUDGED_AT_ALL))
        for source, own in numbered.get(rule.code, {}).items():
            if own.max_rate is not None:
                questions.append(Question("records", rule, "rate", own.max_rate, source))
            if own.required:
                questions.append(Question("records", rule, "required", JUDGED_AT_ALL, source))
    return questions


def _run_checkpoint(tables: Mapping[str, pl.DataFrame], questions: Sequence[Question]) -> list[dict[str, Any]]:
    """The result of each question's expectation, in their order."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx  # here: it takes seconds to import, and findings are shown before

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    source = context.data_sources.add_pandas("scorecard")
    results: list[dict[str, Any]] = [{} for _ in questions]
    for table, frame in tables.items():
        expectations = [
            _expectation(gx, n, question) for n, question in enumerate(questions) if question.table == table
        ]
        if not expectations:
            continue
        # all at once: added one by one to a saved suite, 400 expectations take 24 seconds
        suite = context.suites.add(gx.ExpectationSuite(name=table, expectations=expectations))
        batch = source.add_dataframe_asset(table).add_batch_definition_whole_dataframe(table)
        definition = gx.ValidationDefinition(name=table, data=batch, suite=suite)
        checkpoint = gx.Checkpoint(name=table, validation_definitions=[context.validation_definitions.add(definition)])
        outcome = context.checkpoints.add(checkpoint).run(batch_parameters={"dataframe": frame.to_pandas()})
        for run in outcome.run_results.values():
            for result in run["results"]:
                results[result["expectation_config"]["meta"]["question"]] = result
    return results


def _expectation(gx: Any, number: int, question: Question) -> Any:
    kind = gx.expectations
    severity = "critical" if not question.rule or question.rule.severity == "error" else question.rule.severity
    common = {"meta": {"question": number}, "severity": severity}
    match question.kind:
        case "rows":
            return kind.ExpectTableRowCountToBeBetween(min_value=1, **common)
        case "required":
            return kind.ExpectColumnValuesToNotBeNull(column=question.column, mostly=question.limit, **common)
        case "source-rate":
            return kind.ExpectColumnValuesToBeBetween(column=question.column, max_value=question.limit, **common)
        case "rate":
            mostly = max(1 - question.limit - ROUNDING, 0)
            return kind.ExpectColumnValuesToBeBetween(column=question.column, max_value=0, mostly=mostly, **common)


def _exception(result: Mapping[str, Any]) -> str | None:
    """What a metric raised, if one did: an error of ours, where the result alone looks like a failure."""
    info = result["exception_info"]
    raised = [info] if "raised_exception" in info else list(info.values())
    return next((str(one["exception_message"])[:500] for one in raised if one["raised_exception"]), None)


def _reason(
    question: Question,
    passed: bool,
    scorecard: Scorecard,
    tables: Mapping[str, pl.DataFrame],
    names: Sequence[str | None],
) -> Reason:
    if question.rule is None:
        count = scorecard.articles
        message = f"{count:,} articles were read" if count else "No article could be read, and an empty batch fails"
        return Reason(
            passed=passed, code=None, scope="batch", severity="error", message=message, observed=count, limit=1
        )
    rule, column = question.rule, tables[question.table][question.column or ""]
    title = rule.titles[0 if passed else 1]
    sources = [] if question.source is None else [names[question.source] or "(no source)"]
    of_source = f" of {quote(sources[0], 60)}" if sources else ""
    observed: float | None
    match question.kind:
        case "source-rate":
            over = scorecard.sources.with_columns(rate=column).filter(pl.col("rate") > question.limit)
            sources = [names[index] or "(no source)" for index in over.sort("rate", descending=True)["source"]]
            worst = column.max()
            observed = float(worst) if isinstance(worst, float) else None
            named = ", ".join(quote(source, 60) for source in sources[:3]) + (" and others" if sources[3:] else "")
            detail = f"over the limit of {question.limit:.0%} of the articles of {named}" if sources else "no source"
        case "required":
            observed = float(column.count())
            detail = f"{observed:,.0f} articles{of_source} could be judged, and at least one is required"
        case _ if question.scope == "files":
            observed = float(column.sum())
            detail = f"{observed:,.0f} {'time' if observed == 1 else 'times'}"
        case _:
            failed, judged = int((column > 0).sum()), column.count()
            observed = failed / judged if judged else None
            limit = "none is allowed" if question.limit == 0 else f"at most {question.limit:.1%} are allowed"
            detail = f"{failed:,} of {judged:,} judged articles{of_source}, {limit}"
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
