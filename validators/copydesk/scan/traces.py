"""Traces: byte patterns that a text with a defect of encoding or markup must hold.

One pass over headlines, standfirsts, bylines and bodies finds them all, some 5 µs an article of 3,700 bytes. A trace is
only where it pays to look: what stands there is judged by the rule that asks for it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, Literal, NamedTuple

import numpy as np
import polars as pl

from copydesk.scan.lines import Ints, Lines

TraceName = Literal[
    "mojibake", "replaced", "control", "entity", "markup", "invisible", "script", "data", "markdown", "glued", "contact"
]
PassageField = Literal["title", "description", "authors", "body"]

# What a continuation byte of UTF-8 (80 to BF) becomes where it is read as Latin-1 or as Windows-1252, as bytes again.
_WINDOWS = r"\xe2\x82\xac|\xe2\x80[\x93-\xba]|\xe2\x84\xa2|\xc6\x92|\xcb[\x86\x9c]|\xc5[\x92\x93\xa0\xa1\xb8\xbd\xbe]"

_CREDITS = (
    "Editor", "Reporter", "Pewarta", "Penulis", "Penerjemah", "Foto", "Photo", "Autor", "Author", "Source", "Sumber",
    "Quelle",
)  # fmt: skip

TRACES: Mapping[TraceName, tuple[str, ...]] = {
    "mojibake": (
        rf"\xc3[\x82-\x9e](?:\xc2[\x80-\xbf]|{_WINDOWS})",  # two bytes of UTF-8: Ã©, Â°, Ð°, Ä±, Å‚
        # three bytes: â€™, à¸, ä¸­; no-break space and quote after é are French, and no such lead
        rf"\xc3[\xa0-\xaf](?:\xc2[\x80-\x9f\xa1-\xbf]|{_WINDOWS})(?:\xc2|{_WINDOWS})",
        r"\xc3\xb0(?:\xc5\xb8|\xc2\x9f)",  # four bytes: the ðŸ of emoji
        # as Windows-1251: Р°С‚
        r"(?:\xd0[\xa0\xa1](?:\xc2[\xa0-\xbf]|\xe2\x80[\x98-\xba]|\xe2\x82\xac|\xe2\x84\xa2)){2}",
        r"\xe2\x88\x9a[\xc2\xc3\xe2]",  # as Mac Roman: √©
        r"\xe2\x80\x9a\xc3\x84",  # as Mac Roman: ‚Äô
        r"\xc2[\x80-\x9f]",
    ),
    "replaced": (
        r"\xef\xbf\xbd",  # U+FFFD
        r"\xe9\x94\x9f\xe6\x96\xa4\xe6\x8b\xb7",  # U+FFFD twice over, read as GBK: 锟斤拷
        r"[a-z]\?[a-z]",
    ),
    "control": (r"\xc2[\x80-\x84\x86-\x9f]",),  # C1 but for the line end U+0085
    "entity": (r"&#[0-9xX]", r"&[a-zA-Z]{2,8};"),
    "markup": (r"<[a-zA-Z/!]", r"\]\]>"),
    "invisible": (
        r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]",
        r"\xc2\xad",  # soft hyphen
        r"\xe1\xa0\x8e",
        # zero-width space, but not behind Thai, Lao, Burmese and Khmer letters, where it parts words
        r"[\x00-\x7f]\xe2\x80\x8b",
        r"[\xc2-\xdf][\x80-\xbf]\xe2\x80\x8b",
        r"[\xe2-\xef][\x80-\xbf][\x80-\xbf]\xe2\x80\x8b",
        r"[A-Za-z]\xe2\x80[\x8c\x8d]",  # joiners are spelling in other scripts
        r"\xe2\x80[\x8e\x8f\xaa-\xae]",
        r"\xe2\x81[\xa0-\xaf]",
        r"\xef\xbb\xbf",
    ),
    "script": (
        r"function ?\(",
        r"function [a-zA-Z_$]+\(",
        r"\}\);",
        r"=> ?\{",
        r"document\.[a-z]",
        r"window\.[a-zA-Z_]",
        r"\.push\(",
        r"googletag",
        r"adsbygoogle",
        r"dataLayer",
        r"gtag\(",
        r"fbq\(",
        r"@media",
        r"!important",
        r"\{ ?[a-z-]+ ?: ?[^;{}\n]{1,80};",
    ),
    "data": (
        r"\" ?: ?[\"\[{0-9tfn]",
        r"\{\{",
        r"\{%",
        r"\$\{",
        r"%[sd]\b",
        r"<%[=\s-]",
        r"[A-Z]_[A-Z]+%",
        r"\[\[",
        r"\\[nrt\"/]",
        r"\\u[0-9a-fA-F]{4}",
    ),
    "markdown": (r"\]\([h/]", r"\*\*[^\s*]", r"\n#{2,6} [^\s#]"),
    "glued": (
        # each mark on its own: as a class of three they take a µs an article more
        r"[a-z\x80-\xbf]\.(?:[A-Z][a-z]|\xd0[\x90-\xaf])",
        r"[a-z]![A-Z][a-z]",
        r"[a-z]\?[A-Z][a-z]",
        r"[A-Z]{20}",
        # a credit right behind a name: as one expression they take vectorscan a seventh of a second to compile
        *(rf"[a-z]{credit} ?:" for credit in _CREDITS),
    ),
    "contact": (
        r"[A-Za-z0-9_.-]@[A-Za-z0-9]",
        r"[0-9]{16}",
        r"\+[0-9]{1,3}[ ()0-9.-]{7}",
        r"\([0-9]{2,5}\) ?[0-9]{3}",
        r"\b08[1-9][0-9]",
    ),
}
"""Regular expressions over UTF-8 bytes. A match may begin with the line end before its line, and holds no other."""


class Passage(NamedTuple):
    """A piece of an article's text: a line of its body, its headline or standfirst, or one of its authors.

    article: index in the block. line: index into the lines of the block; None beside the body.
    """

    article: int
    line: int | None
    field: PassageField
    text: str


class Traces:
    """The passages of a block that hold a trace."""

    def __init__(self, articles: pl.DataFrame, lines: Lines) -> None:
        self._articles = articles
        self._lines = lines

    def passages(self, *names: TraceName) -> list[Passage]:
        """Those with one of these traces, by article: headline, standfirst, authors, then the body's lines."""
        fields = [self._field(int(row)) for row in self._rows(self._in_fields, names)]
        numbers = self._lines.article
        body = [
            Passage(int(numbers[line]), int(line), "body", self._lines.text[int(line)])
            for line in self._rows(self._in_body, names)
        ]
        return sorted(fields + body, key=lambda passage: passage.article)  # stable: the body comes last

    def _rows(self, found: Mapping[TraceName, Ints], names: Sequence[TraceName]) -> Ints:
        return np.unique(np.concatenate([found.get(name, _NONE) for name in names]))

    def _field(self, row: int) -> Passage:
        titles = len(self._articles)
        if row < 2 * titles:
            return Passage(row % titles, None, "title" if row < titles else "description", self._fields[row])
        article = int(np.searchsorted(self._authors, row - 2 * titles, side="right"))
        return Passage(article, None, "authors", self._fields[row])

    @cached_property
    def _authors(self) -> Ints:
        """Of each article: how many authors it and those before it have."""
        return np.cumsum(self._articles["authors"].list.len().fill_null(0).to_numpy().astype(np.int64))

    @cached_property
    def _fields(self) -> pl.Series:
        """All headlines, then all standfirsts, then the authors of all articles."""
        authors = self._articles["authors"].explode(empty_as_null=False, keep_nulls=False)
        return pl.concat(
            [self._articles["title"], self._articles["description"].rename("title"), authors.rename("title")]
        )

    @cached_property
    def _in_fields(self) -> Mapping[TraceName, Ints]:
        return _find(self._fields)

    @cached_property
    def _in_body(self) -> Mapping[TraceName, Ints]:
        return _find(self._articles["body"], lambda: self._lines.text.str.len_bytes().to_numpy())


_NONE: Ints = np.array([], dtype=np.int64)


def _find(texts: pl.Series, sizes: Callable[[], Any] | None = None) -> Mapping[TraceName, Ints]:
    """The rows in which each trace stands. sizes: lengths of the rows in bytes, where a text has several lines."""
    if not len(texts):
        return {}
    texts = texts.fill_null("") if texts.null_count() else texts
    # an empty row in front, so that every row stands behind a line end
    buffer: bytes = pl.concat([pl.Series([""]), texts]).str.join("\n").cast(pl.Binary).item()
    hits = _matcher()(buffer)
    if not hits:
        return {}
    lengths = sizes() if sizes else texts.str.len_bytes().to_numpy()
    starts = np.cumsum(lengths.astype(np.int64) + 1) + 1  # of the next row
    return {name: np.unique(np.searchsorted(starts, np.array(at), side="right")) for name, at in hits.items()}


Offsets = dict[TraceName, list[int]]


@cache
def _matcher() -> Callable[[bytes], Offsets]:
    """Finds, for each trace, the offset of some byte of every occurrence; at least one for every row that has it."""
    try:
        import hyperscan
    except ImportError:
        return _re2_matcher()
    names = [name for name, patterns in TRACES.items() for _ in patterns]
    database = hyperscan.Database()
    database.compile(
        expressions=[pattern.encode() for patterns in TRACES.values() for pattern in patterns],
        ids=list(range(len(names))),
        flags=[0] * len(names),
    )

    def find(buffer: bytes) -> Offsets:
        found: Offsets = {}

        def keep(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            found.setdefault(names[number], []).append(end - 1)

        database.scan(buffer, match_event_handler=keep)
        return found

    return find


def _re2_matcher() -> Callable[[bytes], Offsets]:
    """The same with RE2: one search for any trace, and in the rows that have one a search for each."""
    import re2

    options: Any = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1  # bytes, as in vectorscan
    patterns = {name: re2.compile("|".join(TRACES[name]).encode(), options) for name in TRACES}
    anything = re2.compile("|".join(p for several in TRACES.values() for p in several).encode(), options)

    def rows(buffer: bytes) -> Iterator[tuple[int, int]]:
        match = anything.search(buffer)
        while match:
            last = match.end() - 1
            end = buffer.find(b"\n", last)
            end = end if end >= 0 else len(buffer)
            yield buffer.rfind(b"\n", 0, last) + 1, end
            match = anything.search(buffer, end)

    def find(buffer: bytes) -> Offsets:
        found: Offsets = {}
        for start, end in rows(buffer):
            row = buffer[start - 1 : end]
            for name, pattern in patterns.items():
                if pattern.search(row):
                    found.setdefault(name, []).append(start)
        return found

    return find
