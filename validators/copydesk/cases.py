"""A rule's cases, run: the test of our rules, and of anybody's own."""

from typing import Any

from copydesk.findings import Row
from copydesk.reading import Reader
from copydesk.rulebook import Case, Rule, Rulebook
from copydesk.scan.ledger import Ledger, ledger_part
from copydesk.scan.plan import Plan
from copydesk.shape import ShapeChecker

DEFAULTS = {"title": "An invented headline", "authors": ["Ana Petrel"]}
"""What an article of a case has, unless the case says otherwise: a missing headline is a defect of its own."""


def case_articles(case: Case) -> list[dict[str, Any]]:
    """The articles of a case as records."""
    if not case.batch:
        article = {"id": "case", **DEFAULTS, "language": case.lang, **case.article}
        return [article | ({"body": case.body} if case.body is not None else {})]
    return [{"id": f"case-{n}", **DEFAULTS, "language": case.lang, **article} for n, article in enumerate(case.batch)]


def run_case(rule: Rule, case: Case, rulebook: Rulebook) -> list[str]:
    """What is wrong, in sentences; nothing if the case holds. All rules run, and those of `rule` are compared."""
    articles = case_articles(case)
    rows = [row for row in find(articles, rulebook) if row["code"] == rule.code]
    expected = case.expect if case.batch and isinstance(case.expect, list) else [case.expect]
    if len(expected) != len(articles):
        return [f"expect names {len(expected)} articles, the batch has {len(articles)}"]
    mistakes = []
    for number, expect in enumerate(expected):
        mine = [row for row in rows if row["article"] == number]
        found = sorted(row["line"] or 0 for row in mine)
        if (bool(mine) if isinstance(expect, bool) else found) != expect:
            mistakes.append(f"article {number + 1}: expected {expect}, found findings on lines {found}")
    if not mistakes and case.quote is not None and rows[0]["quote"] != case.quote:
        mistakes.append(f"quote expected: {case.quote!r}, found {rows[0]['quote']!r}")
    if not mistakes and case.suggest is not None and rows[0]["suggest"] != case.suggest:
        mistakes.append(f"suggest expected: {case.suggest}, found {rows[0]['suggest']}")
    return mistakes


def find(articles: list[dict[str, Any]], rulebook: Rulebook) -> list[Row]:
    """The findings of a few articles, without a gate. Raises the first error of a rule."""
    plan, shape, ledger = Plan(rulebook), ShapeChecker(rulebook), Ledger()
    rows: list[Row] = []
    first = 0
    for read in Reader(articles).blocks():
        block = plan.block(read, first)
        rows += [*plan.scan(block), *shape.check(read, first)]
        ledger.add(ledger_part(block, signed=plan.needs_signatures))
        first += len(block)
    rows += [*shape.flush(), *plan.conclude(ledger)]
    for error in plan.errors.values():
        raise RuntimeError(f"{error.code}: {error.detail}")
    return rows
