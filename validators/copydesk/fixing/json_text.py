"""Values in a JSON text: where they stand, and how some characters of one are exchanged while the rest stays."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from copydesk.fixing.draft import Value
from copydesk.fixing.patches import Patch, span_patches
from copydesk.fixing.values import UnwritableError
from copydesk.reading.json_documents import ITEM

TOKEN = re.compile(
    rb"""[\s,:]*+(?:
        (?P<opened>[{\[])
      | (?P<closed>[}\]])
      | (?P<text>"(?:[^"\\]++|\\.)*+")
      | (?P<bare>[^\s,:{}\[\]"]++)  # a number, true, false, null
    )""",
    re.VERBOSE | re.DOTALL,
)
_UNIT = re.compile(
    rb"""\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}  # one character in two halves
      | \\u[0-9a-fA-F]{4}
      | \\.
      | [^\\]++
    """,
    re.VERBOSE | re.DOTALL,
)


class Walk:
    """Follows the tokens of a JSON text. path: keys, and ITEM for lists, that lead to where the last value stands."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self._needs_key: list[bool] = []

    def take(self, token: re.Match[bytes]) -> tuple[bool, bool]:
        """Whether a value begins with the token, and whether one ends."""
        kind = token.lastgroup
        if kind == "opened":
            return True, False
        if kind == "closed":
            self.path.pop()
            self._needs_key.pop()
        elif kind == "text" and self._needs_key and self._needs_key[-1]:
            self._needs_key[-1] = False
            self.path[-1] = json.loads(token["text"])
            return False, False
        self.value_ended()
        return kind != "closed", True

    def enter(self, token: re.Match[bytes]) -> None:
        """Goes into the list or object that the token opens."""
        is_object = token["opened"] == b"{"
        self.path.append("" if is_object else ITEM)
        self._needs_key.append(is_object)

    def value_ended(self) -> None:
        if self._needs_key and self.path[-1] is not ITEM:
            self._needs_key[-1] = True


def patches(record: bytes, values: Sequence[Value]) -> list[Patch]:
    """What to exchange in an object, in order. Raises UnwritableError where a value does not stand as it was read."""
    try:
        found = [patch for value in values for patch in _patches_of(record, value)]
        return sorted(found, key=lambda patch: patch.start)
    except ValueError as error:
        raise UnwritableError from error


def _patches_of(record: bytes, value: Value) -> Iterator[Patch]:
    start, end = _span(record, value.path)
    literal = record[start:end]
    if json.loads(literal) != value.old:
        raise UnwritableError
    ascii_only = literal.isascii() and b"\\u" in literal
    if not value.spans:
        yield Patch(start, end, _dumped(value.new, ascii_only=ascii_only))
        return

    def offsets(places: Sequence[int]) -> list[int]:
        return [start + 1 + offset for offset in _offsets(literal[1:-1], places)]

    yield from span_patches(value.spans, offsets, lambda text: _dumped(text, ascii_only=ascii_only)[1:-1])


def _span(record: bytes, path: Sequence[str]) -> tuple[int, int]:
    """Where the value at a path stands; of keys that stand twice the last counts, as it does for a reader."""
    walk, wanted, at, start = Walk(), list(path), 0, 0
    found = None
    while token := TOKEN.match(record, at):
        at = token.end()
        begins, ends = walk.take(token)
        if begins and walk.path == wanted:
            start = token.start(token.lastgroup or 0)
        if ends and walk.path == wanted:
            found = start, at
        if begins and not ends:
            walk.enter(token)
    if found is None:
        raise UnwritableError
    return found


def _dumped(value: Any, *, ascii_only: bool) -> bytes:
    return json.dumps(value, ensure_ascii=ascii_only).encode()


def _offsets(inside: bytes, places: Sequence[int]) -> Iterator[int]:
    """The bytes before each character place, of the inside of a JSON string; places in order."""
    count, number = 0, 0
    for unit in _UNIT.finditer(inside):
        text = "\\" if unit[0][:1] == b"\\" else unit[0].decode()
        while number < len(places) and places[number] < count + len(text):
            yield unit.start() + len(text[: places[number] - count].encode())
            number += 1
        count += len(text)
    if any(place != count for place in places[number:]):
        raise UnwritableError
    yield from (len(inside) for _ in places[number:])
