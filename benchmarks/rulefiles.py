"""The rule and word list files as people wrote them, read without the program that is measured."""

from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

RULES = Path(__file__).resolve().parents[1] / "rules"

Kind = Literal["line", "prefix", "suffix", "inline"]
KINDS: tuple[Kind, ...] = ("line", "prefix", "suffix", "inline")


@cache
def word_lists() -> dict[str, dict[str, Any]]:
    """Language to its word list: `phrases` (section, kind, phrases) and `words` (section, words)."""
    found = map(_load, sorted((RULES / "vocab").glob("[!_]*.yaml")))
    return {words["language"]: words for words in found}


@cache
def rules() -> dict[str, dict[str, Any]]:
    """Rule code to its file."""
    found = map(_load, sorted(path for path in RULES.rglob("[!_]*.yaml") if path.parent.name != "vocab"))
    return {rule["code"]: rule for rule in found}


def previews() -> list[str]:
    """The codes of the rules that run only where they are named."""
    return [code for code, rule in rules().items() if rule.get("stage") == "preview"]


@cache
def sections() -> dict[str, list[str]]:
    """Rule code to the sections of phrases that the rule reads."""
    options = {code: rule.get("options", {}) for code, rule in rules().items()}
    found = {code: own["phrases"] for code, own in options.items() if isinstance(own.get("phrases"), list)}
    return found | {code: [own["cues"]] for code, own in options.items() if isinstance(own.get("cues"), str)}


def phrases(language: str, section: str, kind: Kind) -> list[str]:
    lists = word_lists()
    found = lists.get(language, {}).get("phrases", {}).get(section, {}).get(kind, [])
    return [str(phrase) for phrase in found]


def words(language: str, section: str) -> list[str]:
    return [str(word) for word in word_lists().get(language, {}).get("words", {}).get(section, [])]


def _load(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(path.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded
