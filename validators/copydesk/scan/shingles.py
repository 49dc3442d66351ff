"""Shingles: what two bodies have in common is counted in runs of three words.

In scripts that set no spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese …) a shingle is five
characters in a row. What a token is depends on its own characters alone, so texts may mix scripts. Punctuation, white
space and the case of ASCII letters are no part of a token: copies that differ in curly and straight quotes, dashes,
wide spaces or line breaks have the same shingles.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk.scan.lines import Bools, Ints

Bytes = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint64]


def odd_multipliers(seed: int, count: int) -> Hashes:
    """Numbers for multiplicative hashing (SplitMix64): the same on every machine, as the signatures have to be."""
    number = (np.arange(count, dtype=np.uint64) + np.uint64(seed * 1_000 + 1)) * np.uint64(0x9E3779B97F4A7C15)
    for shift, multiplier in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        number = (number ^ (number >> np.uint64(shift))) * np.uint64(multiplier)
    return (number ^ (number >> np.uint64(31))) | np.uint64(1)


_WORD, _TAIL, _SECOND, _THIRD, _FOURTH, _FIFTH, _MIX = odd_multipliers(1, 7)
_ONES, _HIGH_BITS = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)


class Shingles(NamedTuple):
    """Of several bodies, those of one body together.

    key: a hash. slots: where the slots of its body begin; beyond the last body where it reaches into the next.
    bodies: numbers. counts: shingles of each.
    """

    key: Hashes
    slots: Ints
    bodies: Ints
    counts: Ints


def shingles_of(data: Bytes, starts: Ints, lengths: Ints, bodies: Ints, nobody: int, width: int) -> Shingles:
    """The shingles of bodies that have these numbers. nobody: a number beyond them. width: slots of a body."""
    ends = np.cumsum(lengths + 1)  # a zero parts the last word from the first of the next body
    text = np.zeros(int(ends[-1]) + 32 & ~7, dtype=np.uint8)  # eight zeros before and at least sixteen behind
    source, target = memoryview(data), memoryview(text)  # type: ignore[arg-type]
    for end, start, length in zip((ends + 7).tolist(), starts.tolist(), lengths.tolist(), strict=True):
        target[end - length : end] = source[start : start + length]
    begins, spaceless = _tokens(text[7:-8])
    count = len(begins)
    slots = np.full(count + 4, nobody * width)  # as many tokens of nobody as a shingle can reach beyond the last
    counts = np.diff(np.searchsorted(begins, ends), prepend=0)
    slots[:count] = np.repeat(bodies * width, counts)
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
    return Shingles(key, np.where(last == own, own, nobody * width), bodies, counts)


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
