"""A JSON document with some of its records mended, however large it is."""

import re

from copydesk.fixing import json_text
from copydesk.fixing.change import Change
from copydesk.fixing.copying import CHUNK_BYTES, Copy, Splice
from copydesk.fixing.patches import Patch, patched
from copydesk.fixing.values import UnwritableError


class JsonDocument:
    """Exchanges parts of the records of a JSON document, which come in order."""

    def __init__(self, copy: Copy) -> None:
        self._copy = copy
        self._walk = json_text.Walk()
        self._at = 0
        """How far what the copy holds has been walked through."""
        self._row = 0
        self._ahead: tuple[int, int] | None = None
        self._any_kept = False

    def mend(self, change: Change) -> list[Splice]:
        """Raises UnwritableError."""
        place = list(change.place or ())
        start, end = self._next(place)
        while self._row < change.row:
            self._pass_on(end)
            self._any_kept = True
            start, end = self._next(place)
        if change.dropped:
            return self._dropped(place, start, end)
        self._any_kept = True
        patches = json_text.patches(bytes(self._copy.held[start:end]), change.values)
        splices = patched(self._copy, [Patch(start + first, start + last, new) for first, last, new in patches])
        done = start + patches[-1].end
        self._at -= done
        self._pass_on(end - done)
        return splices

    def _dropped(self, place: list[str], start: int, end: int) -> list[Splice]:
        """Takes a record out with the comma before it; where none stays before it, with the comma after it."""
        if not place:  # it is the whole document
            self._pass_on(start)
            return [self._exchange(end - start, b"[]")]
        if self._any_kept:
            return [self._exchange(end, b"")]
        self._pass_on(start)
        try:
            following = self._next(place)
        except UnwritableError:
            return [self._exchange(end - start, b"")]
        self._ahead = 0, following[1] - following[0]
        self._row -= 1
        return [self._exchange(following[0], b"")]

    def _pass_on(self, count: int) -> None:
        self._copy.pass_on(count)
        self._at -= count

    def _exchange(self, count: int, new: bytes) -> Splice:
        self._at -= count
        return self._copy.exchange(count, new)

    def _next(self, place: list[str]) -> tuple[int, int]:
        """Where the next value at the place stands in what is held. Raises UnwritableError at the end."""
        self._row += 1
        if self._ahead:
            ahead, self._ahead = self._ahead, None
            return ahead
        start = None
        while token := self._token():
            begins, ends = self._walk.take(token)
            is_here = self._walk.path == place
            if begins and is_here:
                start = token.start(token.lastgroup or 0)
            if begins and not ends:
                self._walk.enter(token)
            self._at = token.end()
            if ends and is_here and start is not None:
                return start, self._at
            if start is None and self._row == 1 and self._at > CHUNK_BYTES:
                self._pass_on(self._at)
        raise UnwritableError

    def _token(self) -> re.Match[bytes] | None:
        """The next token, whole; None at the end."""
        while True:
            token = json_text.TOKEN.match(self._copy.held, self._at)
            is_whole = token is not None and (token.end() < len(self._copy.held) or token.lastgroup != "bare")
            if is_whole or not self._copy.fill():
                return token
