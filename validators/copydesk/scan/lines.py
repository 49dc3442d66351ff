"""The body lines of a block of articles, with everything that rules share computed once."""

from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from copydesk.text import (
    ALIKE,
    DECORATION,
    DIGITS_PATTERN,
    DOTTED_I,
    FINAL_SIGMA,
    INVISIBLE,
    INVISIBLE_PATTERN,
    ODD_SPACE_PATTERN,
)

MAX_FOLD_CHARS = 80
"""Characters; a longer line is mostly prose and is compared as it stands: folding it would be most of a scan's cost."""

SENTENCE_ENDS = '.!?…。！？｡।॥؟۔"”»」』'

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


# Characters that NFKC leaves as they are, whatever stands beside them; only other lines are normalised, which takes
# longer than all the rest of folding. A test holds every one of these ranges against unicodedata.
NFKC_SAFE = (
    "\x00-\x7f¡£§«¬®°±¶»¿À-ıĴ-ľŁ-ňŊ-ž"  # Latin
    "Α-ΡΣ-Ϋά-ώЀ-ҁҊ-ӿ"  # Greek, Cyrillic
    "؀-؏ء-ي٠-٩ٱ-ٴٹ-ۓ۰-۹ऄ-नपफ-रलळव-हก-ะเ-ๆ"  # Arabic, Devanagari, Thai
    "‐–—‘-”„•、-〉《-」『』ぁ-ゖァ-ヺー一-鿿가-힣"  # punctuation, CJK
)


ODD = f"[^{NFKC_SAFE}]|[{INVISIBLE}{''.join(ALIKE.values())}{FINAL_SIGMA}Σ]|{ODD_SPACE_PATTERN}"
"""What a line must hold for more of it to fold than case, digits and runs of spaces."""


def folded(text: pl.Expr) -> pl.Expr:
    """`copydesk.text.fold` as a polars expression."""
    text = text.str.replace_all(INVISIBLE_PATTERN, "")
    for one, several in ALIKE.items():
        text = text.str.replace_all(f"[{several}]", one)
    unsafe = pl.when(text.str.contains(f"[^{NFKC_SAFE}]")).then(text).str.normalize("NFKC").str.to_lowercase()
    unsafe = unsafe.str.replace_all(DOTTED_I, "i", literal=True).str.normalize("NFKC")
    text = pl.coalesce(unsafe, text.str.to_lowercase())
    text = text.str.replace_all(FINAL_SIGMA, "σ", literal=True).str.replace_all(DIGITS_PATTERN, "0")
    # two patterns that seldom match: one that matched every single space would copy every line
    text = text.str.replace_all(ODD_SPACE_PATTERN, " ").str.replace_all(" {2,}", " ")
    return text.str.strip_chars(DECORATION)


def folded_plain(text: pl.Expr) -> pl.Expr:
    """`folded` for lines without a character of ODD: half of the steps have nothing to do there."""
    text = text.str.to_lowercase().str.replace_all(DIGITS_PATTERN, "0").str.replace_all(" {2,}", " ")
    return text.str.strip_chars(DECORATION)


def folded_series(texts: pl.Series) -> pl.Series:
    """The folded texts. Plain lines and others are folded apart and put together again."""
    odd = texts.str.contains(ODD)
    frame = texts.alias("text").to_frame().with_row_index("place")
    plain, others = frame.filter(~odd), frame.filter(odd)
    both = pl.concat(
        [plain.select("place", folded_plain(pl.col("text"))), others.select("place", folded(pl.col("text")))]
    )
    return both.sort("place")["text"]


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
        return self.frame.select(pl.coalesce("folded", "bare").hash()).to_series().to_numpy()

    @cached_property
    def exact_key(self) -> npt.NDArray[np.uint64]:
        """A 64-bit hash of the line as it stands, but for white space at its ends and the width of spaces.

        Unlike `key` it tells numbers apart: rows of a table differ in nothing else.
        """
        wide = pl.when(pl.col("bare").str.contains("\u00a0", literal=True)).then("bare")
        spaced = wide.str.replace_all("\u00a0", " ", literal=True)
        return self.frame.select(pl.coalesce(spaced, "bare").hash()).to_series().to_numpy()

    @cached_property
    def first_of_its_kind(self) -> Ints:
        """Of each line: the index of the earliest line of its article that says the same, or -1 if it is the first."""
        # the keys of different articles are kept apart by mixing the article in
        key = self.exact_key ^ (self.article.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))
        order = np.argsort(key, kind="stable")
        same = np.concatenate(([False], key[order][1:] == key[order][:-1]))
        group_start = np.maximum.accumulate(np.where(same, 0, np.arange(len(order))))
        first = np.full(len(self), -1, dtype=np.int64)
        first[order[same]] = order[group_start[same]]
        return first

    @cached_property
    def ends_sentence(self) -> Bools:
        """Lines that end with a mark that closes a sentence, in any script."""
        last = pl.col("bare").str.slice(-1)
        return self.frame.select(last.is_in(list(SENTENCE_ENDS))).to_series().to_numpy()

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
