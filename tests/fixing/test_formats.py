"""Every format: the mended file holds what the mended records hold, everything else stays, and the log undoes it."""

import csv
import gzip
import io
import json
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from copydesk import Settings
from copydesk.fixing.undo import undo

from .batches import ADVERT, CLEAN, PROSE, articles, batches, run

# an example compiles the rules three times; explaining a failure would take a thousand of them
FEW = settings(max_examples=15, phases=[Phase.explicit, Phase.generate])


def written(name, data):
    """A file in a folder of its own."""
    path = Path(tempfile.mkdtemp()) / name
    path.write_bytes(data)
    return path


def fixed(path, **options):
    """What a fix makes of the file. It can be undone, and a second run changes nothing."""
    before = path.read_bytes()
    done = run(path, **options)
    (out,), (log,) = done.written, done.logs
    assert path.read_bytes() == before
    restored = undo(log, out)
    if path.suffix in (".gz", ".zst", ".parquet"):
        assert unpacked(restored) == unpacked(path)
    else:
        assert restored.read_bytes() == before
    if done.counts.dropped < done.counts.articles:
        assert not run(out, write=False, **options).changed
    return out


def unpacked(path):
    if path.suffix == ".parquet":
        return pq.read_table(path)
    data = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(data)
    return zstandard.ZstdDecompressor().stream_reader(data).read() if path.suffix == ".zst" else data


def json_lines(records, ascii_only=False):
    return b"".join(json.dumps(record, ensure_ascii=ascii_only).encode() + b"\n" for record in records)


# JSON lines


@FEW
@given(batches, st.booleans(), st.booleans())
def test_json_lines(records, unsafe, ascii_only):
    path = written("batch.jsonl", json_lines(records, ascii_only))
    expected = run(records, unsafe=unsafe)
    out = fixed(path, unsafe=unsafe)
    assert [json.loads(line) for line in out.read_bytes().splitlines()] == expected.records
    if not unsafe:
        for before, after in zip(path.read_bytes().splitlines(), out.read_bytes().splitlines(), strict=True):
            assert before == after or json.loads(before) != json.loads(after)


def test_in_a_line_that_changes_everything_else_stays_as_it_was_written():
    line = (
        b'{ "n": 1.50, "big": 123456789012345678901234567890, "e": 1E5, "title": "M\\u00fchle", "x": NaN,\t"body" :'
        b'"\\u201cOne\\u201d \\/ two.\\nADVERTISEMENT\\nThree.", "z": [ ] }'
    )
    path = written("batch.jsonl", b"\n" + line + b"\r\n{broken\n[1]\n\n\xff\xfe{}\n")
    assert fixed(path).read_bytes() == path.read_bytes().replace(b"ADVERTISEMENT\\n", b"")


def test_bytes_that_are_no_utf8_are_left_alone():
    path = written(
        "batch.jsonl", b'{"title": "Mill", "body": "One \xff two.\\nADVERTISEMENT\\nThree."}\n' + json_lines([ADVERT])
    )
    done = run(path)
    assert done.counts.held.total() == 1
    assert done.written[0].read_bytes() == path.read_bytes().replace(b'.\\nADVERTISEMENT"}', b'."}').replace(
        json.dumps(ADVERT["body"], ensure_ascii=False).encode(),
        json.dumps(ADVERT["body"].split("\n")[0], ensure_ascii=False).encode(),
    )


def test_of_a_key_that_stands_twice_the_last_is_mended():
    path = written(
        "batch.jsonl", b'{"title": "Mill", "body": "ADVERTISEMENT\\nA.", "body": "ADVERTISEMENT\\nThe mill."}'
    )
    assert fixed(path).read_bytes() == b'{"title": "Mill", "body": "ADVERTISEMENT\\nA.", "body": "The mill."}'


def test_a_line_without_a_newline_at_the_end_can_go():
    path = written("batch.jsonl", json_lines([CLEAN, {**CLEAN, "id": "c"}]).rstrip(b"\n"))
    assert fixed(path, unsafe=True).read_bytes() == json_lines([CLEAN])


@pytest.mark.parametrize(
    ("record", "left"),
    [
        ({"title": "Mill", "content": {"text": "The mill.\nADVERTISEMENT"}}, {"content": {"text": "The mill."}}),
        ({"title": "Mill", "body": ["The mill.", "ADVERTISEMENT", "Opens."]}, {"body": ["The mill.", "Opens."]}),
        (
            {
                "title": "Mill",
                "maintext": "The mill.\nADVERTISEMENT",
                "date_publish": "None",
                "source_domain": "a.example",
            },
            {"maintext": "The mill.", "date_publish": None},
        ),
        (
            {
                "publishing_date": "2026-05-01",
                "topics": [],
                "title": "Mill",
                "body": {"summary": "", "sections": [{"headline": [], "paragraphs": ["The mill.", "ADVERTISEMENT"]}]},
            },
            {"body": {"summary": "", "sections": [{"headline": [], "paragraphs": ["The mill."]}]}},
        ),
    ],
    ids=["nested", "list", "news-please", "fundus"],
)
def test_the_body_is_found_where_the_scraper_put_it(record, left):
    settings = {"settings": Settings(fields={"body": "content.text"} if "content" in record else {})}
    path = written("batch.jsonl", json_lines([record]))
    assert json.loads(fixed(path, **settings).read_bytes()) == record | left


# JSON documents


@FEW
@given(
    batches,
    st.sampled_from([None, 2]),
    st.sampled_from(["list", "in an object", "deeper"]),
    st.booleans(),
    st.lists(st.sampled_from([7, None, "text"]), max_size=2),
)
def test_json_documents(records, indent, form, unsafe, others):
    items = [*others, *records]
    document = {
        "list": items,
        "in an object": {"n": [], "articles": items, "z": 1},
        "deeper": {"data": {"rows": items}},
    }[form]
    path = written("batch.json", json.dumps(document, indent=indent).encode())
    out = json.loads(fixed(path, unsafe=unsafe).read_bytes())
    left = {"list": lambda: out, "in an object": lambda: out["articles"], "deeper": lambda: out["data"]["rows"]}[form]()
    expected = run(items, unsafe=unsafe).records
    assert left == expected
    if form == "in an object":
        assert (out["n"], out["z"]) == ([], 1)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_records_can_go_from_every_place_of_a_list(count):
    empty = {**CLEAN, "body": ""}
    for kept in range(count + 1):
        records = [{**empty, "id": str(n)} for n in range(count)]
        records.insert(kept, CLEAN)
        path = written("batch.json", json.dumps(records, indent=1).encode())
        assert json.loads(fixed(path, unsafe=True).read_bytes()) == [CLEAN]


def test_a_document_larger_than_what_is_held_at_once():
    filler = [{**CLEAN, "id": str(n), "body": f"{CLEAN['body']} {n} " + "rye " * 5_000} for n in range(60)]
    filler[50]["body"] = "ADVERTISEMENT\n" + filler[50]["body"]
    path = written("batch.json", json.dumps({"pad": "x" * 2_000_000, "articles": filler}).encode())
    assert fixed(path).read_bytes() == path.read_bytes().replace(b"ADVERTISEMENT\\n", b"")


def test_a_document_that_breaks_off_stays_broken_and_is_mended():
    path = written("batch.json", json.dumps([ADVERT, CLEAN]).encode()[:-30])
    assert fixed(path).read_bytes() == path.read_bytes().replace(b"\\nADVERTISEMENT", b"")


def test_one_article_alone():
    path = written("batch.json", json.dumps(ADVERT, indent=1).encode())
    assert json.loads(fixed(path).read_bytes())["body"] == ADVERT["body"].split("\n")[0]


# CSV


def csv_text(records, **options):
    table = io.StringIO()
    names = ["id", "url", "title", "published", "language", "body"]
    writer = csv.DictWriter(table, names, extrasaction="ignore", **options)
    writer.writeheader()
    writer.writerows({name: record[name] or "" for name in names} for record in records)
    return table.getvalue()


@FEW
@given(
    batches,
    st.sampled_from([",", "\t", ";"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.booleans(),
)
def test_csv(records, delimiter, line_end, quoting, unsafe):
    text = csv_text(records, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    path = written("batch.csv", text.encode())
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    out = fixed(path, unsafe=unsafe).read_bytes().decode()
    left = list(csv.DictReader(io.StringIO(out, newline=""), delimiter=delimiter))
    if not unsafe:
        assert len(left) == len(rows)
        assert [row["id"] for row in left] == [row["id"] for row in rows]
    bodies = {row["body"] for row in rows}
    assert all(row["body"] in bodies or "ADVERTISEMENT" not in row["body"] for row in left)


def test_a_cell_that_would_read_otherwise_is_quoted():
    story = f'"The mill" opens. {PROSE[0]}'
    path = written("batch.csv", f"title,body\nMill,SCROLL TO CONTINUE WITH CONTENT {story}\n".encode())
    out = fixed(path).read_text()
    assert list(csv.reader(io.StringIO(out)))[1] == ["Mill", story]


def test_a_row_of_many_lines_among_broken_ones():
    body = 'The mill opens.\n\nADVERTISEMENT\n\nThe "new" wheel turns.'
    text = f'\ntitle,body\nWeir,"{PROSE_LINE}"\nshort\nMill,"{body}"\nBridge,{PROSE_LINE}\n'.replace('"new"', '""new""')
    path = written("batch.csv", text.encode())
    assert fixed(path).read_bytes() == text.replace("ADVERTISEMENT\n\n", "").encode()


PROSE_LINE = "The weir is shut until the rain stops."


# Text


@FEW
@given(st.lists(articles, min_size=1, max_size=4))
def test_a_folder_of_text_files(records):
    folder = Path(tempfile.mkdtemp()) / "stories"
    (folder / "deep").mkdir(parents=True)
    for number, record in enumerate(records):
        (folder / "deep" / f"{number}.txt").write_bytes(f"{record['title']}\n{record['body']}".encode())
    (folder / "notes.xyz").write_text("not read")
    before = {path: path.read_bytes() for path in folder.rglob("*.txt")}
    done = run(folder, unsafe=True)
    assert done.logs == [folder.with_name("stories.fixes.jsonl")]
    restored = undo(done.logs[0], folder.with_name("stories.fixed"))
    assert {folder / path.relative_to(restored): path.read_bytes() for path in restored.rglob("*.*")} == before
    if done.written:
        assert not run(folder.with_name("stories.fixed"), write=False, unsafe=True).changed


def test_a_folder_of_which_no_article_is_left():
    folder = Path(tempfile.mkdtemp()) / "stories"
    folder.mkdir()
    (folder / "mill.txt").write_text("Mill\nADVERTISEMENT")
    assert run(folder, unsafe=True).counts.dropped == 1


def test_a_text_file():
    path = written("mill.txt", f"None\r\n{ADVERT['body']}".encode())
    assert fixed(path).read_bytes() == f"\r\n{ADVERT['body']}".replace("\nADVERTISEMENT", "").encode()


# Parquet


@FEW
@given(batches, st.booleans(), st.integers(1, 4))
def test_parquet(records, unsafe, group):
    for number, record in enumerate(records):
        # where there is no author, nothing says what the column can hold
        record |= {"n": {"m": number}, "authors": record["authors"] or ["Ana Petrel"]}
    table = pa.Table.from_pylist(records).replace_schema_metadata({"made": "by hand"})
    path = written("batch.parquet", b"")
    pq.write_table(table, path, row_group_size=group, compression="zstd")
    out = pq.read_table(fixed(path, unsafe=unsafe))
    assert out.schema.equals(pq.read_table(path).schema, check_metadata=True)
    expected = run(table.to_pylist(), unsafe=unsafe).records
    assert out.to_pylist() == expected
    written_as = pq.ParquetFile(path.with_name("batch.fixed.parquet")).metadata
    if written_as.num_row_groups:
        assert written_as.row_group(0).column(0).compression == "ZSTD"


def test_a_nested_body_in_parquet():
    records = [
        {"title": "Mill", "meta": {"text": ADVERT["body"], "n": 3}, "t": None},
        {"title": "Weir", "meta": None, "t": 2},
    ]
    path = written("batch.parquet", b"")
    pq.write_table(pa.Table.from_pylist(records), path)
    out = fixed(path, settings=Settings(fields={"body": "meta.text"}))
    records[0]["meta"]["text"] = ADVERT["body"].split("\n")[0]
    assert pq.read_table(out).to_pylist() == records


# Packing


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gz", "zst"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["bare", "mark"])
def test_a_packed_file_stays_packed(pack, mark):
    data = mark + json_lines([ADVERT, CLEAN])
    suffix = "gz" if pack is gzip.compress else "zst"
    path = written(f"batch.jsonl.{suffix}", pack(data))
    out = fixed(path)
    assert out.name == f"batch.fixed.jsonl.{suffix}"
    assert unpacked(out) == data.replace(b"\\nADVERTISEMENT", b"")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_an_encoding_with_a_mark_stays(encoding):
    text = csv_text([{**ADVERT, "url": "", "published": ""}])
    path = written("batch.csv", text.encode(encoding))
    assert fixed(path).read_bytes() == text.replace("\nADVERTISEMENT", "").encode(encoding)
