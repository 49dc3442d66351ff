"""Rules of one's own on the command line: made, tried, run, explained; and a detector from a package."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

DOCS = Path(__file__).resolve().parents[2] / "docs"
DESK = {"body": "The mill opens again on Friday.\nDesk number"}


@pytest.fixture
def made(copydesk, folder):
    """A settings file with a folder of rules, and a rule in it."""
    (folder / "copydesk.toml").write_text('rules = ["ours"]\n', encoding="utf-8")
    result = copydesk("new-rule", "XX01", "desk-number")
    assert result.exit_code == 0, result.output
    return folder / "ours"


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_new_rule_has_cases_that_hold_and_is_run(copydesk, made, jsonl):
    assert sorted(str(path.relative_to(made)) for path in made.rglob("*.yaml")) == [
        "XX01-desk-number.yaml", "vocab/en.yaml",
    ]  # fmt: skip
    tested = copydesk("test-rules")
    assert (tested.exit_code, tested.stdout.splitlines()[-1]) == (0, "1 rule, 2 cases, 0 failed")
    result = copydesk("check", jsonl(DESK), "--select", "XX")
    assert result.exit_code == 1
    assert "XX01" in result.stdout


@pytest.mark.parametrize(
    ("code", "name", "language", "section"),
    [("XX02", "ferry-notice", "en", "ferry_notice"), ("AB12", "promo", "id", "promo_ab12"), ("ZZZZ99", "x", "xx", "x")],
)
def test_another_rule_joins_the_word_list(copydesk, made, code, name, language, section):
    result = copydesk("new-rule", code, name, "--language", language)
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"  {section}:\n" in (made / "vocab" / f"{language}.yaml").read_text(encoding="utf-8")
    assert f"phrases: [{section}]" in (made / f"{code}-{name}.yaml").read_text(encoding="utf-8")
    tested = copydesk("test-rules")
    assert (tested.exit_code, tested.stdout.splitlines()[-1]) == (0, "2 rules, 4 cases, 0 failed")


@pytest.mark.parametrize(
    "written",
    [
        "language: en\n",
        "language: en\nphrases:\n    bell:\n        line: [bell]\nwords: {}\n",
        "# of bells\nlanguage: en\nwords:\n  bells: [tom]\n\n\n",
    ],
)
def test_what_a_word_list_has_is_kept(copydesk, made, written):
    path = made / "vocab" / "en.yaml"
    path.write_text(written, encoding="utf-8")
    (made / "XX01-desk-number.yaml").unlink()
    result = copydesk("new-rule", "XX02", "ferry-notice")
    assert (result.exit_code, result.stderr) == (0, "")
    before, after = yaml.safe_load(written), yaml.safe_load(path.read_text(encoding="utf-8"))
    assert after["phrases"].pop("ferry_notice") == {"line": ["ferry notice"]}
    assert {"phrases": {}, **before} == after
    assert path.read_text(encoding="utf-8").startswith(written.split("\n")[0])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["xx01", "desk-number"], ["`xx01`", "XX01"]),
        (["XX02", "Desk"], ["`Desk`", "desk-number"]),
        (["XX02", "true"], ["`true`"]),
        (["XX02", "../etc"], ["`../etc`"]),
        (["XX02", "bell", "--language", "../en"], ["`../en`"]),
        (["XX01", "bell"], ["`XX01` is taken", "XX01-desk-number.yaml"]),
        (["XX02", "desk-number"], ["`desk-number` is taken"]),
        (["UI01", "bell"], ["`UI01` is taken", "UI01-advert-marker.yaml"]),
    ],
)
def test_what_cannot_be_a_new_rule_is_told_and_nothing_is_written(copydesk, made, arguments, told):
    before = {path: path.read_bytes() for path in made.rglob("*.yaml")}
    result = copydesk("new-rule", *arguments)
    assert result.exit_code == 2
    assert all(word in result.stderr for word in told), result.stderr
    assert {path: path.read_bytes() for path in made.rglob("*.yaml")} == before


def test_a_full_disk_leaves_the_word_list_as_it_was(copydesk, made, monkeypatch):
    before = {path: path.read_bytes() for path in made.rglob("*.*")}
    write = Path.write_text

    def fill(path, text, **options):
        write(path, text[:10], **options)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", fill)
    result = copydesk("new-rule", "XX02", "bell")
    assert result.exit_code == 2
    assert "XX02-bell.yaml: nothing was written: No space left on device" in result.stderr
    assert {path: path.read_bytes() for path in made.rglob("*.*")} == before


def test_a_list_in_brackets_is_told_and_left(copydesk, made):
    (made / "vocab" / "en.yaml").write_text("language: en\nphrases: {desk_number: {line: [desk number]}}\n")
    result = copydesk("new-rule", "XX02", "bell")
    assert result.exit_code == 2
    assert "ours/vocab/en.yaml:2: " in result.stderr
    assert not (made / "XX02-bell.yaml").exists()


def test_a_new_rule_needs_a_folder_and_says_how_to_name_it(copydesk, folder):
    result = copydesk("new-rule", "XX01", "bell")
    assert result.exit_code == 2
    assert 'rules = ["ours"]' in result.stderr
    result = copydesk("new-rule", "XX01", "bell", "--rules", "mine")
    assert result.exit_code == 0
    assert 'rules = ["mine"]' in result.stdout
    assert (folder / "mine" / "XX01-bell.yaml").exists()


def test_letters_of_ours_are_pointed_out(copydesk, made):
    assert "letters" in copydesk("new-rule", "UI77", "bell").stdout
    assert "letters" not in copydesk("new-rule", "XX77", "horn").stdout


def test_a_case_that_does_not_hold_is_told_with_what_was_found(copydesk, made):
    rule = made / "XX01-desk-number.yaml"
    change(rule, "expect: [2]", "expect: [1]")
    change(rule, "expect: []", "expect: true")
    result = copydesk("test-rules")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "XX01 desk-number  ours/XX01-desk-number.yaml",
        "  FAIL  a line of its own",
        '        expected findings on lines [1], found line 2 "desk number"',
        "  FAIL  within a sentence it is prose",
        "        expected a finding, found none",
        "1 rule, 2 cases, 2 failed",
    ]


def test_the_rule_that_was_there_before_is_named(copydesk, made):
    change(made / "XX01-desk-number.yaml", "desk number", "advertisement")
    change(made / "vocab" / "en.yaml", "desk number", "advertisement")
    assert "expected findings on lines [2], found none; UI01 found such a line before" in copydesk("test-rules").stdout


def test_a_rule_without_cases_fails(copydesk, made):
    rule = made / "XX01-desk-number.yaml"
    rule.write_text(rule.read_text(encoding="utf-8").partition("cases:")[0], encoding="utf-8")
    result = copydesk("test-rules")
    assert result.exit_code == 1
    assert "no case" in result.stdout


def test_rules_are_tested_by_folder(copydesk, made):
    copydesk("new-rule", "YY01", "bell", "--rules", "more")
    assert [line[:4] for line in copydesk("test-rules").stdout.splitlines() if "yaml" in line] == ["XX01"]
    assert [line[:4] for line in copydesk("test-rules", "more").stdout.splitlines() if "yaml" in line] == ["YY01"]
    both = copydesk("test-rules", "more", "ours", "--config", "copydesk.toml")
    assert [line[:4] for line in both.stdout.splitlines() if "yaml" in line] == ["XX01", "YY01"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [([], "no folder of rules"), (["empty"], "no rule in empty"), (["gone"], "no folder `gone`")],
)
def test_where_there_is_nothing_to_test_it_is_told(copydesk, folder, arguments, told):
    (folder / "empty").mkdir()
    result = copydesk("test-rules", *arguments)
    assert result.exit_code == 2
    assert told in result.stderr


def test_a_mistake_in_a_rule_has_exit_code_2(copydesk, made, jsonl):
    change(made / "XX01-desk-number.yaml", "severity:", "severty:")
    for command in (["test-rules"], ["check", jsonl({})], ["rules"], ["explain", "XX01"]):
        result = copydesk(*command)
        assert result.exit_code == 2
        assert "ours/XX01-desk-number.yaml:4: unknown key `severty`; did you mean `severity`?" in result.stderr
        assert "Traceback" not in result.output


@pytest.mark.usefixtures("quick")
def test_folders_of_the_command_line_are_added_to_those_of_the_settings(copydesk, made, found, jsonl):
    copydesk("new-rule", "YY01", "bell", "--rules", "more")
    name = jsonl({"body": "The mill opens.\nDesk number\nBell"})
    assert [f["code"] for f in found(name, "--select", "XX,YY", "--rules", "more")] == ["XX01", "YY01"]
    assert [f["code"] for f in found(name, "--select", "XX")] == ["XX01"]


@pytest.mark.usefixtures("quick")
def test_a_folder_of_the_settings_is_found_from_below(made, found, jsonl, monkeypatch):
    name = jsonl(DESK)
    (made / "deep").mkdir()
    monkeypatch.chdir(made / "deep")
    assert [finding["code"] for finding in found(f"../../{name}", "--select", "XX")] == ["XX01"]


def test_own_rules_are_listed_and_explained(copydesk, made):
    assert "XX01  desk-number" in copydesk("rules").stdout
    text = copydesk("explain", "desk-number").stdout
    assert text.startswith("# XX01 desk-number\n")
    assert "> desk number" in text


def test_an_own_rule_is_in_the_report(copydesk, made, jsonl, folder):
    result = copydesk("check", jsonl(DESK), "--report", "report")
    assert result.exit_code == 1
    assert "XX01" in (folder / "report" / "index.html").read_text(encoding="utf-8")
    assert json.loads((folder / "report" / "result.json").read_bytes())["settings"] == {"rules": ["ours"]}


@pytest.fixture(scope="session")
def package(tmp_path_factory):
    """The package of docs/own-rules.md, installed into a folder of its own as anybody would install it."""
    text = (DOCS / "own-rules.md").read_text(encoding="utf-8")
    project, module = (
        re.search(rf"```{kind}\n# \w+\.{kind[:2]}.*?\n(.*?)```", text, re.DOTALL) for kind in ("toml", "python")
    )
    source = tmp_path_factory.mktemp("shouting")
    (source / "pyproject.toml").write_text(project[1], encoding="utf-8")
    (source / "shouting.py").write_text(module[1], encoding="utf-8")
    target = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--target", target, source], check=True, capture_output=True)
    return target


SHOUTING = """\
code: XX05
name: shouting
severity: warning
since: 1.0
dimension: accuracy
titles: [No line shouts, A line shouts]
message: 'line {line} shouts: "{quote}"'
advice: Ask {source} to speak up less.
catches: Lines in capitals.
why: They are seldom prose.
false_positives: Short ones.
detect: shouting
phase: placeholders
options: {min_chars: 8}
cases:
  - {label: a line in capitals, kind: wild, lang: en, body: "The mill opens.\\nBELLS WILL RING", expect: [2]}
  - {label: a short one, kind: negative, lang: en, body: "The mill opens.\\nBELLS", expect: []}
"""


def test_a_detector_of_a_package_is_found_by_its_entry_point(copydesk, package, folder, monkeypatch):
    monkeypatch.syspath_prepend(package)
    rule = folder / "ours" / "XX05-shouting.yaml"
    rule.parent.mkdir()
    rule.write_text(SHOUTING, encoding="utf-8")
    tested = copydesk("test-rules", "ours")
    assert (tested.exit_code, tested.stdout.splitlines()[-1]) == (0, "1 rule, 2 cases, 0 failed"), tested.output
    assert "A shorter line may shout" in copydesk("explain", "XX05", "--rules", "ours").stdout

    def told():
        return copydesk("test-rules", "ours").stderr

    change(rule, "min_chars: 8", "min_char: 8")
    assert "XX05-shouting.yaml:14: unknown key `options.min_char`; did you mean `min_chars`?" in told()
    change(rule, "min_char: 8", "min_chars: 0")
    assert "XX05-shouting.yaml:14: `options.min_chars`: Input should be greater than" in told()
    change(rule, "detect: shouting", "detect: shoutin")
    assert "XX05-shouting.yaml:12: there is no detector `shoutin`; did you mean `shouting`?" in told()


BROKEN = """
from copydesk.detectors import Detector
from copydesk.errors import RuleError

class Picky(Detector):
    def __init__(self, rule, vocabulary):
        super().__init__(rule, vocabulary)
        raise RuleError("no word will do", word="XX05")

class Falls(Detector):
    def __init__(self, rule, vocabulary):
        raise ZeroDivisionError("in the making")

class Errs(Detector):
    def scan(self, block, found):
        raise ZeroDivisionError("in the scan")

def function(rule, vocabulary):
    return None
"""


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("broken:Picky", "XX05-shouting.yaml:14: no word will do"),
        (
            "broken:Falls",
            "XX05-shouting.yaml:12: the detector `shouting` cannot be made: ZeroDivisionError: in the making",
        ),
        ("broken:function", "XX05-shouting.yaml:12: broken:function is no subclass"),
        ("broken:Gone", "XX05-shouting.yaml:12: the detector `shouting` cannot be imported from broken:Gone"),
        ("gone:Gone", "XX05-shouting.yaml:12: the detector `shouting` cannot be imported from gone:Gone"),
    ],
)
def test_a_package_that_is_broken_is_told(copydesk, folder, monkeypatch, value, told):
    install(folder / "site", value, monkeypatch)
    (folder / "ours").mkdir()
    (folder / "ours" / "XX05-shouting.yaml").write_text(SHOUTING.replace("{min_chars: 8}", "{}"), encoding="utf-8")
    result = copydesk("test-rules", "ours")
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.output


def install(site, value, monkeypatch):
    """What an installer leaves of a package with a broken module: its code, and its entry point."""
    about = site / "broken-1.0.dist-info"
    about.mkdir(parents=True)
    (site / "broken.py").write_text(BROKEN, encoding="utf-8")
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n", encoding="utf-8")
    (about / "entry_points.txt").write_text(f"[copydesk.detectors]\nshouting = {value}\n", encoding="utf-8")
    monkeypatch.syspath_prepend(site)


def test_a_detector_that_errs_fails_its_case_and_not_the_others(copydesk, folder, monkeypatch):
    install(folder / "site", "broken:Errs", monkeypatch)
    (folder / "ours").mkdir()
    (folder / "ours" / "XX05-shouting.yaml").write_text(SHOUTING.replace("{min_chars: 8}", "{}"), encoding="utf-8")
    result = copydesk("test-rules", "ours")
    assert result.exit_code == 1
    assert "XX05: ZeroDivisionError: in the scan" in result.stdout
    assert result.stdout.splitlines()[-1] == "1 rule, 2 cases, 2 failed"


@pytest.mark.usefixtures("quick")
def test_two_packages_that_define_one_detector_are_told(copydesk, folder, monkeypatch):
    install(folder / "site", "broken:Errs", monkeypatch)
    install(folder / "more", "broken:Falls", monkeypatch)
    (folder / "more" / "broken-1.0.dist-info").rename(folder / "more" / "other-1.0.dist-info")
    metadata = folder / "more" / "other-1.0.dist-info" / "METADATA"
    change(metadata, "Name: broken", "Name: other")
    (folder / "ours").mkdir()
    (folder / "ours" / "XX05-shouting.yaml").write_text(SHOUTING, encoding="utf-8")
    assert "uninstall one of them" in copydesk("test-rules", "ours").stderr
