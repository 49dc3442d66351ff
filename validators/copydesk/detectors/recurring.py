"""`recurring`: a line that many articles of one source share: furniture that no word list has to know."""

from collections.abc import Iterator

import polars as pl
from pydantic import Field

from copydesk.detectors.detector import BatchDetector, Hit, Options
from copydesk.scan.ledger import Ledger


class RecurringOptions(Options):
    """A line recurs if it stands in min_articles different articles of its site, that are min_source_ratio of them.

    The site is the host of the url, since furniture belongs to pages; without a url, what the record calls its source.
    Records of the same url count as one article. min_days counts days of publication, where the articles name them:
    an agency's text that several desks took over on one day is no furniture.
    """

    min_articles: int = Field(3, ge=2)
    min_source_ratio: float = Field(0.02, ge=0, le=1)
    min_days: int = Field(2, ge=1)


class Recurring(BatchDetector):
    Options = RecurringOptions
    message_data = frozenset({"articles", "ratio"})

    def conclude(self, ledger: Ledger) -> Iterator[Hit]:
        if not len(ledger.lines):
            return
        # ids of unnamed records hold their file, urls may come with the scraper's own parameters after `#`
        page = pl.coalesce(pl.col("url").str.split("#").list.first(), "id").hash()
        day = pl.col("published").str.slice(0, 10)
        articles = ledger.articles.select(
            "article", "site", page=page, day=pl.when(day.str.len_chars() == 10).then(day)
        )
        pages = articles.group_by("site").agg(pages=pl.col("page").n_unique())
        lines = ledger.lines.lazy().with_row_index("index").join(articles.lazy(), on="article")
        recurring = (
            lines.group_by("site", "key")
            .agg(articles=pl.col("page").n_unique(), days=pl.col("day").drop_nulls().n_unique())
            .filter(pl.col("articles") >= self.options.min_articles)
            .join(pages.lazy(), on="site", nulls_equal=True)
            .with_columns(ratio=pl.col("articles") / pl.col("pages"))
            .filter(pl.col("ratio") >= self.options.min_source_ratio)
            .filter((pl.col("days") >= self.options.min_days) | (pl.col("days") == 0))
        )
        hits = (
            lines.join(recurring, on=("site", "key"), nulls_equal=True)
            .select("index", "article", "articles", "ratio")
            .sort("index")
            .collect()
        )
        for index, article, shared, ratio in hits.iter_rows():
            yield Hit(article, line=index, confidence=0.9, data={"articles": shared, "ratio": round(100 * ratio)})
