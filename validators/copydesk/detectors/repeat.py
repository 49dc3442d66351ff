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

BODY_MIN_BYTES = 40
"""From this length on a repeated line counts for the share of a body that stands twice."""

ROW_DIGITS = 1 / 8
"""Share of digits among the characters of a line from which on it is a row of a table, or what a program put out."""

QUESTION_MARKS = ("?", "？", "؟")


class RepeatOptions(Options):
    """what: single paragraphs, or bodies of which a large part stands twice.

    Lengths are bytes of UTF-8, since a Chinese character says about as much as three Latin letters; a letter of two
    bytes, as Russian ones are, says no more than one and counts as one. min_bytes: a shorter line may stand twice by
    chance, as headings and rows of tables do. body_ratio: share of the body, 0 to 1, in repeated lines from which it is
    called doubled; below it its repeats are single paragraphs.
    """

    what: Literal["paragraph", "body"]
    min_bytes: int = Field(BODY_MIN_BYTES, ge=1)
    body_ratio: float = Field(0.4, gt=0, le=1)


class Repeat(Detector):
    Options = RepeatOptions
    message_data = frozenset({"first_line", "ratio"})

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        lines, options = block.lines, self.options
        if not len(lines):
            return
        first = np.where(lines.first_of_its_kind >= 0, lines.first_of_its_kind, lines.first_of_its_words)
        first[lines.blank | lines.claimed] = -1
        weight = np.where(lines.blank, 0, lines.bytes)
        total = np.maximum(np.add.reduceat(weight, lines.first[:-1]), 1)
        standing_twice = (first >= 0) & (lines.bytes >= BODY_MIN_BYTES)
        ratios = np.bincount(lines.article, weights=weight * standing_twice, minlength=len(block)) / total
        size = np.where(lines.bytes > 2 * lines.chars, lines.bytes, lines.chars)
        repeats = (first >= 0) & (size >= options.min_bytes)
        if options.what == "body":
            repeats |= _between(lines.article, first, repeats)
        chosen = (ratios >= options.body_ratio) == (options.what == "body")
        for line in map(int, np.flatnonzero(repeats & chosen[lines.article])):
            if options.what == "paragraph" and (_is_row(lines.text[line]) or _is_asked_again(block, line, repeats)):
                continue
            article = int(lines.article[line])
            data = {"first_line": int(lines.number[first[line]]), "ratio": round(100 * ratios[article])}
            yield Hit(article, line, data=data)
        for line, start, end in block.once("twice over", lambda: list(_twice_over(block))):
            article = int(lines.article[line])
            ratio = (end - start) / max(int(lines.chars[line]), 1) * lines.bytes[line] / total[article]
            if (ratio >= options.body_ratio) == (options.what == "body"):
                data = {"first_line": int(lines.number[line]), "ratio": round(100 * ratio)}
                yield Hit(article, line, start, end, data=data)


def _is_row(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= ROW_DIGITS * len(text)


def _is_asked_again(block: Block, line: int, repeats: Bools) -> bool:
    """Whether the line is a question with another answer than before, as when several people are asked the same."""
    lines = block.lines
    if not lines.text[line].rstrip().endswith(QUESTION_MARKS):
        return False
    later = line + 1
    while later < len(lines) and lines.blank[later]:
        later += 1
    return later < len(lines) and lines.article[later] == lines.article[line] and not repeats[later]


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
    # bytes, as characters would have to be counted: the second half starts in the middle, or behind one space there
    whole = pl.col("bare").cast(pl.Binary)
    start, size = whole.bin.head(12), whole.bin.size()
    alike = (whole.bin.slice(size // 2, 12) == start) | (whole.bin.slice((size + 1) // 2, 12) == start)
    candidates = (
        lines.frame.select("bare", "chars")
        .with_row_index("line")
        .filter(pl.col("chars") >= HALF_MIN_CHARS)
        .filter(alike)["line"]
    )
    for line in candidates:
        text = lines.text[line]
        bare_text = text.strip()
        middle = len(bare_text) // 2
        second = bare_text[middle:].lstrip() if len(bare_text) % 2 == 0 else bare_text[middle + 1 :].lstrip()
        if bare_text[:middle].rstrip() == second:
            end = len(text.rstrip())
            yield line, end - len(second), end
