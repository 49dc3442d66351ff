"""MinHash signatures of bodies: 128 bytes from which the Jaccard similarity of two articles' shingles is estimated."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from copydesk.scan.lines import Bools, Ints
from copydesk.scan.shingles import Bytes, Hashes, Keys, Sample, Shingles, shingles_of, small_multipliers

SLOTS = 128
"""Bytes of a signature; the standard error of an estimate is 0.035 at 0.8 and 0.044 at 0.5."""

SLOT_BITS = 25
"""Bits of a 32-bit hash that compete in a slot; the seven above them name it."""

BANDS, ROWS = 26, 5
"""A pair of Jaccard similarity J shares a band with chance 1 - (1 - J^5)^26: 0.99997 at 0.8, 0.994 at 0.7, 0.56 at
0.5. The last band ends in the first slots again."""

MIN_SHINGLES = 20
"""Distinct shingles; fewer tell a form from a copy no better than a headline does."""

MAX_BYTES = 1 << 20
"""Bytes of a body that are read; what stands behind them does not count."""

CHUNK_BYTES = 1 << 19
"""Bytes worked on at a time: fewer cost more calls of numpy, more leave the processor's cache."""

MAX_ROWS = 4_096
"""Bodies whose slots are filled at the same time."""

MAX_LEFT = 1 << 17
"""Shingles that wait for another round before it begins, which bounds the memory."""

MAX_ROUNDS = 64
"""At 20 shingles 1 slot in 20,000 is still empty then, in all its copies alike."""

MAX_BORROWED = 20
"""Empty slots that take the value of another slot instead of a further round: those of a body of 240 shingles. More of
them make the estimates worse: of 4,117 pairs of 0.8 and more none is missed with 20, seven with 32."""

EMPTY = np.uint32(0xFFFFFFFF)

_ROUNDS = small_multipliers(2, MAX_ROUNDS)

# glibc hands freed arrays of CHUNK_BYTES back to the system and takes them again page by page, which was half of the
# time (13 faults an article). Once a larger one, to which nothing is written, has been freed, it keeps them.
_ = np.empty(31 << 20, dtype=np.uint8)
del _


@dataclass(frozen=True)
class Signatures:
    """One row is one body.

    minhash: SLOTS bytes each, of which two bodies share about as many as is the Jaccard similarity of their shingles,
    and of the others one in 256. size: distinct shingles, estimated with a standard error of 8 %, less below 100; 0
    where the body is null or has fewer than MIN_SHINGLES. repeated: percent of the shingles that stood before in the
    same body, estimated with a standard error of 5. sample: hashes of a few shingles, chosen by
    their content, sorted, those of the first body first. sampled: how many of them are of each body.
    """

    minhash: Bytes
    size: npt.NDArray[np.uint32]
    repeated: Bytes
    sample: Keys
    sampled: npt.NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.size)

    def band(self, number: int, bodies: Ints) -> Hashes:
        """Of these bodies the keys of one of BANDS bands: articles that share one are candidates.

        They are not kept, since five bytes of the signature are one.
        """
        key = np.zeros(len(bodies), dtype=np.uint64)
        for column in range(number * ROWS, (number + 1) * ROWS):
            key <<= np.uint64(8)
            key |= self.minhash[:, column % SLOTS][bodies]
        return key


def concat(parts: list[Signatures]) -> Signatures:
    """The signatures of several blocks as those of one. Empties the list, as memory is not to hold them twice."""
    columns = [[getattr(part, field.name) for part in (_none(0), *parts)] for field in fields(Signatures)]
    parts.clear()
    whole = []
    for column in columns:
        whole.append(np.concatenate(column))
        column.clear()
    return Signatures(*whole)


def _none(count: int) -> Signatures:
    """Of bodies that cannot be judged."""
    nothing = np.zeros(count, np.uint32)
    return Signatures(np.zeros((count, SLOTS), np.uint8), nothing, np.zeros(count, np.uint8), nothing[:0], nothing)


def signatures(bodies: pl.Series) -> Signatures:
    """The signatures of bodies, null where an article has none.

    One-permutation MinHash: a shingle's hash names one slot and the value with which it competes for the lowest there.
    A slot that stays empty borrows the value of another; where too many would, further rounds with other hashes fill
    them, so that short bodies have as many independent slots as long ones.

    Of a body beyond MAX_BYTES only the beginning counts: time and memory are bounded, and two that differ only after it
    are the same.
    """
    if len(bodies) > MAX_ROWS:
        slices = range(0, len(bodies), MAX_ROWS)
        return concat([signatures(bodies.slice(first, MAX_ROWS)) for first in slices])
    array: Any = bodies.cast(pl.String).to_arrow(compat_level=pl.CompatLevel.oldest())
    _, offset_buffer, data_buffer = array.buffers()
    count = len(array)
    if not count or not data_buffer:
        return _none(count)
    offsets = np.frombuffer(offset_buffer, dtype=np.int64)[array.offset : array.offset + count + 1]
    data = np.frombuffer(data_buffer, dtype=np.uint8)
    starts, lengths = offsets[:-1], np.minimum(np.diff(offsets), MAX_BYTES)
    order = _by_script(data, starts, lengths)
    work = _Work(count)
    for first, stop in _chunks(lengths[order]):
        work.add(data, starts[order[first:stop]], lengths[order[first:stop]], np.arange(first, stop))
    return work.signatures(order)


def _by_script(data: Bytes, starts: Ints, lengths: Ints) -> Ints:
    """The bodies in an order in which those of a script stand together, as far as eight of their bytes tell.

    What is looked for in a script is then done for its bodies only; that saves a third of the time.
    """
    highest = np.zeros(len(starts), dtype=np.uint8)
    for probe in range(8):
        place = starts + lengths * probe // 8
        np.maximum(highest, data.take(place, mode="clip"), out=highest)
    return np.argsort(highest, kind="stable")


def _chunks(lengths: Ints) -> Iterator[tuple[int, int]]:
    """Ranges of bodies of together at most CHUNK_BYTES, or of one body."""
    ends = np.cumsum(lengths)
    first, before = 0, 0
    while first < len(ends):
        stop = max(int(np.searchsorted(ends, before + CHUNK_BYTES, side="right")), first + 1)
        yield first, stop
        first, before = stop, int(ends[stop - 1])


class _Work:
    """The slots of some bodies while they are filled."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._lowest = np.full((count + 1) * SLOTS, EMPTY)  # the last row is for what is no shingle
        self._table = self._lowest.reshape(-1, SLOTS)
        self._distinct = np.zeros(count)
        self._shingles = np.zeros(count)
        self._samples = [np.zeros(0, np.uint64)]
        self._left: list[Shingles] = []

    def add(self, data: Bytes, starts: Ints, lengths: Ints, bodies: Ints) -> None:
        """The shingles of consecutive bodies."""
        kinds = shingles_of(data, starts, lengths, bodies, self._count, SLOTS)
        for shingles, sample in kinds:
            np.minimum.at(self._lowest, _places(shingles.slots, shingles.key), shingles.key)
            self._samples.append(_numbered(sample, self._count))
            self._shingles[bodies] += np.maximum(shingles.counts - 2, 0)  # the last two words begin none
        filled = self._table[bodies[0] : bodies[-1] + 1]
        empty = _empty(filled)
        distinct = self._distinct[bodies] = _distinct(filled, empty)
        waits = (empty > MAX_BORROWED) & (distinct >= MIN_SHINGLES)
        if waits.any():
            self._left += [_of(shingles, waits) for shingles, _ in kinds]
            if sum(len(some.key) for some in self._left) > MAX_LEFT:
                self._further_rounds()

    def signatures(self, order: Ints) -> Signatures:
        """Of all bodies. order: the number that each of them shall have."""
        self._further_rounds()
        table = self._lowest[: self._count * SLOTS]
        _borrow(table)
        # the lowest values of long bodies are small: mixed, all the bits of the byte tell them apart
        table *= np.uint32(0x9E3779B1)
        table >>= np.uint32(24)
        judged = self._distinct >= MIN_SHINGLES
        minhash, size = np.empty((self._count, SLOTS), np.uint8), np.empty(self._count, np.uint32)
        minhash[order], size[order] = table.reshape(-1, SLOTS) * judged[:, None], self._distinct * judged
        sample = np.concatenate(self._samples)
        body = (sample >> np.uint64(32)).view(np.int64)
        sample, body = sample[judged[body]], order[body[judged[body]]]
        drawn = np.bincount(body, minlength=self._count)
        sample = np.sort(body.astype(np.uint64) << np.uint64(32) | sample & np.uint64(0xFFFFFFFF))
        # a tenth of the time of np.unique
        sample = sample[np.concatenate(([True], sample[1:] != sample[:-1]))[: len(sample)]]
        sampled = np.bincount((sample >> np.uint64(32)).view(np.int64), minlength=self._count)
        first = np.empty(self._count)
        first[order] = np.where(self._shingles, np.minimum(self._distinct / np.maximum(self._shingles, 1), 1), 1)
        # of two estimates the mean, as either alone is wrong too often
        first += np.where(drawn, sampled / np.maximum(drawn, 1), first)
        repeated = (100 - 50 * first).astype(np.uint8)
        return Signatures(minhash, size, repeated, sample.astype(np.uint32), sampled.astype(np.uint32))

    def _further_rounds(self) -> None:
        """Fills the slots that are empty, for many bodies at once; nothing is left then."""
        if not self._left:
            return
        shingles = Shingles(*(np.concatenate(parts) for parts in zip(*self._left, strict=True)))
        self._left.clear()
        for multiplier in _ROUNDS:
            if not len(shingles.key):
                return
            hashes = shingles.key * multiplier
            places = _places(shingles.slots, hashes)
            at = np.flatnonzero(self._lowest.take(places) == EMPTY)
            np.minimum.at(self._lowest, places[at], hashes[at])
            shingles = _of(shingles, _empty(self._table[shingles.bodies]) > MAX_BORROWED)


def _numbered(sample: Sample, nobody: int) -> Hashes:
    """The hashes, with the number of the body in their upper half."""
    body = sample.slots // SLOTS
    numbered = body.astype(np.uint64) << np.uint64(32) | sample.key
    known: Hashes = numbered[body != nobody]
    return known


def _places(slots: Ints, hashes: Keys) -> Ints:
    """The slot that a hash names, among those of all bodies."""
    place: Ints = (hashes >> np.uint32(SLOT_BITS)).astype(np.int64)
    place += slots
    return place


def _empty(lowest: Keys) -> Ints:
    """How many slots of each body are empty."""
    count: Ints = (lowest == EMPTY).sum(axis=1)
    return count


def _distinct(lowest: Keys, empty: Ints) -> npt.NDArray[np.float64]:
    """Distinct shingles of each body by maximum likelihood: the lower the lowest values, the more there were."""
    waited = (lowest & np.uint32((1 << SLOT_BITS) - 1)).sum(axis=1, dtype=np.uint64) / 2.0**SLOT_BITS
    size: npt.NDArray[np.float64] = np.rint((SLOTS - empty) * SLOTS / np.maximum(waited, 1e-6))
    return size


def _of(shingles: Shingles, wanted: Bools) -> Shingles:
    """Those of some of the bodies."""
    if wanted.all():
        return shingles
    at = np.flatnonzero(np.repeat(wanted, shingles.counts))
    return Shingles(shingles.key.take(at), shingles.slots.take(at), shingles.bodies[wanted], shingles.counts[wanted])


def _borrow(table: Keys) -> None:
    """Fills each empty slot from the same other one in every body, so that copies stay alike."""
    empty = np.flatnonzero(table == EMPTY)
    for step in (37, 71, 53):
        body, slot = empty // SLOTS, empty % SLOTS
        table[empty] = table[body * SLOTS + (slot + step) % SLOTS]
        empty = empty[table[empty] == EMPTY]
