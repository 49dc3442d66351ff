"""A rule explained in Markdown: for the terminal and for the catalogue."""

from collections.abc import Iterator

from copydesk.rulebook.rule import Case, Rule
from copydesk.text import visible


def explanation(rule: Rule) -> str:
    """The rule as a page of Markdown."""
    return "\n".join(_lines(rule)).rstrip() + "\n"


def _lines(rule: Rule) -> Iterator[str]:
    yield f"# {rule.code} {rule.name}"
    yield ""
    yield f"{rule.titles[1]}. Severity {rule.severity}, {rule.stage} since {rule.since}, {rule.dimension}."
    for title, text in (
        ("What it catches", rule.catches),
        ("Why it matters", rule.why),
        ("What to change in the scraper", rule.advice.replace("{source}", "the source")),
        ("Where it may be wrong", rule.false_positives),
        ("Fix safety", rule.fix_safety),
        ("In the gate", _gate(rule)),
    ):
        if text:
            yield from ("", f"## {title}", "", text.strip())
    yield from ("", "## Examples")
    for case in rule.cases:
        yield from ("", *_example(case))
    if rule.references:
        yield from ("", "## References", "")
        yield from (f"- {reference}" for reference in rule.references)


def _gate(rule: Rule) -> str:
    limit = rule.gate
    parts = []
    if limit.max_rate is not None:
        parts.append(f"A batch fails if more than {limit.max_rate:.1%} of the judged articles have it.")
    if limit.max_source_rate is not None:
        parts.append(f"So does one with a source of which more than {limit.max_source_rate:.0%} have it.")
    if limit.required:
        parts.append("So does one in which it could judge no article.")
    return " ".join(parts) or "It fails no batch."


def _example(case: Case) -> Iterator[str]:
    language = f", {case.lang}" if case.lang else ""
    yield f"**{case.label}** ({'no finding' if _is_negative(case) else 'found'}{language})"
    marked = set(case.expect) if isinstance(case.expect, list) and all(type(n) is int for n in case.expect) else set()
    if case.body is not None:
        yield ""
        for number, line in enumerate(case.body.split("\n"), start=1):
            yield f"    {'>' if number in marked else ' '} {visible(line)}".rstrip()


def _is_negative(case: Case) -> bool:
    return case.expect in ([], False) or (isinstance(case.expect, list) and not any(case.expect))
