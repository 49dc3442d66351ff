"""Blocks scanned one after another in this process or, where a batch is large, by others beside it, one a core."""

import os
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from copydesk.findings import findings_frame
from copydesk.reading.articles import ArticleBlock
from copydesk.result.model import OwnError
from copydesk.result.tables import ARTICLES_SCHEMA, MAX_ARTICLES, MAX_AUTHORS, MAX_BODY_CHARS, MAX_FIELD_CHARS
from copydesk.rulebook import Rulebook, load_rulebook
from copydesk.scan.block import Block
from copydesk.scan.ledger import LedgerPart, ledger_part
from copydesk.scan.plan import Ignored, Plan
from copydesk.scorecard import TallyPart, tally_part

if TYPE_CHECKING:
    from concurrent.futures import Future

    from copydesk.history.record import Sample as HistorySample
    from copydesk.history.usual import Usual

FIRST_ARTICLES = 200
"""Articles whose text is kept whether they have findings or not: rules over the batch find theirs only at the end."""

POOL_AFTER_BLOCKS = 12
"""Blocks of 8 MB that this process scans alone: some 6 s, where another process takes 2 s of CPU to start."""

MAX_WAITING = 4
"""Blocks a process that are scanned before one that was begun earlier."""


@dataclass(frozen=True)
class Scanned:
    """What is left of a block when its text has gone.

    findings: the columns of `copydesk.findings.SCHEMA`. sample: of the articles with findings and the first of the
    batch, `article` and the columns of ARTICLES_SCHEMA.
    """

    findings: pl.DataFrame
    ledger: LedgerPart
    tally: TallyPart
    sample: pl.DataFrame
    errors: Mapping[str, OwnError] = field(default_factory=dict)
    of_sources: "Sequence[tuple[str, HistorySample]]" = ()
    """For the history, a few articles of each source."""


def scan_block(plan: Plan, read: ArticleBlock, first: int) -> Scanned:
    """first: number of the block's first article in the batch, from 0."""
    block = plan.block(read, first)
    rows = plan.scan(block)
    return Scanned(
        findings_frame(rows),
        ledger_part(block, signed=plan.needs_signatures),
        tally_part(block),
        _sample(block, {row["article"] - first for row in rows}),
        dict(plan.errors),
        _of_sources(block),
    )


def _of_sources(block: Block) -> "list[tuple[str, HistorySample]]":
    if not block.has_history:
        return []
    from copydesk.history.keeping import article_samples  # here: few runs have a history

    return article_samples(block)


def _sample(block: Block, hit: set[int]) -> pl.DataFrame:
    early = range(max(0, min(FIRST_ARTICLES - block.first, len(block))))
    rows = sorted(hit.union(early))[:MAX_ARTICLES]
    numbers = pl.Series("article", [row + block.first for row in rows], dtype=pl.Int64)
    kept = block.articles[rows].rename({"id": "record"}).select(numbers, *ARTICLES_SCHEMA)
    # joined to nothing, since a view of a body would keep those of the whole block in memory
    return kept.with_columns(
        pl.col("url", "title").str.slice(0, MAX_FIELD_CHARS),
        body=pl.concat_str(pl.col("body").str.slice(0, MAX_BODY_CHARS), pl.lit("")),
        authors=pl.col("authors").list.head(MAX_AUTHORS).list.eval(pl.element().str.slice(0, MAX_FIELD_CHARS)),
    )


@dataclass(frozen=True)
class PlanOrder:
    """What a process needs to compile the plan for itself."""

    folders: tuple[Path, ...]
    codes: tuple[str, ...]
    language: str | None
    languages: Mapping[str, str]
    ignored: Ignored
    usual: "Mapping[str, Usual] | None" = None
    pages: Path | None = None

    def plan(self, rulebook: Rulebook | None = None) -> Plan:
        book = rulebook or load_rulebook(*self.folders)
        chosen = Rulebook(tuple(rule for rule in book.rules if rule.code in self.codes), book.vocabulary)
        return Plan(
            chosen,
            language=self.language,
            languages=self.languages,
            ignored=self.ignored,
            usual=self.usual,
            pages=self.pages,
        )


def scan_blocks(
    blocks: Iterable[tuple[ArticleBlock, int]], plan: Plan, order: PlanOrder, processes: int
) -> Iterator[Scanned]:
    """The blocks scanned, in their order. blocks: each with the number of its first article in the batch."""
    iterator = iter(blocks)
    for count, (read, first) in enumerate(iterator, start=1):
        yield scan_block(plan, read, first)
        if processes > 1 and count == POOL_AFTER_BLOCKS:
            yield from _scan_in_pool(iterator, plan, order, processes)


def _scan_in_pool(
    blocks: Iterator[tuple[ArticleBlock, int]], plan: Plan, order: PlanOrder, processes: int
) -> Iterator[Scanned]:
    """This process scans what the others have no hands free for. Memory does not grow with the batch."""
    import multiprocessing  # here: a small batch needs no second process
    from concurrent.futures import Future, ProcessPoolExecutor

    waiting: deque[Future[Scanned] | Scanned] = deque()
    context = multiprocessing.get_context("spawn")  # polars has threads, which a fork would not carry over
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    others = processes - 1
    pool = ProcessPoolExecutor(others, context, initializer=_start, initargs=(order, os.getpid()))

    def is_busy(one: Future[Scanned] | Scanned) -> bool:
        return isinstance(one, Future) and not one.done()

    try:
        for read, first in blocks:
            if sum(map(is_busy, waiting)) < 2 * others:  # one at hand, and the next
                with _main_left_out():
                    waiting.append(pool.submit(_scan, read, first))
            else:
                waiting.append(scan_block(plan, read, first))
            while waiting and (len(waiting) > MAX_WAITING * processes or not is_busy(waiting[0])):
                yield _result(waiting.popleft())
        while waiting:
            yield _result(waiting.popleft())
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _result(scanned: "Future[Scanned] | Scanned") -> Scanned:
    return scanned if isinstance(scanned, Scanned) else scanned.result()


@contextmanager
def _main_left_out() -> Iterator[None]:
    """Lets a new process start without importing the user's script, which would run it once more."""
    main = sys.modules["__main__"]
    hidden: dict[str, object] = {}
    for name in ("__file__", "__spec__"):
        if name in main.__dict__:
            hidden[name] = main.__dict__.pop(name)
    main.__spec__ = None
    try:
        yield
    finally:
        main.__dict__.update(hidden)


_plan: list[Plan] = []


def _start(order: PlanOrder, parent: int) -> None:
    """Compiles the plan of a worker process, and lets it end when its parent is gone, however that came about."""
    _plan.append(order.plan())

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _scan(read: ArticleBlock, first: int) -> Scanned:
    return scan_block(_plan[0], read, first)


def cores() -> int:
    """The processors that this process may use."""
    affinity: Sequence[int] | set[int] = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else ()
    return len(affinity) or os.cpu_count() or 1
