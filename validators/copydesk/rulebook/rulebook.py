"""The rulebook: every rule and word list, and which of them a run uses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from copydesk.errors import RuleError, SettingsError
from copydesk.rooms import rules_dir
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.source import nearest
from copydesk.rulebook.vocabulary import Vocabulary, load_word_list

VOCABULARY_FOLDER = "vocab"


@dataclass(frozen=True, eq=False)
class Rulebook:
    """Rules in the order of their codes, the word lists they read, and the folders that they came from: none for
    rules made in memory."""

    rules: tuple[Rule, ...]
    vocabulary: Vocabulary
    folders: tuple[Path, ...] = ()

    def find(self, name: str) -> Rule:
        """The rule of a code, name or alias, in any case. Raises SettingsError with the nearest name."""
        for rule in self.rules:
            if name.upper() == rule.code or name.lower() in (rule.name, *rule.aliases):
                return rule
        known = [word for rule in self.rules for word in (rule.code, rule.name)]
        raise SettingsError(f"there is no rule `{name}`{nearest(name, known) or '; `copydesk rules` lists them'}")

    def select(self, select: Sequence[str] = ("ALL",), ignore: Sequence[str] = ()) -> "Rulebook":
        """The rules that a run uses: stable ones that `select` names and `ignore` does not.

        A selector is a code, the start of one (`UI`), a name, or `ALL`; a preview rule runs where its whole code or
        name is given. Raises SettingsError for a selector that names no rule.
        """
        chosen = self._codes(select, stable_only=True) - self.codes(ignore)
        return Rulebook(tuple(rule for rule in self.rules if rule.code in chosen), self.vocabulary, self.folders)

    def codes(self, selectors: Iterable[str]) -> frozenset[str]:
        """The codes of all rules that the selectors name, preview or not. Raises SettingsError as `select` does."""
        return frozenset(self._codes(selectors, stable_only=False))

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
                near = nearest(selector, known) or "; `copydesk rules` lists them"
                raise SettingsError(f"`{selector}` selects no rule{near}")
            codes |= named | started
        return codes


def load_rulebook(*folders: Path) -> Rulebook:
    """The rules and word lists of folders in one book; of the shipped folder alone where none is named.

    Rules stand anywhere in a folder as `CODE-name.yaml`, word lists in its `vocab` as `<language>.yaml`; files that
    start with `_` are templates. Lists of one language add up. Raises RuleError with file and line, also where two
    rules have one code or name.
    """
    return _shipped() if folders in ((), (rules_dir(),)) else _load(folders)


@cache
def _shipped() -> Rulebook:
    return _load((rules_dir(),))


def _load(folders: tuple[Path, ...]) -> Rulebook:
    known: dict[str, Rule] = {}
    lists: list[Path] = []
    for folder in folders:
        for path in _files(folder):
            if path.parent.name == VOCABULARY_FOLDER:
                if folder != rules_dir():  # ours are long, and read by need; a mistake in others should not wait for it
                    load_word_list(path)
                lists.append(path)
            else:
                rule = Rule.load(path)
                _check_is_new(rule, known)
                known |= dict.fromkeys((rule.code, rule.name, *rule.aliases), rule)
    rules = {rule.code: rule for rule in known.values()}
    return Rulebook(tuple(rules[code] for code in sorted(rules)), Vocabulary(lists), folders)


def _files(folder: Path) -> list[Path]:
    """The rules and word lists of a folder, in their order."""
    if not folder.is_dir():
        raise RuleError(f"{folder}: there is no such folder of rules")
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".yaml", ".yml"))
    files = [path for path in files if not path.name.startswith((".", "_"))]
    for path in files:
        if path.suffix == ".yml":
            raise RuleError(f"{path}: rules and word lists end in .yaml; rename it to {path.stem}.yaml")
    return files


def _check_is_new(rule: Rule, known: Mapping[str, Rule]) -> None:
    """Raises RuleError if the rule has the code, the name or an alias of another: neither may replace the other."""
    for key, words in (("code", [rule.code]), ("name", [rule.name]), ("aliases", rule.aliases)):
        for word in words:
            if word in known:
                taken = f"the {key.removesuffix('es')} `{word}` is taken by {known[word].file or known[word].code}"
                raise rule.mistake(f"{taken}; give this rule another", key)
