"""Finds, for one file, the field of its records that fills each canonical field, while the file is being read."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from itertools import chain
from typing import Any

from copydesk.errors import SettingsError
from copydesk.reading.articles import ARTICLE_FIELDS, ARTICLE_SCHEMA
from copydesk.reading.fields import GENERIC, PRESETS, FieldNames, Preset, folded

Path = tuple[str, ...]
"""Where a value stands in a record: its key, and the keys inside it."""

MISSING = object()
MAX_KEYS = 5_000  # beyond, only keys that could fill a field: some files use ids for keys


def reach(record: Mapping[str, Any], path: Path) -> Any:
    """The value at the path, or MISSING."""
    value: Any = record
    for key in path:
        if not isinstance(value, Mapping) or key not in value:
            return MISSING
        value = value[key]
    return value


def checked_fields(fields: Mapping[str, str] | None) -> dict[str, str]:
    """The user's `[fields]`, canonical name to field of the input.

    Raises SettingsError for a name that is no canonical field, with the nearest that is.
    """
    for canonical, name in (fields or {}).items():
        if canonical not in ARTICLE_FIELDS:
            near = get_close_matches(str(canonical), ARTICLE_FIELDS, n=1, cutoff=0.5)
            hint = f"did you mean `{near[0]}`?" if near else "the fields are " + ", ".join(_canonical_order()) + "."
            raise SettingsError(f"[fields] {canonical}: not a field of an article; {hint}")
        if not isinstance(name, str) or not name:
            raise SettingsError(f"[fields] {canonical}: expected the name of a field of the input, got {name!r}.")
    return dict(fields or {})


class FieldMap:
    """The mapping of one file. It grows as records show further keys; the preset is chosen on the first ones.

    columns: canonical field to the paths that fill it, in order of preference. preset: the scraper's name or None.
    """

    def __init__(self, chosen: Mapping[str, str]) -> None:
        self.columns: dict[str, list[Path]] = {}
        self.preset: str | None = None
        self._chosen = chosen
        self._wanted = _heads() | _folded_heads(chosen.values())
        self._preset: Preset | None = None
        self._keys: dict[str, None] = {}
        self._folded: dict[str, list[str]] = {}
        self._nested: set[Path] = set()
        self._unseen: set[Path] = set()

    def another(self) -> "FieldMap":
        """One with the same choices that has seen nothing."""
        return FieldMap(self._chosen)

    @property
    def mapping(self) -> dict[str, str]:
        """Canonical field to the input's preferred field, dotted where nested."""
        return {canonical: ".".join(self.columns[canonical][0]) for canonical in self.columns}

    @property
    def keys(self) -> list[str]:
        """Every key seen so far, in the order of the file."""
        return list(self._keys)

    @property
    def present(self) -> frozenset[str]:
        """The canonical fields that the input has. A url also tells the source."""
        return frozenset(self.columns) | ({"source"} if "url" in self.columns else frozenset())

    def unfilled(self) -> dict[str, str]:
        """What the user's `[fields]` name that is nowhere in the file, and that no other field fills."""
        return {canonical: name for canonical, name in self._chosen.items() if canonical not in self.columns}

    def observe(self, records: Sequence[Mapping[str, Any]], names: Iterable[str] = ()) -> None:
        """Takes note of the keys of the records, and of names that a header or schema promises."""
        seen = set(names).union(*records)
        found = {path for path in self._unseen if any(reach(record, path) is not MISSING for record in records)}
        if seen <= self._keys.keys() and not found:
            return
        self._nested |= found
        first = not self._keys
        ordered = dict.fromkeys(names)
        for record in records:  # the order of the file, until every new key has been met
            if len(ordered.keys() & seen) == len(seen):
                break
            ordered.update(dict.fromkeys(record))
        for key in ordered:
            if key not in self._keys and (len(self._keys) < MAX_KEYS or folded(key) in self._wanted):
                self._keys[key] = None
                self._folded.setdefault(folded(key), []).append(key)
        if first:
            self._preset = next((p for p in PRESETS if any(self._has_all(s) for s in p.signatures)), None)
            self.preset = self._preset.name if self._preset else None
        self._resolve(records)

    def _has_all(self, signature: frozenset[str]) -> bool:
        return all(folded(name) in self._folded for name in signature)

    def _resolve(self, records: Sequence[Mapping[str, Any]]) -> None:
        """Builds `columns` anew: the user's choice, then the preset, then generic names not yet spoken for."""
        sources: list[FieldNames | dict[str, tuple[str, ...]]] = [{c: (name,) for c, name in self._chosen.items()}]
        sources += [self._preset.fields] if self._preset else []
        columns: dict[str, list[Path]] = {}
        taken: set[Path] = set()
        self._unseen = set()
        for names_of in [*sources, GENERIC]:
            for canonical, names in names_of.items():
                for path in chain.from_iterable(self._find(name, records) for name in names):
                    # a field read into, as html.content, is not also read whole
                    if path not in taken and (len(path) > 1 or not any(p[0] == path[0] for p in taken)):
                        taken.add(path)
                        columns.setdefault(canonical, []).append(path)
        self.columns = {canonical: columns[canonical] for canonical in _canonical_order() if canonical in columns}

    def _find(self, name: str, records: Sequence[Mapping[str, Any]]) -> list[Path]:
        """The paths that the name stands for: keys as it is written first, then those that differ in case or `_`."""
        if keys := self._spelt(name):
            return [(key,) for key in keys]
        head, *rest = name.split(".")
        paths = [(key, *rest) for key in self._spelt(head)] if rest else []
        for path in paths:
            if path not in self._nested and any(reach(record, path) is not MISSING for record in records):
                self._nested.add(path)
        self._unseen.update(path for path in paths if path not in self._nested)
        return [path for path in paths if path in self._nested]

    def _spelt(self, name: str) -> list[str]:
        return sorted(self._folded.get(folded(name), []), key=lambda key: key != name)


def relevant(names: Iterable[str], chosen: Mapping[str, str]) -> list[str]:
    """Of a file's column names, those that could fill a field or tell the scraper; the rest need not be read."""
    wanted = _heads() | _folded_heads(chosen.values())
    return [name for name in names if folded(name) in wanted]


@cache
def _heads() -> frozenset[str]:
    every = [GENERIC, *(preset.fields for preset in PRESETS)]
    return _folded_heads(name for names_of in every for options in names_of.values() for name in options)


def _folded_heads(names: Iterable[str]) -> frozenset[str]:
    return frozenset(folded(part) for name in names for part in (name, name.split(".")[0]))


def _canonical_order() -> list[str]:
    return [name for name in ARTICLE_SCHEMA if name in ARTICLE_FIELDS]
