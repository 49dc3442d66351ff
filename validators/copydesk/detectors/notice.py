"""`notice`: what came is no article but a notice in its place: an error, a challenge, a consent dialog, a paywall."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import numpy as np
import polars as pl
from pydantic import Field

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.detectors.titles import TitlePhrases
from copydesk.page.pages import facts_of, has_page
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
    page: Literal["paid", "challenge", "media"] | None = Field(
        None,
        description="What the page of a short body may say: must be paid for, a bot check, or no text but a medium",
    )
    min_phrases: int = Field(1, ge=1, description="Different phrases that the body must hold")
    min_ratio: float = Field(0, ge=0, le=1, description="Share of the lines that must hold one")
    max_words: int | None = Field(None, gt=0, description="Words from which a body is no notice")
    max_prose_bytes: int = Field(
        600,
        ge=0,
        description="Bytes in paragraphs, where the headline is nothing but a phrase, or no max_words is given",
    )


class Notice(Detector):
    Options = NoticeOptions

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        super().__init__(rule, vocabulary)
        vocabulary.check_sections(self.options.phrases, [])
        self._titles = TitlePhrases(vocabulary, self.options.titles)

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
        told = self._by_title(block, short) | self._by_phrases(block, found, short) | self._by_page(block, short)
        for article in sorted(refused.keys() | told.keys()):
            seen = told.get(article) or refused[article]
            if short[article] or article in told:
                yield Hit(article, field=None, seen=seen)
            else:  # a whole article, and still the server called it an error
                yield Hit(article, field=None, seen=seen, severity="info", outcome="review")

    def _by_status(self, block: Block) -> dict[int, str]:
        if not self.options.statuses or "status" not in block.fields:
            return {}
        refused = block.articles["status"].is_in(self.options.statuses).fill_null(value=False).to_numpy()
        return {int(n): f"status {block.columns['status'][n]}" for n in np.flatnonzero(refused)}

    def _by_page(self, block: Block, short: Bools) -> dict[int, str]:
        """Where the page of a short body says so, the place that says it."""
        told: dict[int, str] = {}
        if self.options.page and self.options.max_words:
            for article in map(int, np.flatnonzero(short & has_page(block))):
                if fact := getattr(facts_of(block, article, self.vocabulary), self.options.page):
                    told[article] = f"{fact.where}: {fact.value}"
        return told

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
