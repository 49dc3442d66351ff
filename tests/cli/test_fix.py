"""`copydesk fix`: what it says, what it writes, and how it ends."""

import json
from pathlib import Path

import pytest

ADVERT = {"body": "The mill opens again on Friday.\nADVERTISEMENT\nThe miller counted forty sacks."}
REPEAT = {"body": "By Tom Reed\nThe mill opens again on Friday."}


def test_a_batch_is_mended_beside_itself(copydesk, jsonl):
    result = copydesk("fix", jsonl(ADVERT, {}))
    assert result.exit_code == 0
    assert "2 articles read, 1 changed" in result.stdout
    assert "UI01 1" in result.stdout
    assert "batch.fixed.jsonl" in result.stdout
    assert "batch.fixes.jsonl" in result.stdout
    assert "ADVERTISEMENT" not in Path("batch.fixed.jsonl").read_text()


def test_a_second_run_changes_nothing(copydesk, jsonl):
    copydesk("fix", jsonl(ADVERT, {"title": "None"}, REPEAT), "--unsafe")
    result = copydesk("fix", "batch.fixed.jsonl", "--diff", "--unsafe")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "0 would be changed" in result.stderr


def test_a_diff_shows_and_writes_nothing_and_has_exit_code_1(copydesk, jsonl):
    result = copydesk("fix", jsonl(ADVERT, {"title": "None", "id": "mill-9"}), "--diff")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "--- batch.jsonl:1 mill-1",
        "+++ fixed",
        "@@ body line 2 @@ UI01",
        " The mill opens again on Friday.",
        "-ADVERTISEMENT",
        " The miller counted forty sacks.",
        "--- batch.jsonl:2 mill-9",
        "+++ fixed",
        "@@ title @@ RE03",
        "-None",
        "+(null)",
    ]
    assert [path.name for path in Path().iterdir()] == ["batch.jsonl"]


def test_a_diff_is_coloured_for_a_terminal_and_safe_for_it(copydesk, jsonl):
    body = "The mill \x1b[31mopens.\nADVERTISEMENT\n\u202eThe miller counted."
    result = copydesk("fix", jsonl({"body": body}), "--diff", color=True)
    assert "\x1b[31m-ADVERTISEMENT\x1b[0m" in result.stdout
    assert " The mill \\u{1b}[31mopens." in result.stdout
    assert "\\u{202e}The miller" in result.stdout


def test_of_a_long_line_the_part_that_changes_is_shown(copydesk, jsonl):
    prose = "The miller counted forty sacks of rye before the bell rang. " * 20
    result = copydesk("fix", jsonl({"body": f"{prose}SCROLL TO CONTINUE WITH CONTENT {prose}"}), "--diff")
    before, after = (line for line in result.stdout.splitlines() if line[0] in "-+" and line[1] not in "-+")
    assert "SCROLL TO CONTINUE" in before
    assert "SCROLL" not in after
    assert max(len(before), len(after)) < 210


def test_what_only_unsafe_fixes_would_mend_is_told(copydesk, jsonl):
    result = copydesk("fix", jsonl(REPEAT))
    assert "left: BY09 1; --unsafe fixes 1 more finding" in result.stdout
    result = copydesk("fix", "batch.jsonl", "--unsafe", "--force")
    assert "BY09 1" in result.stdout
    assert "--unsafe" not in result.stdout
    assert json.loads(Path("batch.fixed.jsonl").read_text())["authors"] == ["Ana Petrel", "Tom Reed"]


def test_a_file_that_is_there_is_not_overwritten(copydesk, jsonl):
    name = jsonl(ADVERT)
    assert copydesk("fix", name).exit_code == 0
    result = copydesk("fix", name)
    assert result.exit_code == 2
    assert "is there already" in result.stderr
    assert copydesk("fix", name, "--force").exit_code == 0


def test_a_batch_that_is_not_there_has_exit_code_2(copydesk):
    result = copydesk("fix", "gone.jsonl")
    assert result.exit_code == 2
    assert "no such file" in result.stderr


def test_standard_input_goes_to_standard_output(copydesk, jsonl):
    text = Path(jsonl(ADVERT, {})).read_text()
    result = copydesk("fix", "-", "--log", "log.jsonl", input=text)
    assert result.exit_code == 0
    assert result.stdout == text.replace("\\nADVERTISEMENT", "")
    assert "1 changed" in result.stderr
    Path("out.jsonl").write_text(result.stdout)
    assert copydesk("fix", "--undo", "log.jsonl", "out.jsonl", "--out", "again.jsonl").exit_code == 0
    assert Path("again.jsonl").read_text() == text


def test_what_cannot_be_read_is_told_and_carried_over(copydesk, jsonl):
    name = jsonl(ADVERT)
    with Path(name).open("a") as file:
        file.write("{broken\n")
    result = copydesk("fix", name)
    assert result.exit_code == 0
    assert "batch.jsonl:2" in result.stdout
    assert Path("batch.fixed.jsonl").read_text().endswith("\n{broken\n")


def test_a_fix_can_be_undone(copydesk, jsonl):
    name = jsonl(ADVERT, {"title": "None"})
    copydesk("fix", name)
    result = copydesk("fix", "--undo", "batch.fixes.jsonl", "batch.fixed.jsonl")
    assert (result.exit_code, result.stdout) == (0, "Restored: batch.restored.jsonl\n")
    assert Path("batch.restored.jsonl").read_bytes() == Path(name).read_bytes()


@pytest.mark.parametrize("names", [["a.jsonl", "b.jsonl"], []])
def test_an_undo_takes_one_output(copydesk, names):
    result = copydesk("fix", "--undo", "log.jsonl", *names)
    assert result.exit_code == 2


def test_settings_of_the_folder_apply(copydesk, jsonl, folder):
    (folder / "copydesk.toml").write_text('ignore = ["UI01"]\n[sources."herald.example"]\nignore = ["RE03"]\n')
    name = jsonl(ADVERT, {"title": "None"}, {"title": "None", "url": "https://herald.example/3"})
    result = copydesk("fix", name, "--diff")
    assert result.stdout.count("---") == 1
    assert "batch.jsonl:2" in result.stdout
    assert copydesk("fix", name, "--diff", "--select", "BP").exit_code == 0
