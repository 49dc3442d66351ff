"""One article while it is mended: its record as it stands, and every edit that led there."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from copydesk.findings import Row
from copydesk.fixing.edits import Edit, composed
from copydesk.fixing.marks import Mark, mended
from copydesk.fixing.values import (
    UnwritableError,
    first_filled,
    joined,
    renamed,
    text_parts,
    with_edits,
    with_names,
    with_value,
)
from copydesk.reading.fields import PLURAL_AUTHOR_FIELDS, folded
from copydesk.reading.mapping import Path, reach
from copydesk.reading.runs import Record
from copydesk.reading.values import authors_of, clean, plain
from copydesk.text import quote

EMPTIED = "nothing would be left of the body"
NAMELESS = "no field can take the names of a byline"
UNWRITABLE = "a value cannot be written back in the form it has"


@dataclass(frozen=True)
class Value:
    """A value of a record that changed. edits: of its text, where it has one and still has; codes: of the rules."""

    field: str
    path: Path
    old: Any
    new: Any
    edits: Sequence[Edit] = ()
    codes: str = ""

    @property
    def spans(self) -> Sequence[Edit]:
        """The edits where the value is one text, so that they can be made in it; else the value changes as a whole."""
        return self.edits if isinstance(self.old, str) else ()


@dataclass
class Draft:
    """original: the record as it was read. columns: as in an Origin. null: what its format writes for no value.

    dropped: the rule that takes the record out of the batch. held: by field, why it stays as it was read. refused: by
    field and rule, why a fix could not be made.
    """

    original: Record
    columns: Mapping[str, Sequence[Path]]
    format: str
    record: Record = field(init=False)
    dropped: str | None = None
    held: dict[str, str] = field(default_factory=dict)
    refused: dict[tuple[str, str], str] = field(default_factory=dict)
    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """By field and code: findings mended."""
    _edits: dict[Path, list[Edit]] = field(default_factory=dict)
    _fields: dict[Path, str] = field(default_factory=dict)
    _codes: dict[Path, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))

    def __post_init__(self) -> None:
        self.record = self.original

    @property
    def is_changed(self) -> bool:
        return self.dropped is not None or bool(self.values())

    def values(self) -> list[Value]:
        """What differs from the record as it was read."""
        values = []
        for path, name in self._fields.items():
            old, new = reach(self.original, path), reach(self.record, path)
            if old != new:
                values.append(Value(name, path, old, new, self._edits.get(path, ()), ", ".join(self._codes[path])))
        return values

    def mend(self, findings: Iterable[Row]) -> bool:
        """Does what the findings ask for; whether the record is another one now."""
        before, dropped = self.record, self.dropped
        for name, of_field in groupby(sorted(findings, key=_field_of), key=_field_of):
            rows = list(of_field)
            deletion = next((row for row in rows if row["fix"] == "delete-record"), None)
            if deletion:
                self.dropped = deletion["code"]
                break
            if name and name not in self.held:
                try:
                    self._mend_field(name, rows)
                except UnwritableError:
                    self.refused |= {(name, row["code"]): UNWRITABLE for row in rows}
        return self.record is not before or self.dropped != dropped

    def hold(self, name: str, reason: str) -> None:
        """Leaves the field as it was read, for good."""
        self.held[name] = reason
        self.counts.pop(name, None)
        for path in [path for path, of in self._fields.items() if of == name]:
            self.record = with_value(self.record, path, reach(self.original, path))
            del self._fields[path]
            for of_path in (self._edits, self._codes):
                of_path.pop(path, None)

    def _mend_field(self, name: str, rows: Sequence[Row]) -> None:
        path = first_filled(self.record, self.columns.get(name, ()))
        if path is None:
            raise UnwritableError
        spans = [row for row in rows if row["start"] is not None]
        wholes = [row for row in rows if row["start"] is None]
        if name == "authors":
            for row in wholes:
                self._mend_author(path, row)
        elif wholes:  # what else is wrong with the value is seen when it is read again
            self._replace(name, path, wholes[0])
        elif spans:
            self._mend_text(name, path, spans)

    def _mend_text(self, name: str, path: Path, rows: Sequence[Row]) -> None:
        value = plain(reach(self.record, path))
        text = joined(text_parts(name, value))
        marks = []
        moved: list[Row] = []
        for row in rows:
            seen = clean(text[row["start"] : row["end"]])
            # what is private is shown as it will be
            is_same = row["quote"] in (quote(seen), quote(row["replacement"] or ""))
            if not is_same or seen == row["replacement"]:
                self.refused[name, row["code"]] = UNWRITABLE
            elif row["fix"] == "move-names" and row["suggest"] and self._with_names(row) is None:
                self.refused[name, row["code"]] = NAMELESS
            else:
                moved += [row] if row["fix"] == "move-names" and row["suggest"] else []
                marks.append(Mark(row["start"], row["end"], row["replacement"], row["code"]))
        edits = mended(text, marks)
        if not edits:
            return
        changed = with_edits(name, value, edits)
        if name == "body" and not any(map(str.isalnum, joined(text_parts(name, changed)))):
            self.refused |= {(name, mark.code): EMPTIED for mark in marks}
            return
        self._edits[path] = composed(self._edits.get(path, ()), edits)
        self._set(name, path, changed, [mark.code for mark in marks])
        for row in moved:
            if to := self._with_names(row):
                self._set("authors", *to, [row["code"]], counted=False)  # the line is what is counted

    def _replace(self, name: str, path: Path, row: Row) -> None:
        """Another value for a whole field, or none."""
        value, new = reach(self.record, path), row["replacement"]
        if row["fix"] == "set-null":
            self._edits.pop(path, None)
            self._set(name, path, self._null, [row["code"]])
            return
        if not isinstance(value, str) or new is None or new == value:
            raise UnwritableError
        whole = Edit(0, len(value), new, row["code"])
        self._edits[path] = composed(self._edits.get(path, ()), [whole])
        self._set(name, path, new, [row["code"]])

    def _mend_author(self, path: Path, row: Row) -> None:
        value = plain(reach(self.record, path))
        names = authors_of(value, [], plural=self._lists_authors, typed=self.format != "csv") or []
        new = None if row["fix"] == "set-null" else row["replacement"]
        old = next((name for name in names if quote(name) == row["quote"]), None)
        if old is not None and old != new:
            self._set("authors", path, renamed(value, old, new, self._null), [row["code"]])
        elif row["fix"] == "set-null" and names:
            self._set("authors", path, self._null, [row["code"]])
        else:
            raise UnwritableError

    def _with_names(self, row: Row) -> tuple[Path, Any] | None:
        """Where the authors stand, and they with the names of a byline; None where they cannot be added."""
        paths = self.columns.get("authors", ())
        path = first_filled(self.record, paths) or next((p for p in paths if reach(self.record, p) is None), None)
        if path is None or "authors" in self.held:
            return None
        value = plain(reach(self.record, path))
        if not value and self.format == "parquet":  # what the column can hold is not known
            return None
        try:
            return path, with_names(value, row["suggest"], as_list=self._lists_authors)
        except UnwritableError:
            return None

    def _set(self, name: str, path: Path, value: Any, codes: Sequence[str], *, counted: bool = True) -> None:
        self.record = with_value(self.record, path, value)
        self._fields[path] = name
        self._codes[path].update(dict.fromkeys(codes))
        if counted:
            self.counts[name].update(codes)

    @property
    def _null(self) -> str | None:
        return "" if self.format in ("csv", "text") else None

    @property
    def _lists_authors(self) -> bool:
        return folded(self.columns["authors"][0][-1]) in PLURAL_AUTHOR_FIELDS


def _field_of(row: Row) -> str:
    return row["field"] or ""
