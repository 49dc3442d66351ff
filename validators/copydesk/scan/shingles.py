"""Shingles: what two bodies have in common is counted in runs of three words.

In scripts that set no spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese …) a shingle is four
characters in a row. Texts may mix scripts: words and such characters are counted apart. Punctuation, white space and
the case of ASCII letters do not count: copies that differ in curly and straight quotes, dashes, wide spaces or line
breaks have the same shingles. Of a word the first eight bytes count.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk.scan.lines import Bools, Ints

Bytes = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint64]
Keys = npt.NDArray[np.uint32]


def odd_multipliers(seed: int, count: int) -> Hashes:
    """Numbers for multiplicative hashing (SplitMix64): the same on every machine, as the signatures have to be."""
    number = (np.arange(count, dtype=np.uint64) + np.uint64(seed * 1_000 + 1)) * np.uint64(0x9E3779B97F4A7C15)
    for shift, multiplier in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        number = (number ^ (number >> np.uint64(shift))) * np.uint64(multiplier)
    return (number ^ (number >> np.uint64(31))) | np.uint64(1)


def small_multipliers(seed: int, count: int) -> Keys:
    """The same of 32 bits."""
    return (odd_multipliers(seed, count) >> np.uint64(32)).astype(np.uint32) | np.uint32(1)


_WORD = odd_multipliers(1, 1)[0]
_FIRST, _SECOND, _MIX, _MIX_AGAIN = small_multipliers(4, 4)
_SEVEN_BITS, _HIGH_BITS = np.uint64(0x7F7F7F7F7F7F7F7F), np.uint64(0x8080808080808080)
_FIRST_IDEOGRAPH = 0x63 << 14
"""Of three bytes of seven bits each: U+3000, behind the alphabets that set no spaces."""

_BEFORE, _BEHIND = bytes(8), bytes(40)
"""Zeros around the bodies, so that what is read beyond an end is nothing."""

_FOLDED = bytes(
    (byte & 0x3F) | 0x40 if byte > 0x7F else ord(chr(byte).lower()) if chr(byte).isalnum() else 0 for byte in range(256)
)
"""What a byte becomes: ASCII letters small, what is no word zero, and no byte more than seven bits."""


WORDS_SAMPLED_OF, CHARACTERS_SAMPLED_OF = 16, 32
"""One shingle in so many is sampled, the same in every body that has it: of either kind about 40 of 3.7 KB."""


class Shingles(NamedTuple):
    """Of several bodies, those of one body together.

    key: a hash. slots: where the slots of its body begin; beyond the last body where it reaches into the next.
    bodies: numbers. counts: shingles of each.
    """

    key: Keys
    slots: Ints
    bodies: Ints
    counts: Ints


class Sample(NamedTuple):
    """The shingles that their content chooses. key, slots: see Shingles."""

    key: Keys
    slots: Ints


class _Owners(NamedTuple):
    """Whose tokens are whose. ends: behind each body in the text. slots: of nobody, then where those of each begin."""

    ends: Ints
    slots: Ints
    bodies: Ints

    def shingles(self, key: Keys, begins: Ints, tokens: int) -> Shingles:
        """The shingles that begin at these places and reach over so many tokens."""
        counts = np.diff(np.searchsorted(begins, self.ends), prepend=0)
        reach = tokens - 1
        slots = np.repeat(self.slots, np.concatenate(([reach], counts)))
        last = np.cumsum(counts) + reach
        for back in range(1, tokens):
            slots[last - back] = self.slots[0]
        return Shingles(key, slots[reach:], self.bodies, counts)


def shingles_of(
    data: Bytes, starts: Ints, lengths: Ints, bodies: Ints, nobody: int, width: int
) -> list[tuple[Shingles, Sample]]:
    """Shingles of words, and of the characters of spaceless scripts where there are any; and a sample of either.

    bodies: their numbers. nobody: a number beyond them. width: slots of a body.
    """
    source, stops = memoryview(data), starts + lengths  # type: ignore[arg-type]
    pieces = (source[start:stop] for start, stop in zip(starts.tolist(), stops.tolist(), strict=True))
    raw = b"\0".join((_BEFORE, *pieces, _BEHIND))  # zeros part the last word from the first of the next body
    raw += bytes(-len(raw) % 8)
    owners = _Owners(np.cumsum(lengths + 1) + 8, np.concatenate(([nobody], bodies)) * width, bodies)
    code, text = np.frombuffer(raw, np.uint8), np.frombuffer(bytearray(raw.translate(_FOLDED)), np.uint8)
    highest = code.max()
    if highest >= 0xC2:
        _clear_marks(raw, code, text)
    word = text != 0
    spaceless = _spaceless(raw, code) if highest >= 0xE3 or b"\xe0" in raw or b"\xe1" in raw else None
    if spaceless is None or not spaceless.any():
        return [_words(text, word, owners)]
    characters = _characters(text, spaceless & word, owners)
    other = ~spaceless
    for further in (1, 2):
        other[further:] &= ~spaceless[:-further]
    if highest >= 0xF0:
        other[3:] &= ~(spaceless[:-3] & (code[:-3] >= 0xF0))
    word &= other
    text &= np.negative(word.view(np.uint8))
    return [_words(text, word, owners), characters]


def _clear_marks(raw: bytes, code: Bytes, text: Bytes) -> None:
    """Takes punctuation and white space beyond ASCII out of the text.

    All of it works on masks of the whole text, which is faster than on the places where a lead stands.
    """
    lead, second, third = code[:-2], code[1:-1], code[2:]
    two: list[Bools] = []
    three: list[Bools] = []
    if b"\xc2" in raw:  # U+0080 to U+00BF
        two.append(lead != 0xC2)
    if b"\xd8" in raw:  # Arabic comma, semicolon and question mark
        two.append((lead != 0xD8) | ((second != 0x8C) & (second != 0x9B) & (second != 0x9F)))
    if b"\xe2" in raw:  # U+2000 to U+23FF
        three.append((lead != 0xE2) | (second >= 0x90))
    if b"\xe3" in raw:  # U+3000 to U+303F
        three.append((lead != 0xE3) | (second != 0x80))
    if b"\xe0" in raw:  # danda of the Indic scripts
        indic = (lead == 0xE0) & (second == 0xA5)
        if indic.any():
            three.append(~indic | (third & np.uint8(0xFE) != 0xA4))
    if b"\xef" in raw:  # wide forms but for digits and letters
        three.append((lead != 0xEF) | (second != 0xBC) | ((third >= 0x90) & (third - np.uint8(0x9A) >= 7)))
    for size, masks in ((2, two), (3, three)):
        if masks:
            kept = masks[0]
            for mask in masks[1:]:
                kept &= mask
            for byte in range(size):
                text[byte : len(text) - 2 + byte] *= kept.view(np.uint8)


def _spaceless(raw: bytes, code: Bytes) -> Bools:
    """Where characters of scripts without spaces begin."""
    lead, second = code[:-1], code[1:]
    begins: Bools = code - np.uint8(0xE3) < 7  # U+3000 to U+9FFF
    if b"\xe0" in raw:  # Thai, Lao, Tibetan
        begins[:-1] |= (lead == 0xE0) & (second >= 0xB8)
    if b"\xe1" in raw:  # Burmese, Khmer
        begins[:-1] |= (lead == 0xE1) & ((second <= 0x82) | (second & np.uint8(0xFE) == 0x9E))
    if b"\xef" in raw:  # compatibility ideographs
        begins[:-1] |= (lead == 0xEF) & (second - np.uint8(0xA4) < 8)
    if b"\xf0" in raw:  # rare ideographs, of which three bytes of four count
        begins[:-1] |= (lead == 0xF0) & (second >= 0xA0)
    return begins


def _words(text: Bytes, word: Bools, owners: _Owners) -> tuple[Shingles, Sample]:
    begins = _places(word[1:] > word[:-1])
    begins += 1
    eight = _load(text.view(np.uint64), begins)
    zero = eight + _SEVEN_BITS  # sets the high bit of all bytes that are not zero
    zero &= _HIGH_BITS
    zero ^= _HIGH_BITS
    before = zero - np.uint64(1)
    before ^= zero  # the bits up to the first zero, or all
    eight &= before
    eight *= _WORD
    eight >>= np.uint64(32)
    token = np.zeros(len(begins) + 2, dtype=np.uint32)
    token[:-2] = eight
    key = token[:-2] * _FIRST
    key += token[1:-1] * _SECOND
    key += token[2:]
    shingles = owners.shingles(_mixed(key), begins, tokens=3)
    at = np.flatnonzero(key & np.uint32(WORDS_SAMPLED_OF - 1) == 0)
    return shingles, Sample(key[at], shingles.slots[at])


def _characters(text: Bytes, begin: Bools, owners: _Owners) -> tuple[Shingles, Sample]:
    begins = _places(begin)
    token = np.zeros(len(begins) + 3, dtype=np.uint32)
    own = token[:-3]
    own[:] = text.take(begins)
    for further in (1, 2):
        own <<= np.uint32(7)
        own |= text[further:].take(begins)
    pair = token[:-1] * _FIRST
    pair += token[1:]
    key = pair[:-2] * _SECOND
    key += pair[2:]
    key, slots, *_ = shingles = owners.shingles(_mixed(key), begins, tokens=4)
    at = np.flatnonzero(key & np.uint32(CHARACTERS_SAMPLED_OF - 1) == 0)
    sample, sample_slots = key[at], slots[at]
    # four letters stand in too many texts to tell which of them have more in common: of alphabets eight are sampled
    letters = np.flatnonzero(own[at] < _FIRST_IDEOGRAPH)
    behind = np.minimum(at[letters] + 4, len(key) - 1)
    sample[letters] += key[behind] * _SECOND
    sample_slots[letters] = np.where(slots[behind] == slots[at[letters]], slots[behind], owners.slots[0])
    return shingles, Sample(sample, sample_slots)


def _mixed(key: Keys) -> Keys:
    key ^= key >> np.uint32(15)
    key *= _MIX
    key ^= key >> np.uint32(13)
    key *= _MIX_AGAIN
    return key


def _places(mask: Bools) -> Ints:
    """Where the mask is true.

    numpy searches twice as fast where a tenth is true as where a little less is: so much is added behind the end.
    """
    size, count = len(mask), int(np.count_nonzero(mask))
    if not size > 10 * count > size // 4:
        return np.flatnonzero(mask)
    padded = np.ones(size + (size - 10 * count) // 9 + 10, dtype=bool)
    padded[:size] = mask
    return np.flatnonzero(padded)[:count]


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
