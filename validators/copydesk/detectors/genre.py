"""`genre`: pages that are texts, but no articles: live blogs, horoscopes, job advertisements."""

from collections.abc import Iterator, Sequence

import numpy as np
from pydantic import Field

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.detectors.titles import TitlePhrases
from copydesk.page.pages import facts_of, has_page
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.vocabulary import Vocabulary
from copydesk.scan.block import Block
from copydesk.scan.phrases import PhraseHit


class GenreOptions(Options):
    """titles: sections of the word lists, what the headline of such a page says. min_clock_lines: a live blog has so
    many lines that begin with the time of day."""

    titles: list[str]
    min_clock_lines: int = Field(5, ge=1)


# `14:05`, `(7h15`, `09.30 WIB`: the time of day at the start of a line, and no result of a race
_CLOCK = r"^[(\[]?(?:[01]?[0-9]|2[0-3])(?:[:h][0-5][0-9](?:[^0-9%.,:]|$)|\.[0-5][0-9] ?(?:Uhr|WIB|WITA|WIT|[ap]\.?m))"


class Genre(Detector):
    Options = GenreOptions
    evidence = frozenset({"text", "metadata"})

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        super().__init__(rule, vocabulary)
        self._titles = TitlePhrases(vocabulary, self.options.titles)

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        lines = block.lines
        timed = lines.frame["bare"].str.contains(_CLOCK).to_numpy()
        live = block.sums(timed) >= self.options.min_clock_lines
        titled = self._titles.find(block, block.has_body)
        declared = {
            article: fact
            for article in map(int, np.flatnonzero(block.has_body & has_page(block)))
            if (fact := facts_of(block, article, self.vocabulary).live)
        }
        for article in sorted({*titled, *declared, *map(int, np.flatnonzero(live))}):
            first = lines.first[article] + int(timed[lines.first[article] : lines.first[article + 1]].argmax())
            seen = block.columns["title"][article] if article in titled else lines.text[int(first)]
            if article in declared:
                seen = str(declared[article])
            yield Hit(article, field=None, seen=seen, confidence=0.8)
