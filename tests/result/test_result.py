"""A result in memory and on disk."""

import json

import jsonschema
import polars as pl
import pytest

import copydesk
from copydesk.result.model import SCHEMA_VERSION, Gate, Summary
from copydesk.result.result import Result
from copydesk.result.tables import ARTICLES_SCHEMA, FINDINGS_SCHEMA, MAX_BODY_CHARS


def test_a_saved_result_is_read_back_as_it_was(result, tmp_path):
    back = copydesk.load_result(result.save(tmp_path / "desk"))
    assert back.summary == result.summary
    assert back.findings.equals(result.findings)
    assert back.articles.equals(result.articles)
    assert back.scorecard is None


def test_a_result_can_be_named_by_its_file(result, tmp_path):
    result.save(tmp_path / "desk")
    assert copydesk.load_result(str(tmp_path / "desk" / "result.json")).summary == result.summary


def test_a_saved_result_is_its_three_files(result, tmp_path):
    result.save(tmp_path / "desk")
    names = sorted(path.name for path in (tmp_path / "desk").iterdir())
    assert names == ["articles.parquet", "findings.parquet", "result.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["desk"]


def test_the_findings_table_has_exactly_its_columns_and_types(result, tmp_path):
    result.save(tmp_path)
    table = pl.read_parquet(tmp_path / "findings.parquet")
    assert list(table.schema.items()) == list(FINDINGS_SCHEMA.items())
    assert len(table) == sum(result.summary.findings.values()) > 3


def test_the_articles_table_has_exactly_its_columns_and_types(result, tmp_path):
    result.save(tmp_path)
    table = pl.read_parquet(tmp_path / "articles.parquet")
    assert list(table.schema.items()) == list(ARTICLES_SCHEMA.items())
    assert table["record"].to_list() == ["a", "b", "c"]


def test_result_json_fits_its_schema_and_names_its_version(result, tmp_path):
    document = json.loads((result.save(tmp_path) / "result.json").read_text(encoding="utf-8"))
    jsonschema.validate(document, Summary.model_json_schema())
    assert document["schema_version"] == SCHEMA_VERSION
    assert document["articles"] == 3
    assert document["findings"] == {
        severity: result.findings.filter(pl.col("severity") == severity).height for severity in document["findings"]
    }


@pytest.mark.parametrize(("verdict", "code", "passed"), [("pass", 0, True), ("fail", 1, False), ("error", 2, False)])
def test_the_verdict_is_the_exit_code(result, verdict, code, passed):
    summary = result.summary.model_copy(update={"gate": Gate(verdict=verdict, reasons=[])})
    judged = Result(summary, result.findings, result.articles)
    assert (judged.exit_code, judged.passed) == (code, passed)


CLEAN_BODY = " ".join(
    ["The mill opens again on Friday, after the council paid for a new wheel and a date was cut."] * 5
)


def test_only_the_articles_with_findings_are_kept_and_their_bodies_are_bounded(monkeypatch):
    monkeypatch.setattr("copydesk.gate.judge", lambda *_: (Gate(verdict="pass", reasons=[]), []))
    long = "ADVERTISEMENT\n" + "The mill opens. " * (MAX_BODY_CHARS // 10)
    articles = [
        {"id": "long", "title": "The old mill opens", "authors": ["Ana Petrel"], "body": long},
        {"id": "clean", "title": "The old mill opens", "authors": ["Ana Petrel"], "body": CLEAN_BODY},
    ]
    kept = copydesk.check(articles, settings=copydesk.Settings()).articles
    assert kept["record"].to_list() == ["long"]
    assert len(kept["body"][0]) == MAX_BODY_CHARS


@pytest.mark.parametrize("missing", ["result.json", "findings.parquet", "articles.parquet"])
def test_a_result_with_a_file_missing_is_told(result, tmp_path, missing):
    (result.save(tmp_path) / missing).unlink()
    with pytest.raises(copydesk.CopydeskError, match=missing):
        copydesk.load_result(tmp_path)


@pytest.mark.parametrize("damaged", ["result.json", "findings.parquet"])
def test_a_damaged_result_is_told(result, tmp_path, damaged):
    path = result.save(tmp_path) / damaged
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(copydesk.CopydeskError):
        copydesk.load_result(tmp_path)


def test_a_table_without_its_columns_is_told(result, tmp_path):
    result.save(tmp_path)
    pl.DataFrame({"code": ["UI01"]}).write_parquet(tmp_path / "findings.parquet")
    with pytest.raises(copydesk.CopydeskError):
        copydesk.load_result(tmp_path)


def test_a_result_of_a_later_version_is_not_misread(result, tmp_path):
    path = result.save(tmp_path) / "result.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**document, "schema_version": SCHEMA_VERSION + 1, "new": 1}), encoding="utf-8")
    with pytest.raises(copydesk.CopydeskError, match="this version"):
        copydesk.load_result(tmp_path)
