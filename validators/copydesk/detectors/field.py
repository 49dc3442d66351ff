"""`field`: a field of the record is missing, or says nothing."""

from collections.abc import Iterator, Sequence
from typing import Literal

import polars as pl
from pydantic import Field as PydanticField

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.result.model import Severity
from copydesk.scan.block import Block
from copydesk.scan.lines import Bools
from copydesk.scan.phrases import PhraseHit


class FieldOptions(Options):
    """field: the canonical field that must hold a letter or a digit. min_usual_ratio: of a source's past articles that
    have authors; where fewer do, one without is information."""

    field: Literal["title", "body", "authors"]
    min_usual_ratio: float = PydanticField(0, ge=0, le=1)


class Field(Detector):
    Options = FieldOptions
    evidence = frozenset({"metadata"})
    message_data = frozenset({"says"})

    def judged(self, block: Block) -> Bools:
        # a record without a text has no author to miss
        return block.has_body if self.options.field == "authors" else super().judged(block)

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        column = pl.col(self.options.field)
        if self.options.field == "authors":
            column = column.list.join(" ", ignore_nulls=True)
        filled = column.str.contains(r"[\p{L}\p{N}]")
        empty = ~block.articles.select(filled.fill_null(value=False)).to_series().to_numpy()
        if self.options.field == "authors":
            empty &= block.has_body & ~block.bylines_found
        seldom = block.usual("authors") < self.options.min_usual_ratio  # false where nothing is known
        for article in empty.nonzero()[0]:
            sought = self.options.field == "authors" and bool(block.bylines_sought[article])
            says = ", and its page names none" if sought else ""
            severity: Severity | None = "info" if sought or seldom[article] else None
            yield Hit(int(article), field=self.options.field, severity=severity, data={"says": says})
