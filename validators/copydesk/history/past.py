"""What the history says of a batch's sources before the batch is read, and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from copydesk.history.panel import DAY, Panel, panel
from copydesk.history.record import RunInfo, SourceRun
from copydesk.history.store import History
from copydesk.history.usual import Usual

FAMILY = "BA"
"""The rules whose findings say that a batch is no example of what is usual in its source."""

DAYS = 56
"""How far back a batch is compared: eight of each weekday."""

MIN_RUNS, MIN_ARTICLES = 8, 100
"""Batches and articles of a source, before what is usual in it counts."""


@dataclass(frozen=True)
class Past:
    """The past of a batch. at: when the batch was, in seconds since 1970. version: of the program that judges it."""

    history: History
    stream: str
    batch: str
    at: int
    version: str

    @cached_property
    def runs(self) -> list[RunInfo]:
        """The batches that it is compared with, oldest first: of each day before the one nearest to its hour, and the
        last one."""
        known = self.history.runs(self.stream, since=self.at - DAYS * DAY - DAY // 2, before=self.at)
        known = [run for run in known if run.batch != self.batch]
        nearest: dict[int, RunInfo] = {}
        for run in known:
            days = round((self.at - run.at) / DAY)
            if days not in nearest or self._hours_off(run) < self._hours_off(nearest[days]):
                nearest[days] = run
        chosen = {run.id: run for days, run in nearest.items() if days > 0} | {run.id: run for run in known[-1:]}
        return sorted(chosen.values(), key=lambda run: (run.at, run.id))

    def _hours_off(self, run: RunInfo) -> float:
        return abs((self.at - run.at + DAY / 2) % DAY - DAY / 2)

    @cached_property
    def usual(self) -> dict[str, Usual]:
        """By source, what its articles usually have; only sources with enough past."""
        found: dict[str, Usual] = {}
        for source, runs in self.history.sources([run.id for run in self.runs]):
            full = [run for run in runs.values() if run.articles]
            articles = sum(run.articles for run in full)
            if len(full) >= MIN_RUNS and articles >= MIN_ARTICLES:
                words = [run.words for run in full if run.words is not None]
                long_words = [run.long_words for run in full if run.long_words is not None]
                authors = sum(run.filled.get("authors", 0) for run in full) / articles
                found[source] = Usual(_median(words), _median(long_words), authors)
        return found

    def panel(self, now: Sequence[SourceRun], codes: Sequence[str]) -> Panel:
        """The batch beside its past. now: its sources; codes: the rules that ran."""
        columns = {run.id: column for column, run in enumerate(self.runs)}
        here = {run.source: run for run in now}
        sources: list[tuple[str, dict[int, SourceRun]]] = []
        for source, runs in self.history.sources(list(columns)):
            numbers = {columns[number]: run for number, run in runs.items()}
            if source in here:
                numbers[len(columns)] = here.pop(source)
            sources.append((source, numbers))
        sources += [(source, {len(columns): run}) for source, run in here.items()]
        known = [set(run.codes) if run.version == self.version else set() for run in self.runs]
        broken = {(source, columns[run]) for run, source in self.history.broken(list(columns), FAMILY)}
        return panel([*(run.at for run in self.runs), self.at], sources, [*known, set(codes)], broken)

    def seen(self, bodies: pl.Series) -> pl.DataFrame:
        """What the history knows of bodies with these fingerprints: `copydesk.history.bodies.SEEN`."""
        own = self.history.run_of(self.stream, self.batch)
        return self.history.seen(bodies.drop_nulls().unique().to_list(), before=self.at, but=own)


def _median(values: Sequence[float]) -> float:
    return float(np.median(values)) if values else float("nan")
