"""The plugin in a pytest of its own."""

import json
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

GOOD = {
    "url": "https://ledger.example/1",
    "title": "The lock opens again",
    "authors": ["Ada Marlow"],
    "published": "2026-03-02T08:00:00Z",
    "body": "Boats passed through the lock on Monday for the first time in four years.\nThe keeper rang a bell.",
}
BAD = GOOD | {"url": "https://ledger.example/2", "body": GOOD["body"] + "\nADVERTISEMENT\nNobody fell in."}


@pytest.fixture
def batches(pytester: pytest.Pytester) -> Path:
    for name, article in (("good", GOOD), ("bad", BAD)):
        Path(pytester.path, f"{name}.jsonl").write_text(json.dumps(article) + "\n")
    return pytester.path


@pytest.mark.usefixtures("batches")
def test_a_batch_with_defects_fails_with_each_in_its_place(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(copydesk): copydesk.assert_clean('bad.jsonl', select=['UI', 'DU01'])")
    outcome = pytester.runpytest_subprocess()
    outcome.assert_outcomes(failed=1)
    outcome.stdout.fnmatch_lines(["*line 3*warning UI01*ADVERTISEMENT*"])


@pytest.mark.usefixtures("batches")
def test_a_clean_batch_passes(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        "def test_it(copydesk): assert copydesk.assert_clean('good.jsonl', select=['UI']).summary.articles == 1"
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


@pytest.mark.usefixtures("batches")
def test_each_rule_and_source_is_a_test_and_so_is_the_gate(pytester: pytest.Pytester) -> None:
    Path(pytester.path, "copydesk.toml").write_text('select = ["UI01", "UI05", "DU01"]\n')
    outcome = pytester.runpytest_subprocess("--copydesk", "bad.jsonl", "-v")
    outcome.assert_outcomes(failed=2, passed=2)
    outcome.stdout.fnmatch_lines(["*UI01-advert-marker?ledger.example?*FAILED*", "*line 3*ADVERTISEMENT*"])


def test_a_batch_that_is_not_there_is_an_error_of_usage(pytester: pytest.Pytester) -> None:
    outcome = pytester.runpytest_subprocess("--copydesk", "nothing.jsonl")
    assert outcome.ret == pytest.ExitCode.USAGE_ERROR
    outcome.stderr.fnmatch_lines(["*nothing.jsonl*"])
