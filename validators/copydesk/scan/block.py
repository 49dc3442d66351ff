"""A block of articles as the detectors see it."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from copydesk.scan.dates import DateReader
from copydesk.scan.language import MIN_TOLD_CHARS, SAMPLE_CHARS, told
from copydesk.scan.lines import Bools, Ints, Lines
from copydesk.scan.traces import Traces
from copydesk.urls import hosts_of

MAX_TITLE_CHARS = 300

LEAD_CHARS = 500
"""Enough to hold several of the commonest words of its language."""

SPACELESS = frozenset({"zh", "ja", "th", "lo", "km", "my"})
"""Languages that set no spaces between words; two of their characters are counted as a word."""

MIN_SPACING = 12
"""Characters to a space: in Hindi, whose letters are as wide in UTF-8, there are some five."""

COUNTED_CHARS, CHARS_A_WORD = 1_200, 6
"""Words are counted in bodies up to this length; in longer ones, for which no rule asks exactly, they are estimated."""

if TYPE_CHECKING:
    from copydesk.history.usual import Usual
    from copydesk.scan.minhash import Signatures

T = TypeVar("T")


class Columns(dict[str, list[Any]]):
    """A frame's columns as lists, each made when it is asked for."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def __missing__(self, name: str) -> list[Any]:
        self[name] = self._frame[name].to_list()
        return self[name]


class Block:
    """Articles with their lines; what one rule finds out, later rules of the same block can see.

    first: number of the first article, counted over the batch from 0. fields: canonical fields that the input has.
    named: by article, the language that the record or the user names; None where neither does. dates: reads those of
    the articles. usual: by source, what the history knows of it; None where there is no history. pages: the folder with
    the pages of records that do not carry theirs.
    """

    def __init__(
        self,
        articles: pl.DataFrame,
        fields: frozenset[str],
        first: int,
        named: Sequence[str | None],
        dates: DateReader,
        usual: "Mapping[str, Usual] | None" = None,
        pages: Path | None = None,
    ) -> None:
        self.articles = articles
        self.fields = fields
        self.first = first
        self.named = named
        self.pages = pages
        self.lines = Lines(articles["body"])
        self._dates = dates
        self._usual = usual
        self._made: dict[str, Any] = {}
        self.judged: dict[str, Bools] = {}
        """By rule code: the articles that the rule could judge. Filled by the scan."""
        self.bylines_found: Bools = np.zeros(len(articles), dtype=bool)
        """Articles whose byline a rule found in the body: it is misplaced, not missing."""
        self.bylines_sought: Bools = np.zeros(len(articles), dtype=bool)
        """Articles on whose page a rule looked for a byline, and found none."""
        self.site_names: dict[int, str] = {}
        """By article, how its page calls the site; of those whose headline may end with it."""
        self.no_article: Bools = np.zeros(len(articles), dtype=bool)
        """Records that a rule called no article: an error page, a list of links, a stub."""

    def __len__(self) -> int:
        return len(self.articles)

    @cached_property
    def columns(self) -> "Columns":
        """The fields as Python lists, for the rows that have findings."""
        return Columns(self.articles)

    def value(self, field: str, article: int) -> Any:
        """One value of a field; of a body no list is made for it, as that takes as long as any rule."""
        if field in self.columns:
            return self.columns[field][article]
        value = self.articles[field][article]
        return value.to_list() if isinstance(value, pl.Series) else value

    @cached_property
    def lead_start(self) -> Ints:
        """Of each body: the characters before its first line of prose; 0 where it has none."""
        lines = self.lines
        prose = np.append(np.flatnonzero(lines.prose), len(lines))
        line = prose[np.searchsorted(prose, lines.first[:-1])]
        return np.asarray(np.where(line < lines.first[1:], np.append(lines.start, 0)[line], 0))

    @cached_property
    def lead(self) -> pl.Series:
        """The first LEAD_CHARS characters of each body from its first line of prose on."""
        starts = pl.Series(self.lead_start)
        return self.articles.select(pl.col("body").str.slice(starts, LEAD_CHARS)).to_series()

    @cached_property
    def languages(self) -> list[str | None]:
        """By article, named or found; None where unknown, or where the text is too short to tell."""
        languages = list(self.named)
        unnamed = [row for row, code in enumerate(languages) if not code]
        for row, text in zip(unnamed, self.lead.gather(unnamed).str.slice(0, SAMPLE_CHARS), strict=True):
            language = told(text) if text and len(text) >= MIN_TOLD_CHARS else None
            languages[row] = language.code if language and language.reliable else None
        return languages

    @property
    def has_history(self) -> bool:
        return self._usual is not None

    def usual(self, name: str) -> npt.NDArray[np.float64]:
        """Of each article what is usual in its source, a number of `copydesk.history.usual.Usual`; NaN if unknown."""
        if not self._usual:
            return np.full(len(self), np.nan)
        from copydesk.history.usual import usual_of  # here: few runs have a history

        return usual_of(self._usual, self.columns["source"], name)

    @cached_property
    def hosts(self) -> pl.Series:
        """The hosts of the urls, in small letters; null where there is none."""
        return hosts_of(self.articles["url"])

    def dates(self, field: str) -> pl.DataFrame:
        """The dates of a field, read: a frame with the columns of `copydesk.scan.dates.SCHEMA`."""
        return self.once(f"dates {field}", lambda: self.read_dates(self.articles[field]))

    def read_dates(self, texts: pl.Series) -> pl.DataFrame:
        """Dates of the articles that stand elsewhere, read likewise. texts: one an article."""
        return self._dates.read(texts, self.languages)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What several rules need of the block, made when the first of them asks for it."""
        if name not in self._made:
            self._made[name] = make()
        made: T = self._made[name]
        return made

    @cached_property
    def has_body(self) -> Bools:
        """Articles with a letter in their body: the evidence of every rule on text."""
        return self.articles.select(pl.col("body").str.contains(r"\p{L}").fill_null(value=False)).to_series().to_numpy()

    @cached_property
    def words(self) -> Ints:
        """Of each body; of long ones, an estimate."""
        chars = self.sums(self.lines.chars)
        spaceless = np.array([language in SPACELESS for language in self.languages], dtype=bool)
        words = chars // np.where(spaceless, 2, CHARS_A_WORD)
        counted = np.flatnonzero(~spaceless & (chars <= COUNTED_CHARS))
        spaces = self.articles["body"][counted].fill_null("").str.count_matches(" ", literal=True).to_numpy()
        words[counted] = spaces + self.sums(~self.lines.blank)[counted]
        # by its letters a body sets no spaces between words, whatever language its record names
        wide = self.sums(self.lines.bytes)[counted] > 2 * chars[counted]
        mistold = counted[wide & (spaces * MIN_SPACING < chars[counted])]
        words[mistold] = chars[mistold] // 2
        return words

    @cached_property
    def plain_titles(self) -> tuple[bytes, Ints]:
        """The titles, each on a line, near enough to their folded form to look for phrases; and where each starts."""
        plain = pl.col("title").fill_null("").str.slice(0, MAX_TITLE_CHARS).str.to_lowercase()
        for old, new in (("\n", " "), ("’", "'"), ("[0-9]+", "0")):
            plain = plain.str.replace_all(old, new)
        titles = self.articles.select(plain).to_series()
        sizes = titles.str.len_bytes().to_numpy().astype(np.int64)
        starts: Ints = np.cumsum(sizes + 1) - sizes - 1
        return titles.str.join("\n").cast(pl.Binary).item() if len(self) else b"", starts

    @cached_property
    def prose_bytes(self) -> Ints:
        """Of each body: what stands in paragraphs, see `Lines.prose`."""
        return self.sums(self.lines.bytes * self.lines.prose)

    def sums(self, of_lines: Bools | Ints) -> Ints:
        """Of each article: the sum of a number, or the count of a mark, over its lines."""
        if not len(self):
            return np.zeros(0, dtype=np.int64)
        sums: Ints = np.add.reduceat(of_lines, self.lines.first[:-1], dtype=np.int64)
        return sums

    @cached_property
    def has_text(self) -> Bools:
        """Articles with a body, a headline, a standfirst or an author."""
        filled = (
            pl.col("title").is_not_null() | pl.col("description").is_not_null() | (pl.col("authors").list.len() > 0)
        )
        return np.asarray(self.has_body | self.articles.select(filled.fill_null(value=False)).to_series().to_numpy())

    @cached_property
    def traces(self) -> Traces:
        return Traces(self.articles, self.lines)

    @cached_property
    def signatures(self) -> "Signatures":
        """Of the bodies without the lines that rules had claimed when it was first asked for."""
        from copydesk.scan.minhash import signatures  # here: few batches ask for it

        lines, bodies = self.lines, self.articles["body"]
        spoiled = np.zeros(len(self), dtype=bool)
        spoiled[lines.article[lines.claimed]] = True
        if not spoiled.any():
            return signatures(bodies)
        kept = np.flatnonzero(spoiled[lines.article] & ~lines.claimed)
        joined = pl.DataFrame({"article": lines.article[kept], "text": lines.text[kept]}).group_by("article")
        left = joined.agg(pl.col("text").str.join("\n"))
        places = np.zeros(len(self), dtype=np.int64)
        places[left["article"].to_numpy()] = np.arange(len(left)) + 1
        rest = pl.concat([pl.Series("text", [None], dtype=pl.String), left["text"]])[places]
        return signatures(rest.zip_with(pl.Series(spoiled), bodies))
