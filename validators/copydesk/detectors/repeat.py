"""`repeat`: paragraphs that stand twice in one body."""

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
import polars as pl
from pydantic import Field

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.scan.block import Block
from copydesk.scan.lines import Bools, Ints
from copydesk.scan.phrases import PhraseHit

HALF_MIN_CHARS = 160
"""A line that is the same text twice over is doubled from this length on."""


class RepeatOptions(Options):
    """what: single paragraphs, or bodies of which a large part stands twice.

    min_chars: a shorter line may stand twice by chance. body_ratio: share of the body's characters, 0 to 1, in
    repeated lines from which the body is called doubled; below it its repeats are single paragraphs.
    """

    what: Literal["paragraph", "body"]
    min_chars: int = Field(40, ge=1)
    min_open_chars: int = Field(40, ge=1)
    body_ratio: float = Field(0.4, gt=0, le=1)


class Repeat(Detector):
    Options = RepeatOptions
    message_data = frozenset({"first_line", "ratio"})

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        lines = block.lines
        first = block.lines.first_of_its_kind
        first = np.where(lines.blank | lines.claimed, -1, first)
        long_enough = (lines.chars >= self.options.min_open_chars) | (
            (lines.chars >= self.options.min_chars) & lines.ends_sentence
        )
        repeats = (first >= 0) & long_enough
        if self.options.what == "body":
            repeats |= _between(lines.article, first, repeats)
        articles = np.unique(lines.article[repeats])
        weight = np.where(lines.blank, 0, lines.chars)
        total = np.add.reduceat(weight, lines.first[:-1]) if len(block) else weight
        repeated = np.bincount(lines.article, weights=weight * repeats, minlength=len(block))
        for article in articles:
            ratio = float(repeated[article] / max(total[article], 1))
            if (ratio >= self.options.body_ratio) != (self.options.what == "body"):
                continue
            span = slice(lines.first[article], lines.first[article + 1])
            for line in np.flatnonzero(repeats[span]) + lines.first[article]:
                first_line = int(lines.number[first[line]])
                yield Hit(int(article), line=int(line), data={"first_line": first_line, "ratio": round(100 * ratio)})
        for line, start, end in _twice_over(block):
            article = int(lines.article[line])
            ratio = (end - start) / max(total[article], 1)
            if (ratio >= self.options.body_ratio) == (self.options.what == "body"):
                data = {"first_line": int(lines.number[line]), "ratio": round(100 * ratio)}
                yield Hit(article, line=line, start=start, end=end, data=data)


def _between(article: Ints, first: Ints, repeats: Bools) -> Bools:
    """Short repeated lines that continue a run of repeated paragraphs in the same order as before."""
    more = np.zeros(len(first), dtype=bool)
    candidates = np.flatnonzero((first >= 0) & ~repeats)
    for line in candidates:
        for near in (line - 1, line - 2, line + 1, line + 2):  # a blank line may stand between
            inside = 0 <= near < len(first) and article[near] == article[line]
            if inside and repeats[near] and first[near] - first[line] == near - line:
                more[line] = True
    return more


def _twice_over(block: Block) -> Iterator[tuple[int, int, int]]:
    """(line, start, end) of the second half of lines that are the same text twice over: bodies without line breaks."""
    lines = block.lines
    bare, half = pl.col("bare"), pl.col("bare").str.len_chars() // 2
    alike = pl.concat_list(bare.str.slice(half + offset, 12) for offset in (0, 1)).list.contains(bare.str.head(12))
    candidates = (
        lines.frame.select("bare", "chars")
        .with_row_index("line")
        .filter(pl.col("chars") >= HALF_MIN_CHARS)
        .filter(alike)["line"]
    )
    for line in candidates:
        if lines.claimed[line]:
            continue
        text = lines.text[line]
        bare_text = text.strip()
        middle = len(bare_text) // 2
        second = bare_text[middle:].lstrip() if len(bare_text) % 2 == 0 else bare_text[middle + 1 :].lstrip()
        if bare_text[:middle].rstrip() == second:
            end = len(text.rstrip())
            yield line, end - len(second), end
