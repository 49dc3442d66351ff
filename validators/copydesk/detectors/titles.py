"""Phrases in headlines: what a page says of itself in its title, beside the name of its site."""

import re
from collections.abc import Collection, Sequence
from functools import cache

import numpy as np

from copydesk.rulebook.vocabulary import Phrase, Vocabulary
from copydesk.scan.block import MAX_TITLE_CHARS, Block
from copydesk.scan.lines import Bools
from copydesk.scan.literals import LiteralMatcher, literal_matcher
from copydesk.scan.phrases import one_word
from copydesk.text import fold

# What stands between a headline and the name of its site, `Page not found | Gazette`, `Gazette » Sport`, or behind the
# number of an error, `404: Page not found`.
_BETWEEN = re.compile(r"\s+[-–—|·•:»›>]+\s+|\s*(?:\||｜|::|»|›)\s*|(?<=[0-9]):\s+")


def parts(title: str | None) -> list[str]:
    """The parts of a title, folded; the first is all of it, where it has several."""
    title = (title or "")[:MAX_TITLE_CHARS]
    return list(dict.fromkeys(folded for part in (title, *_BETWEEN.split(title)) if (folded := fold(part))))


class TitlePhrases:
    """Phrases of the word lists, looked for in the titles of some articles."""

    def __init__(self, vocabulary: Vocabulary, phrases: Sequence[str], words: Sequence[str] = ()) -> None:
        """phrases, words: sections of the word lists; a word counts where a part of the title is nothing else."""
        vocabulary.check_sections([*phrases], [*words])
        self._vocabulary = vocabulary
        self._sections, self._words = phrases, words
        self._phrases = cache(self._phrases_of)
        self._languages: set[str | None] = set()
        self._texts: list[str] = []
        self._matcher: LiteralMatcher = literal_matcher([], caseless=False)

    def find(self, block: Block, articles: Bools) -> dict[int, Phrase]:
        """By article: a phrase that a part of its title is, or else one that it begins with, ends with or holds."""
        if not articles.any() or not (self._sections or self._words):
            return {}
        titles, starts = block.plain_titles
        self._learn(block.languages)
        hits = list(self._matcher.find(titles))
        places = np.searchsorted(starts, [end for _, end in hits]) - 1
        said: dict[int, set[str]] = {}
        for (index, _), article in zip(hits, places.tolist(), strict=True):
            if articles[article]:
                said.setdefault(article, set()).add(self._texts[index])
        found = {n: self._said(block.columns["title"][n], block.languages[n], said[n]) for n in sorted(said)}
        return {n: phrase for n, phrase in found.items() if phrase}

    def in_text(self, text: str, language: str | None) -> Phrase | None:
        """The same for one text of an article in a language, as of its page."""
        whole = fold(text[:MAX_TITLE_CHARS])
        known = self._phrases(self._vocabulary.listed(language))
        return self._said(text, language, [phrase for phrase in known if phrase in whole])

    def _said(self, title: str, language: str | None, texts: Collection[str]) -> Phrase | None:
        """The phrase of these that the title says. texts: those that stand in it somewhere."""
        known, folded = self._phrases(self._vocabulary.listed(language)), parts(title)
        phrases = sorted((phrase for text in texts for phrase in known.get(text, ())), key=_rank)
        return next((phrase for phrase in phrases for part in folded if _holds(part, phrase)), None)

    def _phrases_of(self, language: str | None) -> dict[str, list[Phrase]]:
        """The phrases of a language and of English, or of all languages, by their text."""
        known: dict[str, list[Phrase]] = {}
        for code in self._vocabulary.read_with(language):
            phrases = [p for section in self._sections for p in self._vocabulary.phrases(section, code)]
            words = {word for section in self._words for word in self._vocabulary.words(section, code)}
            for phrase in (*phrases, *(Phrase(word, "line", code) for word in words)):
                known.setdefault(phrase.text, []).append(phrase)
        return known

    def _learn(self, languages: Sequence[str | None]) -> None:
        """Compiles the phrases of languages that come for the first time, with those of all before them: a matcher for
        each mixture of languages would be one for each block."""
        listed = set(map(self._vocabulary.listed, set(languages)))
        if not self._languages.issuperset(listed):
            self._languages |= listed
            self._texts = sorted({text for language in self._languages for text in self._phrases(language)})
            self._matcher = literal_matcher([text.encode() for text in self._texts], caseless=False)


def _rank(phrase: Phrase) -> tuple[bool, str]:
    """Whole parts first."""
    return phrase.kind != "line", phrase.text


def _holds(part: str, phrase: Phrase) -> bool:
    """Whether the phrase stands in the part where its kind may, as words of its own."""
    text = phrase.text
    match phrase.kind:
        case "line":
            return part == text
        case "prefix":
            at = 0 if part.startswith(text) else -1
        case "suffix":
            at = len(part) - len(text) if part.endswith(text) else -1
        case _:
            at = part.find(text)
    if at < 0:
        return False
    end = at + len(text)
    return not one_word(part[max(at - 1, 0) : at], text[0]) and not one_word(text[-1], part[end : end + 1])
