"""The plan: a rule set compiled once, run over one block of articles after another."""

import traceback
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import polars as pl

from copydesk.detectors import BatchDetector, Detector, Hit, SourceDetector, detector_for
from copydesk.findings import Row, block_findings, check_message, ledger_findings, source_row
from copydesk.memory import give_back, uncollected
from copydesk.reading.articles import ArticleBlock
from copydesk.result.model import OwnError
from copydesk.rulebook.rule import FURNITURE, PHASES, Phase, Rule
from copydesk.rulebook.rulebook import Rulebook
from copydesk.rulebook.vocabulary import ENGLISH
from copydesk.scan.block import Block
from copydesk.scan.dates import DateReader
from copydesk.scan.ledger import Ledger
from copydesk.scan.lines import Bools
from copydesk.scan.phrases import PhraseHit, PhraseTable

if TYPE_CHECKING:
    from copydesk.history.panel import Panel
    from copydesk.history.usual import Usual

MAX_HITS = 1_000
"""Findings of one rule in one article: a body of a million adverts is one defect, and not a million."""

CLOSED: tuple[Phase, ...] = ("page", "prose", "record")
"""Phases that leave a record alone once a rule of `page` has called it no article."""

T = TypeVar("T")


class Plan:
    """Rules in the order of their phases. In a phase they run by code; a line that one claims is closed to the rest.

    errors: what went wrong in a rule, at most one of each; the rule is then left out for the rest of the run.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        *,
        language: str | None = None,
        languages: Mapping[str, str] | None = None,
        ignored: "Ignored | None" = None,
        max_hits: int = MAX_HITS,
        usual: "Mapping[str, Usual] | None" = None,
        pages: Path | None = None,
    ) -> None:
        """language: of articles that name none. languages: the same for single sources. ignored: source to the codes
        that are not run on its articles. max_hits: findings of one rule in one article. usual: by source, what the
        history knows of it; None without a history. pages: the folder with the pages of records that do not carry
        theirs, each called by its record's id."""
        self.detectors: list[Detector] = []
        for rule in sorted(rulebook.rules, key=lambda rule: (PHASES.index(rule.phase), rule.code)):
            detector = detector_for(rule, rulebook.vocabulary)
            check_message(rule, detector.message_data)
            self.detectors.append(detector)
        self._vocabulary = rulebook.vocabulary
        self._table = PhraseTable((), ())
        self._language = language
        self._dates = DateReader(rulebook.vocabulary)
        self._source_languages = dict(languages or {})
        self._ignored = ignored or {}
        self._max_hits = max_hits
        self.usual = usual
        self._pages = pages
        self.errors: dict[str, OwnError] = {}

    @property
    def needs_signatures(self) -> bool:
        return any(isinstance(detector, BatchDetector) and detector.needs_signatures for detector in self.detectors)

    @property
    def rules(self) -> list[Rule]:
        return [detector.rule for detector in self.detectors]

    def block(self, read: ArticleBlock, first: int) -> Block:
        """The articles with their lines. first: number of the first one in the batch, from 0."""
        of_source = pl.col("source").replace_strict(self._source_languages, default=None, return_dtype=pl.String)
        named = read.articles.select(pl.coalesce("language", of_source, pl.lit(self._language, pl.String))).to_series()
        named_languages = named.to_list()
        return Block(read.articles, read.fields, first, named_languages, self._dates, self.usual, self._pages)

    def scan(self, block: Block, told: Collection[str] | None = None) -> list[Row]:
        """The findings of a block, in the order of its articles and lines.

        told: codes of the rules whose findings are wanted, all by default; the others still claim their lines.
        """
        table = self._phrases(block)
        found = table.find(block.lines, table.allowed(block.languages))
        rows: list[Row] = []
        for number, detector in enumerate(self.detectors):
            judged = self._attempt(detector, partial(detector.judged, block))
            if judged is None:
                continue
            block.judged[detector.rule.code] = judged & ~self._is_off(detector, block)
            if not isinstance(detector, BatchDetector):
                scan = partial(self._scan_with, detector, block, found.get(number, ()), told)
                rows += self._attempt(detector, scan) or ()
        rows.sort(key=_place)
        return rows

    def _scan_with(
        self, detector: Detector, block: Block, found: Sequence[PhraseHit], told: Collection[str] | None
    ) -> list[Row]:
        """The findings of one rule; the lines that they take whole are closed to the rules after it.

        So is the whole record to what is left of `page`, to `prose` and to `record`, where the rule says that it is no
        article. A line that only needs review stays open: a later rule may be sure of it.
        """
        off, claimed = self._is_off(detector, block), block.lines.claimed
        hits = [
            hit
            for hit in detector.scan(block, found)
            if not off[hit.article] and (hit.line is None or not claimed[hit.line])
        ]
        is_told = told is None or detector.rule.code in told
        rows = list(block_findings(detector.rule, _bounded(hits, self._max_hits), block)) if is_told else []
        sure = [(hit.line, hit.start) for hit in hits if hit.line is not None and hit.outcome == "fail"]
        taken = [line for line, start in sure if start is None]
        claimed[taken] = True
        if detector.rule.phase in FURNITURE:
            block.lines.furniture[taken] = True
            block.lines.touched[[line for line, _ in sure]] = True
        if detector.rule.phase == "page":
            block.no_article[[hit.article for hit in hits if self._is_verdict(detector.rule, hit)]] = True
        return rows

    def _is_verdict(self, rule: Rule, hit: Hit) -> bool:
        """Whether the hit says for certain that the record holds no article."""
        return hit.outcome == "fail" and (hit.severity or rule.severity) != "info"

    def conclude(self, ledger: Ledger) -> Iterator[Row]:
        """The findings over the whole batch, when every block has been scanned: of one rule after another."""
        for detector in self.detectors if len(ledger.articles) else ():
            if isinstance(detector, BatchDetector) and detector.rule.code not in self.errors:
                give_back()  # what the scan took, and the rules before: each needs all that is kept of the batch
                try:
                    for row in ledger_findings(detector.rule, detector.conclude(ledger), ledger):
                        if row["code"] not in self._ignored.get(row["source"] or "", ()):
                            yield row
                except Exception as error:  # as in _attempt
                    self._note(detector, error)

    def judge(self, panel: "Panel") -> Iterator[tuple[Rule, list[str], list[Row]]]:
        """Of each rule on sources: those that it could judge beside their past, and its findings."""
        for detector in self.detectors:
            if not isinstance(detector, SourceDetector):
                continue
            verdict = self._attempt(detector, partial(detector.judge, panel))
            if verdict is None:
                continue
            off = {source for source, codes in self._ignored.items() if detector.rule.code in codes}
            judged = [
                s for s, is_judged in zip(panel.sources, verdict.judged, strict=True) if is_judged and s not in off
            ]
            rows = [source_row(detector.rule, hit) for hit in verdict.hits if hit.source not in off]
            yield detector.rule, judged, rows

    def _phrases(self, block: Block) -> PhraseTable:
        """The phrases compiled, of English and the languages of the articles so far; of all, where one is unknown."""
        spoken = set(block.languages) if block.has_body.any() else set()
        known = set(self._vocabulary.languages)
        wanted = known if None in spoken else (known & spoken) | {ENGLISH}
        if not wanted <= set(self._table.languages):
            languages = sorted(wanted | set(self._table.languages))
            phrases = (
                (number, phrase)
                for number, detector in enumerate(self.detectors)
                for language in languages
                for phrase in detector.phrases(language)
            )
            with uncollected():
                self._table = PhraseTable(phrases, languages)
        return self._table

    def _is_off(self, detector: Detector, block: Block) -> Bools:
        """The articles that the rule is not run on."""
        no_article = block.no_article if detector.rule.phase in CLOSED else np.zeros(len(block), dtype=bool)
        sources = [source for source, codes in self._ignored.items() if detector.rule.code in codes]
        if not sources:
            return no_article
        is_source = pl.col("source").is_in(sources).fill_null(value=False)
        ignored: Bools = block.articles.select(is_source).to_series().to_numpy()
        return no_article | ignored

    def _attempt(self, detector: Detector, run: Callable[[], T]) -> T | None:
        """What a rule finds; None if it fails, now or earlier, and the failure is kept as an error of ours."""
        code = detector.rule.code
        if code in self.errors:
            return None
        try:
            return run()
        except Exception as error:  # a rule that errs must not take the others with it
            self._note(detector, error)
            return None

    def _note(self, detector: Detector, error: Exception) -> None:
        self.errors[detector.rule.code] = OwnError(
            code=detector.rule.code,
            message=f"{type(error).__name__}: {error}"[:500],
            detail="".join(traceback.format_exception(error))[-4_000:],
        )


def _place(row: Row) -> tuple[int, int]:
    return row["article"], row["start"] if row["start"] is not None else -1


def _bounded(hits: list[Hit], most: int) -> Iterator[Hit]:
    """At most so many of a rule in one article, the last of them with the number of those left out."""
    for _, of_article in groupby(sorted(hits, key=lambda hit: hit.article), key=lambda hit: hit.article):
        listed = list(of_article)
        if len(listed) <= most:
            yield from listed
        else:
            yield from listed[: most - 1]
            yield listed[most - 1]._replace(left_out=len(listed) - most)


Ignored = Mapping[str, frozenset[str]]
