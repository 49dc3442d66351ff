"""How many halved volumes can be told at all: by a judge that knows what `health.py` drew the volumes from.

    python benchmarks/health_limit.py [--years 4] [--false 1] [--out FILE]

The judge knows each source's true rate on each day, holidays and days of big news included, how far its own ups and
downs go, and that a third of them is left the next day. It is given the limit with which it cries wolf as often as it
may. No rule that has to learn all this from the past can do better.
"""

import argparse
from collections.abc import Iterator
from math import inf
from pathlib import Path

import numpy as np
from health import DAYS, LEARNING, LEFT, SIZES, Breakage, Volumes, simulate, sized

MIN_ARTICLES = 8
"""Expected ones, as for BA01."""


def departures(articles: np.ndarray, volumes: Volumes) -> np.ndarray:
    """(sources, days): how far below its rate a source is, in standard deviations, today alone or with the day before,
    whichever is more; infinite where too few are expected."""
    rate, size = volumes.rate, volumes.size[:, None]
    # of the root of a count: a quarter by chance, and the ups and downs of the rate
    noise = np.sqrt(0.25 + rate * size**2 / 4)
    own = size * np.sqrt(rate) / 2
    away = (np.sqrt(articles) - np.sqrt(rate)) / noise
    shared = (own[:, 1:] / noise[:, 1:]) * (own[:, :-1] / noise[:, :-1]) * LEFT
    both = (away[:, 1:] + away[:, :-1]) / np.sqrt(2 + 2 * shared)
    least = np.minimum(away, np.hstack([away[:, :1], both]))
    return np.where(rate >= MIN_ARTICLES, least, inf)[:, LEARNING:]


def limit(years: list[tuple[np.ndarray, Volumes]], alarms: float) -> float:
    """The departure below which so many days a month are, where nothing is broken."""
    found = np.sort(np.concatenate([departures(*year).ravel() for year in years]))
    return float(found[round(alarms * 12 * len(years))])


def told(departed: np.ndarray, breakage: Breakage, below: float) -> bool:
    """Whether it is seen within two batches. departed: (sources, days), as `departures` has them."""
    day = breakage.first - LEARNING
    return bool((departed[breakage.source, day : day + 2] < below).any())


def report(sources: int, years: int, seed: int, alarms: float) -> Iterator[str]:
    calm, broken = [], []
    for year in range(years):
        rng = np.random.default_rng(seed + year)
        panel, _, volumes = simulate(sources, rng, broken=False)
        calm.append((panel.articles, volumes))
        broken.append(simulate(sources, rng, broken=True))
    below = limit(calm, alarms)
    seen = [
        (one.usual, told(departed, one, below))
        for panel, breakages, volumes in broken
        for departed in [departures(panel.articles, volumes)]
        for one in breakages
        if one.kind == "half-volume"
    ]
    yield "# What can be told of halved volumes"
    yield ""
    yield (
        f"By a judge that knows the rate and scatter of every source (`benchmarks/health_limit.py`), within two "
        f"batches, over {sources} sources and {years} years of {DAYS} days. False alarms a month where nothing is "
        f"broken: {alarms:g}."
    )
    yield ""
    yield "| usual articles a day | told | of |"
    yield "|---|---:|---:|"
    for low, high in SIZES:
        some = [is_told for usual, is_told in seen if low <= usual < high]
        yield f"| {sized(low, high)} | {100 * np.mean(some):.0f} % | {len(some)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--years", type=int, default=4)
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--false", dest="alarms", type=float, default=1, help="alarms a month where nothing is broken")
    parser.add_argument("--out", type=Path, help="write the table to this file, too")
    asked = parser.parse_args()
    lines = list(report(asked.sources, asked.years, asked.seed, asked.alarms))
    print("\n".join(lines))
    if asked.out:
        asked.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
