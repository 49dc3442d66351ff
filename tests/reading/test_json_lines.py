"""JSON lines: every line that is not blank is an article or a problem."""

import json
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def test_a_record_keeps_its_line_number_and_text(read, write, article):
    path = write("a.jsonl", "\n" + json.dumps({"id": 7, **article}) + "\r\n\n" + json.dumps(article))
    drawn = read(path)
    assert [(row["id"], row["row"]) for row in drawn.rows] == [("7", 2), (f"{path}:4", 4)]
    assert drawn.rows[0]["body"] == article["body"]
    assert drawn.problems == []
    assert drawn.rows[0]["mistyped"] is None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"title": "cut off', "no JSON"),
        ("not json at all", "no JSON"),
        ("[1, 2]", "a list, not an object"),
        ("null", "null, not an object"),
        ('"text"', "text, not an object"),
        ("[" * 20_000 + "]" * 20_000, "nested too deep"),
        ('{"a":' * 20_000 + "1" + "}" * 20_000, "nested too deep"),
    ],
)
def test_a_bad_line_is_a_problem_with_its_number(read, write, article, line, told):
    good = json.dumps(article)
    drawn = read(write("a.jsonl", f"{good}\n{line}\n{good}\n"))
    assert [row["row"] for row in drawn.rows] == [1, 3]
    (problem,) = drawn.problems
    assert (problem.kind, problem.row) == ("record", 2)
    assert told in problem.message
    assert problem.seen.startswith(line[:50])


def test_bytes_that_are_no_utf8_are_replaced_and_told(read, write):
    drawn = read(write("a.jsonl", b'{"title":"Caf\xe9","body":"one"}\n{"title":"b","body":"two"}\n'))
    assert [row["title"] for row in drawn.rows] == ["Caf�", "b"]
    assert drawn.told() == [("encoding", 1)]
    assert "E9" in drawn.problems[0].message


def test_nul_bytes_are_left_out_and_told(read, write):
    drawn = read(write("a.jsonl", b'{"title":"a","body":"one\x00two"}\n'))
    assert drawn.rows[0]["body"] == "onetwo"
    assert drawn.told() == [("encoding", 1)]


def test_lone_surrogates_become_replacement_characters(read, write):
    drawn = read(write("a.jsonl", rb'{"title":"a \ud800 b","body":"x","authors":["\udc00 N"]}' + b"\n"))
    assert drawn.rows[0]["title"] == "a � b"
    assert drawn.rows[0]["authors"] == ["� N"]
    assert drawn.problems == []


def test_nan_is_null(read, write):
    drawn = read(write("a.jsonl", '{"title":NaN,"body":"x","published":NaN}\n'))
    assert (drawn.rows[0]["title"], drawn.rows[0]["published"], drawn.rows[0]["mistyped"]) == (None, None, None)


def test_a_long_line_is_left_out_without_being_held(read, write, article):
    long = json.dumps({**article, "body": "x" * 5_000})
    good = json.dumps(article)
    for block_bytes in (64, 700, 100_000):
        drawn = read(write("a.jsonl", f"{good}\n{long}\n{good}\n"), max_record_bytes=1_000, block_bytes=block_bytes)
        assert [row["row"] for row in drawn.rows] == [1, 3]
        assert drawn.told() == [("record", 2)]
        assert f"{len(long):,} bytes" in drawn.problems[0].message


def test_a_long_last_line_without_end_is_told(read, write, article):
    drawn = read(write("a.jsonl", json.dumps(article) + "\n" + "x" * 5_000), max_record_bytes=1_000, block_bytes=600)
    assert drawn.told() == [("record", 2)]


def test_blocks_are_bounded_in_records_and_bytes(read, jsonl, article):
    path = jsonl(*[{**article, "id": str(number)} for number in range(25)])
    by_count = read(path, block_records=10)
    assert [block.articles.height for block in by_count.blocks] == [10, 10, 5]
    by_bytes = read(path, block_bytes=400)
    assert len(by_bytes.blocks) > 5
    assert [row["id"] for row in by_bytes.rows] == [str(number) for number in range(25)]
    assert [row["row"] for row in by_bytes.rows] == list(range(1, 26))


def test_only_a_thousand_problems_of_a_file_are_listed(read, write, article):
    drawn = read(write("a.jsonl", json.dumps(article) + "\n" + "bad\n" * 1_500))
    assert len(drawn.problems) == 1_001
    assert drawn.problems[-1].row is None
    assert drawn.problems[-1].message.startswith("500 more problems")
    assert drawn.inputs[0].problems == 1_500


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_understood(read, write, encoding):
    text = json.dumps({"title": "Señal", "body": "東京"}, ensure_ascii=False) + "\n"
    drawn = read(write("a.jsonl", text.encode(encoding)))
    assert (drawn.rows[0]["title"], drawn.rows[0]["body"]) == ("Señal", "東京")
    assert drawn.problems == []


def test_a_list_called_jsonl_is_read_as_a_list(read, write, article):
    drawn = read(write("a.jsonl", json.dumps([article, article], indent=1)))
    assert (drawn.frame.height, drawn.inputs[0].format, drawn.problems) == (2, "json", [])


lines = st.one_of(
    st.binary(max_size=40),
    st.fixed_dictionaries({"title": st.text(max_size=8)}).map(lambda record: json.dumps(record).encode()),
    st.sampled_from([b"{}", b"null", b"[1]", b'{"title":1}', b'{"body":{"sections":[1]}}', b'{"authors":[null,{}]}']),
).map(lambda line: line.replace(b"\n", b" "))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(lines, max_size=12), st.integers(1, 60))
def test_every_line_is_an_article_or_a_problem(read, write, found, block_bytes):
    # the first line keeps the file from being taken for a document, a packed file or one without known fields
    content = b'{"title":"first","body":"x"}\n' + b"\n".join(found)
    drawn = read(write("any.jsonl", content), block_bytes=block_bytes + 30)
    filled = {1} | {number for number, line in enumerate(found, 2) if line.strip()}
    articles = set(drawn.frame["row"])
    # white space that is not JSON's counts as filled
    assert articles | {row for kind, row in drawn.told() if kind == "record"} >= filled
    assert not articles & {row for kind, row in drawn.told() if kind == "record"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = [
    "id",
    "url",
    "source",
    "title",
    "authors",
    "byline",
    "published",
    "modified",
    "lang",
    "body",
    "description",
    "html",
    "fetched_at",
    "status",
]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), json_values), min_size=1, max_size=6))
def test_records_of_any_types_are_read(read, jsonl, records):
    drawn = read(jsonl({"title": "first", "body": "x"}, *records))
    assert drawn.problems == []
    assert drawn.frame.height == len(records) + 1
    for record, row in zip(records, drawn.rows[1:], strict=True):
        for field in ("title", "body", "description", "html"):
            if isinstance(value := record.get(field), str):
                assert row[field] == value
            elif value is not None and not (isinstance(value, float) and not math.isfinite(value)):
                assert any(note.startswith(f"{field}: ") for note in row["mistyped"])
