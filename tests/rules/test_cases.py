"""Every example of every rule: it is documentation, and it is its test."""

import pytest

from copydesk.cases import run_case
from copydesk.rulebook import load_rulebook

BOOK = load_rulebook()


@pytest.mark.parametrize(
    ("rule", "case"),
    [pytest.param(rule, case, id=f"{rule.code}-{case.label}") for rule in BOOK.rules for case in rule.cases],
)
def test_case(rule, case):
    assert run_case(rule, case, BOOK) == []
