"""`reading`: something in the input that could not be read. Reported by `copydesk.reading`, not by the scan."""

from collections.abc import Iterator, Sequence

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.reading.articles import ProblemKind
from copydesk.scan.block import Block
from copydesk.scan.phrases import PhraseHit


class ReadingOptions(Options):
    """problem: the kind of problem that the rule stands for."""

    problem: ProblemKind


class Reading(Detector):
    Options = ReadingOptions
    evidence = frozenset({"metadata"})
    message_data = frozenset({"problem"})

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        return iter(())
