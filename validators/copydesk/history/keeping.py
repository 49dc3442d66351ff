"""A run made into its record: its numbers, its troubles with samples from before and after, and their causes."""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from copydesk.history.past import Past
from copydesk.history.record import (
    MAX_SAMPLES,
    RunRecord,
    Sample,
    SourceRun,
    Trouble,
    sample,
    source_key,
    storable,
)
from copydesk.result.model import Reason, Summary
from copydesk.scan.block import Block

MAX_SAMPLED = 20_000
"""Sources whose articles are kept as samples."""

MAX_STREAM_CHARS = 200

Samples = dict[str, list[Sample]]


def stream_of(inputs: Sequence[str]) -> str:
    """What the batches of these inputs have in common: their names, with a `*` for what is counted, such as the day."""
    names = dict.fromkeys(re.sub(r"\d+(?:[-_.:]\d+)*", "*", Path(name).name or name) for name in inputs)
    return ", ".join(names)[:MAX_STREAM_CHARS]


def batch_name(template: str, title: str, at: int) -> str:
    """The name of a batch. template: with `{title}`, `{date}` and `{time}` of the run, in UTC; a date that the title
    has already is not said again."""
    when = datetime.datetime.fromtimestamp(at, datetime.UTC)
    date = when.date().isoformat()
    return template.format(title=title, date="" if date in title else date, time=f"{when:%H:%M}").strip()


def article_samples(block: Block) -> list[tuple[str, Sample]]:
    """The first articles of each source of a block."""
    firsts = block.articles.group_by("source", maintain_order=True).head(MAX_SAMPLES)
    return [
        (
            source_key(row["source"]),
            sample(
                row["id"],
                row["url"],
                title=row["title"],
                authors=row["authors"],
                published=row["published"],
                body=row["body"],
            ),
        )
        for row in firsts.iter_rows(named=True)
    ]


def gather(samples: Samples, more: Iterable[tuple[str, Sample]]) -> None:
    """Adds samples of sources that have too few yet."""
    for source, one in more:
        if source in samples or len(samples) < MAX_SAMPLED:
            known = samples.setdefault(source, [])
            if len(known) < MAX_SAMPLES:
                known.append(one)


def run_record(
    past: Past,
    summary: Summary,
    sources: Sequence[SourceRun],
    of_sources: Sequence[Mapping[str, Any]],
    findings: Iterable[pl.DataFrame],
    samples: Samples,
    report: str | None,
    known: Mapping[tuple[str, str], int],
) -> RunRecord:
    """sources: their numbers. of_sources: findings of rules on sources, as rows. findings: all of them, in parts.
    samples: articles by source. known: by source and rule, the articles that fail it for what a baseline knows."""
    broken = _over_limits(summary.gate.reasons, sources, known)
    after = _samples_of(findings, set(broken))
    names = {source for source, _ in broken} | {source_key(row["source"]) for row in of_sources}
    before = past.history.samples(past.stream, names)
    rules = {rule.code: rule for rule in summary.rules}
    troubles = {
        (source, code): Trouble(
            source, code, rules[code].severity, message, before.get(source, ()), after.get((source, code), ())
        )
        for (source, code), message in broken.items()
    }
    for row in of_sources:
        place = (source_key(row["source"]), row["code"])
        earlier = troubles.get(place)  # of another field
        message = f"{earlier.message}; {row['message']}" if earlier else row["message"]
        source = place[0]
        troubles[place] = Trouble(*place, row["severity"], message, before.get(source, ()), samples.get(source, ()))
    return RunRecord(
        stream=past.stream,
        batch=past.batch,
        at=past.at,
        title=summary.title,
        verdict=summary.gate.verdict,
        articles=summary.articles,
        articles_failed=summary.articles_failed,
        findings={str(severity): count for severity, count in summary.findings.items()},
        codes=sorted(summary.tallies),
        version=summary.copydesk_version,
        reasons=[storable(reason.message) for reason in summary.gate.reasons if not reason.passed],
        causes=[storable(cause) for cause in summary.causes],
        report=report,
        sources=sources,
        troubles=list(troubles.values()),
        samples={source: some for source, some in samples.items() if source not in names},
    )


def _over_limits(
    reasons: Iterable[Reason], sources: Sequence[SourceRun], known: Mapping[tuple[str, str], int]
) -> dict[tuple[str, str], str]:
    """The sources that are over a limit of the gate, each with a sentence; of a limit for the batch, those that have a
    larger share than it allows."""
    over: dict[tuple[str, str], str] = {}
    here = {run.source: run for run in sources}
    for reason in reasons:
        if reason.passed or not reason.code or reason.scope == "files":
            continue
        named = [source_key(source) for source in reason.sources] or list(here)
        for source in named:
            rates = here[source].rules.get(reason.code) if source in here else None
            if not rates:
                continue
            if reason.limit is None:  # it has risen over its baseline
                share = f"{rates.failed:,} of {rates.judged:,} judged articles"
                over[source, reason.code] = f"{share}, more than the baseline knows"
            elif (failed := rates.failed - known.get((source, reason.code), 0)) > reason.limit * rates.judged:
                share = f"{failed:,} of {rates.judged:,} judged articles"
                over[source, reason.code] = f"{share}, at most {reason.limit:.1%} are allowed"
    return over


def _samples_of(findings: Iterable[pl.DataFrame], wanted: set[tuple[str, str]]) -> dict[tuple[str, str], list[Sample]]:
    """The first findings of sources and rules."""
    found: dict[tuple[str, str], list[Sample]] = {}
    codes = {code for _, code in wanted}
    for part in findings if wanted else ():
        some = part.filter(pl.col("code").is_in(list(codes)) & (pl.col("outcome") == "fail"))
        firsts = some.group_by("source", "code", maintain_order=True).head(MAX_SAMPLES)
        for row in firsts.iter_rows(named=True):
            place = (source_key(row["source"]), row["code"])
            known = found.setdefault(place, []) if place in wanted else None
            if known is not None and len(known) < MAX_SAMPLES:
                texts = {name: row[name] for name in ("field", "quote", "message")}
                known.append(sample(row["record"], None, **texts))
    return found
