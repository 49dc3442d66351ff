"""`twin`: two records of the batch are one."""

from collections.abc import Iterator
from typing import Literal

import polars as pl
from pydantic import Field

from copydesk.detectors.detector import BatchDetector, LedgerHit, Options
from copydesk.scan.block import Block
from copydesk.scan.ledger import Ledger
from copydesk.scan.lines import Bools


class TwinOptions(Options):
    """same: what the records share: the whole `body`, the `id`, or `near` all of the body.

    min_jaccard: for `near`, the least share of their three-word sequences that two bodies have in common, 0 to 1.
    """

    same: Literal["body", "id", "near"]
    min_jaccard: float = Field(0.8, gt=0.5, le=1)


class Twin(BatchDetector):
    Options = TwinOptions
    message_data = frozenset({"twin", "ratio"})

    @property
    def needs_signatures(self) -> bool:
        return bool(self.options.same == "near")

    def judged(self, block: Block) -> Bools:
        return super().judged(block) if self.options.same == "id" else block.has_body

    def conclude(self, ledger: Ledger) -> Iterator[LedgerHit]:
        if self.options.same == "near":
            yield from self._near(ledger)
            return
        key = {"body": "body_key", "id": "id"}[self.options.same]
        articles = ledger.articles
        if not len(articles):
            return
        # the first of the twins is the one to keep
        twins = (
            articles.select("article", "file", "row", record="id", key=key)
            .drop_nulls("key")
            .with_columns(pl.col("article", "record", "file", "row").first().over("key").name.prefix("first_"))
            .filter(pl.col("article") != pl.col("first_article"))
        )
        for twin in twins.iter_rows(named=True):
            first = twin["first_record"]
            if first == twin["record"]:  # the id does not tell the two apart: the place does
                first = f"{twin['first_file']}:{twin['first_row']}"
            yield LedgerHit(twin["article"], field="id" if self.options.same == "id" else "body", data={"twin": first})

    def _near(self, ledger: Ledger) -> Iterator[LedgerHit]:
        """Bodies that say nearly the same; those that say exactly the same are another rule's."""
        from copydesk.scan.neighbours import near_duplicates  # here: few batches ask for it

        if ledger.signatures is None:
            return
        twins = near_duplicates(ledger.signatures, min_jaccard=self.options.min_jaccard)
        articles = ledger.articles.select("id", "body_key", "source")
        for number, first, ratio in zip(twins.article, twins.first, twins.jaccard, strict=True):
            one, other = articles.row(int(number), named=True), articles.row(int(first), named=True)
            if one["body_key"] == other["body_key"]:
                continue
            across = one["source"] != other["source"]  # one text in several papers is syndication, and no defect
            yield LedgerHit(
                int(number),
                severity="info" if across else None,
                confidence=float(ratio),
                data={"twin": other["id"], "ratio": round(100 * float(ratio))},
            )
