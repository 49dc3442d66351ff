"""Cues of bylines, such as "By", "Oleh:" or "記者", and where they stand in a short text."""

import re
from collections.abc import Iterable

from copydesk.rulebook.vocabulary import Vocabulary
from copydesk.text import CJK

SHORT_CUE_CHARS = 6
"""A shorter cue of one word, such as "by", is a word of names and sentences too: it counts at the start, or after a
figure or a mark."""

EDGES = " \t.:：,;،؛–—-|*_\"'“”„‟«»‹›@/\\·•<>()[]{}（）【】…+=#~!?"
MARKS = ":：/|="
"""What stands behind a cue that is no word of a sentence."""

MAX_STARTS = 3
"""Cues that stand one behind the other."""

_NARROW = str.maketrans("：＝／｜（）［］〔〕，；＆＠", ":=/|()[][],;&@")
_CUE_ROLES = frozenset(
    ["记者", "記者", "撰稿", "通讯员", "見習記者", "本报记者", "本報記者", "作者", "執筆", "文", "特派員"]
)
_TAIL = r"(?:(?<=[:/|=])|(?<=[\u3040-\u9fff])|(?=[\s:|=–—-])|$)\s*[:|=–—-]?\s*"


def narrowed(text: str) -> str:
    """The text with single spaces, and marks and brackets of full width as those of half, as word lists have them."""
    return " ".join(text.translate(_NARROW).split())


class Cues:
    """The cues of some languages."""

    def __init__(self, vocabulary: Vocabulary, languages: Iterable[str], roles: frozenset[str]) -> None:
        """roles: words that stand beside a name; some of them are cues. What names a photographer is no cue."""
        phrases = [phrase for code in languages for phrase in vocabulary.phrases("byline_cue", code)]
        credits = {phrase.text for code in languages for phrase in vocabulary.phrases("credit", code)}
        self.all = {phrase.text.strip(" (") for phrase in phrases if phrase.kind in ("prefix", "line")} - credits
        self.all |= roles & _CUE_ROLES
        self.behind = sorted({phrase.text.strip(" ()[]") for phrase in phrases if phrase.kind == "suffix"}, key=len)
        ordered = sorted((cue for cue in self.all if len(cue) > 1 or not cue.isascii()), key=len, reverse=True)
        spelled = {cue: spelling(cue) for cue in ordered}
        start = "|".join(spelled.values())
        sure = "|".join(
            text
            for cue, text in spelled.items()
            if " " in cue or cue[-1] in MARKS or len(cue) > SHORT_CUE_CHARS or CJK.match(cue)
        )
        short = "|".join(
            text
            for cue, text in spelled.items()
            if " " not in cue and cue[-1] not in MARKS and cue.isalpha() and not CJK.match(cue)
        )
        self._start = re.compile(rf"[\W_]*(?:{start}){_TAIL}", re.IGNORECASE)
        self.sure = re.compile(
            rf"(?:(?<=[\s|·•,(–—/-])|(?<=[\dA-Za-zäöüß])(?=[A-ZÄÖÜ])|(?<=[\u3040-\u9fff]))(?:{sure}){_TAIL}",
            re.IGNORECASE,
        )
        self.short = re.compile(rf"(?:(?<=[\s|·•,–—)/-])|(?<=\d))(?:{short})(?:\s+|\s*:\s*)(?=\S)", re.IGNORECASE)

    def starts(self, text: str) -> bool:
        match = self._start.match(narrowed(text))
        return bool(match and match.end())

    def is_cue(self, text: str) -> bool:
        """Whether the text is a cue and nothing else."""
        text = narrowed(text)
        match = self._start.match(text)
        return bool(match and not text[match.end() :].strip(EDGES))

    def without_start(self, text: str) -> tuple[str, bool]:
        """A narrowed text without the cues that it starts with, and whether there were some."""
        had = False
        for _ in range(MAX_STARTS):
            match = self._start.match(text)
            if not match or not match.end() or not text[match.end() :].strip(EDGES):
                break
            text, had = text[match.end() :], True
        return text, had


def spelling(cue: str) -> str:
    """A pattern of a cue, with or without spaces before its colon."""
    return re.escape(cue).replace(r"\ ", r"\s*").replace(":", r"\s*:").replace(r"\s*\s*", r"\s*")
