"""The batch as its pages tell it: the verdict, what to correct first, where each rule hit and which did not."""

from collections.abc import Mapping

from copydesk.render.html.bounds import Bounds
from copydesk.render.html.changes import Past
from copydesk.render.html.findings import Finding, rule_page, severity_of
from copydesk.render.html.marks import SEVERITIES
from copydesk.render.html.text import percent
from copydesk.render.html.views import (
    Correction,
    Hit,
    ReasonView,
    Row,
    RuleView,
    SourceRef,
    SourceRow,
    failed_cell,
    filled_cell,
    rule_cell,
)
from copydesk.result.model import Reason, SourceSummary, Summary, Tally
from copydesk.text import plural

MAX_REASON_SOURCES = 5  # names, where a reason of the gate names sources
MAX_CORRECTIONS = 5  # entries of "What to change", and of the worst rules and sources beside it
MAX_REPEATS = 2  # sources under the same advice
WEIGHTS = {"error": 3, "warning": 1, "info": 0}  # what an article that fails counts for in "What to change"
MAIN_FIELDS = ("title", "body", "authors", "published", "url", "source")  # shown even where no source fills them
UNTOLD_FIELDS = {"id"}  # always filled: a record without an id is given one
NO_SOURCE = "(no source)"  # what a reason of the gate calls articles without a source


class Desk:
    """The batch as pages refer to it: every rule and source under its code and name, with its page."""

    def __init__(
        self,
        summary: Summary,
        counts: Mapping[str, int],
        examples: Mapping[str, Finding],
        past: Past,
        bounds: Bounds,
    ) -> None:
        """counts: findings by rule in the table of findings; examples: one finding by rule, with a quote."""
        self.summary = summary
        self.past = past
        self.bounds = bounds
        self._source_refs = {
            source.source: SourceRef(source.source, f"sources/{place}.html" if place <= bounds.source_pages else None)
            for place, source in enumerate(summary.sources, start=1)
        }
        ranked = sorted(counts, key=lambda code: -counts[code])[: bounds.rule_pages]
        infos = {rule.code: rule for rule in summary.rules}
        hit_sources: dict[str, int] = {}
        for source in summary.sources:
            for code in source.rules:
                hit_sources[code] = hit_sources.get(code, 0) + 1
        self.rules = {}
        for place, code in enumerate(sorted({*infos, *summary.tallies, *counts}), start=1):
            info, example = infos.get(code), examples.get(code)
            self.rules[code] = RuleView(
                code=code,
                name=info.name if info else example.name if example else code,
                page=rule_page(code, place) if code in ranked else None,
                change=past.of_rule(summary, code),
                severity=severity_of(info.severity if info else example.severity if example else None),
                info=info,
                tally=summary.tallies.get(code, Tally(findings=counts.get(code, 0))),
                of_articles=code in summary.tallies,
                sources=hit_sources.get(code, 0),
                example=example,
            )
        rules = list(self.rules.values())
        self.hit = sorted((rule for rule in rules if _found(rule.tally)), key=_badness)
        quiet = [rule for rule in rules if not _found(rule.tally)]
        self.passed = [rule for rule in quiet if rule.tally.judged > 0 or not rule.of_articles]
        self.unjudged = [rule for rule in quiet if rule.tally.judged == 0 and rule.of_articles]

    def source(self, name: str | None) -> SourceRef:
        if name == NO_SOURCE and name not in self._source_refs:
            name = None
        return self._source_refs.get(name, SourceRef(name, None))

    def verdict(self) -> tuple[str, str]:
        """The stamp, and the headline."""
        return {
            "pass": ("Pass", "This batch passes"),
            "fail": ("Fail", "This batch fails"),
            "error": ("Error", "This batch could not be judged"),
        }[self.summary.gate.verdict]

    def standfirst(self) -> str:
        summary = self.summary
        if not summary.articles:
            return "No article could be read."
        if not summary.articles_failed:
            said = f"None of {plural(summary.articles, 'article')} has an error or a warning."
        else:
            share = percent(summary.articles_failed, summary.articles)
            have = "has" if summary.articles_failed == 1 else "have"
            said = (
                f"{summary.articles_failed:,} of {plural(summary.articles, 'article')} ({share}) "
                f"{have} an error or a warning."
            )
        asked = len(summary.gate.reasons)
        failed = sum(not reason.passed for reason in summary.gate.reasons)
        if failed:
            said += f" The gate asked {plural(asked, 'question')}; {failed:,} failed."
        elif asked:
            said += f" The gate asked {plural(asked, 'question')}; {'it' if asked == 1 else 'all'} passed."
        return said

    def reasons(self, passed: bool) -> list[ReasonView]:
        return [self._reason(reason) for reason in self.summary.gate.reasons if reason.passed is passed]

    def _reason(self, reason: Reason) -> ReasonView:
        return ReasonView(
            passed=reason.passed,
            severity=reason.severity,
            message=reason.message,
            rule=self.rules.get(reason.code) if reason.code else None,
            sources=tuple(self.source(name) for name in reason.sources[:MAX_REASON_SOURCES]),
            sources_left=max(0, len(reason.sources) - MAX_REASON_SOURCES),
        )

    def corrections(self) -> list[list[Correction]]:
        """What to change in each source: the pairs of source and rule whose repair mends the most articles.

        An error counts as three warnings.
        """
        pairs = [
            (-WEIGHTS[rule.severity] * tally.failed, -WEIGHTS[rule.severity], place, rule.code, ref, rule, tally)
            for place, source in enumerate(self.summary.sources)
            for code, tally in source.rules.items()
            if (rule := self.rules.get(code)) and tally.failed and WEIGHTS[rule.severity]
            for ref in [self.source(source.source)]
        ]
        worst: list[tuple[SourceRef, RuleView, Tally]] = []
        named: dict[str, int] = {}
        for *_, code, ref, rule, tally in sorted(pairs, key=lambda pair: pair[:4]):
            named[code] = named.get(code, 0) + 1
            if named[code] <= MAX_REPEATS and len(worst) < MAX_CORRECTIONS:
                worst.append((ref, rule, tally))
        by_source: dict[SourceRef, list[Correction]] = {}
        for ref, rule, tally in worst:
            by_source.setdefault(ref, []).append(Correction(ref, rule, tally, rule.advice_for(ref.name)))
        return list(by_source.values())

    def worst_rules(self) -> list[RuleView]:
        """Those whose findings weigh most over the batch."""
        weighty = [rule for rule in self.hit if WEIGHTS[rule.severity] and (rule.tally.failed or not rule.of_articles)]
        ranked = sorted(
            weighty, key=lambda rule: (-WEIGHTS[rule.severity] * (rule.tally.failed or rule.tally.findings), rule.code)
        )
        return ranked[:MAX_CORRECTIONS]

    def worst_sources(self) -> list[SourceRow]:
        """Those with most failed articles."""
        ranked = sorted(self.summary.sources, key=lambda source: -source.articles_failed)
        return [self._source_row(source) for source in ranked[:MAX_CORRECTIONS] if source.articles_failed]

    def source_rows(self) -> list[SourceRow]:
        return [self._source_row(source) for source in self.summary.sources[: self.bounds.listed]]

    def _source_row(self, source: SourceSummary) -> SourceRow:
        rules = [rule for rule in self.hit if rule.code in source.rules]
        worst = min(
            rules,
            key=lambda rule: (-WEIGHTS[rule.severity] * source.rules[rule.code].failed, rule.code),
            default=None,
        )
        return SourceRow(self.source(source.source), source, failed_cell(source), worst, self.past.of_source(source))

    def map_rules(self) -> list[RuleView]:
        """The columns of the heat map, the gravest rules first."""
        rules = [rule for rule in self.hit if rule.of_articles]
        return rules[: self.bounds.map_rules]

    def map_rules_left(self) -> int:
        return max(0, sum(rule.of_articles for rule in self.hit) - self.bounds.map_rules)

    def heat_map(self) -> list[Row]:
        rows = []
        for source in self.summary.sources[: self.bounds.map_sources]:
            cells = tuple(rule_cell(source.rules.get(rule.code), rule) for rule in self.map_rules())
            rows.append(Row(self.source(source.source), source.articles, failed_cell(source), cells))
        return rows

    def fields(self) -> list[str]:
        """The columns of the coverage table: the main fields, and the others that any source fills."""
        filled = {field for source in self.summary.sources for field, share in source.coverage.items() if share}
        return [*MAIN_FIELDS, *sorted(filled - set(MAIN_FIELDS) - UNTOLD_FIELDS)]

    def empty_fields(self) -> list[str]:
        """The fields without a column: no source fills them."""
        known = {field for source in self.summary.sources for field in source.coverage}
        return sorted(known - set(self.fields()) - UNTOLD_FIELDS)

    def coverage(self) -> list[Row]:
        fields = self.fields()
        return [
            Row(
                self.source(source.source),
                source.articles,
                failed_cell(source),
                tuple(filled_cell(source.coverage.get(field), source.articles) for field in fields),
            )
            for source in self.summary.sources[: self.bounds.map_sources]
        ]

    def sources_left(self) -> int:
        return max(0, len(self.summary.sources) - self.bounds.map_sources)

    def hits_of_rule(self, code: str) -> list[Hit]:
        """The sources that the rule hit, the worst first."""
        hits = [
            self._hit(source, self.rules[code], source.rules[code])
            for source in self.summary.sources
            if code in source.rules
        ]
        return sorted(hits, key=lambda hit: (-hit.tally.failed, -hit.tally.review))

    def hits_of_source(self, source: SourceSummary) -> list[Hit]:
        """The rules that hit the source, the worst first."""
        return [
            self._hit(source, rule, source.rules[rule.code])
            for rule in sorted(self.hit, key=lambda rule: _badness_at(rule, source.rules.get(rule.code)))
            if rule.code in source.rules
        ]

    def _hit(self, source: SourceSummary, rule: RuleView, tally: Tally) -> Hit:
        advice, change = rule.advice_for(source.source), self.past.of_rule_at(source, rule.code)
        return Hit(self.source(source.source), rule, tally, rule_cell(tally, rule), advice, change)


def _found(tally: Tally) -> bool:
    return bool(tally.findings or tally.failed or tally.review)


def _badness(rule: RuleView) -> tuple[int, float, int, str]:
    return _badness_at(rule, rule.tally)


def _badness_at(rule: RuleView, tally: Tally | None) -> tuple[int, float, int, str]:
    share = tally.failed / tally.judged if tally and tally.judged else 0.0
    return SEVERITIES.index(rule.severity), -share, -tally.findings if tally else 0, rule.code
