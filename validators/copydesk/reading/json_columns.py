"""JSON Lines read straight into columns by Arrow, in half of the time that objects and then columns take.

Arrow is told every field and its type, so that it refuses whatever is odd: another field, another type, a field that
stands twice, what is no JSON. The lines then go the careful way, which tells what is wrong with each.
"""

from collections.abc import Sequence
from typing import Any

import polars as pl

from copydesk.reading.coverage import NEEDED
from copydesk.reading.lines import Lines
from copydesk.reading.mapping import FieldMap
from copydesk.reading.runs import Record

MAX_MISSES = 3
"""Refused groups of lines, beyond those that were read: a file with more is read the careful way to its end."""

_KINDS: dict[frozenset[type], str] = {
    frozenset(): "null",
    frozenset({str}): "string",
    frozenset({int}): "int64",
    frozenset({float}): "double",
    frozenset({float, int}): "double",
    frozenset({bool}): "bool",
}
"""Types of a field's values, without null, to Arrow's name of it. Objects are read the careful way."""


SAMPLE_LINES = 200
"""Lines at the start of a file that tell what fields it has."""


class ColumnReader:
    """Reads lines of one file. fields: what fills the canonical fields, which grows while the file is read."""

    def __init__(self, fields: FieldMap) -> None:
        self._fields = fields
        self._kinds: dict[str, str] = {}
        self._is_plain = True
        self._misses = 0

    def learn(self, records: Sequence[Record]) -> None:
        """Takes note of the fields of records that were read the careful way. The first type of a field counts."""
        if self._is_plain and self._misses <= MAX_MISSES:
            for key in set[str]().union(*records):
                kind = _kind_of([record.get(key) for record in records])
                self._is_plain &= kind is not None or key in self._kinds
                if kind and self._kinds.get(key, "null") == "null":
                    self._kinds[key] = kind

    def read(self, lines: Lines) -> pl.DataFrame | None:
        """A row a line and a column a field; None where they must be read the careful way."""
        if not self._kinds and self._is_plain:
            return self._first(lines)
        if self._misses > MAX_MISSES or not self._can_be_read(self._fields):
            return None
        frame = self._read(lines)
        self._misses += 1 if frame is None else -1
        return frame

    def _first(self, lines: Lines) -> pl.DataFrame | None:
        """The first lines of the file. What some of them tell is kept if none of the others has another field."""
        import orjson

        try:
            records = list(map(orjson.loads, lines.data.split(b"\n", SAMPLE_LINES)[:SAMPLE_LINES]))
        except orjson.JSONDecodeError:
            return None
        if set(map(type, records)) != {dict}:
            return None
        self.learn(records)
        fields = self._fields.another()
        fields.observe(records)
        frame = self._read(lines) if self._can_be_read(fields) else None
        if frame is None:
            self._kinds.clear()
            self._is_plain = True
        else:
            self._fields.observe(records)
        return frame

    def _can_be_read(self, fields: FieldMap) -> bool:
        """Whether each canonical field is filled by plain ones; of a number with a fraction, JSON does not tell `1`
        from `1.0` as Python does."""
        paths = [path for several in fields.columns.values() for path in several]
        are_plain = all(len(path) == 1 and self._kinds.get(path[0], "double") != "double" for path in paths)
        return self._is_plain and are_plain and not NEEDED.keys().isdisjoint(fields.columns)

    def _read(self, lines: Lines) -> pl.DataFrame | None:
        import numpy as np  # here: they take 0.2 s, and not every file is plain JSON Lines
        import pyarrow as pa
        from pyarrow import json

        # where every line begins an object, and none holds a part of one, there are as many rows only if each is one
        data = lines.data
        if not data.startswith(b"{") or data.endswith(b"\n"):
            return None
        begins = np.array(lines.ends, dtype=np.int64) + 1
        if not (np.frombuffer(data, np.uint8)[begins] == ord("{")).all():
            return None
        types = {key: pa.list_(pa.string()) if kind == "list" else kind for key, kind in self._kinds.items()}
        strict = json.ParseOptions(explicit_schema=pa.schema(types), unexpected_field_behavior="error")
        whole = json.ReadOptions(use_threads=False, block_size=len(data) + 1)
        try:
            pl.Series([data]).cast(pl.String)  # which Arrow does not ask: whether it is UTF-8
            pool = pa.system_memory_pool()  # Arrow's own keeps 190 MB for itself that all other arrays could use
            frame = pl.from_arrow(json.read_json(pa.BufferReader(data), whole, strict, memory_pool=pool))
        except (pl.exceptions.PolarsError, pa.ArrowException):
            return None
        return frame if isinstance(frame, pl.DataFrame) and len(frame) == lines.count else None


def _kind_of(values: list[Any]) -> str | None:
    """Arrow's name of the values' type; `list` for lists of texts. None where they have several, or one of others."""
    types = frozenset(map(type, values)) - {type(None)}
    if types == {list}:
        return "list" if {type(item) for value in values if value for item in value} <= {str, type(None)} else None
    return _KINDS.get(types)
