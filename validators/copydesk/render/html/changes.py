"""The batch beside earlier ones: which rates are as usual, and which are not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median

from copydesk.render.html.text import percent
from copydesk.result.model import SourceSummary, Summary

MAX_CHANGES = 8
MAX_SOURCES = 1_000  # the worst ones, whose rules are compared one by one
MIN_COVERAGE_DROP = 0.2  # share of a source's articles; a field that so many fewer fill was lost


@dataclass(frozen=True, slots=True)
class Usual:
    """What earlier batches had: the share in the middle of theirs, and how many articles that rests on."""

    share: float
    judged: float
    batches: int

    @property
    def percent(self) -> str:
        return percent(self.share, 1)


@dataclass(frozen=True, slots=True)
class Change:
    """A share beside its usual one. word: `more`, `less`, or `usual` where chance alone may make the difference."""

    share: float
    usual: Usual
    word: str

    @property
    def now(self) -> str:
        return percent(self.share, 1)

    @property
    def is_same(self) -> bool:
        return abs(self.points) < 1

    @property
    def points(self) -> float:
        return 100 * (self.share - self.usual.share)


@dataclass(frozen=True, slots=True)
class Moved:
    """What changed: a rule over the batch, or at a source, or (without a rule) a source as a whole."""

    change: Change
    code: str | None = None
    source: str | None = None
    of_source: bool = False
    articles: int = 0


@dataclass(frozen=True, slots=True)
class Lost:
    """A field that fewer articles of a source fill than usual."""

    source: str | None
    field: str
    now: str
    before: str


class Past:
    """Earlier batches of the same sources, in any order; `last` is the youngest."""

    def __init__(self, earlier: Iterable[Summary]) -> None:
        self._batches = sorted(earlier, key=lambda summary: summary.created)
        self._sources = [{source.source: source for source in batch.sources} for batch in self._batches]
        self.last = self._batches[-1] if self._batches else None

    def __bool__(self) -> bool:
        return bool(self._batches)

    def __len__(self) -> int:
        return len(self._batches)

    def of_batch(self, now: Summary) -> Change | None:
        """Articles with errors or warnings."""
        then = [(batch.articles_failed, batch.articles) for batch in self._batches]
        return _change(now.articles_failed, now.articles, then)

    def of_rule(self, now: Summary, code: str) -> Change | None:
        tally = now.tallies.get(code)
        then = [(t.failed, t.judged) for batch in self._batches if (t := batch.tallies.get(code))]
        return _change(tally.failed, tally.judged, then) if tally else None

    def of_source(self, now: SourceSummary) -> Change | None:
        then = [(s.articles_failed, s.articles) for of in self._sources if (s := of.get(now.source))]
        return _change(now.articles_failed, now.articles, then)

    def of_rule_at(self, now: SourceSummary, code: str) -> Change | None:
        """A source has no entry for a rule that found nothing there: all its articles passed."""
        then = []
        for batch, of in zip(self._batches, self._sources, strict=True):
            source, ran = of.get(now.source), code in batch.tallies and batch.tallies[code].judged
            if source and ran:
                tally = source.rules.get(code)
                then.append((tally.failed, tally.judged) if tally else (0, source.articles))
        tally = now.rules.get(code)
        return _change(tally.failed, tally.judged, then) if tally else _change(0, now.articles, then)

    def rules_moved(self, now: Summary) -> list[Moved]:
        moved = [
            Moved(change, code, articles=now.tallies[code].judged)
            for code in now.tallies
            if (change := self.of_rule(now, code)) and change.word != "usual"
        ]
        return _widest(moved)

    def sources_moved(self, now: Summary) -> list[Moved]:
        """Rules at sources; the rule says more than the source's sum."""
        moved = []
        for source in now.sources[:MAX_SOURCES]:
            codes = set(source.rules)
            for of in self._sources[-1:]:
                codes |= set(of[source.source].rules) if source.source in of else set()
            moved += [
                Moved(change, code, source.source, of_source=True, articles=source.articles)
                for code in sorted(codes)
                if code in now.tallies and (change := self.of_rule_at(source, code)) and change.word != "usual"
            ]
        return _widest(moved)

    def fields_lost(self, now: Summary) -> list[Lost]:
        return sorted(self._lost(now), key=lambda lost: (lost.source or "", lost.field))[:MAX_CHANGES]

    def _lost(self, now: Summary) -> Iterator[Lost]:
        for source in now.sources:
            for field, share in source.coverage.items():
                then = [
                    s.coverage[field] for of in self._sources if (s := of.get(source.source)) and field in s.coverage
                ]
                if then and median(then) - share >= MIN_COVERAGE_DROP:
                    yield Lost(source.source, field, percent(share, 1), percent(median(then), 1))

    def new_sources(self, now: Summary) -> list[str | None]:
        held = {name for of in self._sources for name in of}
        return [source.source for source in now.sources if source.source not in held] if self else []

    def gone_sources(self, now: Summary) -> list[str | None]:
        """Those of the last batch that this one has not."""
        held = {source.source for source in now.sources}
        return [source.source for source in self.last.sources if source.source not in held] if self.last else []


def _change(failed: int, judged: int, then: Sequence[tuple[int, int]]) -> Change | None:
    """then: failed and judged of earlier batches. None where nothing was judged, now or before."""
    before = [(f, j) for f, j in then if j]
    if not judged or not before:
        return None
    usual = Usual(median(f / j for f, j in before), median(j for _, j in before), len(before))
    share = failed / judged
    pooled = (failed + usual.share * usual.judged) / (judged + usual.judged)
    # two standard errors: what one batch in twenty would show by chance
    chance = 2 * sqrt(pooled * (1 - pooled) * (1 / judged + 1 / usual.judged))
    difference = share - usual.share
    word = "usual" if abs(difference) <= chance else "more" if difference > 0 else "less"
    return Change(share, usual, word)


def _widest(moved: list[Moved]) -> list[Moved]:
    """Those that concern the most articles, what got worse before what got better."""
    ranked = sorted(moved, key=lambda m: (m.change.word != "more", -abs(m.change.points) * m.articles, m.code or ""))
    worse = [m for m in ranked if m.change.word == "more"][:MAX_CHANGES]
    return worse + [m for m in ranked if m.change.word == "less"][: max(MAX_CHANGES - len(worse), 3)]
