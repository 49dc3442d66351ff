"""Frames that wait on disk for the end of a batch."""

import os
import tempfile
import weakref
from collections.abc import Iterator
from typing import IO, NamedTuple

import polars as pl

MAX_BYTES_HELD = 1 << 23
"""Bytes of the frames in memory, without the text that views of a text keep alive."""


class _Part(NamedTuple):
    """A frame in the file: where it lies, and the least and the greatest article in it."""

    offset: int
    size: int
    first: int
    last: int


class Spill:
    """Frames of one schema in the order in which they came: the last ones in memory, those before in a file.

    They have a column `article`, the number of an article in the batch. The file has no name, so that it is gone with
    the process, however that ends. It lies where temporary files do (TMPDIR), and is not compressed, since zstd took a
    tenth of the time of a whole scan.
    """

    def __init__(self) -> None:
        self._held: list[pl.DataFrame] = []
        self._held_bytes = 0
        self._file: IO[bytes] | None = None
        self._written: list[_Part] = []

    def add(self, frame: pl.DataFrame) -> None:
        """Raises OSError if the disk fails."""
        if len(frame):
            self._held.append(frame)
            self._held_bytes += int(frame.estimated_size())
            if self._held_bytes > MAX_BYTES_HELD:
                self._write()

    def parts(self, columns: list[str] | None = None, *, within: range | None = None) -> Iterator[pl.DataFrame]:
        """All rows, or those of the articles within a range; one part at a time is in memory.

        Raises OSError if the disk fails.
        """
        for part in self._written:
            if within is None or (part.first < within.stop and part.last >= within.start):
                assert self._file is not None
                data = os.pread(self._file.fileno(), part.size, part.offset)
                yield _within(pl.read_ipc(data, columns=columns), within)
        if self._held:
            self._held = [pl.concat(self._held)]
            yield _within(self._held[0].select(columns or pl.all()), within)

    def close(self) -> None:
        """Forgets everything."""
        if self._file is not None:
            self._file.close()
        self._file, self._written, self._held, self._held_bytes = None, [], [], 0

    def _write(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="copydesk-")  # noqa: SIM115 - lives as long as this object
            weakref.finalize(self, self._file.close)
        frame = pl.concat(self._held)
        offset = self._file.tell()
        frame.write_ipc(self._file)
        first, last = frame.select(first=pl.col("article").min(), last=pl.col("article").max()).row(0)
        self._written.append(_Part(offset, self._file.tell() - offset, first, last))
        self._held, self._held_bytes = [], 0


def _within(frame: pl.DataFrame, articles: range | None) -> pl.DataFrame:
    if articles is None:
        return frame
    return frame.filter(pl.col("article").is_between(articles.start, articles.stop, closed="left"))
