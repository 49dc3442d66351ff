"""Findings on a terminal: by article, a line each, runs of the same defect as one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from copydesk.result.model import Severity, Summary
from copydesk.text import plural, quote, visible

Finding = Mapping[str, Any]
COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}
MAX_MESSAGE_CHARS = 300
MAX_REASONS = 20


def findings_text(findings: Iterable[Finding]) -> Iterator[str]:
    """The findings, which come in the order of their articles. Scraped text is escaped."""
    import click

    for (file, row, record), group in groupby(findings, key=lambda f: (f["file"], f["row"], about(f))):
        place = record if record in (file, f"{file}:{row}") or not row else f"{record}  ({file}:{row})"
        yield click.style(visible(quote(place)), bold=True)
        for run in runs(list(group)):
            first = run[0]
            severity = click.style(f"{first['severity']:<7}", fg=COLOURS[first["severity"]])
            message = visible(quote(first["message"], MAX_MESSAGE_CHARS))
            if len(run) > 1:
                message += click.style(f"  ({_others(run)})", dim=True)
            yield f"  {_place(run):<14} {severity} {first['code']}  {message}"
            if first.get("suggest"):
                yield f"  {'':<14} suggest: {visible(quote(', '.join(first['suggest'])))}"


def about(finding: Finding) -> str:
    """What a finding is about: an article by its id, else a source."""
    return str(finding["record"] or finding["source"] or "(no source)")


def runs(findings: Sequence[Finding]) -> Iterator[list[Finding]]:
    """Findings of one rule on neighbouring lines together."""
    run: list[Finding] = []
    for finding in findings:
        line = finding.get("line")
        follows = run and line and run[-1]["line"] and run[-1]["code"] == finding["code"]
        if follows and 0 <= line - run[-1]["line"] <= 2:
            run.append(finding)
        else:
            if run:
                yield run
            run = [finding]
    if run:
        yield run


def _others(run: Sequence[Finding]) -> str:
    """What else is in a run of findings: on the lines that follow, or on the same one."""
    lines = len({finding["line"] for finding in run})
    if lines == 1:
        return f"and {len(run) - 1} more on the line"
    return f"and {plural(lines - 1, 'more line')} in a row"


def _place(run: Sequence[Finding]) -> str:
    first, last = run[0].get("line"), run[-1].get("line")
    field = run[0]["field"] or ""
    if first is None:
        return str(field) or "record"
    return f"line {first}" if first == last else f"lines {first}–{last}"


def verdict_text(summary: Summary) -> Iterator[str]:
    """How many, the verdict, and why."""
    import click

    yield (
        f"{plural(summary.articles, 'article')} read, "
        f"{summary.articles_failed:,} with errors or warnings: {severities(summary.findings) or 'no findings'}"
    )
    if summary.known:
        yield f"{summary.known:,} of them known by the baseline, and not shown"
    for error in summary.errors:
        yield click.style(f"copydesk erred: {error.code or ''} {visible(error.message)}", fg="magenta")
    for note in summary.notes:
        yield f"note: {visible(note)}"
    colour, word = {"pass": ("green", "PASS"), "fail": ("red", "FAIL"), "error": ("magenta", "ERROR")}[
        summary.gate.verdict
    ]
    yield click.style(word, fg=colour, bold=True)
    failed = [reason for reason in summary.gate.reasons if not reason.passed]
    for reason in failed[:MAX_REASONS]:
        yield f"  {reason.code or 'batch'}  {visible(reason.message)}"
    if len(failed) > MAX_REASONS:
        yield f"  and {len(failed) - MAX_REASONS} more reasons"


def severities(findings: Mapping[Severity, int]) -> str:
    """`1 error, 2,000 warnings, 3 info`. findings: by severity."""
    return ", ".join(
        plural(count, name, "info" if name == "info" else None) for name, count in findings.items() if count
    )
