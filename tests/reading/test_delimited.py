"""CSV and TSV."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk.reading import delimited


@pytest.mark.parametrize(("name", "delimiter"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t"), ("a.csv", "|")])
def test_the_delimiter_is_that_of_the_header(read, write, delimiter, name):
    # the body holds more commas than the header holds delimiters
    text = f'id{delimiter}title{delimiter}body\n1{delimiter}T{delimiter}"a, b, c, d, e; f | g\nnext"\n'
    drawn = read(write(name, text))
    assert drawn.rows[0]["body"] == "a, b, c, d, e; f | g\nnext"
    assert drawn.inputs[0].format == "csv"
    assert drawn.problems == []


def test_a_row_is_named_by_the_line_it_starts_on(read, write):
    drawn = read(write("a.csv", '\ntitle,body\nA,"one\ntwo\nthree"\n\nB,b\n'))
    assert drawn.frame["row"].to_list() == [3, 7]


def test_rows_with_too_many_or_too_few_cells(read, write):
    text = "title,body,url\nA,a,http://x.org/1\nB,b\nC\nD,d,http://x.org/4,more\n"
    drawn = read(write("a.csv", text))
    assert drawn.frame["title"].to_list() == ["A", "B", "D"]
    assert drawn.told() == [("record", 3), ("record", 4), ("record", 5)]
    assert "1 cells, the header 3" in drawn.problems[1].message
    assert "left out" in drawn.problems[1].message


def test_two_columns_of_one_name(read, write):
    drawn = read(write("a.csv", "title,body,title\nfirst,b,second\n"))
    assert drawn.rows[0]["title"] == "first"
    assert drawn.told() == [("column", 1)]


def test_a_cell_longer_than_the_module_allows_by_default(read, write):
    drawn = read(write("a.csv", "title,body\nA," + "x" * 300_000 + "\n"))
    assert len(drawn.rows[0]["body"]) == 300_000


def test_a_quote_that_is_never_closed_is_told(read, write):
    drawn = read(write("a.csv", 'title,body\nA,a\nB,"open\nC,c\n'))
    assert [(row["title"], row["body"], row["row"]) for row in drawn.rows] == [
        ("A", "a", 2),
        ("B", '"open', 3),
        ("C", "c", 4),
    ]
    assert drawn.told() == [("record", 3)]
    assert "never closed" in drawn.problems[0].message


def test_a_file_full_of_open_quotes_is_not_read_over_and_over(read, write, monkeypatch):
    monkeypatch.setattr(delimited, "MAX_GIVEN_BACK", 0)
    drawn = read(write("a.csv", 'title,body\nA,a\nB,"open\nC,c\n'))
    assert [(row["title"], row["body"]) for row in drawn.rows] == [("A", "a"), ("B", "open\nC,c\n")]
    assert drawn.told() == [("record", 3)]


def test_a_row_over_the_limit_is_left_out_and_reading_goes_on(read, write):
    text = 'title,body\nA,a\nB,"' + "line\n" * 100 + '"\nC,c\n'
    drawn = read(write("a.csv", text), max_record_bytes=200)
    assert drawn.told() == [("record", 3)]
    assert drawn.frame["title"].to_list() == ["A", "C"]


def test_a_quote_that_runs_over_the_limit_ends_at_the_next_row(read, write):
    drawn = read(write("a.csv", 'title,body\nA,a\nB,"' + "x\n" * 200 + "C,c\nD,d\n"), max_record_bytes=200)
    assert drawn.told() == [("record", 3)]
    assert [(row["title"], row["row"]) for row in drawn.rows] == [("A", 2), ("C", 203), ("D", 204)]


def test_bytes_that_are_no_utf8(read, write):
    drawn = read(write("a.csv", b"title,body\nCaf\xe9,a\nB,b\n"))
    assert drawn.frame["title"].to_list() == ["Caf�", "B"]
    assert drawn.told() == [("encoding", 2)]


def test_nul_bytes_are_told(read, write):
    drawn = read(write("a.csv", b"title,body\nA,one\x00two\n"))
    assert drawn.told() == [("encoding", 2)]
    assert drawn.frame.height == 1


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("\"['Ann Lee', 'Bo Ek']\"", ["Ann Lee", "Bo Ek"]),
        ('"[""Ann Lee"", ""Bo Ek""]"', ["Ann Lee", "Bo Ek"]),
        ("Ann Lee; Bo Ek", ["Ann Lee", "Bo Ek"]),
        ('"Lee, Ann"', ["Lee, Ann"]),
        ("", []),
        ("[not a list", ["[not a list"]),
        ("[__import__('os')]", ["[__import__('os')]"]),
    ],
)
def test_authors_in_a_cell(read, write, cell, names):
    drawn = read(write("a.csv", f"title,body,authors,status\nA,a,{cell},200\n"))
    assert drawn.rows[0]["authors"] == names
    assert drawn.rows[0]["status"] == 200
    assert drawn.rows[0]["mistyped"] is None


def test_a_header_alone_holds_no_records(read, write):
    drawn = read(write("a.csv", "title,body\n"))
    assert [problem.message for problem in drawn.problems] == ["the file holds no records"]


# csv.reader reads a lone \r as the end of a line outside quotes, and a text stream drops none inside
cells = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=6))
def test_what_csv_writes_is_read_back(read, write, rows):
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["title", "body"])
    writer.writerows(rows)
    drawn = read(write("any.csv", out.getvalue()))
    assert [(row["title"], row["body"]) for row in drawn.rows] == rows
    assert drawn.problems == []


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=120))
def test_any_bytes_are_read_or_told(read, write, content):
    drawn = read(write("any.csv", b"title,body\n" + content), max_record_bytes=60, block_bytes=16)
    assert drawn.frame.height or drawn.problems
