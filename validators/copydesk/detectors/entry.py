"""What an entry of the authors is: the name of one person, or something else that scrapers put there."""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from copydesk.detectors.entry_words import SPACELESS, TRIMMED, EntryWords, small
from copydesk.result.model import Severity
from copydesk.rulebook.vocabulary import Vocabulary
from copydesk.scan.names import MAX_NAMES, Names
from copydesk.scan.site import naming
from copydesk.text import CJK, PARTICLES, fold

Kind = Literal["publisher", "junk", "cue", "agency", "unsplit"]
"""In the order in which they are looked for: an entry is called by the first that fits."""

MAX_ENTRIES = 1 << 15
"""Entries whose verdict is remembered, some 0.3 KB each: bylines recur."""

MAX_CHARS = 300
"""Of a longer entry only the start is looked at."""

MIN_MONTH_CHARS = 7
"""Shorter names of months are names of people, too."""


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
_VOWEL_SIGNS = "\u0300-\u036f\u0590-\u08ff\u0900-\u0dff\u0e00-\u0e7f\u1000-\u109f"
_NO_NAME = re.compile(rf"[^\w{_VOWEL_SIGNS} '’.-]|[\d_]|^[a-z]+[-.]|[.][a-z]{{2,4}}$")
"""What names do not have, but for a few."""

_CUE_MARKS = ":：|/=＝-・"


class EntryReader:
    """Tells names from what else scrapers put into the authors."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._known = EntryWords(vocabulary)
        self._names = Names(vocabulary)
        self.judge = lru_cache(MAX_ENTRIES)(self._judge)

    def _judge(self, entry: str, language: str | None, host: str | None, source: str | None) -> Verdict | None:
        """What an entry is, if it is not the name of a person; None for names."""
        text = " ".join(entry[:MAX_CHARS].split())
        bare = text.strip(TRIMMED)
        is_one = "," not in bare and "@" not in bare and not bare.lower().startswith(("www.", "http"))
        if is_one and naming(bare, host, source):
            return Verdict("publisher", "the name of the site")
        folded = fold(text)
        if folded not in self._known.furniture(language) and not self._is_doubtful(text, language):
            return None
        if folded in self._known.null_like:
            return None  # another rule's: RE03
        if folded in self._known.words("agency", language) or folded in self._known.words("desk", language):
            return Verdict("agency", "an agency or a desk")
        if folded in self._known.words("byline_role", language):
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
        words, parts = self._known.marks(language)
        if not words.isdisjoint(small(entry).replace("-", " ").split()):
            return True
        if entry.isascii() or not SPACELESS.search(entry):
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
        junk = self._known.words("author_junk", language)
        if (
            folded in junk
            or folded in self._known.furniture(language)
            or any(" " in phrase and f" {phrase} " in f" {folded} " for phrase in junk)
        ):
            return "text of the page"
        if folded.startswith(self._known.credit(language)):
            return "a credit"
        return "a date" if self._is_dated(text, folded, language) else None

    def _is_dated(self, text: str, folded: str, language: str | None) -> bool:
        words, months = folded.split(), self._known.words("months", language)
        if not _DIGIT.search(text):  # some scrapers keep the letters of a date alone
            return len(words) >= 3 and len(words[-1]) >= MIN_MONTH_CHARS and words[-1] in months
        relative = self._known.words("relative_time", language)
        return (
            _DATE.search(text) is not None
            or any(word.strip(TRIMMED + ".") in months for word in words)
            or any(f" {word} " in f" {folded} " for word in relative)
        )

    def _cued(self, text: str, folded: str, language: str | None) -> Verdict | None:
        """Cues in front, and roles in front or behind, taken off until a name is left."""
        rest, says = text, ""
        if found := self._cue_in_front(text, language):
            cue, is_marked, behind = found
            behind = behind.strip(TRIMMED)
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
        roles = self._known.words("byline_role", language)
        if fold(part) in roles:
            return ""
        if CJK.search(part) and " " not in part:
            glued = [role for role in roles if CJK.search(role) and 2 <= len(part) - len(role) <= 4]
            names = (part.removesuffix(role).removeprefix(role) for role in sorted(glued, key=len, reverse=True))
            return next((name for name in names if name != part), part)
        words = part.split()
        for size in range(min(5, len(words) - 1), 0, -1):
            for name_words, role_words, seam in (
                (words[:-size], words[-size:], words[-size - 1][-1]),
                (words[size:], words[:size], words[size - 1][-1]),
            ):
                said, bare = (" ".join(some).strip(TRIMMED) for some in (role_words, name_words))
                if fold(said) not in roles:
                    continue
                # "Jane Host" may be a name: a role says so by a mark, by small letters, or beside a full name
                marked = said[:1].islower() or bool(CJK.search(said)) or seam in TRIMMED
                is_desk = fold(said) in self._known.words("desk", language)  # as "Gazette staff reporter"
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
        houses = self._known.words("agency", language) | self._known.words("desk", language)
        if fold(text) in houses:
            return True
        words = text.replace("-", " ").split()
        for size in range(min(4, len(words) - 1), 0, -1):
            for some in (words[:size], words[-size:]):
                said = fold(" ".join(some))
                in_capitals = len(said) >= 3 and some[0].isupper() and not text.isupper()
                if said in houses and (in_doubt or size > 1 or len(said) >= 6 or in_capitals):
                    return True
        return len(words) > 1 and fold(words[-1]) in self._known.words("desk", language)

    def _unsplit(self, text: str, folded: str, language: str | None) -> Verdict | None:
        for more in self._known.words("byline_more", language):
            before = folded.removesuffix(more)
            if before and before != folded and (not before[-1].isalnum() or CJK.search(more)):
                # folding may have made the text shorter, but not its words fewer
                words = text.split()
                name = " ".join(words[: -len(more.split())] or [text.removesuffix(more)]).strip(TRIMMED)
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
        return [part for part in (one.strip(TRIMMED) for one in self._names.split(text, language)) if part]

    def _is_person(self, text: str, language: str | None) -> bool:
        return self._names.is_name(text) and not self._names.is_no_name(fold(text), language)

    def _cue_in_front(self, text: str, language: str | None) -> tuple[str, bool, str] | None:
        """The cue that an entry begins with, whether a mark such as a colon stands behind it, and the rest."""
        low = small(text)
        for cue, alone in self._known.cues(language).get(low[:1], ()):
            if not low.startswith(cue):
                continue
            behind = text[len(cue) :].lstrip()
            if behind and behind[0] in _CUE_MARKS:
                return cue, True, behind[1:]
            if alone and (not behind or text[len(cue)].isspace()):
                return cue, False, behind
        return None
