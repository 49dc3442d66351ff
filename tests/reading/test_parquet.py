"""Parquet files."""

import datetime as dt
import tempfile

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def test_lists_structs_and_dates(read, tmp_path):
    path = tmp_path / "a.parquet"
    table = pa.table(
        {
            "title": ["A", None],
            "text": ["a", "b"],
            "authors": [["Ann Lee"], []],
            "meta": [{"lang": "en-GB", "description": "d"}, None],
            "cleaned_text": ["clean a", "clean b"],
            "publish_date": pa.array([dt.datetime(2024, 5, 3, 12), None], pa.timestamp("us", "UTC")),
            "vectors": [[0.1] * 8, [0.2] * 8],
        }
    )
    pq.write_table(table, path)
    drawn = read(path)
    first, second = drawn.rows
    assert drawn.inputs[0].preset == "goose3"
    assert (first["body"], first["authors"], first["language"], first["description"]) == (
        "clean a", ["Ann Lee"], "en", "d",
    )  # fmt: skip
    assert first["published"] == "2024-05-03T12:00:00+00:00"
    assert (second["title"], second["authors"], second["published"], second["row"]) == (None, [], None, 2)
    assert first["mistyped"] is None


def test_a_large_file_makes_many_blocks(read, tmp_path):
    path = tmp_path / "a.parquet"
    pl.DataFrame({"title": [str(n) for n in range(500)], "body": ["x" * 1_000] * 500}).write_parquet(path)
    drawn = read(path, block_bytes=50_000)
    assert len(drawn.blocks) >= 10
    assert drawn.frame["row"].to_list() == list(range(1, 501))


def test_a_file_that_is_no_parquet(read, write):
    drawn = read([write("a.parquet", b"PAR1 and nothing more"), write("b.jsonl", '{"title":"a","body":"b"}')])
    assert drawn.told() == [("file", None)]
    assert drawn.frame.height == 1


def test_a_damaged_page_keeps_the_rows_before(read, tmp_path):
    path = tmp_path / "a.parquet"
    table = pa.table({"title": [str(n) for n in range(1_000)], "body": [f"body {n}" * 20 for n in range(1_000)]})
    pq.write_table(table, path, row_group_size=100, compression="zstd", use_dictionary=False)
    data = bytearray(path.read_bytes())
    at = pq.ParquetFile(path).metadata.row_group(5).column(1).data_page_offset
    data[at : at + 30] = b"\xff" * 30
    path.write_bytes(bytes(data))
    drawn = read(path)
    assert drawn.frame["title"].to_list() == [str(n) for n in range(1_000) if not 500 <= n < 600]
    assert drawn.frame["row"].to_list() == [n for n in range(1, 1_001) if not 501 <= n <= 600]
    assert drawn.told() == [("file", 501)]
    assert "rows 501 to 600" in drawn.problems[0].message


def test_a_file_on_disk_is_not_copied(read, tmp_path, monkeypatch):
    path = tmp_path / "a.parquet"
    pl.DataFrame({"title": ["A"], "body": ["a"]}).write_parquet(path)
    monkeypatch.setattr(tempfile, "TemporaryFile", None)
    assert read(path).rows[0]["title"] == "A"


def test_two_columns_of_one_name(read, tmp_path):
    path = tmp_path / "a.parquet"
    table = pa.Table.from_arrays([pa.array(["one"]), pa.array(["b"]), pa.array(["two"])], ["title", "body", "title"])
    pq.write_table(table, path)
    assert read(path).rows[0]["body"] == "b"


def test_texts_that_are_no_utf8(read, tmp_path):
    path = tmp_path / "a.parquet"
    bad = pa.array([b"fine", b"Caf\xe9"], pa.binary()).view(pa.string())
    pq.write_table(pa.table({"title": bad, "body": ["a", "b"]}), path)
    drawn = read(path)
    assert drawn.frame["title"].to_list() == ["fine", "Caf�"]
    assert drawn.told() == [("encoding", 2)]


texts = st.none() | st.text(st.characters(exclude_categories=("Cs",)), max_size=12)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.fixed_dictionaries({"title": texts, "body": texts, "url": texts}), min_size=1, max_size=6))
def test_what_is_written_is_read_back(read, tmp_path, records):
    path = tmp_path / "any.parquet"
    pl.DataFrame(records, schema={"title": pl.String, "body": pl.String, "url": pl.String}).write_parquet(path)
    drawn = read(path)
    assert [{name: row[name] for name in ("title", "body", "url")} for row in drawn.rows] == records
    assert drawn.problems == []
