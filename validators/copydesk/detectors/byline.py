"""`byline` and `sign-off`: who wrote it, left in the body."""

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from pydantic import Field

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.vocabulary import Phrase, Vocabulary
from copydesk.scan.block import Block
from copydesk.scan.names import Names
from copydesk.scan.phrases import PhraseHit


class BylineOptions(Options):
    """A byline is one of the first or last lines, begins with a cue, and names people.

    cues: section of the word lists. max_lines_from_edge: lines between it and the edge of the body, without blank
    lines and those already called a defect. max_chars: a longer line is prose.
    """

    cues: str = "byline_cue"
    max_lines_from_edge: int = Field(2, ge=0)
    max_chars: int = Field(120, gt=0)


class Byline(Detector):
    Options = BylineOptions
    message_data = frozenset({"names"})

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        super().__init__(rule, vocabulary)
        vocabulary.check_sections([self.options.cues], [])
        self._names = Names(vocabulary)

    def phrases(self, language: str) -> Iterable[Phrase]:
        yield from self.vocabulary.phrases(self.options.cues, language)

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        lines = block.lines
        before, after = lines.ranks(~lines.blank & ~lines.claimed)
        longest: dict[int, PhraseHit] = {}
        for hit in found:
            if len(hit.phrase.text) > len(longest.get(hit.line, hit).phrase.text) or hit.line not in longest:
                longest[hit.line] = hit
        for line, hit in longest.items():
            at_edge = min(before[line], after[line]) <= self.options.max_lines_from_edge
            if lines.claimed[line] or not at_edge or lines.chars[line] > self.options.max_chars:
                continue
            article = int(lines.article[line])
            names = self._names.after_cue(lines.text[line], hit.phrase, block.languages[article])
            if names:
                block.bylines_found[article] = True
                known = {name.casefold() for name in block.columns["authors"][article] or () if name}
                suggest = [name for name in names if name.casefold() not in known]
                yield Hit(article, line=line, confidence=0.9, suggest=suggest, data={"names": ", ".join(names)})


class SignOffOptions(Options):
    """A sign-off closes the body: initials in brackets, alone on a line or after the last sentence.

    not_initials: words of the word lists that stand in brackets at the end without being initials. agencies: words
    that may. max_lines_from_end: lines after a sign-off that has a line of its own, without blank lines and those
    already called a defect.
    """

    not_initials: str = "not_signoff"
    agencies: str = "agency"
    max_lines_from_end: int = Field(2, ge=0)


# What stands between the brackets: initials of two to five small letters, or of an agency in capitals, with slashes
# between several of them; or the edition and number that some papers print, `E-2`.
_INITIALS = re.compile(r"[a-zà-ÿ]{2,5}(?:\s?[/,]\s?[a-zà-ÿ]{2,5}){0,4}", re.ASCII)
_MIXED = re.compile(r"[A-Za-z]{2,10}(?:\s?/\s?[A-Za-z]{2,10}){1,4}", re.ASCII)
_EDITION = re.compile(r"[A-Z]-[0-9]{1,2}")
_CLOSING = ")）]】"
_BRACKETED = re.compile(r"[(（\[【]([^()（）\[\]【】]{2,30})[)）\]】]\.?\s*$")


class SignOff(Detector):
    Options = SignOffOptions

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        super().__init__(rule, vocabulary)
        vocabulary.check_sections([], [self.options.not_initials, self.options.agencies])

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        lines = block.lines
        counted = ~lines.blank & ~lines.claimed
        _, after = lines.ranks(counted)
        last = np.flatnonzero(counted & (after <= self.options.max_lines_from_end))
        closed = lines.text[last].str.strip_chars_end(" \t\r\u00a0.").str.slice(-1).is_in(list(_CLOSING)).to_numpy()
        for line in last[closed]:
            text = lines.text[int(line)]
            match = _BRACKETED.search(text, max(len(text) - 40, 0))
            language = block.languages[int(lines.article[line])]
            if not match or not self._is_signed(match[1].strip(), language):
                continue
            alone = not text[: match.start()].strip()
            if alone:
                yield Hit(int(lines.article[line]), line=int(line), confidence=0.95)
            elif after[line] == 0:
                start, end = match.start(), match.start() + len(match[0].rstrip())
                yield Hit(int(lines.article[line]), line=int(line), start=start, end=end)

    def _is_signed(self, inside: str, language: str | None) -> bool:
        words = [word.strip() for word in re.split(r"[/,]", inside.lower())]
        if any(word in self.vocabulary.words(self.options.not_initials, language) for word in words):
            return False
        if _EDITION.fullmatch(inside) or _INITIALS.fullmatch(inside):
            return True
        agencies = self.vocabulary.words(self.options.agencies, language)
        # `AP/evn`: one part is an agency, or in small letters as initials are
        known = any(word in agencies for word in words) or any(part.islower() for part in inside.split("/"))
        return known and bool(_MIXED.fullmatch(inside))
