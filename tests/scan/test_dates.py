"""Dates, as scrapers write them."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.rulebook import load_rulebook
from copydesk.scan.dates import MAX_CHARS, SCHEMA, Clock, DateReader, Written

READER = DateReader(load_rulebook().vocabulary)


def read(text, language="en"):
    """The reading of one text, as a row."""
    frame = READER.read(pl.Series([text, "2024-05-03"], dtype=pl.String), [language, None])
    assert frame.schema == SCHEMA
    return frame.row(0, named=True)


def utc(*parts):
    return int(dt.datetime(*parts, tzinfo=dt.UTC).timestamp())


@given(
    st.datetimes(min_value=dt.datetime(1600, 1, 1), max_value=dt.datetime(2300, 1, 1)),
    st.integers(-14 * 60, 14 * 60),
    st.sampled_from(["T", " "]),
    st.sampled_from(["", ":", "Z"]),
    st.booleans(),
)
def test_iso_is_read_whole(when, minutes, joint, zone, fraction):
    offset = dt.timezone(dt.timedelta(minutes=0 if zone == "Z" else minutes))
    when = when.replace(tzinfo=offset, microsecond=when.microsecond if fraction else 0)
    text = when.isoformat(joint)
    if zone == "Z":
        text = text.removesuffix("+00:00") + "Z"
    elif not zone:
        text = text[:-3] + text[-2:]
    assert read(text) == {
        "written": Written.DATE,
        "at": int((when.replace(microsecond=0) - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)).total_seconds()),
        "clock": Clock.SECOND,
        "zoned": True,
        "midnight": when.hour == when.minute == when.second == 0,
        "other": None,
    }


@pytest.mark.parametrize(
    ("text", "language", "at", "clock", "zoned"),
    [
        ("2024-05-03", "en", utc(2024, 5, 3), Clock.NONE, False),
        (" 2024-05-03T17:47\n", "de", utc(2024, 5, 3, 17, 47), Clock.MINUTE, False),
        ("2024-05-03 17:47:42 UTC", "en", utc(2024, 5, 3, 17, 47, 42), Clock.SECOND, True),
        ("20240503T174742Z", "en", utc(2024, 5, 3, 17, 47, 42), Clock.SECOND, True),
        ("1714758420", None, utc(2024, 5, 3, 17, 47), Clock.SECOND, True),
        ("1714758420000", None, utc(2024, 5, 3, 17, 47), Clock.SECOND, True),
        ("Fri, 03 May 2024 17:47:00 -0600", "en", utc(2024, 5, 3, 23, 47), Clock.SECOND, True),
        ("Fri May 3 17:47:42 CEST 2024", "en", utc(2024, 5, 3, 15, 47, 42), Clock.SECOND, True),
        ("Fri May 03 2024 17:47:42 GMT+0200 (CEST)", "en", utc(2024, 5, 3, 15, 47, 42), Clock.SECOND, True),
        ("May 3rd, 2024 at 5:47 pm", "en", utc(2024, 5, 3, 17, 47), Clock.MINUTE, False),
        ("10:01\xa0pm PST, Friday, May 3, 2024", "en", utc(2024, 5, 4, 6, 1), Clock.MINUTE, True),
        ("03-MAY-24", "en", utc(2024, 5, 3), Clock.NONE, False),
        ("12:05 a.m. May 3, 2024", "en", utc(2024, 5, 3, 0, 5), Clock.MINUTE, False),
        ("Jumat, 3 Mei 2024 | 17.47 WIB", "id", utc(2024, 5, 3, 10, 47), Clock.MINUTE, True),
        ("3 Ogos 2024 5:47 pm", "ms", utc(2024, 8, 3, 17, 47), Clock.MINUTE, False),
        ("3. März 2024, 17:47 Uhr", "de", utc(2024, 3, 3, 17, 47), Clock.MINUTE, False),
        ("3 mai 2024 à 17h47", "fr", utc(2024, 5, 3, 17, 47), Clock.MINUTE, False),
        ("3 de mayo de 2024", "es", utc(2024, 5, 3), Clock.NONE, False),
        ("3 de maio de 2024 às 17h47", "pt", utc(2024, 5, 3, 17, 47), Clock.MINUTE, False),
        ("venerdì 3 maggio 2024", "it", utc(2024, 5, 3), Clock.NONE, False),
        ("3 mei 2024, 17:47", "nl", utc(2024, 5, 3, 17, 47), Clock.MINUTE, False),
        ("3 maja 2024 r.", "pl", utc(2024, 5, 3), Clock.NONE, False),
        ("3 мая 2024, 17:47", "ru", utc(2024, 5, 3, 17, 47), Clock.MINUTE, False),
        ("3 травня 2024", "uk", utc(2024, 5, 3), Clock.NONE, False),
        ("3 Mayıs 2024 Cuma 17:47", "tr", utc(2024, 5, 3, 17, 47), Clock.MINUTE, False),
        ("٣ مايو ٢٠٢٤", "ar", utc(2024, 5, 3), Clock.NONE, False),
        ("۳ مه ۲۰۲۴", "fa", utc(2024, 5, 3), Clock.NONE, False),
        ("शुक्रवार, 3 मई 2024", "hi", utc(2024, 5, 3), Clock.NONE, False),
        ("ngày 13 tháng 12 năm 2024", "vi", utc(2024, 12, 13), Clock.NONE, False),
        ("3 พ.ค. 2567 17:47 น.", "th", utc(2024, 5, 3, 17, 47), Clock.MINUTE, False),
        ("2024年5月3日 17:47", "zh", utc(2024, 5, 3, 17, 47), Clock.MINUTE, False),
        ("令和6年5月3日", "ja", utc(2024, 5, 3), Clock.NONE, False),
        ("2024. 5. 3. 오후 5:47", "ko", utc(2024, 5, 3, 17, 47), Clock.MINUTE, False),
        ('["2024-05-03 17:47:00","2024-05-04"]', "en", utc(2024, 5, 3, 17, 47), Clock.SECOND, False),
    ],
)
def test_a_date_as_newspapers_write_it(text, language, at, clock, zoned):
    found = read(text, language)
    assert (found["written"], found["at"], found["clock"], found["zoned"]) == (Written.DATE, at, clock, zoned)
    assert found["other"] is None


@pytest.mark.parametrize(
    ("text", "language", "first", "second"),
    [
        ("3/5/2024", "en", utc(2024, 3, 5), utc(2024, 5, 3)),
        ("3/5/2024", "fr", utc(2024, 5, 3), utc(2024, 3, 5)),
        ("3.5.2024", "en", utc(2024, 5, 3), utc(2024, 3, 5)),
        ("13/5/2024", "en", utc(2024, 5, 13), None),
        ("5/13/2024", "fr", utc(2024, 5, 13), None),
        ("5/5/24", "fr", utc(2024, 5, 5), None),
    ],
)
def test_day_and_month_in_figures_may_be_read_in_two_ways(text, language, first, second):
    assert (read(text, language)["at"], read(text, language)["other"]) == (first, second)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("17 menit yang lalu", "id"),
        ("3h ago", "en"),
        ("vor 5 Minuten", "de"),
        ("il y a 3 heures", "fr"),
        ("5分钟前", "zh"),
        ("ayer", "es"),
        ("3 часа назад", "ru"),
    ],
)
def test_a_time_counted_from_now_is_relative(text, language):
    assert (read(text, language)["written"], read(text, language)["at"]) == (Written.RELATIVE, None)


@pytest.mark.parametrize(
    ("text", "language"), [("۱۴ اردیبهشت ۱۴۰۳", "fa"), ("۱۴۰۳/۰۲/۱۴", "fa"), ("15 رمضان 1445", "ar")]
)
def test_a_date_of_another_calendar_is_one_but_not_compared(text, language):
    assert (read(text, language)["written"], read(text, language)["at"]) == (Written.ELSEWHERE, None)


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "2 Jun",
        "May 2024",
        "2024",
        "2024-13-45",
        "31/31/2024",
        "3 May 17:47",
        "Harbour news",
        "12345678901234567",
    ],
)
def test_what_has_no_day_or_no_year_is_no_date(text):
    assert (read(text)["written"], read(text)["at"]) == (Written.NOTHING, None)


def test_no_text_is_told_from_text_that_is_no_date():
    frame = READER.read(pl.Series([None, "", "  ", "soon"], dtype=pl.String), [None] * 4)
    assert frame["written"].to_list() == [None, None, None, Written.NOTHING]
    empty = READER.read(pl.Series([None, None], dtype=pl.String), [None] * 2)
    assert empty.schema == SCHEMA
    assert empty["written"].to_list() == [None, None]


@given(st.lists(st.text(max_size=3 * MAX_CHARS), max_size=4))
def test_no_text_is_too_odd_to_be_read(texts):
    frame = READER.read(pl.Series(texts, dtype=pl.String), ["th"] * len(texts))
    assert len(frame) == len(texts)
