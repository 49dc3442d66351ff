"""Charts as plain geometry, in percent of their width and height; templates draw them as inline SVG."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from copydesk.render.html.text import percent, step
from copydesk.result.model import Distributions
from copydesk.text import plural

MIN_BARS = 5  # slots; fewer bars leave the rest empty
MAX_TICKS = 6
MAX_LANGUAGES = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """x, width, height: percent of the chart; height is at least a hair where there is anything."""

    x: float
    width: float
    height: float
    label: str
    count: int
    share: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """ticks: labels under the chart, from its left to its right edge. beside: what no bar holds, in words."""

    bars: tuple[Bar, ...]
    ticks: tuple[str, ...]
    beside: tuple[str, ...] = ()

    @property
    def is_labelled(self) -> bool:
        """Whether each bar has its own tick."""
        return len(self.ticks) >= len(self.bars)

    @property
    def highest(self) -> Bar | None:
        return max(self.bars, key=lambda bar: bar.count, default=None)


@dataclass(frozen=True, slots=True)
class Share:
    name: str
    count: int
    share: str
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """points: of an SVG polyline in a box of 100 by 100; steps: the same numbers on the heat scale."""

    points: str
    last_x: float
    last_y: float


def lengths(found: Distributions) -> Histogram | None:
    """Bodies by characters; the empty ones are told beside the chart."""
    starts = sorted(found.body_chars)
    filled = [start for start in starts if start and found.body_chars[start]]
    if not filled:
        return None
    shown = [start for start in starts if filled[0] <= start <= filled[-1]]
    ends = dict(pairwise(starts))
    labels = [f"{start:,} to {ends[start] - 1:,}" if start in ends else f"{start:,} and more" for start in shown]
    empty = found.body_chars.get(0, 0)
    return Histogram(
        _bars([found.body_chars[start] for start in shown], labels),
        _ticks([_short(start) for start in shown]),
        (f"{plural(empty, 'body', 'bodies')} empty",) if empty else (),
    )


def dates(found: Distributions) -> Histogram | None:
    if not found.published:
        return None
    beside = (
        (found.published_before, "dated before these"),
        (found.published_after, "dated after these"),
        (found.undated, "without a date that could be read"),
    )
    return Histogram(
        _bars(list(found.published.values()), list(found.published)),
        _ticks(list(found.published)),
        tuple(f"{plural(count, 'article')} {what}" for count, what in beside if count),
    )


def languages(counts: Mapping[str, int]) -> list[Share]:
    """The most frequent ones, and the others as one."""
    total = sum(counts.values())
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = ranked[:MAX_LANGUAGES]
    if ranked[MAX_LANGUAGES:]:
        shown.append((f"{len(ranked) - MAX_LANGUAGES:,} more", sum(count for _, count in ranked[MAX_LANGUAGES:])))
    return [
        Share("unknown" if code == "und" else code, count, percent(count, total), round(100 * count / total, 1))
        for code, count in shown
    ]


def line(shares: Sequence[float | None]) -> Line | None:
    """A line over batches: each a share from 0 to 1, or None where the batch had none."""
    width = 100 / max(len(shares) - 1, 1)
    placed = [(round(n * width, 1), round(100 - 100 * s, 1)) for n, s in enumerate(shares) if s is not None]
    if not placed:
        return None
    return Line(" ".join(f"{x},{y}" for x, y in placed), *placed[-1])


def steps(shares: Sequence[float | None]) -> list[tuple[int, str]]:
    """The heat of each share with the share in words, for a row of squares over batches."""
    return [(0, "no articles") if share is None else (step(share, 1), percent(share, 1)) for share in shares]


def _bars(counts: Sequence[int], labels: Sequence[str]) -> tuple[Bar, ...]:
    highest, total, width = max(counts), sum(counts), 100 / max(len(counts), MIN_BARS)
    return tuple(
        Bar(
            round(place * width, 2),
            round(width * (0.86 if len(counts) < 100 else 1), 2),
            round(max(100 * count / highest, 1.5 if count else 0), 1) if highest else 0,
            label,
            count,
            percent(count, total),
        )
        for place, (count, label) in enumerate(zip(counts, labels, strict=True))
    )


def _ticks(labels: Sequence[str]) -> tuple[str, ...]:
    if len(labels) <= MAX_TICKS:
        return (*labels, *[""] * (MIN_BARS - len(labels)))
    return labels[0], labels[len(labels) // 2], labels[-1]


def _short(count: int) -> str:
    return f"{count / 1_000:g}k" if count >= 1_000 else str(count)
