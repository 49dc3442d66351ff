"""Names out of short texts such as a byline: cues, roles, dates and junk taken off, several names told apart."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from copydesk.page.credit_line import CreditLine
from copydesk.page.cues import EDGES, Cues, narrowed
from copydesk.page.name_parts import (
    CLOCK,
    KoreanNames,
    Times,
    apart,
    before_sentence,
    is_degree,
    is_japanese,
    without_report,
)
from copydesk.rulebook.vocabulary import Vocabulary
from copydesk.scan.names import Names
from copydesk.text import CJK, PARTICLES, fold

MAX_TEXT_CHARS = 260
MAX_NAME_CHARS, MAX_NAME_WORDS = 60, 6
MAX_TEXTS = 1 << 12
"""Texts whose names are remembered: the same stand in JSON-LD, in a meta element and on the page."""

MAX_PIECES = 12
"""Names that one text may give."""

MIN_SAID = 3
"""Phrases of the word lists that must have a word before it counts as one of furniture."""

JAPANESE = "ja"
MAX_ROLE_WORDS = 5
MIN_AGENCY_CHARS = 7
"""A shorter agency of one word may be somebody's name, unless it is in small letters, or it alone in capitals."""

INITIAL_CHARS = 2
"""Of the middle name before a family name that is an agency's, too."""

MAX_SPAN_WORDS = 5
"""Words after a cue within a sentence that may be of the name."""

WORDS = ("byline_role", "desk", "agency", "author_junk", "months", "weekdays", "byline_and")
"""Sections of the word lists that are looked up."""

_BRACKETED = re.compile(r"\([^()]{0,120}\)|\[[^\[\]]{0,120}\]|【[^【】]{0,60}】")
_HELPED = re.compile(r"([^,|/()]+)\(([^()]{2,40})\)")
"""A name with its part in brackets, as in "Ana Petrel (Text) und Otto Pilot (Fotos)"."""

_LINK = re.compile(r"\S*@\S*|https?://\S*|www\.\S*")
_SPLIT = re.compile(r"\s*(?:[|•·⋅∙,;&、，،؛»›→►▪■=]|(?<!\b[ads])/|/(?![lpo]\b)|\\|//)\s*|\s+[-–—]+\s+|\s+\+\s+")
"""Marks between names; "a/l" and its like stand in names of Malaysia."""

_CASELESS = re.compile("[\u0600-\u06ff\u0900-\u097f]")
"""Scripts without capitals and with spaces: a word such as "on" is all that tells a sentence from a name."""

DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}[./]\s?\d{1,2}[./]\s?\d{2,4}|\b\d{1,2}:\d\d\b|\b\d{1,2}\s?[ap]\.?m\b"
    r"|年\d|\d月|\d日|\b(?:ago|vor) \d|\d (?:\w+ )?ago\b",
    re.IGNORECASE,
)


class Piece(NamedTuple):
    """A name, or what stands where one could. cued: a byline's cue stands before it; place: which of several, from 0;
    role: a role stood beside it; inner: the cue stood amid the text."""

    text: str
    cued: bool
    place: int
    role: bool = False
    inner: bool = False


class NameFinder:
    """Reads bylines in one language, and in English; where it is unknown, in all."""

    def __init__(self, vocabulary: Vocabulary, language: str | None) -> None:
        codes = vocabulary.read_with(language)
        self._words = {section: vocabulary.words(section, language) for section in WORDS}
        self._small = vocabulary.words("function_words", language)
        self._language = language
        self._times = Times(self._words["months"], self._words["weekdays"], self._words["author_junk"])
        self.names = Names(vocabulary)
        self.cues = Cues(vocabulary, codes, self._words["byline_role"])
        self.credits = CreditLine(vocabulary, codes, self.cues, self._words["byline_and"])
        self._korean = KoreanNames(
            [cue for cue in self.cues.behind if cue not in self._words["desk"]],
            frozenset().union(*(self._words[section] for section in WORDS), self.cues.all),
        )
        self._pieces = lru_cache(MAX_TEXTS)(self._read)
        self._other_words = lru_cache(MAX_TEXTS)(self._find_other_words)
        furniture = [
            phrase
            for code in codes
            for section in vocabulary.word_list(code).phrases
            if section != "byline_cue"
            for phrase in vocabulary.phrases(section, code)
        ]
        said = Counter(word for phrase in furniture for word in set(phrase.text.split()))
        self._said = frozenset(word for word, count in said.items() if count >= MIN_SAID)
        self._furniture = frozenset(phrase.text for phrase in furniture if phrase.kind == "line")
        of_bylines = (self.cues.all, *(self._words[section] for section in WORDS), CLOCK)
        self._of_bylines = frozenset(
            word.strip(EDGES) for words in of_bylines for told in words for word in told.split()
        )
        joins = sorted((word for word in self._words["byline_and"] if word.isalpha() and not CJK.match(word)), key=len)
        self._and = re.compile(rf"\s+(?:{'|'.join(map(re.escape, reversed(joins)))})\s+", re.IGNORECASE)

    def pieces(self, text: str) -> list[Piece]:
        """What stands in a byline where names do, in its order."""
        return self._pieces(text[:MAX_TEXT_CHARS])

    def is_byline(self, text: str) -> bool:
        """Whether the text credits somebody, for whatever."""
        return any(piece.cued for piece in self.pieces(text)) or self.credits.has_second_hand(narrowed(text))

    def is_signed(self, text: str) -> bool:
        """Whether what stands in brackets at the end of a text names its author: after a cue, or in Japanese alone."""
        pieces = self.pieces(text)
        if self._language == JAPANESE and pieces and is_japanese(pieces[-1].text):
            return True
        return any(piece.cued for piece in pieces)

    def _read(self, text: str) -> list[Piece]:
        text = narrowed(text)
        if text[:1] in "([【" and text[-1:] in ")]】":
            text = text[1:-1]
        return [piece for part in self.credits.parts(text) for piece in self._read_part(part)][:MAX_PIECES]

    def _read_part(self, text: str) -> list[Piece]:
        helped = self.credits.is_second_hand(text)
        if not helped and (korean := self._korean.find(text)):
            return [Piece(name, True, place, role=True) for place, name in enumerate(korean)]
        if helped:
            return self._split(self.credits.helper_of(text), cued=False)
        found: list[Piece] = []
        for match in self.cues.sure.finditer(text):
            if rest := text[match.end() :].strip(EDGES):
                found += self._split(rest, cued=True)
                break
        for match in self.cues.short.finditer(text):
            if span := self._span(text[match.end() :]):
                found.append(Piece(span, True, 0, inner=True))
                break
        rest, cued = self.cues.without_start(text)
        desk = text[: len(text) - len(rest)].strip()
        if cued and desk[-1].isalpha() and self.is_word(desk, "desk") and len(text) <= MAX_NAME_CHARS:
            found.append(Piece(text.strip(EDGES), False, 0))  # the desk is the author
        return [*found, *self._split(rest, cued)][:MAX_PIECES]

    def _split(self, text: str, cued: bool) -> list[Piece]:
        found: list[Piece] = []
        text = _HELPED.sub(lambda match: " | " if self.credits.is_helper(match[2]) else match[0], text)
        for number, part in enumerate(_SPLIT.split(_LINK.sub(" | ", _BRACKETED.sub(" | ", text)))):
            for name in self._and.split(f" {part}" if number else part):
                bare, had_cue = self.cues.without_start(name)
                cued |= had_cue
                for one in apart(before_sentence(bare), keep_pair=self._language == JAPANESE):
                    found += [Piece(form, cued, len(found), role) for form, role in self._forms(one)]
                if len(found) >= MAX_PIECES:
                    return found[:MAX_PIECES]
        return found

    def _span(self, text: str) -> str:
        """The name at the start of the rest of a sentence: as far as its words have capitals, but for the first."""
        words = text[:MAX_NAME_CHARS].split()[: MAX_SPAN_WORDS + 1]
        if [word.islower() and word.isalpha() and word not in CLOCK for word in words[:2]] == [True, True]:
            return ""  # "by bus only"
        span: list[str] = []
        for word in words:
            bare = word.strip(EDGES)
            if not bare or bare[0].isdigit() or (span and not bare[0].isupper() and bare.lower() not in PARTICLES):
                break
            span.append(bare)
            if word[-1] in ",;:|)/!?" or (word[-1] == "." and len(bare) > 2):
                break
        while len(span) > 1 and span[-1].lower() in PARTICLES:
            span.pop()
        return next((form for form, _ in self._forms(" ".join(span[:MAX_SPAN_WORDS]))), "")

    def other_words(self, text: str) -> frozenset[str]:
        """The words of a text, folded, that are no cue, role or date: few but names are left of a byline."""
        return self._other_words(text)

    def _find_other_words(self, text: str) -> frozenset[str]:
        words = (fold(part).strip(EDGES) for part in text.split())
        return frozenset(word for word in words if word and word[0].isalpha() and word not in self._of_bylines)

    def is_furniture(self, name: str) -> bool:
        """Whether the name is a line that pages have around their articles."""
        return fold(name) in self._furniture

    def furniture_share(self, words: Sequence[str]) -> float:
        """The share of the words that several lines have which pages have around their articles."""
        return sum(fold(word) in self._said for word in words) / max(len(words), 1)

    def is_person(self, name: str) -> bool:
        """Whether the name is one of a person, of more than one word, and no desk, agency or role."""
        words = name.split()
        return (
            self.names.is_full_name(name)
            and not self.has_role_word(words)
            and not self.is_word(name, "desk", "agency", "author_junk")
        )

    def has_role_word(self, words: Sequence[str]) -> bool:
        """Whether one of the words is a role by itself, such as "editor"."""
        return any(fold(word) in self._words["byline_role"] for word in words)

    def is_word(self, name: str, *sections: str) -> bool:
        """Whether the name is one of the words of these sections."""
        folded = fold(name)
        return any(folded in self._words[section] for section in sections)

    def _forms(self, text: str) -> list[tuple[str, bool]]:
        """The name in a part of a byline, if there is one, and whether a role stood beside it."""
        words = [word for word in text.strip(EDGES).split() if word.strip(EDGES)]
        words = self._times.without(words)
        if len(words) > 1 and (bare := self.cues.without_start(" ".join(words)))[1]:  # a date stood before the cue
            words = bare[0].split()
        before = len(words)
        words = self._without_roles(words)
        if len(words) == 1 < before <= 2 and not CJK.search(text):  # "Roving Reporter" is a name of its own
            words = text.strip(EDGES).split()
        name = " ".join(words).strip(EDGES)
        if name.endswith((" jr", " Jr", " Dr", " St")) or re.search(r"\b[A-Z]$", name):
            name += "." if f"{name}." in text else ""
        if not 2 <= len(name) <= MAX_NAME_CHARS or len(words) > MAX_NAME_WORDS:
            return []
        if not any(map(str.isalpha, name)) or self.is_word(name, "months", "weekdays", "byline_role", "byline_and"):
            return []
        if self.cues.is_cue(name) and not self.is_word(name, "desk", "agency"):
            return []
        if is_degree(name):
            return []
        if _CASELESS.search(name) and any(fold(word) in self._small for word in name.split()):
            return []
        name = self._without_glued_role(name)
        if CJK.search(name) and (self.cues.sure.search(name) or not (name := without_report(name))):
            return []
        if several := self._beside_agency(words):
            return [(one, False) for one in several]
        return [(name, len(words) < before)]

    def _beside_agency(self, words: Sequence[str]) -> tuple[str, ...]:
        """A full name and the agency behind it, as in "Ana Petrel Associated Press", where there are both."""
        for size in range(min(MAX_ROLE_WORDS, len(words) - 2), 0, -1):
            agency, named = " ".join(words[-size:]), list(words[:-size])
            if named[-1] in self._small:  # "for Reuters"
                named.pop()
            name = " ".join(named)
            is_told = (
                size > 1 or len(agency) >= MIN_AGENCY_CHARS or agency.islower() or agency.isupper() > name.isupper()
            )
            if is_told and self.is_word(agency, "agency") and len(named[-1]) > INITIAL_CHARS and self.is_person(name):
                return name, agency
        return ()

    def _without_glued_role(self, name: str) -> str:
        """A Chinese or Japanese name without the role that stands behind it, where the rest is surely one."""
        for cut in range(len(name) - 2, 1, -1) if CJK.search(name) else ():
            if name[cut:] in self._words["byline_role"] and is_japanese(name[:cut]):
                return name[:cut]
        return name

    def _without_roles(self, words: list[str]) -> list[str]:
        roles = self._words["byline_role"]
        for size in range(min(MAX_ROLE_WORDS, len(words) - 1), 0, -1):
            if fold(" ".join(words[-size:])) in roles:
                words = words[:-size]
                break
        for size in range(min(MAX_ROLE_WORDS, len(words) - 1), 0, -1):
            if fold(" ".join(words[:size])) in roles:
                return words[size:]
        return words


@cache
def _finder(vocabulary: Vocabulary, language: str | None) -> NameFinder:
    return NameFinder(vocabulary, language)


def name_finder(vocabulary: Vocabulary, language: str | None) -> NameFinder:
    """The finder of a language, made once."""
    return _finder(vocabulary, vocabulary.listed(language))
