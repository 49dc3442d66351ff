"""Brings every article of a batch to the state in which nothing is left to mend: within a block, and over the batch."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np
import polars as pl

from copydesk.detectors import BatchDetector
from copydesk.errors import CopydeskError
from copydesk.findings import Row
from copydesk.fixing.change import Change, Counts, Place
from copydesk.fixing.draft import Draft
from copydesk.reading import ArticleBlock, Reader
from copydesk.rulebook import Rule, Rulebook
from copydesk.scan.block import Block
from copydesk.scan.ledger import Ledger, LedgerPart, ledger_part
from copydesk.scan.plan import Plan
from copydesk.settings import Settings
from copydesk.shape import ShapeChecker

MAX_HITS = 50_000
"""Findings of one rule in one article that are mended at once; the next round finds the rest."""

MAX_ROUNDS = 100
"""Rounds after which a record whose fixes undo each other is left as it was read."""

MAX_PASSES = 20


class Mender:
    """Mends the articles of a reader that keeps records, as often as it is drawn.

    unsafe: also fixes that may lose something. only: the rules whose findings are mended; None: all that the settings
    choose, and rules without a fix still take part, since they claim lines.
    """

    def __init__(
        self,
        reader: Reader,
        settings: Settings,
        rulebook: Rulebook,
        *,
        unsafe: bool,
        only: frozenset[str] | None = None,
        on_block: Callable[[int], None] = lambda articles: None,
    ) -> None:
        self._reader = reader
        self._unsafe = unsafe
        self._only = only
        self._on_block = on_block
        chosen, ignored = settings.chosen(rulebook), settings.ignored(rulebook)
        self.plan = Plan(
            chosen,
            language=settings.language,
            languages=settings.languages(),
            ignored=ignored,
            max_hits=MAX_HITS,
            pages=settings.page_folder(),
        )
        mended = tuple(rule for rule in chosen.rules if rule.detect != "shape" or self._may_mend(rule))
        self.shape = ShapeChecker(Rulebook(mended, chosen.vocabulary), ignored=ignored)
        self._mended = {rule.code for rule in chosen.rules if self._may_mend(rule)}
        self._rounds: list[Mapping[Place, list[Row]]] = []
        self._is_settled = False
        self._held: set[tuple[Place, str, str | None]] = set()
        self.counts = Counts()

    def changes(self) -> Iterator[Change]:
        """The records that change, in the order of the batch. `counts` is filled meanwhile.

        Raises CopydeskError if a rule errs.
        """
        if not self._is_settled and self._mends_over_batch():
            self._settle()
        self._is_settled = True
        self.counts = Counts()
        ledger = None if self._rounds or self._mends_over_batch() else Ledger()
        for work in self._pass(ledger):
            yield from self._counted(work)
        if ledger is not None:
            self.counts.unsafe.update(row["code"] for row in self._conclusion(ledger) if row["fix"])

    @property
    def told(self) -> Collection[str] | None:
        """The rules whose findings are asked for: in the end all, since those that are left are counted."""
        return None if self._is_settled and self._only is None else self._mended

    def wants(self, finding: Row) -> bool:
        """Whether the finding is to be mended."""
        chosen = self._only is None or finding["code"] in self._only
        return bool(finding["fix"] and chosen and (finding["fix_safe"] or self._unsafe))

    def _may_mend(self, rule: Rule) -> bool:
        chosen = self._only is None or rule.code in self._only
        return rule.fix is not None and chosen and (rule.fix.safe or self._unsafe)

    def _mends_over_batch(self) -> bool:
        return any(isinstance(d, BatchDetector) and self._may_mend(d.rule) for d in self.plan.detectors)

    def _settle(self) -> None:
        """Draws the batch until the rules over it find nothing more to mend in what the rounds before have left."""
        while len(self._rounds) < MAX_PASSES:
            ledger = Ledger()
            for _ in self._pass(ledger):
                pass
            found = [row for row in self._conclusion(ledger) if self.wants(row) and not self._is_held(row)]
            # records are deleted for one reason at a time: two rules could each delete the copy that the other keeps
            reason = next((row["code"] for row in found if row["fix"] == "delete-record"), None)
            found = [row for row in found if row["fix"] != "delete-record" or row["code"] == reason]
            if not found:
                return
            by_place: dict[Place, list[Row]] = {}
            for row in found:
                by_place.setdefault((row["file"], row["row"]), []).append(row)
            self._rounds.append(by_place)

    def _pass(self, ledger: Ledger | None) -> Iterator["_Work"]:
        self._held.clear()
        number = 0
        for read in self._reader.blocks():
            self.counts.problems += read.problems
            if not len(read.articles):
                continue
            work = _Work(self, read, number)
            work.settle(range(len(read.articles)))
            for found in self._rounds:
                work.apply(found)
            if ledger is not None:
                part = work.ledger_part(as_mended=not self._is_settled)
                ledger.add(part)
                number += len(part.articles)
            self._held |= set(work.held())
            self._check_rules()
            self._on_block(len(read.articles))
            yield work

    def _conclusion(self, ledger: Ledger) -> Iterator[Row]:
        """What the rules over the batch find."""
        try:
            yield from self.plan.conclude(ledger)
        finally:
            ledger.close()
        self._check_rules()

    def _is_held(self, row: Row) -> bool:
        place, name = (row["file"], row["row"]), row["field"] or ""
        return (place, name, None) in self._held or (place, name, row["code"]) in self._held

    def _check_rules(self) -> None:
        for error in self.plan.errors.values():
            raise CopydeskError(f"rule {error.code} erred: {error.message}; leave it out with --ignore {error.code}")

    def _counted(self, work: "_Work") -> Iterator[Change]:
        counts = self.counts
        counts.articles += len(work.origin.records)
        for index, rows in work.findings.items():
            draft = work.drafts.get(index)
            if draft is None or draft.dropped is None:
                counts.unsafe.update(row["code"] for row in rows if row["fix"] and not self.wants(row))
        for index, draft in sorted(work.drafts.items()):
            counts.held.update({*draft.held.values(), *draft.refused.values()})
            if draft.is_changed:
                change = work.change(index, draft)
                counts.add(change)
                yield change


class _Work:
    """A block being mended. drafts: of the articles that a fix has touched. findings: of each article as it stands."""

    def __init__(self, mender: Mender, read: ArticleBlock, first: int) -> None:
        """first: number of the first article in the ledger, from 0."""
        assert read.origin is not None
        self._mender = mender
        self._fields = read.fields
        self._first = first
        self.origin = read.origin
        self.drafts: dict[int, Draft] = {}
        self.findings: dict[int, list[Row]] = {}
        self._frame = read.articles
        self._at = np.arange(len(read.articles))
        """Of each article: its row in the frame, at the end of which mended ones are added."""
        self._block: Block | None = None

    def place(self, index: int) -> Place:
        return self._frame["file"][index], self.origin.rows[index]

    def settle(self, indices: Iterable[int]) -> None:
        """Mends the articles until their findings ask for nothing more."""
        waiting = list(indices)
        for number in range(MAX_ROUNDS + 1):
            if waiting:
                self._scan(waiting)
            waiting = [i for i in waiting if self._mend(i, self.findings.get(i, []), last=number == MAX_ROUNDS)]
            self._reread(waiting)
            waiting = [i for i in waiting if self.drafts[i].dropped is None]

    def apply(self, found: Mapping[Place, list[Row]]) -> None:
        """Mends what a rule over the batch has found."""
        changed = [i for i in range(len(self._at)) if (rows := found.get(self.place(i))) and self._mend(i, rows)]
        self._reread(changed)
        self.settle(i for i in changed if self.drafts[i].dropped is None)

    def ledger_part(self, *, as_mended: bool) -> LedgerPart:
        """What the rules over the batch keep of the block, as it was read or as it is mended."""
        block = self._block
        if block is None or (as_mended and any(draft.is_changed for draft in self.drafts.values())):
            kept = [i for i in range(len(self._at)) if i not in self.drafts or self.drafts[i].dropped is None]
            block = self._mender.plan.block(ArticleBlock(self._frame[self._at[kept]], self._fields), self._first)
            self._mender.plan.scan(block, ())
        return ledger_part(block, signed=self._mender.plan.needs_signatures)

    def held(self) -> Iterator[tuple[Place, str, str | None]]:
        """Where nothing can be mended: a field, or one by a single rule."""
        for index, draft in self.drafts.items():
            place = self.place(index)
            yield from ((place, name, None) for name in draft.held)
            yield from ((place, name, code) for name, code in draft.refused)

    def change(self, index: int, draft: Draft) -> Change:
        origin, (file, row) = self.origin, self.place(index)
        return Change(
            origin.paths[index],
            file,
            row,
            self._frame["id"][index],
            origin.format,
            origin.place,
            draft.original,
            draft.record,
            draft.values(),
            draft.dropped,
            Counter([draft.dropped]) if draft.dropped else sum(draft.counts.values(), Counter[str]()),
        )

    def _scan(self, indices: Sequence[int]) -> None:
        """Finds what is wrong with these articles as they stand."""
        frame = self._frame[self._at[indices]]
        read = ArticleBlock(frame, self._fields)
        block = self._mender.plan.block(read, self._first)
        rows = self._mender.plan.scan(block, self._mender.told)
        self._block = self._block or block
        for row in rows:
            row["article"] -= self._first
        if not self.drafts or any(set(self.drafts[i].counts) - {"body"} for i in indices if i in self.drafts):
            rows += [*self._mender.shape.check(read, 0), *self._mender.shape.flush()]
        for index in indices:
            self.findings.pop(index, None)
        for row in rows:
            self.findings.setdefault(indices[row["article"]], []).append(row)

    def _mend(self, index: int, rows: Iterable[Row], *, last: bool = False) -> bool:
        wanted = [row for row in rows if self._mender.wants(row)]
        if not wanted:
            return False
        if index not in self.drafts:
            origin = self.origin
            self.drafts[index] = Draft(origin.records[index], origin.columns, origin.format)
        draft = self.drafts[index]
        before = draft.record
        if last:
            for row in wanted:
                draft.hold(row["field"] or "", "its fixes undo each other")
            return draft.record is not before
        return draft.mend(wanted)

    def _reread(self, indices: Sequence[int]) -> None:
        """Takes the mended records for what the articles say now."""
        kept = [index for index in indices if self.drafts[index].dropped is None]
        if kept:
            frame = self.origin.frame({index: self.drafts[index].record for index in kept})
            self._at[kept] = np.arange(len(frame)) + len(self._frame)
            self._frame = pl.concat([self._frame, frame])
