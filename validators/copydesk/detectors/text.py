"""`text`: a field matches a pattern, or has to and does not. For rules of your own: ours are lists of phrases."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Annotated, Any, Literal

import numpy as np
import polars as pl
import re2  # linear time whatever the pattern and the text; Python's own `re` is not
from pydantic import AfterValidator, Field

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.errors import RuleError
from copydesk.rulebook.rule import Canonical, Rule
from copydesk.rulebook.vocabulary import Vocabulary
from copydesk.scan.block import Block
from copydesk.scan.lines import Bools, Ints
from copydesk.scan.phrases import PhraseHit, bare_span
from copydesk.text import quote

MAX_PATTERN_CHARS = 1_000
MAX_LINE_MATCHES = 100
"""Matches on one line; a line of a megabyte that is nothing else is one defect."""

# What sees more than one line, or half of a character: many lines are searched at once.
_ACROSS_LINES = re2.compile(r"(?:^|[^\\])(?:\\\\)*(?:\\[AzC]|\(\?[a-zA-Z]*-[a-zA-Z]*m)")


def _compiled(pattern: str, *, ignore_case: bool = False) -> Any:
    """The pattern as RE2 sees one line: `^` and `$` are its ends, and nothing matches a line feed."""
    options = re2.Options()
    options.never_nl = options.never_capture = True
    options.log_errors = False
    options.case_sensitive = not ignore_case
    return re2.compile(f"(?m){pattern}", options)


def _valid(pattern: str) -> str:
    if _ACROSS_LINES.search(pattern):
        raise ValueError(
            "a pattern sees one line at a time: write `^` and `$` for its ends, and no `\\A`, `\\z`, `\\C`"
        )
    try:
        compiled = _compiled(pattern)
    except re2.error as error:
        said = error.args[0].decode("utf-8", "replace") if error.args else ""
        raise ValueError(f"this is no pattern of RE2: {said}; see https://github.com/google/re2/wiki/Syntax") from None
    for text in (b"", b"ab c"):
        if (match := compiled.search(text)) and match.start() == match.end():
            raise ValueError("the pattern matches where there is nothing, and so everywhere")
    return pattern


Pattern = Annotated[str, Field(min_length=1, max_length=MAX_PATTERN_CHARS), AfterValidator(_valid)]


class TextOptions(Options):
    """A field matches one of the patterns. They are written as RE2 reads them, and see one line of the field at a time,
    as it stands: `^` and `$` are the ends of a line. `\\b`, `\\d` and `\\w` know ASCII only; `\\pL` is any letter.
    """

    field: Canonical = Field("body", description="The canonical field that is searched; each author by itself")
    patterns: list[Pattern] = Field(min_length=1, max_length=100, description="Patterns in the syntax of RE2")
    ignore_case: bool = Field(False, description="Whether capitals and small letters are the same")
    finds: Literal["match", "line", "no-match"] = Field(
        "match",
        description="What is a hit: the text that matches; in the body also the whole line that has it; "
        "or a field that has a value and no match",
    )


class Text(Detector):
    Options = TextOptions
    message_data = frozenset({"match"})

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        super().__init__(rule, vocabulary)
        if self.options.finds == "line" and self.options.field != "body":
            raise RuleError("only the body has lines that can be taken whole; write `match`", word="line")
        alternatives = "|".join(f"(?:{pattern})" for pattern in self.options.patterns)
        self._pattern = _compiled(f"(?:{alternatives})", ignore_case=self.options.ignore_case)

    def judged(self, block: Block) -> Bools:
        """Articles that have the field: where nobody collected it, there is nothing to match."""
        return block.has_body if self.options.field == "body" else _has_value(block, self.options.field)

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        rows = _Rows(block, self.options.field)
        if self.options.finds == "no-match":
            matched = {int(rows.article[row]) for row, _, _ in rows.matches(self._pattern, 1)}
            for article in map(int, self.judged(block).nonzero()[0]):
                if article not in matched:
                    yield Hit(article, field=self.options.field, data={"match": ""})
        elif self.options.field == "body":
            yield from self._lines(block, rows)
        else:
            is_list = isinstance(block.articles.schema[self.options.field], pl.List)
            for row, start, end in rows.matches(self._pattern, 1):
                text = rows.text[row]
                hit = Hit(int(rows.article[row]), field=self.options.field, data={"match": quote(text[start:end])})
                yield hit._replace(seen=text) if is_list else hit

    def _lines(self, block: Block, rows: "_Rows") -> Iterator[Hit]:
        whole = self.options.finds == "line"
        for line, start, end in rows.matches(self._pattern, 1 if whole else MAX_LINE_MATCHES):
            article, text = int(rows.article[line]), rows.text[line]
            if not block.has_body[article]:
                continue
            first, last = bare_span(text)
            hit = Hit(article, line, data={"match": quote(text[start:end])})
            # a match that leaves nothing of the line takes the line with it
            yield hit if whole or (start <= first and end >= last) else hit._replace(start=start, end=end)


class _Rows:
    """The values of a field in a block, one a row, that are searched as one text: calling RE2 for each takes longer
    than the search. Rows of the body are its lines, as the block counts them."""

    def __init__(self, block: Block, field: str) -> None:
        self.text: pl.Series = block.lines.text
        self.article: Ints = block.lines.article
        if field == "body":
            return
        values = block.articles.select(pl.int_range(pl.len()).alias("article"), pl.col(field).alias("text"))
        if isinstance(values.schema["text"], pl.List):
            values = values.explode("text")
        self.text = values["text"].cast(pl.String).fill_null("")
        self.article = values["article"].to_numpy()

    @cached_property
    def starts(self) -> Ints:
        """Of each row: bytes of UTF-8 before it."""
        sizes = self.text.str.len_bytes().to_numpy().astype(np.int64) + 1
        return np.concatenate(([0], np.cumsum(sizes)))

    @cached_property
    def joined(self) -> memoryview:
        """The rows with a line feed between them, in UTF-8: as Arrow holds them, since to make a text of Python of them
        and bytes of that takes ten times as long as the search."""
        data = self.text.str.join("\n").to_arrow().buffers()[2]
        return memoryview(data if data is not None else b"")

    def matches(self, pattern: Any, limit: int) -> Iterator[tuple[int, int, int]]:
        """Row, and start and end in characters, of at most `limit` matches a row."""
        joined = self.joined
        row, place, count = -1, 0, 0
        while place < len(joined) and (match := pattern.search(joined, place)):
            start, end = match.span()
            if start == end:  # `\b` and the like
                place = end + 1
                continue
            at = int(np.searchsorted(self.starts, start, side="right")) - 1
            row, count = at, count + 1 if at == row else 1
            first = int(self.starts[row])
            before = len(str(joined[first:start], "utf-8"))
            yield row, before, before + len(str(joined[start:end], "utf-8"))
            place = end if count < limit else int(self.starts[row + 1])


def _has_value(block: Block, field: str) -> Bools:
    column = pl.col(field)
    if isinstance(block.articles.schema[field], pl.List):
        column = column.list.join("", ignore_nulls=True)
    filled = column.cast(pl.String).str.len_bytes() > 0
    return block.articles.select(filled.fill_null(value=False)).to_series().to_numpy()
