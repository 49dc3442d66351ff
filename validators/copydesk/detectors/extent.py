"""`extent`: the body is too short for an article, too long for one paragraph, or far from what its source writes."""

from collections.abc import Iterator, Sequence

import numpy as np
from pydantic import Field, model_validator

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.page.pages import facts_of, has_page
from copydesk.scan.block import Block
from copydesk.scan.lines import Bools, Ints
from copydesk.scan.phrases import PhraseHit
from copydesk.text import fold


class ExtentOptions(Options):
    """One of three limits. min_words: fewer in the body are too few; in scripts without spaces two characters are a
    word. max_line_chars: more in the only line of a body are several paragraphs that have lost their ends; where the
    page is known, it also tells whether lists, quotations or subheads were lost. max_usual_ratio: more words, to the
    95th percentile of the source's past, are too many.

    min_usual_ratio, beside min_words: fewer words, to the median of the source's past, are worth a word.
    """

    min_words: int | None = Field(None, gt=0)
    min_usual_ratio: float = Field(0, ge=0, lt=1)
    max_line_chars: int | None = Field(None, gt=0)
    max_usual_ratio: float | None = Field(None, gt=1)

    @model_validator(mode="after")
    def _one_limit(self) -> "ExtentOptions":
        limits = (self.min_words, self.max_line_chars, self.max_usual_ratio)
        if sum(limit is not None for limit in limits) != 1:
            raise ValueError("give one of min_words, max_line_chars and max_usual_ratio")
        return self


class Extent(Detector):
    Options = ExtentOptions
    message_data = frozenset({"size", "usual", "says"})

    def judged(self, block: Block) -> Bools:
        if self.options.max_usual_ratio is None:
            return block.has_body
        return np.asarray(block.has_body & ~np.isnan(block.usual("long_words")))

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        lines, options = block.lines, self.options
        if options.max_line_chars:
            sizes = block.sums(lines.chars)
            wrong = (sizes > options.max_line_chars) & (block.sums(~lines.blank) == 1)
            for hit in self._hits(block, wrong, sizes):
                yield hit._replace(data={**hit.data, "says": f"is one line of {hit.data['size']} characters"})
            yield from self._lost(block, ~wrong, sizes)
        elif options.max_usual_ratio:
            yield from self._overlong(block)
        else:
            few = block.words < options.min_words
            usual = block.usual("words")
            below = ~few & (block.words < options.min_usual_ratio * usual)  # false where nothing is usual
            yield from self._hits(block, few, block.words)
            for hit in self._hits(block, below, block.words):
                told = f", where {usual[hit.article]:,.0f} are usual in its source"
                yield hit._replace(severity="info", data={**hit.data, "usual": told})

    def _hits(self, block: Block, wrong: Bools, sizes: Ints) -> Iterator[Hit]:
        for article in np.flatnonzero(block.has_body & wrong):
            yield Hit(int(article), data={"size": int(sizes[article]), "usual": "", "says": ""})

    def _lost(self, block: Block, where: Bools, sizes: Ints) -> Iterator[Hit]:
        """The kinds of parts that the page shows among the paragraphs, and of which the body has none."""
        for article in map(int, np.flatnonzero(block.has_body & has_page(block) & where)):
            if lost := facts_of(block, article, self.vocabulary).lost:
                says = f"has none of the {' and the '.join(lost)} of its article's page"
                data = {"size": int(sizes[article]), "usual": "", "says": says}
                yield Hit(article, confidence=0.8, data=data)

    def _overlong(self, block: Block) -> Iterator[Hit]:
        usual = block.usual("long_words")
        for hit in self._hits(block, block.words > self.options.max_usual_ratio * usual, block.words):
            told = f", where {usual[hit.article]:,.0f} are much in its source"
            other = self._headline_within(block, hit.article)
            if other is None:
                data = {**hit.data, "usual": told}
                yield hit._replace(severity="info", outcome="review", confidence=0.5, data=data)
            else:
                yield hit._replace(data={**hit.data, "usual": f'{told}, and the headline of "{other}" within'})

    def _headline_within(self, block: Block, article: int) -> str | None:
        """The id of another article of the source and block whose headline is a line of this body."""
        sources, titles = block.columns["source"], block.columns["title"]
        lines = block.lines
        first, stop = int(lines.first[article]), int(lines.first[article + 1])
        here = set(lines.frame["folded"][first:stop].drop_nulls())
        for other, title in enumerate(titles):
            if other != article and sources[other] == sources[article] and title:
                folded = fold(title)
                if folded.count(" ") >= 2 and folded in here and folded != fold(titles[article] or ""):
                    return str(block.columns["id"][other])
        return None
