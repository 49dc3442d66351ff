"""Findings as JSON: the public form of a finding, one object each."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

KEYS = (
    "code",
    "name",
    "severity",
    "outcome",
    "record",
    "source",
    "field",
    "line",
    "start",
    "end",
    "quote",
    "message",
    "confidence",
    "fingerprint",
)


def public_finding(finding: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the findings as users see it.

    `fix` is an object or null, with a `replacement` if it replaces; `suggest` is there only where a rule has one.
    """
    public = {key: finding.get(key) for key in KEYS}
    edit = finding.get("fix")
    fix = {"edit": edit, "safe": bool(finding.get("fix_safe"))}
    if finding.get("replacement") is not None:
        fix["replacement"] = finding["replacement"]
    public["fix"] = fix if edit else None
    if finding.get("suggest"):
        public["suggest"] = list(finding["suggest"])
    return public


def findings_jsonl(findings: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """One line of JSON a finding, with its newline."""
    import orjson

    for finding in findings:
        yield orjson.dumps(public_finding(finding), option=orjson.OPT_APPEND_NEWLINE)
