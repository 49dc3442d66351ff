"""`repetition`: a text that says the same sequences of words over and over, within its lines."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from pydantic import Field

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.scan.block import Block
from copydesk.scan.phrases import PhraseHit
from copydesk.text import quote

MIN_REPEATED = 18
"""Percent of the shingles of a body that stand a second time, by estimate, from which it is read word by word: 1 of 50
articles. Of real pages none that the rule finds has less."""

MAX_CHARS = 100_000
"""Characters of a body that are read."""

_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_TOKEN = re.compile(f"[{_SPACELESS}]|[^\\W{_SPACELESS}]+")
CHARACTERS_A_WORD = 2
"""In scripts without spaces a sequence of words is one of so many characters each."""


class RepetitionOptions(Options):
    """Shares are of the characters in words, 0 to 1.

    max_repeated_ratio: in sequences of `sequence_words` that stood before. max_three_word_ratio, max_four_word_ratio:
    in the one sequence of so many words that takes most, if it stands min_count times at least. min_words: a shorter
    text may be a table, and a few words are a large share of it.
    """

    sequence_words: int = Field(10, ge=2)
    max_repeated_ratio: float = Field(0.25, gt=0, le=1)
    max_three_word_ratio: float = Field(0.18, gt=0, le=1)
    max_four_word_ratio: float = Field(0.16, gt=0, le=1)
    min_count: int = Field(5, ge=2)
    min_words: int = Field(100, ge=1)


class _Repeated(NamedTuple):
    """A share of the text, what it is, and an example of it."""

    ratio: float
    what: str
    tokens: Sequence[str]


class Repetition(Detector):
    Options = RepetitionOptions
    message_data = frozenset({"ratio", "what", "example"})

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        lines = block.lines
        for article in np.flatnonzero(block.has_body & (block.signatures.repeated >= MIN_REPEATED)).tolist():
            first, stop = int(lines.first[article]), int(lines.first[article + 1])
            open_ = first + np.flatnonzero(~lines.claimed[first:stop])
            text = "\n".join(lines.text[open_].to_list())[:MAX_CHARS]
            if (repeated := self._repeated(text)) is not None:
                spaceless = all(len(token) == 1 for token in repeated.tokens)
                example = quote(("" if spaceless else " ").join(repeated.tokens))
                data = {"ratio": round(100 * repeated.ratio), "what": repeated.what, "example": example}
                yield Hit(article, data=data)

    def _repeated(self, text: str) -> _Repeated | None:
        """The first of the measures that is beyond its bound."""
        options, tokens = self.options, _TOKEN.findall(text.lower())
        each = CHARACTERS_A_WORD if sum(map(len, tokens)) < 2 * len(tokens) else 1
        if len(tokens) < options.min_words * each:
            return None
        ratio, example = _repeated_ratio(tokens, options.sequence_words * each)
        if ratio >= options.max_repeated_ratio:
            return _Repeated(ratio, "sequences of words that stood before", example)
        for words, bound in ((3, options.max_three_word_ratio), (4, options.max_four_word_ratio)):
            ratio, example = _one_ratio(tokens, words * each, options.min_count)
            if ratio >= bound:
                return _Repeated(ratio, "one sequence of words", example)
        return None


def _repeated_ratio(tokens: Sequence[str], size: int) -> tuple[float, Sequence[str]]:
    """The share of the characters in sequences that stood before, and the first of these."""
    seen: set[tuple[str, ...]] = set()
    repeated, example, covered = 0, (), 0
    for at, sequence in enumerate(zip(*(tokens[n:] for n in range(size)), strict=False)):
        if sequence in seen:
            example = example or sequence
            repeated += sum(map(len, tokens[max(covered, at) : at + size]))
            covered = at + size
        seen.add(sequence)
    return repeated / sum(map(len, tokens)), example


def _one_ratio(tokens: Sequence[str], size: int, min_count: int) -> tuple[float, Sequence[str]]:
    """The share of the characters in the sequence that takes most of them, and that sequence."""
    counts = Counter(zip(*(tokens[n:] for n in range(size)), strict=False))
    chars = {sequence: count * sum(map(len, sequence)) for sequence, count in counts.items() if count >= min_count}
    most = max(chars, key=chars.__getitem__, default=())
    return min(chars.get(most, 0) / sum(map(len, tokens)), 1), most
