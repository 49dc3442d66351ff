"""What the word lists say of the entries of the authors, looked up by language."""

import re
from collections.abc import Iterator
from functools import cache

from copydesk.rulebook.vocabulary import ENGLISH, Phrase, Vocabulary

FURNITURE = ("share", "player", "promo", "comments", "meta", "related", "read_also", "advert")
"""Sections of the word lists: lines of a page, which scrapers take for its author where they stand beside the name."""

PHRASES = ("byline_cue", "credit", "null_like", *FURNITURE)
WORDS = ("author_junk", "byline_role", "byline_and", "byline_more", "agency", "desk", "months", "relative_time")
"""Sections of the word lists."""

TRIMMED = ' \t,;:|/()[]{}<>«»"“”-–—•·→'
SPACELESS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


class EntryWords:
    """The sections that tell names from what else scrapers put into the authors."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.cues = cache(self._cues_of)
        self.marks = cache(self._marks_of)
        self.credit = cache(self._credit_of)
        self.furniture = cache(self._furniture_of)
        self.null_like = frozenset(phrase.text for phrase in vocabulary.phrases("null_like", ENGLISH))

    def words(self, section: str, language: str | None) -> frozenset[str]:
        return self._vocabulary.words(section, language)

    def _phrases(self, section: str, language: str | None) -> Iterator[Phrase]:
        for code in self._vocabulary.read_with(language):
            yield from self._vocabulary.phrases(section, code)

    def _cues_of(self, language: str | None) -> dict[str, list[tuple[str, bool]]]:
        """The cues of a language by their first characters, the longest first, and whether they are one without a mark
        behind them: what is a role, an agency or a desk, too, is not, nor what a name in its script may begin with."""
        phrases = (p for p in self._phrases("byline_cue", language) if p.kind in ("line", "prefix"))
        written = {small(phrase.written).strip(TRIMMED) for phrase in phrases} - {""}
        others = frozenset().union(*(self.words(section, language) for section in ("byline_role", "agency", "desk")))
        cues: dict[str, list[tuple[str, bool]]] = {}
        for cue in sorted(written, key=len, reverse=True):
            cues.setdefault(cue[0], []).append((cue, cue not in others and not SPACELESS.search(cue)))
        return cues

    def _credit_of(self, language: str | None) -> tuple[str, ...]:
        phrases = self._phrases("credit", language)
        return tuple({p.text for p in phrases if p.kind == "prefix" and p.text.endswith(":")})

    def _furniture_of(self, language: str | None) -> frozenset[str]:
        phrases = (phrase for section in FURNITURE for phrase in self._phrases(section, language))
        return frozenset(phrase.text for phrase in phrases if phrase.kind == "line")

    def _marks_of(self, language: str | None) -> tuple[frozenset[str], dict[str, tuple[str, ...]]]:
        """First and last words of what the word lists have, as they write it; in scripts without spaces all of it, by
        its first two characters."""
        entries: list[str] = []
        for words in map(self._vocabulary.word_list, self._vocabulary.read_with(language)):
            entries += [
                part for section in WORDS for entry in words.words.get(section, ()) for part in entry.split("|")
            ]
            entries += [phrase for phrases in words.phrases.get("byline_cue", {}).values() for phrase in phrases]
        bare = [small(entry).strip(TRIMMED + ".") for entry in entries]
        ends = {word for entry in bare if entry for word in (entry.split()[0], entry.split()[-1])}
        parts: dict[str, tuple[str, ...]] = {}
        for entry in filter(SPACELESS.search, bare):
            if len(entry) > 1:
                parts[entry[:2]] = (*parts.get(entry[:2], ()), entry)
        return frozenset(ends | {word + "." for word in ends}), parts


def small(text: str) -> str:
    """In small letters, one for one, and with one letter for the two i of Turkish."""
    return text.lower() if text.isascii() else text.replace("İ", "i").lower().replace("ı", "i")
