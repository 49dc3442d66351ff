"""Names out of short texts such as a byline: cues, roles, dates and junk taken off, several names told apart."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from copydesk.page.name_parts import apart, is_degree
from copydesk.rulebook.vocabulary import ENGLISH, Vocabulary
from copydesk.scan.names import Names
from copydesk.text import PARTICLES, fold

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
MAX_SPAN_WORDS = 5
"""Words after a cue within a sentence that may be of the name."""

SHORT_CUE_CHARS = 6
"""A shorter cue of one word, such as "by", is a word of names and sentences too: it counts at the start, or after a
figure or a mark."""

WORDS = ("byline_role", "desk", "agency", "author_junk", "months", "weekdays", "byline_and")
"""Sections of the word lists that are looked up."""

_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BRACKETED = re.compile(r"\([^()]{0,120}\)|\[[^\[\]]{0,120}\]|（[^（）]{0,60}）|【[^【】]{0,60}】")
_LINK = re.compile(r"\S*@\S*|https?://\S*|www\.\S*")
_EDGES = " \t.:：,;–—-|*_\"'“”„‟«»‹›@/\\·•<>()[]{}（）【】…+=#~!?"
_SPLIT = re.compile(r"\s*(?:[|｜•·⋅∙,;&、，；＆»›→►▪■/]|\\|//)\s*|\s+[-–—]+\s+|\s{3,}|\s+\+\s+")
_DIGIT = re.compile(r"\d")
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
        codes = dict.fromkeys((language, ENGLISH)) if language in vocabulary.languages else vocabulary.languages
        self._words = {section: vocabulary.words(section, language) for section in WORDS}
        self._language = language
        self.names = Names(vocabulary)
        self._pieces = lru_cache(MAX_TEXTS)(self._read)
        self._other_words = lru_cache(MAX_TEXTS)(self._find_other_words)
        said = Counter(
            word
            for code in codes
            if code
            for section in vocabulary.word_list(code).phrases
            if section != "byline_cue"
            for phrase in vocabulary.phrases(section, code)
            for word in set(phrase.text.split())
        )
        self._said = frozenset(word for word, count in said.items() if count >= MIN_SAID)
        self._furniture = frozenset(
            phrase.text
            for code in codes
            if code
            for section in vocabulary.word_list(code).phrases
            if section != "byline_cue"
            for phrase in vocabulary.phrases(section, code)
            if phrase.kind == "line"
        )
        cues = {
            phrase.text.strip(" (")
            for code in codes
            if code
            for phrase in vocabulary.phrases("byline_cue", code)
            if phrase.kind in ("prefix", "line")
        }
        cues |= self._words["byline_role"] & _CUE_ROLES
        of_bylines = (cues, *(self._words[section] for section in WORDS), _CLOCK)
        self._of_bylines = frozenset(
            word.strip(_EDGES) for words in of_bylines for told in words for word in told.split()
        )
        ordered = sorted((cue for cue in cues if len(cue) > 1 or not cue.isascii()), key=len, reverse=True)
        spelled = {cue: re.escape(cue).replace(r"\ ", r"\s*").replace(r"\:", r"\s*[:：]") for cue in ordered}
        start = "|".join(spelled.values())
        sure = "|".join(
            text
            for cue, text in spelled.items()
            if " " in cue or cue[-1] in ":：/|" or len(cue) > SHORT_CUE_CHARS or _CJK.match(cue)
        )
        short = "|".join(
            text
            for cue, text in spelled.items()
            if " " not in cue and cue[-1] not in ":：/|" and cue.isalpha() and not _CJK.match(cue)
        )
        tail = r"(?:(?<=[:：/|])|(?<=[\u3040-\u9fff])|(?=[\s:：|–—-])|$)\s*[:：|–—-]?\s*"
        self._start = re.compile(rf"[\W_]*(?:{start}){tail}", re.IGNORECASE)
        self._sure = re.compile(
            rf"(?:(?<=[\s|·•,(（–—/-])|(?<=[\dA-Za-zäöüß])(?=[A-ZÄÖÜ])|(?<=[\u3040-\u9fff]))(?:{sure}){tail}",
            re.IGNORECASE,
        )
        self._short = re.compile(rf"(?:(?<=[\s|·•,–—)/-])|(?<=\d))(?:{short})(?:\s+|\s*[:：]\s*)(?=\S)", re.IGNORECASE)
        joins = sorted((word for word in self._words["byline_and"] if word.isalpha() and not _CJK.match(word)), key=len)
        self._and = re.compile(rf"\s+(?:{'|'.join(map(re.escape, reversed(joins)))})\s+", re.IGNORECASE)

    def starts_with_cue(self, text: str) -> bool:
        match = self._start.match(text)
        return bool(match and match.end())

    def is_cue(self, text: str) -> bool:
        """Whether the text is a cue and nothing else."""
        match = self._start.match(text)
        return bool(match and not text[match.end() :].strip(_EDGES))

    def pieces(self, text: str) -> list[Piece]:
        """What stands in a byline where names do, in its order."""
        return self._pieces(text[:MAX_TEXT_CHARS])

    def _read(self, text: str) -> list[Piece]:
        text = " ".join(text.split())
        if text[:1] in "(（[【" and text[-1:] in ")）]】":
            text = text[1:-1]
        found: list[Piece] = []
        for match in self._sure.finditer(text):
            if rest := text[match.end() :].strip(_EDGES):
                found += self._split(rest, cued=True)
                break
        for match in self._short.finditer(text):
            if span := self._span(text[match.end() :]):
                found.append(Piece(span, True, 0, inner=True))
                break
        rest, cued = self._without_start(text)
        desk = text[: len(text) - len(rest)].strip()
        if cued and desk[-1].isalpha() and self.is_word(desk, "desk") and len(text) <= MAX_NAME_CHARS:
            found.append(Piece(text.strip(_EDGES), False, 0))  # the desk is the author
        return [*found, *self._split(rest, cued)][:MAX_PIECES]

    def _split(self, text: str, cued: bool) -> list[Piece]:
        found: list[Piece] = []
        for part in _SPLIT.split(_LINK.sub(" | ", _BRACKETED.sub(" ", text))):
            for name in self._and.split(part):
                bare, had_cue = self._without_start(name)
                cued |= had_cue
                for one in apart(bare, keep_pair=self._language == JAPANESE):
                    found += [Piece(form, cued, len(found), role) for form, role in self._forms(one)]
                if len(found) >= MAX_PIECES:
                    return found[:MAX_PIECES]
        return found

    def _span(self, text: str) -> str:
        """The name at the start of the rest of a sentence: as far as its words have capitals, but for the first."""
        words = text[:MAX_NAME_CHARS].split()[: MAX_SPAN_WORDS + 1]
        span: list[str] = []
        for word in words:
            bare = word.strip(_EDGES)
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
        words = (fold(part).strip(_EDGES) for part in text.split())
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

    def _without_start(self, text: str) -> tuple[str, bool]:
        had = False
        for _ in range(3):
            match = self._start.match(text)
            if not match or not match.end() or not text[match.end() :].strip(_EDGES):
                break
            text, had = text[match.end() :], True
        return text, had

    def _forms(self, text: str) -> list[tuple[str, bool]]:
        """The name in a part of a byline, if there is one, and whether a role stood beside it."""
        words = [word for word in text.strip(_EDGES).split() if word.strip(_EDGES)]
        words = self._without_times(words)
        if len(words) > 1 and (bare := self._without_start(" ".join(words)))[1]:  # a date stood before the cue
            words = bare[0].split()
        before = len(words)
        words = self._without_roles(words)
        if len(words) == 1 < before <= 2 and not _CJK.search(text):  # "Roving Reporter" is a name of its own
            words = text.strip(_EDGES).split()
        name = " ".join(words).strip(_EDGES)
        if name.endswith((" jr", " Jr", " Dr", " St")) or re.search(r"\b[A-Z]$", name):
            name += "." if f"{name}." in text else ""
        if not 2 <= len(name) <= MAX_NAME_CHARS or len(words) > MAX_NAME_WORDS:
            return []
        if not any(map(str.isalpha, name)) or self.is_word(name, "months", "weekdays", "byline_role", "byline_and"):
            return []
        if self.is_cue(name) and not self.is_word(name, "desk", "agency"):
            return []
        if is_degree(name):
            return []
        return [(name, len(words) < before)]

    def _without_times(self, words: list[str]) -> list[str]:
        """The words without a date or time at either end, and what follows one. A month alone may be a name."""
        while words and words[-1].strip(_EDGES)[:1].isdigit():
            words = words[:-1]
            while words and self._is_time(words[-1]):
                words = words[:-1]
        while words and words[0].strip(_EDGES)[:1].isdigit():
            words = words[1:]
            while words and self._is_time(words[0]):
                words = words[1:]
        if words and fold(words[0]) in self._words["weekdays"]:
            words = words[1:]
        cut = next((n for n, word in enumerate(words) if word.strip(_EDGES)[:1].isdigit()), len(words))
        kept = words[:cut]
        while cut < len(words) and kept and self._is_time(kept[-1]):
            kept = kept[:-1]
        return kept

    def _is_time(self, word: str) -> bool:
        bare = fold(word).strip(".,")
        return bool(_DIGIT.search(word)) or any(
            bare in words for words in (self._words["months"], self._words["weekdays"], _CLOCK)
        )

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


_CUE_ROLES = frozenset(["记者", "記者", "撰稿", "通讯员", "見習記者", "本报记者", "本報記者", "作者", "執筆", "文"])
_CLOCK = frozenset(["uhr", "am", "pm", "a.m", "p.m", "um", "at", "est", "edt", "gmt", "utc", "wib", "ist", "on", "den",
                    "le", "el", "em", "à", "in", "vom"])  # fmt: skip
"""Words that stand beside a date or a time."""


@cache
def _finder(vocabulary: Vocabulary, language: str | None) -> NameFinder:
    return NameFinder(vocabulary, language)


def name_finder(vocabulary: Vocabulary, language: str | None) -> NameFinder:
    """The finder of a language, made once."""
    return _finder(vocabulary, language if language in vocabulary.languages else None)
