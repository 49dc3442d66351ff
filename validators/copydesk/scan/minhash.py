"""MinHash signatures of bodies: 144 bytes from which the Jaccard similarity of two articles' shingles is estimated."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from copydesk.scan.lines import Bools, Ints
from copydesk.scan.shingles import Bytes, Hashes, Shingles, odd_multipliers, shingles_of

BANDS, ROWS = 24, 6
"""A pair of Jaccard similarity J shares a band with chance 1 - (1 - J^6)^24: 0.9993 at 0.8, 0.31 at 0.5."""

SLOTS = BANDS * ROWS
"""Bytes of a signature; the standard error of an estimate is 0.033 at 0.8 and 0.042 at 0.5."""

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
"""At 20 shingles 1 slot in 7,000 is still empty then, in all its copies alike."""

MAX_BORROWED = 10
"""Empty slots that take the value of another slot instead of a further round: those of a body of 380 shingles."""

SAMPLED_OF = 16
"""One shingle in so many is kept, the same in every body that has it: 160 bytes for an article of 640 shingles."""


EMPTY = np.uint32(0xFFFFFFFF)


_ROUNDS = odd_multipliers(2, MAX_ROUNDS)

# glibc hands freed arrays of CHUNK_BYTES back to the system and takes them again page by page, which was half of the
# time (13 faults an article). Once a larger one, to which nothing is written, has been freed, it keeps them.
_ = np.empty(31 << 20, dtype=np.uint8)
del _


@dataclass(frozen=True)
class Signatures:
    """One row is one body.

    minhash: SLOTS bytes each, of which two bodies share about as many as is the Jaccard similarity of their shingles,
    and of the others one in 256. size: distinct shingles, estimated with a standard error of 8 %, less below 100; 0
    where the body is null or has fewer than MIN_SHINGLES. sample: hashes of about one shingle in SAMPLED_OF, chosen by
    their content, sorted, those of the first body first. sampled: how many of them are of each body.
    """

    minhash: Bytes
    size: npt.NDArray[np.uint32]
    sample: npt.NDArray[np.uint32]
    sampled: npt.NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.size)

    def band(self, number: int) -> Hashes:
        """Of each body the key of one of BANDS bands: articles that share one are candidates.

        It is not kept, since six bytes of the signature are it.
        """
        return band_of(self.minhash, number)


def band_of(minhash: Bytes, number: int) -> Hashes:
    """`Signatures.band` of some rows."""
    key = np.zeros(len(minhash), dtype=np.uint64)
    for column in range(number * ROWS, (number + 1) * ROWS):
        key <<= np.uint64(8)
        key |= minhash[:, column]
    return key


def concat(parts: Sequence[Signatures]) -> Signatures:
    """The signatures of several blocks as those of one."""
    if len(parts) == 1:
        return parts[0]
    parts = [_none(0), *parts]
    return Signatures(
        np.concatenate([part.minhash for part in parts]),
        np.concatenate([part.size for part in parts]),
        np.concatenate([part.sample for part in parts]),
        np.concatenate([part.sampled for part in parts]),
    )


def _none(count: int) -> Signatures:
    """Of bodies that cannot be judged."""
    nothing = np.zeros(count, np.uint32)
    return Signatures(np.zeros((count, SLOTS), np.uint8), nothing, nothing[:0], nothing)


def signatures(bodies: pl.Series) -> Signatures:
    """The signatures of bodies, null where an article has none.

    One-permutation MinHash: a shingle's hash names one slot and the value with which it competes for the lowest there.
    A slot that stays empty is filled by a further round with another hash, so that short bodies have as many
    independent slots as long ones; the work of a body is its shingles, or about 1,000 where it has fewer.

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
    sorted_minhash, sorted_size, sample = _signatures(data, starts[order], lengths[order])
    minhash, size = np.empty((count, SLOTS), np.uint8), np.empty(count, np.uint32)
    minhash[order], size[order] = sorted_minhash, sorted_size
    body = order[sample >> np.uint64(32)]
    sample = np.sort(body.astype(np.uint64) << np.uint64(32) | sample & np.uint64(0xFFFFFFFF))
    sample = sample[np.concatenate(([True], sample[1:] != sample[:-1]))[: len(sample)]]  # a tenth of np.unique's time
    sampled = np.bincount((sample >> np.uint64(32)).view(np.int64), minlength=count)
    return Signatures(minhash, size, sample.astype(np.uint32), sampled.astype(np.uint32))


def _by_script(data: Bytes, starts: Ints, lengths: Ints) -> Ints:
    """The bodies in an order in which those of a script stand together, as far as eight of their bytes tell.

    What is looked for in a script is then done for its bodies only; that saves a third of the time.
    """
    highest = np.zeros(len(starts), dtype=np.uint8)
    for probe in range(8):
        place = starts + lengths * probe // 8
        np.maximum(highest, data.take(place, mode="clip"), out=highest)
    return np.argsort(highest, kind="stable")


def _signatures(data: Bytes, starts: Ints, lengths: Ints) -> tuple[Bytes, npt.NDArray[np.uint32], Hashes]:
    """MinHash and size of each body; then sampled hashes, with the number of the body in their upper half."""
    count = len(starts)
    samples = [np.zeros(0, np.uint64)]
    lowest = np.full((count + 1) * SLOTS, EMPTY)  # the last row is for what is no shingle
    size = np.zeros(count, dtype=np.uint32)
    left: list[Shingles] = []
    for first, stop in _chunks(lengths):
        shingles = shingles_of(data, starts[first:stop], lengths[first:stop], np.arange(first, stop), count, SLOTS)
        np.minimum.at(lowest, _places(shingles.slots, shingles.key), shingles.key.astype(np.uint32))
        samples.append(_sample(shingles, count))
        filled = lowest.reshape(-1, SLOTS)[first:stop]
        size[first:stop] = _sizes(filled)
        waits = (_empty(filled) > MAX_BORROWED) & (size[first:stop] > 0)
        left.append(_of(shingles, waits))
        if sum(len(some.key) for some in left) > MAX_LEFT:
            _further_rounds(left, lowest)
    _further_rounds(left, lowest)
    table = lowest[: count * SLOTS]
    _borrow(table)
    # the lowest values of long bodies are small: mixed, all the bits of the byte tell them apart
    table *= np.uint32(0x9E3779B1)
    table >>= np.uint32(24)
    minhash = table.astype(np.uint8).reshape(-1, SLOTS)
    minhash[size == 0] = 0
    sample = np.concatenate(samples)
    return minhash, size, sample[size[sample >> np.uint64(32)] > 0]


def _sample(shingles: Shingles, nobody: int) -> Hashes:
    """The hashes of shingles that their content chooses, with the number of the body in their upper half."""
    at = np.flatnonzero(shingles.key < np.uint64(2**64 // SAMPLED_OF))
    body = shingles.slots[at] // SLOTS
    sample: Hashes = shingles.key[at] & np.uint64(0xFFFFFFFF)
    sample |= body.astype(np.uint64) << np.uint64(32)
    valid: Hashes = sample[body != nobody]
    return valid


def _chunks(lengths: Ints) -> Iterator[tuple[int, int]]:
    """Ranges of bodies of together at most CHUNK_BYTES, or of one body."""
    ends = np.cumsum(lengths)
    first, before = 0, 0
    while first < len(ends):
        stop = max(int(np.searchsorted(ends, before + CHUNK_BYTES, side="right")), first + 1)
        yield first, stop
        first, before = stop, int(ends[stop - 1])


def _places(slots: Ints, hashes: Hashes) -> Ints:
    """The slot that a hash names, among those of all bodies."""
    slot = hashes >> np.uint64(32)
    slot *= np.uint64(SLOTS)
    slot >>= np.uint64(32)
    place: Ints = slot.view(np.int64)
    place += slots
    return place


def _empty(lowest: npt.NDArray[np.uint32]) -> Ints:
    """How many slots of each body are empty."""
    count: Ints = (lowest == EMPTY).sum(axis=1)
    return count


def _sizes(lowest: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Distinct shingles of each body by maximum likelihood: the lower the lowest values, the more there were."""
    waited = lowest.sum(axis=1, dtype=np.float64) / 2.0**32
    size = np.rint((SLOTS - _empty(lowest)) * SLOTS / np.maximum(waited, 1e-6))
    size[size < MIN_SHINGLES] = 0
    whole: npt.NDArray[np.uint32] = size.astype(np.uint32)
    return whole


def _of(shingles: Shingles, wanted: Bools) -> Shingles:
    """Those of some of the bodies."""
    if wanted.all():
        return shingles
    at = np.flatnonzero(np.repeat(wanted, shingles.counts))
    return Shingles(shingles.key.take(at), shingles.slots.take(at), shingles.bodies[wanted], shingles.counts[wanted])


def _further_rounds(left: list[Shingles], lowest: npt.NDArray[np.uint32]) -> None:
    """Fills the slots that are empty, for many bodies at once; nothing is left then."""
    if not left:
        return
    shingles = Shingles(*(np.concatenate(parts) for parts in zip(*left, strict=True)))
    left.clear()
    table = lowest.reshape(-1, SLOTS)
    for multiplier in _ROUNDS:
        if not len(shingles.key):
            return
        hashes = shingles.key * multiplier
        places = _places(shingles.slots, hashes)
        at = np.flatnonzero(lowest.take(places) == EMPTY)
        values = hashes[at] >> np.uint64(16)  # bits that the slot depends on least, with enough below them
        np.minimum.at(lowest, places[at], values.astype(np.uint32))
        shingles = _of(shingles, _empty(table[shingles.bodies]) > MAX_BORROWED)


def _borrow(table: npt.NDArray[np.uint32]) -> None:
    """Fills each empty slot from the same other one in every body, so that copies stay alike."""
    empty = np.flatnonzero(table == EMPTY)
    for step in (37, 71, 53):
        body, slot = empty // SLOTS, empty % SLOTS
        table[empty] = table[body * SLOTS + (slot + step) % SLOTS]
        empty = empty[table[empty] == EMPTY]
