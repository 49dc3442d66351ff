"""A rule explained: for the terminal, and as a page of the catalogue. Both say the same."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from copydesk.detectors.registry import detector_class
from copydesk.rulebook.rule import Case, Rule
from copydesk.text import visible

MAX_LINE_CHARS = 300
MAX_LINES = 40
"""Of one article of an example; one that shows a story twice is long, and its beginning tells enough."""

_MARKUP = re.compile(r"[\\`<>&*\[\]|~]|(?<!\w)_|_(?!\w)")  # an underscore within a word is none

Prose = Callable[[str], str]


def explanation(rule: Rule) -> str:
    """The rule for a terminal."""
    return "\n".join(_lines(rule, _plain)).rstrip() + "\n"


def rule_page(rule: Rule) -> str:
    """The rule as a page of Markdown, in which nothing of its words or cases is read as markup."""
    return "\n".join(_lines(rule, escaped)).rstrip() + "\n"


def escaped(text: str) -> str:
    """The text as Markdown that shows it; code between backticks stays code."""
    parts = re.split("(`[^`\n]+`)", _plain(text))
    return "".join(part if number % 2 else _MARKUP.sub(r"\\\g<0>", part) for number, part in enumerate(parts))


def _plain(text: str) -> str:
    return "\n".join(visible(line) for line in text.strip().split("\n"))


def _lines(rule: Rule, prose: Prose) -> Iterator[str]:
    yield f"# {rule.code} {rule.name}"
    yield from ("", prose(f"{rule.titles[1]}. {_facts(rule)}"))
    for title, text in (
        ("What it catches", rule.catches),
        ("Why it matters", rule.why),
        ("What to change in the scraper", rule.advice.replace("{source}", "the source")),
        ("Where it may be wrong", rule.false_positives),
        ("The fix", _fix(rule)),
        ("In the gate", _gate(rule)),
    ):
        yield from ("", f"## {title}", "", prose(text))
    yield from ("", "## How it is found", "", *_options(rule, prose))
    if rule.cases:
        yield from ("", "## Examples")
    for case in rule.cases:
        yield from ("", *_example(case, prose))
    if rule.references:
        yield from ("", "## References", "")
        yield from (f"- {prose(reference)}" for reference in rule.references)


def _facts(rule: Rule) -> str:
    facts = [f"Severity {rule.severity}", f"{rule.stage} since {rule.since}", rule.dimension]
    aliases = f" Also called {', '.join(rule.aliases)}." if rule.aliases else ""
    preview = " It runs only where it is named in `select`." if rule.stage == "preview" else ""
    return f"{', '.join(facts)}.{aliases}{preview}"


def _fix(rule: Rule) -> str:
    if rule.fix is None:
        return rule.fix_safety or "It has none."
    return f"`{rule.fix.edit}`. {rule.fix_safety or ('Safe.' if rule.fix.safe else 'Unsafe.')}"


def _gate(rule: Rule) -> str:
    limit, parts = rule.gate, []
    if limit.max_rate is not None:
        some = f"more than {limit.max_rate:.1%} of the judged {rule.unit}s have it"
        share = some if limit.max_rate else f"any {rule.unit} has it"
        parts.append(f"A batch fails if {share}.")
    if limit.max_source_rate is not None:
        parts.append(f"A source fails it if more than {limit.max_source_rate:.0%} of its articles have it.")
    if limit.required:
        parts.append(f"A batch fails if no {rule.unit} could be judged.")
    return " ".join(parts) or "It fails no batch."


def _options(rule: Rule, prose: Prose) -> Iterator[str]:
    yield prose(f"Detector `{rule.detect}`, phase `{rule.phase}`.")
    fields = detector_class(rule).Options.model_fields
    for number, (name, value) in enumerate(rule.options.items()):
        described = fields[name].description if name in fields else None
        yield from (("",) if number == 0 else ())
        yield f"- {prose(f'`{name}`: `{json.dumps(value, ensure_ascii=False)}`')}" + prose(
            f". {described}" if described else ""
        )


def _example(case: Case, prose: Prose) -> Iterator[str]:
    language = f", {case.lang}" if case.lang else ""
    yield f"**{prose(case.label)}** ({'not found' if _is_negative(case) else 'found'}{language})"
    lines = [visible(line) for line in (*_articles(case), *_fixed(case))]
    # a fence longer than any in the text, so that the text cannot close it
    fence = "`" * max(3, *(len(run) + 1 for line in lines for run in re.findall("`+", line)), 0)
    yield from ("", f"{fence}text", *lines, fence)


def _articles(case: Case) -> Iterator[str]:
    yield from _past(case)
    if not case.batch and not case.runs:
        yield from _article({**case.article, **({} if case.body is None else {"body": case.body})}, case.expect)
    for number, article in enumerate(case.batch):
        expect = case.expect[number] if isinstance(case.expect, list) else case.expect
        yield f"article {number + 1}, {'found' if expect else 'not found'}"
        yield from _article(article, expect)


def _past(case: Case) -> Iterator[str]:
    """The batches of a source, or what is told of its past."""
    for number, run in enumerate(case.runs, start=1):
        numbers = run.model_dump(exclude_defaults=True, exclude={"times"})
        told = ", ".join(f"{name} {json.dumps(value)}" for name, value in numbers.items())
        last = "the batch: " if number == len(case.runs) and run.times == 1 else ""
        yield f"  {last}{f'{run.times} batches of ' if run.times > 1 else ''}{told}"
    if case.usual:
        yield f"  usual in the source: {json.dumps(case.usual.model_dump(exclude_none=True))}"
    for article in case.before:
        yield "in an earlier batch"
        yield from _article(article, False)


def _fixed(case: Case) -> Iterator[str]:
    """What the rule's fix leaves of the one article of a case."""
    if isinstance(case.fixed, str):
        yield from ("fixed", *(f"  {line}".rstrip() for line in case.fixed.split("\n")[:MAX_LINES]))
    elif isinstance(case.fixed, dict):
        yield from ("fixed", *_article(case.fixed, False))


def _article(article: Mapping[str, object], expect: object) -> Iterator[str]:
    """Its fields, and the lines of its body; those that are found are marked."""
    marked = set(expect) if isinstance(expect, Sequence) else set()
    for name, value in article.items():
        if name != "body" or not isinstance(value, str):
            yield _cut(f"  {name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}")
    body = article.get("body")
    if len(article) > 1 and isinstance(body, str):
        yield "  body:"
    lines = body.split("\n") if isinstance(body, str) else []
    for number, line in enumerate(lines[:MAX_LINES], start=1):
        yield f"{'>' if number in marked else ' '} {_cut(line)}".rstrip()
    if len(lines) > MAX_LINES:
        yield f"  … and {len(lines) - MAX_LINES} more lines"


def _cut(line: str) -> str:
    return line if len(line) <= MAX_LINE_CHARS else f"{line[:MAX_LINE_CHARS]} …"


def _is_negative(case: Case) -> bool:
    return case.expect in ([], False) or (isinstance(case.expect, list) and not any(case.expect))
