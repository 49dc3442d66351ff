"""Edits of a text as a diff shows them: the lines that change, as they are and as they will be."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from copydesk.fixing.edits import Edit, applied


class Hunk(NamedTuple):
    """line: number of the first line, from 1. before, after: the line beside; None at the edge of the text."""

    line: int
    old: list[str]
    new: list[str]
    codes: list[str]
    before: str | None
    after: str | None


def hunks(text: str, edits: Sequence[Edit]) -> Iterator[Hunk]:
    """edits: in order and apart. Those that meet or stand on the same line are one hunk."""
    lines = text.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))[: len(lines)]
    for first, last, run in _runs(starts, edits):
        moved = [Edit(e.start - starts[first], e.end - starts[first], e.inserted, e.code) for e in run]
        old = lines[first : last + 1]
        new = applied("\n".join(old), moved).split("\n")
        head = alike(old, new)
        tail = alike(old[head:][::-1], new[head:][::-1])
        old, new = old[head : len(old) - tail], new[head : len(new) - tail]
        first, last = first + head, last - tail
        yield Hunk(
            first + 1,
            old,
            new,
            list(dict.fromkeys(edit.code for edit in run)),
            lines[first - 1] if first > 0 else None,
            lines[last + 1] if last + 1 < len(lines) else None,
        )


def alike(one: Sequence[Any], other: Sequence[Any]) -> int:
    """How many items both begin with."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _runs(starts: Sequence[int], edits: Sequence[Edit]) -> Iterator[tuple[int, int, list[Edit]]]:
    """First and last line, from 0, of edits that meet or stand on the same line."""
    run: list[Edit] = []
    first = last = 0
    for edit in edits:
        line = bisect_right(starts, edit.start) - 1
        if run and line > last:
            yield first, last, run
            run = []
        if not run:
            first = line
        last = bisect_right(starts, edit.end) - 1
        run.append(edit)
    if run:
        yield first, last, run
