"""What stands with names as if it were one: degrees, a section, a place, and names without a mark between them."""

import re
from collections.abc import Iterable, Set

from copydesk.page.cues import EDGES
from copydesk.page.name_words import name_words
from copydesk.text import fold

_SPACED_NAMES = re.compile("[\u3400-\u9fff]{1,4}(?:\\s+[\u3400-\u9fff]{1,4}){1,7}")
_DOTTED = re.compile("[\u3040-\u30ff\u3400-\u9fff]{1,8}[\u3400-\u9fff]・[\u3040-\u309f\u3400-\u9fff々]{2,6}")
_SECTION = re.compile(
    r"\s(?:in|on|at|for\s+the|special\s+to(?:\s+the)?|en|em|sur|im|am|auf|bei|aus|dans|chez|op|på|na|w|we|в|на)\s+(?=\S)",
    re.IGNORECASE,
)
"""Words between an author and a section, a day or a paper."""

_DEGREES = frozenset(
    ["ba", "bs", "bsc", "ma", "ms", "msc", "mba", "mph", "md", "phd", "dphil", "edd", "jd", "llm", "esq", "dds", "dvm",
     "mfa", "rd", "rdn", "ld", "rn", "lpn", "aprn", "pa-c", "cdces", "fand", "lcsw", "lmft", "cpt", "cscs", "cpp",
     "psp", "cfp", "cepf", "cfa", "cpa", "cissp", "facp", "faap", "frcp"]
)  # fmt: skip

_REPORT = re.compile(
    "([\u3400-\u9fff]{2,9}?)(?:即[時时]|[綜综]合|[專专]題|专题|[連连][線线]|外[電电])*(?:[報报][導道]|\\d{1,2}日?[專专]?[電电])"
)
"""A Chinese name, and place, day or kind of a report: 李四台北3日電; 台北即時報導 without a name."""

_DIGIT = re.compile(r"\d")
_PICTURED = re.compile("(?:[攝摄]|[攝摄]影|撮影)$")
_KANJI_NAME = re.compile("[\u3040-\u309f\u3400-\u9fff々]{3,5}")
_PLACE = re.compile("[縣县県市区區町村都府道郡島城駅港川寺署警庁省局部班大学校社会館員所略]$")
SHORT_NAME, LONG_NAME = 2, 3
"""Characters of Chinese names; a place behind one has two at least."""

_SENTENCE = re.compile(r"(?<=[^\W\d_]{3})\.\s+(?=[^\W\d_])")
_TITLES = frozenset(["prof", "dipl", "mag", "ing", "med", "doc", "doç", "inż"])


CLOCK = frozenset(["uhr", "am", "pm", "a.m", "p.m", "um", "at", "est", "edt", "gmt", "utc", "wib", "ist", "on", "den",
                    "le", "el", "em", "à", "in", "vom", "del", "alle", "ore", "às", "pukul", "saat", "lúc", "ngày",
                    "godz", "kl", "om"])  # fmt: skip
"""Words that stand beside a date or a time."""


def is_degree(text: str) -> bool:
    """Whether the text is a degree or certificate, which stands behind a name as a further name does."""
    return text.casefold().replace(".", "").strip("®™") in _DEGREES


def apart(text: str, *, keep_pair: bool) -> list[str]:
    """The text, or its parts: names of a script without spaces that stand with some, and a name before "in Section".

    keep_pair: two words of such a script are one name, as a family's and a given name are in Japanese.
    """
    if _SPACED_NAMES.fullmatch(text.strip()):
        words = text.split()
        if keep_pair and len(words) == 2:
            return [text]
        return ["".join(words)] if all(len(word) == 1 for word in words) else words
    if _DOTTED.fullmatch(text.strip()):  # a desk and its reporter; names in katakana have such a dot
        return text.strip().split("・")
    if (match := _SECTION.search(text)) and any(map(str.isalnum, text[: match.start()])):
        return [text, text[: match.start()]]
    return [text]


def before_sentence(text: str) -> str:
    """What stands before a full stop and further words, if it has two words at least: "Ana Petrel. This story ..."."""
    match = _SENTENCE.search(text)
    words = text[: match.start()].split() if match else []
    if len(words) > 1 and words[-1][0].isupper() and words[-1].lower() not in _TITLES and "." not in " ".join(words):
        return " ".join(words)
    return text


def without_report(text: str) -> str:
    """A Chinese or Japanese name without the place of a report behind it; nothing where it is no writer's."""
    if _PICTURED.search(text):
        return ""
    match = _REPORT.fullmatch(text)
    if not match:
        return text
    bare = match[1]
    given, family = name_words().known(bare[:LONG_NAME])
    if not family or len(bare) <= SHORT_NAME or (len(bare) == LONG_NAME and not given and _PLACE.search(bare)):
        return ""
    return bare[:SHORT_NAME] if len(bare) == SHORT_NAME + 2 else bare[:LONG_NAME]


def is_japanese(text: str) -> bool:
    """Whether the text is a family name of two characters or more and a given name: a place may be called so, too."""
    if all(name_words().known(text)):
        return True
    is_name = _KANJI_NAME.fullmatch(text) and not _PLACE.search(text)
    return bool(is_name) and any(name_words().is_family(text[:cut]) for cut in (2, 3))


class KoreanNames:
    """Korean names before the cue that is behind them, as in "홍길동·임수정 기자"."""

    def __init__(self, cues: Iterable[str], no_names: Set[str]) -> None:
        """cues: those that stand behind a name. no_names: desks, roles and the like."""
        self._no_names = no_names
        behind = "|".join(map(re.escape, cues))
        name, mark = "[가-힣]{2,4}", r"\s?[·ㆍ,&/]\s?"
        self._shown = re.compile(
            rf"(?<![가-힣])({name}(?:(?:{mark}|\s){name}){{0,5}}?)\s?({behind or 'x^'})(?![가-힣])"
        )
        self._mark = re.compile(mark)

    def find(self, text: str) -> list[str]:
        """The names before each cue: those with a mark between them, and of words with spaces the last."""
        found: list[str] = []
        for match in self._shown.finditer(text):
            for several in self._mark.split(match[1]):
                words = [word for word in several.split() if not {word, word + match[2]} & self._no_names]
                known = [word for word in words if name_words().known(word)[1]]
                found += [word for word in known[:-1] if all(name_words().known(word))] + (known or words)[-1:]
        return found


class Times:
    """Tells the words of a date or a time, and those that say whose time it is, from a name beside them."""

    def __init__(self, months: Set[str], weekdays: Set[str], junk: Set[str]) -> None:
        """junk: words that stand where names do, such as "Published". A month alone may be a name."""
        self._words = months | weekdays | CLOCK
        self._weekdays = weekdays
        self._junk = junk

    def without(self, words: list[str]) -> list[str]:
        """The words without a date or time at either end, and what follows one."""
        while words and words[-1].strip(EDGES)[:1].isdigit():
            words = words[:-1]
            while words and self._is_before_time(words[-1]):
                words = words[:-1]
        while words and words[0].strip(EDGES)[:1].isdigit():
            words = words[1:]
            while words and self._is_time(words[0]):
                words = words[1:]
        if words and fold(words[0]) in self._weekdays:
            words = words[1:]
        cut = next((n for n, word in enumerate(words) if word.strip(EDGES)[:1].isdigit()), len(words))
        kept = words[:cut]
        while cut < len(words) and kept and self._is_before_time(kept[-1]):
            kept = kept[:-1]
        return kept

    def _is_before_time(self, word: str) -> bool:
        return self._is_time(word) or fold(word) in self._junk

    def _is_time(self, word: str) -> bool:
        return bool(_DIGIT.search(word)) or fold(word).strip(".,:") in self._words
