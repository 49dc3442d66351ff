"""The rulebook: every rule and word list, and which of them a run uses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from copydesk.errors import RuleError, SettingsError
from copydesk.rooms import rules_dir
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.source import load_yaml, nearest
from copydesk.rulebook.vocabulary import Vocabulary


@dataclass(frozen=True)
class Rulebook:
    """Rules in the order of their codes, the word lists they read, and the folder that they came from: none for
    rules made in memory."""

    rules: tuple[Rule, ...]
    vocabulary: Vocabulary
    folder: Path | None = None

    def find(self, name: str) -> Rule:
        """The rule of a code, name or alias, in any case. Raises SettingsError with the nearest name."""
        for rule in self.rules:
            if name.upper() == rule.code or name.lower() in (rule.name, *rule.aliases):
                return rule
        known = [word for rule in self.rules for word in (rule.code, rule.name)]
        raise SettingsError(f"there is no rule `{name}`{nearest(name, known)}")

    def select(self, select: Sequence[str] = ("ALL",), ignore: Sequence[str] = ()) -> "Rulebook":
        """The rules that a run uses: stable ones that `select` names and `ignore` does not.

        A selector is a code, the start of one (`UI`), a name, or `ALL`; a preview rule runs where its whole code or
        name is given. Raises SettingsError for a selector that names no rule.
        """
        chosen = self._codes(select, stable_only=True) - self._codes(ignore, stable_only=False)
        return Rulebook(tuple(rule for rule in self.rules if rule.code in chosen), self.vocabulary, self.folder)

    def _codes(self, selectors: Iterable[str], *, stable_only: bool) -> set[str]:
        codes: set[str] = set()
        for selector in selectors:
            named = {r.code for r in self.rules if selector.upper() == r.code or selector in (r.name, *r.aliases)}
            started = {
                r.code
                for r in self.rules
                if (selector.upper() == "ALL" or r.code.startswith(selector.upper()))
                and not (stable_only and r.stage == "preview")
            }
            if not named | started:
                known = {word for r in self.rules for word in (r.code, r.family, r.name)}
                raise SettingsError(f"`{selector}` selects no rule{nearest(selector, known)}")
            codes |= named | started
        return codes


@cache
def load_rulebook(folder: Path | None = None) -> Rulebook:
    """The rules of a folder, the shipped ones by default. Raises RuleError with file and line."""
    folder = folder or rules_dir()
    paths = sorted(path for path in folder.rglob("*.yaml") if path.parent.name != "vocab")
    rules: dict[str, Rule] = {}
    for path in paths:
        rule = load_yaml(path, Rule)
        if path.stem != f"{rule.code}-{rule.name}":
            raise RuleError(f"{path}:1: the file must be called {rule.code}-{rule.name}.yaml")
        if rule.code in rules:
            raise RuleError(f"{path}:1: the code {rule.code} is taken by `{rules[rule.code].name}`")
        rules[rule.code] = rule
    return Rulebook(tuple(rules[code] for code in sorted(rules)), Vocabulary(folder / "vocab"), folder)
