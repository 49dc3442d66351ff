"""`evidence`: the record against its own page: what the page has and the record lacks."""

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
from pydantic import Field

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.page.credit_line import OTHERS, SECOND_HAND
from copydesk.page.names import WORDS
from copydesk.page.pages import facts_of, has_page, lacks_file
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.vocabulary import Vocabulary
from copydesk.scan.block import Block
from copydesk.scan.lines import Bools
from copydesk.scan.phrases import PhraseHit


class EvidenceOptions(Options):
    """check: `byline` (the page names authors and the record none), `extent` (the body lacks much of the article), or
    `unread` (the page cannot be looked at).

    For `byline`: rates are shares, 0 to 1, of names with the same score that were right on sites unknown to the scorer.
    For `extent`: max_ratio of the article that a body may have before it is told, in letters and digits.
    """

    check: Literal["byline", "extent", "unread"]
    sure_rate: float = Field(0.88, ge=0, le=1, description="From here on the page names authors for certain")
    review_rate: float = Field(0.5, ge=0, le=1, description="From here on a person should look")
    max_ratio: float = Field(0.5, gt=0, le=1)
    max_size_ratio: float = Field(0.7, gt=0, le=1, description="Size of the body to that of the article")


class Evidence(Detector):
    Options = EvidenceOptions
    evidence = frozenset({"text", "html"})
    message_data = frozenset({"names", "where", "percent", "says"})

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        super().__init__(rule, vocabulary)
        vocabulary.check_sections(["byline_cue", *OTHERS], [*WORDS, SECOND_HAND])

    def judged(self, block: Block) -> Bools:
        if self.options.check == "unread":
            return np.asarray(has_page(block) | lacks_file(block))
        return np.asarray(block.has_body & has_page(block))

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        judged = self.judged(block)
        match self.options.check:
            case "byline":
                yield from self._bylines(block, judged)
            case "extent":
                yield from self._extents(block, judged)
            case _:
                yield from self._unread(block, judged)

    def _unread(self, block: Block, judged: Bools) -> Iterator[Hit]:
        lacking = lacks_file(block)
        for article in map(int, np.flatnonzero(judged)):
            if lacking[article]:
                name = block.articles["html"][article]
                yield Hit(
                    article, field="html", seen=name, data={"says": "there is no such file in the batch's folder"}
                )
            elif facts_of(block, article, self.vocabulary).is_unread:
                title = block.columns["title"][article] or ""
                yield Hit(article, field="html", seen=title, data={"says": "it is nested too deep"})

    def _bylines(self, block: Block, judged: Bools) -> Iterator[Hit]:
        named = block.articles["authors"].list.join(" ", ignore_nulls=True).str.contains(r"[\p{L}\p{N}]")
        lacking = judged & ~named.fill_null(value=False).to_numpy() & ~block.bylines_found
        for article in map(int, np.flatnonzero(lacking)):
            facts = facts_of(block, article, self.vocabulary)
            byline = facts.byline
            if byline is None or byline.rate < self.options.review_rate:
                block.bylines_sought[article] = facts.is_whole and not facts.is_unread
                continue
            block.bylines_found[article] = True
            is_sure = byline.rate >= self.options.sure_rate
            yield Hit(
                article,
                field="authors",
                seen=", ".join(byline.names),
                suggest=byline.names,
                severity=None if is_sure else "info",
                outcome="fail" if is_sure else "review",
                confidence=round(byline.rate, 2),
                data={"names": ", ".join(byline.names), "where": byline.where, "percent": 0},
            )

    def _extents(self, block: Block, judged: Bools) -> Iterator[Hit]:
        for article in map(int, np.flatnonzero(judged)):
            coverage = facts_of(block, article, self.vocabulary).coverage
            if coverage is None or coverage.share >= self.options.max_ratio:
                continue
            if coverage.body_size >= self.options.max_size_ratio * coverage.size:
                continue
            percent = round(100 * coverage.share)
            data = {"names": "", "where": coverage.where, "percent": percent}
            yield Hit(article, field="body", seen=coverage.first_missing, confidence=0.95, data=data)
