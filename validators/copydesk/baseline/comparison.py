"""A batch held against its baseline: which findings are known, and which rates have risen."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from copydesk.baseline.model import Baseline
from copydesk.history.record import source_key
from copydesk.scorecard import Scorecard

KEY = ["source", "code"]
CLEAR = 2.58
"""Standard errors between two rates that chance exceeds once in 200 times: a share of 50 articles is no promise, and
a gate that fails by chance is switched off."""

SAME_ARTICLES = 0.5
"""Share of findings about whole articles that are known, from which on the batch is taken to be the same articles over
again, among which there is no chance."""


def clearly_more(some: pl.Expr, of: pl.Expr, than: pl.Expr, of_those: pl.Expr) -> pl.Expr:
    """Whether the rate `some / of` is above the rate `than / of_those` by more than chance: a test of two shares."""
    pooled = (some + than) / (of + of_those)
    error = (pooled * (1 - pooled) * (1 / of + 1 / of_those)).sqrt()
    return some / of - than / of_those > CLEAR * error


class Observed(NamedTuple):
    """What a batch has.

    pairs: one row a source and rule: `source`, its name, `code`, `judged`, `failed`, as articles.
    contents: one row a finding that fails its article: `article`, `source`, `code`, `fingerprint`, and `whole`, whether
    it is about a field or article as a whole and so has its fingerprint from the article's address.
    """

    pairs: pl.DataFrame
    contents: pl.DataFrame


def observed(scorecard: Scorecard, contents: pl.DataFrame, codes: Iterable[str]) -> Observed:
    """codes: of the rules that can fail the gate; the others need no accepting. contents: see Tallier.contents."""
    within = [code for code in codes if code in scorecard.judged.columns]
    names = pl.Series(scorecard.source_names, dtype=pl.String)

    def long(table: pl.DataFrame, name: str) -> pl.DataFrame:
        named = table.select(*within, source=names.gather(table["source"]))
        return named.unpivot(within, index="source", variable_name="code", value_name=name)

    pairs = long(scorecard.judged, "judged").with_columns(long(scorecard.failed, "failed")["failed"])
    return Observed(
        pairs.filter(pl.col("judged") > 0).with_columns(pl.col("judged", "failed").cast(pl.Int64)),
        contents.with_columns(pl.col("code").cast(pl.String), source=names.gather(contents["source"])).filter(
            pl.col("code").is_in(within)
        ),
    )


@dataclass(frozen=True)
class Comparison:
    """pairs: of `Observed`, those in the baseline, with `judged0`, `failed0`, `over`, whether the rate has risen, and
    `settled`, whether all that they have is within what was accepted."""

    pairs: pl.DataFrame
    fingerprints: pl.DataFrame
    contents: pl.DataFrame

    def known(self, findings: pl.DataFrame) -> pl.Series:
        """Of findings with `source`, `code` and `fingerprint`, as a number, whether each is known."""
        settled = self.pairs.filter("settled").select(KEY).with_columns(settled=True)
        prints = self.fingerprints.with_columns(seen=True)
        keys = findings.select(*KEY, "fingerprint")
        joined = keys.join(settled, on=KEY, how="left", nulls_equal=True, maintain_order="left")
        joined = joined.join(prints, on=[*KEY, "fingerprint"], how="left", nulls_equal=True, maintain_order="left")
        return joined.select(known=pl.col("settled").fill_null(False) | pl.col("seen").fill_null(False)).to_series()

    def marked(self, findings: pl.DataFrame) -> pl.DataFrame:
        """Rows of findings.parquet with `known` filled in."""
        numbered = findings.with_columns(pl.col("fingerprint").str.to_integer(base=16, dtype=pl.UInt64))
        return findings.with_columns(known=self.known(numbered))

    def unknown(self, scorecard: Scorecard) -> pl.DataFrame:
        """The scorecard's `failed` without the articles that have nothing but what is known."""
        left = self.contents.filter(~self.known(self.contents))
        counts = {
            (source, code): count
            for source, code, count in left.group_by(KEY).agg(pl.col("article").n_unique()).iter_rows()
        }
        numbers = {name: number for number, name in enumerate(scorecard.source_names)}
        columns = {code: scorecard.failed[code].to_list() for code in self.pairs["code"].unique()}
        for source, code in self.pairs.select(KEY).iter_rows():
            columns[code][numbers[source]] = counts.get((source, code), 0)
        return scorecard.failed.with_columns(
            pl.Series(code, values, dtype=scorecard.failed[code].dtype) for code, values in columns.items()
        )

    @property
    def risen(self) -> pl.DataFrame:
        """The rows of `pairs` whose rate has risen."""
        return self.pairs.filter("over")


def compare(baseline: Baseline, batch: Observed) -> Comparison:
    """What of a batch is known, and what has become worse.

    The articles of a batch are others than those of the baseline, and a rate of theirs may be above the accepted one by
    chance. Where they are the same ones, it may not.
    """
    prints = baseline.fingerprints()
    seen = batch.contents.join(
        prints.with_columns(seen=True), on=[*KEY, "fingerprint"], how="left", nulls_equal=True, maintain_order="left"
    ).with_columns(pl.col("seen").fill_null(False))
    of_pair = seen.group_by(KEY).agg(
        fresh=pl.col("article").filter(~pl.col("seen")).n_unique(),
        same=(pl.col("seen").filter("whole").mean() > SAME_ARTICLES).fill_null(False),
    )
    # a source name may be null, which matches itself here
    pairs = batch.pairs.join(baseline.pairs(), on=KEY, how="inner", nulls_equal=True)
    pairs = pairs.join(of_pair, on=KEY, how="left", nulls_equal=True).with_columns(
        pl.col("fresh").fill_null(0), pl.col("same").fill_null(False)
    )
    failed, judged, failed0, judged0, once0 = (
        pl.col(name) for name in ("failed", "judged", "failed0", "judged0", "once0")
    )
    higher = failed * judged0 > failed0 * judged
    over = pl.when("same").then(higher).otherwise(higher & clearly_more(failed, judged, failed0, judged0))
    is_strict = pl.col("same") | (once0 == 0)
    strange = (
        pl.when(is_strict).then(pl.col("fresh") > 0).otherwise(clearly_more(pl.col("fresh"), judged, once0, judged0))
    )
    pairs = pairs.with_columns(over=over).with_columns(settled=~pl.col("over") & ~strange)
    return Comparison(pairs, prints, batch.contents)


def hidden(scorecard: Scorecard, unknown: pl.DataFrame) -> dict[tuple[str, str], int]:
    """By source, as a history calls it, and rule: the articles that fail it for nothing but what is known."""
    counts = {}
    for code in unknown.columns[1:]:
        less = scorecard.failed[code] - unknown[code]
        for place in (less > 0).arg_true().to_list():
            counts[source_key(scorecard.source_names[place]), code] = int(less[place])
    return counts
