"""A Parquet file with some of its rows mended: the same schema, metadata and compression, a batch of rows at a time."""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from copydesk.errors import InputError
from copydesk.fixing.change import Change
from copydesk.fixing.edits import Edit, applied, inverse
from copydesk.fixing.values import UnwritableError, with_value
from copydesk.reading.mapping import reach
from copydesk.reading.sniffing import PARQUET_MAGIC
from copydesk.reading.streams import is_plain_file

BATCH_BYTES = 64_000_000
"""Of a row group's values as they are encoded; one up to this stays one row group."""


class ParquetCopy:
    """The rows of a file on their way to a copy. Rows are named in order, from 1."""

    def __init__(self, batches: Iterator[Any], writer: Any) -> None:
        self._batches = batches
        self._writer = writer
        self._batch: Any = None
        self._first = 1
        self._columns: dict[str, list[Any]] = {}
        self._dropped: set[int] = set()
        self._inserted: list[tuple[int, Any]] = []
        self._next()

    def record(self, row: int) -> dict[str, Any]:
        """Raises InputError where the file has no such row."""
        index = self._index(row)
        record: dict[str, Any] = self._batch.slice(index, 1).to_pylist()[0]
        return record | {name: values[index] for name, values in self._columns.items()}

    def put(self, row: int, record: Mapping[str, Any], names: Iterable[str]) -> None:
        """Other values for some columns of a row. Raises UnwritableError where a column does not hold such values."""
        import pyarrow as pa

        index = self._index(row)
        for name in names:
            if self._batch.schema.get_field_index(name) < 0:  # two columns have the name
                raise UnwritableError
            try:
                held = pa.array([record[name]], type=self._batch.column(name).type).to_pylist()
            except (pa.ArrowException, TypeError) as error:
                raise UnwritableError from error
            if held != [record[name]]:
                raise UnwritableError
        for name in names:
            if name not in self._columns:
                self._columns[name] = self._batch.column(name).to_pylist()
            self._columns[name][index] = record[name]

    def drop(self, row: int) -> str:
        """Leaves a row out, and gives it for `insert`."""
        import pyarrow as pa

        index = self._index(row)
        self._dropped.add(index)
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, self._batch.schema) as stream:
            stream.write_batch(self._batch.slice(index, 1))
        return base64.b64encode(sink.getvalue()).decode()

    def insert(self, row: int, packed: str) -> None:
        """Puts a row that was left out before this one, or at the end."""
        import pyarrow as pa

        with pa.ipc.open_stream(base64.b64decode(packed)) as stream:
            (batch,) = stream.read_all().to_batches()
        try:
            index = self._index(row)
        except InputError:
            self._writer.write_batch(batch)
        else:
            self._inserted.append((index, batch))

    def finish(self) -> None:
        """The rest goes over."""
        while self._batch is not None:
            self._next()

    def _index(self, row: int) -> int:
        """The place of a row in the batch; batches before it are written."""
        while self._batch is not None and row >= self._first + self._batch.num_rows:
            self._next()
        if self._batch is None:
            raise InputError(f"the file has no row {row:,}")
        return row - self._first

    def _next(self) -> None:
        if self._batch is not None:
            self._write()
            self._first += self._batch.num_rows
        self._batch = next(self._batches, None)

    def _write(self) -> None:
        import pyarrow as pa

        batch = self._batch
        for name, values in self._columns.items():
            place = batch.schema.get_field_index(name)
            batch = batch.set_column(place, batch.schema.field(place), pa.array(values, type=batch.column(place).type))
        pieces, at = [], 0
        for index, row in [*self._inserted, (batch.num_rows, None)]:
            kept = [place for place in range(at, index) if place not in self._dropped]
            pieces += [batch.take(pa.array(kept, pa.int64())) if self._dropped else batch.slice(at, index - at)]
            pieces += [row] if row is not None else []
            at = index
        table = pa.Table.from_batches(pieces, batch.schema)
        self._columns, self._dropped, self._inserted = {}, set(), []
        if table.num_rows:
            self._writer.write_table(table, row_group_size=table.num_rows)

    def mend(self, change: Change) -> dict[str, Any]:
        """Writes a change, and says what `unmend` needs. Raises UnwritableError."""
        if change.dropped:
            return {"dropped": self.drop(change.row)}
        cells = []
        for value in change.values:
            if value.spans:
                back = [[edit.start, edit.end, edit.inserted] for edit in inverse(value.old, value.spans)]
                cells.append({"path": list(value.path), "spans": back})
            else:
                cells.append({"path": list(value.path), "old": value.old})
        try:
            json.dumps(cells)
        except TypeError as error:
            raise UnwritableError from error
        self.put(change.row, change.record, {value.path[0] for value in change.values})
        return {"cells": cells}

    def unmend(self, row: int, cells: Iterable[Mapping[str, Any]]) -> None:
        record: Mapping[str, Any] = self.record(row)
        for cell in cells:
            path = tuple(cell["path"])
            old = cell.get("old")
            if "spans" in cell:
                old = applied(reach(record, path), [Edit(start, end, text, "") for start, end, text in cell["spans"]])
            record = with_value(record, path, old)
        self.put(row, record, {cell["path"][0] for cell in cells})


@contextmanager
def parquet_copied(source: str, name: str, target: Path) -> Iterator[ParquetCopy]:
    """A copy of the file, to be written within the block. Raises InputError if it cannot be read to its end."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not is_plain_file(source, PARQUET_MAGIC):
        raise InputError(f"{name}: a Parquet file that is packed once more cannot be mended; unpack it first")
    try:
        with pq.ParquetFile(source) as file:
            codecs = _codecs(file.metadata)
            with pq.ParquetWriter(target, file.schema_arrow, compression=codecs) as writer:
                copy = ParquetCopy(_batches(file), writer)
                yield copy
                copy.finish()
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{name}: the file cannot be copied: {str(error).splitlines()[0]}") from None


def _codecs(metadata: Any) -> dict[str, str] | str:
    """The compression of each column."""
    if not metadata.num_row_groups:
        return "snappy"
    group = metadata.row_group(0)
    columns = [group.column(index) for index in range(group.num_columns)]
    return {column.path_in_schema: column.compression.lower().replace("uncompressed", "none") for column in columns}


def _batches(file: Any) -> Iterator[Any]:
    for number in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(number)
        parts = max(1, -(-group.total_byte_size // BATCH_BYTES))
        yield from file.iter_batches(batch_size=max(1, -(-group.num_rows // parts)), row_groups=[number])
