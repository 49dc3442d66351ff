"""`glued`: sentences and words that have lost the space between them."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pydantic import Field

from copydesk.detectors.detector import Options
from copydesk.detectors.passages import Mark, Passages
from copydesk.result.model import Severity
from copydesk.scan.block import Block
from copydesk.scan.traces import Passage

MAX_WORD_CHARS = 40


class GluedOptions(Options):
    min_sentences: int = Field(2, ge=1, description="Different places over the article; one may be a slip of a typist")


class Glued(Passages):
    Options = GluedOptions
    traces = ("glued",)

    def marks(self, passages: Sequence[Passage], block: Block) -> Iterator[tuple[Passage, Mark]]:
        """A glued credit or word in capitals is the scraper's; sentences may be printed so, and are information."""
        sentences = {passage: _sentences(passage.text) for passage in passages}
        different = {passage.text[joint.start : joint.end] for passage, some in sentences.items() for joint in some}
        for passage in passages:
            if words := _words(passage.text):
                yield passage, _parted(passage.text, [words])
            elif sentences[passage] and len(different) >= self.options.min_sentences:
                yield passage, _parted(passage.text, sentences[passage], "info")


class _Joint(NamedTuple):
    """Two words without a space between them. start, cut, end: characters."""

    start: int
    cut: int
    end: int


def _sentences(text: str) -> list[_Joint]:
    """Where a sentence ends with the next one right behind: a small letter, a stop, a capital and small letters."""
    joints = []
    for stop in _STOP.finditer(text):
        cut = stop.end()
        left = _LEFT.search(text[max(cut - MAX_WORD_CHARS, 0) : cut - 1])
        right = _RIGHT.match(text, cut)
        if left and right and left[0][1:].islower() and right[0].istitle() and right[0] not in _DOMAINS:
            joints.append(_Joint(cut - 1 - len(left[0]), cut, right.end()))
    return joints


_STOP = re.compile(r"(?<=[^\W\d_])[.!?](?=[^\W\d_])")
_LEFT = re.compile(r"(?<![\w@./:\\-])[^\W\d_]{2,}$")
_RIGHT = re.compile(r"[^\W\d_]{2,}(?=[\s,])")
_DOMAINS = frozenset({"Com", "Org", "Net"})


def _words(text: str) -> _Joint | None:
    """A credit right behind a name, or a word in capitals that stands twice in a row."""
    if credit := _CREDIT.search(text):
        return _Joint(text.rfind(" ", 0, credit.start()) + 1, credit.start(), credit.end())
    if capitals := _CAPITALS.search(text):
        return _Joint(capitals.start(), capitals.end(1), capitals.end())
    return None


_CREDIT = re.compile(
    r"(?<=[a-z])(?:Editor|Reporter|Pewarta|Penulis|Penerjemah|Foto|Photo|Autor|Author|Source|Sumber|Quelle) ?:"
)
_CAPITALS = re.compile(r"(?<![^\W\d_])([A-Z]{10,40})\1+(?![^\W\d_])")


def _parted(text: str, joints: Sequence[_Joint], severity: Severity | None = None) -> Mark:
    """The passage from the first joint to the last, with a space at each."""
    start, end = joints[0].start, joints[-1].end
    cuts = [start, *(joint.cut for joint in joints), end]
    return Mark(start, end, replace=" ".join(text[left:right] for left, right in pairwise(cuts)), severity=severity)
