"""Arrow files, Feather among them, and streams."""

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

texts = st.one_of(st.none(), st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30))


def frame_of(count: int) -> pl.DataFrame:
    return pl.DataFrame({"title": [str(n) for n in range(count)], "body": [f"Body {n}." for n in range(count)]})


@pytest.mark.parametrize("name", ["a.arrow", "a.feather", "a.ipc", "a"])
def test_files_are_told_by_name_or_content(read, tmp_path, name):
    frame_of(300).write_ipc(tmp_path / name)
    drawn = read(tmp_path / name, block_records=100)
    assert drawn.inputs[0].format == "arrow"
    assert drawn.frame["row"].to_list() == list(range(1, 301))
    assert drawn.frame["body"][299] == "Body 299."


def test_a_stream_is_read_as_well(read, tmp_path):
    frame_of(3).write_ipc_stream(tmp_path / "a.arrows")
    assert read(tmp_path / "a.arrows").frame["title"].to_list() == ["0", "1", "2"]


def test_what_came_before_the_damage_is_kept(read, tmp_path):
    path = tmp_path / "a.arrows"
    table = frame_of(40).to_arrow()
    with pa.ipc.new_stream(path, table.schema) as out:
        for start in range(0, 40, 10):
            out.write_table(table.slice(start, 10))
    path.write_bytes(path.read_bytes()[:-400])
    drawn = read(path)
    assert 10 <= len(drawn.frame) < 40
    assert drawn.told() == [("file", len(drawn.frame) + 1)]


def test_no_arrow_at_all_is_told(read, write):
    drawn = read(write("a.feather", b"FEA1 an old one"))
    assert drawn.told() == [("file", None)]
    assert "no Arrow file" in drawn.problems[0].message


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=8))
def test_texts_come_as_they_are(read, tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("arrow") / "a.arrow"
    pl.DataFrame(rows, schema={"title": pl.String, "body": pl.String}, orient="row").write_ipc(path)
    assert read(path).frame.select("title", "body").rows() == rows
