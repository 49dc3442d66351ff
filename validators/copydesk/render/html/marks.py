"""The red pencil: spans of findings laid over a text, cut so that overlapping spans never break the markup."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

SEVERITIES = ("error", "warning", "info")  # worst first
LONG_SPAN_LINES = 3  # lines; a longer span is drawn as a bar in the margin, or a doubled body would be all red


@dataclass(frozen=True, slots=True)
class Span:
    """Characters start to end (exclusive) of a text that a finding points at."""

    start: int
    end: int
    code: str
    severity: str
    review: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line over which the set of findings does not change. `classes` is empty where there is none."""

    text: str
    classes: str = ""
    label: str = ""  # codes of the findings that end here


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    pieces: tuple[Piece, ...]
    bar: str = ""  # the worst severity of the long spans that run through the line

    @property
    def blank(self) -> bool:
        return not any(piece.text.strip() or piece.classes for piece in self.pieces)


class _Placed(NamedTuple):
    """A span inside the text: its characters, and its first and last line."""

    start: int
    end: int
    first: int
    last: int
    span: Span

    @property
    def long(self) -> bool:
        return self.last - self.first + 1 > LONG_SPAN_LINES


class _Stretch(NamedTuple):
    """What a span covers of one line. ends: it goes no further than this line."""

    begin: int
    stop: int
    ends: bool
    placed: _Placed

    @property
    def caret(self) -> bool:
        return self.placed.start == self.placed.end


def line_starts(text: str) -> list[int]:
    """Where each line starts, in characters. Lines end at line feeds only, as the rules count them."""
    starts = [0]
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts


def line_number(starts: list[int], at: int) -> int:
    """The line, from 1, that holds the character."""
    return max(1, bisect_right(starts, at))


def mark_line(text: str, spans: Iterable[Span], offset: int = 0) -> tuple[Piece, ...]:
    """One line cut into pieces. offset: where the line starts in the field that the spans count in."""
    return next(_lines(text, [text], [0], spans, offset)).pieces


def mark_lines(text: str, spans: Iterable[Span]) -> list[Line]:
    """The text as numbered lines with every span marked in place. Spans may overlap, nest, be empty or stick out."""
    starts = line_starts(text)
    return list(_lines(text, text.split("\n"), starts, spans, 0))


def _lines(text: str, lines: list[str], starts: list[int], spans: Iterable[Span], offset: int) -> Iterator[Line]:
    waiting = sorted(_placed(text, starts, spans, offset), key=lambda placed: placed[:2], reverse=True)
    active: list[_Placed] = []
    for number, (start, line) in enumerate(zip(starts, lines, strict=True), start=1):
        while waiting and waiting[-1].first <= number:
            active.append(waiting.pop())
        active = [placed for placed in active if placed.last >= number]
        bar = _worst([placed.span for placed in active if placed.long])
        yield Line(number, _pieces(line.removesuffix("\r"), start, active), bar)


def _placed(text: str, starts: list[int], spans: Iterable[Span], offset: int) -> Iterator[_Placed]:
    for span in spans:
        start, end = span.start - offset, span.end - offset
        cut_away = start < end and (end <= 0 or start >= len(text))
        if start > end or end < 0 or start > len(text) or cut_away:
            continue
        start, end = max(0, start), min(len(text), end)
        yield _Placed(start, end, line_number(starts, start), line_number(starts, max(start, end - 1)), span)


def _pieces(line: str, line_start: int, active: list[_Placed]) -> tuple[Piece, ...]:
    stretches = []
    for placed in active:
        begin = min(max(0, placed.start - line_start), len(line))
        stop = min(max(0, placed.end - line_start), len(line))
        stretches.append(_Stretch(begin, stop, placed.end - line_start <= len(line) + 1, placed))
    edges = sorted({0, len(line), *(s.begin for s in stretches), *(s.stop for s in stretches)})
    pieces = []
    for begin, stop in zip(edges, [*edges[1:], len(line)], strict=True):
        carets = [s for s in stretches if s.caret and s.begin == begin]
        if carets:
            pieces.append(Piece("", f"{_worst([s.placed.span for s in carets])} caret", _codes(carets)))
        if begin < stop:
            over = [s for s in stretches if not s.caret and s.begin <= begin and s.stop >= stop]
            pieces.append(
                Piece(line[begin:stop], _classes(over), _codes([s for s in over if s.ends and s.stop == stop]))
            )
    return tuple(pieces)


def _classes(over: list[_Stretch]) -> str:
    if not over:
        return ""
    short = [s for s in over if not s.placed.long]
    classes = [_worst([s.placed.span for s in short or over])]
    if not short:
        classes.append("long")
    if len(over) > 1:
        classes.append("many")
    if all(s.placed.span.review for s in over):
        classes.append("review")
    return " ".join(classes)


def _codes(stretches: list[_Stretch]) -> str:
    return ", ".join(dict.fromkeys(s.placed.span.code for s in stretches))


def _worst(spans: list[Span]) -> str:
    return min((span.severity for span in spans), key=SEVERITIES.index, default="")
