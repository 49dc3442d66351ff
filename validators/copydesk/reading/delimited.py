"""CSV and TSV: a header line, then one record a row, which may run over several lines."""

import csv
from collections import Counter, deque
from collections.abc import Iterator

from copydesk.reading.json_lines import log_undecodable
from copydesk.reading.lines import numbered_lines
from copydesk.reading.mapping import FieldMap
from copydesk.reading.problems import ProblemLog
from copydesk.reading.runs import TOO_LARGE_ADVICE, Limits, Record, Run, packed
from copydesk.reading.streams import Stream

DELIMITERS = ",\t;|"  # in order of preference where a header holds as many of two
MAX_GIVEN_BACK = 20  # each quote that is never closed costs one more reading of the rest
CELL_ADVICE = "Quote cells that hold the delimiter or line ends, as csv.writer does."


class _RowTooLargeError(Exception):
    """A row ran over more bytes than max_record_bytes, as one does whose quote is never closed."""


def read_csv(stream: Stream, limits: Limits, log: ProblemLog, fields: FieldMap) -> Iterator[Run]:
    """Yields the rows as records, with the line that each starts on. The first run may have only the header's names."""
    # process-wide, and only ever raised: the module's default of 131,072 is less than a long article
    csv.field_size_limit(max(csv.field_size_limit(), min(limits.max_record_bytes, 2**31 - 1)))
    lines = _Lines(stream, limits, log)
    header_line = lines.first_filled()
    if header_line is None:
        return
    delimiter = delimiter_of(header_line)
    rows = _rows(lines, delimiter, limits, log)
    header = next(rows, None)
    if header is None:
        return
    names = [name.strip() for name in header[1]]
    _log_twice(names, header[0], log)
    yield Run([], [], names)
    yield from packed(_records(rows, names, fields, log), limits, log)


def delimiter_of(header: str) -> str:
    """The delimiter that stands most often in the header line, outside quotes."""
    bare = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=bare.count)


def _log_twice(names: list[str], row: int, log: ProblemLog) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1 and name]
    if twice:
        message = "columns have the same name, of which the first is read: " + ", ".join(twice)
        log.add("column", row, ", ".join(names), message, "Give every column a name of its own.")


def _records(
    rows: Iterator[tuple[int, list[str]]], names: list[str], fields: FieldMap, log: ProblemLog
) -> Iterator[tuple[int, Record]]:
    backwards = list(zip(names, range(len(names)), strict=True))[::-1]  # so that the first of two same names wins
    position = {name: index for name, index in backwards if name}
    in_order = sorted(position.items(), key=lambda item: item[1])
    simple = [name for name, _ in in_order] == names
    for row, cells in rows:
        if len(cells) == len(names):
            if any("\0" in cell for cell in cells):
                log.add("encoding", row, "\0", "the row has NUL bytes", "Find out where the file was damaged.")
            yield row, dict(zip(names, cells, strict=True)) if simple else {n: cells[i] for n, i in in_order}
            continue
        record = {name: cells[index] for name, index in in_order if index < len(cells)}
        told = f"the row has {len(cells)} cells, the header {len(names)}"
        text = next((p[0] for c in ("body", "title") for p in fields.columns.get(c, [])), None)
        if text in record:
            log.add("record", row, "|".join(cells), told, CELL_ADVICE)
            yield row, record
        else:
            log.add("record", row, "|".join(cells), f"the row is left out: {told}", CELL_ADVICE)


def _rows(lines: "_Lines", delimiter: str, limits: Limits, log: ProblemLog) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank, with the line it starts on."""
    reader = csv.reader(lines, delimiter=delimiter)
    width = 0
    given_back = 0
    while True:
        start = lines.begin_row()
        try:
            cells = next(reader, None)
        except _RowTooLargeError:
            lines.resume(width, delimiter)
            message = f"the row is left out: it runs over more than {limits.max_record_bytes:,} bytes"
            log.add("record", start, lines.row_start, message, TOO_LARGE_ADVICE)
        except csv.Error as error:
            log.add("record", start, lines.row_start, f"the row is no CSV: {error}", CELL_ADVICE)
        else:
            if cells is None:
                return
            if lines.ended and lines.number > start:
                message = "a quote that opens here is never closed"
                log.add("record", start, lines.row_start, message, CELL_ADVICE)
                if given_back < MAX_GIVEN_BACK:
                    given_back += 1
                    cells = lines.row_start.rstrip("\r\n").split(delimiter)
                    lines.give_back()
                    reader = csv.reader(lines, delimiter=delimiter)
            if cells:
                width = width or len(cells)
                yield start, cells
            continue
        reader = csv.reader(lines, delimiter=delimiter)


def _cells_in(line: str, delimiter: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=delimiter)))
    except csv.Error:
        return 0


class _Lines:
    """The decoded lines of the stream, as csv.reader wants them, with their numbers.

    number: of the line given last. ended: no line is left.
    """

    def __init__(self, stream: Stream, limits: Limits, log: ProblemLog) -> None:
        self._lines = self._decoded(stream, limits, log)
        self._held: deque[tuple[int, str]] = deque()
        self._row: list[tuple[int, str]] = []
        self._limit = limits.max_record_bytes
        self._row_chars = 0
        self.number = 0
        self.ended = False

    def first_filled(self) -> str | None:
        """The first line that is not blank; it is given again."""
        for number, line in self._lines:
            if line.strip():
                self._held.append((number, line))
                return line
        return None

    def begin_row(self) -> int:
        """Says that a row begins with the next line, and returns its number."""
        self._row_chars = 0
        self._row = []
        return self._held[0][0] if self._held else self.number + 1

    @property
    def row_start(self) -> str:
        """The line that the present row began with."""
        return self._row[0][1] if self._row else ""

    def give_back(self) -> None:
        """Takes back all lines of the present row but its first."""
        self._held.extendleft(reversed(self._row[1:]))
        self.number = self._row[0][0]
        self.ended = False

    def resume(self, width: int, delimiter: str) -> None:
        """Skips the rest of a row that is too large: to after its closing quote, or to a line that is a row itself."""
        for number, line in self._lines:
            self.number = number
            if line.count('"') % 2:
                return
            if width > 1 and _cells_in(line, delimiter) == width:
                self._held.append((number, line))
                self.number = number - 1
                return

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        entry = self._held.popleft() if self._held else next(self._lines, None)
        if entry is None:
            self.ended = True
            raise StopIteration
        self.number, line = entry
        self._row.append(entry)
        self._row_chars += len(line)
        if self._row_chars > self._limit:
            raise _RowTooLargeError
        return line

    @staticmethod
    def _decoded(stream: Stream, limits: Limits, log: ProblemLog) -> Iterator[tuple[int, str]]:
        for group in numbered_lines(stream, limits, log):
            for number, line in enumerate(group.split(), group.first):
                try:
                    text = line.decode("utf-8")
                except UnicodeDecodeError as error:
                    log_undecodable(log, number, line, error)
                    text = line.decode("utf-8", "replace")
                yield number, text + "\n"
