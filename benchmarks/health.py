"""How soon the rules on trends see a breakage, and how often they cry wolf: a simulated year of 200 sources.

    python benchmarks/health.py [--years 3] [--sources 200] [--rule BA01]

A year without a breakage counts false alarms; a year in which every source breaks several times, in one way each,
counts breakages that a rule tells within two batches. What is simulated is as unruly as papers are: weekdays, papers
that rest on some, weekly titles, tiny sources, public holidays by language and the end of the year, days of big news,
volumes that scatter more than chance alone and hang together from day to day, unsigned weekend editions, columns, and
rules that find something every day.
"""

import argparse
import json
from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from copydesk.detectors import detector_for
from copydesk.history.panel import DAY, Panel
from copydesk.rulebook import load_rulebook

FIELDS = ("authors", "title", "published", "description")
CODES = tuple(f"XX{number:02}" for number in range(1, 26))
WINDOW, LEARNING, DAYS = 56, 56, 365
LASTS = 8
"""Days that a breakage lasts."""

BREAKAGES = ("selector-lost", "redesign", "gone", "half-volume", "stale-feed", "author-always-editor", "length")
BIG = 100
"""Usual articles a day from which half of them can be told from chance within two days; see the table that is made."""

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


def simulate(sources: int, rng: np.random.Generator, *, broken: bool) -> tuple[Panel, list[Breakage]]:
    """A panel of LEARNING + DAYS batches, one a day, and what was broken in it."""
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
    scatter = np.exp(
        _hanging_together(rng, sources, days, rng.uniform(0.5, 1.5, sources) * (0.05 + 0.4 / np.sqrt(mean)))
    )
    growth = np.exp(np.outer(rng.normal(0, 0.15, sources), np.linspace(0, 1, days)))
    rate = mean[:, None] * week[:, weekday] * season[language] * news * scatter * growth
    articles = rng.poisson(rate).astype(float)

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
    return panel, breakages


def _hanging_together(rng: np.random.Generator, rows: int, days: int, size: np.ndarray) -> np.ndarray:
    """Noise of which a third is left the next day; one day in fifty is wild."""
    noise = rng.normal(0, 1, (rows, days)) * np.where(rng.random((rows, days)) < 0.02, 2.5, 1)
    for day in range(1, days):
        noise[:, day] = 0.35 * noise[:, day - 1] + 0.94 * noise[:, day]
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


def told(year: Panel, codes: set[str], first: int) -> dict[tuple[int, int], set[str]]:
    """By source and day, the rules that have something to say."""
    book = load_rulebook()
    detectors = [detector_for(rule, book.vocabulary) for rule in book.rules if rule.detect == "trend"]
    found: dict[tuple[int, int], set[str]] = {}
    numbers = {name: number for number, name in enumerate(year.sources)}
    for day in range(first, LEARNING + DAYS):
        panel = window(year, day)
        for detector in detectors:
            if not codes or detector.rule.code in codes:
                for hit in detector.judge(panel).hits:
                    found.setdefault((numbers[hit.source], day), set()).add(detector.rule.code)
                    year.broken[numbers[hit.source], day] = True
    return found


def alarms(found: dict[tuple[int, int], set[str]]) -> Counter[str]:
    """Alarms by rule: one that stays from batch to batch is one."""
    counted: Counter[str] = Counter()
    for (source, day), codes in found.items():
        before = found.get((source, day - 1), set())
        counted.update(codes - before)
        counted["any"] += not before
    return counted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--years", type=int, default=2)
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--rule", action="append", default=[])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json")
    asked = parser.parse_args()
    false: Counter[str] = Counter()
    seen: dict[str, list[tuple[float, bool, bool]]] = {}
    beside: Counter[str] = Counter()
    for year in range(asked.years):
        rng = np.random.default_rng(asked.seed + year)
        quiet, _ = simulate(asked.sources, rng, broken=False)
        false += alarms(told(quiet, set(asked.rule), first=1))
        broken, breakages = simulate(asked.sources, rng, broken=True)
        found = told(broken, set(asked.rule), first=LEARNING)
        for one in breakages:
            codes = [found.get((one.source, day), set()) for day in range(one.first, one.first + LASTS)]
            soon = any(code & TELLS[one.kind] for code in codes[:2])
            seen.setdefault(one.kind, []).append((one.usual, soon, any(code & TELLS[one.kind] for code in codes)))
        near = {(one.source, day) for one in breakages for day in range(one.first, one.first + LASTS + 2)}
        beside += alarms({place: codes for place, codes in found.items() if place not in near})
    months = 12 * asked.years * (LEARNING + DAYS) / DAYS
    print(f"{asked.sources} sources, {asked.years} years of daily batches")
    print("false alarms a month, over all sources, nothing broken:")
    for code, count in sorted(false.items()):
        print(f"  {code:<5} {count / months:6.2f}")
    print(
        "  beside the breakages of the other year:", {code: round(n / months, 2) for code, n in sorted(beside.items())}
    )
    print("breakages told within two batches (while they last), by usual articles a day:")
    sizes = [(0, 8), (8, 25), (25, BIG), (BIG, 10_000)]
    print(f"  {'':<22}" + "".join(f"{f'{low} to {high}':>20}" for low, high in sizes) + f"{'from 25':>20}")
    table: dict[str, dict[str, float]] = {}
    for kind, ones in sorted(seen.items()):
        cells = []
        for low, high in [*sizes, (25, 10_000)]:
            some = [(soon, late) for usual, soon, late in ones if low <= usual < high]
            soon, late = (100 * np.mean([one[n] for one in some]) if some else np.nan for n in (0, 1))
            cells.append(f"{soon:5.1f} % ({late:3.0f}) n={len(some)}")
            table.setdefault(kind, {})[f"{low}-{high}"] = round(float(soon), 1)
        print(f"  {kind:<22}" + "".join(f"{cell:>20}" for cell in cells))
    if asked.json:
        with open(asked.json, "w") as file:  # noqa: PTH123
            json.dump({"false": {k: v / months for k, v in false.items()}, "told": table}, file, indent=1)


if __name__ == "__main__":
    main()
