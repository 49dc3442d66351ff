"""`trend`: what a source has in this batch against its own past batches. It speaks of sources, not of articles.

All of them need a history with enough past, and say nothing without it. What counts is what two batches in a row say,
or one alone where it leaves no doubt; weekdays are compared with the same weekday.
"""

from math import inf
from typing import Literal

import numpy as np
from pydantic import Field

from copydesk.detectors.detector import Options, SourceDetector, SourceHit, SourceVerdict
from copydesk.history.panel import DAY, Panel
from copydesk.history.statistics import Bools, Floats, angle, angle_noise, median, quantile, scatter

SPREAD_OF_WORDS = 0.9
"""The standard deviation of the logarithm of a body's length, times 1.25 for that of a median; over the root of n."""

LONGER = 1.2
"""How much further off four batches have to be than two: what holds one day back holds back the next."""

MOST_OF_ONE = 3.0
"""Standard deviations that one batch adds at most to several: a drop that lasts is in each of them."""

MAX_NAMED = 3
"""Rules that a message names."""


class TrendOptions(Options):
    """check: `volume` (far fewer articles), `gone` (none in batch after batch), `coverage` (a field is empty more
    often), `length` (bodies are shorter or longer), `stale` (the newest article is old), `burst` (one value is most of
    a field), or `template` (a rule finds far more).

    min_batches: with articles of the source before this one. min_articles: for `volume`, usual ones, for `gone`, those
    that are missing in all, else those of this batch. min_sigmas: how far from the usual, in standard deviations, two
    batches together; sure_sigmas: one alone. min_ratio, max_ratio: of now to the usual, what still is no departure.
    without: for `template`, rules that say no more than `coverage` does.
    min_change: of a share, 0 to 1. min_days: by which the newest article is older than it ever is.
    """

    check: Literal["volume", "gone", "coverage", "length", "stale", "burst", "template"]
    min_batches: int = Field(8, ge=4)
    min_articles: int = Field(5, ge=1)
    min_sigmas: float = Field(4.5, gt=0)
    sure_sigmas: float = Field(6.0, gt=0)
    min_ratio: float = Field(0.65, gt=0, le=1)
    max_ratio: float = Field(1.6, ge=1)
    min_change: float = Field(0.1, gt=0, le=1)
    without: tuple[str, ...] = ()
    min_days: float = Field(1.2, gt=0)


class Trend(SourceDetector):
    Options = TrendOptions
    message_data = frozenset({"says"})

    def judge(self, panel: Panel) -> SourceVerdict:
        enough = panel.batches >= self.options.min_batches
        if not enough.any():
            return SourceVerdict(enough, [])
        match self.options.check:
            case "volume":
                return self._volume(panel, enough)
            case "gone":
                return self._gone(panel, enough)
            case "coverage":
                return self._coverage(panel, enough)
            case "length":
                return self._length(panel, enough)
            case "stale":
                return self._stale(panel, enough)
            case "burst":
                return self._burst(panel, enough)
            case _:
                return self._template(panel, enough)

    def _volume(self, panel: Panel, enough: Bools) -> SourceVerdict:
        options, expected, found = self.options, panel.expected, panel.articles
        judged = enough & (expected[:, -1] >= options.min_articles) & ~_nothing_twice(panel)
        sure = np.zeros(len(judged), dtype=bool)
        for batches, sigmas in ((1, options.sure_sigmas), (2, options.min_sigmas), (4, LONGER * options.min_sigmas)):
            span = slice(-batches, None)
            few = found[:, span].sum(axis=1) < options.min_ratio * expected[:, span].sum(axis=1)
            # one wild batch beside a common one is no drop that lasts
            far = inf if batches == 1 else MOST_OF_ONE
            together = np.fmax(panel.departure[:, span], -far).sum(axis=1) / np.sqrt(batches)
            lasts = found[:, -1] < (1 + options.min_ratio) / 2 * expected[:, -1]  # a drop that is over is none
            sure |= few & lasts & (together < -sigmas)
        hits = []
        for row in _rows(judged & sure):
            says = f"{found[row, -1]:,.0f} articles, where about {expected[row, -1]:,.0f} are usual on this weekday"
            hits.append(SourceHit(panel.sources[row], data={"says": says}))
        return SourceVerdict(judged, hits)

    def _gone(self, panel: Panel, enough: Bools) -> SourceVerdict:
        judged = enough & ~np.isnan(panel.expected[:, -1])
        without = np.cumprod((panel.articles == 0)[:, ::-1], axis=1)[:, ::-1].astype(bool)
        missing = np.where(without, np.nan_to_num(panel.expected), 0).sum(axis=1)
        # a volume that varies more than chance alone must be missing for longer
        needed = self.options.min_articles * (2 * panel.noise) ** 2
        hits = []
        for row in _rows(judged & _nothing_twice(panel) & (missing >= needed)):
            says = f"none in {without[row].sum()} batches, where about {missing[row]:,.0f} articles are usual"
            hits.append(SourceHit(panel.sources[row], data={"says": says}))
        return SourceVerdict(judged, hits)

    def _coverage(self, panel: Panel, enough: Bools) -> SourceVerdict:
        options, judged = self.options, enough & (panel.articles[:, -1] >= 1)
        hits = []
        for name, filled in panel.filled.items():
            shares = _shares(filled, panel.articles)
            usual = panel.usual(shares)
            fewer = shares[:, -2:] < np.fmin(usual[:, -2:] - options.min_change, panel.lows(shares))
            falls = _departs(_angles(panel, filled, panel.articles), fewer, options)
            falls &= panel.articles[:, -2:].sum(axis=1) >= options.min_articles
            for row in _rows(judged & falls):
                says = (
                    f"filled in {_percent(shares[row, -1])} of its articles, where {_percent(usual[row, -1])} are usual"
                )
                hits.append(SourceHit(panel.sources[row], field=name, data={"says": says}))
        return SourceVerdict(judged, hits)

    def _length(self, panel: Panel, enough: Bools) -> SourceVerdict:
        options = self.options
        counted = panel.articles >= options.min_articles
        judged = enough & counted[:, -1] & ~np.isnan(panel.words[:, -1])
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log(np.where(counted & (panel.words > 0), panel.words, np.nan))
            noise = SPREAD_OF_WORDS / np.sqrt(panel.articles)
        usual, low, high = panel.usual(logs), panel.lows(logs), panel.highs(logs)
        noise = np.fmax(scatter(panel.past(logs - usual))[:, None], noise)
        z, ratio, logs = (((logs - usual) / noise)[:, -2:], np.exp(logs - usual)[:, -2:], logs[:, -2:])
        shorter, longer = (ratio < options.min_ratio) & (logs < low), (ratio > options.max_ratio) & (logs > high)
        hits = []
        for row in _rows(judged & (_departs(z, shorter, options) | _departs(-z, longer, options))):
            words, before = panel.words[row, -1], np.exp(usual[row, -1])
            says = f"half of its bodies have more than {words:,.0f} words, where {before:,.0f} are usual"
            hits.append(SourceHit(panel.sources[row], field="body", data={"says": says}))
        return SourceVerdict(judged, hits)

    def _stale(self, panel: Panel, enough: Bools) -> SourceVerdict:
        """Papers rest on some weekdays, and on holidays."""
        age = panel.age
        judged = enough & ~np.isnan(age[:, -1]) & (panel.articles[:, -1] >= self.options.min_articles)
        highest = panel.high(age)
        over = age - highest[:, None]
        rest = np.clip(panel.of_peers(over, 0.0)[:, -1], 0, None)  # a holiday is old news for all
        noise = scatter(panel.past(age - panel.usual(age)))
        limit = highest + np.fmax(self.options.min_days * panel.gap * DAY, self.options.min_sigmas * noise) + rest
        hits = []
        for row in _rows(judged & (age[:, -1] > limit)):
            says = f"{age[row, -1] / DAY:.1f} days old, where {highest[row] / DAY:.1f} are the most on this weekday"
            hits.append(SourceHit(panel.sources[row], field="published", data={"says": says}))
        return SourceVerdict(judged, hits)

    def _burst(self, panel: Panel, enough: Bools) -> SourceVerdict:
        options = self.options
        judged = enough & (panel.articles[:, -1] >= options.min_articles)
        hits = []
        for name, most in panel.top.items():
            shares = _shares(most, panel.articles)
            highest = np.fmax(panel.highs(shares), quantile(panel.past(shares), 0.9)[:, None])
            more = shares[:, -2:] > highest + options.min_change
            rises = _departs(-_angles(panel, most, panel.articles), more, options)
            for row in _rows(judged & rises):
                usual = _percent(median(panel.past(shares))[row])
                says = f"{_percent(shares[row, -1])} of its articles have one and the same, where {usual} are usual"
                hits.append(SourceHit(panel.sources[row], field=name, data={"says": says}))
        return SourceVerdict(judged, hits)

    def _template(self, panel: Panel, enough: Bools) -> SourceVerdict:
        options, judged = self.options, enough & (panel.articles[:, -1] >= 1)
        jumps: dict[int, list[tuple[float, str]]] = {}
        for code, failed in panel.failed.items():
            if code in options.without:
                continue
            of = np.where(np.isnan(panel.judged[code]), panel.articles, panel.judged[code])
            shares = _shares(failed, of)
            known = (~np.isnan(panel.past(shares))).sum(axis=1) >= options.min_batches
            usual = median(panel.past(shares))
            highest = np.fmax(panel.highs(shares), quantile(panel.past(shares), 0.9)[:, None])
            more = shares[:, -2:] > np.fmax(options.max_ratio * usual[:, None], highest + options.min_change)
            rises = _departs(-_angles(panel, failed, of), more, options)
            for row in _rows(judged & known & rises & (of[:, -2:].sum(axis=1) >= options.min_articles)):
                told = f"{code} in {_percent(shares[row, -1])} of its articles (usually {_percent(usual[row])})"
                jumps.setdefault(row, []).append((usual[row] - shares[row, -1], told))
        hits = []
        for row, several in sorted(jumps.items()):
            more = f" and {len(several) - MAX_NAMED} more rules" if len(several) > MAX_NAMED else ""
            says = ", ".join(told for _, told in sorted(several)[:MAX_NAMED]) + more
            hits.append(SourceHit(panel.sources[row], data={"says": says, "rules": len(several)}))
        return SourceVerdict(judged, hits)


def _nothing_twice(panel: Panel) -> Bools:
    """The sources that have no article now, and had none in the batch before."""
    return np.asarray((panel.articles[:, -2:] == 0).all(axis=1) & (panel.articles.shape[1] > 1))


def _departs(z: Floats, off: Bools, options: TrendOptions) -> Bools:
    """Whether a value that falls is off far enough, now alone or in two batches together. z: of these two."""
    alone = off[:, -1] & (z[:, -1] < -options.sure_sigmas)
    both = off[:, -2:].all(axis=1) & (z[:, -2:].sum(axis=1) / np.sqrt(2) < -options.min_sigmas)
    return np.asarray(alone | both)


def _shares(hits: Floats, of: Floats) -> Floats:
    """NaN of none."""
    return hits / np.where(of > 0, of, np.nan)


def _angles(panel: Panel, hits: Floats, of: Floats) -> Floats:
    """How far a share lies from the usual one in the batch before and in this one, in standard deviations."""
    level = angle(hits, of)
    away = level - panel.usual(level)
    return (away / np.fmax(scatter(panel.past(away))[:, None], angle_noise(of)))[:, -2:]


def _rows(chosen: Bools) -> list[int]:
    rows: list[int] = np.flatnonzero(chosen).tolist()
    return rows


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
