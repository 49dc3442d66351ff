"""JSON lines with some of their records mended."""

from copydesk.fixing import json_text
from copydesk.fixing.change import Change
from copydesk.fixing.copying import Copy, Splice
from copydesk.fixing.patches import patched


class LineCursor:
    """Goes through the lines of a copy. row: number of the line that it holds next, from 1."""

    def __init__(self, copy: Copy) -> None:
        self._copy = copy
        self.row = 1

    def go_to(self, row: int) -> None:
        """Passes the lines before it on."""
        while self.row < row:
            ends = self._copy.held.count(b"\n")
            if ends < row - self.row:
                self._copy.pass_on(len(self._copy.held))
                self.row += ends
                if not self._copy.fill():
                    return
            else:
                at = 0
                for _ in range(row - self.row):
                    at = self._copy.held.find(b"\n", at) + 1
                self._copy.pass_on(at)
                self.row = row

    def line_end(self, start: int = 0) -> int:
        """Where the line that starts there in what is held ends, with its newline."""
        searched = start
        while (found := self._copy.held.find(b"\n", searched)) < 0:
            searched = len(self._copy.held)
            if not self._copy.fill():
                return len(self._copy.held)
        return found + 1

    def passed(self, lines: int) -> None:
        """Says that so many lines have gone."""
        self.row += lines


class JsonLines:
    """Exchanges parts of the records of JSON lines, which come in order."""

    def __init__(self, copy: Copy) -> None:
        self._copy = copy
        self._cursor = LineCursor(copy)

    def mend(self, change: Change) -> list[Splice]:
        """Raises UnwritableError."""
        self._cursor.go_to(change.row)
        end = self._cursor.line_end()
        if change.dropped:
            self._cursor.passed(1)
            return [self._copy.exchange(end, b"")]
        return patched(self._copy, json_text.patches(bytes(self._copy.held[:end]), change.values))
