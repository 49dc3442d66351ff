"""What mending does to a batch: the records that change, and how many of what."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from copydesk.fixing.draft import Value
from copydesk.reading import Problem
from copydesk.reading.runs import Record

Place: TypeAlias = tuple[str, int]
"""File, as the user named it, and row."""


@dataclass(frozen=True)
class Change:
    """A record that is not as it was read. path: of its file, which the user named `file`. place: see Origin.

    dropped: the rule that takes the record out of the batch, or None. edits: findings mended, by rule.
    """

    path: str
    file: str
    row: int
    id: str
    format: str
    place: Sequence[str] | None
    original: Record
    record: Record
    values: Sequence[Value]
    dropped: str | None
    edits: Counter[str]


@dataclass
class Counts:
    """edits: findings mended, by rule. unsafe: findings whose fix was left, by rule. held: records of which a field
    could not be mended, by why. problems: what could not be read, the first of it."""

    articles: int = 0
    changed: int = 0
    dropped: int = 0
    edits: Counter[str] = field(default_factory=Counter)
    unsafe: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    def add(self, change: Change) -> None:
        self.changed += change.dropped is None
        self.dropped += change.dropped is not None
        self.edits += change.edits

    def take_back(self, change: Change, reason: str) -> None:
        """Counts a change that could not be written."""
        self.changed -= change.dropped is None
        self.dropped -= change.dropped is not None
        self.edits -= change.edits
        self.held[reason] += 1
