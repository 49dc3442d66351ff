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


class Cost(NamedTuple):
    """start, cpu: seconds of CPU over the `first` articles, and over all. megabytes: peak of memory."""

    key: str
    label: str
    articles: int
    first: int
    start: float
    cpu: float
    megabytes: float

    @property
    def each(self) -> float:
        """Microseconds of CPU an article, without the start-up."""
        return max(self.cpu - self.start, 0) / max(self.articles - self.first, 1) * 1e6

    @property
    def whole(self) -> float:
        """The same with the start-up."""
        return self.cpu / self.articles * 1e6


def table(costs: Sequence[Cost], *, rounds: int, megabytes: float, articles: int, left_out: Sequence[str]) -> str:
    """Two tables: everybody at the largest batch that they ran on, and the limit and copydesk at every size."""
    from contestants.phrases import count

    largest = {cost.key: cost for cost in sorted(costs, key=lambda cost: cost.articles)}
    limit, ours = largest.get("orjson"), largest.get("copydesk")
    few, every = f"{count('35'):,}", f"{count('all'):,}"
    rows = [
        (
            cost.label.format(few=few, all=every),
            f"{cost.articles:,}",
            f"{cost.start:.2f}",
            f"{cost.each:,.1f}",
            f"{1e6 / cost.each:,.0f}" if cost.each else "",
            _ratio(cost, limit),
            _ratio(cost, ours),
            f"{cost.megabytes:,.0f}",
        )
        for cost in largest.values()
    ]
    order = [cost.key for cost in costs]
    rows = [row for _, row in sorted(zip(largest, rows, strict=True), key=lambda pair: order.index(pair[0]))]
    head = ("", "articles measured", "start-up, s", "µs an article", "articles a second and core", "× orjson",
            "× copydesk", "peak MB")  # fmt: skip
    scaling = [
        (
            cost.key,
            f"{cost.articles:,}",
            f"{cost.each:,.1f}",
            f"{cost.whole:,.1f}",
            _ratio(cost, next((c for c in costs if c.key == "orjson" and c.articles == cost.articles), None)),
            f"{cost.megabytes:,.0f}",
        )
        for cost in costs
        if cost.key in ("orjson", "copydesk", "copydesk-scan")
    ]
    scaling_head = ("", "articles", "µs an article", "with start-up", "× orjson", "peak MB")
    parts = [
        "# Speed",
        f"{datetime.now(UTC):%Y-%m-%d}; {_machine()}. Written by `benchmarks/speed.py`: medians of {rounds} rounds in "
        f"which everybody took a turn, over up to {articles:,} invented articles in 13 languages ({megabytes:,.0f} MB "
        "of JSONL). CPU time, not the clock's: user and system, of a process and its children. The CPU time of a run "
        f"over {costs[0].first} articles is the start-up; it is left out of the time an article and of the ratios. "
        "Peers that were measured on fewer articles are compared by their cost an article.",
        "\n".join(_markdown(head, rows)),
        "Size of the batch:",
        "\n".join(_markdown(scaling_head, scaling)),
        f"copydesk looks for {every} phrases and gives the place of each finding; the peers say only that an article "
        "has one. datasketch finds near duplicates by word 3-grams, 128 permutations.",
        *(f"Left out: {reason}" for reason in left_out),
        f"Versions: {', '.join(_versions())}.",
    ]
    return "\n\n".join(parts) + "\n"


def _ratio(cost: Cost, to: Cost | None) -> str:
    if to is None or not to.each:
        return ""
    ratio = cost.each / to.each
    return f"{ratio:,.1f}" if ratio < 20 else f"{ratio:,.0f}"


def _markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (head, ["---", *["---:"] * (len(head) - 1)], *rows)]


def _machine() -> str:
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
