"""Word lists: literal phrases by section and language, read when an article of the language comes along."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field

from copydesk.errors import RuleError
from copydesk.rulebook.rule import Model
from copydesk.rulebook.source import load_yaml, nearest
from copydesk.text import DECORATION, fold, fold_inside

MatchKind = Literal["line", "prefix", "suffix", "inline"]
ENGLISH = "en"
"""The language whose list is read with every other one: sites of all languages leave English furniture."""


class WordList(Model):
    """`rules/vocab/<lang>.yaml`: what one language writes.

    phrases: section to match kind to phrases. words: section to words and names that a rule looks up.
    """

    language: str = Field(pattern=r"^[a-z]{2,3}$")
    name: str
    phrases: dict[str, dict[MatchKind, list[str]]] = {}
    words: dict[str, list[str]] = {}


class Phrase(NamedTuple):
    """One literal of one language. text: folded. written: in small letters, and otherwise as the list writes it."""

    text: str
    kind: MatchKind
    language: str
    written: str = ""


class Vocabulary:
    """The word lists of a folder: every `<lang>.yaml`; files that start with `_` are templates."""

    def __init__(self, folder: Path) -> None:
        self._paths = {path.stem: path for path in sorted(folder.glob("[!_]*.yaml"))}
        self._lists: dict[str, WordList] = {}
        self.words = cache(self._words)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self._paths)

    def word_list(self, language: str) -> WordList:
        """The list of a language; an empty one where there is none. Raises RuleError with file and line."""
        if language not in self._lists:
            path = self._paths.get(language)
            words = load_yaml(path, WordList) if path else WordList(language=language, name=language)
            if path and words.language != language:
                raise RuleError(f"{path}:1: the list of `{words.language}` must be called {words.language}.yaml")
            self._lists[language] = words
        return self._lists[language]

    def phrases(self, section: str, language: str) -> Iterator[Phrase]:
        """The phrases of a section in one language, folded."""
        for kind, phrases in self.word_list(language).phrases.get(section, {}).items():
            for phrase in phrases:
                if text := folded_phrase(phrase, kind):
                    yield Phrase(text, kind, language, phrase.strip(DECORATION if kind == "line" else None).lower())

    def _words(self, section: str, language: str | None) -> frozenset[str]:
        """The folded words of a section in a language and in English; in every language where it is None."""
        languages = (language, ENGLISH) if language else self.languages
        return frozenset(fold(word) for code in languages for word in self.word_list(code).words.get(section, ()))

    def check_sections(self, phrases: list[str], words: list[str]) -> None:
        """Raises RuleError if no list has one of these sections. English has nearly all, so few lists are read."""
        for sections, wanted in (("phrases", phrases), ("words", words)):
            known: set[str] = set()
            unknown = set(wanted)
            for language in (ENGLISH, *self.languages):
                if not unknown:
                    break
                known |= set(getattr(self.word_list(language), sections))
                unknown -= known
            for section in unknown:
                raise RuleError(f"no word list has the {sections} `{section}`{nearest(section, known)}")


def folded_phrase(phrase: str, kind: MatchKind) -> str:
    """The phrase as it is compared: without decoration where a line has none either.

    Lines lose the decoration at their ends, so a `line` does too, and a `prefix` in front. Inside, a colon is part of
    the phrase: `related:` is a cue and "related to the above" a sentence.
    """
    text = fold_inside(phrase).strip()
    if kind in ("line", "prefix"):
        text = text.lstrip(DECORATION)
    if kind in ("line", "suffix"):
        text = text.rstrip(DECORATION)
    return text
