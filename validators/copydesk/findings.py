"""A finding: what a hit of a detector becomes, with its place, its quote, its message and its fingerprint."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from string import Formatter
from typing import Any, TypeVar

import numpy as np
import polars as pl

from copydesk.detectors.detector import Hit, LedgerHit, SourceHit
from copydesk.result.tables import FINDINGS_SCHEMA
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.source import nearest
from copydesk.scan.block import Block
from copydesk.scan.ledger import Ledger
from copydesk.scan.phrases import bare_span
from copydesk.text import fold, quote

MAX_NEIGHBOUR_CHARS = 300
MAX_CONTEXT_CHARS = 1_000
MESSAGE_DATA = frozenset({"line", "quote", "field", "source", "record"})

SCHEMA = {"article": pl.Int64(), **FINDINGS_SCHEMA}
"""The columns of findings.parquet, and before them the number of the article in the batch, from 0."""

Row = dict[str, Any]
_EMPTY: Row = dict.fromkeys(SCHEMA)
T = TypeVar("T")


def findings_frame(rows: Sequence[Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def check_message(rule: Rule, known: Iterable[str]) -> None:
    """Raises RuleError if the rule's message names something that its findings do not have."""
    names = MESSAGE_DATA | set(known)
    try:
        parts = list(Formatter().parse(rule.message))
    except ValueError as error:
        raise rule.mistake(f"the message is no template: {error}; write {{{{ for a bracket", "message") from None
    for _, name, specification, conversion in parts:
        if name is not None and (name not in names or specification or conversion):
            raise rule.mistake(f"the message cannot say `{{{name}}}`{nearest(name, names)}", "message")


def block_findings(rule: Rule, hits: Iterable[Hit], block: Block) -> Iterator[Row]:
    """The findings of one rule in a block."""
    hits = list(hits)
    if not hits:
        return
    columns = {name: block.columns[name] for name in ("id", "source", "url", "file", "row")}
    fields = set(block.articles.columns)
    on_lines = np.array([hit.line for hit in hits if hit.line is not None], dtype=np.int64)
    texts = block.lines.around(on_lines)
    for hit in hits:
        place = {name: values[hit.article] for name, values in columns.items()}
        number = block.first + hit.article
        if hit.line is None:
            value = hit.seen
            if value is None and hit.field in fields:
                value = block.value(hit.field, hit.article)
            yield _row(rule, hit, number, place, seen=value)
        else:
            text, before, after = next(texts)
            neighbours: Row = {
                "before": before[-MAX_NEIGHBOUR_CHARS:] or None,
                "after": after[:MAX_NEIGHBOUR_CHARS] or None,
            }
            within = (hit.start, hit.end) if hit.start is not None and hit.end is not None else bare_span(text)
            if hit.seen is not None:  # nothing else that is private may stand beside it either
                text = text[: within[0]] + hit.seen + text[within[1] :]
                neighbours = {}
            span = _line_span(within, text, int(block.lines.start[hit.line]), int(block.lines.number[hit.line]))
            yield _row(rule, hit, number, place, **span, **neighbours)


def ledger_findings(rule: Rule, hits: Iterable[LedgerHit], ledger: Ledger) -> Iterator[Row]:
    """The findings of one rule over the batch."""
    for some in batched(hits, 10_000):
        places = ledger.articles[[hit.article for hit in some]].iter_rows(named=True)
        for hit, place in zip(some, places, strict=True):
            if hit.line is None:
                yield _row(rule, hit, hit.article, place, seen=hit.text or None)
            else:
                span = _line_span(bare_span(hit.text), hit.text, hit.start, hit.line)
                yield _row(rule, hit, hit.article, place, **span)


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of `size`; itertools has it from Python 3.12."""
    iterator = iter(items)
    while some := list(islice(iterator, size)):
        yield some


def problem_row(rule: Rule, *, file: str, row: int | None, seen: str, message: str) -> Row:
    """A finding about the input itself: no article, and so article number -1."""
    place = {"id": f"{file}:{row}" if row else file, "source": None, "url": None, "file": file, "row": row}
    hit = Hit(article=-1, field=None, data={"problem": message})
    return _row(rule, hit, -1, place, seen=seen)


def source_row(rule: Rule, hit: SourceHit) -> Row:
    """A finding about a source, or about the whole batch: no article, and so article number -1 and no record."""
    place = {"id": None, "url": None, "file": None, "row": None, "source": hit.source or None}
    as_hit = Hit(
        article=-1,
        field=hit.field,
        severity=hit.severity,
        outcome=hit.outcome,
        confidence=hit.confidence,
        data=hit.data,
    )
    return _row(rule, as_hit, -1, place, seen=None)


def shape_row(rule: Rule, article: Row, field: str, seen: str | None) -> Row:
    """A finding about a field that does not have the form it should. article: its row, with its number in the batch."""
    number = article["article"]
    return _row(rule, Hit(number, field=field, data={"seen": seen or ""}), number, article, seen=seen)


def _line_span(span: tuple[int, int], text: str, offset: int, number: int) -> Row:
    start, end = span
    cut = max(min(start - MAX_CONTEXT_CHARS // 4, len(text) - MAX_CONTEXT_CHARS), 0)
    return {
        "line": number,
        "start": offset + start,
        "end": offset + end,
        "seen": text[start:end],
        "context": text[cut : cut + MAX_CONTEXT_CHARS],
        "context_start": offset + cut,
    }


def _row(
    rule: Rule, hit: Hit | LedgerHit, number: int, place: Mapping[str, Any], *, seen: object, **span: object
) -> Row:
    shown = quote("; ".join(map(str, seen)) if isinstance(seen, list) else str(seen)) if seen is not None else ""
    values = {
        "quote": shown,
        "field": hit.field,
        "source": place["source"],
        "record": place["id"],
        "line": span.get("line"),
        **hit.data,
    }
    message = rule.message.format_map(values)
    if isinstance(hit, Hit) and hit.left_out:
        message += f" (and {hit.left_out:,} more in this article, beyond the bound of what is told)"
    return {
        **_EMPTY,
        "article": number,
        "code": rule.code,
        "name": rule.name,
        "severity": hit.severity or rule.severity,
        "outcome": hit.outcome,
        "record": place["id"],
        "source": place["source"],
        "field": hit.field,
        "quote": shown,
        "message": message,
        "confidence": hit.confidence,
        "fingerprint": _fingerprint(rule, hit, place, shown, is_line="line" in span),
        **_fix(rule, hit, is_part="line" in span and isinstance(hit, Hit) and hit.start is not None),
        "suggest": list(hit.suggest) or None,
        "twin": hit.data.get("twin"),
        "file": place["file"],
        "row": place["row"],
        **span,
    }


def _fix(rule: Rule, hit: Hit | LedgerHit, *, is_part: bool) -> Row:
    """The edit that mends this finding. is_part: it marks a part of its line."""
    if rule.fix is None or (rule.fix.edit.startswith("replace") and hit.replace is None):
        return {}
    if rule.fix.edit == "delete-record" and hit.severity == "info":  # no defect, and so nothing to delete
        return {}
    edit, safe = rule.fix.edit, rule.fix.safe and hit.safe and hit.outcome == "fail"
    if edit == "delete-line" and is_part:  # the rest of the line may be prose, or the tail of what is marked
        edit, safe = "delete-span", False
    return {"fix": edit, "fix_safe": safe, "replacement": hit.replace if edit.startswith("replace") else None}


def _fingerprint(rule: Rule, hit: Hit | LedgerHit, place: Mapping[str, Any], shown: str, *, is_line: bool) -> str:
    """Of what is wrong, not of where: a line is the same wherever its source shows it, a record by its address."""
    what = fold(shown) if is_line else place["url"] or place["id"] or ""
    parts = (rule.code, place["source"] or "", hit.field or "", what)
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=8).hexdigest()
