"""`headline` and `headline-suffix`: a title that is none, does not fit its body, or ends with the site's name."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

import numpy as np
import polars as pl
from pydantic import Field

from copydesk.detectors.detector import BatchDetector, Detector, Hit, LedgerHit, Options
from copydesk.detectors.site import MAX_WORDS, Naming, naming
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.vocabulary import ENGLISH, Vocabulary
from copydesk.scan.block import Block
from copydesk.scan.ledger import Ledger
from copydesk.scan.lines import Bools, Ints
from copydesk.scan.phrases import PhraseHit
from copydesk.text import DECORATION, fold
from copydesk.urls import hosts_of

MAX_PLACEHOLDER_CHARS = 60
MAX_COMPARED_CHARS = 200
"""Characters of a headline that are compared with the body."""

MIN_WORD_CHARS, MAX_STEM_CHARS = 4, 6
"""Characters of the words that are compared: shorter ones are function words, and endings change where a language
inflects."""

MIN_WORDS = 3
"""Words, or pairs of characters, that a headline must have to be compared."""

MIN_BODY_BYTES = 400
"""A shorter body need not repeat what its headline says."""

MIN_HEADLINE_CHARS = 8
"""What is left of a headline without its suffix must be one."""

UNSPACED = frozenset({"th", "lo", "km", "my"})
"""Languages without spaces between words, and of other scripts than Chinese."""

CJK = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_DIGITS = re.compile("[0-9]+")
_MARKS = " \t\r\n.,:;!?…\"'“”„‘’«»()[]{}<>|/–—-¿¡،؛؟।"
_SEPARATORS = r"\s*[|｜ㅣ¦»›•]\s*|\s+-{1,3}\s+|\s+[–—:·]\s+|-\s+|_+"
_CJK_SEPARATORS = r"\s*[|｜ㅣ¦»›•_:：·–—-]\s*"


class HeadlineOptions(Options):
    """check: `placeholder` (words of the page or the site in its place), `length`, or `mismatch` (no relation to the
    body).

    For `placeholder`: phrases and words, sections of the word lists that are no headlines. For `length`: min_chars and
    max_chars, halved for Chinese, Japanese and Korean. For `mismatch`: min_overlap, share of the headline's words of
    four letters and more, or pairs of characters in Chinese, Japanese and Korean, that the body must have.
    """

    check: Literal["placeholder", "length", "mismatch"]
    phrases: str = "placeholder_title"
    words: str = "section_name"
    min_chars: int = Field(15, ge=1)
    max_chars: int = Field(200, ge=1)
    min_overlap: float = Field(0.15, gt=0, le=1)


class Headline(Detector):
    Options = HeadlineOptions
    evidence = frozenset({"metadata"})
    message_data = frozenset({"says"})

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        super().__init__(rule, vocabulary)
        vocabulary.check_sections([self.options.phrases], [self.options.words])
        self._written = cache(self._written_of)
        self._folded = cache(self._folded_of)

    def judged(self, block: Block) -> Bools:
        titled = _shape(block).titled
        return titled & block.has_body if self.options.check == "mismatch" else titled

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        match self.options.check:
            case "placeholder":
                yield from self._placeholders(block)
            case "length":
                yield from self._odd_lengths(block)
            case _:
                yield from self._mismatches(block)

    def _placeholders(self, block: Block) -> Iterator[Hit]:
        shape, titles = _shape(block), block.columns["title"]
        brief = shape.titled & (shape.chars <= MAX_PLACEHOLDER_CHARS) & (shape.spaces < MAX_WORDS)
        hosts, sources = block.hosts.to_list(), block.columns["source"]
        for article in map(int, np.flatnonzero(brief)):
            title = titles[article]
            language = block.languages[article]
            said = _DIGITS.sub("0", title.lower()).strip(DECORATION)
            if said in self._written(language) and fold(title) in self._folded(language):
                yield Hit(article, field="title", data={"says": "text of the page"})
            elif naming(title, hosts[article], sources[article]) == Naming.EXACT:
                yield Hit(article, field="title", data={"says": "the name of the site"})

    def _written_of(self, language: str | None) -> frozenset[str]:
        """What is no headline in a language, as the word lists write it: only what is one of these is folded."""
        known: set[str] = set()
        for code in (language, ENGLISH) if language else self.vocabulary.languages:
            words = self.vocabulary.word_list(code)
            known.update(*words.phrases.get(self.options.phrases, {}).values(), words.words.get(self.options.words, ()))
        return frozenset(phrase.lower().strip(DECORATION) for phrase in known)

    def _folded_of(self, language: str | None) -> frozenset[str]:
        """What is no headline in a language, folded."""
        codes = (language, ENGLISH) if language else self.vocabulary.languages
        phrases = {p.text for code in codes for p in self.vocabulary.phrases(self.options.phrases, code)}
        return self.vocabulary.words(self.options.words, language) | phrases

    def _odd_lengths(self, block: Block) -> Iterator[Hit]:
        shape = _shape(block)
        weighed = shape.chars * np.where(shape.cjk, 2, 1)
        odd = shape.titled & ((weighed < self.options.min_chars) | (weighed > self.options.max_chars))
        for article in map(int, np.flatnonzero(odd)):
            yield Hit(article, field="title", data={"says": f"{shape.chars[article]:,} characters long"})

    def _mismatches(self, block: Block) -> Iterator[Hit]:
        """Words are looked for without their first letter, which may be a capital in one of the two places only."""
        spaced = np.array([language not in UNSPACED for language in block.languages], dtype=bool)
        long = (block.articles["body"].str.len_bytes() >= MIN_BODY_BYTES).fill_null(value=False).to_numpy()
        comparable, cjk = self.judged(block) & spaced & long, _shape(block).cjk
        needles = pl.concat([_words(block, comparable & ~cjk), _pairs(block, comparable & cjk)])
        bodied = needles.lazy().with_columns(body=block.articles["body"].gather(needles["article"]))
        held = pl.col("body").str.contains(pl.col("needle"), literal=True).mean()
        counts = bodied.group_by("article").agg("needle", held=held, count=pl.len())
        few = (pl.col("count") >= MIN_WORDS) & (pl.col("held") < self.options.min_overlap)
        low = counts.filter(few).sort("article").collect()
        for article, some in low.select("article", "needle").iter_rows():
            body = block.columns["body"][article].lower()  # a headline in small letters, and a body in capitals
            if sum(needle in body for needle in some) < self.options.min_overlap * len(some):
                yield Hit(article, field="title", outcome="review")


def _words(block: Block, where: Bools) -> pl.DataFrame:
    """The starts of the words of titles, in small letters and without the first: `article, needle`."""
    title, needle = pl.col("title").str.slice(0, MAX_COMPARED_CHARS), pl.col("needle")
    titles = block.articles.lazy().select("title").with_row_index("article").filter(pl.lit(pl.Series(where)))
    words = titles.select("article", needle=title.str.to_lowercase().str.split(" ")).explode("needle")
    words = words.with_columns(needle.str.strip_chars(_MARKS)).filter(needle.str.len_chars() >= MIN_WORD_CHARS)
    return words.with_columns(needle.str.slice(1, MAX_STEM_CHARS - 1)).collect()


def _pairs(block: Block, where: Bools) -> pl.DataFrame:
    """The pairs of neighbouring characters of titles in Chinese, Japanese or Korean: `article, needle`."""
    title = pl.col("title").str.slice(0, MAX_COMPARED_CHARS)
    titles = block.articles.lazy().select("title").with_row_index("article").filter(pl.lit(pl.Series(where)))
    pairs = pl.concat_list(title.str.extract_all(f"{CJK}{{2}}"), title.str.slice(1).str.extract_all(f"{CJK}{{2}}"))
    return titles.select("article", needle=pairs).explode("needle").drop_nulls().collect()


class _Shape(NamedTuple):
    """Of each title: whether it has a letter, its characters without white space around, the spaces in it, and
    whether it has Chinese, Japanese or Korean characters."""

    titled: Bools
    chars: Ints
    spaces: Ints
    cjk: Bools


def _shape(block: Block) -> _Shape:
    def make() -> _Shape:
        title = pl.col("title")
        shape = block.articles.select(
            titled=title.str.contains(r"\p{L}").fill_null(value=False),
            chars=title.str.strip_chars().str.len_chars().cast(pl.Int64).fill_null(0),
            spaces=title.str.count_matches(" ", literal=True).cast(pl.Int64).fill_null(0),
            cjk=title.str.contains(CJK).fill_null(value=False),
        )
        return _Shape(*(column.to_numpy() for column in shape))

    return block.once("titles", make)


class SuffixOptions(Options):
    """A suffix recurs if min_articles headlines of its site end with it, that are min_site_ratio of them, 0 to 1."""

    min_articles: int = Field(5, ge=2)
    min_site_ratio: float = Field(0.3, gt=0, le=1)


class HeadlineSuffix(BatchDetector):
    Options = SuffixOptions
    evidence = frozenset({"metadata", "batch"})
    message_data = frozenset({"suffix", "says"})

    def judged(self, block: Block) -> Bools:
        return _shape(block).titled

    def conclude(self, ledger: Ledger) -> Iterator[LedgerHit]:
        titled = ledger.articles.lazy().with_columns(
            host=pl.lit(hosts_of(ledger.articles["url"])), pages=pl.col("page").n_unique().over("site")
        )
        titled = titled.drop_nulls("title").with_columns(parts=_split(pl.col("title")))
        titled = titled.filter(pl.col("parts").list.len() > 1)
        titled = titled.with_columns(last=pl.col("parts").list.get(-1).str.strip_chars())
        endings = pl.col("page").n_unique().over("site", "last")
        recurs = (endings >= self.options.min_articles) & (endings >= self.options.min_site_ratio * pl.col("pages"))
        kept = titled.select("article", "title", "host", "source", "parts", recurs=recurs & (pl.col("last") != ""))
        for row in kept.sort("article").collect().iter_rows(named=True):
            if hit := _suffix_hit(row):
                yield hit


def _split(title: pl.Expr) -> pl.Expr:
    """A title as the list of its parts."""
    cjk = title.str.contains(CJK)
    parts = (
        pl.when(cjk)
        .then(title.str.replace_all(_CJK_SEPARATORS, "\x1f"))
        .otherwise(title.str.replace_all(_SEPARATORS, "\x1f"))
    )
    return parts.str.split("\x1f")


def _suffix_hit(row: dict[str, Any]) -> LedgerHit | None:
    """The parts at the end that name the site, what follows a part that does, and the last one where it recurs."""
    parts, title = [part.strip() for part in row["parts"]], row["title"]
    names = [naming(part, row["host"], row["source"]) for part in parts]
    named = [n for n in range(max(len(parts) - 2, 1), len(parts)) if names[n]]
    if not named and not row["recurs"]:
        return None
    first = named[0] if named else len(parts) - 1
    pattern = _CJK_SEPARATORS if re.search(CJK, title) else _SEPARATORS
    seams = list(re.finditer(pattern, title))
    headline, suffix = title[: seams[first - 1].start()].strip(), title[seams[first - 1].end() :].strip()
    if len(headline) < MIN_HEADLINE_CHARS:
        return None
    certain = bool(named) and names[first] == Naming.EXACT and first == len(parts) - 1
    return LedgerHit(
        row["article"],
        field="title",
        text=title,
        replace=headline,
        safe=certain,
        suggest=[headline],
        confidence=0.95 if certain else 0.8,
        data={
            "suffix": suffix,
            "says": "the name of the site" if named else "what other headlines of the site end with",
        },
    )
