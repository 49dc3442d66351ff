"""MinHash signatures of bodies: 144 bytes from which the Jaccard similarity of two articles' shingles is estimated.

A shingle is three words in a row; in scripts that set no spaces between words (Chinese, Japanese, Thai, Lao, Khmer,
Burmese …) it is five characters in a row. What a token is depends on its own characters alone, so texts may mix
scripts. Punctuation, white space and the case of ASCII letters are no part of a token: copies that differ in curly and
straight quotes, dashes, wide spaces or line breaks have the same shingles.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from copydesk.scan.lines import Bools, Ints

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

Bytes = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint64]

EMPTY = np.uint32(0xFFFFFFFF)


def odd_multipliers(seed: int, count: int) -> Hashes:
    """Numbers for multiplicative hashing (SplitMix64): the same on every machine, as the signatures have to be."""
    number = (np.arange(count, dtype=np.uint64) + np.uint64(seed * 1_000 + 1)) * np.uint64(0x9E3779B97F4A7C15)
    for shift, multiplier in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        number = (number ^ (number >> np.uint64(shift))) * np.uint64(multiplier)
    return (number ^ (number >> np.uint64(31))) | np.uint64(1)


_WORD, _TAIL, _SECOND, _THIRD, _FOURTH, _FIFTH, _MIX = odd_multipliers(1, 7)
_ROUNDS = odd_multipliers(2, MAX_ROUNDS)
_ONES, _HIGH_BITS = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)

# glibc hands freed arrays of CHUNK_BYTES back to the system and takes them again page by page, which was half of the
# time (13 faults an article). Once a larger one, to which nothing is written, has been freed, it keeps them.
_ = np.empty(31 << 20, dtype=np.uint8)
del _


class Shingles(NamedTuple):
    """Of several bodies, those of one body together.

    key: a hash. slots: where the slots of its body begin; beyond the last body where it reaches into the next.
    bodies: numbers. counts: shingles of each.
    """

    key: Hashes
    slots: Ints
    bodies: Ints
    counts: Ints


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
        shingles = _shingles(data, starts[first:stop], lengths[first:stop], np.arange(first, stop), count)
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


def _shingles(data: Bytes, starts: Ints, lengths: Ints, bodies: Ints, nobody: int) -> Shingles:
    """The shingles of bodies that have these numbers."""
    ends = np.cumsum(lengths + 1)  # a zero parts the last word from the first of the next body
    text = np.zeros(int(ends[-1]) + 32 & ~7, dtype=np.uint8)  # eight zeros before and at least sixteen behind
    source, target = memoryview(data), memoryview(text)  # type: ignore[arg-type]
    for end, start, length in zip((ends + 7).tolist(), starts.tolist(), lengths.tolist(), strict=True):
        target[end - length : end] = source[start : start + length]
    begins, spaceless = _tokens(text[7:-8])
    count = len(begins)
    slots = np.full(count + 4, nobody * SLOTS)  # as many tokens of nobody as a shingle can reach beyond the last
    counts = np.diff(np.searchsorted(begins, ends), prepend=0)
    slots[:count] = np.repeat(bodies * SLOTS, counts)
    token = np.zeros(count + 4, dtype=np.uint64)
    token[:count] = _token_hashes(text[8:], begins, spaceless)
    key = token[1 : count + 1] * _SECOND
    key += token[:count]
    key += token[2 : count + 2] * _THIRD
    last = slots[2 : count + 2]
    if spaceless is not None:
        more = token[3 : count + 3] * _FOURTH
        more += token[4 : count + 4] * _FIFTH
        more *= spaceless
        key += more
        last = np.where(spaceless, slots[4:], last)
    key ^= key >> np.uint64(32)
    key *= _MIX
    key ^= key >> np.uint64(29)
    own = slots[:count]
    return Shingles(key, np.where(last == own, own, nobody * SLOTS), bodies, counts)


def _tokens(text: Bytes) -> tuple[Ints, Bools | None]:
    """Where tokens start in UTF-8, and which of them are characters of spaceless scripts.

    text: one zero, the text, zeros; what is no word is set to zero. The places do not count the first zero.
    """
    word = text > 0x7F
    letters = text | np.uint8(0x20)
    letters -= np.uint8(ord("a"))
    word |= letters < 26
    word |= text - np.uint8(ord("0")) < 10
    spaceless = _look_at_leads(text, word)[1:]
    text *= word
    start = word[1:] > word[:-1]
    if not spaceless.any():
        return np.flatnonzero(start), None
    spaceless &= word[1:]
    start |= spaceless
    start[3:] |= spaceless[:-3]  # what follows a character of three bytes, or of four
    rare = spaceless & (text[1:] >= 0xF0)
    if rare.any():
        start[3:] ^= rare[:-3]
        start[4:] |= rare[:-4]
    start &= word[1:]
    begins = np.flatnonzero(start)
    return begins, spaceless.take(begins)


def _look_at_leads(text: Bytes, word: Bools) -> Bools:
    """Takes punctuation and white space beyond ASCII out of `word`; says where characters of spaceless scripts begin.

    All of it works on masks of the whole text, which is faster than on the places where a lead stands.
    """
    second, third = text[1:-1], text[2:]
    highest = text.max()
    two: list[Bools] = []
    three: list[Bools] = []

    def leads(byte: int) -> Bools | None:
        if byte > highest:
            return None
        mask = text[:-2] == byte
        return mask if mask.any() else None

    if (mask := leads(0xC2)) is not None:  # U+0080 to U+00BF but for the letters ª, µ and º
        two.append(mask & (second != 0xAA) & (second != 0xB5) & (second != 0xBA))
    if (mask := leads(0xD8)) is not None:  # Arabic comma, semicolon and question mark
        two.append(mask & ((second == 0x8C) | (second == 0x9B) | (second == 0x9F)))
    if (mask := leads(0xE2)) is not None:  # U+2000 to U+207F
        three.append(mask & (second & np.uint8(0xFE) == 0x80))
    spaceless: Bools = text - np.uint8(0xE3) < 7  # U+3000 to U+9FFF
    if (mask := leads(0xE0)) is not None:
        spaceless[:-2] |= mask & (second >= 0xB8)  # Thai, Lao, Tibetan
        mask &= second == 0xA5  # danda of the Indic scripts
        if mask.any():
            three.append(mask & (third & np.uint8(0xFE) == 0xA4))
    if (mask := leads(0xE1)) is not None:  # Burmese, Khmer
        spaceless[:-2] |= mask & ((second <= 0x82) | (second & np.uint8(0xFE) == 0x9E))
    if (mask := leads(0xE3)) is not None:  # U+3000 to U+303F
        three.append(mask & (second == 0x80))
    if (mask := leads(0xEF)) is not None:
        spaceless[:-2] |= mask & (second - np.uint8(0xA4) < 8)  # compatibility ideographs
        mask &= second == 0xBC
        if mask.any():  # wide forms but for digits and letters
            three.append(mask & ((third < 0x90) | (third - np.uint8(0x9A) < 7)))
    if (mask := leads(0xF0)) is not None:  # rare ideographs
        spaceless[:-2] |= mask & (second >= 0xA0)
    for n, masks in ((2, two), (3, three)):
        if masks:
            mask = masks[0]
            for other in masks[1:]:
                mask |= other
            np.logical_not(mask, out=mask)
            for after in range(n):
                word[after : len(word) - 2 + after] &= mask
    return spaceless


def _token_hashes(text: Bytes, starts: Ints, spaceless: Bools | None) -> Hashes:
    """A hash of the first sixteen bytes of each token, which is the whole of nearly all; a zero ends it."""
    words = text.view(np.uint64)
    hashes = _load(words, starts)
    if spaceless is not None:  # three bytes are a character, or tell a rare one from most others
        hashes &= np.where(spaceless, np.uint64(0xFFFFFF), np.uint64(0xFFFFFFFFFFFFFFFF))
    long = np.flatnonzero(_cut(hashes))
    hashes *= _WORD
    tail = _load(words, starts[long] + 8)
    _cut(tail)
    hashes[long] += tail * _TAIL
    hashes ^= hashes >> np.uint64(32)
    return hashes


def _cut(eight: Hashes) -> Bools:
    """Clears, in eight bytes, those behind the first zero, and folds the case of ASCII; says which had no zero."""
    zero = ~eight
    zero &= _HIGH_BITS
    small = zero >> np.uint64(2)  # the bit that tells small letters from capitals; digits have it
    zero &= eight - _ONES  # the lowest high bit left is that of the first zero
    below = zero - np.uint64(1)
    below &= ~zero
    eight |= small
    eight &= below
    whole: Bools = zero == 0
    return whole


def _load(words: Hashes, at: Ints) -> Hashes:
    """The eight bytes at any place, of two words in line: four times as fast as numpy reads out of line."""
    shift = at & 7
    shift <<= 3
    bits = shift.view(np.uint64)
    word = at >> 3
    low = words.take(word)
    low >>= bits
    word += 1
    high = words.take(word)
    high <<= np.uint64(1)  # in two steps: a shift by 64 is undefined
    np.subtract(np.uint64(63), bits, out=bits)
    high <<= bits
    low |= high
    return low


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
