"""`copydesk baseline` and what a check makes of it, with the real gate."""

import json

import pytest

STRAY = {"body": "The mill opens again on Friday.\nADVERTISEMENT"}
NAMELESS = {"authors": []}


@pytest.fixture
def accepted(copydesk, jsonl):
    """A batch whose defects are known."""
    result = copydesk("baseline", jsonl(*[STRAY] * 5, *[NAMELESS] * 5, *[{}] * 20), "--select", "UI01,BY01,UI06")
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture
def check(copydesk):
    def run(name, *arguments):
        return copydesk("check", name, "--select", "UI01,BY01,UI06", "--baseline", "copydesk-baseline.json", *arguments)

    return run


@pytest.mark.usefixtures("accepted")
def test_what_is_known_passes_and_what_is_new_fails(check, copydesk, jsonl, folder):
    same = jsonl(*[STRAY] * 5, *[NAMELESS] * 5, *[{}] * 20)
    assert copydesk("check", same, "--select", "UI01").exit_code == 1
    result = check(same, "--report", "out")
    assert result.exit_code == 0, result.output
    assert "10 of them known by the baseline, and not shown" in result.stdout
    assert "UI01" not in result.stdout
    summary = json.loads((folder / "out" / "result.json").read_text(encoding="utf-8"))
    assert (summary["known"], summary["tallies"]["UI01"]["failed"]) == (10, 5)
    new = jsonl(*[STRAY] * 5, {"body": "The mill opens again on Friday.\nloading..."}, *[{}] * 24)
    result = check(new)
    assert result.exit_code == 1
    assert "UI06" in result.stdout
    assert "UI01" not in result.stdout
    more = check(jsonl(*[STRAY] * 25, *[{}] * 5))
    assert more.exit_code == 1
    assert (
        "UI01  Body contains an advert marker: gazette.example has it in 25 of 30 articles, "
        "and the baseline knows 5 of 30" in more.stdout
    )


@pytest.mark.usefixtures("accepted", "quick")
def test_formats_say_what_is_known(check, jsonl):
    name = jsonl(STRAY, {"body": "The mill opens again on Friday.\nloading..."}, *[{}] * 20)
    lines = check(name, "--output-format", "jsonl").stdout.splitlines()
    assert {(finding["code"], finding["known"]) for finding in map(json.loads, lines)} == {
        ("UI01", True),
        ("UI06", False),
    }
    log = json.loads(check(name, "--output-format", "sarif").stdout)
    states = {result["ruleId"]: result["baselineState"] for result in log["runs"][0]["results"]}
    assert states == {"UI01": "unchanged", "UI06": "new"}
    for other in ("github", "gitlab", "markdown"):
        shown = check(name, "--output-format", other).stdout
        assert "UI06" in shown
        assert "UI01" not in shown


@pytest.mark.usefixtures("accepted")
def test_a_baseline_is_not_written_over(copydesk, jsonl):
    result = copydesk("baseline", jsonl({}))
    assert result.exit_code == 2
    assert "--update" in result.stderr


@pytest.mark.usefixtures("accepted")
def test_an_update_tells_what_it_did(copydesk, jsonl, folder):
    (folder / "copydesk.toml").write_text('baseline = "copydesk-baseline.json"\nselect = ["UI01", "BY01", "UI06"]\n')
    loading = {"body": "The mill opens again on Friday.\nloading..."}
    batch = jsonl(NAMELESS, *[loading] * 3, *[{}] * 94)
    result = copydesk("baseline", batch, "--update")
    assert result.stdout.splitlines()[:-1] == [
        "no longer there, and forgotten: 1",
        "  UI01  gazette.example",
        "less than before, and lowered: 1",
        "  BY01  gazette.example",
        "new or more than before, and not accepted (--accept would): 1",
        "  UI06  gazette.example",
    ]
    copydesk("baseline", batch, "--update", "--accept")
    known = json.loads((folder / "copydesk-baseline.json").read_text(encoding="utf-8"))["sources"]["gazette.example"]
    assert {code: (one["failed"], one["judged"]) for code, one in known.items()} == {"BY01": (1, 98), "UI06": (3, 98)}


def test_an_empty_batch_accepts_nothing(copydesk, folder):
    (folder / "empty.jsonl").write_text("")
    result = copydesk("baseline", "empty.jsonl")
    assert result.exit_code == 2
    assert not (folder / "copydesk-baseline.json").exists()


def test_a_baseline_that_is_not_there(check, jsonl):
    result = check(jsonl({}))
    assert result.exit_code == 2
    assert "copydesk-baseline.json: the baseline cannot be read" in result.stderr
