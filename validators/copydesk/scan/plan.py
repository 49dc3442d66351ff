"""The plan: a rule set compiled once, run over one block of articles after another."""

import traceback
from collections.abc import Callable, Iterable, Mapping

import numpy as np
import polars as pl

from copydesk.detectors import BatchDetector, Detector, Hit, detector_for
from copydesk.findings import Row, block_findings, check_message, ledger_findings
from copydesk.reading.articles import ArticleBlock
from copydesk.result.model import OwnError
from copydesk.rulebook.rule import PHASES, Rule
from copydesk.rulebook.rulebook import Rulebook
from copydesk.rulebook.vocabulary import ENGLISH
from copydesk.scan.block import Block
from copydesk.scan.language import LanguageFinder
from copydesk.scan.ledger import Ledger
from copydesk.scan.lines import Bools
from copydesk.scan.phrases import PhraseTable


class Plan:
    """Rules in the order of their phases. In a phase they run by code; a line that one claims is closed to the rest.

    errors: what went wrong in a rule, at most one of each; the rule is then left out for the rest of the run.
    """

    def __init__(self, rulebook: Rulebook, *, language: str | None = None, ignored: "Ignored | None" = None) -> None:
        """language: of articles that name none. ignored: source to the codes that are not run on its articles."""
        self.detectors: list[Detector] = []
        for rule in sorted(rulebook.rules, key=lambda rule: (PHASES.index(rule.phase), rule.code)):
            detector = detector_for(rule, rulebook.vocabulary)
            check_message(rule, detector.message_data)
            self.detectors.append(detector)
        self._vocabulary = rulebook.vocabulary
        self._table = PhraseTable((), ())
        self._language = language
        self._finder = LanguageFinder()
        self._ignored = ignored or {}
        self.ledger = Ledger()
        self.errors: dict[str, OwnError] = {}
        self._articles = 0

    @property
    def rules(self) -> list[Rule]:
        return [detector.rule for detector in self.detectors]

    def block(self, read: ArticleBlock) -> Block:
        """The next articles of the batch, with their lines."""
        block = Block(read.articles, read.fields, self._articles, self._languages(read.articles))
        self._articles += len(block)
        return block

    def scan(self, block: Block) -> list[Row]:
        """The findings of a block, in the order of its articles and lines."""
        table = self._phrases(block)
        found = table.find(block.lines, table.allowed(block.languages))
        rows: list[Row] = []
        for number, detector in enumerate(self.detectors):
            if isinstance(detector, BatchDetector):
                continue
            hits = self._hits(detector, lambda d=detector, n=number: d.scan(block, found.get(n, ())))  # type: ignore[misc]
            off = self._is_off(detector, block)
            hits = [
                hit for hit in hits if not off[hit.article] and (hit.line is None or not block.lines.claimed[hit.line])
            ]
            rows += block_findings(detector.rule, hits, block)
            whole = [hit.line for hit in hits if hit.line is not None and hit.start is None]
            block.lines.claimed[whole] = True
        self.ledger.add(block)
        rows.sort(key=lambda row: (row["article"], row.get("start") or -1))
        return rows

    def conclude(self) -> list[Row]:
        """The findings over the whole batch, when every block has been scanned."""
        rows: list[Row] = []
        for detector in self.detectors:
            if isinstance(detector, BatchDetector):
                hits = self._hits(detector, lambda d=detector: d.conclude(self.ledger))  # type: ignore[misc]
                rows += ledger_findings(detector.rule, hits, self.ledger)
        rows = [row for row in rows if row["code"] not in self._ignored.get(row["source"] or "", ())]
        rows.sort(key=lambda row: (row["article"], row.get("start") or -1))
        return rows

    def judged(self, block: Block) -> dict[str, Bools]:
        """By rule code: the articles of the block that the rule could judge."""
        return {d.rule.code: d.judged(block) & ~self._is_off(d, block) for d in self.detectors}

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
            self._table = PhraseTable(phrases, languages)
        return self._table

    def _is_off(self, detector: Detector, block: Block) -> Bools:
        sources = [source for source, codes in self._ignored.items() if detector.rule.code in codes]
        if not sources:
            return np.zeros(len(block), dtype=bool)
        return block.articles.select(pl.col("source").is_in(sources).fill_null(value=False)).to_series().to_numpy()

    def _hits(self, detector: Detector, run: Callable[[], Iterable[Hit]]) -> list[Hit]:
        """The hits of a detector; if it fails, none, and the failure is kept as an error of ours."""
        if detector.rule.code in self.errors:
            return []
        try:
            return list(run())
        except Exception as error:  # a rule that errs must not take the others with it
            self.errors[detector.rule.code] = OwnError(
                code=detector.rule.code,
                message=f"{type(error).__name__}: {error}"[:500],
                detail="".join(traceback.format_exception(error))[-4_000:],
            )
            return []

    def _languages(self, articles: pl.DataFrame) -> list[str | None]:
        named: list[str | None] = articles["language"].to_list()
        if self._language:
            return [language or self._language for language in named]
        unnamed = [n for n, language in enumerate(named) if not language]
        for n, body in zip(unnamed, articles["body"][unnamed].str.slice(0, 4_000), strict=True):
            named[n] = self._finder.find(body) if body else None
        return named


Ignored = Mapping[str, frozenset[str]]
