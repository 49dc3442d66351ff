"""The table of `speed.py` in Markdown."""

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

PACKAGES = (
    "copydesk", "orjson", "polars", "numpy", "pyarrow", "hyperscan", "pandas", "pandera", "great-expectations",
    "datasketch", "spidermon", "Scrapy", "datatrove", "spacy",
)  # fmt: skip


OURS = ("copydesk", "copydesk-2")


class Cost(NamedTuple):
    """start, cpu: seconds of CPU over the `first` articles, and over all, the least of the rounds. median: of them.

    clock: seconds by the clock, the least. megabytes: peak of memory, the most.
    """

    key: str
    label: str
    articles: int
    first: int
    start: float
    cpu: float
    median: float
    clock: float
    megabytes: float

    @property
    def each(self) -> float:
        """Microseconds of CPU an article, without the start-up."""
        return self._each(self.cpu)

    @property
    def each_in_the_median(self) -> float:
        return self._each(self.median)

    def _each(self, cpu: float) -> float:
        return max(cpu - self.start, 0) / max(self.articles - self.first, 1) * 1e6


def table(
    costs: Sequence[Cost], *, rounds: int, once: int, megabytes: float, articles: int, left_out: Sequence[str]
) -> str:
    """Two tables: everybody at the largest batch up to `once` that they ran on, and copydesk at every size."""
    from contestants.phrases import count

    by_place = {(cost.key, cost.articles): cost for cost in costs}
    largest = {cost.key: cost for cost in sorted(costs, key=lambda cost: cost.articles) if cost.articles <= once}
    few, every = f"{count('35'):,}", f"{count('all'):,}"
    rows = [
        (
            cost.label.format(few=few, every=every),
            f"{cost.articles:,}",
            f"{cost.start:.2f}",
            f"{cost.each:,.1f}",
            f"{cost.each_in_the_median:,.1f}",
            _ratio(cost, by_place.get(("orjson", cost.articles))),
            _ratio(cost, by_place.get(("copydesk", cost.articles))),
            f"{cost.megabytes:,.0f}",
        )
        for cost in (largest[key] for key in dict.fromkeys(cost.key for cost in costs) if key in largest)
    ]
    head = ("", "articles", "start-up, s", "µs an article", "median", "× orjson", "× copydesk", "peak MB")
    one, two = OURS
    sizes = sorted({cost.articles for cost in costs if cost.key == one})
    size_head = ("articles", "orjson, µs", "copydesk, µs", "× orjson", "peak MB", "clock, s", "two processes, µs",
                 "peak MB", "clock, s")  # fmt: skip
    size_rows = [
        (
            f"{size:,}",
            _shown(by_place.get(("orjson", size)), "each", 1),
            _shown(by_place[one, size], "each", 1),
            _ratio(by_place[one, size], by_place.get(("orjson", size))),
            _shown(by_place[one, size], "megabytes", 0),
            _shown(by_place[one, size], "clock", 1),
            _shown(by_place.get((two, size)), "each", 1),
            _shown(by_place.get((two, size)), "megabytes", 0),
            _shown(by_place.get((two, size)), "clock", 1),
        )
        for size in sizes
    ]
    many = "one round" if rounds == 1 else f"{rounds} rounds"
    parts = [
        "# Speed and memory",
        f"{datetime.now(UTC):%Y-%m-%d}; {machine()}. Written by `benchmarks/speed.py`: the least of {many} in which "
        f"everybody took a turn, over up to {articles:,} invented articles in 13 languages ({megabytes:,.0f} MB of "
        f"JSONL); batches of more than {once:,} ran once. CPU time, user and system, of a process and all that it "
        f"starts; that of a run over {costs[0].first} articles is the start-up, and is left out of the time an article "
        "and of the ratios. Memory is the peak of the whole process tree. Slow peers ran on 2,000 or 20,000 articles: "
        "their cost an article does not fall with more. Ratios are of runs over the same articles.",
        "\n".join(markdown(head, rows)),
        f"copydesk looks for {every} phrases and gives the place of each finding; the peers say only that an article "
        f"has one, and {few} phrases are a first checklist. datasketch finds near duplicates by word 3-grams and 128 "
        "permutations.",
        "\n".join(markdown(size_head, size_rows)) if size_rows else "",
        *(f"Left out: {reason}" for reason in left_out),
        f"Versions: {', '.join(_versions())}.",
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _shown(cost: Cost | None, name: str, digits: int) -> str:
    return f"{getattr(cost, name):,.{digits}f}" if cost else ""


def _ratio(cost: Cost, to: Cost | None) -> str:
    if to is None or not to.each:
        return ""
    ratio = cost.each / to.each
    return f"{ratio:,.1f}" if ratio < 20 else f"{ratio:,.0f}"


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (head, ["---", *["---:"] * (len(head) - 1)], *rows)]


def machine() -> str:
    """In general words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = os.cpu_count() or 1
    system = f"{platform.system()} on {platform.machine()}, {cores} logical cores, {memory:.0f} GB of memory"
    return f"{system}, {platform.python_implementation()} {platform.python_version()}"


def _versions() -> Iterable[str]:
    for name in PACKAGES:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            continue
