"""`date-habits`: how a source writes its dates, over a batch."""

import datetime as dt
from collections.abc import Iterator
from typing import Literal

import polars as pl
from pydantic import Field

from copydesk.detectors.detector import BatchDetector, LedgerHit, Options
from copydesk.scan.block import Block
from copydesk.scan.ledger import Lack, Ledger, stories
from copydesk.scan.lines import Bools


class HabitsOptions(Options):
    """check: `crawl-time` (the dates are those of the crawl) or `precision` (the time of day is not told well).

    For `crawl-time`: max_seconds between a date and the fetch; min_source_ratio of a source's dated articles, 0 to 1,
    that must have it, or have one and the same second, and min_articles, before it is more than a suspicion.
    """

    check: Literal["crawl-time", "precision"]
    max_seconds: int = Field(120, ge=0)
    min_source_ratio: float = Field(0.2, gt=0, le=1)
    min_articles: int = Field(5, ge=2)


_LACKS = {Lack.MIDNIGHT: "midnight for time of day", Lack.ZONE: "no time zone"}


class DateHabits(BatchDetector):
    Options = HabitsOptions
    evidence = frozenset({"metadata", "batch"})
    message_data = frozenset({"says", "articles", "ratio"})

    def judged(self, block: Block) -> Bools:
        there = block.dates("published")["clock"] > 0
        return there.fill_null(value=False).to_numpy()

    def conclude(self, ledger: Ledger) -> Iterator[LedgerHit]:
        dated = ledger.articles.lazy().filter(pl.col("at").is_not_null()).with_columns(dated=pl.len().over("source"))
        yield from self._imprecise(dated) if self.options.check == "precision" else self._crawled(dated)

    def _imprecise(self, dated: pl.LazyFrame) -> Iterator[LedgerHit]:
        """Told once a source, on its first such article: it is a habit of the scraper."""
        lacking = dated.filter(pl.col("lack") != Lack.NOTHING).group_by("source", "lack", maintain_order=True)
        firsts = lacking.agg(pl.col("article", "at", "dated").first(), articles=pl.len()).sort("article")
        for row in firsts.collect().iter_rows(named=True):
            share = {"articles": row["articles"], "ratio": round(100 * row["articles"] / row["dated"])}
            data = {"says": _LACKS[Lack(row["lack"])], **share}
            yield LedgerHit(row["article"], field="published", text=_iso(row["at"]), data=data)

    def _crawled(self, dated: pl.LazyFrame) -> Iterator[LedgerHit]:
        near = (pl.col("lag").abs() <= self.options.max_seconds).fill_null(value=False)
        alike = pl.when("odd").then(stories().over("source", "at")).otherwise(1)
        suspects = dated.with_columns(near=near, alike=alike, near_articles=near.sum().over("source"))
        suspects = suspects.filter(pl.col("near") | (pl.col("alike") >= self.options.min_articles))
        for row in suspects.sort("article").collect().iter_rows(named=True):
            by_fetch = row["near"] and row["near_articles"] >= row["alike"]
            articles = row["near_articles"] if by_fetch else row["alike"]
            ratio = articles / row["dated"]
            many = articles >= self.options.min_articles and ratio >= self.options.min_source_ratio
            if not many and not row["near"]:
                continue
            says = "the time of the fetch" if by_fetch else f"the second of {articles - 1:,} other articles"
            yield LedgerHit(
                row["article"],
                field="published",
                text=_iso(row["at"]),
                severity=None if many else "info",
                outcome="fail" if many else "review",
                data={"says": says, "articles": articles, "ratio": round(100 * ratio)},
            )


def _iso(at: int) -> str:
    return (dt.datetime(1970, 1, 1) + dt.timedelta(seconds=at)).isoformat()
