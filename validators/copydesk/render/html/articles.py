"""What an article's page says: the galley, every finding marked where it stands."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from copydesk.render.html.findings import KEY, ArticleRef, Finding, Group, group, key_of
from copydesk.render.html.fixes import Fixes, fixes
from copydesk.render.html.marks import Line, Piece, line_number, line_starts, mark_line, mark_lines
from copydesk.render.html.text import INVISIBLE_RANGES
from copydesk.result.tables import MAX_BODY_CHARS

_PAGE_BYTES = 16_000  # bytes of HTML around a galley: style, head and notes
_LINE_BYTES = 110  # bytes of HTML around a line of the galley
_INVISIBLE_BYTES = 60  # bytes of HTML around an invisible character
_INVISIBLE = "[" + "".join(rf"\x{{{first:X}}}-\x{{{last:X}}}" for first, last in INVISIBLE_RANGES) + "]"


@dataclass(frozen=True, slots=True)
class NotedLine:
    line: Line
    notes: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class ArticleView:
    page: str
    number: int
    record: str
    source: str | None
    url: str | None
    title: str | None
    headline: tuple[Piece, ...]
    authors: tuple[str, ...]
    published: str | None
    language: str | None
    file: str | None
    row: int | None
    top: tuple[Group, ...]  # about the record, or about a field other than the body
    lines: tuple[NotedLine, ...]
    beyond: tuple[Group, ...]  # in the part of the body that the result does not hold
    cut: bool
    counts: dict[str, int]  # findings by severity, all of them
    left: int  # findings not shown
    fixes: tuple[Fixes, Fixes]  # safe ones, and the others


def choose(articles: pl.DataFrame, *, pages: int, size: int) -> pl.DataFrame:
    """The articles that get a page, with its number in `page`: every source in turn, until a bound is met.

    size: bytes of HTML that all pages together may take.
    """
    body = pl.col("body").fill_null("")
    cost = (
        _PAGE_BYTES
        + body.str.len_bytes()
        + _LINE_BYTES * (body.str.count_matches("\n", literal=True) + 1)
        + _INVISIBLE_BYTES * body.str.count_matches(_INVISIBLE)
    )
    return (
        articles.unique(KEY, keep="first", maintain_order=True)
        .with_row_index("place")
        .with_columns(pl.int_range(pl.len()).over("source").alias("turn"), cost.cast(pl.Int64).alias("cost"))
        .sort("turn", "place")
        .filter(pl.col("cost").cum_sum() <= size)
        .head(pages)
        .sort("place")
        .drop("place", "turn", "cost")
        .with_row_index("page", offset=1)
    )


def refs(articles: pl.DataFrame, chosen: pl.DataFrame) -> dict[tuple[Any, ...], ArticleRef]:
    """Every article of the table by its key, so that a finding can name it and lead to its page."""
    pages = {key_of(row): f"articles/{row['page']}.html" for row in chosen.select(*KEY, "page").iter_rows(named=True)}
    rows = articles.select(*KEY, "title", "url", "language").iter_rows(named=True)
    return {key_of(row): ArticleRef(row["title"], row["url"], row["language"], pages.get(key_of(row))) for row in rows}


def article_view(row: dict[str, Any], findings: list[Finding], counts: dict[str, int]) -> ArticleView:
    """row: of the chosen articles; findings: those to show; counts: how many there are, by severity."""
    body = row["body"] or ""
    starts = line_starts(body)
    in_body = [f for f in findings if f.field == "body" and (f.line is not None or f.start is not None)]
    shown = [finding for finding in in_body if _within(finding, body, starts)]
    held, gone = set(map(id, in_body)), set(map(id, shown))
    notes: dict[int, list[Group]] = {}
    for members in group(sorted(shown, key=lambda finding: (finding.line or 0, finding.code, finding.start or 0))):
        notes.setdefault(_line(members.first, starts), []).append(members)
    lines = mark_lines(body, (finding.span for finding in shown if finding.span)) if body else []
    title = row["title"] or ""
    return ArticleView(
        page=f"articles/{row['page']}.html",
        number=row["page"],
        record=row["record"],
        source=row["source"],
        url=row["url"],
        title=row["title"],
        headline=mark_line(title, (f.span for f in findings if f.field == "title" and f.span)) if title else (),
        authors=tuple(author for author in row["authors"] or () if author),
        published=row["published"],
        language=row["language"],
        file=row["file"],
        row=row["row"],
        top=tuple(group(finding for finding in findings if id(finding) not in held)),
        lines=tuple(NotedLine(line, tuple(notes.get(line.number, ()))) for line in lines),
        beyond=tuple(group(finding for finding in in_body if id(finding) not in gone)),
        cut=len(body) >= MAX_BODY_CHARS,
        counts=counts,
        left=sum(counts.values()) - len(findings),
        fixes=(fixes(findings, body, title, safe=True), fixes(findings, body, title, safe=False)),
    )


def _within(finding: Finding, body: str, starts: list[int]) -> bool:
    if finding.start is not None:
        return finding.start <= len(body)
    return finding.line is not None and finding.line <= len(starts)


def _line(finding: Finding, starts: list[int]) -> int:
    if finding.start is not None:
        return line_number(starts, finding.start)
    return max(1, finding.line or 1)
