"""What to exchange in a record as it stands in its file."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from copydesk.fixing.copying import Copy, Splice
from copydesk.fixing.edits import Edit


class Patch(NamedTuple):
    """start, end: bytes of the record."""

    start: int
    end: int
    new: bytes


def span_patches(
    edits: Sequence[Edit], offsets: Callable[[Sequence[int]], Iterable[int]], written: Callable[[str], bytes]
) -> Iterator[Patch]:
    """The patches of edits of a text.

    offsets: bytes of the record before each of some characters of the text, which come in order. written: text as it
    is written in the record.
    """
    places = sorted({place for edit in edits for place in (edit.start, edit.end)})
    at = dict(zip(places, offsets(places), strict=True))
    return (Patch(at[edit.start], at[edit.end], written(edit.inserted)) for edit in edits)


def patched(copy: Copy, patches: Iterable[Patch]) -> list[Splice]:
    """Exchanges parts of the record that the copy holds next; the patches stand in order."""
    splices, done = [], 0
    for patch in patches:
        copy.pass_on(patch.start - done)
        splices.append(copy.exchange(patch.end - patch.start, patch.new))
        done = patch.end
    return splices
