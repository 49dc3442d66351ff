"""`ending`: the body breaks off."""

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import polars as pl
from pydantic import Field

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.detectors.rail import STOPLESS
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.vocabulary import Phrase, Vocabulary
from copydesk.scan.block import Block
from copydesk.scan.lines import PROSE_BYTES
from copydesk.scan.phrases import PhraseHit

MAX_SEEN_CHARS, MAX_WORD_CHARS = 60, 30


class EndingOptions(Options):
    """How the last line ends that no earlier rule has called a defect.

    max_words: in a longer body three dots, "[…]" or a phrase such as "read the full story" close a teaser that stands
    below the article. min_comma_bytes, min_open_bytes: bytes of UTF-8 from which a last line that ends with a comma,
    or with a small letter and no mark at all, is a sentence that stops short; shorter ones are rows of lists.
    """

    phrases: list[str] = Field([], description="Sections of the word lists: what stands where a text was cut")
    max_words: int = Field(150, gt=0)
    min_comma_bytes: int = Field(60, gt=0)
    min_open_bytes: int = Field(PROSE_BYTES, gt=0)


_CUT = re.compile(r"\[[…. ]*\+\s?[0-9]+ chars\]$")
"""How an interface says how much it keeps back: `[+1234 chars]`."""

_DOTS_OR_CUT = r"(?:\.{3}|…|chars)[\])]?$"
_COMMAS = (",", "،", "、", "，", ";", "；")


class Ending(Detector):
    Options = EndingOptions

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        super().__init__(rule, vocabulary)
        vocabulary.check_sections(self.options.phrases, [])

    def phrases(self, language: str) -> Iterable[Phrase]:
        for section in self.options.phrases:
            yield from self.vocabulary.phrases(section, language)

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        lines, options = block.lines, self.options
        counted = ~lines.blank & ~lines.claimed
        last = np.flatnonzero(counted & (lines.ranks(counted)[1] == 0))
        told = {hit.line for hit in found}
        phrased = self._phrased(block, found)
        tails = lines.frame["bare"].gather(last).str.slice(-MAX_SEEN_CHARS)
        # a line before one that is claimed may go on there: link texts often stand on lines of their own
        doubted = ~lines.ends_sentence[last] & (lines.from_edges[1][last] == 0)
        doubted &= lines.bytes[last] >= options.min_comma_bytes
        doubted |= tails.str.contains(_DOTS_OR_CUT).to_numpy()
        doubted |= np.isin(lines.article[last], list(phrased))
        last, tails = last[doubted], tails.filter(pl.Series(doubted))
        for line, tail in zip(last.tolist(), tails, strict=True):
            article = int(lines.article[line])
            broken = self._breaks_off(block, line, tail, is_phrase=line in told)
            if broken or article in phrased:
                yield Hit(article, seen=tail if broken else phrased[article])
            elif _ends_in_dots(tail) and lines.bytes[line] >= PROSE_BYTES:  # in a long body
                yield Hit(article, severity="info", outcome="review", confidence=0.5, seen=tail)

    def _breaks_off(self, block: Block, line: int, tail: str, *, is_phrase: bool) -> bool:
        """Whether a last line that ends in dots or without a full stop is one that was cut."""
        options, article, size = self.options, block.lines.article[line], block.lines.bytes[line]
        if _CUT.search(tail):
            return True
        if _ends_in_dots(tail):
            return bool(block.words[article] < options.max_words)
        if tail.endswith(_COMMAS):
            return bool(size >= options.min_comma_bytes)
        # a word in small letters; a name, an address or a handle is none. And under a long body, a button is a teaser's
        word = tail[-MAX_WORD_CHARS:].split()[-1].replace("'", "").replace("’", "").replace("-", "")
        is_open = size >= options.min_open_bytes and word.isalpha() and word.islower()
        return bool(is_open and not is_phrase and block.languages[article] not in STOPLESS)

    def _phrased(self, block: Block, found: Sequence[PhraseHit]) -> dict[int, str]:
        """Articles that end with such a phrase, whatever rule has claimed its line."""
        lines = block.lines
        _, after = lines.from_edges
        ends = [hit for hit in found if after[hit.line] == 0]
        return {
            int(lines.article[hit.line]): lines.text[hit.line].strip()[-MAX_SEEN_CHARS:]
            for hit in ends
            if block.words[lines.article[hit.line]] < self.options.max_words
        }


def _ends_in_dots(tail: str) -> bool:
    return tail.rstrip(")]").endswith(("...", "…"))
