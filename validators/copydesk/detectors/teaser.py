"""`teaser`: the body is the description of the article and not its text."""

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
from pydantic import Field

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.scan.block import Block
from copydesk.scan.lines import Bools
from copydesk.scan.phrases import PhraseHit
from copydesk.text import fold

SPAN_CHARS = 4
"""Texts are compared by the runs of so many characters that they hold: words and their order, in any script."""


class TeaserOptions(Options):
    """min_contained_ratio: share of the body that stands in the description. max_paragraphs: an article has more.
    brief_words: so long a body that ends with a sentence is perhaps a brief, and its description all of it.
    max_words: so long a description is the article itself.
    """

    min_contained_ratio: float = Field(0.9, gt=0, le=1)
    max_paragraphs: int = Field(2, ge=1)
    brief_words: int = Field(40, gt=0)
    max_words: int = Field(120, gt=0)


class Teaser(Detector):
    Options = TeaserOptions
    evidence = frozenset({"text", "metadata"})

    def judged(self, block: Block) -> Bools:
        letters = pl.col("description").str.contains(r"\p{L}").fill_null(value=False)
        described: Bools = block.articles.select(letters).to_series().to_numpy()
        return block.has_body & described

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        lines, options = block.lines, self.options
        described = block.articles["description"].str.len_bytes().fill_null(0).to_numpy()
        contained = block.sums(lines.bytes) * options.min_contained_ratio <= described
        doubted = block.has_body & contained & (block.words < options.max_words)
        for article in map(int, np.flatnonzero(doubted)):
            paragraphs = np.flatnonzero(~lines.blank[lines.first[article] : lines.first[article + 1]])
            body, description = (fold(block.value(name, article)) for name in ("body", "description"))
            if len(paragraphs) > options.max_paragraphs or _contained(body, description) < options.min_contained_ratio:
                continue
            is_closed = lines.ends_sentence[lines.first[article] + paragraphs[-1]]
            if is_closed and block.words[article] >= options.brief_words:
                yield Hit(article, severity="info", outcome="review", confidence=0.5)
            else:
                yield Hit(article, confidence=0.9)


def _contained(text: str, other: str) -> float:
    """The share of a text, 0 to 1, that stands in another one too."""
    spans, others = ({t[n : n + SPAN_CHARS] for n in range(max(len(t) - SPAN_CHARS, 0) + 1)} for t in (text, other))
    return len(spans & others) / len(spans)
