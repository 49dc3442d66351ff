"""Tally: findings and blocks counted into the scorecard of records and sources. Numbers only, no scraped text."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from copydesk.distributions import FACTS_SCHEMA, distributions, of_sources
from copydesk.history.record import Rates, source_key
from copydesk.reading.articles import ARTICLE_FIELDS
from copydesk.result.model import Severity, SourceSummary, Tally
from copydesk.rulebook.rule import Rule
from copydesk.scan.lines import Bools, Ints
from copydesk.scorecard import SEVERITIES, Scorecard, SourceCounts, TallyPart

Counts = npt.NDArray[np.int32]

MAX_SOURCES = 5_000
"""Sources with a summary, the worst ones: 0.5 KB each."""

MAX_COVERAGE_ROWS = 100_000
"""Rows, of a block and a source each, before those of one source are made one."""

FOUND_SCHEMA = {
    "article": pl.Int32(),
    "code": pl.Categorical(),
    "severity": pl.Enum(SEVERITIES),
    "outcome": pl.Enum(["fail", "review"]),
}
"""What is kept of a finding: 10 bytes."""

CONTENTS_SCHEMA = {"fingerprint": pl.UInt64(), "whole": pl.Boolean()}
"""What is kept besides where there is a baseline: 9 bytes."""


class Tallier:
    """Counts blocks and findings as they pass: a bit for each article and rule, 16 bytes an article, 10 a finding."""

    def __init__(self, rules: Sequence[Rule], *, contents: bool = False) -> None:
        """rules: on articles, and on sources; their order is kept within each. contents: whether `contents` will be
        asked for."""
        self._contents = contents
        self._rules = [rule for rule in rules if rule.unit == "article"]
        self._codes = [rule.code for rule in self._rules]
        self._on_sources = [rule.code for rule in rules if rule.unit == "source"]
        self._judged_sources = {code: np.zeros(0, np.int64) for code in self._on_sources}
        self._failed_sources = dict(self._judged_sources)
        self._findings_on_sources: list[tuple[int, str, Severity]] = []
        self._judged = [np.zeros((0, (len(self._rules) + 7) // 8), np.uint8)]
        self._names: dict[str | None, int] = {}
        self._sources = [np.zeros(0, np.int32)]
        self._coverage: list[pl.DataFrame] = []
        self._facts = [pl.DataFrame(schema=FACTS_SCHEMA)]
        self._languages: Counter[str] = Counter()
        self._found = [pl.DataFrame(schema=FOUND_SCHEMA | (CONTENTS_SCHEMA if contents else {}))]

    def add(self, part: TallyPart) -> None:
        """The next block in the order of the batch."""
        judged = np.zeros((len(part.judged), len(self._codes)), bool)
        for rule, code in enumerate(self._codes):
            if code in part.judged.columns:  # else it erred
                judged[:, rule] = part.judged[code].to_numpy()
        self._judged.append(np.packbits(judged, axis=1))
        names = part.judged["source"].to_list()
        self._sources.append(np.array([self._names.setdefault(n, len(self._names)) for n in names], np.int32))
        self._facts.append(part.facts)
        self._coverage.append(part.coverage)
        if sum(map(len, self._coverage[1:])) > MAX_COVERAGE_ROWS:
            self._coverage = [self._total_coverage()]

    def count(self, findings: pl.DataFrame) -> None:
        """findings: of any rules and articles; a problem of the input has article number -1."""
        kept = [pl.col(name).cast(dtype) for name, dtype in FOUND_SCHEMA.items()]
        if self._contents:
            print_ = pl.col("fingerprint").str.to_integer(base=16, dtype=pl.UInt64)
            kept += [print_, pl.col("line").is_null().alias("whole")]
        self._found.append(findings.select(kept))

    def contents(self) -> pl.DataFrame:
        """One row a finding that fails its article: `article`, `code`, `fingerprint`, as a number, `source`, the number
        of its source, and `whole`, whether it is about a field or article as a whole."""
        failures = self._failures(self._all_found())
        sources = np.concatenate(self._sources)[failures["article"].to_numpy()]
        return failures.select("article", "code", "fingerprint", "whole", source=pl.Series(sources))

    def judge(self, code: str, judged: Iterable[str], findings: Sequence[Mapping[str, Any]]) -> None:
        """What a rule on sources has found. judged: their names, as the history has them; so has a finding its source.

        Sources that have no article in the batch are counted from now on.
        """
        known = {source_key(name): number for name, number in self._names.items()}

        def number(source: str) -> int:
            return known.get(source, self._names.setdefault(source, len(self._names)))

        failed = [row for row in findings if row["outcome"] == "fail" and row["severity"] != "info"]
        self._judged_sources[code] = np.unique(np.array([number(source) for source in judged], np.int64))
        self._failed_sources[code] = np.unique(np.array([number(row["source"] or "") for row in failed], np.int64))
        self._findings_on_sources += [(number(row["source"] or ""), code, row["severity"]) for row in findings]

    def by_source(self) -> list[SourceCounts]:
        """Of every source that has articles, what the rules on articles have counted."""
        found, sources, names = self._all_found(), np.concatenate(self._sources), list(self._names)
        of_articles = found.filter(pl.col("article") >= 0)
        placed = of_articles.with_columns(source=pl.Series(sources[of_articles["article"].to_numpy()]))
        rules: list[dict[str, Rates]] = [{} for _ in names]
        totals = {(s, str(code)): count for s, code, count in placed.group_by("source", "code").len().iter_rows()}
        for code, is_judged, failures in self._by_rule(found):
            judged = np.bincount(sources[is_judged], minlength=len(names))
            failed = np.bincount(sources[failures > 0], minlength=len(names))
            for source in np.flatnonzero(failed).tolist():
                rules[source][code] = Rates(int(judged[source]), int(failed[source]), totals.get((source, code), 0))
        sizes = np.bincount(sources, minlength=len(names)).tolist()
        bad = np.bincount(sources[_failed_articles(of_articles)], minlength=len(names)).tolist()
        filled = {row.pop("group"): row for row in self._total_coverage().iter_rows(named=True)}
        return [SourceCounts(name, sizes[n], bad[n], filled.get(name, {}), rules[n]) for n, name in enumerate(names)]

    def records(self) -> pl.DataFrame:
        """One row an article: `article`, its number from 0, `source`, the name of its source, and a column a rule.

        That is how often the rule failed it, null where the rule was not applicable.
        """
        sources = np.concatenate(self._sources)
        counts = {
            code: pl.select(pl.when(pl.Series(judged)).then(pl.Series(failed, dtype=pl.Int32))).to_series()
            for code, judged, failed in self._by_rule(self._all_found())
        }
        names = pl.Series("source", list(self._names), pl.Categorical)
        return pl.DataFrame({"article": np.arange(len(sources)), "source": names[sources], **counts})

    def scorecard(self) -> Scorecard:
        found, sources, names = self._all_found(), np.concatenate(self._sources), list(self._names)
        judged, failed = np.zeros((2, len(self._codes), len(names)), np.int32)
        for rule, (_, is_judged, failures) in enumerate(self._by_rule(found)):
            judged[rule] = np.bincount(sources[is_judged], minlength=len(names))
            failed[rule] = np.bincount(sources[failures > 0], minlength=len(names))
        facts = pl.concat(self._facts)
        languages = facts["language"].value_counts(sort=True).iter_rows()
        of_articles = found.filter(pl.col("article") >= 0)
        bad = _failed_articles(of_articles)
        severities = dict(found.group_by("severity").len().iter_rows())
        return Scorecard(
            judged=self._by_source(judged).with_columns(self._of_sources(self._judged_sources)),
            failed=self._by_source(failed).with_columns(self._of_sources(self._failed_sources)),
            source_names=names,
            tallies=self._tallies(found, len(sources), judged.sum(axis=1), failed.sum(axis=1)) | self._source_tallies(),
            summaries=self._summaries(
                of_articles, np.bincount(sources[bad], minlength=len(names)), judged, failed, facts
            ),
            languages={str(language): count for language, count in languages},
            distributions=distributions(facts),
            articles=len(sources),
            articles_failed=len(bad),
            findings={severity: severities.get(severity, 0) for severity in SEVERITIES},
            hit=of_articles["article"].unique().sort().to_numpy(),
        )

    def _all_found(self) -> pl.DataFrame:
        self._found = [pl.concat(self._found, rechunk=True)]
        return self._found[0]

    def _by_rule(self, found: pl.DataFrame) -> Iterator[tuple[str, Bools, Ints]]:
        """Of each rule: its code, which articles it judged, and how often it failed each."""
        failures = self._failures(found)
        by_code = {str(code): part["article"].to_numpy() for (code,), part in failures.group_by("code")}
        bits = np.concatenate(self._judged)
        for rule, code in enumerate(self._codes):
            counts = np.bincount(by_code.get(code, ()), minlength=len(bits)).astype(np.int64)
            judged = (bits[:, rule // 8] & (128 >> rule % 8)) > 0
            yield code, judged | (counts > 0), counts

    def _failures(self, found: pl.DataFrame) -> pl.DataFrame:
        """Of the findings, those that fail their articles."""
        strict = [rule.code for rule in self._rules if rule.severity != "info"]
        # what is milder than its rule is told without failing the record
        milder = (pl.col("severity") == "info") & pl.col("code").is_in(strict)
        return found.filter((pl.col("outcome") == "fail") & ~milder & (pl.col("article") >= 0))

    def _of_sources(self, numbers: Mapping[str, Ints]) -> list[pl.Series]:
        """A column a rule on sources: 1 for each that is among the numbers."""
        counts = (np.bincount(which, minlength=len(self._names)).astype(np.int32) for which in numbers.values())
        return [pl.Series(code, count) for code, count in zip(numbers, counts, strict=True)]

    def _source_tallies(self) -> dict[str, Tally]:
        findings = Counter(code for _, code, _ in self._findings_on_sources)
        return {
            code: Tally(
                judged=len(judged),
                failed=len(self._failed_sources[code]),
                not_applicable=len(self._names) - len(judged),
                findings=findings[code],
            )
            for code, judged in self._judged_sources.items()
        }

    def _by_source(self, counts: Counts) -> pl.DataFrame:
        """counts: one row a rule, one column a source."""
        return pl.DataFrame({"source": np.arange(counts.shape[1]), **dict(zip(self._codes, counts, strict=True))})

    def _tallies(self, found: pl.DataFrame, articles: int, judged: Ints, failed: Ints) -> dict[str, Tally]:
        totals = dict(found.group_by("code").len().iter_rows())
        review = found.filter(pl.col("outcome") == "review").group_by("code").agg(pl.col("article").n_unique())
        reviewed = dict(review.iter_rows())
        return {
            code: Tally(
                judged=int(judged[rule]),
                failed=int(failed[rule]),
                review=reviewed.get(code, 0),
                not_applicable=articles - int(judged[rule]),
                findings=totals.get(code, 0),
            )
            for rule, code in enumerate(self._codes)
        }

    def _summaries(
        self, found: pl.DataFrame, bad: Ints, judged: Counts, failed: Counts, facts: pl.DataFrame
    ) -> list[SourceSummary]:
        """The worst sources first: by the share of articles that failed. bad: of each source its articles that did."""
        names, sources = list(self._names), np.concatenate(self._sources)
        sizes = np.bincount(sources, minlength=len(names)).tolist()
        ranked = sorted(range(len(names)), key=lambda n: (-bad[n] / max(sizes[n], 1), -sizes[n], names[n] or ""))
        worst = {number: names[number] for number in ranked[:MAX_SOURCES]}
        severities: Counter[tuple[int, str]] = Counter()
        codes: dict[int, Counter[str]] = {number: Counter() for number in worst}
        placed = found.with_columns(source=pl.Series(sources[found["article"].to_numpy()]))
        for source, code, severity, count in placed.group_by("source", "code", "severity").len().iter_rows():
            if source in worst:
                severities[source, severity] += count
                codes[source][code] += count
        for source, code, severity in self._findings_on_sources:
            if source in worst:
                severities[source, severity] += 1
                codes[source][code] += 1
        usual = of_sources(facts, sources, list(worst))
        filled = {row["group"]: row for row in self._total_coverage().iter_rows(named=True)}
        return [
            SourceSummary(
                source=name,
                articles=sizes[number],
                articles_failed=int(bad[number]),
                findings={severity: severities[number, severity] for severity in SEVERITIES},
                coverage={field: filled[name][field] / sizes[number] for field in sorted(ARTICLE_FIELDS)}
                if sizes[number]
                else {},
                rules={
                    code: Tally(
                        judged=int(judged[rule, number]),
                        failed=int(failed[rule, number]),
                        not_applicable=sizes[number] - int(judged[rule, number]),
                        findings=codes[number][code],
                    )
                    for code, rule in sorted(zip(self._codes, range(len(self._codes)), strict=True))
                    if codes[number][code]
                }
                | {
                    code: Tally(judged=1, failed=int(number in failures), findings=codes[number][code])
                    for code, failures in self._failed_sources.items()
                    if codes[number][code]
                },
                **usual.get(number, {}),  # a source that is gone has no article to measure
            )
            for number, name in worst.items()
        ]

    def _total_coverage(self) -> pl.DataFrame:
        if not self._coverage:
            return pl.DataFrame(schema={"group": pl.String})
        return pl.concat(self._coverage).group_by("group").agg(pl.all().sum())


def _failed_articles(found: pl.DataFrame) -> Ints:
    """Those with an error or a warning."""
    bad = found.filter((pl.col("outcome") == "fail") & (pl.col("severity") != "info"))
    return bad["article"].unique().to_numpy()
