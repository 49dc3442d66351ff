"""Word lists: literal phrases by section and language, read when an article of the language comes along."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field

from copydesk.errors import RuleError
from copydesk.rulebook.rule import Model
from copydesk.rulebook.source import load_yaml, nearest, place
from copydesk.text import DECORATION, fold, fold_inside

MatchKind = Literal["line", "prefix", "suffix", "inline"]
LANGUAGE = r"^[a-z]{2,3}$"
ENGLISH = "en"
"""The language whose list is read with every other one: sites of all languages leave English furniture."""


class WordList(Model):
    """`vocab/<language>.yaml`: what one language writes."""

    language: str = Field(pattern=LANGUAGE, description="Its code, which is also the name of the file")
    name: str = Field("", description="The English name of the language")
    phrases: dict[str, dict[MatchKind, list[str]]] = Field(
        {}, description="By section, then by `line`, `prefix`, `suffix` or `inline`: literal phrases"
    )
    words: dict[str, list[str]] = Field(
        {},
        description="By section: words and names that a rule looks up; spellings of one word may stand in one entry, "
        "with `|` between them",
    )


class Phrase(NamedTuple):
    """One literal of one language. text: folded. written: in small letters, and otherwise as the list writes it."""

    text: str
    kind: MatchKind
    language: str
    written: str = ""


class Vocabulary:
    """Word lists by language. Several lists of one language add up, in their order."""

    def __init__(self, paths: Iterable[Path]) -> None:
        """paths: files called `<language>.yaml`, each read when its language is asked for."""
        self._paths: dict[str, list[Path]] = {}
        for path in paths:
            self._paths.setdefault(path.stem, []).append(path)
        self._lists: dict[str, WordList] = {}
        self._folded_words = cache(self._words)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self._paths)

    def listed(self, language: str | None) -> str | None:
        """The language, or English in place of one without a list: what is prepared for a language is the same then,
        and some articles of every large batch seem to be in one of dozens of others."""
        return language if language is None or language in self._paths else ENGLISH

    def read_with(self, language: str | None) -> tuple[str, ...]:
        """The languages whose lists serve an article in a language: its own and English; all of them for None."""
        listed = self.listed(language)
        return tuple(dict.fromkeys((listed, ENGLISH))) if listed else self.languages

    def words(self, section: str, language: str | None) -> frozenset[str]:
        """The folded words of a section in a language and in English; in every language where it is None."""
        return self._folded_words(section, self.listed(language))

    def word_list(self, language: str) -> WordList:
        """The list of a language; an empty one where there is none. Raises RuleError with file and line."""
        if language not in self._lists:
            words = WordList(language=language)
            for path in self._paths.get(language, ()):
                words = _added(words, load_word_list(path))
            self._lists[language] = words
        return self._lists[language]

    def phrases(self, section: str, language: str) -> Iterator[Phrase]:
        """The phrases of a section in one language, folded."""
        for kind, phrases in self.word_list(language).phrases.get(section, {}).items():
            for phrase in phrases:
                if text := folded_phrase(phrase, kind):
                    yield Phrase(text, kind, language, phrase.strip(DECORATION if kind == "line" else None).lower())

    def _words(self, section: str, language: str | None) -> frozenset[str]:
        entries = (entry for code in self.read_with(language) for entry in self.word_list(code).words.get(section, ()))
        return frozenset(fold(word) for entry in entries for word in entry.split("|"))

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
                raise RuleError(f"no word list has the {sections} `{section}`{nearest(section, known)}", word=section)


def load_word_list(path: Path) -> WordList:
    """Raises RuleError with file and line."""
    words = load_yaml(path, WordList)
    if words.language != path.stem:
        where = place(path, ("language",))
        raise RuleError(f"{where}: the list of `{words.language}` must be called {words.language}.yaml")
    return words


def _added(words: WordList, more: WordList) -> WordList:
    """Both lists as one, each phrase once."""
    phrases = {section: dict(kinds) for section, kinds in words.phrases.items()}
    for section, kinds in more.phrases.items():
        known = phrases.setdefault(section, {})
        for kind, texts in kinds.items():
            known[kind] = list(dict.fromkeys([*known.get(kind, ()), *texts]))
    looked_up = dict(words.words)
    for section, texts in more.words.items():
        looked_up[section] = list(dict.fromkeys([*looked_up.get(section, ()), *texts]))
    return WordList(language=words.language, name=words.name or more.name, phrases=phrases, words=looked_up)


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
