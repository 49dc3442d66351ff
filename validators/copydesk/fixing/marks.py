"""What findings mark in a text, and the edits that mend it: whole lines with their newline, spans with their spaces.

The gap that deleted lines leave behind is as wide as the widest of those beside and between them, so that paragraphs
stay apart and no blank line is left over; at the start and end of a text it is what stood at the edge.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby
from typing import NamedTuple

from copydesk.fixing.edits import Edit
from copydesk.text import DECORATION, INVISIBLE

NOTHING = DECORATION + INVISIBLE + "\u00a0\u3000"
"""A line of which deleted spans leave nothing but these is deleted itself."""

CLOSING = ".,;:!?)]}»”’…。，、；：！？）】"
"""Marks before which no space stays when what stood between is deleted."""

OPENING = "([{<«“‘„\"'-–—/"
"""Marks that a word may follow without a space."""


class Mark(NamedTuple):
    """start, end: characters of the text. inserted: what stands there instead; None where the span is deleted."""

    start: int
    end: int
    inserted: str | None
    code: str


def mended(text: str, marks: Iterable[Mark]) -> list[Edit]:
    """The edits that the marks ask for, in order and apart. Of marks that overlap, the first and longest counts."""
    lines = _Lines(text)
    deleted: list[Mark] = []
    replaced: list[Mark] = []
    for mark in _apart(marks):
        if mark.inserted is None:
            deleted += lines.split(mark)
        else:
            replaced.append(mark)
    whole: dict[int, str] = {}
    edits: list[Edit] = []
    for number, spans in groupby(deleted, lambda mark: lines.at(mark.start)):
        within = list(spans)
        start, end = lines.span(number)
        if lines.without(start, end, within).strip(NOTHING):
            edits += lines.spans(start, end, within)
        else:
            whole[number] = within[0].code
    for number, spans in groupby(replaced, lambda mark: lines.at(mark.start)):
        within = list(spans)
        start, end = lines.span(number)
        text_left = "".join([lines.without(start, end, within), *(mark.inserted or "" for mark in within)])
        if within[-1].end <= end and not text_left.strip() and lines.is_beside_gap(number):
            whole[number] = within[0].code
    edits = sorted([*edits, *lines.deleted(whole)])
    starts = [edit.start for edit in edits]
    others = []
    for mark in replaced:
        near = bisect_right(starts, mark.start) - 1
        is_gone = near >= 0 and edits[near].end > mark.start
        if not is_gone and not (near + 1 < len(edits) and starts[near + 1] < mark.end):
            others.append(Edit(mark.start, mark.end, mark.inserted or "", mark.code))
    return sorted([*edits, *others])


def _is_spaced(character: str) -> bool:
    """Whether it begins a word of a script that sets spaces between words."""
    return character.isalnum() and character < "\u2e80"


def _apart(marks: Iterable[Mark]) -> Iterator[Mark]:
    end = -1
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if mark.start >= end and mark.end > mark.start:
            yield mark
            end = mark.end


class _Lines:
    """The lines of a text, of `text.split("\\n")`, numbered from 0."""

    def __init__(self, text: str) -> None:
        self._text = text
        lengths = [len(line) for line in text.split("\n")]
        self._starts = [0, *accumulate(length + 1 for length in lengths)][: len(lengths)]
        self._ends = [start + length for start, length in zip(self._starts, lengths, strict=True)]

    def at(self, place: int) -> int:
        return bisect_right(self._starts, place) - 1

    def span(self, number: int) -> tuple[int, int]:
        return self._starts[number], self._ends[number]

    def split(self, mark: Mark) -> Iterator[Mark]:
        """The mark, or its part of each line if it runs over several."""
        for number in range(self.at(mark.start), self.at(mark.end - 1) + 1):
            start, end = max(mark.start, self._starts[number]), min(mark.end, self._ends[number])
            if start < end or self._starts[number] == self._ends[number]:
                yield mark._replace(start=start, end=end)

    def is_beside_gap(self, number: int) -> bool:
        """Whether the line stands at an edge, or beside a blank one: where a further blank line parts nothing."""
        return number in (0, len(self._starts) - 1) or not (self._is_filled(number - 1) and self._is_filled(number + 1))

    def without(self, start: int, end: int, spans: Sequence[Mark]) -> str:
        """What spans leave of the text from start to end."""
        edges = [start, *(edge for span in spans for edge in (span.start, span.end)), end]
        return "".join(self._text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))

    def spans(self, start: int, end: int, spans: Sequence[Mark]) -> Iterator[Edit]:
        """Deletes spans of a line; one space is left between what stood beside them, and none at the line's ends or
        before a closing mark."""
        joined: list[Mark] = []
        for span in spans:
            if joined and not self._text[joined[-1].end : span.start].strip():
                joined[-1] = joined[-1]._replace(end=span.end)
            else:
                joined.append(span)
        before = start
        for span in joined:
            left, right = self._text[before : span.start], self._text[span.end : end]
            low, high = span.start, span.end
            if not left.strip() or (left[-1].isspace() and right[:1].isspace() and right.strip()):
                high += len(right) - len(right.lstrip(" \t\u00a0\u3000"))
            elif not right.strip() or right[0] in CLOSING:
                low -= len(left) - len(left.rstrip(" \t\u00a0\u3000"))
            glued = left.strip() and not left[-1].isspace() and left[-1] not in OPENING and _is_spaced(right[:1])
            yield Edit(low, high, " " if glued else "", span.code)
            before = high

    def deleted(self, whole: dict[int, str]) -> Iterator[Edit]:
        """Deletes lines (number to code), and the blank ones beside them that would be left over."""
        run: list[int] = []
        for number in sorted(whole):
            if run and any(map(self._is_filled, range(run[-1] + 1, number))):
                yield from self._run_deleted(run, whole)
                run = []
            run.append(number)
        if run:
            yield from self._run_deleted(run, whole)

    def _run_deleted(self, run: list[int], whole: dict[int, str]) -> Iterator[Edit]:
        """Deletes lines between which only blank ones stand."""
        first, stop = run[0], run[-1] + 1
        while first > 0 and not self._is_filled(first - 1):
            first -= 1
        while stop < len(self._starts) and not self._is_filled(stop):
            stop += 1
        gaps = [range(a + 1, b) for a, b in zip([first - 1, *run], [*run, stop], strict=True)]
        if first == 0:
            kept = gaps[0]
        elif stop == len(self._starts):
            kept = gaps[-1]
        else:
            kept = max(gaps, key=len)
        last = stop == len(self._starts) and not kept
        code = whole[run[0]]
        for number in range(first, stop):
            code = whole.get(number, code)
            start, end = self._with_newline(number, after_kept=number == first, at_end=last)
            if number not in kept and start < end:
                yield Edit(start, end, "", code)

    def _with_newline(self, number: int, *, after_kept: bool, at_end: bool) -> tuple[int, int]:
        """A line with the newline after it; where nothing follows, with the one before it."""
        start, end = self.span(number)
        if not at_end:
            return start, min(end + 1, len(self._text))
        if number == 0:
            return start, end
        start -= 1
        if after_kept and self._text[start - 1 : start] == "\r":
            start -= 1
        return start, end

    def _is_filled(self, number: int) -> bool:
        start, end = self.span(number)
        return bool(self._text[start:end].strip())
