"""The commands that read no batch."""

import json
import subprocess
import sys

import pytest

from copydesk.rulebook import load_rulebook


def test_help_lists_the_commands(copydesk):
    result = copydesk("--help")
    assert result.exit_code == 0
    for command in ("check", "rules", "explain", "new-rule", "test-rules", "render"):
        assert f"\n  {command} " in result.stdout


@pytest.mark.parametrize("command", ["check", "rules", "explain", "new-rule", "test-rules", "render"])
def test_every_command_has_its_help(copydesk, command):
    result = copydesk(command, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.stdout


def test_the_exit_codes_stand_in_the_help(copydesk):
    assert "0 the batch passes, 1 the gate failed, 2 copydesk could not run" in copydesk("check", "-h").stdout


def test_the_version_is_told(copydesk):
    result = copydesk("--version")
    assert result.exit_code == 0
    assert "0." in result.stdout


def test_an_unknown_command_is_a_mistake(copydesk):
    result = copydesk("chek")
    assert result.exit_code == 2
    assert "chek" in result.stderr


def test_every_rule_is_listed(copydesk):
    lines = copydesk("rules").stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [[rule.code, rule.name] for rule in load_rulebook().rules]


def test_rules_are_listed_as_json(copydesk):
    listed = json.loads(copydesk("rules", "--output-format", "json").stdout)
    assert [rule["code"] for rule in listed] == [rule.code for rule in load_rulebook().rules]
    assert all(rule["advice"] and rule["titles"] for rule in listed)


@pytest.mark.parametrize("rule", load_rulebook().rules, ids=lambda rule: rule.code)
def test_a_rule_is_explained_by_its_code_and_by_its_name(copydesk, rule):
    text = copydesk("explain", rule.code).stdout
    assert text.startswith(f"# {rule.code} {rule.name}\n")
    assert rule.catches.strip() in text
    assert rule.why.strip() in text
    assert copydesk("explain", rule.name).stdout == text
    assert copydesk("explain", rule.code.lower()).stdout == text


def test_a_rule_that_does_not_exist_is_told_with_the_nearest(copydesk):
    result = copydesk("explain", "font-size-contrl")
    assert result.exit_code == 2
    assert "`font-size-control`" in result.stderr


def python(code, folder):
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


HEAVY = ("great_expectations", "pandera", "pandas", "polars", "pyarrow")


def test_help_imports_nothing_heavy(folder):
    code = f"""
import sys
from copydesk.cli.main import main
main(["--help"], standalone_mode=False)
print("imported", [name for name in {HEAVY!r} if name in sys.modules])
"""
    assert "imported []" in python(code, folder)


def test_the_first_findings_are_told_before_great_expectations_is_imported(folder):
    code = """
import sys
import copydesk

def told(findings):
    print(findings["code"].to_list(), "great_expectations" in sys.modules)
    sys.exit()

article = {"title": "The old mill opens", "authors": ["Ana Petrel"], "body": "Mill opens.\\nADVERTISEMENT"}
copydesk.check([article], on_findings=told)
"""
    assert python(code, folder) == "['BO02', 'UI01'] False\n"


def test_the_program_runs_as_a_module(folder):
    done = subprocess.run(
        [sys.executable, "-m", "copydesk", "check", "gone.jsonl"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "gone.jsonl" in done.stderr
