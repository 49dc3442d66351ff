"""Values that do not have the type of their field."""

import datetime as dt
from decimal import Decimal

import pytest


@pytest.mark.parametrize(
    ("field", "value", "expected", "note"),
    [
        ("title", 5, "5", "title: number, expected text"),
        ("title", True, "true", "title: boolean, expected text"),
        ("title", ["a"], '["a"]', "title: list, expected text"),
        ("title", {"a": 1}, '{"a":1}', "title: object, expected text"),
        ("title", b"bytes", "bytes", "title: bytes, expected text"),
        ("title", Decimal("1.5"), "1.5", "title: Decimal, expected text"),
        ("body", ["a", "b"], "a\nb", "body: list, expected text"),
        ("body", [1, "b"], '[1,"b"]', "body: list, expected text"),
        ("body", {"x": 1}, '{"x":1}', "body: object, expected text"),
        ("published", 1714730400, "1714730400", "published: number, expected a date"),
        ("published", 1714730400.0, "1714730400", "published: number, expected a date"),
        ("published", ["2024"], '["2024"]', "published: list, expected a date"),
        ("published", dt.datetime(2024, 5, 3, 1, tzinfo=dt.UTC), "2024-05-03T01:00:00+00:00", None),
        ("published", dt.date(2024, 5, 3), "2024-05-03", None),
        ("published", " 3 mei 2024 ", " 3 mei 2024 ", None),
        ("published", {"$date": "2024-05-03"}, "2024-05-03", None),
        ("id", 12, "12", None),
        ("id", 12.0, "12", None),
        ("id", "  ", "memory:1", None),
        ("id", {"$oid": "abc"}, "abc", None),
        ("status", 200, 200, None),
        ("status", 200.0, 200, None),
        ("status", "200", 200, "status: text, expected a number"),
        ("status", "ok", None, "status: text, expected a number"),
        ("status", True, None, "status: boolean, expected a number"),
        ("status", 2**70, None, "status: number, expected a number"),
        ("language", "id-ID", "id", None),
        ("language", "ZH_cn", "zh", None),
        ("language", "", None, None),
        ("authors", [" Ann ", "", None, "Bo"], ["Ann", "Bo"], None),
        ("authors", [{"name": "Ann", "url": "x"}, {"name": None}], ["Ann"], None),
        ("authors", {"name": "Ann"}, ["Ann"], None),
        ("authors", "Ann; Bo", ["Ann; Bo"], "authors: text, expected a list"),
        ("authors", "", [], None),
        ("authors", [], [], None),
        ("authors", 5, ["5"], "authors: number, expected a list"),
        ("authors", [5], ["5"], "authors: number in the list, expected names"),
        ("authors", ["a\x1fb", "c"], ["a\x1fb", "c"], None),
        ("byline", "Ann Lee; Bo Ek;", ["Ann Lee", "Bo Ek"], None),
        ("byline", "Ann Lee, Bo Ek and Cy", ["Ann Lee, Bo Ek and Cy"], None),
        ("byline", "Ann Lee, Bo van Ek,", ["Ann Lee", "Bo van Ek"], None),
        ("byline", "Lee, Ann", ["Lee, Ann"], None),
        ("byline", "Ann Lee, Bo Ek, 3 May", ["Ann Lee, Bo Ek, 3 May"], None),
        ("byline", "李楠, 刘国栋", ["李楠", "刘国栋"], None),
        ("author", ["Ann"], ["Ann"], None),
    ],
)
def test_a_value_and_its_note(read, field, value, expected, note):
    drawn = read([{"title": "T", "body": "B", field: value}, {"title": "T", "body": "B"}])
    row, other = drawn.rows
    assert row[{"byline": "authors", "author": "authors"}.get(field, field)] == expected
    assert row["mistyped"] == ([note] if note else None)
    assert other["mistyped"] is None
    assert drawn.problems == []


def test_an_object_in_place_of_text_is_bounded(read):
    drawn = read([{"title": {"k": "x" * 100_000}, "body": "B"}])
    assert len(drawn.rows[0]["title"]) == 10_000


def test_an_object_that_holds_itself(read):
    loop: dict[str, object] = {}
    loop["self"] = loop
    assert read([{"title": loop, "body": "B"}]).rows[0]["mistyped"] == ["title: object, expected text"]
