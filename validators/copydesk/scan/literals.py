"""Finding many literals in one pass over a buffer: vectorscan where its wheel is installed, else RE2."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol


class LiteralMatcher(Protocol):
    def find(self, buffer: bytes) -> Iterator[tuple[int, int]]:
        """(index of the literal, byte offset of its end) for every occurrence, overlapping ones too, in no order."""


def literal_matcher(literals: Sequence[bytes], *, caseless: bool) -> LiteralMatcher:
    """A matcher for the literals; `caseless` ignores the case of ASCII letters only.

    Only literals, never patterns: vectorscan compiles 2,500 of them in 40 ms, and 400 anchored patterns in 750 ms.
    """
    if not literals:
        return NoLiterals()
    try:
        import hyperscan  # noqa: F401
    except ImportError:
        return Re2Literals(literals, caseless=caseless)
    return VectorscanLiterals(literals, caseless=caseless)


class NoLiterals:
    def find(self, buffer: bytes) -> Iterator[tuple[int, int]]:
        return iter(())


class VectorscanLiterals:
    """Without vectorscan's UTF-8 mode, which loses matches: bytes are compared, so offsets are bytes too."""

    def __init__(self, literals: Sequence[bytes], *, caseless: bool) -> None:
        import hyperscan

        flags = hyperscan.HS_FLAG_CASELESS if caseless else 0
        plain = not any(b"\0" in literal for literal in literals)  # to its compiler of literals, that is an end
        self._database = hyperscan.Database()
        self._database.compile(
            expressions=list(literals) if plain else [_escaped(literal) for literal in literals],
            ids=list(range(len(literals))),
            flags=[flags] * len(literals),
            literal=plain,
        )

    def find(self, buffer: bytes) -> Iterator[tuple[int, int]]:
        hits: list[tuple[int, int]] = []

        def keep(index: int, _start: int, end: int, _flags: int, _context: object) -> None:
            hits.append((index, end))

        self._database.scan(buffer, match_event_handler=keep)
        return iter(hits)


class Re2Literals:
    """RE2 finds the places where some literal stands; which ones stand there is then asked literal by literal."""

    def __init__(self, literals: Sequence[bytes], *, caseless: bool) -> None:
        import re2

        self._case: Callable[[bytes], bytes] = bytes.lower if caseless else bytes
        self._literals = [self._case(literal) for literal in literals]
        self._longest = max(map(len, literals))
        options: Any = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1  # bytes, as in vectorscan
        options.case_sensitive = not caseless
        options.max_mem = 256 << 20
        self._any = re2.compile(b"|".join(_escaped(literal) for literal in literals), options)

    def find(self, buffer: bytes) -> Iterator[tuple[int, int]]:
        done = 0  # matches that start before this offset have been given out
        for match in self._any.finditer(buffer):
            # an occurrence that RE2 stepped over begins inside this match
            window = self._case(buffer[match.start() : match.end() + self._longest])
            first = max(done - match.start(), 0)
            stop = match.end() - match.start()
            for index, literal in enumerate(self._literals):
                at = window.find(literal, first)
                while 0 <= at < stop:
                    yield index, match.start() + at + len(literal)
                    at = window.find(literal, at + 1)
            done = match.end()


_ESCAPES = [bytes([b]) if chr(b).isascii() and chr(b).isalnum() else b"\\x%02x" % b for b in range(256)]


def _escaped(literal: bytes) -> bytes:
    """The literal as a regular expression in plain ASCII."""
    return b"".join([_ESCAPES[b] for b in literal])
