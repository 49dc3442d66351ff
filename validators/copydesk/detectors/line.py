"""`line`: a body line is one of these phrases, or holds one; `record`: such a line, left to other rules as well."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Literal

import numpy as np
from pydantic import Field

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.page.pages import facts_of, has_page
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.vocabulary import Phrase, Vocabulary
from copydesk.scan.block import Block
from copydesk.scan.lines import Bools
from copydesk.scan.phrases import PhraseHit, bare_span
from copydesk.text import fold

MAX_QUOTED_CHARS = 1_000
"""On either side of a phrase, so far away quotation marks are looked for."""


class LineOptions(Options):
    """What makes a phrase hit a defect.

    Lines are counted without blank ones. An `inline` phrase is a defect wherever it stands, but between quotation
    marks: there somebody in the story says it.
    """

    phrases: list[str] = Field([], description="Sections of the word lists")
    words: str | None = Field(None, description="Words of the word lists; a line of nothing else is a hit")
    min_words: int = Field(1, ge=1, description="Such words on a line that stands alone")
    position: Literal["anywhere", "head", "tail", "head-or-tail"] = "anywhere"
    max_lines_from_edge: int = Field(0, ge=0, description="For head and tail: lines between it and the edge")
    max_prefix_chars: int = Field(120, gt=0, description="A longer line that starts with a phrase is prose")
    min_run_lines: int = Field(1, ge=1, description="Hits that must stand together, if the phrase is short")
    run_below_bytes: int = Field(0, ge=0, description="A phrase below this length in UTF-8 is short")


class Line(Detector):
    Options = LineOptions

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        super().__init__(rule, vocabulary)
        vocabulary.check_sections(self.options.phrases, [self.options.words] if self.options.words else [])
        self._prefixes = cache(self._prefixes_of)
        self._deletes_spans = rule.fix is not None and rule.fix.edit == "delete-span"

    def phrases(self, language: str) -> Iterable[Phrase]:
        for section in self.options.phrases:
            yield from self.vocabulary.phrases(section, language)
        if self.options.words:
            for word in self.vocabulary.words(self.options.words, language):
                yield Phrase(word, "prefix", language)

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        texts = block.lines.text
        inline = [hit for hit in found if hit.phrase.kind == "inline" and not _is_quoted(texts[hit.line], *hit[2:])]
        whole = {hit.line: hit for hit in found if hit.phrase.kind != "inline" and self._is_whole(block, hit)}
        lines = np.array(sorted(whole), dtype=np.int64)
        lines = lines[self._in_place(block, lines)] if len(lines) else lines
        kept = self._in_runs(block, [whole[int(line)] for line in lines])
        for hit in kept:
            # a rule that deletes spans knows such phrases within lines, too, and a sentence may follow one
            safe = not (self._deletes_spans and hit.phrase.kind == "prefix" and block.lines.ends_sentence[hit.line])
            yield Hit(int(block.lines.article[hit.line]), hit.line, safe=safe)
        taken = {hit.line for hit in kept}
        for hit in _apart(inline):
            if hit.line not in taken:
                alone = fold(block.lines.text[hit.line]) == fold(block.lines.text[hit.line][hit.start : hit.end])
                span = (None, None) if alone else (hit.start, hit.end)
                yield Hit(int(block.lines.article[hit.line]), hit.line, *span)

    def _is_whole(self, block: Block, hit: PhraseHit) -> bool:
        if hit.phrase.kind == "line":
            return True
        if block.lines.chars[hit.line] > self.options.max_prefix_chars:
            return False
        if not self.options.words or hit.phrase.kind != "prefix":
            return True
        known = self.vocabulary.words(self.options.words, hit.phrase.language)
        if hit.phrase.text not in known or hit.phrase.text in self._prefixes(hit.phrase.language):
            return True
        words = fold(block.lines.text[hit.line]).replace(",", " ").replace("/", " ").split()
        if not all(word in known for word in words):
            return False
        if len(words) >= self.options.min_words:
            return True
        ((_, *neighbours),) = block.lines.around(np.array([hit.line]))
        return any(text and fold(text) in known for text in neighbours)

    def _prefixes_of(self, language: str) -> frozenset[str]:
        """The phrases that may begin a longer line; some of them are words of the list, too."""
        sections = (self.vocabulary.phrases(section, language) for section in self.options.phrases)
        return frozenset(phrase.text for section in sections for phrase in section if phrase.kind == "prefix")

    def _in_place(self, block: Block, lines: "np.typing.NDArray[np.int64]") -> Bools:
        before, after = block.lines.from_edges
        head = before[lines] <= self.options.max_lines_from_edge
        tail = after[lines] <= self.options.max_lines_from_edge
        match self.options.position:
            case "head":
                return np.asarray(head)
            case "tail":
                return np.asarray(tail)
            case "head-or-tail":
                return np.asarray(head | tail)
        return np.ones(len(lines), dtype=bool)

    def _in_runs(self, block: Block, hits: list[PhraseHit]) -> list[PhraseHit]:
        """The hits without short phrases that stand alone: one "A" may be a mark, three are a control."""
        if self.options.min_run_lines <= 1:
            return hits
        before, _ = block.lines.from_edges
        runs: list[list[PhraseHit]] = []
        for hit in hits:
            last = runs[-1][-1] if runs else None
            joined = (
                last is not None
                and block.lines.article[last.line] == block.lines.article[hit.line]
                and before[hit.line] - before[last.line] == 1
            )
            if joined:
                runs[-1].append(hit)
            else:
                runs.append([hit])
        return [
            hit
            for run in runs
            for hit in run
            if len(run) >= self.options.min_run_lines or len(hit.phrase.text.encode()) >= self.options.run_below_bytes
        ]


_QUOTES = (("“", "”"), ("„", "“"), ("«", "»"), ("»", "«"), ("「", "」"), ("『", "』"), ('"', '"'))


def _is_quoted(text: str, start: int, end: int) -> bool:
    """Whether what stands from start to end is part of what the line quotes."""
    before, after = text[max(start - MAX_QUOTED_CHARS, 0) : start], text[end : end + MAX_QUOTED_CHARS]
    for opening, closing in _QUOTES:
        if closing in after and opening in before:
            if opening == closing:
                if before.count(opening) % 2:
                    return True
            elif before.rfind(opening) > before.rfind(closing):
                return True
    return False


def _apart(hits: Sequence[PhraseHit]) -> Iterator[PhraseHit]:
    """Of phrases that overlap, the first and longest."""
    line, end = -1, -1
    for hit in sorted(hits, key=lambda hit: (hit.line, hit.start, -hit.end)):
        if hit.line != line or hit.start >= end:
            yield hit
            line, end = hit.line, hit.end


class RecordOptions(LineOptions):
    """A line that is kept on record and left to the other rules: it may bind whoever uses the text."""

    page: bool = Field(False, description="Whether the page's own reservation of text and data mining is told as well")


class Record(Line):
    Options = RecordOptions

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        for hit in super().scan(block, found):
            if hit.line is not None and hit.start is None:
                start, end = bare_span(block.lines.text[hit.line])
                yield hit._replace(start=start, end=end)
            else:
                yield hit
        for article in map(int, np.flatnonzero(has_page(block))) if self.options.page else ():
            if fact := facts_of(block, article, self.vocabulary).reserved:
                yield Hit(article, field="html", seen=str(fact))
