"""Frames that wait on disk for the end of a batch."""

import os
import tempfile
from collections.abc import Iterator
from io import BytesIO
from typing import IO

import polars as pl

MAX_ROWS_IN_MEMORY = 1_500_000


class Spill:
    """Frames of one schema, in the order in which they came: the last ones in memory, those before in a file.

    The file has no name, so that it is gone with the process, however that ends.
    """

    def __init__(self, max_rows: int = MAX_ROWS_IN_MEMORY) -> None:
        """max_rows: rows that are kept in memory."""
        self._max_rows = max_rows
        self._rows = 0
        self._frames: list[pl.DataFrame] = []
        self._file: IO[bytes] | None = None
        self._sizes: list[int] = []

    def add(self, frame: pl.DataFrame) -> None:
        if len(frame):
            self._frames.append(frame)
            self._rows += len(frame)
            if self._rows > self._max_rows:
                self._write()

    def parts(self) -> Iterator[pl.DataFrame]:
        """All frames, some of them joined. Raises OSError if the disk fails."""
        offset = 0
        for size in self._sizes:
            assert self._file is not None
            yield pl.read_ipc(BytesIO(os.pread(self._file.fileno(), size, offset)))
            offset += size
        if self._frames:
            self._frames = [pl.concat(self._frames)]
            yield self._frames[0]

    def close(self) -> None:
        """Forgets everything."""
        if self._file is not None:
            self._file.close()
        self._file, self._sizes, self._frames = None, [], []

    def _write(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="copydesk-")  # noqa: SIM115 - lives as long as the batch
        before = self._file.tell()
        pl.concat(self._frames).write_ipc(self._file, compression="zstd")
        self._sizes.append(self._file.tell() - before)
        self._frames, self._rows = [], 0
