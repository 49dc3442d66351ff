"""Dates as scrapers write them, read: ISO 8601 at once for a whole column, anything else text by text."""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from enum import IntEnum
from functools import cache, lru_cache
from typing import NamedTuple

import polars as pl

from copydesk.rulebook.vocabulary import ENGLISH, Vocabulary
from copydesk.text import fold

MAX_CHARS = 100
"""A longer text is no date, and only its start is looked at."""

MAX_ZONE_CHARS = 16
"""Characters behind the time of day that may name its zone."""

MAX_TEXTS = 20_000
"""Texts whose reading is remembered, some 0.5 KB each."""

DAY = 86_400
"""Seconds."""


class Clock(IntEnum):
    """How exactly a date tells the time of day."""

    NONE = 0
    MINUTE = 1
    SECOND = 2


class Written(IntEnum):
    """What a text says."""

    NOTHING = 0  # no date that could be read
    RELATIVE = 1  # "17 minutes ago"
    ELSEWHERE = 2  # a date of a calendar that is not converted
    DATE = 3


class Reading(NamedTuple):
    """at: seconds since 1970 in UTC, the local time where no zone is given; null unless it is a DATE. midnight: the
    time of day is told, and is 0:00. other: `at` with day and month the other way round, where the order in a text
    such as 3/5/2024 is only supposed."""

    written: Written
    at: int | None = None
    clock: Clock = Clock.NONE
    zoned: bool = False
    midnight: bool = False
    other: int | None = None


SCHEMA = pl.Schema(
    {
        "written": pl.UInt8(),
        "at": pl.Int64(),
        "clock": pl.UInt8(),
        "zoned": pl.Boolean(),
        "midnight": pl.Boolean(),
        "other": pl.Int64(),
    }
)
"""Of a column that was read; `written` is null where there is no text."""

_NONE = pl.DataFrame(schema=SCHEMA)
_ISO = (
    r"^(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ](?P<hour>[01][0-9]|2[0-4]):(?P<minute>[0-5][0-9])"
    r"(?::(?P<second>[0-5][0-9])(?:[.,][0-9]{1,9})?)? ?(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?)?$"
)
_EPOCH = re.compile(r"(\d{10})(?:\.\d+)?|(\d{10})\d{3}")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?:t?(\d\d)(\d\d)(\d\d)?)?(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<![\d:])(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d:])")
_ERA = re.compile(r"(令和|平成|昭和)\s?(\d{1,2}|元)年")
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
_CLOCK = re.compile(
    r"(?<![\d.:])(\d{1,2})[:.h时時시]\s?(\d{2})(?!\d)(?:[:.分분]\s?(\d{2})(?!\d))?(?:[.,]\d+)?"
    r"\s?(am|pm|a\.m|p\.m)?"
)
_ZONE = re.compile(r"\s?(?:z|utc|gmt)?\s?([+-])(\d{1,2}):?(\d{2})?\b")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
_LOOSE_NUMBER = re.compile(r"(?<![\d:.])\d+(?!\d|[:.h]\d|\s?(?:am|pm|a\.m|p\.m|uhr)\b)")
_AFTERNOON = re.compile(r"오후|下午|晚上|午後|pm|p\.m")
_MORNING = re.compile(r"오전|上午|凌晨|午前|am|a\.m")

ZONES = {
    **dict.fromkeys(["z", "utc", "gmt", "wet"], 0.0),
    **dict.fromkeys(["cet", "mez", "wat", "bst"], 1.0),
    **dict.fromkeys(["cest", "mesz", "eet", "cat", "sast"], 2.0),
    **dict.fromkeys(["eest", "msk", "мск", "trt", "eat"], 3.0),
    **dict.fromkeys(["ist"], 5.5),
    **dict.fromkeys(["wib", "ict"], 7.0),
    **dict.fromkeys(["wita", "sgt", "myt", "hkt", "awst"], 8.0),
    **dict.fromkeys(["wit", "jst", "kst"], 9.0),
    **dict.fromkeys(["aest"], 10.0),
    **dict.fromkeys(["brt", "art"], -3.0),
    **dict.fromkeys(["edt"], -4.0),
    **dict.fromkeys(["est", "cdt"], -5.0),
    **dict.fromkeys(["cst", "mdt"], -6.0),
    **dict.fromkeys(["mst", "pdt"], -7.0),
    **dict.fromkeys(["pst"], -8.0),
}
"""Hours ahead of UTC of the abbreviations that newspapers print."""


class DateReader:
    """Reads the dates of articles with the names of months that the word lists have."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._months = cache(self._months_of)
        self._relative = cache(self._relative_of)
        self._one = lru_cache(MAX_TEXTS)(self._read_one)

    def read(self, texts: pl.Series, languages: Sequence[str | None]) -> pl.DataFrame:
        """A frame with the columns of SCHEMA, a row a text. languages: of the texts."""
        if texts.null_count() == len(texts):
            return _NONE.select(pl.all().extend_constant(None, len(texts)))
        bare = texts.str.strip_chars()
        frame = _iso(bare)
        if not frame["written"].null_count():
            return frame
        rest = (frame["written"].is_null() & (bare.str.len_bytes() > 0).fill_null(value=False)).arg_true()
        if not len(rest):
            return frame
        read = [self._one(text[:MAX_CHARS], languages[n]) for n, text in zip(rest, bare[rest], strict=True)]
        others = pl.DataFrame(read, schema=SCHEMA, orient="row").with_columns(row=rest.cast(pl.UInt32))
        return frame.with_row_index("row").update(others, on="row").select(SCHEMA.names())

    def _read_one(self, text: str, language: str | None) -> Reading:
        plain = _plain(text)
        if epoch := _EPOCH.fullmatch(plain):
            at = int(epoch[1] or epoch[2])
            return Reading(Written.DATE, at, Clock.SECOND, zoned=True, midnight=at % DAY == 0)
        found = _numeric(plain, language) or self._named(plain, language)
        if found is None:
            is_relative = any(word in f" {fold(text)} " for word in self._relative(language))
            return Reading(Written.RELATIVE if is_relative else Written.NOTHING)
        days, rest = found
        if not days:
            return Reading(Written.ELSEWHERE)
        seconds, clock, behind = _clock(rest)
        offset = _offset(behind) if clock else None
        at, *other = ((day - dt.date(1970, 1, 1)).days * DAY + seconds - round((offset or 0) * 3600) for day in days)
        midnight = clock != Clock.NONE and not seconds
        return Reading(Written.DATE, at, clock, offset is not None, midnight, other[0] if other else None)

    def _named(self, text: str, language: str | None) -> "tuple[list[dt.date], str] | None":
        """A date with the name of a month: "3 May 2024", "May 3, 2024", "3 de mayo de 2024"."""
        names, pattern = self._months(language)
        for match in pattern.finditer(text):
            before = list(_NUMBER.finditer(text, max(match.start() - 12, 0), match.start()))[-1:]
            after = list(_LOOSE_NUMBER.finditer(text, match.end(), match.end() + 30))
            orders = [(one, other) for one in before for other in after[:1]]  # day and year on both sides of the month
            orders += [(after[0], other) for other in after[1:]]  # behind it, maybe with the time of day between them
            orders += [(other, one) for one in before for other in after[:1]]
            for day, year in orders:
                if len(year[0]) not in (2, 4) or not 1 <= int(day[0]) <= 31:
                    continue
                rest = _without(text, match.span(), day.span(), year.span())
                month = names[match[0]]
                if month is None or 1250 <= int(year[0]) <= 1500:
                    return [], rest
                if date := _date(int(year[0]), month, int(day[0])):
                    return [date], rest
        return None

    def _months_of(self, language: str | None) -> "tuple[dict[str, int | None], re.Pattern[str]]":
        """The names of months with their numbers, None for those of another calendar, and a pattern of all of them."""
        names: dict[str, int | None] = {}
        for code in dict.fromkeys([*([language] if language else self._vocabulary.languages), ENGLISH]):
            words = self._vocabulary.word_list(code).words
            for spelling in words.get("other_months", ()):
                names.setdefault(_plain(spelling), None)
            for place, spellings in enumerate(words.get("months", ())):  # twelve, or twelve more of a list of the user
                names |= {_plain(one): place % 12 + 1 for one in spellings.split("|") if _plain(one) not in names}
        longest = sorted(names, key=len, reverse=True)
        letters = r"[^\W\d_]"
        ends = rf"(?!{letters})(?:(?<!\d)|(?!\d))"
        return names, re.compile(rf"(?<!{letters})(?:{'|'.join(map(re.escape, longest)) or 'x^'}){ends}")

    def _relative_of(self, language: str | None) -> frozenset[str]:
        """What tells that a time is counted from now; a word between spaces, if its script has any."""
        words = self._vocabulary.words("relative_time", language)
        return frozenset(f" {word} " if word.isascii() or " " in word else word for word in words)


def _iso(texts: pl.Series) -> pl.DataFrame:
    """The readings of texts in ISO 8601; `written` is null for all others."""
    parts = texts.str.extract_groups(_ISO).struct.unnest()
    zones = {zone: _iso_offset(zone) for zone in parts["zone"].unique().drop_nulls()}
    seconds, zone = set(zones.values()), pl.col("zone")
    offset = zone.replace_strict(zones, default=None, return_dtype=pl.Int64) if len(seconds) > 1 else sum(seconds)
    hour, minute, second = (pl.col(name).cast(pl.Int64).fill_null(0) for name in ("hour", "minute", "second"))
    parts = parts.with_columns(
        pl.col("day").str.to_date("%Y-%m-%d", strict=False), time=hour * 3600 + minute * 60 + second
    )
    day, has_hour = pl.col("day"), pl.col("hour").is_not_null()
    there = pl.when(day.is_not_null())
    return parts.select(
        written=there.then(pl.lit(int(Written.DATE), pl.UInt8)),
        at=day.cast(pl.Int64) * DAY + pl.col("time") - pl.when(zone.is_not_null()).then(offset).otherwise(0),
        clock=there.then(has_hour.cast(pl.UInt8) + pl.col("second").is_not_null().cast(pl.UInt8)),
        zoned=there.then(zone.is_not_null()),
        midnight=there.then(has_hour & (pl.col("time") == 0)),
        other=pl.lit(None, pl.Int64),
    )


def _iso_offset(zone: str) -> int:
    """Seconds ahead of UTC of `Z`, `+02:00` or `-0530`."""
    if zone == "Z":
        return 0
    seconds = int(zone[1:3]) * 3600 + int(zone[-2:]) * 60
    return -seconds if zone[0] == "-" else seconds


def _plain(text: str) -> str:
    """In small letters, the digits of every script as 0 to 9, compatibility forms undone, white space single."""
    text = unicodedata.normalize("NFKC", text).lower().replace("\u200c", " ").replace("i\u0307", "i")
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() and not c.isascii() else c for c in text)
    return " ".join(text.split())


def _numeric(text: str, language: str | None) -> tuple[list[dt.date], str] | None:
    """A date in figures: the days it may mean, the likelier one first, none where its calendar is another one; and
    what stands around it."""
    text = _ERA.sub(lambda era: f"{_ERAS[era[1]] + (1 if era[2] == '元' else int(era[2]))}年", text)
    if match := _YEAR_FIRST.search(text):
        year, month, day = map(int, match.groups())
        if 1250 <= year <= 1500 and 1 <= month <= 12 and 1 <= day <= 31:
            return [], ""
        if date := _date(year, month, day):
            return [date], text[: match.start()] + " " + text[match.end() :].lstrip("t")
    if (match := _COMPACT.search(text)) and (date := _date(*map(int, match.groups()[:3]))):
        time = ":".join(part for part in match.groups()[3:] if part)
        return [date], f"{time} {text[: match.start()]} {text[match.end() :]}"
    if match := _YEAR_LAST.search(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        rest = text[: match.start()] + " " + text[match.end() :]
        if 1250 <= year <= 1500:
            return [], rest
        month_first, day_first = _date(year, first, second), _date(year, second, first)
        if language == ENGLISH and match[2] == "/":
            month_first, day_first = day_first, month_first
        days = list(dict.fromkeys(day for day in (day_first, month_first) if day))
        return (days, rest) if days else None
    return None


def _without(text: str, *spans: tuple[int, int]) -> str:
    """The text with the spans blank."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _date(year: int, month: int, day: int) -> dt.date | None:
    if year < 100:
        year += 2000 if year < 70 else 1900
    if 2400 <= year <= 2600:  # years of the Buddhist era, as Thai papers print them
        year -= 543
    try:
        return dt.date(year, month, day) if 1000 <= year <= 9000 else None
    except ValueError:
        return None


def _clock(text: str) -> tuple[int, Clock, str]:
    """The time of day in seconds, how exactly it was told, and what stands behind it."""
    match = _CLOCK.search(text)
    if not match:
        return 0, Clock.NONE, ""
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if _AFTERNOON.search(text) and hour < 12:
        hour += 12
    elif _MORNING.search(text) and hour == 12:
        hour = 0
    if hour > 24 or minute > 59 or second > 59:
        return 0, Clock.NONE, ""
    clock = Clock.SECOND if match[3] else Clock.MINUTE
    return hour * 3600 + minute * 60 + second, clock, text[match.end() : match.end() + MAX_ZONE_CHARS]


def _offset(text: str) -> float | None:
    """The hours ahead of UTC that stand behind a time of day."""
    if match := _ZONE.match(text):
        hours = int(match[2]) + int(match[3] or 0) / 60
        return (-hours if match[1] == "-" else hours) if hours <= 14 else None
    return next((ZONES[word] for word in _WORD.findall(text) if word in ZONES), None)
