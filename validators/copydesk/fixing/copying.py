"""A file copied with some of its bytes exchanged: packed as it was, and byte for byte the same everywhere else."""

import codecs
import gzip
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple, Protocol

from copydesk.errors import InputError
from copydesk.reading.problems import ProblemLog
from copydesk.reading.streams import BrokenStreamError, Packing, Stream, opened, packing_of

CHUNK_BYTES = 1_000_000
ENCODINGS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


class Splice(NamedTuple):
    """Bytes exchanged in a copy. at: bytes of the copy before it, unpacked and as UTF-8 without a byte order mark."""

    at: int
    new: bytes
    old: bytes


class Writable(Protocol):
    def write(self, data: bytes, /) -> object: ...


class Copy:
    """The bytes of a stream on their way to a copy, in order.

    held: those that were read and not yet passed on; `fill` reads more. at: bytes written.
    """

    def __init__(self, stream: Stream, out: Writable) -> None:
        self._stream = stream
        self._out = out
        self.held = bytearray()
        self.at = 0

    def fill(self) -> bool:
        """Holds more bytes, about twice as many; False at the end."""
        piece = self._stream.read(max(CHUNK_BYTES, len(self.held)))
        self.held += piece
        return bool(piece)

    def pass_on(self, count: int) -> None:
        """The next bytes go over as they are."""
        self._write(self.held[:count])
        del self.held[:count]

    def exchange(self, count: int, new: bytes) -> Splice:
        """The next bytes are left out, and others stand in their place."""
        splice = Splice(self.at, new, bytes(self.held[:count]))
        del self.held[:count]
        self._write(new)
        return splice

    def finish(self) -> None:
        """The rest goes over."""
        while self.held or self.fill():
            self.pass_on(len(self.held))

    def _write(self, data: bytes | bytearray) -> None:
        self._out.write(bytes(data))
        self.at += len(data)


@contextmanager
def copied(source: str, name: str, target: Path) -> Iterator[Copy]:
    """A copy of the file, to be written within the block, and packed as the file is.

    name: what the user calls the source. Raises InputError if it cannot be read to its end.
    """
    log = ProblemLog(name)
    try:
        packing = packing_of(source)
        with opened(source, log) as stream, target.open("wb") as file, _packed(file, packing) as out:
            copy = Copy(stream, out)
            yield copy
            copy.finish()
    except (BrokenStreamError, OSError) as error:
        raise InputError(f"{name}: the file cannot be copied: {error}") from None
    if stream.broken:
        raise InputError(f"{name}: {'; '.join(problem.message for problem in log.drain())}; mend or remove it first")


@contextmanager
def _packed(file: IO[bytes], packing: Packing) -> Iterator[Writable]:
    """What packs the bytes written to it: UTF-8 is given, and what the packing says is written."""
    if packing.compression == "gzip":
        # without a name and a time, so that equal contents are equal files
        with gzip.GzipFile("", "wb", 6, file, mtime=0) as out:
            yield from _encoded(out, packing.mark)
    elif packing.compression == "zstd":
        import zstandard

        with zstandard.ZstdCompressor(level=3).stream_writer(file, closefd=False) as out:
            yield from _encoded(out, packing.mark)
    else:
        yield from _encoded(file, packing.mark)


def _encoded(out: Writable, mark: bytes) -> Iterator[Writable]:
    out.write(mark)
    yield _Encoder(out, ENCODINGS[mark]) if mark in ENCODINGS else out


class _Encoder:
    def __init__(self, out: Writable, encoding: str) -> None:
        self._out = out
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def write(self, data: bytes, /) -> None:
        self._out.write(self._decoder.decode(data).encode(self._encoding))


def spliced_back(copy: Copy, splices: Iterable[Splice]) -> None:
    """Undoes splices, in order. Raises ValueError where the bytes of one do not stand in its place."""
    before = 0  # bytes of the fixed file that have gone
    for splice in splices:
        while before + len(copy.held) < splice.at + len(splice.new):
            passed = min(len(copy.held), splice.at - before)
            copy.pass_on(passed)
            before += passed
            if not copy.fill():
                raise ValueError(f"the file ends before byte {splice.at:,}")
        copy.pass_on(splice.at - before)
        if not copy.held.startswith(splice.new):
            raise ValueError(f"at byte {splice.at:,} stands something else than the log says")
        copy.exchange(len(splice.new), splice.old)
        before = splice.at + len(splice.new)
