"""Findings as JSON: the public form of a finding, one object each."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from copydesk.result.model import Summary

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


COLUMNS = (*KEYS, "fix", "fix_safe", "replacement", "suggest", "twin", "known")
"""The columns of findings that are told."""


def public_finding(finding: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the findings as users see it.

    `fix` is an object or null, with a `replacement` if it replaces; `suggest` and `twin` only where there is one, and
    `known` only where there is a baseline.
    """
    public = {key: finding.get(key) for key in KEYS}
    edit = finding.get("fix")
    fix = {"edit": edit, "safe": bool(finding.get("fix_safe"))}
    if finding.get("replacement") is not None:
        fix["replacement"] = finding["replacement"]
    public["fix"] = fix if edit else None
    if finding.get("suggest"):
        public["suggest"] = list(finding["suggest"])
    if finding.get("twin"):
        public["twin"] = finding["twin"]
    if finding.get("known") is not None:
        public["known"] = finding["known"]
    return public


def findings_jsonl(findings: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """One line of JSON a finding, with its newline."""
    import orjson

    for finding in findings:
        yield orjson.dumps(public_finding(finding), option=orjson.OPT_APPEND_NEWLINE)


def document_json(summary: Summary, findings: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """The summary as one object, and in it `findings_list`; in pieces, since the findings may not fit into memory."""
    import orjson

    document = summary.model_dump(mode="json") | {"findings_list": []}
    head, tail = orjson.dumps(document, option=orjson.OPT_INDENT_2).rsplit(b"[]", 1)
    before = head + b"["
    for finding in findings:
        yield before + b"\n    " + orjson.dumps(public_finding(finding))
        before = b","
    yield (b"\n  ]" if before == b"," else before + b"]") + tail + b"\n"
