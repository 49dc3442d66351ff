"""The sources of a batch beside their own past: numbers in matrices, as the rules on trends read them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from copydesk.history.record import SourceRun
from copydesk.history.statistics import Bools, Floats, median, quantile, scatter

DAY = 86_400
MIN_WEEKDAYS = 4
"""Batches of the same weekday, before a weekday is compared with itself alone."""

MIN_PEERS = 5
"""Sources of one language that show together whether a day is a holiday there."""

PEER_ARTICLES = 4
"""Usual articles from which a source is one of them."""

LEAST_SEASON = 0.35
"""Share of the usual volume that a holiday leaves; if a batch has less, something else is the matter."""

HOLIDAY = 0.9
"""Of the usual volume of its peers: below it, a day is a holiday."""

LEVEL_BATCHES = 28
"""The last weeks: batches that tell whether a source grows or shrinks."""

LEVELS = 0.7, 1.4
"""The level is held within these: what changes more is told, not followed."""

MAX_BROKEN = 0.5
"""Share of broken batches from which on they are what is usual."""

POISSON = 0.5
"""The standard deviation of the square root of a count, at the least."""


@dataclass
class Panel:
    """A row a source, a column a batch, oldest first; the last column is the batch that is judged.

    at: when each batch was, in seconds since 1970. languages: of the sources. articles: NaN before a source first
    appears. words, age: as in a SourceRun. filled, top: by field; failed, judged: by code of the rule; counts. broken:
    the batches in which a rule on trends found something, which are no example of what is usual.
    """

    sources: Sequence[str]
    at: npt.NDArray[np.int64]
    languages: Sequence[str | None]
    articles: Floats
    words: Floats
    age: Floats
    filled: Mapping[str, Floats]
    top: Mapping[str, Floats]
    failed: Mapping[str, Floats]
    judged: Mapping[str, Floats]
    broken: Bools

    def past(self, values: Floats) -> Floats:
        """The values of the batches that show what is usual: not of the last two, which are judged together, nor of
        broken ones, unless most are: then that is how the source is now."""
        return np.where(self._left_out, np.nan, values)[:, :-2]

    @cached_property
    def _left_out(self) -> Bools:
        is_new_usual = self.broken[:, :-2].sum(axis=1) > MAX_BROKEN * (self.articles[:, :-2] >= 0).sum(axis=1)
        return np.asarray(self.broken & ~is_new_usual[:, None])

    @cached_property
    def batches(self) -> npt.NDArray[np.int64]:
        """Of each source: the batches of its past that have articles."""
        return np.asarray((self.past(self.articles) > 0).sum(axis=1))

    @cached_property
    def weekday(self) -> npt.NDArray[np.int64]:
        return (self.at // DAY + 3) % 7

    @cached_property
    def gap(self) -> float:
        """Days between two batches, as a rule."""
        return float(np.median(np.diff(self.at)) / DAY) if len(self.at) > 1 else 1.0

    @cached_property
    def peers(self) -> npt.NDArray[np.int64]:
        """Of each source the number of its group: those of its language, or all where there are few."""
        names = {language: number for number, language in enumerate(dict.fromkeys(self.languages))}
        return np.array([names[language] for language in self.languages], dtype=np.int64)

    def low(self, values: Floats, batch: int = -1) -> Floats:
        """What the values of the past seldom fall below on the weekday of a batch: the lowest of a few, the second
        lowest of many. On a holiday any day may be like this one; while a weekday is hardly known, any day of the past.

        batch: the column, from the end.
        """
        past = self.past(values)
        same = np.where(self.weekday[:-2] == self.weekday[batch], past, np.nan)
        known = (~np.isnan(same)).sum(axis=1) >= MIN_WEEKDAYS
        lowest = np.where(known, quantile(same, 0.2), quantile(past, 0))
        return np.where(self.season[:, batch] < HOLIDAY, np.fmin(lowest, quantile(past, 0.1)), lowest)

    def high(self, values: Floats, batch: int = -1) -> Floats:
        """The same upwards."""
        return -self.low(-values, batch)

    def lows(self, values: Floats) -> Floats:
        """`low` of the batch before, and of this one."""
        return self._of_two(values, self.low)

    def highs(self, values: Floats) -> Floats:
        """`high` of the batch before, and of this one."""
        return self._of_two(values, self.high)

    def _of_two(self, values: Floats, bound: Callable[[Floats, int], Floats]) -> Floats:
        return np.stack([bound(values, batch) for batch in (-2, -1)], axis=1)

    def usual(self, values: Floats) -> Floats:
        """Of each source and batch the median of the same weekday; of all batches where those are too few."""
        usual = np.repeat(median(self.past(values))[:, None], values.shape[1], axis=1)
        of_weekday = self._of_weekday(values)
        return np.where(np.isnan(of_weekday), usual, of_weekday)

    @cached_property
    def season(self) -> Floats:
        """Of each source and batch the share of the usual volume that its peers have, up to 1; holidays have less."""
        usual = self._usual
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(usual >= PEER_ARTICLES, self.articles / usual, np.nan)
        return np.clip(self.of_peers(ratio, 1.0), LEAST_SEASON, 1.0)

    def of_peers(self, values: Floats, default: float) -> Floats:
        """Of each source and batch the median of its peers, or of all where these are few."""
        shared = np.empty_like(values)
        for group in range(self.peers.max() + 1 if len(self.peers) else 0):
            members = self.peers == group
            of_group, all_of = values[members].T, values.T
            few = (~np.isnan(of_group)).sum(axis=1) < MIN_PEERS
            fewer = (~np.isnan(all_of)).sum(axis=1) < MIN_PEERS
            shared[members] = np.where(few, np.where(fewer, default, median(all_of)), median(of_group))
        return shared

    @cached_property
    def _usual(self) -> Floats:
        return self._of_weekday(self.articles)

    def _of_weekday(self, values: Floats) -> Floats:
        """The median of the same weekday; NaN where there are too few."""
        usual = np.full(values.shape, np.nan)
        for day in range(7):
            columns = self.weekday == day
            of_day = self.past(values)[:, columns[:-2]]
            if of_day.shape[1] >= MIN_WEEKDAYS:
                enough = (~np.isnan(of_day)).sum(axis=1) >= MIN_WEEKDAYS
                usual[:, columns] = np.where(enough, median(of_day), np.nan)[:, None]
        return usual

    @cached_property
    def expected(self) -> Floats:
        """Articles: the median of the same weekday, at the level of the last weeks, less where its peers have less too.
        NaN without enough past."""
        return self._of_season * self._level[:, None]

    @cached_property
    def _of_season(self) -> Floats:
        return self._usual * self.season

    @cached_property
    def _level(self) -> Floats:
        """Of each source: how its last weeks stand to the medians of its weekdays, which are of longer ago."""
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(self._of_season > 0, self.articles / self._of_season, np.nan)
        recent = self.past(ratio)[:, -LEVEL_BATCHES:]
        known = (~np.isnan(recent)).sum(axis=1) >= LEVEL_BATCHES / 2
        return np.where(known, np.clip(median(recent), *LEVELS), 1.0)

    @cached_property
    def noise(self) -> Floats:
        """Of each source: the standard deviation of the square root of its volume around what is expected."""
        residuals = np.sqrt(self.articles) - np.sqrt(self._of_season)
        return np.fmax(scatter(self.past(residuals)), POISSON)

    @cached_property
    def departure(self) -> Floats:
        """Of each source and batch: how far its volume lies from what is expected, in standard deviations."""
        return (np.sqrt(self.articles) - np.sqrt(self.expected)) / self.noise[:, None]


def panel(
    at: Sequence[int],
    sources: Iterable[tuple[str, Mapping[int, SourceRun]]],
    codes: Sequence[Collection[str]],
    broken: Collection[tuple[str, int]] = (),
) -> Panel:
    """The panel of batches. at: their times, oldest first. sources: each with its numbers by index into `at`. codes:
    by batch, the rules that ran as they do now: only of those it is known how many articles failed. broken: sources and
    batches, by name and index.

    A batch without a source has no article of it, once there was an earlier one that had.
    """
    names: list[str] = []
    rows: list[Mapping[int, SourceRun]] = []
    for name, runs in sources:
        names.append(name)
        rows.append(runs)
    columns = _Columns(len(rows), len(at))
    for row, runs in enumerate(rows):
        first = min(runs, default=len(at))
        columns.of("articles")[row, first:] = 0
        for column, run in runs.items():
            columns.put(row, column, run)
    languages = [next((run.language for _, run in sorted(runs.items(), reverse=True)), None) for runs in rows]
    for (kind, name), matrix in columns.named.items():
        if kind in ("failed", "judged"):
            matrix[:, [name not in known for known in codes]] = np.nan
    return Panel(
        names,
        np.asarray(at, dtype=np.int64),
        languages,
        columns.of("articles"),
        columns.of("words"),
        columns.of("age"),
        columns.all_of("filled"),
        columns.all_of("top"),
        columns.all_of("failed"),
        columns.all_of("judged"),
        np.array([[(name, column) in broken for column in range(len(at))] for name in names], dtype=bool).reshape(
            len(names), len(at)
        ),
    )


class _Columns:
    """Matrices that are made when a number comes along. Of a rule that ran, no number means that no article failed."""

    PLAIN = ("articles", "words", "age")

    def __init__(self, rows: int, columns: int) -> None:
        self._shape = (rows, columns)
        self._plain: dict[str, Floats] = {}
        self.named: dict[tuple[str, str], Floats] = {}

    def of(self, name: str) -> Floats:
        if name not in self._plain:
            self._plain[name] = np.full(self._shape, np.nan)
        return self._plain[name]

    def put(self, row: int, column: int, run: SourceRun) -> None:
        for name in self.PLAIN:
            value = getattr(run, name)
            if value is not None:
                self.of(name)[row, column] = value
        for name, count in run.filled.items():
            self._of("filled", name)[row, column] = count
        for name, count in run.top.items():
            self._of("top", name)[row, column] = count
        for code, rates in run.rules.items():
            self._of("failed", code)[row, column] = rates.failed
            self._of("judged", code)[row, column] = rates.judged

    def all_of(self, kind: str) -> dict[str, Floats]:
        return {name: matrix for (of, name), matrix in self.named.items() if of == kind}

    def _of(self, kind: str, name: str) -> Floats:
        if (kind, name) not in self.named:
            self.named[kind, name] = np.zeros(self._shape) if kind == "failed" else np.full(self._shape, np.nan)
        return self.named[kind, name]
