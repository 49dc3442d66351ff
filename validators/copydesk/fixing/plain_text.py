"""A text file mended: its first line is the headline, the rest the body."""

from collections.abc import Iterator

from copydesk.fixing.change import Change
from copydesk.fixing.copying import Copy, Splice
from copydesk.fixing.draft import Value
from copydesk.fixing.patches import Patch, patched, span_patches
from copydesk.fixing.values import UnwritableError


class PlainText:
    """Exchanges parts of the one record of a text file."""

    def __init__(self, copy: Copy) -> None:
        self._copy = copy

    def mend(self, change: Change) -> list[Splice]:
        """Raises UnwritableError."""
        if change.dropped:
            raise UnwritableError
        while self._copy.fill():
            pass
        try:
            text = self._copy.held.decode()
        except UnicodeDecodeError as error:
            raise UnwritableError from error
        patches = [patch for value in change.values for patch in _patches(text, value)]
        return patched(self._copy, sorted(patches, key=lambda patch: patch.start))


def _patches(text: str, value: Value) -> Iterator[Patch]:
    title, _, body = text.partition("\n")
    start, held = (0, title.removesuffix("\r")) if value.field == "title" else (len(title) + 1, body)
    if held != value.old or not isinstance(value.new, str):
        raise UnwritableError
    before = len(text[:start].encode())
    if not value.spans:
        yield Patch(before, before + len(held.encode()), value.new.encode())
        return
    yield from span_patches(value.spans, lambda places: (before + len(held[:at].encode()) for at in places), str.encode)
