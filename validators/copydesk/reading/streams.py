"""Opens an input as a stream of decompressed bytes in UTF-8. A broken stream ends; what broke it is a Problem."""

import codecs
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple, Protocol

from copydesk.reading.problems import ProblemLog
from copydesk.reading.remote import is_remote, open_remote

CHUNK_BYTES = 65_536
ZSTD_FEED_BYTES = 4_096  # 4 KB of zstd can hold 128 MB: the most that one read unpacks
HEAD_BYTES = 65_536
MAGIC_BYTES = 8

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
STDIN = "-"

Read = Callable[[int], bytes]


class Source(Protocol):
    """Where bytes come from: a file, a pipe."""

    def read(self, size: int, /) -> bytes: ...


class Stream:
    """Decompressed bytes. `read(n)` gives n bytes, fewer only at the end; it never raises.

    broken: the input could not be read to its end, and the log says why.
    """

    def __init__(self, pieces: Iterator[bytes], log: ProblemLog) -> None:
        self._pieces = pieces
        self._log = log
        self._held = bytearray()
        self.broken = False

    def read(self, size: int = -1) -> bytes:
        if 0 <= size <= len(self._held):
            taken = bytes(memoryview(self._held)[:size])
            del self._held[:size]
            return taken
        pieces = [bytes(self._held)]
        self._held.clear()
        left = size - len(pieces[0]) if size >= 0 else sys.maxsize
        while left > 0 and (piece := self._next()):
            pieces.append(piece[:left])
            self._held += piece[left:]
            left -= len(piece)
        return b"".join(pieces)

    def peek(self, size: int) -> bytes:
        """The next bytes, without taking them."""
        head = self.read(size)
        self._held[:0] = head
        return head

    def _next(self) -> bytes:
        if self.broken:
            return b""
        try:
            return next((piece for piece in self._pieces if piece), b"")
        except BrokenStreamError as error:
            self.broken = True
            self._log.add("file", None, str(error), f"the file breaks off: {error}", error.advice)
        except OSError as error:
            self.broken = True
            message = f"the file could not be read further: {error.strerror or error}"
            self._log.add("file", None, str(error), message, "Check the disk or the mount, and read it again.")
        return b""


class BrokenStreamError(Exception):
    """Compressed data ends early or is damaged."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message)
        self.advice = advice


class Pipe:
    """A pipe read by what it has to give.

    Waiting for a full chunk, as `read` does, loses a Ctrl-C that comes between two of its system calls.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._read: Read = getattr(file, "read1", file.read)

    def read(self, size: int, /) -> bytes:
        """At least MAGIC_BYTES bytes, unless the pipe ends before."""
        data = piece = self._read(size)
        while piece and len(data) < min(size, MAGIC_BYTES):
            piece = self._read(size - len(data))
            data += piece
        return data


class Counted:
    """A source that tells how many bytes were read of it, as they stand on disk."""

    def __init__(self, source: Source, on_bytes: Callable[[int], None]) -> None:
        self._source = source
        self._on_bytes = on_bytes

    def read(self, size: int, /) -> bytes:
        data = self._source.read(size)
        self._on_bytes(len(data))
        return data


@contextmanager
def opened(path: str, log: ProblemLog, on_bytes: Callable[[int], None] = lambda size: None) -> Iterator[Stream]:
    """Opens a path or `-` (standard input), whatever it is compressed with.

    Raises OSError when the file cannot be opened.
    """
    if path == STDIN:
        yield Stream(_utf8(_unpacked(Counted(Pipe(sys.stdin.buffer), on_bytes), path)), log)
        return
    with open_remote(path) if is_remote(path) else Path(path).open("rb") as file:
        yield Stream(_utf8(_unpacked(Counted(file, on_bytes), path)), log)


def _unpacked(file: Source, path: str) -> Iterator[bytes]:
    """The pieces of the file, decompressed by what its first bytes say rather than by its name."""
    head = file.read(CHUNK_BYTES)
    if head.startswith(GZIP_MAGIC):
        return _gunzipped(head, file)
    if head.startswith(ZSTD_MAGIC):
        return _unzstd(head, file)
    compression = {".gz": "gzip", ".zst": "zstd"}.get(Path(path).suffix.lower())
    if compression and head and not _is_text(head):
        return _not_compressed(compression)
    return _plain(head, file)


def _is_text(head: bytes) -> bool:
    """A server that unpacks in transit leaves plain text under a name in .gz; that can be read."""
    return not any(byte < 9 for byte in head)


def _not_compressed(compression: str) -> Iterator[bytes]:
    raise BrokenStreamError(
        f"its name says {compression}, its first bytes do not", "Fetch the file again, or give it its proper suffix."
    )
    yield b""  # pragma: no cover - makes this a generator, so that the error is met on reading


def _plain(head: bytes, file: Source) -> Iterator[bytes]:
    while head:
        yield head
        head = file.read(CHUNK_BYTES * 16)


def _gunzipped(data: bytes, file: Source) -> Iterator[bytes]:
    advice = "Fetch or pack the file again; what came before was read."
    unpacker = zlib.decompressobj(wbits=31)
    while data:
        before = unpacker.copy()
        try:
            yield unpacker.decompress(data, CHUNK_BYTES * 16)
        except zlib.error as error:
            yield from _salvaged(before, data)
            raise BrokenStreamError(f"the gzip data is damaged ({error})", advice) from error
        data = unpacker.unconsumed_tail
        if unpacker.eof:
            data = unpacker.unused_data or file.read(CHUNK_BYTES)
            data = data.lstrip(b"\0")  # tapes and some tools pad with zeros
            while not data and (more := file.read(CHUNK_BYTES)):
                data = more.lstrip(b"\0")
            unpacker = zlib.decompressobj(wbits=31) if data else unpacker
        elif not data:
            data = file.read(CHUNK_BYTES)
    if not unpacker.eof:
        raise BrokenStreamError("the gzip data ends before its end mark", advice)


def _salvaged(unpacker: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    """What can still be unpacked of a damaged chunk, in small steps."""
    for start in range(0, len(data), 64):
        try:
            yield unpacker.decompress(data[start : start + 64])
        except zlib.error:
            return


def _unzstd(data: bytes, file: Source) -> Iterator[bytes]:
    import zstandard

    advice = "Fetch or pack the file again; what came before was read."
    factory = zstandard.ZstdDecompressor(max_window_size=2**31)  # --long=31 archives are common
    unpacker = factory.decompressobj()
    fed = False
    while data:
        for start in range(0, len(data), ZSTD_FEED_BYTES):
            piece = data[start : start + ZSTD_FEED_BYTES]
            while piece:
                try:
                    unpacked = unpacker.decompress(piece)
                except zstandard.ZstdError as error:
                    raise BrokenStreamError(f"the zstd data is damaged ({error})", advice) from error
                yield unpacked
                fed, piece = True, b""
                if unpacker.eof:
                    piece, unpacker, fed = unpacker.unused_data, factory.decompressobj(), False
        data = file.read(CHUNK_BYTES)
    if fed:
        raise BrokenStreamError("the zstd data ends before its end mark", advice)


def _utf8(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Drops a byte order mark; what one marks as UTF-16 or UTF-32 becomes UTF-8."""
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= 4:
            break
    encoding = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    if encoding is None:
        yield head.removeprefix(codecs.BOM_UTF8)
        yield from pieces
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    yield decoder.decode(head).encode("utf-8", "replace")
    for piece in pieces:
        yield decoder.decode(piece).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


# UTF-32 little endian begins with the mark of UTF-16 little endian
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Packing(NamedTuple):
    """What a file's bytes stand in. compression: `gzip`, `zstd` or None. mark: its byte order mark, or nothing."""

    compression: str | None
    mark: bytes


def packing_of(path: str) -> Packing:
    """How a file is packed, by its first bytes. Raises OSError, or BrokenStreamError where they are damaged."""
    with Path(path).open("rb") as file:
        magic = file.read(MAGIC_BYTES)
        file.seek(0)
        head = b""
        for piece in _unpacked(file, path):
            head += piece
            if len(head) >= 4:
                break
    compression = "gzip" if magic.startswith(GZIP_MAGIC) else "zstd" if magic.startswith(ZSTD_MAGIC) else None
    marks = (codecs.BOM_UTF8, *(mark for mark, _ in _MARKS))
    return Packing(compression, next((mark for mark in marks if head.startswith(mark)), b""))


def is_plain_file(path: str, magic: bytes) -> bool:
    """Whether the path is a file on disk, not compressed, that begins so; it can be read from any place."""
    if path == STDIN or is_remote(path) or not Path(path).is_file():
        return False
    with Path(path).open("rb") as file:
        return file.read(len(magic)) == magic


def spooled(stream: Stream) -> IO[bytes]:
    """A temporary file of the rest of the stream, for formats that are read from their end. It goes when closed."""
    import tempfile

    file = tempfile.TemporaryFile(prefix="copydesk-")  # noqa: SIM115 - the caller closes it
    while piece := stream.read(1_000_000):
        file.write(piece)
    file.seek(0)
    return file
