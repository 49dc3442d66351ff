"""GitLab's code quality report: a JSON list of issues."""

from collections.abc import Iterator
from typing import Any

from copydesk.render.grouped import gravest, new
from copydesk.result.result import Result
from copydesk.text import plural, quote, visible

SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}

MAX_ISSUES = 10_000
"""Of 0.4 KB each, so that the artifact stays below GitLab's usual limit of 5 MB."""


def gitlab(result: Result) -> Iterator[str]:
    """One issue a fingerprint, since GitLab shows the first of several: the rest of its places are counted in it."""
    import orjson

    findings = new(result.findings)
    sizes = dict(findings.group_by("fingerprint").len().iter_rows())
    firsts = gravest(findings.unique("fingerprint", keep="first", maintain_order=True), MAX_ISSUES)
    issues = [_issue(row, sizes[row["fingerprint"]]) for row in firsts.iter_rows(named=True)]
    yield orjson.dumps(issues, option=orjson.OPT_INDENT_2).decode()


def _issue(finding: dict[str, Any], places: int) -> dict[str, Any]:
    description = visible(quote(finding["message"], 300))
    if places > 1:
        description += f" (and {plural(places - 1, 'more place')})"
    return {
        "description": description,
        "check_name": visible(f"{finding['code']} {finding['name']}"),
        "fingerprint": finding["fingerprint"],
        "severity": SEVERITIES.get(finding["severity"], "info"),
        "location": {"path": visible(finding["file"] or "batch"), "lines": {"begin": max(finding["row"] or 1, 1)}},
    }
