"""Many batches on one page: their verdicts, and how each source and rule went from one to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from copydesk.errors import CopydeskError
from copydesk.render.html import charts
from copydesk.render.html.press import Press
from copydesk.render.html.text import percent
from copydesk.result.model import Summary
from copydesk.result.result import RESULT_FILE, load_summary

Name = TypeVar("Name", str, str | None)

MAX_STRIP = 30  # batches in the row of a source or rule, the youngest
MAX_ROWS = 80  # sources, and rules
MAX_LISTED = 400  # batches in the list, the youngest


@dataclass(frozen=True, slots=True)
class Batch:
    """summary: without what no row tells. href: of its report, None where its folder holds a result without pages."""

    folder: Path
    summary: Summary
    sources: int
    href: str | None

    @property
    def share(self) -> float | None:
        return _share(self.summary.articles_failed, self.summary.articles)


@dataclass(frozen=True, slots=True)
class Strip:
    """A source or rule over the batches, the oldest first."""

    name: str | None
    code: str
    squares: tuple[tuple[int, str], ...]
    last: float
    now: str
    line: charts.Line | None


def render_batches(room: Path, out: Path) -> Path:
    """Writes index.html into `out`, over the results in the folders of `room`, where it will lie; returns it."""
    batches, unread = [], 0
    for path in sorted([*room.glob(f"*/{RESULT_FILE}"), *room.glob(f"*/*/{RESULT_FILE}")]):
        if any(part.startswith(".") for part in path.relative_to(room).parts):
            continue  # a report that a run is writing, or was killed over
        try:
            batches.append(_batch(room, path.parent))
        except CopydeskError:
            unread += 1
    batches.sort(key=lambda batch: batch.summary.created)
    recent = [load_summary(batch.folder) for batch in batches[-MAX_STRIP:]]
    sources, rules = _sources(recent), _rules(recent)
    press = Press(out)
    press.page(
        "index.html",
        "batches.html",
        batches=batches[::-1][:MAX_LISTED],
        count=len(batches),
        passed=sum(batch.summary.gate.verdict == "pass" for batch in batches),
        trend=charts.line([batch.share for batch in batches]),
        unread=unread,
        recent=recent,
        sources=sources[:MAX_ROWS],
        sources_left=len(sources) - len(sources[:MAX_ROWS]),
        rules=rules[:MAX_ROWS],
        rules_left=len(rules) - len(rules[:MAX_ROWS]),
    )
    return press.written[0]


def _batch(room: Path, folder: Path) -> Batch:
    summary = load_summary(folder)
    # hundreds of summaries are in memory at once, and one can have thousands of sources
    light = summary.model_copy(update={"inputs": [], "settings": {}, "sources": [], "rules": [], "tallies": {}})
    href = quote(f"{folder.relative_to(room).as_posix()}/index.html") if (folder / "index.html").exists() else None
    return Batch(folder, light, len(summary.sources), href)


def _sources(batches: Sequence[Summary]) -> list[Strip]:
    """The worst of the last batch first; those that it has not are last."""
    by_batch = [{source.source: source for source in batch.sources} for batch in batches]
    names = dict.fromkeys(name for of in reversed(by_batch) for name in of)
    shares = {
        name: [_share(s.articles_failed, s.articles) if (s := of.get(name)) else None for of in by_batch]
        for name in names
    }
    return [_strip(name, "", shares[name]) for name in _ranked(shares)]


def _rules(batches: Sequence[Summary]) -> list[Strip]:
    """Rules that failed an article in any of the batches."""
    names = {info.code: info.name for batch in batches for info in batch.rules}
    shares = {
        code: [_share(t.failed, t.judged) if (t := batch.tallies.get(code)) else None for batch in batches]
        for code in sorted({code for batch in batches for code, tally in batch.tallies.items() if tally.failed})
    }
    return [_strip(names.get(code, code), code, shares[code]) for code in _ranked(shares)]


def _share(failed: int, judged: int) -> float | None:
    return failed / judged if judged else None


def _ranked(shares: dict[Name, list[float | None]]) -> list[Name]:
    return sorted(shares, key=lambda name: -1 if (last := shares[name][-1]) is None else last, reverse=True)


def _strip(name: str | None, code: str, shares: list[float | None]) -> Strip:
    last = shares[-1]
    now = "–" if last is None else percent(last, 1)
    return Strip(name, code, tuple(charts.steps(shares)), -1 if last is None else last, now, charts.line(shares))
