"""`author`: an entry of the authors that is not the name of one person; told once, by the first rule that knows it."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal

from pydantic import Field

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.detectors.entry import EntryReader, Kind, Verdict
from copydesk.detectors.entry_words import PHRASES, WORDS
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.vocabulary import Vocabulary
from copydesk.scan.block import Block
from copydesk.scan.lines import Bools
from copydesk.scan.phrases import PhraseHit
from copydesk.text import PARTICLES

MAX_TOLD = 3
"""Entries of one kind in one article: a name that was taken apart into its letters is one defect."""


class AuthorOptions(Options):
    """kind: what the entry is in place of a name. For `odd`: max_authors of one article; max_words of a name, without
    particles such as "de"; max_solid_chars without a space."""

    kind: Kind | Literal["odd"]
    max_authors: int = Field(10, ge=1)
    max_words: int = Field(4, ge=1)
    max_solid_chars: int = Field(50, ge=1)


class Author(Detector):
    Options = AuthorOptions
    evidence = frozenset({"metadata"})
    message_data = frozenset({"says"})

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        super().__init__(rule, vocabulary)
        vocabulary.check_sections(list(PHRASES), list(WORDS))
        self._reader = EntryReader(vocabulary)

    def judged(self, block: Block) -> Bools:
        return block.once("has authors", lambda: (block.articles["authors"].list.len().fill_null(0) > 0).to_numpy())

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        if self.options.kind == "odd":
            yield from self._odd(block)
            return
        mine = (told for told in self._verdicts(block) if told[2].kind == self.options.kind)
        for article, several in groupby(mine, key=lambda told: told[0]):
            entries = list(several)
            for number, (_, entry, verdict) in enumerate(entries[:MAX_TOLD], start=1):
                yield Hit(
                    article,
                    field="authors",
                    seen=entry,
                    replace=verdict.suggest[0] if len(verdict.suggest) == 1 else None,
                    suggest=verdict.suggest,
                    severity=verdict.severity,
                    data={"says": verdict.says},
                    left_out=len(entries) - MAX_TOLD if number == MAX_TOLD else 0,
                )

    def _verdicts(self, block: Block) -> list[tuple[int, str, Verdict]]:
        """(article, entry, verdict) of what is no name in the block, for all rules of this detector."""

        def make() -> list[tuple[int, str, Verdict]]:
            languages = map(self.vocabulary.listed, block.languages)
            columns = (block.columns["authors"], languages, block.hosts.to_list(), block.columns["source"])
            return [
                (article, entry, verdict)
                for article, (entries, *about) in enumerate(zip(*columns, strict=True))
                for entry in entries or ()
                if entry and (verdict := self._reader.judge(entry, *about))
            ]

        return block.once("authors", make)

    def _odd(self, block: Block) -> Iterator[Hit]:
        told = {(article, entry) for article, entry, _ in self._verdicts(block)}
        for article, entries in enumerate(block.columns["authors"]):
            if not entries:
                continue
            if len(entries) > self.options.max_authors:
                yield Hit(article, field="authors", data={"says": f"{len(entries):,} entries"})
                continue
            for entry in entries:
                if entry and (says := self._oddity(entry)) and (article, entry) not in told:
                    yield Hit(article, field="authors", seen=entry, data={"says": says})

    def _oddity(self, entry: str) -> str | None:
        if entry.count(" ") < self.options.max_words and len(entry) <= self.options.max_solid_chars:
            return None
        words = [word for word in entry.split() if word.lower() not in PARTICLES]
        longest = max(map(len, words), default=0)
        if longest > self.options.max_solid_chars:
            return f"{longest:,} characters without a space"
        return f"{len(words):,} words" if len(words) > self.options.max_words else None
