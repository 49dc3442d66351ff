"""What every detector is: options, the evidence it needs, and hits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict

from copydesk.result.model import Outcome, Severity
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.vocabulary import Phrase, Vocabulary
from copydesk.scan.block import Block
from copydesk.scan.lines import Bools
from copydesk.scan.phrases import PhraseHit

if TYPE_CHECKING:
    from copydesk.history.panel import Panel
    from copydesk.scan.ledger import Ledger

Evidence = Literal["text", "metadata", "html", "batch", "history"]


class Hit(NamedTuple):
    """A defect that a detector found in one article.

    article: index in the block. line: index into the lines of the block; None for a whole field. start, end:
    characters in the line; None for the whole line without the white space around it. seen: what is shown in
    place of the span, as long as it is, since private text is not repeated; without a span, the wrong element, where
    the field is a list. replace: for a rule whose fix replaces: what stands in place of the span or, without one, the
    new value of the field or element; None where the detector knows no better. safe: False where the fix may lose
    something here, whatever the rule says. severity: milder than the rule's, where the hit is. left_out: hits of the
    rule in the same article that are too many to be told.
    """

    article: int
    line: int | None = None
    start: int | None = None
    end: int | None = None
    field: str | None = "body"
    seen: str | None = None
    replace: str | None = None
    safe: bool = True
    severity: Severity | None = None
    outcome: Outcome = "fail"
    confidence: float = 1.0
    suggest: Sequence[str] = ()
    data: Mapping[str, Any] = {}
    left_out: int = 0


class LedgerHit(NamedTuple):
    """A defect that shows over the batch.

    article: number in the batch. line: from 1 within the body; None for a whole field. start: characters before the
    line. text: of the line, or the value of the field. replace, safe: as in a Hit.
    """

    article: int
    field: str | None = "body"
    line: int | None = None
    start: int = 0
    text: str = ""
    replace: str | None = None
    safe: bool = True
    severity: Severity | None = None
    outcome: Outcome = "fail"
    confidence: float = 1.0
    suggest: Sequence[str] = ()
    data: Mapping[str, Any] = {}


class Options(BaseModel):
    """A detector's options, with units in their names."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Detector:
    """Finds one kind of defect in the articles of a block.

    evidence: what a record must have for the rule to judge it. message_data: what the rule's message may name beside
    `line`, `quote`, `field`, `source` and `record`.
    """

    Options: ClassVar[type[Options]] = Options
    evidence: ClassVar[frozenset[Evidence]] = frozenset({"text"})
    message_data: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        """Raises pydantic.ValidationError if the options are not those of the detector. A detector that finds more
        wrong with them raises RuleError, with the value that is wrong as its `word`."""
        self.rule = rule
        self.vocabulary = vocabulary
        self.options: Any = self.Options.model_validate(rule.options)

    def phrases(self, language: str) -> Iterable[Phrase]:
        """The phrases of one language that the plan looks for on behalf of this rule."""
        return ()

    def judged(self, block: Block) -> Bools:
        """The articles that have the evidence; for the others the rule is not applicable."""
        return block.has_body if "text" in self.evidence else np.ones(len(block), dtype=bool)

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        """The defects in a block; found: where its phrases stand."""
        raise NotImplementedError


class BatchDetector(Detector):
    """Finds defects that show only when the whole batch has been read."""

    evidence: ClassVar[frozenset[Evidence]] = frozenset({"batch"})

    @property
    def needs_signatures(self) -> bool:
        """Whether the ledger must keep MinHash signatures of the bodies."""
        return False

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        return iter(())

    def conclude(self, ledger: "Ledger") -> Iterator[LedgerHit]:
        """The defects over the batch, in the order of its articles."""
        raise NotImplementedError


class SourceHit(NamedTuple):
    """A defect of a whole source. field: the one that it is about, if it is about one."""

    source: str
    field: str | None = None
    severity: Severity | None = None
    outcome: Outcome = "fail"
    confidence: float = 1.0
    data: Mapping[str, Any] = {}


class SourceVerdict(NamedTuple):
    """judged: of each source of a panel whether it has the past that it takes. hits: of those, what is wrong."""

    judged: Bools
    hits: Sequence[SourceHit]


class SourceDetector(Detector):
    """Finds what is wrong with a source in this batch, beside its own past batches."""

    evidence: ClassVar[frozenset[Evidence]] = frozenset({"history"})

    def judged(self, block: Block) -> Bools:
        return np.zeros(len(block), dtype=bool)

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        return iter(())

    def judge(self, panel: "Panel") -> SourceVerdict:
        """What is wrong with the sources of a panel."""
        raise NotImplementedError
