"""`seen`: a body that an earlier batch had, with another date or at another address."""

import datetime as dt
from collections.abc import Iterator

import polars as pl
from pydantic import Field

from copydesk.detectors.detector import BatchDetector, LedgerHit, Options
from copydesk.scan.block import Block
from copydesk.scan.dates import DAY
from copydesk.scan.ledger import Ledger
from copydesk.scan.lines import Bools


class SeenOptions(Options):
    """min_days: by which the date of publication is later than it was. Articles that are only crawled again, with the
    date and the address that they had, are left alone."""

    min_days: float = Field(1, gt=0)


class Seen(BatchDetector):
    Options = SeenOptions
    evidence = frozenset({"text", "history"})
    message_data = frozenset({"says"})

    def judged(self, block: Block) -> Bools:
        return block.has_body & block.has_history

    def conclude(self, ledger: Ledger) -> Iterator[LedgerHit]:
        if ledger.earlier is None:
            return
        found = ledger.articles.select("article", "body", "address", "at").join(
            ledger.earlier.rename({"at": "seen"}), on="body", maintain_order="left"
        )
        is_later = pl.col("at") - pl.col("published") >= self.options.min_days * DAY
        told = found.with_columns(
            redated=is_later.fill_null(value=False),
            moved=(pl.col("address") != pl.col("page")).fill_null(value=False),
        )
        for row in told.filter(pl.col("redated") | pl.col("moved")).iter_rows(named=True):
            says = f"was in the batch of {_day(row['seen'])}"
            if row["redated"]:
                says += f", and was dated {_day(row['published'])} where it now is {_day(row['at'])}"
            if row["moved"]:
                says += ", at another address"
            severity = None if row["redated"] else "info"
            yield LedgerHit(row["article"], severity=severity, data={"says": says})  # type: ignore[arg-type]


def _day(at: int) -> str:
    return (dt.datetime(1970, 1, 1) + dt.timedelta(seconds=at)).date().isoformat()
