"""Markdown: the summary that a pull request or a job page shows."""

from collections.abc import Iterator, Sequence

from copydesk.render.findings_text import severities
from copydesk.render.grouped import grouped, new
from copydesk.result.result import Result
from copydesk.text import plural, quote, visible

MAX_GROUPS = 50
MAX_SOURCES = 20
MAX_REASONS = 20
SIGNS = {"pass": "✅ passes", "fail": "❌ fails", "error": "⚠️ could not be judged"}


def markdown(result: Result) -> Iterator[str]:
    """The verdict and why, findings by rule and source, the worst sources. Scraped text stands in code spans."""
    summary = result.summary
    yield f"## copydesk: the batch {SIGNS[summary.gate.verdict]}"
    yield ""
    counts = severities(summary.findings)
    yield (
        f"{code(summary.title)}: {plural(summary.articles, 'article')} read, "
        f"{summary.articles_failed:,} with errors or warnings; {counts or 'no findings'}."
    )
    if summary.known:
        yield f"{summary.known:,} of them known by the baseline, and not shown."
    yield ""
    failed = [reason for reason in summary.gate.reasons if not reason.passed]
    for reason in failed[:MAX_REASONS]:
        yield f"- {code(reason.code or 'batch')} {code(reason.message, 300)}"
    if len(failed) > MAX_REASONS:
        yield f"- and {len(failed) - MAX_REASONS:,} more reasons"
    for error in summary.errors:
        yield f"- copydesk erred: {code(error.message, 300)}"
    for note in summary.notes:
        yield f"- note: {code(note, 300)}"
    groups = list(grouped(new(result.findings)))
    if groups:
        rows = [
            (
                code(group.first["severity"]),
                code(f"{group.first['code']} {group.first['name']}"),
                code(group.first["source"] or "none"),
                f"{group.findings:,}",
                f"{group.records:,}",
                code(group.first["message"], 160),
            )
            for group in groups[:MAX_GROUPS]
        ]
        yield from _table(("severity", "rule", "source", "findings", "articles", "for example"), rows)
        if len(groups) > MAX_GROUPS:
            yield f"\nand {len(groups) - MAX_GROUPS:,} more pairs of rule and source."
    bad = [source for source in summary.sources if source.articles_failed]
    if len(summary.sources) > 1 and bad:
        worst = [
            (
                code(source.source or "none"),
                f"{source.articles:,}",
                f"{100 * source.articles_failed / source.articles:.0f} %",
                code(", ".join(sorted(source.rules))),
            )
            for source in bad[:MAX_SOURCES]
        ]
        yield from _table(("source", "articles", "with errors or warnings", "rules"), worst)
        if len(bad) > MAX_SOURCES:
            yield f"\nand {len(bad) - MAX_SOURCES:,} more sources."


def code(text: str, limit: int = 100) -> str:
    """The text as a code span that nothing in it can end, safe in a table."""
    shown = visible(quote(text, limit)).replace("`", "\u02cb").replace("|", "\u01c0")
    return f"`{shown}`" if shown else ""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield ""
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
