"""What is kept of the articles when their text has gone: hashes of records and lines, for the rules over a batch."""

from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from copydesk.scan.block import Block
from copydesk.scan.dates import DAY, Clock
from copydesk.scan.spill import Spill
from copydesk.urls import pages_of, sites_of

if TYPE_CHECKING:
    from copydesk.scan.minhash import Signatures

MAX_LINE_CHARS = 160
"""Characters; a longer line is prose, and prose that recurs is a duplicate, not furniture."""

COUNTER_SLOTS = 1 << 24
"""Slots of the table that tells lines which may recur from those that cannot: 64 MB, however large the batch."""


SEPARATED = r"[|｜ㅣ¦»›•_]|\s[-–—:·]\s|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\s][:：–—-]|[:：–—-]\s"
"""What stands between a headline and the name of its site: only headlines that hold it are kept."""

MAX_TITLE_BYTES = 600


class LedgerPart(NamedTuple):
    """One block's share.

    articles: `article` (number in the batch), `id, source, url, file, row`; hashes of 64 bits: `site` (of the url's
    host, else the source), `page` (the address without what varies between links to it, else the id), `body_key` (what
    the body says; null where it has no letter); of the date of publication, null where it could not be read, `day`
    (since 1970), `second` (since 1970, where it is told to an odd second), `lag` (seconds after the fetch) and `lack`
    (of precision, a Lack); and the `title`, where it may end with the name of its site. lines: the short lines:
    `article`, `line` (from 1), `start` (characters in the body), `key` (a hash of site and folded text), `claimed` by a
    rule, `text`. signatures: of the bodies, where a rule asks for them.
    """

    articles: pl.DataFrame
    lines: pl.DataFrame
    signatures: "Signatures | None" = None


class Lack(IntEnum):
    """What the time of day of a date lacks."""

    NOTHING = 0
    MIDNIGHT = 1  # it is 0:00:00, as where a program put it in place of none
    ZONE = 2


def ledger_part(block: Block, *, signed: bool = False) -> LedgerPart:
    """The share of a block that every rule has seen. signed: with MinHash signatures of the bodies."""
    lines = block.lines
    url, title = pl.col("url"), pl.col("title")
    articles = block.articles.select(
        pl.int_range(block.first, block.first + len(block)).cast(pl.Int64).alias("article"),
        "id",
        "source",
        "url",
        "file",
        "row",
        site=pl.coalesce(pl.lit(sites_of(block.hosts)), "source").hash(),
        page=pl.coalesce(
            pl.lit(pages_of(block.articles["url"], block.hosts)), url.str.split("#").list.first(), "id"
        ).hash(),
        body_key=pl.Series(_body_keys(block)),
        title=pl.when(title.str.contains(SEPARATED) & (title.str.len_bytes() <= MAX_TITLE_BYTES)).then(title),
    ).with_columns(*_date_columns(block), body_key=pl.when(pl.Series(block.has_body)).then("body_key"))
    site = articles["site"].to_numpy()[lines.article]
    keyed = pl.DataFrame(
        {
            "article": lines.article + block.first,
            "line": lines.number.astype(np.int32),
            "start": lines.start,
            "key": lines.key ^ (site * np.uint64(0x9E3779B97F4A7C15)),
            "claimed": lines.claimed,
        }
    ).with_columns(lines.frame["text"])
    letters = lines.frame.select(pl.coalesce("folded", "text").str.contains(r"\p{L}")).to_series().to_numpy()
    recurs = letters & (lines.chars <= MAX_LINE_CHARS)
    return LedgerPart(articles, keyed.filter(pl.Series(recurs)), block.signatures if signed else None)


def _date_columns(block: Block) -> pl.DataFrame:
    published, fetched = block.dates("published"), block.dates("fetched_at")
    precise = pl.col("clock") == Clock.SECOND
    lag = pl.when(precise & pl.lit(fetched["clock"] == Clock.SECOND)).then(pl.col("at") - pl.lit(fetched["at"]))
    return published.select(
        day=(pl.col("at") // DAY).cast(pl.Int32),
        second=pl.when(precise & (pl.col("at") % 60 != 0)).then("at"),
        lag=lag,
        lack=pl.when(pl.col("at").is_not_null()).then(
            pl.when(pl.col("clock") == Clock.NONE)
            .then(Lack.NOTHING)
            .when(pl.col("midnight"))
            .then(Lack.MIDNIGHT)
            .when(~pl.col("zoned"))
            .then(Lack.ZONE)
            .otherwise(Lack.NOTHING)
            .cast(pl.UInt8)
        ),
    )


def _body_keys(block: Block) -> npt.NDArray[np.uint64]:
    """A hash of the lines of each body in their order, blank ones left out."""
    lines = block.lines
    rank, _ = lines.ranks(~lines.blank)
    # a sum of line hashes, each turned by its place, so that the same lines in another order are another body
    turned = (lines.key + rank.astype(np.uint64)) * (2 * rank.astype(np.uint64) + np.uint64(1))
    turned ^= turned >> np.uint64(29)
    return np.add.reduceat(np.where(lines.blank, np.uint64(0), turned), lines.first[:-1]) if len(block) else turned


class Ledger:
    """Grows by one block at a time: articles in memory, some 0.3 KB each, lines on disk beyond a few million."""

    def __init__(self) -> None:
        self._articles: list[pl.DataFrame] = []
        self._signatures: list[Signatures] = []
        self._lines = Spill()
        self._counter = np.zeros(COUNTER_SLOTS, dtype=np.uint32)

    def add(self, part: LedgerPart) -> None:
        self._articles.append(part.articles)
        if part.signatures is not None:
            self._signatures.append(part.signatures)
        self._lines.add(part.lines)
        slots = (part.lines["key"].to_numpy() % np.uint64(COUNTER_SLOTS)).astype(np.int64)
        np.add.at(self._counter, slots, np.uint32(1))

    @cached_property
    def articles(self) -> pl.DataFrame:
        return pl.concat(self._articles) if self._articles else pl.DataFrame()

    @cached_property
    def signatures(self) -> "Signatures | None":
        """Of all articles, in their order; None where no rule asked for them."""
        from copydesk.scan.minhash import concat

        return concat(self._signatures) if self._signatures else None

    def close(self) -> None:
        """Gives the disk back."""
        self._lines.close()

    def recurring_lines(self, min_lines: int) -> pl.DataFrame:
        """The lines whose key may stand min_lines times in the batch: all that do, and a few others."""
        parts = [
            part.filter(pl.Series(self._counter[(part["key"].to_numpy() % np.uint64(COUNTER_SLOTS))] >= min_lines))
            for part in self._lines.parts()
        ]
        return pl.concat(parts) if parts else pl.DataFrame()
