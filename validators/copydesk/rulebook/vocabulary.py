"""Word lists: literal phrases by section and language, folded when they are loaded."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field

from copydesk.errors import RuleError
from copydesk.rulebook.rule import Model
from copydesk.rulebook.source import load_yaml, nearest
from copydesk.text import DECORATION, fold, fold_inside

MatchKind = Literal["line", "prefix", "suffix", "inline"]
MATCH_KINDS: tuple[MatchKind, ...] = ("line", "prefix", "suffix", "inline")


class WordList(Model):
    """`rules/vocab/<lang>.yaml`: what one language writes.

    phrases: section to match kind to phrases. words: section to words and names that a rule looks up.
    """

    language: str = Field(pattern=r"^[a-z]{2,3}$")
    name: str
    phrases: dict[str, dict[MatchKind, list[str]]] = {}
    words: dict[str, list[str]] = {}


class Phrase(NamedTuple):
    """One literal of one language; `text` is folded."""

    text: str
    kind: MatchKind
    language: str


class Vocabulary:
    """The word lists of all languages."""

    def __init__(self, lists: Iterable[WordList]) -> None:
        self.lists = {words.language: words for words in lists}

    @classmethod
    def load(cls, folder: Path) -> "Vocabulary":
        """Every `<lang>.yaml` of a folder; files that start with `_` are templates. Raises RuleError."""
        return cls(load_yaml(path, WordList) for path in sorted(folder.glob("[!_]*.yaml")))

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.lists)

    def phrases(self, section: str) -> Iterator[Phrase]:
        """The phrases of a section in every language. Raises RuleError if no list has the section."""
        if section not in self._sections:
            raise RuleError(f"no word list has the section `{section}`{nearest(section, self._sections)}")
        for language, words in self.lists.items():
            for kind, phrases in words.phrases.get(section, {}).items():
                for phrase in phrases:
                    if text := folded_phrase(phrase, kind):
                        yield Phrase(text, kind, language)

    def words(self, section: str) -> Mapping[str, frozenset[str]]:
        """Language to the folded words of a section. Raises RuleError if no list has the section."""
        if section not in self._word_sections:
            raise RuleError(f"no word list has the words `{section}`{nearest(section, self._word_sections)}")
        return {
            language: frozenset(fold(word) for word in words.words.get(section, []))
            for language, words in self.lists.items()
        }

    @cached_property
    def _sections(self) -> frozenset[str]:
        return frozenset(section for words in self.lists.values() for section in words.phrases)

    @cached_property
    def _word_sections(self) -> frozenset[str]:
        return frozenset(section for words in self.lists.values() for section in words.words)


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
