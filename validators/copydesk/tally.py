"""Tally: the scorecard of records and sources. Numbers only, no scraped text."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from copydesk.reading.articles import ARTICLE_FIELDS
from copydesk.result.model import Severity, SourceSummary, Tally
from copydesk.rulebook.rule import Rule
from copydesk.scan.block import Block

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")

MIN_SOURCE_RECORDS = 20
"""A source with fewer judged records has no rate of its own: one article of ten is no tenth."""


@dataclass(frozen=True)
class Scorecard:
    """What the gate looks at.

    records: one row an article: `article` (number in the batch), `source` (index into source_names) and a column a
    rule, the count of its findings, null where the rule was not applicable. sources: one row a source: `source` and a
    column a rule, the share of judged records that failed, null below MIN_SOURCE_RECORDS.
    """

    records: pl.DataFrame
    sources: pl.DataFrame
    source_names: list[str | None]
    tallies: dict[str, Tally]
    summaries: list[SourceSummary]
    languages: dict[str, int]

    @property
    def articles(self) -> int:
        return len(self.records)


class TallyPart(NamedTuple):
    """One block's share.

    judged: a row an article: `article`, `source`, and a column a rule, whether it could judge. coverage: a row a source
    (`group`) with its count of articles by filled field. languages: count of articles, `und` where unknown.
    """

    judged: pl.DataFrame
    coverage: pl.DataFrame
    languages: Counter[str]


def tally_part(block: Block) -> TallyPart:
    """The share of a block that has been scanned."""
    numbers = pl.int_range(block.first, block.first + len(block), eager=True, dtype=pl.Int64)
    frame = pl.DataFrame({"article": numbers, "source": block.articles["source"]})
    filled = (_is_filled(name, block.articles.schema[name]).alias(name) for name in sorted(ARTICLE_FIELDS))
    return TallyPart(
        frame.with_columns(pl.Series(code, judged) for code, judged in block.judged.items()),
        block.articles.select(filled, group=pl.col("source")).group_by("group").agg(pl.all().sum()),
        Counter(language or "und" for language in block.languages),
    )


class Tallier:
    """Counts blocks as they pass; the findings come at the end."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = list(rules)
        self._codes = [rule.code for rule in rules]
        schema = {"article": pl.Int64, "source": pl.String, **dict.fromkeys(self._codes, pl.Boolean)}
        self._judged = [pl.DataFrame(schema=schema)]
        self._coverage: list[pl.DataFrame] = []
        self._languages: Counter[str] = Counter()

    def add(self, part: TallyPart) -> None:
        erred = (pl.lit(value=False).alias(code) for code in self._codes if code not in part.judged.columns)
        self._judged.append(part.judged.with_columns(erred).select("article", "source", *self._codes))
        self._coverage.append(part.coverage)
        self._languages.update(part.languages)

    def scorecard(self, findings: pl.DataFrame) -> Scorecard:
        """findings: all of the batch, with their `article` numbers."""
        judged = pl.concat(self._judged)
        names = judged["source"].unique(maintain_order=True)
        counted = findings.filter((pl.col("outcome") == "fail") & ~self._is_milder())
        counts = counted.group_by("article", "code").len().pivot(on="code", on_columns=self._codes, index="article")
        joined = judged.join(counts, on="article", how="left", suffix=".count", maintain_order="left")
        records = joined.select(
            "article",
            pl.col("source").replace_strict(names, pl.int_range(len(names), eager=True), return_dtype=pl.Int64)
            if len(names)
            else pl.lit(None, pl.Int64).alias("source"),
            *(
                pl.when(pl.col(code) | pl.col(f"{code}.count").is_not_null())
                .then(pl.col(f"{code}.count").fill_null(0).cast(pl.Int32))
                .alias(code)
                for code in self._codes
            ),
        )
        by_source = records.group_by("source", maintain_order=True)
        judged_counts = by_source.agg(pl.col(self._codes).count())
        failed_counts = by_source.agg((pl.col(self._codes) > 0).sum())
        rates = failed_counts.select(
            "source",
            *(
                pl.when(judged_counts[code] >= MIN_SOURCE_RECORDS).then(pl.col(code) / judged_counts[code]).alias(code)
                for code in self._codes
            ),
        )
        return Scorecard(
            records=records,
            sources=rates,
            source_names=names.to_list(),
            tallies=self._tallies(records, findings),
            summaries=self._summaries(names.to_list(), judged_counts, failed_counts, judged, findings),
            languages=dict(self._languages.most_common()),
        )

    def _is_milder(self) -> pl.Expr:
        """Findings milder than their rule: told, without failing the record."""
        strict = [rule.code for rule in self._rules if rule.severity != "info"]
        return (pl.col("severity") == "info") & pl.col("code").is_in(strict)

    def _tallies(self, records: pl.DataFrame, findings: pl.DataFrame) -> dict[str, Tally]:
        totals = dict(findings.group_by("code").len().iter_rows())
        review = findings.filter(pl.col("outcome") == "review").group_by("code").agg(pl.col("article").n_unique())
        reviewed = dict(review.iter_rows())
        tallies = {}
        for code in self._codes:
            judged = records[code].count()
            tallies[code] = Tally(
                judged=judged,
                failed=int((records[code] > 0).sum()),
                review=reviewed.get(code, 0),
                not_applicable=len(records) - judged,
                findings=totals.get(code, 0),
            )
        return tallies

    def _summaries(
        self,
        names: list[str | None],
        judged: pl.DataFrame,
        failed: pl.DataFrame,
        articles: pl.DataFrame,
        findings: pl.DataFrame,
    ) -> list[SourceSummary]:
        """Worst first: by the share of articles that failed."""
        sizes = dict(articles.group_by("source").len().iter_rows())
        bad = findings.filter((pl.col("outcome") == "fail") & (pl.col("severity") != "info") & (pl.col("article") >= 0))
        bad_articles = dict(bad.group_by("source").agg(pl.col("article").n_unique()).iter_rows())
        of_articles = findings.filter(pl.col("article") >= 0)
        severities = {
            (source, severity): count
            for source, severity, count in of_articles.group_by("source", "severity").len().iter_rows()
        }
        per_rule: dict[str | None, dict[str, int]] = {}
        for source, code, count in of_articles.group_by("source", "code").len().sort("code").iter_rows():
            per_rule.setdefault(source, {})[code] = count
        coverage = {row["group"]: row for row in self._total_coverage().iter_rows(named=True)}
        judged_rows, failed_rows = (
            {row["source"]: row for row in frame.iter_rows(named=True)} for frame in (judged, failed)
        )
        summaries = [
            SourceSummary(
                source=name,
                articles=sizes[name],
                articles_failed=bad_articles.get(name, 0),
                findings={severity: severities.get((name, severity), 0) for severity in SEVERITIES},
                coverage={field: coverage[name][field] / sizes[name] for field in sorted(ARTICLE_FIELDS)},
                rules={
                    code: Tally(
                        judged=judged_rows[index][code],
                        failed=failed_rows[index][code],
                        not_applicable=sizes[name] - judged_rows[index][code],
                        findings=count,
                    )
                    for code, count in per_rule.get(name, {}).items()
                    if code in judged_rows[index]
                },
            )
            for index, name in enumerate(names)
        ]
        return sorted(summaries, key=lambda s: (-s.articles_failed / s.articles, -s.articles, s.source or ""))

    def _total_coverage(self) -> pl.DataFrame:
        if not self._coverage:
            return pl.DataFrame(schema={"group": pl.String})
        return pl.concat(self._coverage).group_by("group").agg(pl.all().sum())


def _is_filled(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(dtype, pl.List):
        return (column.list.len() > 0).fill_null(value=False)
    if dtype == pl.String:
        return (column.str.len_bytes() > 0).fill_null(value=False)
    return column.is_not_null()
