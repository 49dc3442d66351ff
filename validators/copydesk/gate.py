"""Gate: a Great Expectations suite over the scorecard, run as a Checkpoint, and what it says in sentences."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from copydesk.result.model import Gate, OwnError, Reason
from copydesk.rulebook.rule import GateLimit, Rule
from copydesk.tally import Scorecard
from copydesk.text import quote

Scope = Literal["batch", "records", "sources", "files"]
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

    @property
    def table(self) -> str:
        return "records" if self.scope == "batch" else self.scope

    @property
    def column(self) -> str | None:
        return self.rule.code if self.rule else None


def judge(
    scorecard: Scorecard, file_problems: pl.DataFrame, rules: Sequence[Rule], limits: Mapping[str, GateLimit]
) -> tuple[Gate, list[OwnError]]:
    """The verdict, and what went wrong in judging.

    file_problems: one row an input, a column a `reading` rule with its count. limits: by rule code, in place of the
    rule's own.
    """
    # numbers only: no scraped text reaches Great Expectations, whose Data Docs do not escape it
    tables = {
        "records": scorecard.records.drop("article", "source").cast(pl.Float64),
        "sources": scorecard.sources.drop("source").cast(pl.Float64),
        "files": file_problems.cast(pl.Float64),
    }
    questions = list(_questions(rules, limits))
    results = _run_checkpoint(tables, questions)
    reasons, errors = [], []
    for question, result in zip(questions, results, strict=True):
        if raised := _exception(result):
            code = question.rule.code if question.rule else None
            errors.append(OwnError(code=code, message=f"Great Expectations could not judge this: {raised}"))
        else:
            reasons.append(_reason(question, bool(result["success"]), scorecard, file_problems))
    order = {"error": 0, "warning": 1, "info": 2}
    reasons.sort(key=lambda r: (r.passed, order[r.severity], r.code or ""))
    failed = any(not reason.passed for reason in reasons)
    return Gate(verdict="error" if errors else "fail" if failed else "pass", reasons=reasons), errors


def _questions(rules: Sequence[Rule], limits: Mapping[str, GateLimit]) -> "list[Question]":
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


def _reason(question: Question, passed: bool, scorecard: Scorecard, file_problems: pl.DataFrame) -> Reason:
    if question.rule is None:
        count = scorecard.articles
        message = f"{count:,} articles were read" if count else "No article could be read, and an empty batch fails"
        return Reason(
            passed=passed, code=None, scope="batch", severity="error", message=message, observed=count, limit=1
        )
    rule = question.rule
    title = rule.titles[0 if passed else 1]
    sources: list[str] = []
    observed: float | None
    match question.kind:
        case "source-rate":
            over = scorecard.sources.filter(pl.col(rule.code) > question.limit).sort(rule.code, descending=True)
            sources = [scorecard.source_names[index] or "(no source)" for index in over["source"]]
            worst = scorecard.sources[rule.code].max()
            observed = float(worst) if isinstance(worst, float) else None
            named = ", ".join(quote(source, 60) for source in sources[:3]) + (" and others" if sources[3:] else "")
            detail = f"over the limit of {question.limit:.0%} of the articles of {named}" if sources else "no source"
        case "required":
            observed = float(scorecard.tallies[rule.code].judged)
            detail = f"{observed:,.0f} articles could be judged, and at least one is required"
        case _ if question.scope == "files":
            observed = float(file_problems[rule.code].sum())
            detail = f"{observed:,.0f} {'time' if observed == 1 else 'times'}"
        case _:
            tally = scorecard.tallies[rule.code]
            observed = tally.failed / tally.judged if tally.judged else None
            limit = "none is allowed" if question.limit == 0 else f"at most {question.limit:.1%} are allowed"
            detail = f"{tally.failed:,} of {tally.judged:,} judged articles, {limit}"
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
