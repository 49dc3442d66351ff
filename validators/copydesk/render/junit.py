"""JUnit XML: what the gate asked, one test case a question, so that it fails exactly where the gate does."""

from collections.abc import Iterator
from itertools import groupby
from xml.etree import ElementTree as ET

import polars as pl

from copydesk.render.grouped import new
from copydesk.result.model import Reason
from copydesk.result.result import Result
from copydesk.text import quote, visible

MAX_EXAMPLES = 20
"""Findings that a failed test case lists."""


def junit(result: Result) -> Iterator[str]:
    """A test suite for each of batch, files, records and sources. Scraped text has no control characters left in it."""
    root = ET.Element("testsuites", name="copydesk")
    reasons = sorted(result.summary.gate.reasons, key=lambda reason: (reason.scope, reason.code or ""))
    totals = {"tests": 0, "failures": 0, "errors": 0}
    for scope, group in groupby(reasons, key=lambda reason: reason.scope):
        asked = list(group)
        failed = sum(not reason.passed for reason in asked)
        suite = ET.SubElement(
            root, "testsuite", name=f"copydesk.{scope}", tests=str(len(asked)), failures=str(failed), errors="0"
        )
        for reason in asked:
            _case(suite, reason, result)
        totals["tests"] += len(asked)
        totals["failures"] += failed
    if result.summary.errors:
        count = str(len(result.summary.errors))
        suite = ET.SubElement(root, "testsuite", name="copydesk.own", tests=count, failures="0", errors=count)
        for number, error in enumerate(result.summary.errors, start=1):
            case = ET.SubElement(
                suite, "testcase", classname="copydesk.own", name=f"{error.code or 'copydesk'} {number}"
            )
            ET.SubElement(case, "error", message=visible(error.message)).text = visible(error.detail)
        totals["tests"] += int(count)
        totals["errors"] += int(count)
    for key, value in totals.items():
        root.set(key, str(value))
    ET.indent(root)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield ET.tostring(root, encoding="unicode")


def _case(suite: ET.Element, reason: Reason, result: Result) -> None:
    names = {rule.code: rule.name for rule in result.summary.rules}
    name = f"{reason.code} {names.get(reason.code, '')}".strip() if reason.code else "the batch"
    case = ET.SubElement(suite, "testcase", classname=f"copydesk.{reason.scope}", name=name)
    if not reason.passed:
        failure = ET.SubElement(case, "failure", type=reason.severity, message=visible(reason.message))
        failure.text = "\n".join(_examples(reason, new(result.findings)))


def _examples(reason: Reason, findings: pl.DataFrame) -> Iterator[str]:
    if reason.code:
        mine = findings.filter(pl.col("code") == reason.code)
        if reason.sources:
            mine = mine.filter(pl.col("source").is_in(reason.sources))
        for row in mine.head(MAX_EXAMPLES).iter_rows(named=True):
            yield visible(f"{row['record']}: {quote(row['message'], 300)}")
        if len(mine) > MAX_EXAMPLES:
            yield f"and {len(mine) - MAX_EXAMPLES:,} more"
