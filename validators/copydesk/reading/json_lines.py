"""JSON Lines: one object a line. Plain records go by json_columns, of the others most by orjson."""

import json
from collections.abc import Iterator
from typing import Any

from copydesk.reading.json_columns import ColumnReader
from copydesk.reading.lines import numbered_lines
from copydesk.reading.mapping import FieldMap
from copydesk.reading.problems import ProblemLog
from copydesk.reading.runs import Limits, Record, Run
from copydesk.reading.streams import Stream

ONE_OBJECT_A_LINE = "Write one JSON object a line."


class NotJsonError(ValueError):
    """The text is no JSON value. The message says what is wrong and where."""


def read_json_lines(stream: Stream, limits: Limits, log: ProblemLog, fields: FieldMap | None = None) -> Iterator[Run]:
    """Yields the objects of the stream; every other line that is not blank is logged with its number.

    fields: what fills the canonical fields; without it, records never come as columns.
    """
    import orjson

    loads = orjson.loads
    columns = ColumnReader(fields) if fields else None
    for group in numbered_lines(stream, limits, log):
        for part in group.parts(limits.block_records):
            rows = list(range(part.first, part.first + part.count))
            if columns and (frame := columns.read(part)) is not None:
                part.clear()
                yield Run([], rows, columns=frame)
                continue
            lines = part.split()
            try:
                records: list[Any] = list(map(loads, lines))
                clean = set(map(type, records)) == {dict}
            except orjson.JSONDecodeError:
                clean = False
            run = Run(records, rows) if clean else _one_by_one(lines, part.first, log)
            if run.records:
                if columns:
                    columns.learn(run.records)
                yield run


def _one_by_one(lines: list[bytes], first: int, log: ProblemLog) -> Run:
    import orjson

    records: list[Record] = []
    rows: list[int] = []
    for row, line in enumerate(lines, first):
        try:
            value: Any = orjson.loads(line)
        except orjson.JSONDecodeError:
            if not line.strip():
                continue
            try:
                value = parsed(line, row, log)
            except NotJsonError as error:
                log.add("record", row, line, f"the line is no JSON: {error}", ONE_OBJECT_A_LINE)
                continue
        if type(value) is dict:
            records.append(value)
            rows.append(row)
        else:
            message = f"the line is {kind_of_json(value)}, not an object"
            log.add("record", row, line, message, ONE_OBJECT_A_LINE)
    return Run(records, rows)


def parsed(data: bytes, row: int | None, log: ProblemLog) -> Any:
    """The JSON value in the data, read with patience: NaN is null, lone surrogates and bad bytes are let through.

    What had to be mended in the bytes is logged. Raises NotJsonError.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "replace")
        log_undecodable(log, row, data, error)
    if "\0" in text:
        text = text.replace("\0", "")
        log.add("encoding", row, data, "NUL bytes were left out", "Find out where the file was damaged.")
    try:
        return json.loads(text, parse_constant=_no_number)
    except RecursionError as error:
        raise NotJsonError("it is nested too deep") from error
    except ValueError as error:
        raise NotJsonError(str(error)) from error


def log_undecodable(log: ProblemLog, row: int | None, data: bytes, error: UnicodeDecodeError) -> None:
    """Logs the first bytes that are no UTF-8, with some of the text around them."""
    bad = " ".join(f"{byte:02X}" for byte in data[error.start : error.end])
    seen = data[max(0, error.start - 60) : error.end + 60]
    message = f"bytes that are no UTF-8 were replaced, the first at byte {error.start + 1:,}: {bad}"
    log.add("encoding", row, seen, message, "Decode the page with the charset it declares, and write UTF-8.")


def kind_of_json(value: object) -> str:
    """What JSON calls the value, with its article: `a list`, `text`."""
    if value is None:
        return "null"
    kinds: dict[type, str] = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list"}
    return kinds.get(type(value), "an object")


def _no_number(_: str) -> None:
    """NaN and Infinity, which Python's json writes for missing numbers."""
