"""`menu`: blocks of navigation, told by a few known entries that stand near each other among short lines."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np
from pydantic import Field

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.page.pages import facts_of, has_page
from copydesk.page.zones import compact
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.vocabulary import Phrase, Vocabulary
from copydesk.scan.block import Block
from copydesk.scan.lines import Bools
from copydesk.scan.phrases import PhraseHit
from copydesk.text import fold

SEVERAL_WORDS_BYTES = 15
"""From this length on, in UTF-8, an entry without spaces is more than a word, as in Chinese and in German."""


class MenuOptions(Options):
    """A menu is a run of short lines, none of which closes a sentence, with some known entries in it.

    A known entry says little alone: "Search" and "Sport" are words. The run is the menu from its first known entry to
    its last, and from or to the edge of the body where that is as near. At that edge one entry of `phrases` is enough,
    if it is more than a word: "Skip to content", "Privacy policy".
    """

    phrases: str = Field(description="Section of the word lists: entries that stand in menus only")
    words: str = Field(description="Words of the word lists that a list in a story may hold as well")
    min_entries: int = Field(3, ge=1, description="Different known entries in a menu; one must be of `phrases`")
    max_gap_lines: int = Field(20, ge=0, description="Lines between two known entries, blank ones not counted")
    max_entry_chars: int = Field(40, gt=0, description="A longer line ends the run, unless it is a known entry")
    max_phrase_chars: int = Field(80, gt=0, description="A longer line that starts with a phrase is prose")
    max_lines_from_edge: int = Field(2, ge=-1, description="Between the edge and a single entry; -1 for never")


class Menu(Detector):
    Options = MenuOptions

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        super().__init__(rule, vocabulary)
        vocabulary.check_sections([self.options.phrases], [self.options.words])

    def phrases(self, language: str) -> Iterable[Phrase]:
        yield from self.vocabulary.phrases(self.options.phrases, language)
        for word in self.vocabulary.words(self.options.words, language):
            yield Phrase(word, "line", language)

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        told: set[int] = set()
        for hit in chain(self._by_phrases(block, found), self._by_edges(block, found)):
            if hit.line is not None and hit.line not in told:
                told.add(hit.line)
                yield hit
        yield from (hit for hit in self._by_pages(block) if hit.line not in told)

    def _by_edges(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        """The entries that stand alone as the first or last lines of a body, and are more than a word."""
        before, after = block.lines.from_edges
        for hit in found:
            near = min(before[hit.line], after[hit.line]) <= self.options.max_lines_from_edge
            is_whole = hit.phrase.kind == "line" and not self._is_word(hit.phrase)
            if near and is_whole and _is_several_words(hit.phrase.text):
                yield Hit(int(block.lines.article[hit.line]), hit.line, confidence=0.95)

    def _by_pages(self, block: Block) -> Iterator[Hit]:
        """The lines, two or more together, that the page of a record has in its menus and footer, and nowhere else."""
        lines = block.lines
        for article in map(int, np.flatnonzero(block.has_body & has_page(block))):
            menu = facts_of(block, article, self.vocabulary).menu_lines
            if menu:
                mine = np.arange(lines.first[article], lines.first[article + 1])
                mine = mine[~lines.blank[mine]]
                known = np.array([compact(lines.text[int(line)]) in menu for line in mine])
                # one alone may be words of the story that are a link in the menu, too
                beside = np.append(known[1:], False) | np.append(False, known[:-1])
                for line in mine[known & beside & ~lines.claimed[mine]]:
                    yield Hit(article, int(line), confidence=0.95)

    def _by_phrases(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        lines, options = block.lines, self.options
        entries = [
            hit for hit in found if hit.phrase.kind == "line" or lines.chars[hit.line] <= options.max_phrase_chars
        ]
        if len(entries) < options.min_entries:
            return
        known, sure = np.zeros(len(lines), dtype=bool), np.zeros(len(lines), dtype=bool)
        known[[hit.line for hit in entries]] = True
        sure[[hit.line for hit in entries if not self._is_word(hit.phrase)]] = True
        enough = (block.sums(known) >= options.min_entries) & (block.sums(sure) > 0)
        for article in map(int, np.flatnonzero(enough)):
            mine = np.arange(lines.first[article], lines.first[article + 1])
            mine = mine[~lines.blank[mine]]
            short = (lines.chars[mine] <= options.max_entry_chars) & ~lines.ends_sentence[mine]
            for start, stop in self._menus(known[mine], known[mine] | lines.claimed[mine] | short):
                menu = mine[start:stop]
                told = {fold(lines.text[int(line)]) for line in menu[known[menu]]}
                if len(told) >= options.min_entries and sure[menu].any():
                    for line in menu[~lines.claimed[menu]]:
                        yield Hit(article, int(line), confidence=0.95)

    def _is_word(self, phrase: Phrase) -> bool:
        return phrase.text in self.vocabulary.words(self.options.words, phrase.language)

    def _menus(self, known: Bools, passing: Bools) -> Iterator[tuple[int, int]]:
        """The runs, as places in the lines of one body. known, passing: of each line."""
        ends = np.cumsum(~passing)  # the same number for all lines of a run
        entries = np.flatnonzero(known)
        apart = (np.diff(entries) > self.options.max_gap_lines + 1) | (np.diff(ends[entries]) > 0)
        near = self.options.max_gap_lines
        for group in np.split(entries, np.flatnonzero(apart) + 1):
            first, last = int(group[0]), int(group[-1])
            start = 0 if first <= near and passing[:first].all() else first
            stop = len(known) if len(known) - last <= near + 1 and passing[last:].all() else last + 1
            yield start, stop


def _is_several_words(text: str) -> bool:
    return " " in text or len(text.encode()) >= SEVERAL_WORDS_BYTES
