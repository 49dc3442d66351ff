"""What a batch suggests: limits for what is a trait of a source, and a baseline for the rest."""

import datetime
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from copydesk.baseline.accept import accepting
from copydesk.baseline.comparison import KEY
from copydesk.baseline.model import Baseline
from copydesk.render.settings_text import toml_key, toml_value
from copydesk.run import Observation
from copydesk.scorecard import MIN_SOURCE_RECORDS
from copydesk.text import plural, quote, visible

MAX_LIMITS = 200
"""Limits of sources in the proposal, those that are broken most; what is beyond stands in the baseline."""

MAX_WORST = 12
"""Defects that the proposal names, so that nobody accepts them unseen."""

CERTAIN = 1.96
"""Standard deviations: the limit lies where the share of the next 40 batches does, all but one."""

STEP = 0.05
"""Limits are whole twentieths, so that a reader sees that they are no measurement."""


class Limit(NamedTuple):
    """A source that breaks the limit of a rule as a whole, as one whose pages name no authors."""

    source: str
    code: str
    failed: int
    judged: int
    usual: float
    max_rate: float


@dataclass(frozen=True)
class Proposal:
    """fields: that were guessed, and have to be looked at. mapping: by input, what is recognised."""

    fields: Mapping[str, str]
    limits: Sequence[Limit]
    baseline: Baseline


def propose(seen: Observation, fields: Mapping[str, str]) -> Proposal:
    limits = _limits(seen)
    return Proposal(fields, limits, accepting(seen.observed, but=[(limit.source, limit.code) for limit in limits]))


def _limits(seen: Observation) -> list[Limit]:
    """Only of rules on what an article does not have: all else is a defect, and is in the baseline."""
    complete = [rule.code for rule in seen.rules if rule.dimension == "completeness"]
    whole = seen.observed.contents.group_by(KEY).agg(pl.col("whole").all()).filter("whole").select(KEY)
    pairs = seen.observed.pairs.join(whole, on=KEY, how="semi").filter(
        pl.col("source").is_not_null() & pl.col("code").is_in(complete) & (pl.col("judged") >= MIN_SOURCE_RECORDS)
    )
    found = []
    for source, code, judged, failed in pairs.select(*KEY, "judged", "failed").iter_rows():
        limit = seen.limits[code]
        usual = min(rate for rate in (limit.max_rate, limit.max_source_rate, 1.0) if rate is not None)
        if failed / judged > usual:
            found.append(Limit(source, code, failed, judged, usual, _rounded(failed, judged)))
    found.sort(key=lambda one: (one.usual - one.failed / one.judged, one.source, one.code))
    return sorted(found[:MAX_LIMITS], key=lambda one: (one.source, one.code))


def _rounded(failed: int, judged: int) -> float:
    from copydesk.history.statistics import wilson

    _, upper = wilson(failed, judged, CERTAIN)
    return min(1.0, round(math.ceil(float(upper) / STEP - 1e-9) * STEP, 2))


def settings_toml(proposal: Proposal, seen: Observation, *, title: str, baseline: str | None) -> Iterator[str]:
    """Lines of a `copydesk.toml` that a person can read. baseline: the file of the baseline, if it knows anything."""
    names = {rule.code: rule.titles[1] for rule in seen.rules}
    sources = seen.observed.pairs["source"].n_unique()
    today = datetime.datetime.now(datetime.UTC).date()
    of = f"{plural(seen.articles, 'article')} of {plural(sources, 'source')}"
    yield f"# Proposed by `copydesk adopt` on {today}, from {of} in"
    yield f"# {_comment(title)}. It is yours to change; `copydesk check --show-settings` says what is in force."
    yield ""
    if baseline:
        yield "# What the batch has today is known, and does not fail: only what is new does, and a rate may only fall."
        yield "# `copydesk baseline --update BATCH` lowers it as the scrapers get better."
        yield f"baseline = {toml_value(baseline)}"
        worst = _worst(proposal.baseline, seen)
        if worst:
            yield "#"
            yield "# Known, but worth mending first:"
        for source, code, failed, judged in worst:
            of = f"{failed:,} of {judged:,} articles of {_comment(source or '(no source)')}"
            yield f"#   {code} {names[code]}: {of}"
    else:
        yield "# The batch has nothing that would fail, and so needs no baseline."
    yield ""
    yield from _fields(proposal, seen)
    yield ""
    yield "# With a history, each source is compared with its own past, and `copydesk health` shows all of them."
    yield "# [history]"
    yield '# url = "history.db"'
    if proposal.limits:
        yield ""
        yield "# Traits of sources, each with what it has today and what the rule allows otherwise. A limit is what is"
        yield "# likely never passed by chance. Lower it, or remove it, when the scraper has learnt better."
    for limit in proposal.limits:
        yield ""
        yield f"[sources.{toml_key(limit.source)}.gate.{limit.code}]"
        today_ = f"{limit.failed:,} of {limit.judged:,} articles today ({limit.failed / limit.judged:.0%})"
        yield f"max_rate = {limit.max_rate:g}  # {names[limit.code]}: {today_}; otherwise {limit.usual:.0%}"


def _worst(baseline: Baseline, seen: Observation) -> list[tuple[str | None, str, int, int]]:
    """Of the baseline the rules of severity error and the ones that half of a source's articles break."""
    grave = {rule.code for rule in seen.rules if rule.severity == "error"}
    pairs = [(*pair, one.failed, one.judged) for pair, one in baseline.accepted.items()]
    bad = [pair for pair in pairs if pair[1] in grave or (pair[2] >= pair[3] / 2 and pair[3] >= MIN_SOURCE_RECORDS)]
    return sorted(bad, key=lambda pair: (pair[1] not in grave, -pair[2], pair[1]))[:MAX_WORST]


def _fields(proposal: Proposal, seen: Observation) -> Iterator[str]:
    """What is read from where: guessed fields in force, recognised ones as a comment."""
    told: dict[tuple[tuple[tuple[str, str], ...], str | None], None] = {}
    for file in seen.inputs:
        recognised = {name: field for name, field in file.mapping.items() if name not in proposal.fields}
        told[tuple(recognised.items()), file.preset] = None
    for mapping, preset in list(told)[:5]:
        if mapping:
            of = f" as those of {preset}" if preset else ""
            yield f"# These fields were recognised{of}, and need no word here:"
            yield f"#   {', '.join(f'{name} = {toml_value(_comment(field))}' for name, field in mapping)}"
    if proposal.fields:
        yield "# These were guessed from their values. LOOK AT THEM: a wrong one spoils every finding."
        yield "[fields]"
        for name, field in proposal.fields.items():
            yield f"{name} = {toml_value(field)}"


def _comment(text: str) -> str:
    """Scraped text on a line of a comment."""
    return visible(quote(text, 80))
