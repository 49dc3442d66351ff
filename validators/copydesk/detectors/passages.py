"""What detectors share that look at headlines, standfirsts, bylines and bodies alike, where the text has a trace."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, ClassVar, NamedTuple

from copydesk.detectors.detector import Detector, Evidence, Hit
from copydesk.result.model import Outcome, Severity
from copydesk.scan.block import Block
from copydesk.scan.lines import Bools
from copydesk.scan.phrases import PhraseHit
from copydesk.scan.traces import Passage, TraceName

PLACES = {"title": "the headline", "description": "the standfirst", "authors": "an author's name"}


class Mark(NamedTuple):
    """The part of a passage that is a defect. start, end: characters. whole: the line says nothing else.

    seen: what is shown in place of the part, as long as it is. The rest is as in a Hit.
    """

    start: int
    end: int
    whole: bool = False
    seen: str | None = None
    replace: str | None = None
    safe: bool = True
    severity: Severity | None = None
    outcome: Outcome = "fail"
    data: Mapping[str, Any] = {}


class Passages(Detector):
    """Judges the passages that hold one of its traces. A line that is not a defect as a whole stays open to others."""

    evidence: ClassVar[frozenset[Evidence]] = frozenset({"text", "metadata"})
    message_data: ClassVar[frozenset[str]] = frozenset({"place"})

    @property
    def traces(self) -> Sequence[TraceName]:
        raise NotImplementedError

    def marks(self, passages: Sequence[Passage], block: Block) -> Iterator[tuple[Passage, Mark]]:
        """The defects of one article, at most one in a passage. passages: those of the article with a trace."""
        raise NotImplementedError

    def judged(self, block: Block) -> Bools:
        return block.has_text

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        passages = block.traces.passages(*self.traces)
        for _, of_article in groupby(passages, key=lambda passage: passage.article):
            for passage, mark in self.marks(list(of_article), block):
                yield _hit(passage, mark, block)


def _hit(passage: Passage, mark: Mark, block: Block) -> Hit:
    text, (start, end) = passage.text, mark[:2]
    replace, seen = mark.replace, mark.seen
    where: dict[str, Any]
    if passage.line is not None:
        place = f"body line {block.lines.number[passage.line]}"
        where = {"line": passage.line} | ({} if mark.whole else {"start": start, "end": end})
    else:
        place = PLACES[passage.field]
        where = {"field": passage.field}
        replace = None if replace is None else text[:start] + replace + text[end:]
        seen = text if seen is None else text[:start] + seen + text[end:]
    return Hit(
        passage.article,
        **where,
        seen=seen,
        replace=replace,
        safe=mark.safe,
        severity=mark.severity,
        outcome=mark.outcome,
        data={"place": place, **mark.data},
    )


def widened(text: str, start: int, end: int, most: int = 20) -> tuple[int, int]:
    """The span with the rest of the words that it cuts, at most so many characters on each side."""
    left = max(text.rfind(" ", 0, start) + 1, start - most)
    right = text.find(" ", end)
    return left, min(right if right >= 0 else len(text), end + most)
