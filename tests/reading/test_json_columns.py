"""JSON Lines read into columns: what comes out is what comes out of objects."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk.reading.json_columns import ColumnReader

PLAIN = {"id": 7, "url": "https://a.example/1", "title": "Mill", "body": "It opens.", "authors": ["Ana"], "status": 200}

odd_lines = st.sampled_from(
    [
        b"",
        b" ",
        b"{}",
        b"null",
        b"[1]",
        b'{"title":1,"body":"x"}',
        b'{"title":"a","title":"b"}',
        b'{"title":"a","new":"b"}',
        b'{"link":"https://b.example/2","body":"x"}',
        b'{"title":"a"}{"title":"b"}',
        b'{"title":"a"} x',
        b'{"title":"\\ud800"}',
        b'{"title":"\\ud83d\\ude00 \\u0000"}',
        b'{"title":"Caf\xe9"}',
        b'{"title":"a\0b"}',
        b'{"title":"a","status":NaN}',
        b'{"title":"a","status":"200"}',
        b'{"title":"a","status":99999999999999999999}',
        b'{"title":"a","status":2e2}',
        b'{"title":"a","id":7.0}',
        b'{"title":"a","id":"  "}',
        b'{"title":"a","authors":"Ana; Tom"}',
        b'{"title":"a","authors":[" Ana ",null,""]}',
        b'{"title":"a","authors":[1]}',
        b'{"title":"a","authors":[]}',
        b'{"title":null,"body":null,"authors":null}',
        b'{"title":{"name":"a"}}',
        b'{"title":"cut off',
        b'{"title":' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    ]
)
records = st.builds(
    lambda **changed: json.dumps(PLAIN | changed).encode(),
    title=st.none() | st.text(max_size=5),
    body=st.text(max_size=8),
    id=st.integers(),
    authors=st.lists(st.none() | st.text(max_size=3), max_size=3) | st.none(),
    status=st.none() | st.integers(),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(records | records | records | odd_lines, max_size=30), st.integers(1, 6), st.integers(1, 3))
def test_columns_hold_what_objects_hold(read, write, monkeypatch, lines, block_records, sampled):
    monkeypatch.setattr("copydesk.reading.json_columns.SAMPLE_LINES", sampled)
    plain = json.dumps(PLAIN).encode()
    path = write("any.jsonl", b"\n".join([plain, *lines]))
    # a reader that keeps the records makes objects of all of them
    expected = read(path, block_records=block_records, keep_records=True)
    drawn = read(path, block_records=block_records)
    assert drawn.frame.equals(expected.frame)
    assert drawn.problems == expected.problems
    assert drawn.inputs == expected.inputs


@pytest.mark.parametrize(
    ("odd", "in_columns"),
    [
        ({}, 3),
        ({"body": None}, 3),
        ({"title": 1}, 2),
        ({"status": 0.5}, 2),
        ({"tags": ["mill"]}, 2),
        ({"meta": {"a": 1}}, 2),
    ],
)
def test_plain_records_come_in_columns_and_odd_ones_do_not(read, write, monkeypatch, odd, in_columns):
    read_so: list[bool] = []
    real = ColumnReader.read

    def counted(self, lines):
        frame = real(self, lines)
        read_so.append(frame is not None)
        return frame

    monkeypatch.setattr(ColumnReader, "read", counted)
    path = write("a.jsonl", "\n".join(json.dumps(PLAIN | more) for more in ({}, {}, odd)))
    assert len(read(path, block_records=1).rows) == 3
    assert read_so.count(True) == in_columns
