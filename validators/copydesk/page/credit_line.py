"""Lines that credit several people, each for another thing, as in "Text: Ana Petrel Photos: Otto Pilot"."""

import re
from collections.abc import Iterable, Set
from functools import lru_cache

from copydesk.page.cues import EDGES, MARKS, Cues, spelling
from copydesk.rulebook.vocabulary import Vocabulary
from copydesk.text import CJK, fold, fold_inside

SECOND_HAND, EDITORS = "second_hand", "editor_cue"
"""Sections of the word lists with labels of those who edited, checked, translated or photographed. Of editors some
papers name nobody else."""

OTHERS = ("credit", "source_cue")
"""Sections of the word lists with labels of pictures and sources."""


HELPING = re.compile(
    r"review|edit(?:ed|or|ing|ion|ado)|fact|check|updat|translat|photo|foto|bild|illustrat|geprüft|aktualisiert|bearbeit"
    r"|übersetz|lektor|traduc|editor|penyunting|редактор|фото|编辑|編輯|责编|責編|校|审|摄影|攝影|撮影|監訳|사진",
    re.IGNORECASE,
)
"""Words beside the names of those who edited, checked, translated or photographed."""

MAX_TEXTS = 1 << 12
THAI_BY = "โดย"


class CreditLine:
    """Tells the parts of such a line by their labels, in some languages."""

    def __init__(self, vocabulary: Vocabulary, languages: Iterable[str], cues: Cues, joins: Set[str]) -> None:
        """joins: words such as "and": what stands behind one is half a label."""
        self._joins = joins
        phrases = [
            phrase.text
            for code in languages
            for section in OTHERS
            for phrase in vocabulary.phrases(section, code)
            if phrase.kind == "prefix"
        ]
        told = {section: _words(vocabulary, languages, section) for section in (SECOND_HAND, EDITORS)}
        short = {text.strip(" (") for text in (*phrases, *told[SECOND_HAND]) if text[-1] == "."}
        others = {text for text in phrases if text[-1] in MARKS or text in short or _ends_in(text, cues.all)}
        self._helpers = {word.strip(EDGES) for word in told[SECOND_HAND]} - told[EDITORS]
        self._second = self._helpers | told[EDITORS]
        self._named = self._helpers & {cue.strip(EDGES) for cue in cues.all}
        self._others = {text.strip(EDGES) for text in others} - self._second - {""}
        labels = {cue.strip(EDGES) for cue in cues.all} | self._second | self._others | short
        self._spoken = {label for label in labels if label in short or _ends_in(label, cues.all)}
        spelled = "|".join(spelling(label) for label in sorted(labels - {""}, key=len, reverse=True))
        self._label = re.compile(
            rf"(?:^|(?<=[\s|,;.)\]·•])|(?<=[\u3040-\u9fff]/))({spelled})(\s*[:=/|]|\s)", re.IGNORECASE
        )
        self._told = lru_cache(MAX_TEXTS)(self._tell)

    def parts(self, text: str) -> list[str]:
        """The text, or those of its parts that may name authors: where one is credited as such, nobody else is."""
        return self._told(text)[0]

    def left_out(self, text: str) -> list[str]:
        """The other parts of the text."""
        return self._told(text)[1]

    def is_second_hand(self, text: str) -> bool:
        """Whether the text begins with the label of somebody who helped."""
        return (match := self._start(text)) is not None and self._kind(match) in self._helpers

    def helper_of(self, text: str) -> str:
        """Who is named behind such a label, if bylines may have it, too: an editor's, and no photographer's."""
        match = self._start(text)
        return text[match.end() :] if match and self._kind(match) in self._named else ""

    def is_helper(self, text: str) -> bool:
        """Whether the text is such a label and nothing else."""
        return fold(text).strip(EDGES) in self._helpers

    def has_second_hand(self, text: str) -> bool:
        """Whether such a label is anywhere in the text."""
        return any(self._kind(match) in self._helpers for match in self._labels(text))

    def _tell(self, text: str) -> tuple[list[str], list[str]]:
        found = [match for match in self._labels(text) if not self._is_half(text[: match.start()])]
        head = text[: found[0].start()].strip(EDGES) if found else text
        if not found or (len(found) == 1 and not head):
            return [text], []
        ends = [match.start() for match in found[1:]] + [len(text)]
        written: list[str] = []
        second: list[str] = []
        others: list[str] = []
        for match, end in zip(found, ends, strict=True):
            label = self._kind(match)
            parts = others if label in self._others else second if label in self._second else written
            parts.append(text[match.start() : end].strip())
        if not (written or second) and len(head.split()) < 2 and not CJK.match(head):
            return [text], []  # "Image credit:" has the label "credit:"
        heads = [head] if any(map(str.isalpha, head)) else []
        kept = [*heads, *(written or second)]
        return (kept, [*others, *(second if written else ())]) if kept else ([text], [])

    def _start(self, text: str) -> re.Match[str] | None:
        match = self._label.match(text)
        return match if match and self._is_label(match) else None

    def _labels(self, text: str) -> list[re.Match[str]]:
        return [match for match in self._label.finditer(text) if self._is_label(match)]

    def _is_label(self, match: re.Match[str]) -> bool:
        """Whether the mark behind a label fits it: a stroke where words have no spaces, none behind "photos by"."""
        mark = match[2].strip()
        if mark in ("/", "|"):
            return bool(CJK.match(match[1]))
        return bool(mark) or fold_inside(match[1]) in self._spoken

    def _is_half(self, before: str) -> bool:
        return fold(before.rsplit(None, 1)[-1]) in self._joins if before.strip() else False

    def _kind(self, match: re.Match[str]) -> str:
        """A label as the word lists have it."""
        return fold(match[1]).strip(EDGES)


def _words(vocabulary: Vocabulary, languages: Iterable[str], section: str) -> set[str]:
    """The words of a section, with the full stop of a short form."""
    entries = (entry for code in languages for entry in vocabulary.word_list(code).words.get(section, ()))
    return {fold_inside(word) for entry in entries for word in entry.split("|")}


def _ends_in(label: str, cues: Iterable[str]) -> bool:
    """Whether the last of several words is a cue itself, as in "photos by"; Thai has no spaces between words."""
    words = label.split()
    return (len(words) > 1 and words[-1] in cues) or (bool(words) and words[-1] != THAI_BY and label.endswith(THAI_BY))
