"""`twin`: two records of the batch are one."""

from collections.abc import Iterator
from typing import Literal

import polars as pl
from pydantic import Field

from copydesk.detectors.detector import BatchDetector, LedgerHit, Options
from copydesk.scan.block import Block
from copydesk.scan.ledger import Ledger
from copydesk.scan.lines import Bools

FORM_BODIES, FORM_JACCARD, FORM_SOURCE_RATIO = 10, 0.9, 0.1
"""So many bodies of one group that all differ, and are no more alike than this, may be one form filled in anew, if they
are no larger share of their source: no scraper that takes the same box from every page."""


class TwinOptions(Options):
    """same: what the records share: the whole `body`, the `id`, or `near` all of the body.

    For `near`, of the sequences of three words (of four characters where a script sets no spaces), both estimated:
    min_jaccard: the least share of those in either body that stand in both. min_containment: the least share of a
    body's own that stand in a longer one. 0 to 1.
    """

    same: Literal["body", "id", "near"]
    min_jaccard: float = Field(0.65, gt=0.5, le=1)
    min_containment: float = Field(0.75, gt=0.5, le=1)


class Twin(BatchDetector):
    Options = TwinOptions
    message_data = frozenset({"twin", "ratio", "relation"})

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
            .filter(pl.col("key").is_duplicated())  # few: what follows then copies no text of the others
            .with_columns(pl.col("article", "record", "file", "row").first().over("key").name.prefix("first_"))
            .filter(pl.col("article") != pl.col("first_article"))
        )
        for twin in twins.iter_rows(named=True):
            first = _name(twin["record"], twin["first_record"], twin["first_file"], twin["first_row"])
            yield LedgerHit(twin["article"], field="id" if self.options.same == "id" else "body", data={"twin": first})

    def _near(self, ledger: Ledger) -> Iterator[LedgerHit]:
        """Bodies that say nearly the same as another, or stand within a longer one; each is told once.

        Those that say exactly the same are another rule's, from the second on.
        """
        from copydesk.scan.overlaps import overlaps  # here: few batches ask for it

        if ledger.signatures is None:
            return
        signatures, sites, options = ledger.signatures, ledger.articles["site"].to_numpy(), self.options
        ledger.let_go()  # nothing else over the batch takes as much memory as what follows
        twins, held = overlaps(
            signatures, sites, min_jaccard=options.min_jaccard, min_containment=options.min_containment
        )
        del signatures
        articles = ledger.articles
        near = {"article": twins.article, "other": twins.first, "ratio": twins.jaccard, "bodies": twins.bodies}
        part = {"article": held.article, "other": held.within, "ratio": held.containment}
        found = pl.concat(
            [
                pl.DataFrame(near).with_columns(relation=pl.lit("is nearly the same as")),
                pl.DataFrame(part).with_columns(relation=pl.lit("stands within"), bodies=pl.lit(0, pl.Int64)),
            ],
            how="diagonal",
        ).sort("article")
        told = ~articles.select(pl.col("body_key").is_first_distinct()).to_series()[found["article"]]
        found = found.filter(~told)
        ones, others = articles[found["article"]], articles[found["other"]]
        # one text in several papers is syndication, and no defect
        across = ones["source"].is_not_null() & (ones["source"] != others["source"])
        of_source = articles.select(pl.len().over("source")).to_series()[found["article"]]
        is_form = found["bodies"].is_between(FORM_BODIES, of_source * FORM_SOURCE_RATIO)
        is_form &= found["ratio"] < FORM_JACCARD
        named = found.with_columns(
            record=ones["id"], twin=others["id"], file=others["file"], row=others["row"], is_milder=across | is_form
        )
        for row in named.iter_rows(named=True):
            yield LedgerHit(
                row["article"],
                severity="info" if row["is_milder"] else None,
                confidence=row["ratio"],
                data={
                    "twin": _name(row["record"], row["twin"], row["file"], row["row"]),
                    "ratio": round(100 * row["ratio"]),
                    "relation": row["relation"],
                },
            )


def _name(record: str, twin: str, file: str, row: int) -> str:
    """The id of the twin, or its place where the id does not tell the two apart."""
    return twin if twin != record else f"{file}:{row}"
