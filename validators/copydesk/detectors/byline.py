"""`byline` and `sign-off`: who wrote it, left in the body."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import numpy as np
from pydantic import Field

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.vocabulary import Phrase, Vocabulary
from copydesk.scan.block import Block
from copydesk.scan.names import Names
from copydesk.scan.phrases import PhraseHit
from copydesk.text import fold, fold_aligned

_AROUND_CUE = ":/|()[]【】 "


class BylineOptions(Options):
    """A byline is one of the first or last lines, begins with a cue, and names people.

    cues: section of the word lists. max_lines_from_edge: lines between it and the edge of the body, without blank
    lines and those already called a defect. max_chars: a longer line is prose. editors: words of the word lists, cues
    that name who edited and not who wrote, as at the end of Chinese stories: these are only to be looked at.
    """

    cues: str = "byline_cue"
    editors: str = "editor_cue"
    max_lines_from_edge: int = Field(2, ge=0)
    max_chars: int = Field(120, gt=0)


class Byline(Detector):
    Options = BylineOptions
    message_data = frozenset({"names"})

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        super().__init__(rule, vocabulary)
        vocabulary.check_sections([self.options.cues], [self.options.editors])
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
            names = self._names.beside_cue(lines.text[line], hit.phrase, block.languages[article])
            if names and self._is_editors(hit.phrase, block.languages[article]):
                data = {"names": ", ".join(names)}
                yield Hit(article, line=line, severity="info", outcome="review", confidence=0.9, data=data)
            elif names:
                block.bylines_found[article] = True
                known = {name.casefold() for name in block.columns["authors"][article] or () if name}
                suggest = [name for name in names if name.casefold() not in known]
                yield Hit(article, line=line, confidence=0.9, suggest=suggest, data={"names": ", ".join(names)})

    def _is_editors(self, cue: Phrase, language: str | None) -> bool:
        return cue.text.strip(_AROUND_CUE) in self.vocabulary.words(self.options.editors, language)


class SignOffOptions(Options):
    """A sign-off closes the body: initials in brackets, or a phrase, alone on a line or after the last sentence.

    not_initials: words of the word lists that stand in brackets at the end without being initials. agencies: words
    that may. max_lines_from_end: lines after a sign-off that has a line of its own, without blank lines and those
    already called a defect. max_chars: a longer line that begins with a phrase is prose.
    """

    phrases: list[str] = Field([], description="Sections of the word lists: sign-offs that are more than initials")
    not_initials: str = "not_signoff"
    agencies: str = "agency"
    max_lines_from_end: int = Field(2, ge=0)
    max_chars: int = Field(160, gt=0)


# What stands between the brackets: initials of two to five small letters, or of an agency in capitals, with slashes
# between several of them; or the edition and number that some papers print, `E-2`.
_INITIALS = re.compile(r"[a-zà-ÿ]{2,5}(?:\s?[/,]\s?[a-zà-ÿ]{2,5}){0,4}", re.ASCII)
_MIXED = re.compile(r"[A-Za-z]{2,10}(?:\s?/\s?[A-Za-z]{2,10}){1,4}", re.ASCII)
_EDITION = re.compile(r"[A-Z]-[0-9]{1,2}")
_CLOSING = ")）]】/"
_OPENING = ("(", "[", "【")
# Some papers print initials before the agencies, `ab/cd (dpa, AFP)`, or with a slash behind each, `abc/ def/`.
_BRACKETED = re.compile(r"(?:\b[a-z]{2,3}(?:/[a-z]{2,3})+\s)?([(（\[【]([^()（）\[\]【】]{2,120})[)）\]】])\.?\s*$")
_SLASHED = re.compile(r"\s*[a-z]{2,4}/(?:\s[a-z]{2,4}/)*\s*")
_MAX_INITIALS_CHARS = 30
# Reporters of a Japanese paper behind the last words, `【潮見町・早川みどり】`.
_REPORTERS = re.compile("【[\u3040-\u30ff\u3400-\u9fff、・]{3,40}】")


class SignOff(Detector):
    Options = SignOffOptions

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        super().__init__(rule, vocabulary)
        vocabulary.check_sections(self.options.phrases, [self.options.not_initials, self.options.agencies])
        self._listed = cache(self._listed_of)

    def phrases(self, language: str) -> Iterable[Phrase]:
        for section in self.options.phrases:
            yield from self.vocabulary.phrases(section, language)

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        lines = block.lines
        counted = ~lines.blank & ~lines.claimed
        _, after = lines.ranks(counted)
        last = counted & (after <= self.options.max_lines_from_end)
        phrased = {hit.line: span for hit in found if last[hit.line] and (span := self._span(block, hit))}
        closed = np.flatnonzero(last)
        tails = lines.text[closed].str.strip_chars_end(" \t\r\u00a0.").str.slice(-1)
        bracketed = {line: span for line in closed[tails.is_in(list(_CLOSING)).to_numpy()].tolist()
                     if (span := self._bracketed(block, line))}  # fmt: skip
        for line, (start, end) in sorted({**phrased, **bracketed}.items()):
            article = int(lines.article[line])
            if not lines.text[line][:start].strip():
                yield Hit(article, line=line, confidence=0.95)
            elif after[line] == 0:
                yield Hit(article, line=line, start=start, end=end)

    def _span(self, block: Block, hit: PhraseHit) -> tuple[int, int] | None:
        """Where a phrase signs off: as the line, at the start of a short one, or behind the words of the last one."""
        text = block.lines.text[hit.line]
        if hit.phrase.kind == "suffix":
            first = max(len(text) - 3 * len(hit.phrase.text), 0)
            folded, spans = fold_aligned(text[first:])
            at = folded.rfind(hit.phrase.text)
            return (first + spans[at][0], len(text.rstrip())) if at >= 0 else None
        is_prose = hit.phrase.kind == "inline" or len(text) > self.options.max_chars
        return None if is_prose else (0, len(text))

    def _bracketed(self, block: Block, line: int) -> tuple[int, int] | None:
        """Where the brackets stand that sign off at the end of a line, or initials with slashes that are all of it."""
        text = block.lines.text[line]
        if len(text) <= self.options.max_chars and _SLASHED.fullmatch(text):
            return 0, len(text)
        match = _BRACKETED.search(text, max(len(text) - 140, 0))
        language = block.languages[int(block.lines.article[line])]
        if not match or not self._is_signed(match[1], match[2].strip(), language):
            return None
        return match.start(), match.start() + len(match[0].rstrip())

    def _is_signed(self, brackets: str, inside: str, language: str | None) -> bool:
        words = [word.strip() for word in re.split(r"[/,]", inside.lower())]
        if any(word in self.vocabulary.words(self.options.not_initials, language) for word in words):
            return False
        folded, (openings, wholes) = fold(brackets), self._listed(language)
        if folded in wholes or folded.startswith(openings) or _REPORTERS.fullmatch(brackets):
            return True
        if len(inside) > _MAX_INITIALS_CHARS:
            return False
        if _EDITION.fullmatch(inside) or _INITIALS.fullmatch(inside):
            return True
        agencies = self.vocabulary.words(self.options.agencies, language)
        # `AP/evn`: one part is an agency, or in small letters as initials are
        known = any(word in agencies for word in words) or any(part.islower() for part in inside.split("/"))
        return known and bool(_MIXED.fullmatch(inside))

    def _listed_of(self, language: str | None) -> tuple[tuple[str, ...], frozenset[str]]:
        """How brackets begin that sign off, `(reporting by`, and those known whole, in a language and in English."""
        codes = self.vocabulary.read_with(language)
        phrases = [p for code in codes for p in self.phrases(code) if p.text.startswith(_OPENING)]
        openings = tuple(p.text for p in phrases if p.kind == "prefix")
        return openings, frozenset(p.text for p in phrases if p.kind != "prefix")
