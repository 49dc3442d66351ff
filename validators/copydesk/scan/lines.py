"""The body lines of a block of articles, with everything that rules share computed once."""

from collections.abc import Iterator
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from copydesk.text import (
    ALIKE,
    DECORATION,
    DIGITS_PATTERN,
    DOTTED_I_PATTERN,
    FINAL_SIGMA,
    INVISIBLE,
    ODD_SPACE_PATTERN,
    ODD_SPACES,
)

MAX_FOLD_CHARS = 80
"""Characters; a longer line is mostly prose and is compared as it stands: folding it would be most of a scan's cost."""

SENTENCE_ENDS = '.!?…。！？｡।॥؟۔။་།።։។"”“»«」』'

PROSE_BYTES, OPEN_PROSE_BYTES = 120, 300
"""Bytes of UTF-8 from which a line is a paragraph: one that closes a sentence, and any other."""

PARAGRAPH_BYTES, START_CHARS, MAX_MORE_CHARS = 100, (1, 6), 5
"""Bytes of UTF-8 from which two lines with the same words are copies; where the characters stand in which they begin
alike, as (offset, length), behind what may be a quote of either form; and how many characters one may have more."""

NO_WORD = r"[^\p{L}\p{M}\p{N}]+"

_LENGTH = np.uint64(0xFFFF)
"""The bits of a key in which a length is sorted with it."""

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


# Characters that NFKC leaves as they are, whatever stands beside them; only other lines are normalised, which takes
# longer than all the rest of folding. A test holds every one of these ranges against unicodedata.
NFKC_SAFE = (
    "\x00-\x7f¡£§«¬®°±¶»¿À-ıĴ-ľŁ-ňŊ-ž"  # Latin
    "Α-ΡΣ-Ϋά-ώЀ-ҁҊ-ӿ"  # Greek, Cyrillic
    "؀-؏ء-ي٠-٩ٱ-ٴٹ-ۓ۰-۹"  # Arabic
    "\u0900-\u0903ऄ-नपफ-रलळव-ह\u093a\u093b\u093d-\u094c\u0950०-९।॥"  # Devanagari
    "ก-า\u0e34-\u0e37เ-\u0e47\u0e4c-๛"  # Thai
    "‐–—‘-”„•›€、-〉《-」『』【】ぁ-ゖァ-ヺ・ー一-鿿가-힣"  # punctuation, CJK
)
NFKC_SAFE_MARKS = "\u094d\u0e38-\u0e3a\u0e48-\u0e4b"
"""Marks that it leaves as they are unless two of them stand together: it may have to put those in order."""

UNSAFE = f"[^{NFKC_SAFE}{NFKC_SAFE_MARKS}]|[{NFKC_SAFE_MARKS}]{{2}}"
ODD = f"{UNSAFE}|[{INVISIBLE}{''.join(ALIKE.values())}{FINAL_SIGMA}Σ]|{ODD_SPACE_PATTERN}"
"""What a line must hold for more of it to fold than case, digits and runs of spaces."""

ONE_FOR_ANOTHER = (
    dict.fromkeys(INVISIBLE, "")
    | {one: alike for alike, several in ALIKE.items() for one in several}
    | dict.fromkeys(ODD_SPACES, " ")
    | dict.fromkeys(f"{FINAL_SIGMA}Σ", "σ")
)
"""Characters that fold to another one, or to none, wherever they stand."""


def folded_series(texts: pl.Series) -> pl.Series:
    """`copydesk.text.fold` of every text. Plain lines and others are folded apart and put together again."""
    odd = texts.str.contains(ODD)
    frame = texts.alias("text").to_frame().with_row_index("place")
    others = frame.filter(odd).with_columns(pl.col("text").str.replace_many(ONE_FOR_ANOTHER))
    unsafe = others["text"].str.contains(UNSAFE)
    normal = others.filter(unsafe).with_columns(_normalised(pl.col("text")))
    together = pl.concat([frame.filter(~odd), others.filter(~unsafe), normal])
    return together.with_columns(_plain(pl.col("text"))).sort("place")["text"]


def _normalised(text: pl.Expr) -> pl.Expr:
    """In compatibility form and lower case; a small letter may compose where its capital did not."""
    text = text.str.normalize("NFKC").str.to_lowercase().str.replace_all(DOTTED_I_PATTERN, "i")
    return text.str.replace_all(FINAL_SIGMA, "σ", literal=True).str.normalize("NFKC")


def _plain(text: pl.Expr) -> pl.Expr:
    """What is left to fold of a line without a character of ODD."""
    text = text.str.to_lowercase().str.replace_all(DIGITS_PATTERN, "0").str.replace_all(" {2,}", " ")
    return text.str.strip_chars(DECORATION)


class Lines:
    """One row is one line of `body.split("\\n")`, in the order of the articles.

    article: index of the article in its block. number: from 1 within the body. start: characters from the start of
    the body. chars: length in characters. folded: see `copydesk.text.fold`; null for lines over MAX_FOLD_CHARS.
    """

    def __init__(self, bodies: pl.Series) -> None:
        """bodies: text, null where an article has none."""
        split = bodies.fill_null("").str.split("\n")
        counts = split.list.len().to_numpy().astype(np.int64)
        self.first: Ints = np.concatenate(([0], np.cumsum(counts)))
        """Index of each article's first line; one more entry at the end."""
        text = split.explode() if len(split) else pl.Series([], dtype=pl.String)
        frame = pl.DataFrame({"text": text}).with_columns(
            chars=pl.col("text").str.len_chars().cast(pl.Int64),
            bare=pl.col("text").str.strip_chars(),
        )
        is_short = pl.col("chars") <= MAX_FOLD_CHARS
        short = folded_series(frame.filter(is_short)["text"])
        # folding the short lines alone and spreading them out again: `when … then` would fold all of them
        spread = frame.select(pl.when(is_short).then(is_short.cum_sum() - 1)).to_series()
        self.frame = frame.with_columns(folded=short.gather(spread))
        self.article: Ints = np.repeat(np.arange(len(counts)), counts)
        self.number: Ints = np.arange(len(self.frame)) - self.first[self.article] + 1
        self.chars: Ints = self.frame["chars"].to_numpy()
        ends = np.cumsum(self.chars + 1)
        starts = ends - self.chars - 1
        self.start: Ints = starts - starts[self.first[self.article]]
        self.blank: Bools = (self.frame["bare"].str.len_bytes() == 0).to_numpy()
        self.claimed: Bools = np.zeros(len(self.frame), dtype=bool)
        """Lines that a rule has already called a defect."""
        self.furniture: Bools = np.zeros(len(self.frame), dtype=bool)
        """Those of them that belong to the page and not to its article: adverts, notices, menus."""
        self.touched: Bools = np.zeros(len(self.frame), dtype=bool)
        """These lines, and others that hold such a thing beside words of their own."""

    def __len__(self) -> int:
        return len(self.frame)

    @cached_property
    def text(self) -> pl.Series:
        return self.frame["text"]

    @cached_property
    def bytes(self) -> Ints:
        """Length in bytes of UTF-8, without white space at the ends."""
        return self.frame["bare"].str.len_bytes().to_numpy().astype(np.int64)

    @cached_property
    def key(self) -> npt.NDArray[np.uint64]:
        """A 64-bit hash of what the line says: of its folded form, or as it stands where it is longer."""
        short = self.chars <= MAX_FOLD_CHARS
        key = self._bare_key.copy()
        key[short] = self.frame["folded"].filter(pl.Series(short)).hash().to_numpy()
        return key

    @cached_property
    def _bare_key(self) -> npt.NDArray[np.uint64]:
        """A 64-bit hash of the line without white space at its ends."""
        return self.frame["bare"].hash().to_numpy()

    @cached_property
    def exact_key(self) -> npt.NDArray[np.uint64]:
        """A 64-bit hash of the line as it stands, but for white space at its ends and the width of spaces.

        Unlike `key` it tells numbers apart: rows of a table differ in nothing else.
        """
        wide = self.frame["bare"].str.contains("\u00a0", literal=True).arg_true()
        key = self._bare_key.copy()
        key[wide.to_numpy()] = (
            self.frame["bare"].gather(wide).str.replace_all("\u00a0", " ", literal=True).hash().to_numpy()
        )
        return key

    @cached_property
    def first_of_its_kind(self) -> Ints:
        """Of each line: the index of the earliest line of its article that says the same, or -1 if it is the first."""
        return self._earliest(np.arange(len(self)), self.exact_key)

    @cached_property
    def first_of_its_words(self) -> Ints:
        """The same of paragraphs, of which letters and digits count: copies of a text may differ in quotes, dashes,
        spaces and full stops. Those that begin with other characters, or differ much in length, are taken for others;
        -1 for a line that has a first one of its kind, too."""
        at = np.flatnonzero((self.bytes >= PARAGRAPH_BYTES) & (self.first_of_its_kind < 0))
        # folding all of them would be most of a scan's cost
        starts = self.frame["bare"].gather(at).str.slice(*START_CHARS).hash().to_numpy()
        at = at[_close(self._apart(at, starts), self.chars[at])]
        words = self.frame["bare"].gather(at).str.to_lowercase().str.replace_all(NO_WORD, "")
        return self._earliest(at, words.hash().to_numpy())

    def _earliest(self, at: Ints, keys: npt.NDArray[np.uint64]) -> Ints:
        """Of each line: the index of the earliest one of its article, of the lines `at`, with the same key, or -1."""
        keys = self._apart(at, keys)
        # most lines stand once, and only the others need sorting by place, too
        several = np.flatnonzero(_several(keys))
        order = several[np.argsort(keys[several], kind="stable")]
        same = np.concatenate(([False], keys[order][1:] == keys[order][:-1]))[: len(order)]
        group_start = np.maximum.accumulate(np.where(same, 0, np.arange(len(order))))
        first = np.full(len(self), -1, dtype=np.int64)
        first[at[order[same]]] = at[order[group_start[same]]]
        return first

    def _apart(self, at: Ints, keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
        """The keys of lines with their article mixed in, so that those of different articles differ."""
        return keys ^ (self.article[at].astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))

    @cached_property
    def ends_sentence(self) -> Bools:
        """Lines that end with a mark that closes a sentence, in any script."""
        last = pl.col("bare").str.slice(-1)
        return self.frame.select(last.is_in(list(SENTENCE_ENDS))).to_series().to_numpy()

    @cached_property
    def prose(self) -> Bools:
        """Lines that are paragraphs of running text, and no headline, teaser or row of a table."""
        return ((self.bytes >= PROSE_BYTES) & self.ends_sentence) | (self.bytes >= OPEN_PROSE_BYTES)

    def ranks(self, counted: Bools) -> tuple[Ints, Ints]:
        """Of each line: how many counted lines of its article stand before it, and how many after it."""
        running = np.concatenate(([0], np.cumsum(counted)))
        before = running[:-1] - running[self.first[self.article]]
        after = running[self.first[self.article + 1]] - running[1:]
        return before, after

    @cached_property
    def from_edges(self) -> tuple[Ints, Ints]:
        """`ranks` over the lines that are not blank."""
        return self.ranks(~self.blank)

    @cached_property
    def beside(self) -> tuple[Ints, Ints]:
        """Of each line: the nearest ones before and after it that are not blank, within its article; -1 for none."""
        before, after = nearest(~self.blank)
        before[before < self.first[self.article]] = -1
        after[after >= self.first[self.article + 1]] = -1
        return before, after

    def around(self, at: Ints) -> Iterator[tuple[str, str, str]]:
        """Of some lines: the text, and that of the nearest ones before and after that are not blank, within the same
        article; nothing where there is none. All in one call, as each takes some 50 µs however few its lines are."""
        places = np.concatenate((at, *(beside[at] for beside in self.beside)))
        texts = self.text[np.maximum(places, 0)].to_list()
        there = [text if place >= 0 else "" for place, text in zip(places.tolist(), texts, strict=True)]
        return zip(*(there[n * len(at) : (n + 1) * len(at)] for n in range(3)), strict=True)


def _several(keys: npt.NDArray[np.uint64]) -> Bools:
    """Which of the keys stand more than once."""
    return pl.Series(keys).is_duplicated().to_numpy()


def _close(keys: npt.NDArray[np.uint64], chars: Ints) -> Bools:
    """Which lines have the key of another one that is hardly longer or shorter."""
    # one sort by both takes a fifth of the time of two
    both = keys & ~_LENGTH | np.minimum(chars, int(_LENGTH)).astype(np.uint64)
    order = np.argsort(both)
    # a small difference is one of lengths: those of keys stand in higher bits
    close = np.diff(both[order]) <= MAX_MORE_CHARS
    either = np.zeros(len(keys), dtype=bool)
    either[order[1:][close]] = either[order[:-1][close]] = True
    return either


def nearest(mask: Bools) -> tuple[Ints, Ints]:
    """Of each line the nearest others before and after it in the mask, of any article; -1 and the count for none."""
    places, none = np.arange(len(mask)), len(mask)
    seen = np.maximum.accumulate(np.where(mask, places, -1))
    coming = np.minimum.accumulate(np.where(mask, places, none)[::-1])[::-1]
    return np.concatenate(([-1], seen))[:none], np.concatenate((coming, [none]))[1:]
