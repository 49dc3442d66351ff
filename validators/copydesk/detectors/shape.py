"""`shape`: the record does not have the form of an article. Checked by pandera in `copydesk.shape`, not by the scan."""

from collections.abc import Iterator, Sequence
from typing import Literal

from copydesk.detectors.detector import Detector, Hit, Options
from copydesk.rulebook.rule import Canonical
from copydesk.scan.block import Block
from copydesk.scan.phrases import PhraseHit


class ShapeOptions(Options):
    """check: `required` (the field has no value), `type` (it has another type than its field), `null-like` (it
    says "None", "nan" or the like). fields: canonical fields that are checked; for `type` all of them are.
    with_settings: for `required`, the fields that the settings call `required` are checked as well.
    phrases: for `null-like`, the section of the word lists.
    """

    check: Literal["required", "type", "null-like"]
    fields: list[Canonical] = []
    with_settings: bool = False
    phrases: str | None = None


class Shape(Detector):
    Options = ShapeOptions
    evidence = frozenset({"metadata"})
    message_data = frozenset({"seen"})

    def scan(self, block: Block, found: Sequence[PhraseHit]) -> Iterator[Hit]:
        return iter(())
