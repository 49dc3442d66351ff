"""How each source of a stream stands: failing since when, recovered, silent, new or healthy."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from copydesk.history.record import RunInfo, SourceRun, Streak
from copydesk.history.store import History

State = Literal["failing", "silent", "recovered", "new", "healthy"]
STATES: tuple[State, ...] = ("failing", "silent", "recovered", "new", "healthy")
"""What asks for a look comes first."""

NEW_BATCHES = 5
"""Batches by which a source is still new: fewer have no usual."""

RECENT_BATCHES = 7
"""Batches for which a source that has recovered is shown as such."""

SILENT_BATCHES = 3
"""Batches without a source, from which on it is silent: not every source has news in every batch."""


@dataclass(frozen=True)
class Standing:
    """since: the batch with which the state began; None for a source that was always healthy.

    numbers: by id of the run. streaks: of bad batches, newest first, without those that are only told (`info`).
    """

    source: str
    state: State
    since: RunInfo | None
    numbers: Mapping[int, SourceRun]
    streaks: Sequence[Streak]

    @property
    def ongoing(self) -> list[Streak]:
        """The gravest first."""
        order = {"error": 0, "warning": 1}
        going = [streak for streak in self.streaks if streak.ongoing]
        return sorted(going, key=lambda streak: (order.get(streak.severity, 2), streak.code))

    def is_bad(self, run: RunInfo) -> bool:
        """Whether the source broke a rule in this batch."""
        return any(streak.first.at <= run.at <= streak.last.at for streak in self.streaks)


def standings(history: History, runs: Sequence[RunInfo]) -> Iterator[Standing]:
    """Every source of these runs, which are the last ones of one stream, oldest first, in the order of its name."""
    if not runs:
        return
    bad = [streak for streak in history.first_bad(runs[0].stream) if streak.severity != "info"]
    by_source = {
        source: list(streaks)
        for source, streaks in groupby(sorted(bad, key=lambda s: (s.source, -s.last.at)), key=lambda s: s.source)
    }
    known = set()
    for source, numbers in history.sources([run.id for run in runs]):
        known.add(source)
        yield standing(source, numbers, by_source.get(source, ()), runs)
    for source in sorted(by_source.keys() - known):  # gone for longer than the runs reach back
        if any(streak.ongoing for streak in by_source[source]):
            yield standing(source, {}, by_source[source], runs)


def standing(
    source: str, numbers: Mapping[int, SourceRun], streaks: Sequence[Streak], runs: Sequence[RunInfo]
) -> Standing:
    """runs: of the stream, oldest first."""
    there = [run for run in runs if run.id in numbers]
    state: State = "healthy"
    since: RunInfo | None = None
    ended = max((streak.last for streak in streaks if not streak.ongoing), key=lambda run: run.at, default=None)
    after = [run for run in there if ended and run.at > ended.at]
    if any(streak.ongoing for streak in streaks):
        state, since = "failing", min((s.first for s in streaks if s.ongoing), key=lambda run: run.at)
    elif there and len(runs) - 1 - runs.index(there[-1]) >= SILENT_BATCHES:
        state, since = "silent", runs[runs.index(there[-1]) + 1]
    elif after and len(after) <= RECENT_BATCHES:
        state, since = "recovered", after[0]
    elif there and len(there) < NEW_BATCHES and there[0] != runs[0]:
        state, since = "new", there[0]
    return Standing(source, state, since, numbers, streaks)
