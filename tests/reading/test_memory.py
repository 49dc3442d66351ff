"""Data frames and items."""

import datetime as dt

import pandas as pd
import polars as pl
import pytest

from copydesk.errors import InputError


def test_pandas_missing_values_are_null(read):
    frame = pd.DataFrame(
        {
            "id": [1, None],
            "title": ["A", float("nan")],
            "body": pd.array(["a", pd.NA], dtype="string"),
            "published": [pd.Timestamp("2024-05-03"), pd.NaT],
            "authors": [["Ann Lee", None], None],
            "status": pd.array([200, None], dtype="Int64"),
        },
        index=[7, 7],
    )
    drawn = read(frame)
    first, second = drawn.rows
    assert (first["id"], first["status"], first["authors"]) == ("1", 200, ["Ann Lee"])
    assert first["published"] == "2024-05-03T00:00:00"
    assert second["id"] == "memory:2"
    assert [second[name] for name in ("title", "body", "published", "authors", "status", "mistyped")] == [None] * 6
    assert drawn.inputs[0].format == "memory"


@pytest.mark.parametrize("lazy", [False, True])
def test_polars_frames(read, lazy):
    frame = pl.DataFrame(
        {"headline": ["A"] * 6_000, "text": ["b"] * 6_000, "date": [dt.date(2024, 5, 3)] * 6_000, "n": range(6_000)}
    )
    drawn = read(frame.lazy() if lazy else frame)
    assert [block.articles.height for block in drawn.blocks] == [4_000, 2_000]
    assert drawn.frame["published"].unique().to_list() == ["2024-05-03"]
    assert drawn.frame["row"].to_list() == list(range(1, 6_001))
    assert drawn.frame["mistyped"].null_count() == 6_000


def test_items_that_are_no_mappings(read, article):
    drawn = read(item for item in [article, "text", 3, {1: "x", **article}])
    assert drawn.frame["row"].to_list() == [1, 4]
    assert drawn.told() == [("record", 2), ("record", 3)]


def test_missing_values_of_pandas_in_items(read, article):
    drawn = read([{**article, "url": pd.NA, "published": pd.NaT, "description": float("nan")}])
    row = drawn.rows[0]
    assert (row["url"], row["published"], row["description"], row["mistyped"]) == (None, None, None, None)


@pytest.mark.parametrize("empty", [pd.DataFrame(), pl.DataFrame(), pd.DataFrame({"title": [], "body": []}), iter([])])
def test_nothing_is_told(read, empty):
    assert [problem.message for problem in read(empty).problems] == ["the batch holds no records"]


def test_a_record_over_the_limit_is_left_out(read, article):
    drawn = read([article, {**article, "html": "x" * 5_000}, article], max_record_bytes=1_000)
    assert drawn.frame["row"].to_list() == [1, 3]
    assert drawn.told() == [("record", 2)]


@pytest.mark.parametrize("batch", [3, None, {"title": "one"}])
def test_what_is_no_batch(read, batch):
    with pytest.raises(InputError):
        read(batch)


def test_an_empty_list_is_an_empty_batch(read):
    assert [problem.message for problem in read([]).problems] == ["the batch holds no records"]


def test_a_frame_without_known_fields(read):
    drawn = read(pd.DataFrame({"kop": ["x"], 5: ["y"]}))
    assert drawn.told() == [("column", None)]
    assert "kop, 5" in drawn.problems[0].message
