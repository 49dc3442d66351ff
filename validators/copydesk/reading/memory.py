"""Records that are already in memory: data frames of pandas and polars, and anything that yields mappings."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any

import polars as pl

from copydesk.reading.problems import ProblemLog
from copydesk.reading.runs import Limits, Record, Run, packed

if TYPE_CHECKING:
    import pandas as pd

MEMORY = "memory"
SLICE_ROWS = 500  # rows made into objects at a time


def read_memory(batch: Any, limits: Limits, log: ProblemLog) -> Iterator[Run]:
    """Yields the rows or items as records; the row is the position from 1."""
    if isinstance(batch, pl.LazyFrame):
        yield Run([], [], batch.collect_schema().names())
    elif isinstance(batch, pl.DataFrame) or is_pandas(batch):
        yield Run([], [], [str(name) for name in batch.columns])
    yield from packed(_checked(records_of(batch), log), limits, log)


def records_of(batch: Any) -> Iterator[Any]:
    """The rows of a frame as dicts, or the items of what yields them."""
    if isinstance(batch, pl.LazyFrame):
        frames: Iterable[pl.DataFrame] = batch.collect_batches(chunk_size=SLICE_ROWS, maintain_order=True)
        return (row for frame in frames for row in _polars_rows(frame))
    if isinstance(batch, pl.DataFrame):
        return _polars_rows(batch)
    return _pandas_rows(batch) if is_pandas(batch) else iter(batch)


def is_pandas(batch: object) -> bool:
    """Whether it is a pandas DataFrame, without importing pandas to find out."""
    return type(batch).__module__.split(".")[0] == "pandas" and hasattr(batch, "iloc") and hasattr(batch, "columns")


def _polars_rows(frame: pl.DataFrame) -> Iterator[dict[str, Any]]:
    for part in frame.iter_slices(SLICE_ROWS):
        yield from part.to_dicts()


def _pandas_rows(frame: "pd.DataFrame") -> Iterator[dict[str, Any]]:
    names = [str(name) for name in frame.columns]
    for start in range(0, len(frame), SLICE_ROWS):
        part = frame.iloc[start : start + SLICE_ROWS]
        # column by column, since two columns can have one name
        cells = [part.iloc[:, index].astype(object) for index in range(len(names))]
        columns = [column.where(column.notna(), None).tolist() for column in cells]
        for values in zip(*columns, strict=True):
            yield dict(zip(names, values, strict=True))


def _checked(records: Iterator[Any], log: ProblemLog) -> Iterator[tuple[int, Record]]:
    for row in count(1):
        try:
            record = next(records)
        except StopIteration:
            return
        if isinstance(record, Mapping):
            yield row, record if _has_text_keys(record) else {str(key): value for key, value in record.items()}
        else:
            message = f"the item is a {type(record).__name__}, not a mapping"
            log.add("record", row, type(record).__name__, message, "Give dicts, or items that behave like them.")


def _has_text_keys(record: Record) -> bool:
    return all(type(key) is str for key in record)
