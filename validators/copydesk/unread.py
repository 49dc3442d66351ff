"""What could not be read: findings of the rules on files, and their counts for the gate."""

from collections import Counter
from collections.abc import Iterable

import polars as pl

from copydesk.findings import Row, problem_row
from copydesk.reading import Problem
from copydesk.rulebook import Rule


class Unread:
    """Gathers the problems of a batch's files."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = {rule.code: rule for rule in sorted(rules, key=lambda rule: rule.code) if rule.unit == "file"}
        self._counts: Counter[tuple[str, str]] = Counter()

    def findings(self, problems: Iterable[Problem]) -> list[Row]:
        """One for each problem and rule that asks for its kind."""
        return [
            self._finding(rule, problem)
            for problem in problems
            for rule in self._rules.values()
            if rule.options["problem"] == problem.kind
        ]

    def _finding(self, rule: Rule, problem: Problem) -> Row:
        self._counts[problem.file, rule.code] += 1
        message = ". ".join(filter(None, (problem.message, problem.advice)))
        return problem_row(rule, file=problem.file, row=problem.row, seen=problem.seen, message=message)

    def table(self, files: Iterable[str]) -> pl.DataFrame:
        """One row a file, those of problems too, and one column a rule: how many findings."""
        names = dict.fromkeys([*files, *(file for file, _ in self._counts)])
        counts = [[self._counts[name, code] for code in self._rules] for name in names]
        return pl.DataFrame(counts, schema=dict.fromkeys(self._rules, pl.Int64), orient="row")
