"""What an entry of the authors is: the name of one person, or something else that scrapers put there."""

import re
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from copydesk.result.model import Severity
from copydesk.rulebook.vocabulary import ENGLISH, Vocabulary
from copydesk.scan.names import MAX_NAMES, Names
from copydesk.scan.site import naming
from copydesk.text import PARTICLES, fold

Kind = Literal["publisher", "junk", "cue", "agency", "unsplit"]
"""In the order in which they are looked for: an entry is called by the first that fits."""

MAX_ENTRIES = 1 << 15
"""Entries whose verdict is remembered, some 0.3 KB each: bylines recur."""

MAX_CHARS = 300
"""Of a longer entry only the start is looked at."""

MIN_MONTH_CHARS = 7
"""Shorter names of months are names of people, too."""

FURNITURE = ("share", "player", "promo", "comments", "meta", "related", "read_also", "advert")
"""Sections of the word lists: lines of a page, which scrapers take for its author where they stand beside the name."""

PHRASES = ("byline_cue", "credit", "null_like", *FURNITURE)
WORDS = ("author_junk", "byline_role", "byline_and", "byline_more", "agency", "desk", "months", "relative_time")
"""Sections of the word lists."""


class Verdict(NamedTuple):
    """What an entry is. says: in the words of a message. suggest: the names in it, where that is certain."""

    kind: Kind
    says: str
    suggest: tuple[str, ...] = ()
    severity: Severity | None = None


_LINK = re.compile(r"https?:|www\.|@|\.(?:com|net|org|html?|php|txt)\b", re.IGNORECASE | re.ASCII)
_HOST = re.compile(r"[\w-]{2,}(?:\.[\w-]{2,})*\.[a-z]{2,4}", re.ASCII)
_LOGIN = re.compile(r"[a-z0-9]+(?:[-._][a-z0-9]+)+|[a-z]+[0-9]{2,}", re.ASCII)
_CODE = re.compile(r"[<>{}]|\[\[|%\w+%|&#?\w+;|\\u[0-9a-f]{4}", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_DATE = re.compile(
    r"\b\d{1,2}[:.]\d{2}\b"  # a time of day
    r"|\b\d{4}-\d{1,2}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\d{6}"  # a day in figures, or a long number
    r"|(?:^|\s)(?:19|20)\d\d(?:$|\s)"  # a year by itself
)
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SPACELESS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_VOWEL_SIGNS = "\u0300-\u036f\u0590-\u08ff\u0900-\u0dff\u0e00-\u0e7f\u1000-\u109f"
_NO_NAME = re.compile(rf"[^\w{_VOWEL_SIGNS} '’.-]|[\d_]|^[a-z]+[-.]|[.][a-z]{{2,4}}$")
"""What names do not have, but for a few."""

_CUE_MARKS = ":：|/=＝-・"
_TRIMMED = ' \t,;:|/()[]{}<>«»"“”-–—•·→'


class EntryReader:
    """Tells names from what else scrapers put into the authors."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._names = Names(vocabulary)
        self._cues = cache(self._cues_of)
        self._marks = cache(self._marks_of)
        self._credit = cache(self._credit_of)
        self._furniture = cache(self._furniture_of)
        self._null_like = frozenset(phrase.text for phrase in vocabulary.phrases("null_like", ENGLISH))
        self.judge = lru_cache(MAX_ENTRIES)(self._judge)

    def _judge(self, entry: str, language: str | None, host: str | None, source: str | None) -> Verdict | None:
        """What an entry is, if it is not the name of a person; None for names."""
        text = " ".join(entry[:MAX_CHARS].split())
        bare = text.strip(_TRIMMED)
        is_one = "," not in bare and "@" not in bare and not bare.lower().startswith(("www.", "http"))
        if is_one and naming(bare, host, source):
            return Verdict("publisher", "the name of the site")
        folded = fold(text)
        if folded not in self._furniture(language) and not self._is_doubtful(text, language):
            return None
        if folded in self._null_like:
            return None  # another rule's: RE03
        if folded in self._words("agency", language) or folded in self._words("desk", language):
            return Verdict("agency", "an agency or a desk")
        if folded in self._words("byline_role", language):
            return Verdict("cue", "a role without a name")
        return (
            self._junk(text, folded, language)
            or self._cued(text, folded, language)
            or self._agency(text, language)
            or self._unsplit(text, folded, language)
        )

    def _is_doubtful(self, entry: str, language: str | None) -> bool:
        """Whether the entry holds a character that names do not have, or a word of the word lists: few names do."""
        if not 2 < len(entry) < MAX_CHARS or not (entry.replace(" ", "").isalpha() or not _NO_NAME.search(entry)):
            return True
        words, parts = self._marks(language)
        if not words.isdisjoint(_small(entry).replace("-", " ").split()):
            return True
        if entry.isascii() or not _SPACELESS.search(entry):
            return False
        return any(entry.startswith(parts.get(entry[n : n + 2], ()), n) for n in range(len(entry) - 1))

    def _junk(self, text: str, folded: str, language: str | None) -> Verdict | None:
        says = self._said_of_junk(text, folded, language)
        if not says:
            return None
        if says == "a date" and not _DIGIT.search(text):
            text = text.rsplit(" ", 1)[0]
            people = [text]
        else:
            people = [part for part in self._parts(text, language) if part != text]
        names = [name for name in people if self._names.is_full_name(name) and self._is_person(name, language)]
        return Verdict("junk", says, tuple(names) if len(names) == 1 else ())

    def _said_of_junk(self, text: str, folded: str, language: str | None) -> str | None:
        if sum(map(str.isalpha, text)) < 2:
            return "no name"
        if _LINK.search(text) or _HOST.fullmatch(text) or _LOGIN.fullmatch(text):
            return "an address or a login"
        if _CODE.search(text):
            return "a piece of code"
        junk = self._words("author_junk", language)
        if (
            folded in junk
            or folded in self._furniture(language)
            or any(" " in phrase and f" {phrase} " in f" {folded} " for phrase in junk)
        ):
            return "text of the page"
        if folded.startswith(self._credit(language)):
            return "a credit"
        return "a date" if self._is_dated(text, folded, language) else None

    def _is_dated(self, text: str, folded: str, language: str | None) -> bool:
        words, months = folded.split(), self._words("months", language)
        if not _DIGIT.search(text):  # some scrapers keep the letters of a date alone
            return len(words) >= 3 and len(words[-1]) >= MIN_MONTH_CHARS and words[-1] in months
        relative = self._words("relative_time", language)
        return (
            _DATE.search(text) is not None
            or any(word.strip(_TRIMMED + ".") in months for word in words)
            or any(f" {word} " in f" {folded} " for word in relative)
        )

    def _cued(self, text: str, folded: str, language: str | None) -> Verdict | None:
        """Cues in front, and roles in front or behind, taken off until a name is left."""
        rest, says = text, ""
        if found := self._cue_in_front(text, language):
            cue, is_marked, behind = found
            behind = behind.strip(_TRIMMED)
            words = [word for word in behind.split() if word.lower() not in PARTICLES]
            is_particle = cue in PARTICLES and not is_marked  # "Von Miller" and "Di Stefano" are names
            if len(words) >= (2 if is_particle else 1):
                rest, says = behind, "a byline's cue and a name"
            elif not words and not is_particle:
                return Verdict("cue", "a byline's cue without a name")
        parts = self._parts(rest, language)
        bare = [self._without_role(part, language) for part in parts]
        if bare != parts:
            says = says or "a name with a role"
        people = (name for name in bare if name and not self._is_house(name, language, in_doubt=True))
        names = tuple(dict.fromkeys(people))
        if not says or (rest == text and not names and self._agency(text, language)):
            return None
        certain = len(names) <= MAX_NAMES and all(self._is_person(name, language) for name in names)
        if names and not certain and rest == text:
            return None
        return Verdict("cue", says, names if certain else ())

    def _without_role(self, part: str, language: str | None) -> str:
        """The name without the role before or behind it; nothing where all is a role."""
        roles = self._words("byline_role", language)
        if fold(part) in roles:
            return ""
        if _CJK.search(part) and " " not in part:
            glued = [role for role in roles if _CJK.search(role) and 2 <= len(part) - len(role) <= 4]
            names = (part.removesuffix(role).removeprefix(role) for role in sorted(glued, key=len, reverse=True))
            return next((name for name in names if name != part), part)
        words = part.split()
        for size in range(min(5, len(words) - 1), 0, -1):
            for name_words, role_words, seam in (
                (words[:-size], words[-size:], words[-size - 1][-1]),
                (words[size:], words[:size], words[size - 1][-1]),
            ):
                said, bare = (" ".join(some).strip(_TRIMMED) for some in (role_words, name_words))
                if fold(said) not in roles:
                    continue
                # "Jane Host" may be a name: a role says so by a mark, by small letters, or beside a full name
                marked = said[:1].islower() or bool(_CJK.search(said)) or seam in _TRIMMED
                is_desk = fold(said) in self._words("desk", language)  # "Gazette staff reporter" has no name in it
                if self._names.is_full_name(bare) or (marked and not is_desk and self._names.is_name(bare)):
                    return bare
        return part

    def _agency(self, text: str, language: str | None) -> Verdict | None:
        parts = [part for part in self._parts(text, language) if part]
        if parts and all(self._is_house(part, language) for part in parts):
            return Verdict("agency", "an agency or a desk")
        return None

    def _is_house(self, text: str, language: str | None, *, in_doubt: bool = False) -> bool:
        """Whether the text is an agency or a desk, or begins or ends with one.

        in_doubt: also where it may be part of a name, as "AP" or "Ani" may.
        """
        houses = self._words("agency", language) | self._words("desk", language)
        if fold(text) in houses:
            return True
        words = text.replace("-", " ").split()
        for size in range(min(4, len(words) - 1), 0, -1):
            for some in (words[:size], words[-size:]):
                said = fold(" ".join(some))
                in_capitals = len(said) >= 3 and some[0].isupper() and not text.isupper()
                if said in houses and (in_doubt or size > 1 or len(said) >= 6 or in_capitals):
                    return True
        return len(words) > 1 and fold(words[-1]) in self._words("desk", language)

    def _unsplit(self, text: str, folded: str, language: str | None) -> Verdict | None:
        for more in self._words("byline_more", language):
            before = folded.removesuffix(more)
            if before and before != folded and (not before[-1].isalnum() or _CJK.search(more)):
                # folding may have made the text shorter, but not its words fewer
                words = text.split()
                name = " ".join(words[: -len(more.split())] or [text.removesuffix(more)]).strip(_TRIMMED)
                return Verdict("unsplit", "a name and others", (name,) if self._is_person(name, language) else ())
        parts = self._parts(text, language)
        if len(parts) < 2:
            return None
        houses = [self._is_house(part, language) for part in parts]
        full = [self._names.is_full_name(part) for part in parts]
        if any(houses):
            certain = all(house or one for house, one in zip(houses, full, strict=True))
            return Verdict("unsplit", "an agency and more", tuple(parts) if certain else (), "info")
        if all(full):
            return Verdict("unsplit", "several names", tuple(parts))
        if sum(full) >= 2 and all(self._names.is_name(part) for part in parts):
            return Verdict("unsplit", "several names")
        return None

    def _parts(self, text: str, language: str | None) -> list[str]:
        return [part for part in (one.strip(_TRIMMED) for one in self._names.split(text, language)) if part]

    def _is_person(self, text: str, language: str | None) -> bool:
        return self._names.is_name(text) and not self._names.is_no_name(fold(text), language)

    def _words(self, section: str, language: str | None) -> frozenset[str]:
        return self._vocabulary.words(section, language)

    def _languages(self, language: str | None) -> tuple[str, ...]:
        return tuple(dict.fromkeys([language, ENGLISH])) if language else self._vocabulary.languages

    def _cue_in_front(self, text: str, language: str | None) -> tuple[str, bool, str] | None:
        """The cue that an entry begins with, whether a mark such as a colon stands behind it, and the rest."""
        low = _small(text)
        for cue, alone in self._cues(language).get(low[:1], ()):
            if not low.startswith(cue):
                continue
            behind = text[len(cue) :].lstrip()
            if behind and behind[0] in _CUE_MARKS:
                return cue, True, behind[1:]
            if alone and (not behind or text[len(cue)].isspace()):
                return cue, False, behind
        return None

    def _cues_of(self, language: str | None) -> dict[str, list[tuple[str, bool]]]:
        """The cues of a language by their first characters, the longest first, and whether they are one without a mark
        behind them: what is a role, an agency or a desk, too, is not, nor what a name in its script may begin with."""
        phrases = (p for code in self._languages(language) for p in self._vocabulary.phrases("byline_cue", code))
        written = {
            _small(phrase.written).strip(_TRIMMED) for phrase in phrases if phrase.kind in ("line", "prefix")
        } - {""}
        others = frozenset().union(*(self._words(section, language) for section in ("byline_role", "agency", "desk")))
        cues: dict[str, list[tuple[str, bool]]] = {}
        for cue in sorted(written, key=len, reverse=True):
            cues.setdefault(cue[0], []).append((cue, cue not in others and not _SPACELESS.search(cue)))
        return cues

    def _credit_of(self, language: str | None) -> tuple[str, ...]:
        phrases = (p for code in self._languages(language) for p in self._vocabulary.phrases("credit", code))
        return tuple({p.text for p in phrases if p.kind == "prefix" and p.text.endswith(":")})

    def _furniture_of(self, language: str | None) -> frozenset[str]:
        sections = ((section, code) for section in FURNITURE for code in self._languages(language))
        phrases = (phrase for section, code in sections for phrase in self._vocabulary.phrases(section, code))
        return frozenset(phrase.text for phrase in phrases if phrase.kind == "line")

    def _marks_of(self, language: str | None) -> tuple[frozenset[str], dict[str, tuple[str, ...]]]:
        """First and last words of what the word lists have, as they write it; in scripts without spaces all of it, by
        its first two characters."""
        entries: list[str] = []
        for words in map(self._vocabulary.word_list, self._languages(language)):
            entries += [
                part for section in WORDS for entry in words.words.get(section, ()) for part in entry.split("|")
            ]
            entries += [phrase for phrases in words.phrases.get("byline_cue", {}).values() for phrase in phrases]
        bare = [_small(entry).strip(_TRIMMED + ".") for entry in entries]
        ends = {word for entry in bare if entry for word in (entry.split()[0], entry.split()[-1])}
        parts: dict[str, tuple[str, ...]] = {}
        for entry in filter(_SPACELESS.search, bare):
            if len(entry) > 1:
                parts[entry[:2]] = (*parts.get(entry[:2], ()), entry)
        return frozenset(ends | {word + "." for word in ends}), parts


def _small(text: str) -> str:
    """In small letters, one for one, and with one letter for the two i of Turkish."""
    return text.lower() if text.isascii() else text.replace("İ", "i").lower().replace("ı", "i")
