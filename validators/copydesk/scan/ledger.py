"""What is kept of the articles when their text has gone: hashes of records and lines, for the rules over a batch."""

import polars as pl

from copydesk.scan.block import Block

ARTICLE_COLUMNS = ("id", "source", "url", "published", "file", "row")


MAX_LINE_CHARS = 200
"""Characters; a longer line is prose, and prose that recurs is a duplicate, not furniture."""


class Ledger:
    """Grows by one block at a time; memory grows with records and short lines, not with text.

    articles: `article` (number in the batch), the columns of ARTICLE_COLUMNS, `site` (the host of the url, else the
    source) and `body_key`, a 64-bit hash of what the body says, null where it has no letter. lines: the short lines
    that no rule claimed: `article`, `line` (from 1), `start` (characters in the body), `key` (hash of the folded text)
    and `text`.
    """

    def __init__(self) -> None:
        self._articles: list[pl.DataFrame] = []
        self._lines: list[pl.DataFrame] = []

    def add(self, block: Block) -> None:
        """Records a block that every other rule has seen."""
        lines = block.lines
        keyed = pl.DataFrame(
            {
                "article": lines.article + block.first,
                "line": lines.number,
                "start": lines.start,
                "key": lines.key,
                "claimed": lines.claimed,
                "blank": lines.blank,
                "chars": lines.chars,
            }
        ).with_columns(lines.frame.select("text", "folded"))
        body_keys = keyed.filter(~pl.col("blank")).group_by("article").agg(body_key=pl.col("key").implode().hash())
        numbered = block.articles.select(ARTICLE_COLUMNS).with_columns(
            article=pl.int_range(block.first, block.first + len(block)).cast(pl.Int64), readable=block.has_body
        )
        host = (
            pl.col("url")
            .str.extract(r"^[A-Za-z]+://(?:[^/?#]*@)?([^/?#:]+)")
            .str.to_lowercase()
            .str.strip_prefix("www.")
        )
        numbered = numbered.with_columns(site=pl.coalesce(host, "source"))
        self._articles.append(
            numbered.join(body_keys, on="article", how="left", maintain_order="left")
            .with_columns(body_key=pl.when("readable").then("body_key"))
            .drop("readable")
        )
        letters = pl.coalesce("folded", "text").str.contains(r"\p{L}")
        recurs = ~pl.col("claimed") & (pl.col("chars") <= MAX_LINE_CHARS) & letters
        self._lines.append(keyed.filter(recurs).select("article", "line", "start", "key", "text"))

    @property
    def articles(self) -> pl.DataFrame:
        return _joined(self._articles)

    @property
    def lines(self) -> pl.DataFrame:
        return _joined(self._lines)


def _joined(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """The parts as one frame, which then is the only part."""
    if len(parts) > 1:
        parts[:] = [pl.concat(parts)]
    return parts[0] if parts else pl.DataFrame()
