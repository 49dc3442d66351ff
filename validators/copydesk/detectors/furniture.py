"""`furniture`: a body that holds nothing but what surrounds an article: the shell that a browser would have filled."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import polars as pl
from pydantic import Field

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.vocabulary import Phrase, Vocabulary
from copydesk.scan.block import Block
from copydesk.scan.phrases import PhraseHit

MAX_SIGN_LINES = 10
"""Lines without a letter or digit that a shell may have."""


class FurnitureOptions(Options):
    """phrases: sections of the word lists; with the lines that earlier rules called a defect they are the whole body.

    max_line_chars: a longer line that begins with a phrase is prose.
    """

    phrases: list[str]
    max_line_chars: int = Field(200, gt=0)


class Furniture(Detector):
    Options = FurnitureOptions

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        super().__init__(rule, vocabulary)
        vocabulary.check_sections(self.options.phrases, [])

    def phrases(self, language: str) -> Iterable[Phrase]:
        for section in self.options.phrases:
            yield from self.vocabulary.phrases(section, language)

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        lines = block.lines
        own = ~lines.blank & ~lines.claimed
        own[[hit.line for hit in found if lines.chars[hit.line] <= self.options.max_line_chars]] = False
        few = own & (block.sums(own) <= MAX_SIGN_LINES)[lines.article]
        own[few] = lines.text.filter(pl.Series(few)).str.contains(r"[\p{L}\p{N}]").to_numpy()
        for article in np.flatnonzero(block.has_body & (block.sums(own) == 0)):
            yield Hit(int(article))
