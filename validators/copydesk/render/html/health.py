"""The pages of a history: sources by how they stand, with small multiples, down to each batch."""

import heapq
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from copydesk.health.standing import STATES, Standing, State, standings
from copydesk.history.record import RunInfo, SourceRun
from copydesk.history.store import History
from copydesk.render.html.press import Press
from copydesk.render.html.text import day, percent
from copydesk.version import __version__

MAX_BATCHES = 90
"""Batches that the charts reach back, and that have a page."""

MAX_CARDS = 120
"""Sources with small multiples on the first page, 6 KB each."""

MAX_SOURCES = 500
"""Sources with a page, 40 KB each."""

MAX_RULES = 9
"""Rules with a chart on the page of a source, the ones that it broke most."""

MAX_TROUBLES = 500
"""Troubles on the page of a batch."""

FIELDS = ("title", "body", "authors", "published")

LABELS: dict[State, tuple[str, str]] = {
    "failing": ("Failing", "They break a rule, or have left what is usual for them."),
    "silent": ("Silent", "They were there before, and not in the last three batches or more."),
    "recovered": ("Recovered", "They failed within the last batches, and do no longer."),
    "new": ("New", "So far in fewer than five batches: what is usual for them is not known yet."),
    "healthy": ("Healthy", "Nothing to report."),
}


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of one batch each, in a box of 100 by 100. good, bad: paths; last: of the newest batch, in words; high: the
    value at the top, in words."""

    title: str
    good: str
    bad: str
    last: str
    high: str


@dataclass(frozen=True, slots=True)
class Card:
    """A source on the first page."""

    standing: Standing
    page: str | None
    charts: tuple[Chart, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Link:
    """A batch, with its page and its report, where there is one that can be followed from here."""

    run: RunInfo
    page: str | None
    report: str | None


def render_health(history: History, stream: str, out: Path, *, folder: Path, last: int = MAX_BATCHES) -> list[Path]:
    """Writes the pages of one stream into the existing empty folder `out`; returns them, index first.

    folder: where they will stand, from which reports on this machine are linked. last: batches that they reach back.
    """
    runs = history.runs(stream, last=last)
    links = {run.id: Link(run, f"batches/{run.id}.html", _report(run, folder)) for run in runs}
    everywhere = {"version": __version__, "stream": stream, "runs": runs, "links": links, "labels": LABELS}
    counts = dict.fromkeys(STATES, 0)
    ranked: list[tuple[tuple[int, int, int, str], Standing]] = []
    for standing in standings(history, runs):
        counts[standing.state] += 1
        ranked.append((_rank(standing, runs), standing))
        if len(ranked) > 2 * MAX_SOURCES:  # the numbers of a thousand sources at a time, not of all
            ranked = heapq.nsmallest(MAX_SOURCES, ranked)
    shown = [standing for _, standing in heapq.nsmallest(MAX_SOURCES, ranked)]
    pages = {standing.source: f"sources/{place}.html" for place, standing in enumerate(shown, start=1)}
    press = Press(out)
    cards = [_card(standing, pages[standing.source], runs) for standing in shown[:MAX_CARDS]]
    press.page(
        "index.html",
        "health.html",
        **everywhere,
        counts=counts,
        groups=[(state, [card for card in cards if card.standing.state == state]) for state in STATES],
        rest=[(standing, pages[standing.source]) for standing in shown[MAX_CARDS:]],
        left=sum(counts.values()) - len(shown),
        charts=_stream_charts(runs),
    )
    for standing in shown:
        press.page(
            pages[standing.source],
            "health_source.html",
            **everywhere,
            standing=standing,
            sentence=_sentence(standing),
            charts=_source_charts(standing, runs),
            rules=_rule_charts(standing, runs),
        )
    for place, run in enumerate(runs):
        troubles = history.troubles(run.id)
        press.page(
            links[run.id].page or "",
            "health_batch.html",
            **everywhere,
            run=run,
            troubles=troubles[:MAX_TROUBLES],
            troubles_left=max(len(troubles) - MAX_TROUBLES, 0),
            pages=pages,
            before=runs[place - 1] if place else None,
            after=runs[place + 1] if place + 1 < len(runs) else None,
        )
    return press.written


def _rank(standing: Standing, runs: Sequence[RunInfo]) -> tuple[int, int, int, str]:
    """Failing ones first, among them those with the gravest rules, then the largest."""
    severity = {"error": 0, "warning": 1}.get(standing.ongoing[0].severity, 2) if standing.ongoing else 3
    size = max((numbers.articles for numbers in standing.numbers.values()), default=0)
    return STATES.index(standing.state), severity, -size, standing.source


def _sentence(standing: Standing) -> str:
    since = f" since {day(standing.since.at)}" if standing.since else ""
    match standing.state:
        case "failing":
            batches = max(streak.batches for streak in standing.ongoing)
            return f"Failing{since}, for {batches:,} {'batch' if batches == 1 else 'batches'}"
        case "silent":
            return f"In no batch{since}"
        case "recovered":
            return f"Well again{since}"
        case "new":
            return f"New{since}"
    failures = len(standing.streaks)
    return f"Healthy; it failed {failures:,} {'time' if failures == 1 else 'times'} before" if failures else "Healthy"


def _report(run: RunInfo, folder: Path) -> str | None:
    """The report of a batch, as a link from the folder: its address, or a file on this machine."""
    if not run.report:
        return None
    if run.report.startswith(("http://", "https://")):
        return run.report
    file = Path(run.report)
    file = file / "index.html" if file.is_dir() else file
    if not file.is_file():
        return None
    return quote(os.path.relpath(file.resolve(), folder.resolve()).replace(os.sep, "/"))


Value = Callable[[SourceRun], float | None]


def _card(standing: Standing, page: str, runs: Sequence[RunInfo]) -> Card:
    return Card(standing, page, _source_charts(standing, runs)[:3], _sentence(standing))


def _source_charts(standing: Standing, runs: Sequence[RunInfo]) -> tuple[Chart, ...]:
    def share(count: Value) -> Value:
        return lambda numbers: (count(numbers) or 0) / numbers.articles if numbers.articles else None

    def filled(field: str) -> Value:
        return share(lambda numbers: numbers.filled.get(field))

    charts = [
        _chart("Articles", standing, runs, lambda numbers: numbers.articles, _count),
        _chart("Failed", standing, runs, share(lambda numbers: numbers.failed), _share, top=1.0),
        _chart("Bylines", standing, runs, filled("authors"), _share, top=1.0),
        _chart("Dates", standing, runs, filled("published"), _share, top=1.0),
        _chart("Words, median", standing, runs, lambda numbers: numbers.words, _count),
    ]
    return tuple(chart for chart in charts if chart)


def _rule_charts(standing: Standing, runs: Sequence[RunInfo]) -> list[tuple[str, Chart]]:
    worst: dict[str, float] = {}
    for numbers in standing.numbers.values():
        for code, rates in numbers.rules.items():
            worst[code] = worst.get(code, 0) + (rates.failed / rates.judged if rates.judged else 0)
    codes = sorted((code for code in worst if worst[code]), key=lambda code: (-worst[code], code))[:MAX_RULES]

    def rate(code: str) -> Value:
        def of(numbers: SourceRun) -> float | None:
            rates = numbers.rules.get(code)
            return rates.failed / rates.judged if rates and rates.judged else 0.0

        return of

    charts = ((code, _chart(code, standing, runs, rate(code), _share, top=1.0)) for code in codes)
    return [(code, chart) for code, chart in charts if chart]


def _stream_charts(runs: Sequence[RunInfo]) -> list[Chart]:
    def chart(title: str, values: list[float | None], words: Callable[[float], str], top: float | None) -> Chart:
        return _bars(title, values, [run.verdict != "pass" for run in runs], words, top)

    shares = [run.articles_failed / run.articles if run.articles else None for run in runs]
    return [
        chart("Articles a batch", [float(run.articles) for run in runs], _count, None),
        chart("Articles failed", shares, _share, 1.0),
    ]


def _chart(
    title: str,
    standing: Standing,
    runs: Sequence[RunInfo],
    value: Value,
    words: Callable[[float], str],
    *,
    top: float | None = None,
) -> Chart | None:
    """None where no batch has a value."""
    values = [value(standing.numbers[run.id]) if run.id in standing.numbers else None for run in runs]
    if all(one is None for one in values):
        return None
    return _bars(title, values, [standing.is_bad(run) for run in runs], words, top)


def _bars(
    title: str,
    values: Sequence[float | None],
    is_bad: Sequence[bool],
    words: Callable[[float], str],
    top: float | None,
) -> Chart:
    """A bar a batch; nothing where it has no value, and a hair where it has none of what is counted."""
    there = [value for value in values if value is not None]
    high = top or max(there, default=0) or 1
    width = 100 / max(len(values), 1)
    paths = {False: "", True: ""}
    for place, (value, bad) in enumerate(zip(values, is_bad, strict=True)):
        if value is not None:
            height = max(100 * value / high, 1.5)
            paths[bad] += f"M{place * width:.2f} 100v-{height:.1f}h{width * 0.8:.2f}v{height:.1f}z"
    last = words(there[-1]) if there else "none"
    return Chart(title, paths[False], paths[True], last, words(high))


def _count(value: float) -> str:
    return f"{value:,.0f}"


def _share(value: float) -> str:
    return percent(value, 1)
