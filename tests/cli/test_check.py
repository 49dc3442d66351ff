"""`copydesk check`: what it says, and how it ends."""

import json
import re
import unicodedata
from pathlib import Path

import pytest

ADVERT = {"body": "The mill opens again on Friday.\nADVERTISEMENT\nThe miller counted forty sacks."}
SENTENCE = "The miller of the upper mill counted forty sacks of rye before the bell rang for noon."
KEYS = {
    "code": str,
    "name": str,
    "severity": str,
    "outcome": str,
    "record": str,
    "source": str | None,
    "field": str | None,
    "line": int | None,
    "start": int | None,
    "end": int | None,
    "quote": str,
    "message": str,
    "confidence": float,
    "fingerprint": str,
    "fix": dict | None,
}


def codes(findings):
    return [finding["code"] for finding in findings]


def test_a_clean_batch_passes_with_exit_code_0(copydesk, jsonl):
    result = copydesk("check", jsonl({}))
    assert result.exit_code == 0
    assert "PASS" in result.stdout
    assert "no findings" in result.stdout


def test_a_batch_that_fails_the_gate_has_exit_code_1(copydesk, jsonl):
    result = copydesk("check", jsonl(ADVERT))
    assert result.exit_code == 1
    assert "FAIL" in result.stdout
    assert "UI01" in result.stdout


def test_a_failed_gate_exits_with_0_if_asked_to(copydesk, jsonl):
    result = copydesk("check", jsonl(ADVERT), "--exit-zero")
    assert result.exit_code == 0
    assert "FAIL" in result.stdout


@pytest.mark.parametrize("options", [[], ["--exit-zero"]])
def test_a_batch_that_is_not_there_has_exit_code_2(copydesk, options):
    result = copydesk("check", "gone.jsonl", "also-gone.jsonl", *options)
    assert result.exit_code == 2
    assert "gone.jsonl" in result.stderr
    assert "also-gone.jsonl" in result.stderr
    assert "no such file" in result.stderr
    assert result.stdout == ""


def test_an_error_of_ours_has_exit_code_2_whatever_the_data(copydesk, jsonl, monkeypatch):
    def broken(*_):
        raise RuntimeError("the gate fell")

    monkeypatch.setattr("copydesk.gate.judge", broken)
    for options in ([], ["--exit-zero"]):
        result = copydesk("check", jsonl({}), *options)
        assert result.exit_code == 2
        assert "the gate fell" in result.stdout


def test_no_batch_is_a_mistake_in_the_command(copydesk):
    result = copydesk("check")
    assert result.exit_code == 2
    assert "BATCH" in result.stderr


@pytest.mark.usefixtures("quick")
def test_a_file_that_is_missing_beside_others_is_a_finding_and_the_rest_is_checked(found, jsonl):
    findings = found("gone.jsonl", jsonl(ADVERT))
    assert codes(findings) == ["IN02", "UI01"]
    assert "gone.jsonl" in findings[0]["message"] or "gone.jsonl" in findings[0]["record"]
    assert findings[0]["line"] is None


@pytest.mark.usefixtures("quick")
def test_every_finding_has_exactly_the_documented_keys(found, jsonl):
    name = jsonl(
        ADVERT,
        {"title": None},
        {"id": "mill-1"},
        {"body": "By Tom Reed\nThe mill opens again on Friday."},
        {"url": None, "source": None},
        {"body": f"{SENTENCE}\nThe bell rang.\n{SENTENCE}\n{SENTENCE} (tre)"},
        as_it_is=True,
    )
    with Path(name).open("a", encoding="utf-8") as file:
        file.write("{broken\n")
    findings = found(name)
    assert {"UI01", "TI01", "RE04", "BY09", "RE01", "IN01", "BY10"} <= set(codes(findings))
    for finding in findings:
        more = {"BY09": ["suggest"], "RE04": ["twin"], "DU05": ["twin"], "DU06": ["twin"]}
        assert list(finding) == [*KEYS, *more.get(finding["code"], [])]
        for key, kind in KEYS.items():
            assert isinstance(finding[key], kind), key
        assert finding["severity"] in ("error", "warning", "info")
        assert finding["outcome"] in ("fail", "review")
        assert 0 <= finding["confidence"] <= 1
        assert re.fullmatch("[0-9a-f]{16}", finding["fingerprint"])
        assert (finding["line"] is None) == (finding["start"] is None) == (finding["end"] is None)
        if finding["fix"] is not None:
            assert list(finding["fix"]) == ["edit", "safe"]
            assert isinstance(finding["fix"]["edit"], str)
            assert isinstance(finding["fix"]["safe"], bool)


@pytest.mark.usefixtures("quick")
def test_a_finding_says_where_and_what(found, jsonl):
    (finding,) = found(jsonl(ADVERT))
    body = ADVERT["body"]
    assert finding["record"] == "mill-1"
    assert finding["source"] == "gazette.example"
    assert (finding["field"], finding["line"]) == ("body", 2)
    assert body[finding["start"] : finding["end"]] == finding["quote"] == "ADVERTISEMENT"
    assert finding["fix"] == {"edit": "delete-line", "safe": True}


@pytest.mark.usefixtures("quick")
def test_a_byline_is_suggested(found, jsonl):
    (finding,) = found(jsonl({"authors": None, "body": "By Tom Reed and Ivy Stone\nThe mill opens again on Friday."}))
    assert finding["code"] == "BY09"
    assert finding["suggest"] == ["Tom Reed", "Ivy Stone"]


@pytest.mark.usefixtures("quick")
def test_lines_of_json_leave_the_verdict_to_standard_error(copydesk, jsonl):
    result = copydesk("check", jsonl(ADVERT), "--output-format", "jsonl")
    assert [json.loads(line)["code"] for line in result.stdout.splitlines()] == ["UI01"]
    assert "PASS" in result.stderr


@pytest.mark.usefixtures("quick")
def test_json_is_one_document_with_the_summary_and_the_findings(copydesk, jsonl):
    result = copydesk("check", jsonl(ADVERT, {}), "--output-format", "json")
    document = json.loads(result.stdout)
    assert document["articles"] == 2
    assert document["gate"]["verdict"] == "pass"
    assert document["tallies"]["UI01"]["failed"] == 1
    (finding,) = document["findings_list"]
    assert list(finding) == [*KEYS]


@pytest.mark.usefixtures("quick")
def test_text_names_the_article_the_line_and_the_rule(copydesk, jsonl):
    result = copydesk("check", jsonl({}, ADVERT))
    heading, finding, *_ = result.stdout.splitlines()
    assert heading.split() == ["mill-2", "(batch.jsonl:2)"]
    assert finding.split()[:4] == ["line", "2", "warning", "UI01"]
    assert "2 articles read, 1 with errors or warnings: 1 warning" in result.stdout


HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp\u2066\r\u2028\x7f"


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    "article",
    [
        {"id": f"id{HOSTILE}", "body": "ADVERTISEMENT"},
        {
            "title": HOSTILE.replace("owned", "")
            .replace("0", "")
            .replace("2J", "")
            .replace("31m", "")
            .replace("gnp", "")
        },
        {"body": f"{SENTENCE[:30]}{HOSTILE}{SENTENCE[30:]}\nThe bell.\n{SENTENCE[:30]}{HOSTILE}{SENTENCE[30:]}"},
        {"authors": None, "body": "By Tom\u00adReed\nThe mill opens.", "source": HOSTILE},
        {"published": {HOSTILE: HOSTILE}},
    ],
    ids=["id", "title", "body", "source", "key"],
)
def test_what_was_scraped_cannot_steer_the_terminal(copydesk, jsonl, article):
    result = copydesk("check", jsonl(article), color=True)
    own = re.sub(r"\x1b\[[0-9;]*m", "", result.stdout)
    assert "warning" in own or "error" in own
    for line in own.split("\n"):
        assert not [c for c in line if unicodedata.category(c) in ("Cc", "Zl", "Zp") or c in "\u202e\u2066"]


@pytest.mark.parametrize("text", [f"{HOSTILE}.jsonl", f"a\n{HOSTILE}"])
def test_the_name_of_a_file_cannot_steer_the_terminal(copydesk, text):
    result = copydesk("check", text, color=True)
    assert result.exit_code == 2
    for line in result.stderr.split("\n"):
        assert not [c for c in line if unicodedata.category(c) in ("Cc", "Zl", "Zp") or c in "\u202e\u2066"]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ["UI01", "UI06"]),
        (["--select", "UI01"], ["UI01"]),
        (["--select", "advert-marker"], ["UI01"]),
        (["--select", "ui"], ["UI01", "UI06"]),
        (["--select", "BY,UI06"], ["UI06"]),
        (["--ignore", "UI06"], ["UI01"]),
        (["--ignore", "UI"], []),
        (["--select", "UI", "--ignore", "placeholder, BY"], ["UI01"]),
    ],
)
def test_rules_are_chosen_by_code_start_or_name(found, jsonl, options, expected):
    name = jsonl({"body": "ADVERTISEMENT\nloading...\nThe mill opens again on Friday."})
    assert codes(found(name, *options)) == expected


@pytest.mark.usefixtures("quick")
def test_a_rule_that_is_not_chosen_is_not_in_the_result(copydesk, jsonl):
    result = copydesk("check", jsonl({}), "--select", "UI01,UI06", "--output-format", "json")
    document = json.loads(result.stdout)
    assert [rule["code"] for rule in document["rules"]] == ["UI01", "UI06"]
    assert list(document["tallies"]) == ["UI01", "UI06"]


@pytest.mark.parametrize("option", ["--select", "--ignore"])
@pytest.mark.parametrize(("word", "near"), [("UI99", "UI09"), ("advert-maker", "advert-marker"), ("XX", "")])
def test_a_selector_that_names_no_rule_is_told_with_the_nearest(copydesk, jsonl, option, word, near):
    result = copydesk("check", jsonl({}), option, word)
    assert result.exit_code == 2
    assert f"`{word}`" in result.stderr
    assert near in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.usefixtures("quick")
def test_standard_input_is_read(found):
    line = json.dumps(
        {"id": "in-1", "title": "The old mill opens", "authors": ["Ana Petrel"], "body": "Mill opens.\nADVERTISEMENT"}
    )
    (finding,) = found("-", "--select", "UI", input=line.encode())
    assert (finding["code"], finding["record"], finding["line"]) == ("UI01", "in-1", 2)


@pytest.mark.usefixtures("quick")
def test_standard_input_is_read_in_the_format_that_is_named(found):
    rows = b'id,title,authors,body\nin-1,The old mill opens,Ana Petrel,"Mill opens.\nADVERTISEMENT"\n'
    assert codes(found("-", "--stdin-format", "csv", "--select", "UI", input=rows)) == ["UI01"]


@pytest.mark.usefixtures("quick")
def test_text_files_are_articles_named_by_their_files(found, folder):
    (folder / "mill.txt").write_text("Old mill opens\nADVERTISEMENT\nThe mill opens again on Friday.", encoding="utf-8")
    first, *_ = found("mill.txt", "--select", "UI")
    assert (first["record"], first["line"]) == ("mill.txt", 1)


@pytest.mark.usefixtures("quick")
def test_the_language_that_is_told_chooses_the_word_list(found, jsonl):
    name = jsonl({"language": None, "body": "Berita Terkait\nIklan"})
    assert "UI01" in codes(found(name, "--language", "id", "--select", "UI"))
    assert codes(found(name, "--language", "de", "--select", "UI")) == []


@pytest.mark.usefixtures("quick")
def test_a_report_holds_the_pages_and_the_result(copydesk, jsonl, folder):
    result = copydesk("check", jsonl(ADVERT), "--report", "desk")
    assert "desk/index.html" in result.stdout
    assert {"index.html", "result.json", "findings.parquet", "articles.parquet"} <= {
        path.name for path in (folder / "desk").iterdir()
    }


@pytest.mark.usefixtures("quick")
def test_a_report_over_other_files_is_refused_before_anything_is_read(copydesk, folder):
    (folder / "desk").mkdir()
    (folder / "desk" / "novel.txt").write_text("Chapter one", encoding="utf-8")
    result = copydesk("check", "-", "--report", "desk", input=b"not read")
    assert result.exit_code == 2
    assert "desk holds other files" in result.stderr
    assert [path.name for path in (folder / "desk").iterdir()] == ["novel.txt"]


@pytest.mark.usefixtures("quick")
def test_a_result_can_be_rendered_again(copydesk, jsonl, folder):
    copydesk("check", jsonl(ADVERT), "--report", "desk")
    result = copydesk("render", "desk/result.json", "--report", "again")
    assert result.exit_code == 0
    assert (folder / "again" / "index.html").read_text() == (folder / "desk" / "index.html").read_text()


def test_rendering_what_is_no_result_says_so(copydesk, folder):
    result = copydesk("render", "nowhere", "--report", "again")
    assert result.exit_code == 2
    assert "nowhere" in result.stderr
    assert not (folder / "again").exists()


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("ADVERTISEMENT\nADVERTISEMENT", "and 1 more line in a row"),
        ("ADVERTISEMENT\nADVERTISEMENT\nADVERTISEMENT", "and 2 more lines in a row"),
        ("Read on (see also: the mill) or (see also: the weir).", "and 1 more on the line"),
    ],
)
def test_findings_that_stand_together_are_told_as_one(copydesk, jsonl, body, told):
    assert f"({told})" in copydesk("check", jsonl({"body": f"{SENTENCE}\n{body}\n{SENTENCE[::-1]}"})).stdout
