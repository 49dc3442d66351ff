"""Edits of a text: its spans, and what stands in their place."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Edit(NamedTuple):
    """start, end: characters of the text before the edit. code: of the rule, of several where their edits met."""

    start: int
    end: int
    inserted: str
    code: str


def applied(text: str, edits: Sequence[Edit]) -> str:
    """The text after edits that stand in order and apart."""
    parts, at = [], 0
    for edit in edits:
        parts += [text[at : edit.start], edit.inserted]
        at = edit.end
    return "".join([*parts, text[at:]])


def inverse(text: str, edits: Sequence[Edit]) -> Iterator[Edit]:
    """The edits that make `text` again of what `edits` made of it."""
    shift = 0
    for edit in edits:
        start = edit.start + shift
        yield Edit(start, start + len(edit.inserted), text[edit.start : edit.end], edit.code)
        shift += len(edit.inserted) - (edit.end - edit.start)


def composed(first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """The edits of the first text that do at once what `first` does and `second` after it; those that meet become one.

    Both stand in order and apart.
    """
    edits = list(first)
    starts: list[int] = []  # where each edit's insertion stands in the text between
    shift = 0
    for edit in first:
        starts.append(edit.start + shift)
        shift += len(edit.inserted) - (edit.end - edit.start)
    ends = [start + len(edit.inserted) for start, edit in zip(starts, edits, strict=True)]

    def before(place: int, count: int) -> int:
        """A place of the text between in the first text; count: edits before it."""
        return place + (edits[count - 1].end - ends[count - 1] if count else 0)

    # from the end, so that the places before stay as they are; `done` are those that a later edit has dealt with
    done = len(edits)
    for later in reversed(second):
        low, high = bisect_right(ends, later.start, 0, done), bisect_left(starts, later.end, 0, done)
        start, end, head, tail = before(later.start, low), before(later.end, max(low, high)), "", ""
        if low < high and starts[low] <= later.start:
            start, head = edits[low].start, edits[low].inserted[: later.start - starts[low]]
        if low < high and later.end <= ends[high - 1]:
            end, tail = edits[high - 1].end, edits[high - 1].inserted[later.end - starts[high - 1] :]
        high = max(low, high)
        codes = ", ".join(dict.fromkeys([*(edit.code for edit in edits[low:high]), later.code]))
        edits[low:high] = [Edit(start, end, head + later.inserted + tail, codes)]
        ends[low:high] = [max([later.end, *ends[low:high]])]
        starts[low:high] = [min([later.start, *starts[low:high]])]
        done = low + (starts[low] < later.start)
    return edits
