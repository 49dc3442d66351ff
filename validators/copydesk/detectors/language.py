"""`language`: the text is in another language than the record says, or in two.

An article that plainly is in its language is passed by after a look at a few words; CLD2 is asked for the rest.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Literal

import numpy as np
import polars as pl
from pydantic import Field

from copydesk.detectors.detector import Detector, Evidence, Hit, Options
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.vocabulary import Vocabulary
from copydesk.scan.block import LEAD_CHARS, Block
from copydesk.scan.language import Found, are_kin, canonical, is_known, told
from copydesk.scan.lines import Bools, Ints
from copydesk.scan.phrases import PhraseHit
from copydesk.scan.wording import Wording

MAX_LINES = 8
"""Lines of prose of one article that are looked at more closely."""

MIN_LINES = 4
"""Lines of prose that an article must have to be called mixed."""

MIN_OTHER_WORDS, MIN_LINE_WORDS = 4, 2
"""Common words of another language that a text and a line must hold to be in it; lists of names hold none."""

MIN_OWN_RATIO = 0.15
"""Share of the text in the article's language; with less of it the article is not mixed, but in another language."""

MAX_CHARS = 2_000
"""Of a text that CLD2 is asked about."""


class LanguageOptions(Options):
    """what: `wrong` (not what the record says) or `mixed` (a large part in another one). words: of the word lists.

    min_ratio: share of the text, 0 to 1, that must be in the other language.
    """

    what: Literal["wrong", "mixed"]
    words: str
    min_chars: int = Field(200, ge=1, description="A shorter body is not judged")
    min_ratio: float = Field(gt=0, le=1)
    min_words: int = Field(ge=1, description="Common words of its language that a text must hold to be passed by")


class Language(Detector):
    Options = LanguageOptions
    evidence: ClassVar[frozenset[Evidence]] = frozenset({"text", "metadata"})
    message_data: ClassVar[frozenset[str]] = frozenset({"language", "other", "ratio"})

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        super().__init__(rule, vocabulary)
        vocabulary.check_sections([], [self.options.words])
        self._wording = Wording(vocabulary, self.options.words)

    def judged(self, block: Block) -> Bools:
        wrong = self.options.what == "wrong"
        codes = _codes(block.named if wrong else block.languages)
        known = [code for code in codes.unique() if is_known(code) and (wrong or self._wording.knows(code))]
        enough = block.sums(block.lines.chars) >= self.options.min_chars
        return np.asarray(block.has_body & enough & codes.is_in(known).to_numpy())

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        yield from self._wrong(block) if self.options.what == "wrong" else self._mixed(block)

    def _wrong(self, block: Block) -> Iterator[Hit]:
        rows = np.flatnonzero(block.judged[self.rule.code])
        codes = _codes(block.named).gather(rows)
        plain = self._wording.plain(block.lead.gather(rows), codes, self.options.min_words)
        for row in rows[~plain].tolist():
            language, first = block.named[row] or "", told(block.lead[row])
            if first is None or are_kin(first.code, language):
                continue
            start = int(block.lead_start[row])
            other = self._told(block.articles["body"][row][start : start + MAX_CHARS], MIN_OTHER_WORDS)
            if other and other.ratio >= self.options.min_ratio and not are_kin(other.code, language):
                yield Hit(row, field="language", data=_data(language, other.code, other.ratio))

    def _mixed(self, block: Block) -> Iterator[Hit]:
        """Looks at the last line of each article, then at more of those in doubt, and asks CLD2 about few."""
        lines = block.lines
        prose = np.flatnonzero(lines.prose & block.judged[self.rule.code][lines.article])
        first = np.searchsorted(prose, lines.first)
        counts = np.diff(first)
        rows = np.flatnonzero(counts >= MIN_LINES)
        doubtful = rows[~self._are_plain(block, prose[first[rows + 1] - 1])]
        steps = -(-counts // MAX_LINES)
        samples = [prose[first[row] : first[row + 1] : steps[row]] for row in doubtful.tolist()]
        plain = self._are_plain(block, np.concatenate(samples)) if samples else np.zeros(0, dtype=bool)
        ends = np.cumsum([len(sample) for sample in samples], dtype=np.int64)
        for row, sample, end in zip(doubtful.tolist(), samples, ends.tolist(), strict=True):
            language = block.languages[row] or ""
            foreign = sample[~plain[end - len(sample) : end]].tolist()
            if len(foreign) < self.options.min_ratio * len(sample):
                continue
            other = told("\n".join(lines.text[line][:LEAD_CHARS] for line in foreign)[:LEAD_CHARS])
            if other is None or are_kin(other.code, language):
                continue
            parts = self._parts([lines.text[line] for line in sample.tolist()])
            own = sum(ratio for code, ratio in parts.items() if are_kin(code, language))
            ratio, code = max(
                ((r, code) for code, r in parts.items() if not are_kin(code, language)), default=(0.0, "")
            )
            if ratio >= self.options.min_ratio and own >= MIN_OWN_RATIO:
                yield Hit(row, data=_data(language, code, ratio))

    def _are_plain(self, block: Block, lines: Ints) -> Bools:
        codes = _codes(block.languages).gather(block.lines.article[lines])
        return self._wording.plain(block.lines.text.gather(lines), codes, self.options.min_words)

    def _told(self, text: str, times: int) -> Found | None:
        """What CLD2 says, if it is sure and the text has words of that language: a list of names has none."""
        found = told(text)
        if found is None or not found.reliable:
            return None
        return found if self._wording.holds(text, found.code, times) else None

    def _parts(self, lines: Sequence[str]) -> dict[str, float]:
        """The shares of the languages in the text, by the lines that can be told."""
        sizes: Counter[str] = Counter()
        for line in lines:
            if found := self._told(line[:MAX_CHARS], MIN_LINE_WORDS):
                sizes[found.code] += len(line.encode())
        return {code: size / sizes.total() for code, size in sizes.items()}


def _codes(languages: Sequence[str | None]) -> pl.Series:
    codes = {code: canonical(code or "") for code in set(languages)}
    return pl.Series([codes[code] for code in languages], dtype=pl.String)


def _data(language: str, other: str, ratio: float) -> dict[str, Any]:
    return {"language": language, "other": other, "ratio": round(100 * ratio)}
