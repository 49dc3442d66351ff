"""CSV and TSV with some of their rows mended."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from copydesk.fixing.change import Change
from copydesk.fixing.copying import Copy, Splice
from copydesk.fixing.draft import Value
from copydesk.fixing.json_lines import LineCursor
from copydesk.fixing.patches import Patch, patched, span_patches
from copydesk.fixing.values import UnwritableError
from copydesk.reading.delimited import delimiter_of

_QUOTED = re.compile(rb'"(?:[^"]++|"")*+"')

Span = tuple[int, int]


class Delimited:
    """Exchanges parts of the rows of a CSV file, which come in order."""

    def __init__(self, copy: Copy) -> None:
        self._copy = copy
        self._cursor = LineCursor(copy)
        self._delimiter = ""
        self._names: list[str] = []

    def mend(self, change: Change) -> list[Splice]:
        """Raises UnwritableError."""
        if not self._names:
            self._read_header()
        self._cursor.go_to(change.row)
        row, cells = self._row()
        if change.dropped:
            self._cursor.passed(row.count(b"\n"))
            return [self._copy.exchange(len(row), b"")]
        try:
            patches = self._patches(row, cells, change.values)
        except UnicodeDecodeError as error:
            raise UnwritableError from error
        self._cursor.passed(row[: patches[-1].end].count(b"\n"))
        return patched(self._copy, patches)

    def _read_header(self) -> None:
        while not (line := bytes(self._copy.held[: self._cursor.line_end()])).strip():
            self._cursor.go_to(self._cursor.row + 1)
        self._delimiter = delimiter_of(line.decode("utf-8", "replace"))
        self._names = [name.strip() for name in self._read(self._row()[0])]

    def _row(self) -> tuple[bytes, list[Span]]:
        """The row that the copy holds next, which may run over several lines, and where its cells stand."""
        end = self._cursor.line_end()
        while True:
            row = bytes(self._copy.held[:end])
            if cells := self._cells(row):
                return row, cells
            longer = self._cursor.line_end(end)
            if longer == end:
                raise UnwritableError
            end = longer

    def _cells(self, row: bytes) -> list[Span] | None:
        """Where the cells of a row stand; None where a quote is still open."""
        rest = re.compile(b"[^\r\n" + re.escape(self._delimiter.encode()) + b"]*+")
        cells: list[Span] = []
        at = 0
        while True:
            start = at
            if row[at : at + 1] == b'"':
                quoted = _QUOTED.match(row, at)
                if not quoted:
                    return None
                at = quoted.end()
            tail = rest.match(row, at)
            at = tail.end() if tail else at
            cells.append((start, at))
            if row[at : at + 1] != self._delimiter.encode():
                return cells
            at += 1

    def _read(self, row: bytes) -> list[str]:
        return next(csv.reader(io.StringIO(row.decode("utf-8", "replace"), newline="\n"), delimiter=self._delimiter))

    def _patches(self, row: bytes, cells: Sequence[Span], values: Sequence[Value]) -> list[Patch]:
        """What to exchange in a row, in order."""
        before = self._read(row)
        after = list(before)
        for value in values:
            index = self._names.index(value.path[0])
            if len(before) != len(cells) or before[index] != value.old:
                raise UnwritableError
            after[index] = value.new
        by_cell = [(value, cells[self._names.index(value.path[0])]) for value in values]
        for patches in (
            [patch for value, cell in by_cell for patch in self._spans(row, cell, value)],
            # a cell of which a part was cut may read otherwise, as one does that begins with a quote now
            [Patch(*cell, _quoted(value.new)) for value, cell in by_cell],
        ):
            patches.sort(key=lambda patch: patch.start)
            if self._read(_with(row, patches)) == after:
                return patches
        raise UnwritableError

    def _spans(self, row: bytes, cell: Span, value: Value) -> Iterator[Patch]:
        start, end = cell
        is_quoted = row[start : start + 1] == b'"'
        whole = _quoted(value.old) if is_quoted else value.old.encode()
        if not value.spans or whole != row[start:end]:
            yield Patch(start, end, _quoted(value.new) if is_quoted else value.new.encode())
            return

        def written(text: str) -> bytes:
            return (text.replace('"', '""') if is_quoted else text).encode()

        def offsets(places: Sequence[int]) -> Iterable[int]:
            return (start + is_quoted + len(written(value.old[:place])) for place in places)

        yield from span_patches(value.spans, offsets, written)


def _quoted(text: str) -> bytes:
    return ('"' + text.replace('"', '""') + '"').encode()


def _with(row: bytes, patches: Iterable[Patch]) -> bytes:
    parts, at = [], 0
    for patch in patches:
        parts += [row[at : patch.start], patch.new]
        at = patch.end
    return b"".join([*parts, row[at:]])
