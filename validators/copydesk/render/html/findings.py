"""Findings as a page shows them: typed rows, neighbours grouped, each with the line it stands on."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from copydesk.render.html.marks import SEVERITIES, Piece, Span, mark_line

FIXES = {
    "delete-line": "delete the line",
    "delete-span": "delete the marked text",
    "delete-record": "delete the record",
    "set-null": "empty the field",
    "replace-span": "replace the marked text",
    "replace-value": "replace the value",
    "move-names": "move the names out of the body",
}
FIELD_NAMES = {"title": "headline", "authors": "byline", "published": "publication date", "description": "standfirst"}
KEY = ["record", "file", "row"]  # what tells two articles apart, even where an id repeats

_CODE = re.compile(r"[A-Z]{1,8}[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class ArticleRef:
    """An article that a finding can name. page: below the report's folder; None where the article has no page."""

    title: str | None
    url: str | None
    language: str | None
    page: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """A message cut around the words it quotes, so that a right-to-left quote cannot disorder the sentence."""

    before: str
    quote: str
    after: str


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    name: str
    severity: str
    review: bool
    known: bool
    source: str | None
    key: tuple[Any, ...]
    field: str | None
    line: int | None
    start: int | None
    end: int | None
    quote: str | None
    message: str
    confidence: float
    fix: str | None  # in words
    edit: str | None
    safe: bool
    replacement: str | None
    suggest: tuple[str, ...]
    before: str | None
    context: tuple[Piece, ...]
    after: str | None
    article: ArticleRef | None

    @property
    def said(self) -> Said:
        if self.quote and self.quote in self.message:
            before, _, after = self.message.partition(self.quote)
            return Said(before, self.quote, after)
        return Said("", self.message, "")

    @property
    def span(self) -> Span | None:
        if self.start is None or self.end is None:
            return None
        return Span(self.start, self.end, self.code, self.severity, self.review)

    @property
    def sure(self) -> str:
        """How sure the rule is, in percent; empty where it is certain."""
        return "" if self.confidence >= 0.995 else f"{100 * self.confidence:.0f}%"


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one rule on adjoining lines of one article, shown as one. The first speaks for all."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def rest(self) -> tuple[Finding, ...]:
        return self.findings[1:]

    @property
    def where(self) -> str:
        field = self.first.field
        place = "record" if field is None else FIELD_NAMES.get(field, field)
        lines = [finding.line for finding in self.findings if finding.line is not None]
        if not lines or field == "title":
            return place
        first, last = min(lines), max(lines)
        return f"{place}, line {first}" if first == last else f"{place}, lines {first}–{last}"


def severity_of(value: object) -> str:
    """The severity as a CSS class and a word; what is none of ours is the mildest."""
    return value if isinstance(value, str) and value in SEVERITIES else "info"


def rule_page(code: str, place: int) -> str:
    """Where a rule's page is. A code that is not of our form names no file: its number in the result does."""
    return f"rules/{code}.html" if _CODE.fullmatch(code) else f"rules/rule-{place}.html"


def key_of(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column] for column in KEY)


def read_findings(table: pl.DataFrame, articles: Mapping[tuple[Any, ...], ArticleRef]) -> list[Finding]:
    return [_finding(row, articles.get(key_of(row))) for row in table.iter_rows(named=True)]


def _finding(row: Mapping[str, Any], article: ArticleRef | None) -> Finding:
    severity, review, fix = severity_of(row["severity"]), row["outcome"] == "review", row["fix"]
    start, end, context = row["start"], row["end"], row["context"]
    pieces: tuple[Piece, ...] = ()
    if context is not None:
        placed = start is not None and end is not None
        spans = [Span(start, end, row["code"], severity, review)] if placed else []
        pieces = mark_line(context, spans, row["context_start"] or 0)
    safety = "safe" if row["fix_safe"] else "look before you apply it"
    return Finding(
        code=row["code"],
        name=row["name"],
        severity=severity,
        review=review,
        known=bool(row["known"]),
        source=row["source"],
        key=key_of(row),
        field=row["field"],
        line=row["line"],
        start=start,
        end=end,
        quote=row["quote"],
        message=row["message"] or "",
        confidence=1.0 if row["confidence"] is None else row["confidence"],
        fix=f"{FIXES.get(fix, fix)} ({safety})" if fix else None,
        edit=fix,
        safe=bool(row["fix_safe"]),
        replacement=row["replacement"],
        suggest=tuple(value for value in row["suggest"] or () if value),
        before=row["before"],
        context=pieces,
        after=row["after"],
        article=article,
    )


def group(findings: Iterable[Finding]) -> list[Group]:
    """Neighbours put together: same rule, outcome, article and field, on the same or on adjoining lines."""
    groups: list[list[Finding]] = []
    for finding in findings:
        if groups and _adjoin(groups[-1][-1], finding):
            groups[-1].append(finding)
        else:
            groups.append([finding])
    return [Group(tuple(members)) for members in groups]


def _adjoin(one: Finding, other: Finding) -> bool:
    mine = (one.code, one.severity, one.review, one.key, one.field)
    if mine != (other.code, other.severity, other.review, other.key, other.field):
        return False
    return one.line is not None and other.line is not None and 0 <= other.line - one.line <= 1
