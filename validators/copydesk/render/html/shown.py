"""The findings that pages show, of as many as there are: each page has its share, chosen in turn."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import polars as pl

from copydesk.render.html.articles import ArticleView, article_view
from copydesk.render.html.bounds import Bounds
from copydesk.render.html.findings import KEY, ArticleRef, Finding, group, key_of, read_findings, severity_of
from copydesk.render.html.marks import SEVERITIES
from copydesk.render.html.views import Excerpt

FEWEST = 3  # findings on a page, whatever they weigh
_SLIP_BYTES = 1_200  # bytes of HTML around the text of a finding
_TEXTS = ["message", "before", "context", "after"]


class Shown:
    """Of the findings only what is shown is ever in memory."""

    def __init__(
        self,
        findings: pl.LazyFrame,
        refs: Mapping[tuple[Any, ...], ArticleRef],
        sources: Sequence[str | None],
        codes: Sequence[str],
        bounds: Bounds,
    ) -> None:
        """refs: the articles that the result holds. sources: those with a page.

        codes: of the rules on articles; what is wrong with the input is of no source.
        """
        self._findings = findings
        self._refs = refs
        self._sources = sources
        self._codes = codes
        self._bounds = bounds

    @cached_property
    def counts(self) -> dict[str, int]:
        """Findings by rule."""
        return dict(self._findings.group_by("code").len().collect(engine="streaming").iter_rows())

    def examples(self) -> dict[str, Finding]:
        """One finding a rule: the first that quotes something, else the first."""
        quotes = (pl.col("quote").fill_null("").str.strip_chars() != "").alias("quotes")
        table = self._findings.select("code", quotes).with_row_index("place").collect(engine="streaming")
        first = table.sort("code", "quotes", "place", descending=[False, True, False]).unique("code", keep="first")
        return {finding.code: finding for finding in read_findings(self._rows(first["place"]), self._refs)}

    def of_rule(self, code: str, total: int) -> Excerpt:
        """total: findings of the rule that the result counts; the table may hold fewer."""
        rows = self._samples.filter((pl.col("code") == code) & pl.col("for_rule"))
        return self._excerpt(rows, max(total, self.counts[code]))

    def of_source(self, source: str | None, total: int) -> Excerpt:
        here = pl.col("source").eq_missing(pl.lit(source, pl.String))
        rows = self._samples.filter(here & pl.col("for_source"))
        return self._excerpt(rows, max(total, len(rows)))

    def articles_of(self, articles: pl.DataFrame) -> int:
        """How many articles of the table have findings."""
        keys = articles.lazy().select(KEY).unique()
        found = keys.join(self._findings.select(KEY), on=KEY, how="semi", nulls_equal=True)
        return len(found.collect(engine="streaming"))

    def articles(self, chosen: pl.DataFrame) -> list[ArticleView]:
        """The chosen ones; one that others repeat may have no findings of its own."""
        here = (
            self._findings.select(*KEY, "severity")
            .with_row_index("place")
            .join(chosen.lazy().select(KEY), on=KEY, how="semi", nulls_equal=True)
            .collect(engine="streaming")
            .sort("place")
        )
        counts: dict[tuple[Any, ...], dict[str, int]] = {}
        for *key, severity, count in here.group_by(*KEY, "severity").len().iter_rows():
            counts.setdefault(tuple(key), dict.fromkeys(SEVERITIES, 0))[severity_of(severity)] += count
        shown = here.filter(pl.int_range(pl.len()).over(KEY) < self._bounds.article_findings)
        by_article: dict[tuple[Any, ...], list[Finding]] = {}
        for finding in read_findings(self._rows(shown["place"]), self._refs):
            by_article.setdefault(finding.key, []).append(finding)
        none = dict.fromkeys(SEVERITIES, 0)
        return [
            article_view(row, by_article.get(key_of(row), []), counts.get(key_of(row), none))
            for row in chosen.iter_rows(named=True)
        ]

    @cached_property
    def _samples(self) -> pl.DataFrame:
        """The findings that pages of rules and of sources can show, in their old order; `for_rule`, `for_source`.

        Of a rule each source in turn, of a source each rule in turn. Worked out on two columns, at once for all pages:
        a filter a page took 2 minutes for 2,000,000 findings of 500 sources.
        """
        bounds = self._bounds
        has_page = pl.col("source").is_in(pl.Series(self._sources, dtype=pl.Categorical).implode(), nulls_equal=True)
        of_articles = pl.col("code").is_in(pl.Series(self._codes, dtype=pl.Categorical).implode())
        turns = (
            self._findings.select(pl.col("code", "source").cast(pl.Categorical))
            .with_row_index("place")
            .collect(engine="streaming")
            .with_columns(pl.int_range(pl.len()).over("code", "source").alias("turn"))
            .sort("turn", "place")
            .with_columns(
                pl.int_range(pl.len()).over("code").alias("of_rule"),
                pl.int_range(pl.len()).over("source").alias("of_source"),
            )
            .with_columns(
                for_rule=pl.col("of_rule") < bounds.rule_findings,
                for_source=has_page & of_articles & (pl.col("of_source") < bounds.source_findings),
            )
            .filter(pl.col("for_rule") | pl.col("for_source"))
            .sort("place")
        )
        rows = self._rows(turns["place"]).with_columns(turns.drop("place", "code", "source"))
        sizes = [pl.col(name).str.len_bytes().fill_null(0).cast(pl.Int64) for name in _TEXTS]
        cost = (pl.sum_horizontal(sizes) + _SLIP_BYTES).cum_sum()
        a_rule = bounds.rule_bytes // max(rows["code"].n_unique(), 1)
        a_source = bounds.source_bytes // max(len(self._sources), 1)
        return (
            rows.sort("turn", "place")
            .with_columns(cost.over("code").alias("rule_cost"), cost.over("source").alias("source_cost"))
            .with_columns(
                for_rule=pl.col("for_rule") & ((pl.col("rule_cost") <= a_rule) | (pl.col("of_rule") < FEWEST)),
                for_source=pl.col("for_source")
                & ((pl.col("source_cost") <= a_source) | (pl.col("of_source") < FEWEST)),
            )
            .sort("place")
        )

    def _rows(self, places: pl.Series) -> pl.DataFrame:
        """The findings at these places, in their old order, with their `place`."""
        here = pl.col("place").is_in(places.implode())
        return self._findings.with_row_index("place").filter(here).collect(engine="streaming").sort("place")

    def _excerpt(self, rows: pl.DataFrame, total: int) -> Excerpt:
        return Excerpt(tuple(group(read_findings(rows, self._refs))), total - rows.height)
