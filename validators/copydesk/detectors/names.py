"""Names of people in a byline: split, and told from sentences."""

import re
from functools import cached_property

from copydesk.rulebook.vocabulary import Phrase, Vocabulary
from copydesk.text import fold

MAX_NAMES = 8
MAX_NAME_WORDS = 5
MAX_NAME_CHARS = 40

_SPACELESS_NAME = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af·・]{2,8}")
_CASELESS = re.compile("[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0e7f\u1000-\u109f]")
_PARTICLES = frozenset(
    [
        "al",
        "bin",
        "binti",
        "da",
        "das",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "do",
        "dos",
        "du",
        "el",
        "la",
        "le",
        "ten",
        "ter",
        "van",
        "von",
        "y",
        "zu",
    ]
)
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f'’.\-·])*")


class Names:
    """Reads the names that follow a byline's cue."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    @cached_property
    def _joiners(self) -> re.Pattern[str]:
        words = {word for words in self._vocabulary.words("byline_and").values() for word in words} - {"&", ","}
        spaced = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        return re.compile(rf"\s*[,;/|&、،]\s*|\s+(?:{spaced})\s+" if spaced else r"\s*[,;/|&、،]\s*", re.IGNORECASE)

    @cached_property
    def _no_names(self) -> frozenset[str]:
        """Roles, desks and agencies: what stands where a name could, and is none."""
        sections = ("byline_role", "desk", "agency", "author_junk", "months", "weekdays")
        return frozenset(word for s in sections for words in self._vocabulary.words(s).values() for word in words)

    def after_cue(self, text: str, cue: Phrase) -> list[str]:
        """The names on a line after its cue; none where anything on the line is no name."""
        match = re.match(
            r"\W*" + r"\s+".join(map(re.escape, cue.text.split())) + r"\s*[:：\-–—]?\s*", text, re.IGNORECASE
        )
        if not match:
            return []
        rest = text[match.end() :].strip().rstrip(".").strip()
        parts = [part.strip() for part in self._joiners.split(rest) if part.strip()]
        names = [part for part in parts if fold(part) not in self._no_names]
        if not names or len(names) > MAX_NAMES or not all(self.is_name(name) for name in names):
            return []
        return names

    def is_name(self, text: str) -> bool:
        """Whether the text has the form of one person's name."""
        if len(text) > MAX_NAME_CHARS:
            return False
        if _SPACELESS_NAME.fullmatch(text):
            return True
        words = text.split()
        if not 1 <= len(words) <= MAX_NAME_WORDS or not all(_WORD.fullmatch(word) for word in words):
            return False
        if any(_CASELESS.search(word) for word in words):
            return len(words) >= 2
        capitals = [word for word in words if word.lower() not in _PARTICLES]
        return bool(capitals) and all(word[0].isupper() for word in capitals) and len(text) > 3
