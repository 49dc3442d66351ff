"""The bytes of many short texts in one array: what kinds of characters they hold, and their n-grams."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from copydesk.scan.lines import Bools, Ints

Floats = npt.NDArray[np.float32]
Weights = npt.NDArray[np.int8]
Hashes = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]

KINDS = ("capital", "small", "digit", "space", "stop", "bar", "mark", "wide")
"""Kinds of bytes that are counted. stop: `.!?`; bar: what menus draw with, `|>/*`; mark: the rest of ASCII; wide: the
first byte of a character beyond ASCII."""

_STOPS, _BARS, _NEWLINE = b".!?", b"|><\\/[]{}@#=_+*~", 10
_SPREAD = np.uint32(2654435761)  # Knuth's multiplicative hash
_PRIME = np.uint32(16777619)  # of FNV


def _kind(byte: int) -> str | None:
    character = chr(byte)
    if byte >= 0x80:
        return "wide" if byte >= 0xC0 else None
    if character.isalpha():
        return "capital" if character.isupper() else "small"
    if character.isdigit():
        return "digit"
    if byte <= 32:
        return "space" if byte in b" \t" else None
    return "stop" if byte in _STOPS else "bar" if byte in _BARS else "mark"


def _tables() -> tuple[npt.NDArray[np.uint64], Bytes]:
    """By byte: its kind as a one in one of eight counters, and its folded form."""
    kinds = [_kind(byte) for byte in range(256)]
    counters = [1 << 8 * KINDS.index(kind) if kind else 0 for kind in kinds]
    lower = np.arange(256, dtype=np.uint8)
    lower[ord("A") : ord("Z") + 1] += 32
    lower[ord("0") : ord("9") + 1] = ord("0")
    return np.array(counters, dtype=np.uint64), lower


_COUNTERS, _LOWER = _tables()


class Texts:
    """Texts of 1 to 255 characters, so that each of their counts fits in eight bits, without newlines."""

    def __init__(self, texts: pl.Series) -> None:
        self.sizes: Ints = texts.str.len_bytes().to_numpy().astype(np.int64)
        """Bytes of each text."""
        inside = texts.str.join("\n").cast(pl.Binary).item() if len(texts) else b""
        self.bytes: Bytes = np.frombuffer(b"\n" + inside + b"\n", dtype=np.uint8)
        self.starts: Ints = np.cumsum(self.sizes + 1) - self.sizes
        """Of each text, where its first byte stands; there is a newline before it and one after its last."""

    def __len__(self) -> int:
        return len(self.sizes)

    def kinds(self) -> dict[str, Bytes]:
        """Of each of KINDS, how many bytes of the texts are of it."""
        packed = np.add.reduceat(_COUNTERS[self.bytes], self.starts) if len(self) else np.zeros(0, dtype=np.uint64)
        counts = packed.view(np.uint8).reshape(-1, len(KINDS))
        return {kind: counts[:, number] for number, kind in enumerate(KINDS)}

    def ends(self) -> tuple[Bytes, Bytes]:
        """The first and the last byte of each text."""
        return self.bytes[self.starts], self.bytes[self.starts + self.sizes - 1]

    def grams(self, orders: Iterable[int], bits: int) -> Iterator[tuple[Hashes, Bools]]:
        """Of each order and each byte: a hash of `bits` bits of the n-gram that starts there, and whether it counts.

        An n-gram may start or end with the newline around a text; one that reaches into the next text does not count.
        """
        low = _LOWER[self.bytes].astype(np.uint32)
        newline = self.bytes == _NEWLINE
        hashes, whole = low, np.ones(len(low), dtype=bool)
        for order in range(2, max(orders) + 1):
            hashes = hashes[:-1] * _PRIME + low[order - 1 :]
            whole = whole[:-1] & ~newline[order - 2 : -1] if order > 2 else whole[:-1]
            if order in orders:
                salt = np.uint32(order * 0x9E3779B1 & 0xFFFFFFFF)
                mixed = hashes ^ salt
                mixed *= _SPREAD
                mixed >>= np.uint32(32 - bits)
                yield mixed, whole

    def score(self, weights: Floats | Weights, orders: tuple[int, ...]) -> Floats:
        """Of each text, the sum of the weights of its n-grams, over the root of their number.

        weights: of eight bits, which fit in a cache, or of 32, as they are while they are trained.
        """
        if not len(self):
            return np.zeros(0, dtype=np.float32)
        few_bits = weights.dtype == np.int8
        total: npt.NDArray[Any] = np.zeros(len(self.bytes), dtype=np.int16 if few_bits else np.float32)
        for hashes, whole in self.grams(orders, (len(weights) - 1).bit_length()):
            found = weights.take(hashes)
            found *= whole
            total[: len(hashes)] += found
        summed = np.add.reduceat(total, self.starts - 1, dtype=np.int32 if few_bits else np.float32)
        return summed.astype(np.float32) * self.scale(orders)

    def scale(self, orders: tuple[int, ...]) -> Floats:
        """Of each text, what its sum over n-grams is multiplied with."""
        return (1 / np.sqrt(len(orders) * (self.sizes + 2))).astype(np.float32)
