"""SARIF 2.1.0, for code scanning.

GitHub takes at most 25,000 results and 10 MB, and shows 5,000; so at most 5,000 are written, the gravest, and the
notification of the run says how many were left out.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote as percent_encoded

from copydesk.render.findings_text import plural
from copydesk.render.grouped import gravest
from copydesk.result.model import RuleInfo, Summary
from copydesk.result.result import Result
from copydesk.text import quote, visible

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MAX_RESULTS = 5_000
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
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.titles[1]},
        "fullDescription": {"text": rule.catches},
        "help": {"text": f"{rule.why}\n\nWhat to change: {advice}\n\nFalse positives: {rule.false_positives}"},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"tags": [rule.family, rule.dimension]},
    }


def _invocation(summary: Summary, omitted: int) -> dict[str, Any]:
    notes = [{"level": "error", "message": {"text": visible(error.message)}} for error in summary.errors]
    if omitted:
        text = f"{omitted:,} {plural(omitted, 'finding')} of lesser weight left out; findings.parquet has them all"
        notes.append({"level": "note", "message": {"text": text}})
    return {"executionSuccessful": summary.gate.verdict != "error", "toolExecutionNotifications": notes}


def _result(finding: dict[str, Any], rules: dict[str, int]) -> dict[str, Any]:
    review = finding["outcome"] == "review"
    shown: dict[str, Any] = {
        "ruleId": finding["code"],
        "kind": "review" if review else "fail",
        "level": "none" if review else LEVELS.get(finding["severity"], "note"),
        "message": {"text": visible(quote(finding["message"], 400))},
        "locations": [_location(finding)],
        "partialFingerprints": {"copydesk/v1": finding["fingerprint"]},
        "properties": {
            key: visible(str(finding[key])) for key in ("record", "source", "field") if finding[key] is not None
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
