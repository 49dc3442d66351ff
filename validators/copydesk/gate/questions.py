"""What is asked of the scorecard: one question for each limit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from copydesk.rulebook.rule import GateLimit, Rule, SourceLimit

Scope = Literal["batch", "records", "sources", "files"]
SourceLimits = Mapping[str, Mapping[str, SourceLimit]]
SCOPES: dict[str, Scope] = {"article": "records", "source": "sources", "file": "files"}
"""By what a rule judges, what its share is of."""

ROUNDING = 1e-9
"""3 of 10 are at most 0.3, although 1 - 0.3 is no exact number."""


@dataclass(frozen=True)
class Question:
    """One expectation: about a column of one of the tables, with the limit that it was made from."""

    scope: Scope
    rule: Rule | None
    kind: Literal["articles", "rate", "source-rate", "required", "baseline"]
    limit: float
    source: int | None = None
    """Number of the source that the question is about; None for all that have no limit of their own."""

    @property
    def table(self) -> str:
        if self.kind == "baseline":
            return "baseline"
        return "batch" if self.scope == "records" or (self.scope, self.kind) == ("sources", "rate") else self.scope

    @property
    def column(self) -> str:
        return column_of(self.rule.code, self.source) if self.rule else "articles"


def column_of(code: str, source: int | None) -> str:
    """The column of a rule, or of a rule and one source, by its number: names of sources are scraped text."""
    return code if source is None else f"{code} of source {source}"


def questions_of(
    rules: Sequence[Rule],
    limits: Mapping[str, GateLimit],
    numbered: Mapping[str, Mapping[int, SourceLimit]],
    known: Sequence[str],
) -> Iterator[Question]:
    """known: the codes of which the baseline knows something."""
    yield Question("batch", None, "articles", 1)
    for rule in rules:
        limit = limits.get(rule.code, rule.gate)
        scope = SCOPES[rule.unit]
        if limit.max_rate is not None:
            yield Question(scope, rule, "rate", limit.max_rate)
        if limit.max_source_rate is not None and scope == "records":
            yield Question("sources", rule, "source-rate", limit.max_source_rate)
        if limit.required and scope != "files":
            yield Question("records", rule, "required", 1)
        if rule.code in known:
            yield Question("sources", rule, "baseline", 0)
        for source, own in numbered.get(rule.code, {}).items():
            if own.max_rate is not None:
                yield Question(scope, rule, "rate", own.max_rate, source)
            if own.required:
                yield Question("records", rule, "required", 1, source)
