"""How many words of a line stand elsewhere in its article: a teaser of another story and a pitch share few with it.

A word is what stands between marks, spaces and digits, of four bytes or more; its first eight bytes count, so that most
endings do not. Where a script sets no spaces, every two of its characters are a word.
"""

import numpy as np
import polars as pl

from copydesk.scan.grams import Floats
from copydesk.scan.lines import Bools, Ints

NO_WORDS = -1.0
"""The share where there is nothing to share."""

_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_SEVEN_BITS, _SIX_BYTES = np.uint64(0x7F7F7F7F7F7F7F7F), np.uint64((1 << 48) - 1)
_NEWLINE, _EIGHT, _SPACELESS = 10, 8, np.uint8(0xE3)
_FOLDED = bytes(byte if byte > 0x7F else ord(chr(byte).lower()) if chr(byte).isalpha() else 0 for byte in range(256))
"""What a byte becomes: ASCII letters small, and no word zero."""


def shared(texts: pl.Series, article: Ints, prose: Bools, titles: pl.Series) -> dict[str, Floats]:
    """Of each text how many words it has, and which share of them stands in other prose of its article, in its title.

    texts: lines, without newlines. article: of each the place of its title. prose: the texts that words are sought in.
    """
    lines = len(texts)
    word, owner = _words(pl.concat([texts, titles.str.replace_all("\n", " ", literal=True)]))
    in_title = owner >= lines
    of = np.concatenate((article, np.arange(len(titles))))[owner]
    slot, slots = _slots(word, of, len(titles))
    titled = np.zeros(slots, dtype=bool)
    titled[slot[in_title]] = True
    # the first and the last line of prose with the word: another one than the line itself has it if either is another
    first, last = np.full((2, slots), -1, dtype=np.int32)
    held = np.flatnonzero(np.append(prose, np.zeros(len(titles), dtype=bool))[owner])
    last[slot[held]] = owner[held]
    first[slot[held[::-1]]] = owner[held[::-1]]
    slot, owner, titles_words = slot[~in_title], owner[~in_title], np.bincount(of[in_title], minlength=len(titles))
    elsewhere = (first[slot] >= 0) & ((first[slot] != owner) | (last[slot] != owner))
    counts, found, named = (np.bincount(owner, weights, minlength=lines) for weights in (None, elsewhere, titled[slot]))
    whole_title = titles_words[article]
    return {
        "words": counts,
        "shared": np.where(counts > 0, found / np.maximum(counts, 1), NO_WORDS),
        "in title": np.where(counts > 0, named / np.maximum(counts, 1), NO_WORDS),
        "of title": np.where(whole_title > 0, np.minimum(named / np.maximum(whole_title, 1), 1), NO_WORDS),
    }


def _slots(word: np.ndarray, of: Ints, articles: int) -> tuple[Ints, int]:
    """Of each word a place in a table of its article that is four times as long as it has words; and all places."""
    size = 4 * np.bincount(of, minlength=articles) + 1
    start = np.cumsum(size) - size
    within = (word >> np.uint64(32)) * size[of].astype(np.uint64) >> np.uint64(32)
    return start[of] + within.astype(np.int64), int(size.sum())


def _words(texts: pl.Series) -> tuple[np.ndarray, Ints]:
    """The words, as hashes in the order of the texts, and the text that each stands in."""
    inside = texts.str.join("\n").cast(pl.Binary).item() if len(texts) else b""
    raw = b"\n" + inside + b"\n" + bytes(_EIGHT)
    code, text = np.frombuffer(raw, np.uint8), np.frombuffer(bytearray(raw.translate(_FOLDED)), np.uint8)
    _clear_marks(code, text)
    begins = text[1:-_EIGHT] != 0
    behind = text[: -_EIGHT - 1] == 0
    if code.max() >= _SPACELESS or b"\xe0" in raw:
        spaceless = (code - _SPACELESS < 7) & (text != 0)  # U+3000 to U+9FFF
        spaceless[:-1] |= (code[:-1] == 0xE0) & (code[1:] >= 0xB8)  # Thai, Lao, Tibetan
        behind |= spaceless[1:-_EIGHT]
    else:
        spaceless = None
    begins &= behind
    at = np.flatnonzero(begins) + 1
    at = at[(text[at + 1] != 0) & (text[at + 2] != 0) & (text[at + 3] != 0)]
    eight = np.ndarray((len(text) - _EIGHT + 1,), "<u8", text, strides=(1,))[at]
    if spaceless is not None:
        eight[spaceless[at]] &= _SIX_BYTES
    zero = ~(((eight & _SEVEN_BITS) + _SEVEN_BITS) | eight | _SEVEN_BITS)  # the high bit of every byte that is zero
    eight &= (zero - np.uint64(1)) & ~zero  # all of it where no byte is zero
    counts = np.diff(np.searchsorted(at, np.flatnonzero(code == _NEWLINE)))
    return eight * _SPREAD, np.repeat(np.arange(len(counts)), counts)


def _clear_marks(code: np.ndarray, text: np.ndarray) -> None:
    """Takes the commonest marks beyond ASCII out of the text: U+0080 to U+00BF, U+2000 to U+203F, U+3000 to U+303F."""
    for lead, size in ((0xC2, 2), (0xE2, 3), (0xE3, 3)):
        places = np.flatnonzero(code == lead)
        if size > 2:
            places = places[code[places + 1] == 0x80]
        for byte in range(size):
            text[places + byte] = 0
