"""What every format reader yields: runs of records with the row of each, bounded in bytes and records."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from copydesk.reading.problems import ProblemLog

TOO_LARGE_ADVICE = "Look at what the scraper wrote there: no article is that long."

MAX_RECORD_BYTES = 32_000_000
"""Bytes of one record, its page included; a scan takes some 16 times as much memory."""

MAX_BODY_LINES = 1_000_000
"""Lines of one body; a scan takes some 0.5 KB of memory for each."""

BLOCK_BYTES, BLOCK_RECORDS = 8_000_000, 4_000
"""Larger blocks spread what a call costs over more articles, and take memory in every process."""

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Limits:
    """block_bytes: text of one block. block_records: records of one block. max_record_bytes: one record's text."""

    block_bytes: int = BLOCK_BYTES
    block_records: int = BLOCK_RECORDS
    max_record_bytes: int = MAX_RECORD_BYTES


@dataclass(slots=True)
class Run:
    """Records of one file, in order.

    rows: from 1. names: fields that a header or schema promises. place: of a JSON document, the way to its articles:
    keys, and ITEM for a list; empty where the document is the article itself. It comes with the first run. columns: a
    row a record and a column a field, in place of `records`.
    """

    records: list[Record]
    rows: list[int]
    names: list[str] = field(default_factory=list)
    place: list[str] | None = None
    columns: pl.DataFrame | None = None


def packed(numbered: Iterable[tuple[int, Record]], limits: Limits, log: ProblemLog) -> Iterator[Run]:
    """Gathers (row, record) pairs into runs by the size of their texts; one over max_record_bytes is logged."""
    records: list[Record] = []
    rows: list[int] = []
    size = 0
    for row, record in numbered:
        own = weight(record)
        if own > limits.max_record_bytes:
            message = f"the record is left out: it has {own:,} characters, more than {limits.max_record_bytes:,}"
            log.add("record", row, ", ".join(map(str, record)), message, TOO_LARGE_ADVICE)
            continue
        records.append(record)
        rows.append(row)
        size += own
        if size >= limits.block_bytes or len(records) >= limits.block_records:
            yield Run(records, rows)
            records, rows, size = [], [], 0
    if records:
        yield Run(records, rows)


def weight(record: Record) -> int:
    """About how many bytes the record's texts take, to bound a block."""
    return sum(len(value) if isinstance(value, str | bytes) else 50 for value in record.values())


def too_many_lines(lines: int) -> str:
    """What is said about a body of more than MAX_BODY_LINES."""
    return f"the body is left out: it has {lines:,} lines, more than {MAX_BODY_LINES:,}"
