"""`recurring`: a line that many articles of one source share: furniture that no word list has to know."""

from collections.abc import Iterator

import polars as pl
from pydantic import Field

from copydesk.detectors.detector import BatchDetector, LedgerHit, Options
from copydesk.scan.dates import DAY
from copydesk.scan.ledger import Ledger, stories


class RecurringOptions(Options):
    """A line recurs if it stands in min_articles different articles of its site, that are min_source_ratio of them.

    The site is the host of the url, since furniture belongs to pages; without a url, what the record calls its source.
    Records of the same url, or of the same headline and lead, count as one article. min_days counts days of
    publication, where the articles name them: an agency's text that several desks took over on one day is no furniture.
    """

    min_articles: int = Field(3, ge=2)
    min_source_ratio: float = Field(0.02, ge=0, le=1)
    min_days: int = Field(2, ge=1)


class Recurring(BatchDetector):
    Options = RecurringOptions
    evidence = frozenset({"text", "batch"})
    message_data = frozenset({"articles", "ratio"})

    def conclude(self, ledger: Ledger) -> Iterator[LedgerHit]:
        recurring = self._recurring(ledger) if len(ledger.articles) else pl.DataFrame()
        if not len(recurring):
            return
        for lines in ledger.lines_of(recurring["key"]):
            # a line that a rule found in some articles and not in others recurs all the same
            hits = lines.filter(~pl.col("claimed")).join(recurring, on="key", maintain_order="left")
            for hit in hits.iter_rows(named=True):
                yield LedgerHit(
                    hit["article"],
                    line=hit["line"],
                    start=hit["start"],
                    text=hit["text"],
                    confidence=0.9,
                    data={"articles": hit["articles"], "ratio": round(100 * hit["ratio"])},
                )

    def _recurring(self, ledger: Ledger) -> pl.DataFrame:
        """The `key` of each line that recurs, in how many `articles`, and their share (`ratio`) of the site."""
        number, day = pl.col("article").cast(pl.UInt32), pl.col("at") // DAY
        articles = ledger.articles.select(number, "site", "page", "story", day=day)
        pages = articles.lazy().group_by("site").agg(pages=pl.col("page").n_unique())
        found = [
            lines.lazy()
            .join(articles.lazy(), on="article")
            .group_by("key")
            .agg(
                pl.col("site").first(),
                articles=stories(),
                days=pl.col("day").drop_nulls().n_unique(),
            )
            .filter(pl.col("articles") >= self.options.min_articles)
            .filter((pl.col("days") >= self.options.min_days) | (pl.col("days") == 0))
            .join(pages, on="site")
            .select("key", "articles", ratio=pl.col("articles") / pl.col("pages"))
            .filter(pl.col("ratio") >= self.options.min_source_ratio)
            .collect()
            for lines in ledger.recurring_keys(self.options.min_articles)
        ]
        return pl.concat(found)
