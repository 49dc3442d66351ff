"""`notice`: what came is no article but a notice in its place: an error, a challenge, a consent dialog, a paywall."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import numpy as np
import polars as pl
from pydantic import Field

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.detectors.titles import TitlePhrases
from copydesk.page.notices import Told
from copydesk.page.pages import Facts, facts_of, has_page
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.vocabulary import Phrase, Vocabulary
from copydesk.scan.block import Block
from copydesk.scan.lines import Bools
from copydesk.scan.phrases import PhraseHit


class NoticeOptions(Options):
    """A record is a notice if it says so, in its body, its headline or its HTTP status, and has next to no other text.

    Lines are counted without blank ones.
    """

    phrases: list[str] = Field([], description="Sections of the word lists, looked for in the body")
    titles: list[str] = Field([], description="Sections of the word lists, looked for in the headline")
    statuses: list[int] = Field([], description="HTTP statuses of the fetch")
    place: Literal["anywhere", "head", "tail"] = "anywhere"
    max_chars_from_start: int = Field(200, gt=0, description="For head: characters before a phrase")
    max_lines_from_end: int = Field(5, ge=0, description="For tail: lines after a phrase")
    page: Literal["error", "consent", "challenge", "paid", "media"] | None = Field(
        None,
        description="What the page of a body with little text may be: an error, a consent dialog, a bot check, an "
        "article that must be paid for, or a medium",
    )
    min_phrases: int = Field(1, ge=1, description="Different phrases that the body must hold")
    min_ratio: float = Field(0, ge=0, le=1, description="Share of the lines that must hold one")
    max_words: int | None = Field(None, gt=0, description="Words from which a body is no notice")
    max_prose_bytes: int = Field(
        600,
        ge=0,
        description="Bytes in paragraphs, where the headline is nothing but a phrase, or no max_words is given",
    )


MAX_SCRAP_WORDS = 30
"""Of a body that can be what a scraper took of a dialog, whose page is then read instead."""


class Notice(Detector):
    Options = NoticeOptions

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        super().__init__(rule, vocabulary)
        vocabulary.check_sections(self.options.phrases, [])
        self._titles = TitlePhrases(vocabulary, self.options.titles)
        self._lines = TitlePhrases(vocabulary, self.options.phrases)

    def phrases(self, language: str) -> Iterable[Phrase]:
        for section in self.options.phrases:
            yield from self.vocabulary.phrases(section, language)

    def judged(self, block: Block) -> Bools:
        has_title = block.articles.select(pl.col("title").is_not_null()).to_series().to_numpy()
        judged = block.has_body | has_title if self.options.titles else block.has_body
        return judged | has_page(block) if self.options.page else judged

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        limit = self.options.max_words
        short: Bools = block.words < limit if limit else np.ones(len(block), dtype=bool)
        refused = self._by_status(block)
        by_page, hinted = self._by_page(block)
        told = self._by_title(block, short) | self._by_phrases(block, found, short) | by_page
        told |= {article: seen for article, seen in refused.items() if short[article] and article not in told}
        # a whole article, and still the server called it an error; or no more than a hint of the page
        doubted = hinted | refused
        for article in sorted(doubted.keys() | told.keys()):
            if article in told:
                yield Hit(article, field=None, seen=told[article])
            else:
                yield Hit(article, field=None, seen=doubted[article], severity="info", outcome="review")

    def _by_status(self, block: Block) -> dict[int, str]:
        if not self.options.statuses or "status" not in block.fields:
            return {}
        refused = block.articles["status"].is_in(self.options.statuses).fill_null(value=False).to_numpy()
        return {int(n): f"status {block.columns['status'][n]}" for n in np.flatnonzero(refused)}

    def _by_page(self, block: Block) -> tuple[dict[int, str], dict[int, str]]:
        """Where the page of a body with little text says so, the place that says it; and where it only hints at it."""
        told: dict[int, str] = {}
        hinted: dict[int, str] = {}
        for article in self._with_pages(block):
            facts, language = facts_of(block, article, self.vocabulary), block.languages[article]
            if fact := getattr(facts, str(self.options.page)) or self._headline(facts, language):
                told[article] = str(fact)
            elif block.words[article] < MAX_SCRAP_WORDS and self._is_dialog(facts, language):
                told[article] = facts.dialog[0]
            elif self.options.page == "error" and facts.unlisted:
                hinted[article] = str(facts.unlisted)
        return told, hinted

    def _with_pages(self, block: Block) -> list[int]:
        """The articles with little text that have a page."""
        if not self.options.page:
            return []
        limit = self.options.max_words
        little = block.words < limit if limit else block.prose_bytes < self.options.max_prose_bytes
        return [int(article) for article in np.flatnonzero(little & has_page(block))]

    def _headline(self, facts: Facts, language: str | None) -> Told | None:
        """The headline of a page that says so, which the record has lost."""
        if not self.options.titles:
            return None
        return next((fact for fact in facts.headlines if self._titles.in_text(fact.value, language)), None)

    def _is_dialog(self, facts: Facts, language: str | None) -> bool:
        """Whether the lines that a page shows are what `min_phrases` and `min_ratio` ask of those of a body."""
        if not self.options.min_ratio:
            return False
        said = [phrase for line in facts.dialog if (phrase := self._lines.in_text(line, language))]
        is_most = len(said) >= self.options.min_ratio * len(facts.dialog)
        return bool(is_most and len({phrase.text for phrase in said}) >= self.options.min_phrases)

    def _by_title(self, block: Block, short: Bools) -> dict[int, str]:
        if not self.options.titles:
            return {}
        doubted = short | (block.prose_bytes < self.options.max_prose_bytes)
        return {
            n: block.columns["title"][n]
            for n, phrase in self._titles.find(block, doubted).items()
            if short[n] or phrase.kind == "line"
        }

    def _by_phrases(self, block: Block, found: Sequence[PhraseHit], short: Bools) -> dict[int, str]:
        lines, options = block.lines, self.options
        placed: dict[int, list[PhraseHit]] = {}
        for hit in found:
            article = int(lines.article[hit.line])
            if short[article] and self._in_place(block, hit):
                placed.setdefault(article, []).append(hit)
        return {
            article: lines.text[hits[0].line]
            for article, hits in placed.items()
            if len({hit.phrase.text for hit in hits}) >= options.min_phrases and self._is_most(block, article, hits)
        }

    def _is_most(self, block: Block, article: int, hits: Sequence[PhraseHit]) -> bool:
        """Whether there is next to nothing beside the lines with phrases."""
        lines, options = block.lines, self.options
        mine = np.arange(lines.first[article], lines.first[article + 1])
        told = np.isin(mine, [hit.line for hit in hits])
        if not options.max_words and lines.bytes[mine][lines.prose[mine] & ~told].sum() > options.max_prose_bytes:
            return False
        return bool(told.sum() >= options.min_ratio * (~lines.blank[mine]).sum())

    def _in_place(self, block: Block, hit: PhraseHit) -> bool:
        match self.options.place:
            case "head":
                return bool(block.lines.start[hit.line] + hit.start <= self.options.max_chars_from_start)
            case "tail":
                _, after = block.lines.from_edges
                return bool(after[hit.line] <= self.options.max_lines_from_end)
        return True
