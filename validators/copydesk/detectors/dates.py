"""`dates`: dates of an article that cannot be right."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np
import polars as pl
from pydantic import Field

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.page.pages import facts_of, has_page
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.vocabulary import ENGLISH, Vocabulary
from copydesk.scan.block import Block
from copydesk.scan.dates import DAY, Written
from copydesk.scan.lines import Bools, Ints
from copydesk.scan.phrases import PhraseHit
from copydesk.text import fold, quote

_URL_DAY = (
    r"/((?:19|20)[0-9]{2})(?:/(0?[1-9]|1[0-2])/|-(0[1-9]|1[0-2])-|(0[1-9]|1[0-2]))"
    r"(0?[1-9]|[12][0-9]|3[01])(?:[/_.-]|$)"
)
"""A day in a url: `/2024/05/03/`, `/2024-05-03-mill`, `/20240503`."""


NONE = -(1 << 62)
EPOCH = dt.date(1970, 1, 1).toordinal()


class DatesOptions(Options):
    """check: `unread` (no date, or none that can be read), `implausible` (in the future, or older than earliest),
    `disagreeing` (with the date in the url), or `modified` (it is that of a later change).

    max_future_hours: after the fetch, or after now where the fetch is not told; zones differ by a day. earliest: day
    before which no article of the batch can be from. max_days: between a date and that in the url.
    """

    check: Literal["unread", "implausible", "disagreeing", "modified"]
    max_future_hours: int = Field(24, ge=0)
    earliest: dt.date = dt.date(1995, 1, 1)
    max_days: int = Field(2, ge=0)


class Declared(NamedTuple):
    """Of each article, in seconds since 1970, the dates that its page declares; NONE where it does not. where: by
    article, the place that gives the date of publication."""

    published: Ints
    modified: Ints
    where: dict[int, str]


class Dates(Detector):
    Options = DatesOptions
    evidence = frozenset({"metadata"})
    message_data = frozenset({"says"})

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        super().__init__(rule, vocabulary)
        vocabulary.check_sections(["null_like"], ["months", "relative_time"])

    def judged(self, block: Block) -> Bools:
        times = _times(block)
        match self.options.check:
            case "unread":
                known = np.full(len(block), "published" in block.fields)
            case "implausible":
                known = times.at != NONE
            case "disagreeing":
                known = (times.url_day != NONE) | ((times.at != NONE) & (self._pages(block).published != NONE))
            case _:
                pages = self._pages(block)
                known = (times.url_day != NONE) & (times.modified != NONE)
                known = known | ((times.at != NONE) & (pages.published != NONE) & (pages.modified != NONE))
        return np.asarray(known)

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        if "published" not in block.fields:
            return
        match self.options.check:
            case "unread":
                yield from self._unread(block)
            case "implausible":
                yield from self._implausible(block)
            case "disagreeing":
                yield from self._disagreeing(block)
            case _:
                known = set()
                for article in self._apart(block, is_change=True):
                    known.add(article)
                    yield Hit(article, field="published", data={"says": "the url has an earlier one"})
                for article, day in self._apart_from_page(block, is_change=True):
                    if article not in known:
                        says = f"the page was published on {day}, by {self._pages(block).where[article]}"
                        yield Hit(article, field="published", data={"says": says})

    def _unread(self, block: Block) -> Iterator[Hit]:
        written = block.dates("published")["written"]
        for article in (written.fill_null(Written.NOTHING) < Written.ELSEWHERE).arg_true():
            text = block.columns["published"][article]
            if not text or not text.strip():
                yield Hit(article, field="published", severity="warning", data={"says": "is missing"})
            elif fold(text) not in self._null_like:  # a null in words is another rule's: RE03
                relative = written[article] == Written.RELATIVE
                says = "counts from the time of the crawl" if relative else "cannot be read"
                yield Hit(article, field="published", data={"says": f'{says}: "{quote(text)}"'})

    @property
    def _null_like(self) -> frozenset[str]:
        return frozenset(phrase.text for phrase in self.vocabulary.phrases("null_like", ENGLISH))

    @property
    def _earliest(self) -> int:
        earliest: dt.date = self.options.earliest
        return (earliest - dt.date(1970, 1, 1)).days * DAY

    def _implausible(self, block: Block) -> Iterator[Hit]:
        times = _times(block)
        now = int(dt.datetime.now(dt.UTC).timestamp())
        is_fetched = times.fetched != NONE
        latest = np.where(is_fetched, times.fetched, now) + self.options.max_future_hours * 3600
        first = np.where(times.other != NONE, np.minimum(times.at, times.other), times.at)
        for article in np.flatnonzero(self.judged(block) & ((first > latest) | (times.at < self._earliest))):
            if times.at[article] < self._earliest:
                says = f"is before {self.options.earliest}"
            else:
                when = "it was fetched" if is_fetched[article] else "now"
                says = f"lies more than {self.options.max_future_hours} hours after {when}"
            yield Hit(int(article), field="published", data={"says": says})

    def _disagreeing(self, block: Block) -> Iterator[Hit]:
        times, told = _times(block), set()
        for article in self._apart(block, is_change=False):
            told.add(article)
            day = dt.date(1970, 1, 1) + dt.timedelta(days=int(times.url_day[article]))
            yield self._disagreement(block, article, day, f"the url says {day}")
        for article, day in self._apart_from_page(block, is_change=False):
            if article not in told:
                says = f"the page says {day}, by {self._pages(block).where[article]}"
                hit = self._disagreement(block, article, day, says)
                # an earlier date may be that of the first print, which the page has forgotten
                is_earlier = times.at[article] < self._pages(block).published[article] and not hit.suggest
                yield hit._replace(severity="info", outcome="review") if is_earlier else hit

    def _disagreement(self, block: Block, article: int, day: dt.date, says: str) -> Hit:
        right = self._exchanged(block.columns["published"][article], int(_times(block).at[article]), day)
        if right is None:
            return Hit(article, field="published", data={"says": says})
        says += ", and so does the date with day and month exchanged"
        return Hit(article, field="published", replace=right, suggest=[right], data={"says": says})

    def _pages(self, block: Block) -> Declared:
        return _declared(block, self.vocabulary)

    def _apart_from_page(self, block: Block, *, is_change: bool) -> Iterator[tuple[int, dt.date]]:
        """The articles whose date is too far from the one that their page declares, and that day. is_change: those, and
        no others, that have the date of the last change that the page declares, or that the record gives."""
        times, pages = _times(block), self._pages(block)
        both = (times.at != NONE) & (pages.published != NONE) & (times.at >= self._earliest)
        days = np.abs(times.at // DAY - pages.published // DAY)
        changes = (np.abs(times.at // DAY - pages.modified // DAY) <= 1) | (times.at == times.modified)
        changed = changes & (pages.modified != NONE) & (times.at > pages.published)
        for article in map(int, np.flatnonzero(both & (days > self.options.max_days) & (changed == is_change))):
            yield article, dt.date(1970, 1, 1) + dt.timedelta(days=int(pages.published[article] // DAY))

    def _exchanged(self, text: str, at: int, day: dt.date) -> str | None:
        """The date with day and month exchanged, if that is near the day."""
        when = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=at)
        if (
            when.day > 12
            or abs((when.replace(month=when.day, day=when.month).date() - day).days) > self.options.max_days
        ):
            return None
        iso = text.strip()
        if iso[4:5] == iso[7:8] == "-" and iso[5:7].isdecimal() and iso[8:10].isdecimal():
            return f"{iso[:5]}{iso[8:10]}-{iso[5:7]}{iso[10:]}"
        return when.replace(month=when.day, day=when.month).date().isoformat()

    def _apart(self, block: Block, *, is_change: bool) -> Iterator[int]:
        """The articles whose date is too far from the one in the url. is_change: those, and no others, that have the
        date of a later change. Implausible dates are told by another rule."""
        times = _times(block)
        both = (times.at != NONE) & (times.url_day != NONE) & (times.at >= self._earliest)
        days = np.abs(times.at // DAY - times.url_day)
        others = np.where(times.other != NONE, np.abs(times.other // DAY - times.url_day), days)
        changed = (times.at == times.modified) & (times.at // DAY > times.url_day)
        far = both & (np.minimum(days, others) > self.options.max_days)
        return map(int, np.flatnonzero(far & (changed == is_change)))


class Times(NamedTuple):
    """Of each article, in seconds since 1970: `at`, when it was published, `other`, the same if day and month were
    exchanged, `modified`, `fetched`; and `url_day`, the day that a dated article's url names, in days since 1970. NONE
    where there is none."""

    at: Ints
    other: Ints
    modified: Ints
    fetched: Ints
    url_day: Ints


def _times(block: Block) -> Times:
    def make() -> Times:
        published = block.dates("published")
        at, other = (published[name].fill_null(NONE).to_numpy() for name in ("at", "other"))
        modified, fetched = (
            block.dates(field)["at"].fill_null(NONE).to_numpy() if field in block.fields else np.full(len(block), NONE)
            for field in ("modified", "fetched_at")
        )
        url_day = np.full(len(block), NONE)
        urls = block.articles["url"]
        for article in urls.str.contains(_URL_DAY).fill_null(value=False).arg_true():
            if at[article] != NONE and (day := _day_in(urls[article])):
                url_day[article] = day.toordinal() - EPOCH
        return Times(at, other, modified, fetched, url_day)

    return block.once("times", make)


def _declared(block: Block, vocabulary: Vocabulary) -> Declared:
    """The dates that the pages of the articles declare."""

    def make() -> Declared:
        texts: dict[str, list[str | None]] = {name: [None] * len(block) for name in ("published", "modified")}
        where: dict[int, str] = {}
        for article in map(int, np.flatnonzero(has_page(block))):
            facts = facts_of(block, article, vocabulary)
            if facts.published:
                texts["published"][article], where[article] = facts.published
            if facts.modified:
                texts["modified"][article] = facts.modified.value
        published, modified = (
            block.read_dates(pl.Series(several, dtype=pl.String))["at"].fill_null(NONE).to_numpy()
            for several in texts.values()
        )
        return Declared(published, modified, where)

    return block.once("declared dates", make)


def _day_in(url: str) -> dt.date | None:
    match = re.search(_URL_DAY, url)
    year, *months, day = match.groups() if match else ("0", "0", "0")
    try:
        return dt.date(int(year), int(next(filter(None, months))), int(day))
    except ValueError:
        return None
