"""`encoding`: characters that are wrong: read with the wrong encoding, lost, or invisible."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal

from pydantic import Field

from copydesk.detectors.detector import Options
from copydesk.detectors.passages import Mark, Passages, widened
from copydesk.scan.block import Block
from copydesk.scan.traces import Passage, TraceName
from copydesk.text import quote

MAX_READING_CHARS = 100


class EncodingOptions(Options):
    """what: `mojibake` (read with the wrong encoding, as ftfy can show by repairing it), `lost` (characters that
    nobody can bring back) or `invisible`.
    """

    what: Literal["mojibake", "lost", "invisible"]
    min_lost_letters: int = Field(2, ge=1, description="Question marks within words; a single one may be a slip")


class Encoding(Passages):
    Options = EncodingOptions
    message_data = frozenset({"place", "reading", "names"})

    @property
    def traces(self) -> Sequence[TraceName]:
        match self.options.what:
            case "mojibake":
                return ("mojibake",)
            case "lost":
                return ("replaced", "control")
        return ("invisible",)

    def marks(self, passages: Sequence[Passage], block: Block) -> Iterator[tuple[Passage, Mark]]:
        if self.options.what == "lost":
            yield from self._lost(passages)
            return
        mark_of = _mojibake if self.options.what == "mojibake" else _invisible
        for passage in passages:
            if mark := mark_of(passage.text):
                yield passage, mark

    def _lost(self, passages: Sequence[Passage]) -> Iterator[tuple[Passage, Mark]]:
        """Mojibake that lost some characters on its way is still mojibake, and left to that rule."""
        readable = [passage for passage in passages if not repaired(passage.text)]
        letters = sum(len(_LOST_LETTER.findall(passage.text)) for passage in readable)
        for passage in readable:
            spans = [match.span() for match in _LOST.finditer(passage.text)]
            if letters >= self.options.min_lost_letters:
                spans += [match.span() for match in _LOST_LETTER.finditer(passage.text)]
            if spans:
                start, end = widened(passage.text, min(spans)[0], max(end for _, end in spans))
                yield passage, Mark(start, end)


# Mojibake


@lru_cache(maxsize=128)
def repaired(text: str) -> str | None:
    """The text as it was meant, if it was read with the wrong encoding and that can be undone."""
    import ftfy  # here: few batches need it

    fixed = ftfy.fix_encoding(text)
    return fixed if fixed != text else None


def _mojibake(text: str) -> Mark | None:
    fixed = repaired(text)
    if fixed is None:
        return None
    start = next((n for n, (one, other) in enumerate(zip(text, fixed, strict=False)) if one != other), len(fixed))
    backwards = zip(reversed(text), reversed(fixed), strict=False)
    same = next((n for n, (one, other) in enumerate(backwards) if one != other), len(fixed))
    start, end = widened(text, start, len(text) - min(same, len(text) - start, len(fixed) - start))
    reading = fixed[start : len(fixed) - (len(text) - end)]
    return Mark(start, end, replace=reading, data={"reading": quote(reading, MAX_READING_CHARS)})


# Lost characters

_LOST = re.compile("\ufffd|锟斤拷|[\x80-\x84\x86-\x9f]")
# a word with a question mark inside and nothing of an address: "caf?s", "don?t"
_LOST_LETTER = re.compile(r"(?<![^\s(\"'“„«‘])[^\W\d_]*[a-z]\?[a-z][^\W\d_?]*(?![^\s.,;:!?)\"'”“»’])")

# Invisible characters

_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]|(?<=[A-Za-z])[\u200c\u200d]"
)


def _invisible(text: str) -> Mark | None:
    """Marks of direction are spelling among right-to-left letters, and so is zero-width space in unspaced scripts."""
    spelling = ("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069" if _RTL.search(text) else "") + (
        "\u200b" if _UNSPACED.search(text) else ""
    )
    found = [match for match in _INVISIBLE.finditer(text) if match[0] not in spelling]
    if not found:
        return None
    counts = Counter(match[0] for match in found).most_common(3)
    told = ", ".join(f"{_name(character)} ({count})" if count > 1 else _name(character) for character, count in counts)
    start, end = found[0].start(), found[-1].end()
    parts, at = [], start
    for match in found:
        parts.append(text[at : match.start()])
        at = match.end()
        if match[0] < " " and text[match.start() - 1 : match.start()].strip() and text[at : at + 1].strip():
            parts.append(" ")  # it may have parted two words
    return Mark(start, end, replace="".join(parts), data={"names": told})


def _name(character: str) -> str:
    return unicodedata.name(character, f"control character {ord(character):02X}").lower()
