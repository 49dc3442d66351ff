"""`copydesk check` writes findings and scorecard as tables for other programs."""

import csv
import json
import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.render.findings_csv import COLUMNS, findings_csv
from copydesk.result.tables import FINDINGS_SCHEMA

ADVERT = {"body": "The mill opens again on Friday.\nADVERTISEMENT\nThe miller counted forty sacks."}
FORMULA = {"title": "=HYPERLINK(0)", "authors": ["@cmd; =1+1"], "body": "", "url": "-1"}


@pytest.fixture
def batch(jsonl):
    return jsonl(ADVERT, FORMULA)


@pytest.fixture
def printed(quick, copydesk, batch):
    return copydesk("check", batch, "--output-format", "jsonl").stdout


@pytest.mark.usefixtures("quick")
def test_findings_are_written_in_the_kind_that_the_name_says(copydesk, batch, folder, printed):
    for kind in ("parquet", "jsonl", "csv"):
        assert copydesk("check", batch, "--findings", f"out/found.{kind}").exit_code == 0
    told = [json.loads(line) for line in printed.splitlines()]
    assert {finding["code"] for finding in told} >= {"UI01", "BO01"}
    assert (folder / "out/found.jsonl").read_text() == printed
    table = pl.read_parquet(folder / "out/found.parquet")
    assert table.schema == FINDINGS_SCHEMA
    assert table["fingerprint"].to_list() == [finding["fingerprint"] for finding in told]
    with (folder / "out/found.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["fingerprint"] for row in rows] == table["fingerprint"].to_list()
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["found.csv", "found.jsonl", "found.parquet"]


@pytest.mark.usefixtures("quick")
def test_the_scorecard_has_a_row_an_article_and_a_column_a_rule(copydesk, batch, folder):
    copydesk("check", batch, "--scorecard", "card.parquet")
    card = pl.read_parquet(folder / "card.parquet")
    assert card.select("article", "source", "UI01", "BO01").rows() == [(0, "gazette.example", 1, 0), (1, None, None, 1)]


@pytest.mark.parametrize(
    ("option", "name", "message"),
    [
        ("--findings", "found.xlsx", ".parquet or .jsonl or .csv"),
        ("--scorecard", "card.csv", ".parquet"),
        ("--findings", "batch.jsonl", "part of the batch"),
        ("--findings", "nothing/../batch.jsonl", "part of the batch"),
    ],
)
def test_what_cannot_be_written_is_told_before_anything_is_read(copydesk, batch, folder, option, name, message):
    before = (folder / "batch.jsonl").read_bytes()
    result = copydesk("check", batch, option, name)
    assert result.exit_code == 2
    assert message in result.stderr
    assert (folder / "batch.jsonl").read_bytes() == before


@pytest.mark.parametrize(("named", "name"), [(".", "found.jsonl"), ("*.jsonl", "batch.jsonl")])
def test_a_table_is_not_written_among_the_articles_of_a_folder(copydesk, batch, named, name):
    result = copydesk("check", named, "--findings", name)
    assert result.exit_code == 2
    assert "part of the batch" in result.stderr


def finding(text):
    row = dict.fromkeys(COLUMNS) | dict.fromkeys(("record", "source", "quote", "message", "replacement", "file"), text)
    return row | {"suggest": [text, text], "start": -1}


def cells(text, delimiter):
    lines = "".join(findings_csv([finding(text)]))
    return list(csv.reader(lines.splitlines(keepends=True), delimiter=delimiter))[1:]


@given(st.text(st.sampled_from("=+-@＝＋－＠\t\r\n ;,'\"ab1\u2028\x00"), max_size=12))
def test_no_cell_is_a_formula_in_any_spreadsheet(text):
    for delimiter in ",;":
        for row in cells(text, delimiter):
            assert not [cell for cell in row if re.match(r"\s*[=+\-@＝＋－＠]", cell) and cell != "-1"]


@given(st.text())
def test_a_finding_is_one_line_of_csv(text):
    assert "".join(findings_csv([finding(text)])).count("\n") == 2
    assert [len(row) for row in cells(text, ",")] == [len(COLUMNS)]


def test_what_is_no_formula_is_left():
    (row,) = cells("ten - four; 3 = 3; a@b.example", ",")
    assert row[COLUMNS.index("quote")] == "ten - four; 3 = 3; a@b.example"
