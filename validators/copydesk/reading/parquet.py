"""Parquet: read a batch of rows at a time, and only the columns that can fill a field."""

from collections.abc import Iterator, Mapping
from typing import IO, Any

from copydesk.reading.mapping import relevant
from copydesk.reading.problems import ProblemLog
from copydesk.reading.runs import Limits, Record, Run, packed

ADVICE = "Write the file again; if it was copied, compare its size with the original."


def read_parquet(source: str | IO[bytes], limits: Limits, log: ProblemLog, chosen: Mapping[str, str]) -> Iterator[Run]:
    """Yields the rows as records; the row is the position from 1. chosen: the user's `[fields]`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(source)
        names = list(dict.fromkeys(file.schema_arrow.names))
        rows = file.metadata.num_rows
        size = sum(file.metadata.row_group(i).total_byte_size for i in range(file.metadata.num_row_groups))
    except (pa.ArrowException, OSError, ValueError) as error:
        log.add("file", None, str(error), f"the file is no Parquet that can be read: {first_line(error)}", ADVICE)
        return
    with file:
        yield Run([], [], names)
        columns = relevant(names, chosen) or names[:1]
        # encoded text is about half of it decoded, and a batch is cut again by what it really holds
        batch_rows = max(1, min(limits.block_records, limits.block_bytes * rows // max(1, 2 * size)))
        first = 1
        for group in range(file.metadata.num_row_groups):
            after = first + file.metadata.row_group(group).num_rows
            row = first
            try:
                for batch in file.iter_batches(batch_size=batch_rows, row_groups=[group], columns=columns):
                    yield from packed(enumerate(records_of(batch, row - 1, log), row), limits, log)
                    row += batch.num_rows
            except (pa.ArrowException, OSError, ValueError) as error:
                # the other row groups have pages of their own
                message = f"rows {row:,} to {after - 1:,} cannot be read: {first_line(error)}"
                log.add("file", row, str(error), message, ADVICE)
            first = after


def records_of(batch: Any, before: int, log: ProblemLog) -> list[Record]:
    """The rows of an Arrow record batch. before: rows that came before it."""
    try:
        records: list[Record] = batch.to_pylist()
    except UnicodeDecodeError:
        records = _decoded(batch, before, log)
    return records


def _decoded(batch: Any, before: int, log: ProblemLog) -> list[Record]:
    """The batch with its texts decoded one by one, since one of them is no UTF-8."""
    import pyarrow as pa

    columns: dict[str, list[Any]] = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            columns[name] = column.to_pylist()
        except UnicodeDecodeError:
            binary = pa.large_binary() if pa.types.is_large_string(column.type) else pa.binary()
            if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
                log.add("encoding", None, name, f"column {name} is left out: it has bytes that are no UTF-8", ADVICE)
                continue
            columns[name] = [_text(v, name, before + i, log) for i, v in enumerate(column.view(binary).to_pylist(), 1)]
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _text(value: bytes | None, name: str, row: int, log: ProblemLog) -> str | None:
    if value is None:
        return None
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        message = f"bytes in {name} that are no UTF-8 were replaced"
        log.add("encoding", row, value, message, "Decode the page with the charset it declares, and write UTF-8.")
        return value.decode("utf-8", "replace")


def first_line(error: Exception) -> str:
    """What the error says first; Arrow's go on for a page."""
    return str(error).split("\n", 1)[0]
