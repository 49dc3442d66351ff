"""Splits a stream into numbered lines, many at a time, without ever holding a line that is too long."""

from collections.abc import Iterator
from dataclasses import dataclass

from copydesk.reading.problems import ProblemLog
from copydesk.reading.runs import TOO_LARGE_ADVICE, Limits
from copydesk.reading.streams import Stream


@dataclass(slots=True)
class Lines:
    """Consecutive lines without their `\\n`. first: the number of the first line, from 1."""

    first: int
    lines: list[bytes]


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
        lines = chunk[:cut].split(b"\n")
        held += len(lines[0])
        if held > limits.max_record_bytes:
            _log_too_large(log, number, held, parts[0] if parts else lines[0], limits)
            lines[0] = b""
        elif parts:
            parts.append(lines[0])
            lines[0] = b"".join(parts)
        _drop_too_large(lines, number, limits, log)
        yield Lines(number, lines)
        number += len(lines)
        parts = [chunk[cut + 1 :]]
        held = len(parts[0])
    if held > limits.max_record_bytes:
        _log_too_large(log, number, held, parts[0], limits)
    elif held:
        yield Lines(number, [b"".join(parts)])


def _drop_too_large(lines: list[bytes], number: int, limits: Limits, log: ProblemLog) -> None:
    if max(map(len, lines)) > limits.max_record_bytes:
        for index, line in enumerate(lines):
            if len(line) > limits.max_record_bytes:
                _log_too_large(log, number + index, len(line), line, limits)
                lines[index] = b""


def _log_too_large(log: ProblemLog, number: int, size: int, start: bytes, limits: Limits) -> None:
    message = f"the record is left out: its line has {size:,} bytes, more than {limits.max_record_bytes:,}"
    log.add("record", number, start, message, TOO_LARGE_ADVICE)
