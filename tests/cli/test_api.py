"""`import copydesk`: the same job from Python."""

import json
import subprocess
import sys

import pandas as pd
import polars as pl
import pytest

import copydesk
from copydesk.result.tables import FINDINGS_SCHEMA

MILL = (
    "The mill opens again on Friday, after the council paid for a new wheel. It was brought across the bay on a raft "
    "of oak, which took two days, as the wind had turned to the north. The old one will stand in the school, where the "
    "children may turn it, and the miller will come once a year to oil it."
)
WEIR = (
    "The weir is shut, and nobody has said for how long. The ferryman heard it before he saw it, he told the council, "
    "and now he hears the frogs. Eels are carried past it in buckets, by the school on Mondays and by the band on "
    "Fridays, and the goat of the landlady walks across it as if it had been built for her."
)
ARTICLES = [
    {
        "id": "a",
        "title": "The old mill opens",
        "authors": ["Ana Petrel"],
        "language": "en",
        "body": f"{MILL}\nADVERTISEMENT",
    },
    {
        "id": "b",
        "title": "The weir is shut again",
        "authors": ["Tom Reed"],
        "language": "en",
        "body": WEIR,
    },
]


@pytest.fixture
def batch(request, folder):
    match request.param:
        case "list":
            return ARTICLES
        case "generator":
            return (article for article in ARTICLES)
        case "pandas":
            return pd.DataFrame(ARTICLES)
        case "polars":
            return pl.DataFrame(ARTICLES)
        case "lazy":
            return pl.DataFrame(ARTICLES).lazy()
    path = folder / "batch.jsonl"
    path.write_text("".join(json.dumps(article) + "\n" for article in ARTICLES), encoding="utf-8")
    return {"path": path, "text": str(path), "paths": [path]}[request.param]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    "batch", ["list", "generator", "pandas", "polars", "lazy", "path", "text", "paths"], indirect=True
)
def test_every_kind_of_batch_gives_the_same_findings(batch):
    result = copydesk.check(batch)
    assert result.summary.articles == 2
    assert result.findings.select("code", "record", "line", "quote").rows() == [("UI01", "a", 2, "ADVERTISEMENT")]
    assert dict(result.findings.schema) == FINDINGS_SCHEMA


def test_the_result_says_whether_the_batch_passed():
    failed, passed = copydesk.check(ARTICLES), copydesk.check(ARTICLES[1:])
    assert (failed.passed, failed.exit_code) == (False, 1)
    assert (passed.passed, passed.exit_code) == (True, 0)


@pytest.mark.usefixtures("quick")
def test_settings_can_be_given():
    result = copydesk.check(ARTICLES, settings=copydesk.Settings(ignore=["UI"]))
    assert result.findings.is_empty()
    assert result.summary.settings == {"ignore": ["UI"]}


@pytest.mark.usefixtures("quick")
def test_findings_are_told_as_they_are_found():
    told = []
    result = copydesk.check(ARTICLES, on_findings=lambda findings: told.extend(findings.rows(named=True)))
    assert [(row["code"], row["record"]) for row in told] == result.findings.select("code", "record").rows()


@pytest.mark.usefixtures("quick")
def test_the_scorecard_counts_findings_and_is_null_where_a_rule_did_not_apply():
    result = copydesk.check([*ARTICLES, {"id": "c", "title": "Empty", "authors": ["Ana Petrel"], "body": ""}])
    assert result.scorecard["UI01"].to_list() == [1, 0, None]
    assert result.scorecard["BO01"].to_list() == [0, 0, 1]


@pytest.mark.parametrize("batch", [None, 7, {"title": "The old mill opens"}])
def test_what_is_no_batch_is_refused(batch):
    with pytest.raises(copydesk.InputError, match="no batch"):
        copydesk.check(batch)


def test_every_name_of_the_package_can_be_imported():
    for name in copydesk.__all__:
        assert getattr(copydesk, name) is not None
    with pytest.raises(AttributeError, match="nothing_such"):
        _ = copydesk.nothing_such


LARGE = """
import copydesk, copydesk.gate, copydesk.worker
from copydesk.result.model import Gate

copydesk.worker.POOL_AFTER_BLOCKS = 2
copydesk.gate.judge = lambda *_: (Gate(verdict="pass", reasons=[]), [])
title = "The old mill opens"
articles = ({"id": str(n), "title": title, "body": f"Mill {n} opens.\\nADVERTISEMENT"} for n in range(17_000))
result = copydesk.check(articles, settings=copydesk.Settings(select=["UI"]), processes=2)
print(result.summary.articles, len(result.findings), result.summary.errors)
"""


def test_a_large_batch_can_be_checked_by_a_script_of_a_few_lines(folder):
    (folder / "script.py").write_text(LARGE, encoding="utf-8")
    done = subprocess.run([sys.executable, "script.py"], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "17000 17000 []\n"), done.stderr


def test_the_result_keeps_a_bounded_part_of_each_article():
    record = {
        "id": "weir",
        "title": "Weir " * 1_000,
        "authors": ["Ana Petrel", "x" * 5_000] * 500,
        "body": f"{WEIR}\nA\nA\nA",
    }
    (kept,) = copydesk.check([record]).articles.iter_rows(named=True)
    assert (len(kept["title"]), len(kept["authors"]), len(kept["authors"][1])) == (2_000, 50, 2_000)
