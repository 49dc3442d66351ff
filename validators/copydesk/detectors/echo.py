"""`echo`: a body line that repeats the headline, the description, or the beginning of its paragraph."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import numpy as np
import polars as pl
from pydantic import Field

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.detectors.titles import parts
from copydesk.scan.block import MAX_TITLE_CHARS, Block
from copydesk.scan.lines import Bools, Ints
from copydesk.scan.phrases import PhraseHit
from copydesk.text import ALIKE, DECORATION, fold

HEAD_LINES = 3
"""Lines at the start of a body that are compared with what they only resemble; blank and claimed ones do not count."""

MIN_LENGTH_RATIO, MAX_LENGTH_RATIO = 0.4, 1.25
"""Length of a line that may be the headline, to that of the title, which often has the name of the site as well."""

SLACK_CHARS = 4
"""By so much do equal texts differ in length, for decoration and white space at their ends."""

END_CHARS = 4
"""Texts that differ in their first and in their last characters are not compared further."""

_DECORATION = DECORATION + "'" + ALIKE["'"] + ALIKE['"']

MIN_MORE_CHARS = 20
"""A paragraph that repeats the subhead above it is so much longer."""


class EchoOptions(Options):
    """min_bytes: a shorter line may say the same by chance. min_subhead_bytes: a shorter subhead may be the subject of
    its paragraph. min_title_ratio: how alike a line near the start and the headline are, 0 to 1, as `difflib` counts
    it; elsewhere in the body they must be equal.
    """

    min_bytes: int = Field(24, ge=1)
    min_subhead_bytes: int = Field(48, ge=1)
    min_title_ratio: float = Field(0.9, gt=0.5, le=1)


class Echo(Detector):
    Options = EchoOptions
    message_data = frozenset({"what"})

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        lines = block.lines
        left = ~lines.blank & ~lines.claimed
        open_ = left & (lines.bytes >= self.options.min_bytes)
        head = open_ & (lines.ranks(left)[0] < HEAD_LINES)
        for line, ratio in self._headlines(block, open_, head):
            open_[line] = False
            data = {"what": "the headline"}
            yield Hit(int(lines.article[line]), line, safe=ratio == 1, confidence=ratio, data=data)
        for line in _descriptions(block, open_ & head):
            open_[line] = False
            yield Hit(int(lines.article[line]), line, safe=False, confidence=0.9, data={"what": "the description"})
        for line in _subheads(block, open_ & (lines.bytes >= self.options.min_subhead_bytes)).tolist():
            yield Hit(int(lines.article[line]), line, data={"what": "the beginning of its paragraph"})

    def _headlines(self, block: Block, open_: Bools, head: Bools) -> Iterator[tuple[int, float]]:
        """Lines that are the headline or a part of it, or nearly so where they stand at the head; and how nearly."""
        chars, title_chars = block.lines.chars, _chars(block, "title")
        same_size = np.abs(chars - title_chars) <= SLACK_CHARS
        head_size = (chars >= MIN_LENGTH_RATIO * title_chars) & (chars <= MAX_LENGTH_RATIO * title_chars)
        candidates = np.flatnonzero(open_ & (title_chars <= MAX_TITLE_CHARS) & (same_size | head & head_size))
        for line, text, title in _alike_at_an_end(block, candidates, "title"):
            folded, (whole, *of_several) = fold(text), parts(title)
            longest = max(of_several, key=len, default=whole)
            if folded in (whole, longest):
                yield line, 1.0
            elif head[line]:
                least = self.options.min_title_ratio
                if (ratio := max(_ratio(folded, part, least) for part in (whole, longest))) >= least:
                    yield line, ratio


def _ratio(text: str, other: str, least: float) -> float:
    """How alike the texts are; 0 where it is less than `least`, as far as that shows in the letters they have."""
    matcher = SequenceMatcher(None, text, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= least else 0.0


def _descriptions(block: Block, head: Bools) -> list[int]:
    """Of these lines, those that are the whole description, where the body has more."""
    lines = block.lines
    same_size = np.abs(lines.chars - _chars(block, "description")) <= SLACK_CHARS
    candidates = np.flatnonzero(head & same_size & (block.sums(~lines.blank)[lines.article] > 1))
    return [
        line for line, *texts in _alike_at_an_end(block, candidates, "description") if len({*map(fold, texts)}) == 1
    ]


def _subheads(block: Block, open_: Bools) -> Ints:
    """Lines that are no sentence, and with which the next paragraph begins."""
    lines = block.lines
    visible = np.flatnonzero(~lines.blank)
    above, below = visible[:-1], visible[1:]
    fits = open_[above] & ~lines.ends_sentence[above] & (lines.article[above] == lines.article[below])
    fits &= ~lines.claimed[below] & (lines.chars[below] >= lines.chars[above] + MIN_MORE_CHARS)
    above, below = above[fits], below[fits]
    bare = lines.frame["bare"]
    pairs = pl.DataFrame({"above": bare[above], "below": bare[below]})
    subheads: Ints = above[pairs.select(pl.col("below").str.starts_with(pl.col("above"))).to_series().to_numpy()]
    return subheads


def _chars(block: Block, field: str) -> Ints:
    """Of each line: the characters of a field of its article."""
    chars = block.articles[field].str.len_chars().fill_null(0).to_numpy().astype(np.int64)
    return chars[block.lines.article]


def _alike_at_an_end(block: Block, candidates: Ints, field: str) -> Iterator[tuple[int, str, str]]:
    """Of these lines, those that begin or end as a field of their article does: line, its text, and the field."""
    lines = block.lines
    texts, fields = lines.frame["bare"][candidates], block.articles[field][lines.article[candidates]]
    pairs = pl.DataFrame({"line": candidates, "text": texts, "field": fields.str.strip_chars()})
    text, other = (pl.col(name).str.strip_chars(_DECORATION) for name in ("text", "field"))
    alike = (_small(text, at) == _small(other, at) for at in (0, -END_CHARS))
    yield from pairs.filter(pl.any_horizontal(alike)).iter_rows()


def _small(text: pl.Expr, at: int) -> pl.Expr:
    """The first or last characters in small letters; some more than these are made small, but not the whole line."""
    return text.str.slice(3 * at, 3 * END_CHARS).str.to_lowercase().str.slice(at, END_CHARS)
