"""`extent`: the body is too short for an article, or too long for one paragraph."""

from collections.abc import Iterator, Sequence

import numpy as np
from pydantic import Field, model_validator

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.scan.block import Block
from copydesk.scan.phrases import PhraseHit


class ExtentOptions(Options):
    """One of two limits. min_words: fewer in the body are too few; in scripts without spaces two characters are a word.
    max_line_chars: more in the only line of a body are several paragraphs that have lost their ends.
    """

    min_words: int | None = Field(None, gt=0)
    max_line_chars: int | None = Field(None, gt=0)

    @model_validator(mode="after")
    def _one_limit(self) -> "ExtentOptions":
        if (self.min_words is None) == (self.max_line_chars is None):
            raise ValueError("give either min_words or max_line_chars")
        return self


class Extent(Detector):
    Options = ExtentOptions
    message_data = frozenset({"size"})

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        lines, options = block.lines, self.options
        if options.min_words:
            sizes = block.words
            wrong = sizes < options.min_words
        else:
            sizes = block.sums(lines.chars)
            wrong = (sizes > options.max_line_chars) & (block.sums(~lines.blank) == 1)
        for article in np.flatnonzero(block.has_body & wrong):
            yield Hit(int(article), data={"size": int(sizes[article])})
