"""`twin`: two records of the batch are one."""

from collections.abc import Iterator
from typing import Literal

import polars as pl

from copydesk.detectors.detector import BatchDetector, LedgerHit, Options
from copydesk.scan.block import Block
from copydesk.scan.ledger import Ledger
from copydesk.scan.lines import Bools


class TwinOptions(Options):
    """same: what the records share: the whole `body`, or the `id`."""

    same: Literal["body", "id"]


class Twin(BatchDetector):
    Options = TwinOptions
    message_data = frozenset({"twin"})

    def judged(self, block: Block) -> Bools:
        if self.options.same == "body":
            return block.has_body
        return pl.Series([True]).new_from_index(0, len(block)).to_numpy()

    def conclude(self, ledger: Ledger) -> Iterator[LedgerHit]:
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
