"""How soon the rules on trends see a breakage, and how often they cry wolf: a simulated year of 200 sources.

    python benchmarks/health.py [--years 4] [--sources 200] [--rule BA01] [--out FILE]

A year without a breakage counts false alarms; a year in which every source breaks several times, in one way each,
counts breakages that a rule tells within two batches. What is simulated is as unruly as papers are: weekdays, papers
that rest on some, weekly titles, tiny sources, public holidays by language and the end of the year, days of big news,
volumes that scatter more than chance alone and hang together from day to day, unsigned weekend editions, columns, and
rules that find something every day.
"""

import argparse
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from math import inf, nan
from pathlib import Path
from typing import NamedTuple

import numpy as np

from copydesk.detectors import detector_for
from copydesk.history.panel import DAY, Panel
from copydesk.rulebook import load_rulebook

FIELDS = ("authors", "title", "published", "description")
CODES = tuple(f"XX{number:02}" for number in range(1, 26))
WINDOW, LEARNING, DAYS = 56, 56, 365
LASTS = 8
"""Days that a breakage lasts."""

LEFT = 0.35
"""Of a source's ups and downs, what is left the next day."""

BREAKAGES = ("selector-lost", "redesign", "gone", "half-volume", "stale-feed", "author-always-editor", "length")
SIZES: list[tuple[float, float]] = [(0, 8), (8, 25), (25, 100), (100, inf), (25, inf)]
"""Usual articles a day."""

TELLS = {
    "selector-lost": {"BA03"},
    "redesign": {"BA07", "BA04", "BA03"},
    "gone": {"BA01", "BA02"},
    "half-volume": {"BA01"},
    "stale-feed": {"BA05"},
    "author-always-editor": {"BA06"},
    "length": {"BA04"},
}


@dataclass
class Breakage:
    kind: str
    source: int
    first: int
    usual: float


class Volumes(NamedTuple):
    """What nobody knows of a paper. rate: articles that each source has each day, but for its own ups and downs; size:
    the standard deviation of their logarithm."""

    rate: np.ndarray
    size: np.ndarray


def simulate(sources: int, rng: np.random.Generator, *, broken: bool) -> tuple[Panel, list[Breakage], Volumes]:
    """A panel of LEARNING + DAYS batches, one a day, what was broken in it, and what its volumes were drawn from."""
    days = LEARNING + DAYS
    weekday = (np.arange(days) + 3) % 7
    language = np.arange(sources) % 8
    mean = np.clip(np.exp(rng.normal(np.log(35), 0.9, sources)), 1, 500)
    mean[: sources // 12] = rng.uniform(0.3, 4, sources // 12)  # tiny ones
    rng.shuffle(mean)
    week = np.ones((sources, 7)) * rng.normal(1, 0.06, (sources, 7)).clip(0.7, 1.3)
    rests = rng.random(sources)
    week[rests < 0.5, 5:] *= rng.uniform(0.4, 0.9, ((rests < 0.5).sum(), 2))
    week[rests < 0.12, 6] = 0  # no Sunday edition
    weekly = rests > 0.96
    week[weekly] = 0
    week[np.flatnonzero(weekly), rng.integers(0, 7, weekly.sum())] = 1

    season = np.ones((8, days))
    for group in range(8):
        for holiday in rng.choice(days, 14, replace=False):
            season[group, holiday : holiday + rng.integers(1, 3)] *= rng.uniform(0.4, 0.7)
    season[:, LEARNING + 350 : LEARNING + 358] *= rng.uniform(0.45, 0.6)  # the end of the year
    news = np.exp(np.cumsum(rng.normal(0, 0.05, days)) * 0.2) * np.where(rng.random(days) < 0.02, 1.4, 1)
    size = rng.uniform(0.5, 1.5, sources) * (0.05 + 0.4 / np.sqrt(mean))
    scatter = np.exp(_hanging_together(rng, sources, days, size))
    growth = np.exp(np.outer(rng.normal(0, 0.15, sources), np.linspace(0, 1, days)))
    rate = mean[:, None] * week[:, weekday] * season[language] * news * growth
    articles = rng.poisson(rate * scatter).astype(float)

    # of a day's newest article: hours since it came out; without one today, it is that of an earlier day
    age = np.full((sources, days), np.nan)
    last = np.full(sources, 0.3)
    hour = rng.uniform(0.05, 0.35, sources)  # of the crawl, after the last edition
    for day in range(days):
        fresh = hour + rng.exponential(1 / np.maximum(articles[:, day], 0.5)).clip(0, 0.9)
        last = np.where(articles[:, day] > 0, fresh, last + 1)
        age[:, day] = last
    # half of the crawlers bring the newest articles of a list, however old they are
    brings = rng.random(sources) < 0.5
    quiet = brings[:, None] & (articles == 0) & (mean[:, None] > 1)
    articles = np.where(quiet, np.minimum(mean[:, None], 5).round(), articles)
    age = np.where(articles > 0, age * DAY, np.nan)

    n = articles
    share = {
        "authors": np.clip(rng.beta(5, 1.2, sources), 0.05, 1),
        "title": np.full(sources, 0.999),
        "published": np.full(sources, 0.995),
        "description": rng.choice([0.0, 0.4, 0.97, 1.0], sources),
    }
    filled = {name: _binomial(rng, n, of[:, None], 0.35) for name, of in share.items()}
    wire = (rng.random(sources) < 0.2)[:, None] & (weekday >= 5)  # unsigned weekend editions
    filled["authors"] = np.where(wire, rng.binomial(n.astype(int), 0.3), filled["authors"])
    length = rng.uniform(200, 700, sources)[:, None] * np.exp(rng.normal(0, 0.06, (sources, days)))
    length *= np.where(weekday >= 5, rng.uniform(0.8, 1.25, sources)[:, None], 1)
    words = np.where(n > 0, length * np.exp(rng.normal(0, 1, n.shape) * 0.75 / np.sqrt(np.maximum(n, 1))), np.nan)
    long_days = rng.random((sources, days)) < 0.01  # special issues
    words = np.where(long_days, words * rng.uniform(0.75, 1.35, n.shape), words)
    lead = rng.choice([0.08, 0.15, 0.3, 0.9], sources, p=[0.5, 0.3, 0.15, 0.05])[:, None]
    top = {
        "authors": np.maximum(_binomial(rng, n, lead, 0.3), np.minimum(n, 1)),
        "title": np.minimum(n, 1 + (rng.random(n.shape) < 0.05) * rng.integers(0, 3, n.shape)),
    }
    base = rng.choice([0, 0, 0, 0.01, 0.03, 0.1, 0.35], (sources, len(CODES)))
    failed = {code: _binomial(rng, n, base[:, number, None], 0.5) for number, code in enumerate(CODES)}

    breakages = _break(rng, articles, age, words, filled, top, failed, lead) if broken else []
    at = np.arange(days) * DAY + 4 * DAY * 7 * 2700
    names = [f"source-{number}" for number in range(sources)]
    languages = [f"l{group}" for group in language]
    panel = Panel(
        names, at, languages, articles, words, age, filled, top, failed, dict.fromkeys(CODES, articles), articles < 0
    )
    return panel, breakages, Volumes(rate, size)


def _hanging_together(rng: np.random.Generator, rows: int, days: int, size: np.ndarray) -> np.ndarray:
    """Noise of which a third is left the next day; one day in fifty is wild."""
    noise = rng.normal(0, 1, (rows, days)) * np.where(rng.random((rows, days)) < 0.02, 2.5, 1)
    for day in range(1, days):
        noise[:, day] = LEFT * noise[:, day - 1] + 0.94 * noise[:, day]
    return noise * size[:, None]


def _binomial(rng: np.random.Generator, n: np.ndarray, share: np.ndarray, scatter: float) -> np.ndarray:
    """Hits of n, by a share whose odds scatter from batch to batch."""
    share = np.broadcast_to(share, n.shape)
    with np.errstate(divide="ignore"):
        odds = np.log(share) - np.log1p(-share) + rng.normal(0, scatter, n.shape)
    return rng.binomial(n.astype(int), np.where(share >= 1, 1.0, 1 / (1 + np.exp(-odds)))).astype(float)


def _break(rng, articles, age, words, filled, top, failed, lead) -> list[Breakage]:
    """Breaks every source some times, each time in another way, LASTS days long."""
    breakages = []
    sources, days = articles.shape
    for source in range(sources):
        kinds = rng.permutation(BREAKAGES)
        for number, kind in enumerate(kinds):
            first = LEARNING + 5 + number * 50 + int(rng.integers(0, 25))
            if first + LASTS >= days or (kind == "author-always-editor" and lead[source] > 0.5):
                continue
            while first < days - LASTS and articles[source, first] == 0:  # on a day on which it has articles
                first += 1
            span = slice(first, first + LASTS)
            now = articles[source, span]
            usual = float(np.median(articles[source, first - 28 : first]))
            breakages.append(Breakage(str(kind), source, first, usual))
            match kind:
                case "selector-lost":
                    filled["authors"][source, span] = 0
                case "redesign":
                    words[source, span] *= rng.choice([0.35, 2.2])
                    for code in rng.choice(CODES, 4, replace=False):
                        failed[code][source, span] = rng.binomial(now.astype(int), rng.uniform(0.5, 0.95))
                case "gone":
                    articles[source, span] = 0
                    for matrix in (*filled.values(), *top.values(), *failed.values()):
                        matrix[source, span] = 0
                    age[source, span] = words[source, span] = np.nan
                case "half-volume":
                    half = rng.binomial(now.astype(int), 0.5).astype(float)
                    for matrix in (*filled.values(), *top.values(), *failed.values()):
                        matrix[source, span] = np.minimum(matrix[source, span], (matrix[source, span] / 2).round())
                    articles[source, span] = half
                case "stale-feed":  # what it had the day before, again and again
                    for matrix in (articles, words, *filled.values(), *top.values(), *failed.values()):
                        matrix[source, span] = matrix[source, first - 1]
                    age[source, span] = age[source, first - 1] + DAY * np.arange(1, LASTS + 1)
                case "author-always-editor":
                    top["authors"][source, span] = now
                    filled["authors"][source, span] = now
                case _:
                    words[source, span] *= 0.35
    return breakages


def window(year: Panel, day: int) -> Panel:
    """The panel as it stands on a day."""
    span = slice(max(0, day - WINDOW), day + 1)
    cut = {name: getattr(year, name)[:, span] for name in ("articles", "words", "age", "broken")}
    named = {
        kind: {name: matrix[:, span] for name, matrix in getattr(year, kind).items()}
        for kind in ("filled", "top", "failed", "judged")
    }
    return replace(year, at=year.at[span], **cut, **named)


def told(year: Panel, first: int, codes: Collection[str] = ()) -> dict[tuple[int, int], set[str]]:
    """By source and day, the rules that have something to say; judged day by day, as batches come."""
    book = load_rulebook()
    rules = [rule for rule in book.rules if rule.unit == "source" and (not codes or rule.code in codes)]
    detectors = [detector_for(rule, book.vocabulary) for rule in rules]
    found: dict[tuple[int, int], set[str]] = {}
    numbers = {name: number for number, name in enumerate(year.sources)}
    for day in range(first, LEARNING + DAYS):
        panel = window(year, day)
        for detector in detectors:
            for hit in detector.judge(panel).hits:
                found.setdefault((numbers[hit.source], day), set()).add(detector.rule.code)
                year.broken[numbers[hit.source], day] = True
    return found


def alarms(found: dict[tuple[int, int], set[str]]) -> Counter[str]:
    """Alarms by rule, and of any of them; one that stays from batch to batch is one."""
    counted: Counter[str] = Counter()
    for (source, day), codes in found.items():
        before = found.get((source, day - 1), set())
        counted.update(codes - before)
        counted["any"] += not before
    return counted


@dataclass
class Measured:
    """months: of all sources together. false: alarms where nothing is broken, by rule; beside: the same in the years
    of breakages, further than two batches from any. seen: by kind, of each breakage the usual articles a day, and
    whether its rules told it within two batches, and while it lasted."""

    months: float
    false: Counter[str]
    beside: Counter[str]
    seen: dict[str, list[tuple[float, bool, bool]]]

    def share(self, kind: str, low: float = 25, high: float = inf, *, late: bool = False) -> tuple[float, int]:
        """Of the breakages of a kind the share that was told, 0 to 1, and how many they are."""
        some = [one[2 if late else 1] for one in self.seen.get(kind, ()) if low <= one[0] < high]
        return float(np.mean(some)) if some else nan, len(some)


def measure(sources: int, years: int, seed: int, codes: Collection[str] = (), *, quiet: bool = True) -> Measured:
    """quiet: with years in which nothing breaks, too, judged from their first day on."""
    measured = Measured(12 * years * (LEARNING + DAYS) / DAYS, Counter(), Counter(), {})
    for year in range(years):
        rng = np.random.default_rng(seed + year)
        calm, _, _ = simulate(sources, rng, broken=False)
        if quiet:
            measured.false += alarms(told(calm, 1, codes))
        broken, breakages, _ = simulate(sources, rng, broken=True)
        found = told(broken, LEARNING, codes)
        near = set()
        for one in breakages:
            days = [found.get((one.source, one.first + day), set()) & TELLS[one.kind] for day in range(LASTS)]
            measured.seen.setdefault(one.kind, []).append((one.usual, any(days[:2]), any(days)))
            near |= {(one.source, one.first + day) for day in range(LASTS + 2)}
        measured.beside += alarms({place: codes for place, codes in found.items() if place not in near})
    return measured


def sized(low: float, high: float) -> str:
    return f"{low} to {high}" if high < inf else f"from {low}"


def report(measured: Measured, sources: int, years: int, seed: int) -> Iterator[str]:
    """Lines of Markdown."""
    yield "# Health over time"
    yield ""
    yield (
        f"Simulated by `benchmarks/health.py`: {sources} sources, a batch a day, {years} years without a breakage and "
        f"{years} in which every source breaks in seven ways, seeds {seed} to {seed + years - 1}."
    )
    yield ""
    yield "False alarms a month, over all sources; one that stays from batch to batch is one:"
    yield ""
    yield "| rule | nothing broken, from the first day | beside breakages |"
    yield "|---|---:|---:|"
    for code in sorted({*measured.false, *measured.beside}):
        beside = measured.beside[code] / (measured.months * DAYS / (LEARNING + DAYS))
        yield f"| {code} | {measured.false[code] / measured.months:.2f} | {beside:.2f} |"
    yield ""
    yield "Breakages told within two batches by a rule that is meant to, and in brackets within eight, by the articles"
    yield "that the source usually has a day:"
    yield ""
    yield ("| breakage | " + " | ".join(sized(low, high) for low, high in SIZES) + " |")
    yield "|---|" + "---:|" * len(SIZES)
    for kind in BREAKAGES:
        cells = []
        for low, high in SIZES:
            soon, count = measured.share(kind, low, high)
            late, _ = measured.share(kind, low, high, late=True)
            cells.append(f"{100 * soon:.0f} % ({100 * late:.0f} %) of {count}" if count else "–")
        yield f"| {kind} | {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--years", type=int, default=4)
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rule", action="append", default=[], help="only this one, again and again")
    parser.add_argument("--out", type=Path, help="write the table to this file, too")
    asked = parser.parse_args()
    measured = measure(asked.sources, asked.years, asked.seed, asked.rule)
    lines = list(report(measured, asked.sources, asked.years, asked.seed))
    print("\n".join(lines))
    if asked.out:
        asked.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
