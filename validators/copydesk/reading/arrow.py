"""Arrow: files (Feather is one) and streams, a record batch at a time."""

from collections.abc import Iterator, Mapping
from typing import IO

from copydesk.reading.mapping import relevant
from copydesk.reading.parquet import first_line, records_of
from copydesk.reading.problems import ProblemLog
from copydesk.reading.runs import Limits, Run, packed

ARROW_MAGIC = b"ARROW1"
ADVICE = "Write the file again with pyarrow, polars or pandas; Feather of version 1 is not read."


def read_arrow(source: IO[bytes], limits: Limits, log: ProblemLog, chosen: Mapping[str, str]) -> Iterator[Run]:
    """Yields the rows as records; the row is the position from 1. chosen: the user's `[fields]`."""
    import pyarrow as pa

    row = 1
    try:
        if source.read(len(ARROW_MAGIC)) == ARROW_MAGIC:
            source.seek(0)
            file = pa.ipc.open_file(source)
            schema, batches = file.schema, (file.get_batch(n) for n in range(file.num_record_batches))
        else:
            source.seek(0)
            stream = pa.ipc.open_stream(source)
            schema, batches = stream.schema, iter(stream)
        names = list(dict.fromkeys(schema.names))
        yield Run([], [], names)
        columns = relevant(names, chosen) or names[:1]
        for batch in batches:
            kept = batch.select(columns)
            for start in range(0, kept.num_rows, limits.block_records):
                part = kept.slice(start, limits.block_records)
                yield from packed(enumerate(records_of(part, row - 1, log), row), limits, log)
                row += part.num_rows
    except (pa.ArrowException, OSError, ValueError) as error:
        told = "the file is no Arrow file that can be read" if row == 1 else f"rows from {row:,} on cannot be read"
        log.add("file", row if row > 1 else None, str(error), f"{told}: {first_line(error)}", ADVICE)
