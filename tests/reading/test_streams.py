"""Compression, standard input, and streams that break off."""

import gzip
import io
import json
import sys
import tempfile
from pathlib import Path

import polars as pl
import pytest
import zstandard

RECORDS = [{"id": str(n), "title": f"Title {n}", "body": f"Body {n} " * 40 + str(n * 7919)} for n in range(400)]
JSONL = "".join(json.dumps(record) + "\n" for record in RECORDS).encode()
CSV = ("id,title,body\n" + "".join(f"{r['id']},{r['title']},{r['body']}\n" for r in RECORDS)).encode()


def parquet() -> bytes:
    out = io.BytesIO()
    pl.DataFrame(RECORDS).write_parquet(out)
    return out.getvalue()


FORMATS = {"jsonl": JSONL, "json": json.dumps(RECORDS).encode(), "csv": CSV, "parquet": parquet()}
PACK = {"": bytes, ".gz": gzip.compress, ".zst": zstandard.compress}


@pytest.fixture
def stdin(monkeypatch):
    def give(data: bytes) -> str:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        return "-"

    return give


@pytest.mark.parametrize("suffix", PACK)
@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("by", ["name", "content", "stdin"])
def test_every_format_in_every_packing(read, write, stdin, kind, suffix, by):
    data = PACK[suffix](FORMATS[kind])
    path = stdin(data) if by == "stdin" else write(f"a.{kind}{suffix}" if by == "name" else "a.dat", data)
    drawn = read(path)
    assert drawn.frame["id"].to_list() == [record["id"] for record in RECORDS]
    assert drawn.frame["body"].to_list() == [record["body"] for record in RECORDS]
    assert drawn.inputs[0].format == kind
    assert drawn.frame["file"].unique().to_list() == [str(path)]
    assert drawn.problems == []


def test_the_temporary_file_of_parquet_goes_away(read, stdin, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert read(stdin(FORMATS["parquet"])).frame.height == 400
    assert list(tmp_path.iterdir()) == []


def test_standard_input_is_what_the_user_says(read, stdin):
    drawn = read(stdin(b"A headline\nA body"), stdin_format="text")
    assert (drawn.rows[0]["title"], drawn.rows[0]["body"]) == ("A headline", "A body")
    assert read(stdin(b"title\tbody\nA\ta"), stdin_format="tsv").rows[0]["title"] == "A"


def test_empty_standard_input(read, stdin):
    assert [problem.message for problem in read(stdin(b"")).problems] == ["the file is empty"]


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_truncated_file_keeps_the_records_before(read, write, suffix):
    data = PACK[suffix](JSONL)
    drawn = read(write(f"a.jsonl{suffix}", data[: len(data) * 2 // 3]))
    ids = drawn.frame["id"].to_list()
    assert ids == [str(number) for number in range(len(ids))]
    (broken,) = (problem for problem in drawn.problems if problem.kind == "file")
    assert "ends before" in broken.message


def test_a_damaged_gzip_keeps_the_records_before(read, write):
    data = bytearray(gzip.compress(JSONL))
    middle = len(data) // 2
    data[middle : middle + 40] = b"\xff" * 40
    drawn = read(write("a.jsonl.gz", bytes(data)))
    assert drawn.frame.height > 20
    assert drawn.frame["body"].to_list()[:20] == [record["body"] for record in RECORDS[:20]]
    assert any("damaged" in problem.message for problem in drawn.problems)


def test_damaged_zstd_is_told(read, write):
    data = bytearray(zstandard.compress(JSONL))
    data[20:60] = b"\xff" * 40
    drawn = read(write("a.jsonl.zst", bytes(data)))
    assert any("damaged" in problem.message for problem in drawn.problems)


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_several_packed_members_are_one_file(read, write, suffix):
    half = len(JSONL) // 2
    drawn = read(write(f"a.jsonl{suffix}", PACK[suffix](JSONL[:half]) + PACK[suffix](JSONL[half:])))
    assert (drawn.frame.height, drawn.problems) == (400, [])


def test_zeros_after_gzip_are_padding(read, write):
    drawn = read(write("a.jsonl.gz", gzip.compress(JSONL) + b"\0" * 512))
    assert (drawn.frame.height, drawn.problems) == (400, [])


def test_a_name_that_says_gzip_where_there_is_none(read, write):
    assert read(write("plain.jsonl.gz", JSONL)).frame.height == 400
    drawn = read(write("noise.jsonl.gz", b"\x01\x02\x03\x00" * 50))
    assert drawn.told() == [("file", None)]
    assert "its first bytes do not" in drawn.problems[0].message


def test_a_bomb_is_not_unpacked_at_once(write):
    from copydesk.reading.problems import ProblemLog
    from copydesk.reading.streams import opened

    path = write("bomb.gz", gzip.compress(b"a" * 200_000_000))
    with opened(str(path), ProblemLog("bomb.gz")) as stream:
        stream.read(1_000)
        assert len(stream._held) < 2_000_000


def test_read_errors_in_the_middle_are_told(read, write, monkeypatch):
    path = write("a.jsonl", JSONL)

    class Failing(io.BytesIO):
        def read(self, size: int = -1, /) -> bytes:
            if self.tell() > 0:
                raise OSError(5, "Input/output error")
            return super().read(size)

    monkeypatch.setattr(Path, "open", lambda *_: Failing(JSONL))
    drawn = read(path)
    assert drawn.frame.height > 100
    assert any("Input/output error" in problem.message for problem in drawn.problems)


def test_a_truncated_packed_text_file_is_kept_and_told(read, write):
    data = gzip.compress(JSONL)
    drawn = read(write("a.txt.gz", data[:-20]))
    assert drawn.frame.height == 1
    assert drawn.told() == [("file", None)]
