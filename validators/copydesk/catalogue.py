"""The pages under `docs/` that are made from the rulebook and the models.

`python -m copydesk.catalogue` writes them; a test fails while they are stale. In `docs/rules` and `docs/detectors.md`
all is made; in other pages only what stands between `<!-- table of … -->` and `<!-- end of table -->`.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel

from copydesk.alerts.settings import AlertSettings, EmailSettings
from copydesk.detectors.registry import DETECTORS
from copydesk.render.explanation import escaped, rule_page
from copydesk.render.model_table import docstring, model_table
from copydesk.rooms import docs_dir, rules_dir
from copydesk.rulebook import Case, Rule, load_rulebook
from copydesk.rulebook.rule import FAMILIES, CaseRun, CaseUsual, Fix, GateLimit, SourceLimit
from copydesk.rulebook.vocabulary import WordList
from copydesk.settings import HistorySettings, Settings, SourceSettings

MODELS: dict[str, type[BaseModel]] = {
    model.__name__: model
    for model in (
        Settings,
        SourceSettings,
        HistorySettings,
        GateLimit,
        SourceLimit,
        AlertSettings,
        EmailSettings,
        Rule,
        Case,
        CaseRun,
        CaseUsual,
        Fix,
        WordList,
    )
}
NOTICE = "<!-- Made by `python -m copydesk.catalogue`; change {source} instead. -->"
_TABLE = re.compile(r"(<!-- table of (\w+) -->\n).*?(<!-- end of table -->)", re.DOTALL)


def pages(docs: Path) -> dict[Path, str]:
    """Every page to its text. docs: the folder of the documentation, whose written pages are read."""
    rules = load_rulebook().rules
    made = {docs / "rules" / f"{rule.code}-{rule.name}.md": _rule(rule) for rule in rules}
    made[docs / "rules" / "index.md"] = _text(_index(rules))
    made[docs / "detectors.md"] = _text(_detectors())
    for path in sorted(docs.glob("*.md")):
        if path not in made:
            made[path] = _TABLE.sub(_with_table, path.read_text(encoding="utf-8"))
    return made


def write(docs: Path) -> None:
    """Writes every page, and removes pages of rules that are gone."""
    made = pages(docs)
    (docs / "rules").mkdir(parents=True, exist_ok=True)
    for path, text in made.items():
        path.write_text(text, encoding="utf-8")
    for path in (docs / "rules").glob("*.md"):
        if path not in made:
            path.unlink()


def _rule(rule: Rule) -> str:
    source = rule.file.relative_to(rules_dir()).as_posix() if rule.file else ""
    heading, _, rest = rule_page(rule).partition("\n")
    links = f"[All rules](index.md) · [rules/{source}](../../rules/{source}) · [detectors](../detectors.md)"
    return f"{NOTICE.format(source=f'rules/{source}')}\n\n{heading}\n{rest}\n{links}\n"


def _index(rules: Iterable[Rule]) -> Iterator[str]:
    yield from (NOTICE.format(source="the rules"), "", "# Rules", "")
    yield "What each rule finds. A rule in preview runs only where it is named in `select`."
    families: dict[str, list[Rule]] = {}
    for rule in rules:
        families.setdefault(rule.family, []).append(rule)
    for family in (*FAMILIES, *(family for family in families if family not in FAMILIES)):
        if family in families:
            yield from ("", f"## {FAMILIES.get(family, family)}", "")
            yield "| code | name | severity | finds | fix |"
            yield "|---|---|---|---|---|"
            yield from map(_row, families[family])


def _row(rule: Rule) -> str:
    fix = "" if rule.fix is None else "safe" if rule.fix.safe else "unsafe"
    preview = ", preview" if rule.stage == "preview" else ""
    link = f"[{rule.code}]({rule.code}-{rule.name}.md)"
    return f"| {link} | {rule.name} | {rule.severity}{preview} | {escaped(rule.titles[1])} | {fix} |"


def _detectors() -> Iterator[str]:
    yield from (NOTICE.format(source="the detectors"), "", "# Detectors", "")
    yield "What a rule names in `detect`, and the `options` it then has. A package adds its own: see"
    yield "[rules of your own](own-rules.md)."
    for name, detector in sorted(DETECTORS.items()):
        yield from ("", f"## {name}", "", docstring(detector.Options), "", *model_table(detector.Options))
        data = ", ".join(f"`{{{word}}}`" for word in sorted(detector.message_data))
        yield from ("", f"Its messages may also say {data}.") if data else ()


def _with_table(match: re.Match[str]) -> str:
    return "\n".join([f"{match[1]}", *model_table(MODELS[match[2]]), "", match[3]])


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    write(docs_dir())
