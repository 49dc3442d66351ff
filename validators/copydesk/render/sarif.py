"""SARIF 2.1.0, for code scanning.

GitHub takes at most 25,000 results, 10 MB compressed and texts of 1,024 characters, and shows 5,000 results; so at most
5,000 are written, the gravest, and the notification of the run says how many were left out. The limits are those of
docs.github.com, "SARIF support for code scanning".
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote as percent_encoded

from copydesk.render.grouped import gravest
from copydesk.result.model import RuleInfo, Summary
from copydesk.result.result import Result
from copydesk.text import plural, quote, visible

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MAX_RESULTS = 5_000
MAX_TEXT_CHARS, MAX_NAME_CHARS = 1_000, 250
MAX_MESSAGE_CHARS, MAX_PROPERTY_CHARS = 400, 200
"""Of a result, so that 5,000 stay below 10 MB however little they can be compressed."""
LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def sarif(result: Result) -> Iterator[str]:
    """One log with one run. A finding that needs review is of kind `review`, and so of no level."""
    import orjson

    rules = {rule.code: place for place, rule in enumerate(result.summary.rules)}
    shown = gravest(result.findings, MAX_RESULTS)
    run = {
        "tool": {
            "driver": {
                "name": "copydesk",
                "semanticVersion": result.summary.copydesk_version,
                "rules": [_rule(rule) for rule in result.summary.rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(result.summary, len(result.findings) - len(shown))],
        "results": [_result(row, rules) for row in shown.iter_rows(named=True)],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    yield orjson.dumps(log, option=orjson.OPT_INDENT_2).decode()


def _rule(rule: RuleInfo) -> dict[str, Any]:
    advice = rule.advice.replace("{source}", "the source")
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-"))[:MAX_NAME_CHARS],
        "shortDescription": {"text": quote(rule.titles[1], MAX_TEXT_CHARS)},
        "fullDescription": {"text": quote(rule.catches, MAX_TEXT_CHARS)},
        "help": {"text": f"{rule.why}\n\nWhat to change: {advice}\n\nFalse positives: {rule.false_positives}"},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"tags": [rule.family, rule.dimension]},
    }


def _invocation(summary: Summary, omitted: int) -> dict[str, Any]:
    notes = [{"level": "error", "message": {"text": visible(error.message)}} for error in summary.errors]
    if omitted:
        text = f"{plural(omitted, 'finding')} of lesser weight left out; findings.parquet has them all"
        notes.append({"level": "note", "message": {"text": text}})
    return {"executionSuccessful": summary.gate.verdict != "error", "toolExecutionNotifications": notes}


def _result(finding: dict[str, Any], rules: dict[str, int]) -> dict[str, Any]:
    review = finding["outcome"] == "review"
    shown: dict[str, Any] = {
        "ruleId": finding["code"],
        "kind": "review" if review else "fail",
        "level": "none" if review else LEVELS.get(finding["severity"], "note"),
        "message": {"text": visible(quote(finding["message"], MAX_MESSAGE_CHARS))},
        "locations": [_location(finding)],
        "partialFingerprints": {"copydesk/v1": finding["fingerprint"]},
        "properties": {
            key: visible(quote(str(finding[key]), MAX_PROPERTY_CHARS))
            for key in ("record", "source", "field")
            if finding[key] is not None
        },
    }
    if finding["known"] is not None:
        shown["baselineState"] = "unchanged" if finding["known"] else "new"
    if finding["code"] in rules:
        shown["ruleIndex"] = rules[finding["code"]]
    return shown


def _location(finding: dict[str, Any]) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": percent_encoded(finding["file"] or "batch")}}
    if finding["row"]:
        place["region"] = {"startLine": finding["row"]}
    return {"physicalLocation": place}
