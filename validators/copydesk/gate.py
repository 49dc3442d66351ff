"""Gate: a Great Expectations suite over the scorecard, run as a Checkpoint, and what it says in sentences."""

import html
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

import polars as pl

from copydesk.result.model import Gate, OwnError, Reason
from copydesk.rulebook.rule import GateLimit, Rule, SourceLimit
from copydesk.tally import MIN_SOURCE_RECORDS, Scorecard
from copydesk.text import quote

Scope = Literal["batch", "records", "sources", "files"]
SourceLimits = Mapping[str, Mapping[str, SourceLimit]]
SCOPES: dict[str, Scope] = {"article": "records", "source": "sources", "file": "files"}
"""By what a rule judges, what its share is of."""

ROUNDING = 1e-9
"""3 of 10 are at most 0.3, although 1 - 0.3 is no exact number."""
NO_SOURCE = "(no source)"
MAX_NAMED_SOURCES = 1_000
"""Sources over a limit that a reason names, the worst ones."""


@dataclass(frozen=True)
class Question:
    """One expectation: about a column of one of the tables, with the limit that it was made from."""

    scope: Scope
    rule: Rule | None
    kind: Literal["articles", "rate", "source-rate", "required", "baseline"]
    limit: float
    source: int | None = None
    """Number of the source that the question is about; None for all that have no limit of their own."""

    @property
    def table(self) -> str:
        if self.kind == "baseline":
            return "baseline"
        return "batch" if self.scope == "records" or (self.scope, self.kind) == ("sources", "rate") else self.scope

    @property
    def column(self) -> str:
        return _column(self.rule.code, self.source) if self.rule else "articles"


def _column(code: str, source: int | None) -> str:
    """The column of a rule, or of a rule and one source, by its number: names of sources are scraped text."""
    return code if source is None else f"{code} of source {source}"


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
    # Shares, and not the records that they are of: a pandas frame of a million records and 80 rules took 2 GB, which
    # Great Expectations copied for each rule. Numbers only: no scraped text reaches its Data Docs, which do not escape.
    tables = {
        "batch": counts.total.shares(least=1).with_columns(articles=pl.lit(scorecard.articles)),
        "sources": counts.shares(least=MIN_SOURCE_RECORDS, but=_of_sources(rules)),
        "files": file_problems,
    }
    if accepted is not None:
        tables["baseline"] = _rises(accepted, names)
    tables = {name: table.cast(pl.Float64) for name, table in tables.items()}
    known = tables["baseline"].columns if accepted is not None else []
    questions = list(_questions(rules, limits, numbered, known))
    context, results = _run_checkpoint(tables, questions, every=data_docs is not None)
    reasons, errors = [], []
    for question, result in zip(questions, results, strict=True):
        if raised := _exception(result):
            code = question.rule.code if question.rule else None
            errors.append(OwnError(code=code, message=f"Great Expectations could not judge this: {raised}"))
        else:
            passed = bool(result["success"])
            if question.kind == "baseline":
                assert accepted is not None
                reasons.append(_baseline_reason(question, passed, accepted))
            else:
                reasons.append(_reason(question, passed, scorecard.articles, counts.total, tables, names))
    order = {"error": 0, "warning": 1, "info": 2}
    reasons.sort(key=lambda r: (r.passed, order[r.severity], r.code or ""))
    failed = any(not reason.passed for reason in reasons)
    if data_docs:
        errors += _write_data_docs(context, data_docs)
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


def _questions(
    rules: Sequence[Rule],
    limits: Mapping[str, GateLimit],
    numbered: Mapping[str, Mapping[int, SourceLimit]],
    known: Sequence[str],
) -> Iterator[Question]:
    """known: the codes of which the baseline knows something."""
    yield Question("batch", None, "articles", 1)
    for rule in rules:
        limit = limits.get(rule.code, rule.gate)
        scope = SCOPES[rule.unit]
        if limit.max_rate is not None:
            yield Question(scope, rule, "rate", limit.max_rate)
        if limit.max_source_rate is not None and scope == "records":
            yield Question("sources", rule, "source-rate", limit.max_source_rate)
        if limit.required and scope != "files":
            yield Question("records", rule, "required", 1)
        if rule.code in known:
            yield Question("sources", rule, "baseline", 0)
        for source, own in numbered.get(rule.code, {}).items():
            if own.max_rate is not None:
                yield Question(scope, rule, "rate", own.max_rate, source)
            if own.required:
                yield Question("records", rule, "required", 1, source)


def _write_data_docs(context: Any, folder: Path) -> list[OwnError]:
    from copydesk.data_docs import write_data_docs

    try:
        write_data_docs(context, folder)
    except Exception as error:  # the verdict must not be lost with them
        return [OwnError(code=None, message=f"{folder}: the Data Docs could not be written: {error}"[:500])]
    return []


def _run_checkpoint(
    tables: Mapping[str, pl.DataFrame], questions: Sequence[Question], *, every: bool
) -> tuple[Any, list[dict[str, Any]]]:
    """The context that holds what was asked and answered, and the result of each question's expectation, in order.

    every: also what the numbers have answered already.
    """
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx  # here: it takes seconds to import, and findings are shown before

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    source = context.data_sources.add_pandas("scorecard")
    results: list[dict[str, Any]] = [{"success": True, "exception_info": {}} for _ in questions]
    run = gx.RunIdentifier(run_name="copydesk")
    for table, frame in tables.items():
        expectations = [
            _expectation(gx, n, question)
            for n, question in enumerate(questions)
            if question.table == table and (every or _is_open(question, frame))
        ]
        if not expectations:
            continue
        # all at once: added one by one to a saved suite, 400 expectations take 24 seconds
        suite = context.suites.add(gx.ExpectationSuite(name=table, expectations=expectations))
        batch = source.add_dataframe_asset(table).add_batch_definition_whole_dataframe(table)
        definition = gx.ValidationDefinition(name=table, data=batch, suite=suite)
        checkpoint = gx.Checkpoint(name=table, validation_definitions=[context.validation_definitions.add(definition)])
        parameters = {"dataframe": frame.to_pandas()}
        outcome = context.checkpoints.add(checkpoint).run(batch_parameters=parameters, run_id=run)
        for validation in outcome.run_results.values():
            for result in validation["results"]:
                results[result["expectation_config"]["meta"]["question"]] = result
    return context, results


def _is_open(question: Question, table: pl.DataFrame) -> bool:
    """Whether the numbers have to be asked: an expectation takes 20 ms, and nothing found is over no limit."""
    if question.kind in {"articles", "required"} or question.column not in table.columns:
        return True
    return bool((table[question.column] > 0).any())


def _expectation(gx: Any, number: int, question: Question) -> Any:
    kind = gx.expectations
    severity = "critical" if not question.rule or question.rule.severity == "error" else question.rule.severity
    common = {"meta": {"question": number}, "severity": severity, "description": _description(question)}
    match question.kind:
        case "articles":
            return kind.ExpectColumnValuesToBeBetween(column=question.column, min_value=question.limit, **common)
        case "required":
            return kind.ExpectColumnValuesToNotBeNull(column=question.column, **common)
        case "rate" if question.scope == "files":  # a row a file, with a count
            mostly = max(1 - question.limit - ROUNDING, 0)
            return kind.ExpectColumnValuesToBeBetween(column=question.column, max_value=0, mostly=mostly, **common)
        case _:
            limit = question.limit + ROUNDING
            return kind.ExpectColumnValuesToBeBetween(column=question.column, max_value=limit, **common)


def _description(question: Question) -> str:
    """What the Data Docs say of an expectation, in place of a sentence about columns; they do not escape it."""
    if question.rule is None:
        return "The batch has at least one article."
    unit, limit = question.rule.unit, f"at most {question.limit:.1%}"
    match question.kind:
        case "required":
            asked = f"judged at least one {unit}"
        case "source-rate":
            asked = f"failed {limit} of the articles of every source"
        case "baseline":
            asked = "fails no greater share of any source than the baseline knows"
        case _ if question.scope == "files":
            asked = f"found in {limit} of the files"
        case _:
            asked = f"failed {limit} of the {unit}s it judged"
    return html.escape(f"{question.rule.titles[0]}: {question.column} {question.rule.name} {asked}.")


def _exception(result: Mapping[str, Any]) -> str | None:
    """What a metric raised, if one did: an error of ours, where the result alone looks like a failure."""
    info = result["exception_info"]
    raised = [info] if "raised_exception" in info else list(info.values())
    return next((str(one["exception_message"])[:500] for one in raised if one["raised_exception"]), None)


def _of_sources(rules: Iterable[Rule]) -> set[str]:
    return {rule.code for rule in rules if rule.unit == "source"}


def _named(sources: Sequence[str]) -> str:
    return ", ".join(quote(source, 60) for source in sources[:3]) + (" and others" if sources[3:] else "")


def _reason(
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


def _baseline_reason(question: Question, passed: bool, accepted: pl.DataFrame) -> Reason:
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
