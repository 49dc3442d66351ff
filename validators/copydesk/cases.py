"""A rule's cases, run: the test of our rules, and of anybody's own."""

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from math import nan
from typing import Any

import polars as pl

from copydesk.findings import Row
from copydesk.fixing.mender import Mender
from copydesk.history.numbers import fingerprints
from copydesk.history.panel import DAY, Panel, panel
from copydesk.history.record import Rates, SourceRun, source_key
from copydesk.history.usual import Usual
from copydesk.reading import Reader
from copydesk.rulebook import PHASES, Case, Rule, Rulebook
from copydesk.scan.ledger import Ledger, ledger_part
from copydesk.scan.plan import Plan
from copydesk.settings import Settings
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
    if case.runs:
        return _wrongly_judged(rule, case, rulebook)
    articles = case_articles(case)
    everything = find(articles, rulebook, case)
    rows = [row for row in everything if row["code"] == rule.code]
    expected = case.expect if case.batch and isinstance(case.expect, list) else [case.expect]
    if len(expected) != len(articles):
        return [f"expect names {len(expected)} articles, the batch has {len(articles)}"]
    mistakes = []
    for number, expect in enumerate(expected):
        mine = [row for row in rows if row["article"] == number]
        found = sorted(row["line"] or 0 for row in mine)
        if (bool(mine) if isinstance(expect, bool) else found) != expect:
            article = f"article {number + 1}: " if case.batch else ""
            missing = set(expect) - set(found) if isinstance(expect, list) else set()
            taken = {row["code"] for row in everything if row["article"] == number and row["line"] in missing}
            before = [other.code for other in rulebook.rules if other.code in taken and _order(other) < _order(rule)]
            told = f"; {' and '.join(before)} found such a line before" if before else ""
            mistakes.append(f"{article}expected {_wanted(expect)}, found {_seen(mine)}{told}")
    if not mistakes and case.quote is not None and rows[0]["quote"] != case.quote:
        mistakes.append(f"quote expected: {case.quote!r}, found {rows[0]['quote']!r}")
    if not mistakes and case.suggest is not None and rows[0]["suggest"] != case.suggest:
        mistakes.append(f"suggest expected: {case.suggest}, found {rows[0]['suggest']}")
    if not mistakes and case.fixed is not None:
        mistakes += _wrongly_fixed(rule, case, articles, rulebook)
    return mistakes


def _wrongly_judged(rule: Rule, case: Case, rulebook: Rulebook) -> list[str]:
    """What a rule on sources says of the last of the runs otherwise than the case expects."""
    plan, _ = _compiled(rulebook)
    rows = [row for told, _, found in plan.judge(case_panel(case)) for row in found if told.code == rule.code]
    if bool(rows) == case.expect:
        return []
    return [f"expected {_wanted(case.expect)}, found {'; '.join(row['message'] for row in rows) or 'none'}"]


def case_panel(case: Case) -> Panel:
    """The runs of a case, a day apart, as those of one source."""
    runs = [
        SourceRun(
            "gazette",
            run.articles,
            filled=run.filled,
            words=run.words,
            age=None if run.age_hours is None else run.age_hours * 3600,
            top=run.top,
            rules={code: Rates(run.articles, failed) for code, failed in run.rules.items()},
        )
        for run in case.runs
        for _ in range(run.times)
    ]
    codes = {code for run in case.runs for code in run.rules}
    days = [day * DAY for day in range(len(runs))]
    return panel(days, [("gazette", dict(enumerate(runs)))], [codes] * len(runs))


def _wrongly_fixed(rule: Rule, case: Case, articles: list[dict[str, Any]], rulebook: Rulebook) -> Iterator[str]:
    """What the rule's fix, safe or not, leaves otherwise than the case says."""
    settings = Settings(select=[each.code for each in rulebook.rules])
    mender = Mender(Reader(articles, keep_records=True), settings, rulebook, unsafe=True, only=frozenset([rule.code]))
    records: list[Any] = list(articles)
    for change in mender.changes():
        records[change.row - 1] = None if change.dropped else change.record
    expected = case.fixed if isinstance(case.fixed, list) else [case.fixed]
    if len(expected) != len(records):
        yield f"fixed names {len(expected)} articles, the batch has {len(records)}"
        return
    for number, (expect, record) in enumerate(zip(expected, records, strict=True), start=1):
        wanted = {"body": expect} if isinstance(expect, str) else expect
        left = {name: record.get(name) for name in wanted} if wanted and record else record
        if left != wanted:
            yield f"article {number}: fixed expected {wanted}, found {left}"


def find(articles: list[dict[str, Any]], rulebook: Rulebook, case: Case | None = None) -> list[Row]:
    """The findings of a few articles, without a gate. case: has their past. Raises the first error of a rule."""
    plan, shape = _compiled(rulebook)
    plan.usual = _usual(case, articles) if case else None
    ledger = Ledger(partial(_known_of, _known(plan, case.before)) if case and plan.usual is not None else None)
    rows: list[Row] = []
    first = 0
    for read in Reader(articles).blocks():
        block = plan.block(read, first)
        rows += [*plan.scan(block), *shape.check(read, first)]
        ledger.add(ledger_part(block, signed=plan.needs_signatures))
        first += len(block)
    rows += [*shape.flush(), *plan.conclude(ledger)]
    errors = list(plan.errors.values())
    plan.errors.clear()  # the plan serves the next case
    for error in errors:
        raise RuntimeError(f"{error.code}: {error.message}\n{error.detail}")
    return rows


def _usual(case: Case, articles: list[dict[str, Any]]) -> dict[str, Usual] | None:
    """By source, what is usual; None where the case has no past."""
    if case.usual is None and not case.before:
        return None
    told = case.usual.model_dump() if case.usual else {}
    usual = Usual(*(nan if told.get(name) is None else told[name] for name in Usual._fields))
    return {source_key(article.get("source")): usual for article in articles}


def _known(plan: Plan, before: list[dict[str, Any]]) -> pl.DataFrame:
    """What a history would know of the articles of an earlier batch."""
    ledger = Ledger()
    for read in Reader(before).blocks() if before else ():
        ledger.add(ledger_part(plan.block(read, 0)))
    return fingerprints(ledger.articles).with_columns(run=pl.lit(1, pl.Int64), at=pl.col("published"))


def _known_of(known: pl.DataFrame, bodies: pl.Series) -> pl.DataFrame:
    return known.filter(pl.col("body").is_in(bodies.implode()))


@lru_cache(maxsize=4)
def _compiled(rulebook: Rulebook) -> tuple[Plan, ShapeChecker]:
    """Once for all cases of a rulebook: compiling takes longer than any of them."""
    return Plan(rulebook), ShapeChecker(rulebook)


def _wanted(expect: object) -> str:
    if isinstance(expect, bool):
        return "a finding" if expect else "none"
    return f"findings on lines {expect}" if expect else "none"


def _seen(rows: Sequence[Row]) -> str:
    """Each finding by its line, or its field, and its quote."""
    places = (f"line {row['line']}" if row["line"] else row["field"] or "the article" for row in rows)
    return ", ".join(f'{place} "{row["quote"]}"' for place, row in zip(places, rows, strict=True)) or "none"


def _order(rule: Rule) -> tuple[int, str]:
    """Rules run in this order: a line that one has claimed is closed to those after it."""
    return PHASES.index(rule.phase), rule.code
