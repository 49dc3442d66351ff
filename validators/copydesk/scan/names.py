"""Names of people in a byline: split, and told from sentences and from what else stands there."""

import re
import unicodedata
from functools import cache

from copydesk.rulebook.vocabulary import Phrase, Vocabulary
from copydesk.text import PARTICLES, fold

NO_NAMES = ("byline_role", "desk", "agency", "author_junk", "months", "weekdays")
MAX_NAMES = 8
MAX_NAME_WORDS = 5
MAX_NAME_CHARS = 40

_SPACELESS_NAME = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af·・]{2,8}")
_CASELESS = re.compile("[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0e7f\u1000-\u109f]")
# A letter, and then letters, marks and what stands in names; Indic and Thai vowel signs are marks, and no letters.
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0590-\u08ff\u0900-\u0dff\u0e00-\u0e7f\u1000-\u109f'’.\-·])*")


class Names:
    """Reads the names that follow a byline's cue."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._joiner = cache(self._joiner_of)

    def beside_cue(self, text: str, cue: Phrase, language: str | None) -> list[str]:
        """The names on a line after its cue, before it where it is a suffix; none where anything else is no name."""
        words = r"\s+".join(map(re.escape, cue.text.split()))
        text = unicodedata.normalize("NFKC", text)  # as the cue is folded: a colon of full width is one
        if cue.kind == "suffix":
            match = re.search(rf"\s*{words}\W*$", text, re.IGNORECASE)
            rest = text[: match.start()] if match else ""
        else:
            match = re.match(rf"\W*{words}\s*[:=/\-–—]?\s*", text, re.IGNORECASE)
            rest = text[match.end() :] if match else ""
        rest = rest.strip().rstrip(".").strip("()[]【】 ")
        names = [part for part in self.split(rest, language) if not self.is_no_name(fold(part), language)]
        if not names or len(names) > MAX_NAMES or not all(self.is_name(name) for name in names):
            return []
        return names

    def split(self, text: str, language: str | None) -> list[str]:
        """What stands between commas, semicolons, slashes and words such as "and"."""
        return [part.strip() for part in self._joiner(language).split(text) if part.strip()]

    def _joiner_of(self, language: str | None) -> re.Pattern[str]:
        """What stands between two names: punctuation, or a word such as "and" between spaces."""
        words = self._vocabulary.words("byline_and", language)
        spaced = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word.isalpha())
        mark = r"\s*[,;/|&、،]\s*"
        return re.compile(rf"{mark}(?:(?:{spaced or 'and'})\s+)?|\s+(?:{spaced or 'and'})\s+", re.IGNORECASE)

    def is_no_name(self, folded: str, language: str | None) -> bool:
        """Roles, desks, agencies and the like: what stands where a name could, and is none."""
        return any(folded in self._vocabulary.words(section, language) for section in NO_NAMES)

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
        capitals = [word for word in words if word.lower() not in PARTICLES]
        return bool(capitals) and all(word[0].isupper() for word in capitals) and len(text) > 3

    def is_full_name(self, text: str) -> bool:
        """Whether the text has the form of a name of more than one word."""
        words = [word for word in text.split() if word.lower() not in PARTICLES]
        return self.is_name(text) and (len(words) >= 2 or bool(_SPACELESS_NAME.fullmatch(text)))
