"""Where a text stands in a record as it was scraped, and the record with another text in its place."""

import ast
import copy
import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from copydesk.fixing.edits import Edit, applied
from copydesk.reading.mapping import MISSING, Path, reach
from copydesk.reading.runs import Record
from copydesk.reading.values import Steps, body_parts, clean


class UnwritableError(ValueError):
    """The value cannot be written as the edit asks: its form is not known, or does not hold the new value."""


def first_filled(record: Record, paths: Sequence[Path]) -> Path | None:
    """The path that fills a field: the first that leads to something other than null."""
    return next((path for path in paths if reach(record, path) not in (MISSING, None)), None)


def with_value(record: Record, path: Path, value: Any) -> Record:
    """A copy of the record that has the value at the path; what stands elsewhere is shared."""
    key, *rest = path
    return {**record, key: with_value(record[key], tuple(rest), value) if rest else value}


def text_parts(field: str, value: Any) -> list[tuple[Steps, str]]:
    """The texts that a field's lines are made of, with the way to each. Raises UnwritableError where there are none."""
    if isinstance(value, str):
        return [((), value)]
    parts = body_parts(value) if field == "body" else None
    if parts is None:
        raise UnwritableError
    return parts


def joined(parts: Sequence[tuple[Steps, str]]) -> str:
    return "\n".join(text for _, text in parts)


def with_edits(field: str, value: Any, edits: Sequence[Edit]) -> Any:
    """The value of a field after edits of its text. Raises UnwritableError."""
    parts = text_parts(field, value)
    text = joined(parts)
    if isinstance(value, str):
        return applied(text, edits)
    changed = copy.deepcopy(value)
    # from the end, so that places in lists stay as they are
    for (steps, _), new in reversed(list(zip(parts, _parts_with(parts, edits), strict=True))):
        *way, last = steps
        holder = changed
        for step in way:
            holder = holder[step]
        if new is None and isinstance(last, int):
            del holder[last]
        else:
            holder[last] = new or ""
    if joined(text_parts(field, changed)) != applied(text, edits):
        raise UnwritableError
    return changed


def _parts_with(parts: Sequence[tuple[Steps, str]], edits: Sequence[Edit]) -> list[str | None]:
    """Each part after the edits; None where it goes with one of the line ends beside it."""
    starts = [0, *accumulate(len(text) + 1 for _, text in parts)][: len(parts)]
    own: list[list[Edit]] = [[] for _ in parts]
    line_ends: list[int] = []
    for edit in edits:
        number = bisect_right(starts, edit.start) - 1
        inserted = edit.inserted
        while number < len(parts) and (starts[number] <= edit.end):
            start, stop = starts[number], starts[number] + len(parts[number][1])
            low, high = max(edit.start, start) - start, min(edit.end, stop) - start
            if low < high or inserted:
                own[number].append(Edit(low, high, inserted, edit.code))
                inserted = ""
            if edit.start <= stop < edit.end:
                line_ends.append(number)
            number += 1
    texts: list[str | None] = [applied(text, edits) for (_, text), edits in zip(parts, own, strict=True)]
    for number in line_ends:
        gone = next((n for n in (number, number + 1) if n < len(texts) and texts[n] == ""), None)
        if gone is None:
            raise UnwritableError
        texts[gone] = None
    return texts


def renamed(value: Any, old: str, new: str | None, null: Any) -> Any:
    """The authors with another name for one of them; new: None takes the name out. null: what stands for no value.

    Raises UnwritableError where the name does not stand in the value by itself.
    """
    if isinstance(value, str):
        return _renamed_in_text(value, old, new, null)
    if isinstance(value, Mapping):
        return _renamed_item(value, old, new)
    if not isinstance(value, Sequence):
        raise UnwritableError
    items = [(item, _renamed_item(item, old, new) if _name_of(item) == old else item) for item in value]
    if all(item is changed for item, changed in items):
        raise UnwritableError
    return [changed for item, changed in items if changed is not None or item is None]


def _renamed_in_text(text: str, old: str, new: str | None, null: Any) -> Any:
    if clean(text).strip() == old:
        return null if new is None else new
    bare = text.strip()
    if bare.startswith("[") and bare.endswith("]"):
        for parse, printed in ((json.loads, _dumped), (ast.literal_eval, repr)):
            try:
                listed = parse(bare)
            except (ValueError, SyntaxError, RecursionError, MemoryError):
                continue
            if isinstance(listed, list):
                return printed(renamed(listed, old, new, None))
    parts = [(part, clean(part).strip() == old) for part in text.split(";")]
    if not any(found for _, found in parts):
        raise UnwritableError
    kept = [part.replace(part.strip(), new or "") if found else part for part, found in parts if new or not found]
    return ";".join(kept).strip()


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _name_of(item: Any) -> str | None:
    name = item.get("name") if isinstance(item, Mapping) else item
    return clean(name).strip() if isinstance(name, str) else None


def _renamed_item(item: Any, old: str, new: str | None) -> Any:
    if _name_of(item) != old:
        raise UnwritableError
    if new is None:
        return None
    return {**item, "name": new} if isinstance(item, Mapping) else new


def with_names(value: Any, names: Sequence[str], *, as_list: bool) -> Any:
    """The authors with further names. as_list: how a field that has none is filled. Raises UnwritableError."""
    if value is None:
        return list(names) if as_list else "; ".join(names)
    if isinstance(value, str) and not (as_list and value):
        return "; ".join([*filter(None, [value.strip()]), *names])
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return [*value, *names]
    raise UnwritableError
