"""`prose`: a body line that does not read like the article it stands in."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
from pydantic import Field

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.rooms import rules_dir
from copydesk.scan.block import Block
from copydesk.scan.grams import Floats
from copydesk.scan.lines import Bools
from copydesk.scan.phrases import PhraseHit
from copydesk.scan.scorer import Scorer
from copydesk.scan.signs import OPEN_BYTES, Signs, comparable

WEIGHTS = "weights/prose.npz"
MAX_REASONS = 3

KINDS = ("form", "wording", "near", "place", "found", "body", "topic", "copies")
"""Kinds of signs, as their names begin."""


class ProseOptions(Options):
    """From which rate of stray lines on a line is told.

    The rates are shares, 0 to 1, of lines with the same score that were stray on sites unknown to the scorer.
    """

    warn_rate: float = Field(0.52, ge=0, le=1, description="For a warning, where a rule has found furniture already")
    warn_rate_clean: float = Field(0.97, ge=0, le=1, description="For a warning, in any other body")
    review_rate: float = Field(0.5, ge=0, le=1, description="For a line, but no sentence, to look at")
    more_for_sentence: float = Field(
        0.25, ge=0, le=1, description="More for a warning on a line with the length and the end of a sentence"
    )


class Prose(Detector):
    Options = ProseOptions
    message_data = frozenset({"reasons"})

    @cached_property
    def _scorer(self) -> Scorer:
        return Scorer(rules_dir() / WEIGHTS)

    def judged(self, block: Block) -> Bools:
        return super().judged(block) & comparable(block)

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        judged = Signs(block)
        if not len(judged.lines):
            return
        signs = judged.signs(self._scorer.wording(judged.texts))
        columns = self._scorer.columns(signs)
        logits = self._scorer.logits(columns)
        rates = self._scorer.rates(logits)
        article = block.lines.article[judged.lines]
        limits = np.where(judged.dirty[article], self.options.warn_rate, self.options.warn_rate_clean)
        warned = rates >= limits + self.options.more_for_sentence * judged.sentence
        told = np.flatnonzero(warned | (rates >= self.options.review_rate) & ~judged.sentence)
        weights = self._scorer.reasons(columns[:, told], logits[told], KINDS)
        for at, weight in zip(told.tolist(), weights.T, strict=True):
            yield Hit(
                int(article[at]),
                int(judged.lines[at]),
                severity=None if warned[at] else "info",
                outcome="fail" if warned[at] else "review",
                confidence=round(float(rates[at]), 3),
                data={"reasons": _reasons(weight, signs, at)},
            )


def _reasons(weights: Floats, signs: Mapping[str, Floats], at: int) -> str:
    """The kinds of signs that decided on one of the lines, in words, the strongest first. weights: of each of KINDS."""
    ranked = [KINDS[number] for number in np.argsort(-weights) if weights[number] > 0]
    phrases = [phrase for kind in ranked if (phrase := _in_words(kind, signs, at))]
    return ", ".join(phrases[:MAX_REASONS]) or "all its signs together"


def _in_words(kind: str, signs: Mapping[str, Floats], at: int) -> str:
    """What the signs of a kind say against a line; nothing where they say it only together with others."""
    match kind:
        case "form":
            length = "short" if signs["form size"][at] < OPEN_BYTES else ""
            sentence = "" if signs["form ends"][at] else "no sentence"
            return ", ".join(filter(None, (length, sentence)))
        case "wording":
            return "worded like a menu or a notice" if signs["wording line"][at] > 0 else ""
        case "near":
            run = round(signs["near run without long"][at])
            return f"among {run} such lines" if run > 1 else ""
        case "place":
            if not signs["place prose before"][at] and signs["place prose after"][at]:
                return "before the story"
            if signs["place prose before"][at] and not signs["place prose after"][at]:
                return "after the last paragraph"
            return "away from the paragraphs" if signs["place run without prose"][at] > 1 else ""
        case "found":
            found = round(signs["found lines"][at])
            return f"{found} other line{'s' * (found > 1)} of this body found stray" if found else ""
        case "body":
            return "little of this body is prose" if signs["body text ratio"][at] < 0.5 else ""
        case "topic":
            return "shares no word with the story" if not signs["topic shared"][at] else ""
        case "copies":
            return f"stands {round(signs['copies lines'][at])} times" if signs["copies lines"][at] > 1 else ""
    return ""
