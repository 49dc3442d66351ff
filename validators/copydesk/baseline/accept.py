"""What becomes of a baseline: made of a batch, lowered where the batch is better, raised where somebody says so."""

from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

from copydesk.baseline.comparison import KEY, Comparison, Observed, clearly_more, compare
from copydesk.baseline.model import MAX_FINGERPRINTS, Accepted, Baseline

Pair = tuple[str | None, str]


COUNTS = (*KEY, "judged", "failed")


class Change(NamedTuple):
    """What an update did, as (source, rule code).

    gone: what the batch no longer has. lowered: rates that have clearly fallen. raised: what is accepted now and was
    not before. refused: what is new or has risen, and was not accepted.
    """

    gone: list[Pair]
    lowered: list[Pair]
    raised: list[Pair]
    refused: list[Pair]


def accepting(batch: Observed, but: Iterable[Pair] = ()) -> Baseline:
    """The baseline that knows all that the batch has. but: what is left out, since something else accepts it."""
    return Baseline.of({pair: one for pair, one in _accepted(batch).items() if pair not in set(but)})


def updated(baseline: Baseline, batch: Observed, *, accept: bool) -> tuple[Baseline, Change]:
    """The baseline after a batch, in which rates that have clearly fallen are lowered to what they are now.

    Of sources and rules that the batch could not judge nothing changes. accept: also takes in what is new or has risen.
    """
    old, now = baseline.accepted, _accepted(batch)
    comparison = compare(baseline, batch)
    fallen = set(_fallen(comparison))
    new = {pair for pair in now if pair not in old}
    risen = set(_keys(comparison.pairs.filter(~pl.col("settled"))))
    kept = dict(old)
    gone = [pair for pair in fallen if pair not in now]
    for pair in gone:
        del kept[pair]
    lowered = [pair for pair in fallen if pair in now]
    for pair in lowered:
        # only what was known before: what is new waits to be accepted
        findings = {print_: n for print_, n in now[pair].findings.items() if print_ in old[pair].findings}
        once = min(now[pair].once, -(-old[pair].once * now[pair].judged // old[pair].judged))
        kept[pair] = now[pair].model_copy(update={"findings": findings, "once": once})
    worse = new | risen
    if accept:
        kept |= {pair: now[pair] for pair in worse}
    told = sorted(worse, key=lambda pair: (pair[0] or "", pair[1]))
    return Baseline.of(kept), Change(gone, lowered, told if accept else [], [] if accept else told)


def _fallen(comparison: Comparison) -> Iterable[Pair]:
    failed, judged, failed0, judged0 = (pl.col(name) for name in ("failed", "judged", "failed0", "judged0"))
    lower = failed * judged0 < failed0 * judged
    return _keys(
        comparison.pairs.filter(
            lower & (pl.col("same") | clearly_more(failed0, judged0, failed, judged)) & ~pl.col("over")
        )
    )


def _keys(pairs: pl.DataFrame) -> list[Pair]:
    return list(pairs.select(KEY).iter_rows())


def _accepted(batch: Observed) -> dict[Pair, Accepted]:
    by_print = batch.contents.group_by(*KEY, "fingerprint").agg(pl.col("article").n_unique().alias("articles"))
    own = batch.contents.join(
        by_print.filter(pl.col("articles") == 1), on=[*KEY, "fingerprint"], how="semi", nulls_equal=True
    )
    once = {(source, code): n for source, code, n in own.group_by(KEY).agg(pl.col("article").n_unique()).iter_rows()}
    prints: dict[Pair, dict[str, int]] = {}
    ordered = by_print.sort("articles", "fingerprint", descending=[True, False])
    for source, code, fingerprint, articles in ordered.iter_rows():
        of_pair = prints.setdefault((source, code), {})
        if len(of_pair) < MAX_FINGERPRINTS:
            of_pair[f"{fingerprint:016x}"] = articles
    counts = {(source, code): numbers for source, code, *numbers in batch.pairs.select(*COUNTS).iter_rows()}
    return {
        (source, code): Accepted(
            judged=counts[source, code][0],
            failed=max(counts[source, code][1], once.get((source, code), 0)),
            once=once.get((source, code), 0),
            findings=dict(sorted(of_pair.items())),
        )
        for (source, code), of_pair in prints.items()
    }
