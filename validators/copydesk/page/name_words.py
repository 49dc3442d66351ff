"""Words that are given names or family names somewhere: kept as hashes, for they are only looked up."""

import re
import zlib
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from copydesk.rooms import rules_dir
from copydesk.text import CJK, fold

WORDS = "weights/names.npz"
HASH_BITS = 24
"""At 35,000 words a kind, one word of 500 that are no names is taken for one."""

MAX_CJK_CHARS = 5
"""Of a Chinese, Japanese or Korean name, without spaces."""

_PARTS = re.compile(r"[\s\-·・]+")


def hashed(word: str) -> int:
    return zlib.crc32(word.encode()) >> (32 - HASH_BITS)


def folded_words(name: str) -> list[str]:
    """The words of a name as they are hashed, those beside a hyphen too."""
    return [folded for part in _PARTS.split(name) if (folded := fold(part))]


class NameWords:
    """given, family: rising hashes of the words, each told as its distance to the one before."""

    def __init__(self, file: Path) -> None:
        with np.load(file, allow_pickle=False) as stored:
            self._given: npt.NDArray[np.int64] = np.cumsum(stored["given"], dtype=np.int64)
            self._family: npt.NDArray[np.int64] = np.cumsum(stored["family"], dtype=np.int64)

    @lru_cache(1 << 12)  # noqa: B019 (there is one for each process)
    def known(self, name: str) -> tuple[bool, bool]:
        """Whether a name begins with a given name, and whether it ends in a family name; where it has no spaces and is
        Chinese, Japanese or Korean, whether it ends and begins so."""
        words = folded_words(name)
        if not words:
            return False, False
        if CJK.search(name):
            whole = "".join(words)
            if not 2 <= len(whole) <= MAX_CJK_CHARS:
                return False, False
            cuts = range(1, min(len(whole), 4))
            return any(_has(self._given, whole[cut:]) for cut in cuts), any(
                _has(self._family, whole[:cut]) for cut in cuts
            )
        return _has(self._given, words[0]), _has(self._family, words[-1])

    def is_family(self, word: str) -> bool:
        """Whether the word is a family name."""
        return _has(self._family, fold(word))


def _has(hashes: npt.NDArray[np.int64], word: str) -> bool:
    number = hashed(word)
    at = int(np.searchsorted(hashes, number))
    return at < len(hashes) and int(hashes[at]) == number


@cache
def name_words() -> NameWords:
    return NameWords(rules_dir() / WORDS)
