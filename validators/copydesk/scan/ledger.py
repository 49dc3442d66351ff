"""What is kept of the articles when their text has gone: hashes of records and lines, for the rules over a batch."""

from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
import polars.selectors as cs

from copydesk.scan.block import Block
from copydesk.scan.dates import Clock
from copydesk.scan.lines import Ints
from copydesk.scan.site import SEPARATED
from copydesk.spill import Spill
from copydesk.urls import own_hosts, pages_of

if TYPE_CHECKING:
    from copydesk.scan.minhash import Signatures

MAX_LINE_CHARS = 160
"""Characters; a longer line is prose, and prose that recurs is a duplicate, not furniture."""

COUNTER_SLOTS = 1 << 24
"""Slots of the table that tells lines which may recur from those that cannot: 64 MB, however large the batch."""

SHARE_LINES = 1 << 22
"""Lines that are counted exactly at a time: some 200 MB with what the articles say about them."""

MAX_TITLE_BYTES = 600


class LedgerPart(NamedTuple):
    """One block's share.

    articles: `article` (number in the batch), `id, source, url, file, row`; hashes of 64 bits: `site` (the url's
    host, else the source), `page` (the address without what varies between links to it, else the id), `body_key` (what
    the body says; null where it has no letter), `story` (headline and lead, which copies of one story share); of the
    date of publication, null where it could not be read, `at` (seconds since 1970), `odd` (whether it is told to a
    second that is no whole minute), `lag` (seconds after the fetch) and `lack` (of precision, a Lack); and the `title`,
    where it may end with the name of its site. lines: the short lines: `article`, `line` (from 1), `start` (characters
    in the body), `key` (a hash of site and folded text), `claimed` by a rule, `text`. signatures: of the bodies, where
    a rule asks for them. With a history, `articles` has the columns of `copydesk.history.numbers.article_numbers` as
    well.
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
        site=pl.coalesce(pl.lit(own_hosts(block.hosts)), "source").hash(),
        page=pl.coalesce(
            pl.lit(pages_of(block.articles["url"], block.hosts)), url.str.split("#").list.first(), "id"
        ).hash(),
        body_key=pl.Series(_body_keys(block)),
        story=title.hash() ^ pl.lit(pl.Series(_leads(block))),
        site_name=pl.Series([block.site_names.get(n) for n in range(len(block))], dtype=pl.String)
        if block.site_names
        else pl.lit(None, pl.String),
        title=pl.when(title.str.contains(SEPARATED) & (title.str.len_bytes() <= MAX_TITLE_BYTES)).then(title),
    ).with_columns(
        *_date_columns(block), *_numbers(block), body_key=pl.when(pl.Series(block.has_body)).then("body_key")
    )
    site = articles["site"].to_numpy()
    brief = np.flatnonzero(lines.chars <= MAX_LINE_CHARS)
    letters = lines.frame[brief].select(pl.coalesce("folded", "text").str.contains(r"\p{L}")).to_series().to_numpy()
    may_recur = brief[letters]
    article = lines.article[may_recur]
    kept = pl.DataFrame(
        {
            "article": (article + block.first).astype(np.uint32),
            "line": lines.number[may_recur].astype(np.uint32),
            "start": lines.start[may_recur].astype(np.uint32),
            "key": lines.key[may_recur] ^ (site[article] * np.uint64(0x9E3779B97F4A7C15)),
            "claimed": lines.claimed[may_recur],
            "text": lines.text[may_recur],
        }
        # joined to nothing, since a view of a line would keep its whole body in memory
    ).with_columns(text=pl.concat_str("text", pl.lit("")))
    return LedgerPart(articles, kept, block.signatures if signed else None)


def _numbers(block: Block) -> pl.DataFrame:
    """What the history counts of the articles, if there is one."""
    if not block.has_history:
        return pl.DataFrame()
    from copydesk.history.numbers import article_numbers  # here: few runs have a history

    return article_numbers(block)


def _date_columns(block: Block) -> pl.DataFrame:
    published, fetched = block.dates("published"), block.dates("fetched_at")
    precise = pl.col("clock") == Clock.SECOND
    lag = (
        pl.when(precise & pl.lit(fetched["clock"] == Clock.SECOND))
        .then(pl.col("at") - pl.lit(fetched["at"]))
        .cast(pl.Int32, strict=False)
    )
    return published.select(
        "at",
        odd=precise & (pl.col("at") % 60 != 0),
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


def _leads(block: Block) -> npt.NDArray[np.uint64]:
    """A hash of the first line of prose of each body or, where all are short, of its first line."""
    lines = block.lines
    leads = np.zeros(len(block), dtype=np.uint64)
    for counted in (~lines.blank, lines.chars > MAX_LINE_CHARS):
        rows = np.flatnonzero(counted)[::-1]  # the first of an article is set last
        leads[lines.article[rows]] = lines.key[rows]
    return leads


def stories() -> pl.Expr:
    """How many of the ledger's articles these are, where one that stands on several pages is one."""
    return pl.min_horizontal(pl.col("page").n_unique(), pl.col("story").n_unique())


class Ledger:
    """Grows by one block at a time: some 60 bytes an article in memory; what is longer, and the lines, on disk."""

    def __init__(self, seen: Callable[[pl.Series], pl.DataFrame] | None = None) -> None:
        """seen: what the history says of bodies by their fingerprints: `copydesk.history.bodies.SEEN`."""
        self._seen = seen
        self._numbers: list[pl.DataFrame] = []
        self._texts = Spill()
        self._signatures, self._samples = Spill(), Spill()
        self._lines = Spill()
        self._counter = np.zeros(COUNTER_SLOTS, dtype=np.uint32)

    def add(self, part: LedgerPart) -> None:
        """Raises OSError if the disk fails."""
        if not len(part.articles):
            return
        self._numbers.append(part.articles.select(~cs.string()))
        self._texts.add(part.articles.select("article", cs.string()))
        if part.signatures is not None:
            self._add_signatures(part.articles["article"], part.signatures)
        self._lines.add(part.lines)
        np.add.at(self._counter, _slots(part.lines), np.uint32(1))

    @cached_property
    def articles(self) -> pl.DataFrame:
        """The articles of all parts, one row each, in the order of the batch: the row is the article's number."""
        if not self._numbers:
            return pl.DataFrame()
        texts = pl.concat(self._texts.parts()).drop("article")
        return pl.concat([pl.concat(self._numbers), texts], how="horizontal")

    def let_go(self) -> None:
        """Gives the memory of `articles` and `signatures` back, until they are asked for again."""
        for name in ("articles", "signatures"):
            self.__dict__.pop(name, None)

    @cached_property
    def earlier(self) -> pl.DataFrame | None:
        """The bodies of the batch that the history has: `copydesk.history.bodies.SEEN`; None without a history."""
        return self._seen(self.articles["body"]) if self._seen and len(self.articles) else None

    @cached_property
    def signatures(self) -> "Signatures | None":
        """Of all articles, in their order; None where no rule asked for them."""
        from copydesk.scan.minhash import Signatures

        rows = sum(map(len, self._numbers))
        of_articles = _joined(self._signatures.parts(), rows, ("minhash", "size", "repeated", "sampled"))
        if not of_articles:
            return None
        samples = _joined(self._samples.parts(), int(of_articles["sampled"].sum()), ("sample",))
        return Signatures(**{"sample": _NO_SAMPLE, **samples, **of_articles})

    def _add_signatures(self, articles: pl.Series, signed: "Signatures") -> None:
        columns = {"minhash": signed.minhash, "size": signed.size, "repeated": signed.repeated}
        self._signatures.add(pl.DataFrame({"article": articles, **columns, "sampled": signed.sampled}))
        article = np.repeat(articles.to_numpy().astype(np.uint32), signed.sampled)
        self._samples.add(pl.DataFrame({"article": article, "sample": signed.sample}))

    def close(self) -> None:
        """Gives memory and disk back."""
        for spill in (self._texts, self._lines, self._signatures, self._samples):
            spill.close()
        self._numbers.clear()
        self.let_go()
        self.__dict__.pop("earlier", None)

    def recurring_keys(self, min_lines: int) -> Iterator[pl.DataFrame]:
        """`key` and `article` of the lines whose key stands at least min_lines times in the batch.

        They come in shares of bounded size; all lines of a key are in one.
        """
        shares = 1 + int(self._counter[self._counter >= min_lines].sum()) // SHARE_LINES
        for share in range(shares):
            keyed = pl.DataFrame(schema={"key": pl.UInt64, "article": pl.UInt32})
            for part in self._lines.parts(["key", "article"]):
                may_recur = self._counter[_slots(part)] >= min_lines
                in_share = part["key"].to_numpy() % np.uint64(shares) == share
                keyed.vstack(part.select("key", "article").filter(may_recur & in_share), in_place=True)
            keys = np.sort(keyed["key"].to_numpy())
            recurs = keys[min_lines - 1 :] == keys[: len(keys) - min_lines + 1]
            yield from _having(pl.Series(keys[min_lines - 1 :][recurs]), [keyed])

    def lines_of(self, keys: pl.Series) -> Iterator[pl.DataFrame]:
        """The lines that have one of these keys, in the order of the batch."""
        return _having(keys, self._lines.parts())


def _having(keys: pl.Series, parts: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Those of the lines that have one of the keys. Most have none, which a table tells in a tenth of a join's time."""
    wanted = keys.alias("key").to_frame()
    table = np.zeros(COUNTER_SLOTS, dtype=bool)
    table[_slots(wanted)] = True
    for part in parts:
        yield part.filter(table[_slots(part)]).join(wanted, on="key", how="semi", maintain_order="left")


def _joined(parts: Iterable[pl.DataFrame], rows: int, names: Iterable[str]) -> dict[str, npt.NDArray[Any]]:
    """Columns of all parts, which have so many rows: one part at a time is in memory beside them. Empty of none."""
    joined: dict[str, npt.NDArray[Any]] = {}
    first = 0
    for part in parts:
        for name in names:
            values = part[name].to_numpy()
            if name not in joined:
                joined[name] = np.empty((rows, *values.shape[1:]), values.dtype)
            joined[name][first : first + len(part)] = values
        first += len(part)
    return joined


_NO_SAMPLE = np.zeros(0, dtype=np.uint32)


def _slots(lines: pl.DataFrame) -> Ints:
    """Of each line its place in the counter."""
    return (lines["key"].to_numpy() % np.uint64(COUNTER_SLOTS)).astype(np.int64)
