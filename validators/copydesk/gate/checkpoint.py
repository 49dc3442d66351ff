"""Great Expectations: a suite over each table of the scorecard, run as a Checkpoint."""

import html
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from copydesk.gate.questions import ROUNDING, Question
from copydesk.late import load_late
from copydesk.memory import uncollected
from copydesk.result.model import OwnError


@uncollected()
def run_checkpoint(
    tables: Mapping[str, pl.DataFrame], questions: Sequence[Question], *, every: bool
) -> tuple[Any, list[dict[str, Any]]]:
    """The context that holds what was asked and answered, and the result of each question's expectation, in order.

    every: also what is met since nothing was found.
    """
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    load_late("scipy", "stats")  # a quarter of the import; only expectations on distributions use it
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
            if question.table == table and _is_asked(question, frame, every=every)
        ]
        if not expectations:
            continue
        # all at once: added one by one to a saved suite, 400 expectations take 24 seconds
        suite = context.suites.add(gx.ExpectationSuite(name=table, expectations=expectations))
        batch = source.add_dataframe_asset(table).add_batch_definition_whole_dataframe(table)
        definition = gx.ValidationDefinition(name=table, data=batch, suite=suite)
        checkpoint = gx.Checkpoint(
            name=table,
            validation_definitions=[context.validation_definitions.add(definition)],
            # nobody but the Data Docs reads more than whether it is met
            result_format="SUMMARY" if every else "BOOLEAN_ONLY",
        )
        parameters = {"dataframe": frame.to_pandas()}
        outcome = context.checkpoints.add(checkpoint).run(batch_parameters=parameters, run_id=run)
        for validation in outcome.run_results.values():
            for result in validation["results"]:
                results[result["expectation_config"]["meta"]["question"]] = result
    return context, results


def _is_asked(question: Question, table: pl.DataFrame, *, every: bool) -> bool:
    """Whether the numbers have to be asked: an expectation takes 5 ms, and nothing found is over no limit."""
    if question.kind in {"articles", "required"} or question.column not in table.columns:
        return True
    shares = table[question.column]
    return bool(shares.is_not_null().any() if every else (shares > 0).any())


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
            # the largest is one number, where each value is looked at in three passes
            limit = question.limit + ROUNDING
            return kind.ExpectColumnMaxToBeBetween(column=question.column, max_value=limit, **common)


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


def exception_of(result: Mapping[str, Any]) -> str | None:
    """What a metric raised, if one did: an error of ours, where the result alone looks like a failure."""
    info = result["exception_info"]
    raised = [info] if "raised_exception" in info else list(info.values())
    return next((str(one["exception_message"])[:500] for one in raised if one["raised_exception"]), None)


def document(context: Any, folder: Path) -> list[OwnError]:
    """Writes Data Docs of what was asked; what went wrong with them."""
    from copydesk.data_docs import write_data_docs

    try:
        write_data_docs(context, folder)
    except Exception as error:  # the verdict must not be lost with them
        return [OwnError(code=None, message=f"{folder}: the Data Docs could not be written: {error}"[:500])]
    return []
