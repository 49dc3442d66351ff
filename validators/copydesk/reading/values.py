"""Brings single values to the type of their field. Only values that are not already so come here.

Each function returns the value, and notes in `odd` what it was instead of what was expected.
"""

import ast
import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from copydesk.text import PARTICLES

MAX_DUMPED_CHARS = 10_000  # of an object that stands where a text should
MAX_LITERAL_CHARS = 10_000  # of a printed list of authors

_CHINESE_NAME = re.compile("[\u3400-\u9fff]{2,4}")

Odd = list[str]
Steps = tuple[str | int, ...]
"""The way to a part of a value: keys of objects, places in lists."""


def plain(value: Any) -> Any:
    """The value with the missing values of numpy and pandas as None, arrays as lists, sole wrappers undone."""
    kind = type(value)
    if kind is str or value is None:
        return value
    if kind is float or isinstance(value, float):
        return None if value != value else value
    if kind.__name__ in {"NaTType", "NAType"}:
        return None
    if hasattr(value, "tolist"):  # numpy arrays and scalars
        return plain(value.tolist())
    if isinstance(value, Mapping) and len(value) == 1:
        # MongoDB's export wraps ids and dates
        for key in ("$oid", "$date", "$numberLong"):
            if key in value:
                return value[key]
    return value


def kind_of(value: object) -> str:
    """What a reader of the report calls the type."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "text"
    if isinstance(value, bytes):
        return "bytes"
    if isinstance(value, Mapping):
        return "object"
    if isinstance(value, Sequence | set | frozenset):
        return "list"
    if isinstance(value, dt.date | dt.time):
        return "date"
    return type(value).__name__


def text_of(field: str, value: Any, odd: Odd) -> str | None:
    """The value as text; anything but text is noted."""
    value = plain(value)
    if value is None:
        return None
    if isinstance(value, str):
        return clean(value)
    odd.append(f"{field}: {kind_of(value)}, expected text")
    return _printed(value)


def id_of(value: Any, odd: Odd) -> str | None:
    """The record's own id; numbers are as good as text, and a blank one is none."""
    value = plain(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # pandas makes integers floats where one is missing
    if type(value).__name__ == "UUID":
        return str(value)
    text = text_of("id", value, odd)
    return text if text and text.strip() else None


def body_of(value: Any, odd: Odd) -> str | None:
    """The body as text. A list of paragraphs is joined and noted; Fundus' body object is joined."""
    value = plain(value)
    parts = body_parts(value)
    if parts is None:
        return text_of("body", value, odd)
    if isinstance(value, list | tuple):
        odd.append("body: list, expected text")
    return clean("\n".join(text for _, text in parts))


def body_parts(value: Any) -> list[tuple[Steps, str]] | None:
    """The texts that a body's lines are made of, each with the way to it; None where it is of no known form.

    It is a text, a list of them, or Fundus' body object: summary, then each section's headline and paragraphs.
    """
    if isinstance(value, str):
        return [((), value)]
    if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
        return [((index,), part) for index, part in enumerate(value)]
    if not isinstance(value, Mapping) or not isinstance(value.get("sections"), Sequence):
        return None
    parts: list[tuple[Steps, Any]] = [(("summary",), value.get("summary"))]
    for index, section in enumerate(value["sections"]):
        if isinstance(section, Mapping):
            parts += [(("sections", index, key), section.get(key)) for key in ("headline", "paragraphs")]
    return [(steps, text) for way, part in parts for steps, text in _texts_of(way, part) if text]


def _texts_of(way: Steps, part: Any) -> list[tuple[Steps, str]]:
    if isinstance(part, str):
        return [(way, part)]
    if isinstance(part, Sequence):
        return [((*way, index), text) for index, text in enumerate(part) if isinstance(text, str)]
    return []


def date_of(field: str, value: Any, odd: Odd) -> str | None:
    """The date as it was written; a date object in ISO format; a number as its digits, noted."""
    value = plain(value)
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        odd.append(f"{field}: number, expected a date")
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    if value is None:
        return None
    odd.append(f"{field}: {kind_of(value)}, expected a date")
    return _printed(value)


def status_of(value: Any, odd: Odd, *, typed: bool) -> int | None:
    """The HTTP status as a number. typed: the format has numbers (JSON), so that text is noted even if digits."""
    value = plain(value)
    if value is None or value == "":
        return None
    number: int | None = None
    if isinstance(value, int) and not isinstance(value, bool):
        number = value
    elif isinstance(value, float) and value.is_integer():
        number = int(value)
    elif isinstance(value, str) and len(value) < 10 and value.strip().removesuffix(".0").isdecimal():
        number = int(value.strip().removesuffix(".0"))
    if number is None or not -(2**63) <= number < 2**63 or (typed and isinstance(value, str)):
        odd.append(f"status: {kind_of(value)}, expected a number")
    return number if number is not None and -(2**63) <= number < 2**63 else None


def authors_of(value: Any, odd: Odd, *, plural: bool, typed: bool) -> list[str] | None:
    """The names. plural: the field's name promises a list. typed: the format has lists (JSON; CSV has not)."""
    value = plain(value)
    if value is None:
        return None
    if isinstance(value, str):
        return authors_in_text(value, odd, plural=plural, typed=typed)
    if isinstance(value, Mapping):
        value = [value]
    elif not isinstance(value, Sequence | set | frozenset) or isinstance(value, bytes):
        odd.append(f"authors: {kind_of(value)}, expected a list")
        return [_printed(value)]
    names: list[str] = []
    for item in value:
        item = plain(item)
        name = plain(item["name"]) if isinstance(item, Mapping) and "name" in item else item
        if name is None:
            continue
        if not isinstance(name, str):
            note = f"authors: {kind_of(name)} in the list, expected names"
            odd += [note] if note not in odd else []
            name = _printed(name)
        if name := clean(name).strip():
            names.append(name)
    return names


def authors_in_text(text: str, odd: Odd, *, plural: bool, typed: bool) -> list[str]:
    """The names in a text: a printed list where the format has no lists, else what `;` separates, or `,` where nothing
    but names stands between them: two full ones at least, as in "Petrel, Ana" there is one name."""
    text = clean(text).strip()
    if not text:
        return []
    if plural and typed:
        odd.append("authors: text, expected a list")
        return [text]
    if not typed and text.startswith("[") and text.endswith("]") and len(text) <= MAX_LITERAL_CHARS:
        for parse in (json.loads, ast.literal_eval):
            try:
                parsed = parse(text)
            except (ValueError, SyntaxError, RecursionError, MemoryError):
                continue
            if isinstance(parsed, list):
                return authors_of(parsed, odd, plural=True, typed=True) or []
    parts = text.split(";")
    if len(parts) == 1 and _are_names(among := text.split(",")):
        parts = among
    return [name for part in parts if (name := part.strip())]


def _are_names(parts: list[str]) -> bool:
    words = [part.split() for part in parts]
    full = [some for some in words if len(some) > 1 or (some and _CHINESE_NAME.fullmatch(some[0]))]
    return len(full) > 1 and not any(
        not word[0].isalpha() or (word[0].islower() and word not in PARTICLES) for some in words for word in some
    )


def language_of(text: str) -> str | None:
    """The primary subtag in lower case: `id` of `id-ID`."""
    return text.strip().lower().replace("_", "-").split("-")[0] or None


def clean(text: str) -> str:
    """The text with lone surrogates, which no UTF-8 can hold, as U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _printed(value: Any) -> str:
    """Any value as text: JSON for lists and objects, cut at MAX_DUMPED_CHARS."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, Mapping | Sequence):
        return clean(str(value))
    import orjson

    try:
        text = orjson.dumps(value, default=str).decode()
    except (TypeError, ValueError, RecursionError):
        try:
            text = repr(value)
        except RecursionError:
            text = f"({kind_of(value)}, nested too deep)"
    return clean(text)[:MAX_DUMPED_CHARS]
