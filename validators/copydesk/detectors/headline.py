"""`headline` and `headline-suffix`: a title that is none, does not fit its body, or ends with the site's name."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Literal, NamedTuple

import numpy as np
import polars as pl
from pydantic import Field

from copydesk.detectors.detector import BatchDetector, Detector, Hit, LedgerHit, Options
from copydesk.page.pages import facts_of, has_page
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.vocabulary import Vocabulary
from copydesk.scan.block import Block
from copydesk.scan.ledger import Ledger
from copydesk.scan.lines import Bools, Ints
from copydesk.scan.phrases import PhraseHit
from copydesk.scan.site import CJK_SEPARATORS, MAX_WORDS, SEPARATORS, Naming, naming
from copydesk.text import CJK, CJK_PATTERN, DECORATION, fold, plural
from copydesk.urls import hosts_of

MAX_PLACEHOLDER_CHARS, MAX_NAME_CHARS = 60, 35
"""Characters of words of the page, and of the name of a site, in place of a headline."""

MAX_COMPARED_CHARS = 200
"""Characters of a headline that are compared with the body."""

MIN_WORD_CHARS, MAX_STEM_CHARS = 4, 6
"""Characters of the words that are compared: shorter ones are function words, and endings change where a language
inflects."""

MIN_WORDS = 3
"""Words, or pairs of characters, that a headline must have to be compared."""

FIRST_WORDS = 4
"""Words of a headline that are looked for first: of 3,519 real ones one in eleven needs more."""

HEAD_BYTES = 1_500
"""Start of a body that is looked at first."""

MIN_BODY_BYTES = 400
"""A shorter body need not repeat what its headline says."""

MIN_HEADLINE_CHARS = 8
"""What is left of a headline without its suffix must be one."""

UNSPACED = frozenset({"th", "lo", "km", "my"})
"""Languages without spaces between words, and of other scripts than Chinese."""

_CJK_RUN = re.compile(f"{CJK_PATTERN}{{2,}}")
_DIGITS = re.compile("[0-9]+")
_MARKS = " \t\r\n.,:;!?…\"'“”„‘’«»()[]{}<>|/–—-¿¡،؛؟।"


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
        size = shape.chars * np.where(shape.cjk, 3, 1)  # a Chinese character says about as much as three Latin letters
        brief = shape.titled & (size <= MAX_PLACEHOLDER_CHARS) & (shape.spaces < MAX_WORDS)
        hosts, sources = block.hosts.to_list(), block.columns["source"]
        for article in map(int, np.flatnonzero(brief)):
            title = titles[article]
            language = self.vocabulary.listed(block.languages[article])
            said = _DIGITS.sub("0", title.lower()).strip(DECORATION)
            if said in self._written(language) and fold(title) in self._folded(language):
                yield Hit(article, field="title", data={"says": "text of the page"})
            elif size[article] <= MAX_NAME_CHARS and naming(title, hosts[article], sources[article]) == Naming.EXACT:
                yield Hit(article, field="title", data={"says": "the name of the site"})

    def _written_of(self, language: str | None) -> frozenset[str]:
        """What is no headline in a language, as the word lists write it: only what is one of these is folded."""
        known: set[str] = set()
        for code in self.vocabulary.read_with(language):
            words = self.vocabulary.word_list(code)
            known.update(*words.phrases.get(self.options.phrases, {}).values(), words.words.get(self.options.words, ()))
        return frozenset(phrase.lower().strip(DECORATION) for phrase in known)

    def _folded_of(self, language: str | None) -> frozenset[str]:
        """What is no headline in a language, folded."""
        codes = self.vocabulary.read_with(language)
        phrases = {p.text for code in codes for p in self.vocabulary.phrases(self.options.phrases, code)}
        return self.vocabulary.words(self.options.words, language) | phrases

    def _odd_lengths(self, block: Block) -> Iterator[Hit]:
        shape = _shape(block)
        weighed = shape.chars * np.where(shape.cjk, 2, 1)
        odd = shape.titled & ((weighed < self.options.min_chars) | (weighed > self.options.max_chars))
        for article in map(int, np.flatnonzero(odd)):
            size = int(shape.chars[article])
            yield Hit(article, field="title", data={"says": f"{plural(size, 'character')} long"})

    def _mismatches(self, block: Block) -> Iterator[Hit]:
        """Most headlines are met at the start of the body by some of their first words; only for the others all of them
        and all of it are looked through."""
        titles, bodies, cjk = block.columns["title"], block.articles["body"], _shape(block).cjk
        long = (bodies.str.len_bytes() >= MIN_BODY_BYTES).fill_null(value=False).to_numpy()
        spaced = np.array([language not in UNSPACED for language in block.languages], dtype=bool)
        rows: list[int] = []
        words: list[list[str]] = []
        wanted: list[float] = []
        for row in np.flatnonzero(self.judged(block) & long & spaced).tolist():
            title = titles[row][:MAX_COMPARED_CHARS]
            of_title = _pairs(title) if cjk[row] else [w for w in title.lower().split() if len(w) >= MIN_WORD_CHARS]
            if len(of_title) >= MIN_WORDS:
                rows.append(row)
                words.append(of_title)
                wanted.append(self.options.min_overlap * len(of_title))
        bodies, least = bodies[rows], np.array(wanted)
        heads = bodies.cast(pl.Binary).bin.head(HEAD_BYTES)
        first = [_needles(some[:FIRST_WORDS]) for some in words]
        left = np.flatnonzero(_held(heads, first) < least)
        needles = [_needles(words[n]) for n in left]
        missing = np.flatnonzero(_held(heads[left], needles) < least[left]).tolist()
        left, needles = left[missing], [needles[n] for n in missing]
        whole = pl.Series(map(_in_small_letters, bodies[left], needles), dtype=pl.Binary)
        for n in left[_held(whole, needles) < least[left]].tolist():
            yield Hit(rows[n], field="title", outcome="review")


def _pairs(title: str) -> list[str]:
    """The pairs of neighbouring characters of a title in Chinese, Japanese or Korean."""
    return [run[n : n + 2] for run in _CJK_RUN.findall(title) for n in range(len(run) - 1)]


def _needles(words: list[str]) -> list[bytes]:
    """Of longer words the start, and without the first letter, which may be a capital in one of two places only."""
    needles = [word.strip(_MARKS)[1:MAX_STEM_CHARS] if len(word) > 2 else word for word in words]
    return [needle.encode() for needle in needles if len(needle) > 1]


def _held(texts: pl.Series, needles: list[list[bytes]]) -> Ints:
    """Of each text: how many of its needles stand in it."""
    owner = np.repeat(np.arange(len(texts)), [len(some) for some in needles])
    sought = pl.Series("needle", list(chain.from_iterable(needles)), dtype=pl.Binary).to_frame()
    found = sought.select(pl.lit(texts[owner]).bin.contains(pl.col("needle"))).to_series()
    return np.bincount(owner[found.to_numpy()], minlength=len(texts))


def _in_small_letters(body: str, needles: list[bytes]) -> bytes:
    """The body, as it or the headline may be in capitals; letters beyond ASCII only where a needle has one that has a
    capital, since that takes ten times as long."""
    written = b"".join(needles)
    has_others = written.upper() != written.decode().upper().encode()
    return body.lower().encode() if has_others else body.encode().lower()


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
            cjk=title.str.contains(CJK_PATTERN).fill_null(value=False),
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
        titled = _shape(block).titled
        for article in map(int, np.flatnonzero(titled & has_page(block))):
            if name := facts_of(block, article, self.vocabulary).site_name:
                block.site_names[article] = name.value
        return titled

    def conclude(self, ledger: Ledger) -> Iterator[LedgerHit]:
        titled = ledger.articles.lazy().with_columns(
            host=pl.lit(hosts_of(ledger.articles["url"])), pages=pl.col("page").n_unique().over("site")
        )
        ended = titled.with_columns(ending=_ending(pl.col("title"))).drop_nulls("ending")
        # one headline on many pages is one headline, whatever it ends with
        alike = pl.min_horizontal(pl.col("page").n_unique(), pl.col("title").n_unique()).over("site", "ending")
        recurs = (alike >= self.options.min_articles) & (alike >= self.options.min_site_ratio * pl.col("pages"))
        kept = ended.select("article", "title", "host", "source", "site_name", recurs=recurs & (pl.col("ending") != ""))
        for article, title, host, source, site_name, is_recurring in kept.sort("article").collect().iter_rows():
            if parts := _without_suffix(title, host, source, site_name, recurs=is_recurring):
                headline, suffix, naming_of_site = parts
                is_name = naming_of_site != Naming.NOT
                yield LedgerHit(
                    article,
                    field="title",
                    text=title,
                    replace=headline,
                    safe=naming_of_site == Naming.EXACT,
                    suggest=[headline],
                    confidence=0.95 if is_name else 0.8,
                    data={
                        "suffix": suffix,
                        "says": "the name of the site" if is_name else "what other headlines of the site end with",
                    },
                )


def _ending(title: pl.Expr) -> pl.Expr:
    """What stands behind the last separator of a title; null where it has none."""
    ends = (title.str.extract(f"^.*(?:{seam})(.*)$", 1).str.strip_chars() for seam in (CJK_SEPARATORS, SEPARATORS))
    cjk, others = ends
    return pl.when(title.str.contains(CJK_PATTERN)).then(cjk).otherwise(others)


def _without_suffix(
    title: str, host: str | None, source: str | None, site_name: str | None, *, recurs: bool
) -> tuple[str, str, Naming] | None:
    """The headline, what stands behind it, and how surely that is just the name of the site.

    The suffix begins with one of the last two parts if that names the site, else it is the last part if that recurs.
    """
    seams = list(re.finditer(CJK_SEPARATORS if CJK.search(title) else SEPARATORS, title))
    ends = [seam.start() for seam in seams[1:]] + [len(title)]
    for seam, end in list(zip(seams, ends, strict=True))[-2:]:
        is_last = end == len(title)
        part = title[seam.end() : end].strip()
        kind = max(naming(part, host, source), naming(part, None, site_name))
        if (kind or (recurs and is_last)) and len(headline := title[: seam.start()].strip()) >= MIN_HEADLINE_CHARS:
            return headline, title[seam.end() :].strip(), kind if is_last else min(kind, Naming.LIKELY)
    return None
