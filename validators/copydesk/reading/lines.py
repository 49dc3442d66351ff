"""Splits a stream into numbered lines, many at a time, without ever holding a line that is too long."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from copydesk.reading.problems import ProblemLog
from copydesk.reading.runs import TOO_LARGE_ADVICE, Limits
from copydesk.reading.streams import Stream


@dataclass
class Lines:
    """Consecutive lines. first: the number of the first line, from 1. data: the lines, a `\\n` between each two."""

    first: int
    data: bytes

    @cached_property
    def ends(self) -> list[int]:
        """Where each line but the last ends. Of lines of some KB `find` passes as many in a fifth of numpy's time."""
        ends: list[int] = []
        at = self.data.find(b"\n")
        while at >= 0:
            ends.append(at)
            at = self.data.find(b"\n", at + 1)
        return ends

    @property
    def count(self) -> int:
        return len(self.ends) + 1

    def split(self) -> list[bytes]:
        return self.data.split(b"\n")

    def clear(self) -> None:
        """Lets go of the data, as whoever yielded them holds them until more are asked for."""
        self.data = b""

    def parts(self, most: int) -> "Iterator[Lines]":
        """The lines in parts of at most so many."""
        if self.count <= most:
            yield self
            return
        lines = self.split()
        for start in range(0, len(lines), most):
            yield Lines(self.first + start, b"\n".join(lines[start : start + most]))


def numbered_lines(stream: Stream, limits: Limits, log: ProblemLog) -> Iterator[Lines]:
    """Yields the lines of the stream in groups of about block_bytes.

    A line of more than max_record_bytes is left out and logged; of it only one chunk is in memory at a time.
    """
    number = 1
    parts: list[bytes] = []  # the line that the last chunk broke off in
    held = 0
    while chunk := stream.read(limits.block_bytes):
        cut = chunk.rfind(b"\n")
        if cut < 0:
            held += len(chunk)
            if held <= limits.max_record_bytes:
                parts.append(chunk)
            elif len(parts) > 1:
                parts = parts[:1]  # its start is shown, the rest is let go
            elif not parts:
                parts.append(chunk[:1_000])
            continue
        end = chunk.find(b"\n")
        held += end
        if held > limits.max_record_bytes:
            _log_too_large(log, number, held, parts[0] if parts else chunk[:end], limits)
            lines = Lines(number, chunk[end:cut])
        else:
            lines = Lines(number, b"".join((*parts, memoryview(chunk)[:cut])))
        if len(lines.data) > limits.max_record_bytes:
            lines = _without_too_large(lines, limits, log)
        parts, number = [chunk[cut + 1 :]], number + lines.count
        held = len(parts[0])
        chunk = b""  # its memory is another's while the lines are worked on
        yield lines
    if held > limits.max_record_bytes:
        _log_too_large(log, number, held, parts[0], limits)
    elif held:
        yield Lines(number, b"".join(parts))


def _without_too_large(lines: Lines, limits: Limits, log: ProblemLog) -> Lines:
    kept = lines.split()
    for index, line in enumerate(kept):
        if len(line) > limits.max_record_bytes:
            _log_too_large(log, lines.first + index, len(line), line, limits)
            kept[index] = b""
    return Lines(lines.first, b"\n".join(kept))


def _log_too_large(log: ProblemLog, number: int, size: int, start: bytes, limits: Limits) -> None:
    message = f"the record is left out: its line has {size:,} bytes, more than {limits.max_record_bytes:,}"
    log.add("record", number, start, message, TOO_LARGE_ADVICE)
