"""Changes of records as a unified diff, for a terminal; scraped text is escaped."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from copydesk.fixing.draft import Value
from copydesk.fixing.edits import Edit, applied
from copydesk.fixing.mender import Change
from copydesk.fixing.values import joined, text_parts
from copydesk.reading.values import plain
from copydesk.text import quote, visible

MAX_LINE_CHARS = 200
CONTEXT_CHARS = 60
"""Characters shown before the place where a long line changes."""


def diff_text(change: Change) -> Iterator[str]:
    """The lines of the diff of one record."""
    import click

    place = f"{change.file}:{change.row}"
    name = place if change.id in (place, change.file) else f"{place}  {change.id}"
    if change.dropped:
        yield click.style(f"--- {visible(quote(name))}", bold=True)
        yield click.style(f"+++ left out of the batch ({change.dropped})", fg="red", bold=True)
        return
    yield click.style(f"--- {visible(quote(name))}", bold=True)
    yield click.style("+++ fixed", bold=True)
    for value in change.values:
        if value.edits:
            yield from _text_diff(value)
        else:
            yield click.style(f"@@ {value.field} @@ {value.codes}", fg="cyan")
            yield click.style(f"-{_shown(value.old)}", fg="red")
            yield click.style(f"+{_shown(value.new)}", fg="green")


def _text_diff(value: Value) -> Iterator[str]:
    """The lines that edits touch, each run of them with the line before and after it."""
    import click

    text = joined(text_parts(value.field, plain(value.old)))
    lines = text.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))[: len(lines)]
    for first, last, edits in _hunks(starts, value.edits):
        moved = [Edit(e.start - starts[first], e.end - starts[first], e.inserted, e.code) for e in edits]
        old = lines[first : last + 1]
        new = applied("\n".join(old), moved).split("\n")
        head = _alike(old, new)
        tail = _alike(old[head:][::-1], new[head:][::-1])
        old, new = old[head : len(old) - tail], new[head : len(new) - tail]
        first, last = first + head, last - tail
        yield click.style(f"@@ {value.field} line {first + 1} @@ {', '.join({e.code: None for e in edits})}", fg="cyan")
        change = _alike(old[0], new[0]) if old and new else 0
        yield from (f" {_line(line)}" for line in lines[max(first - 1, 0) : first])
        yield from (click.style(f"-{_line(line, change)}", fg="red") for line in old)
        yield from (click.style(f"+{_line(line, change)}", fg="green") for line in new)
        yield from (f" {_line(line)}" for line in lines[last + 1 : last + 2])


def _hunks(starts: Sequence[int], edits: Sequence[Edit]) -> Iterator[tuple[int, int, list[Edit]]]:
    """First and last line, from 0, of edits that meet or stand on the same line."""
    hunk: list[Edit] = []
    first = last = 0
    for edit in edits:
        if hunk and edit.start >= starts[last] and edit.start > hunk[-1].end:
            yield first, last, hunk
            hunk = []
        if not hunk:
            first = bisect_right(starts, edit.start) - 1
        last = bisect_right(starts, edit.end) - 1
        hunk.append(edit)
    if hunk:
        yield first, last, hunk


def _alike(one: Sequence[Any], other: Sequence[Any]) -> int:
    """How many items both begin with."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _line(line: str, change: int = 0) -> str:
    """A line, of a long one the part where it changes."""
    start = max(0, min(change - CONTEXT_CHARS, len(line) - MAX_LINE_CHARS))
    part = line[start : start + MAX_LINE_CHARS]
    return f"{'…' if start else ''}{visible(part)}{'…' if start + len(part) < len(line) else ''}"


def _shown(value: Any) -> str:
    return visible(quote(str(value))) if value is not None else "(null)"
