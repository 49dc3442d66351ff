"""The effective settings as TOML, each value with where it was written."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import BaseModel

from copydesk.settings import Settings, near

Values: TypeAlias = BaseModel | dict[str, Any]

_UNSAFE = re.compile("[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


def settings_text(settings: Settings) -> Iterator[str]:
    """Lines of TOML that mean the same settings. Each value has a comment: `file:line`, the option of the command line,
    `set in Python`, or `default`. Tables that nobody wrote are left out."""
    rows = list(_rows(settings, settings))
    width = max(len(text) for text, origin in rows if origin)
    for text, origin in rows:
        yield f"{text:<{width}}  # {origin}" if origin else text


def _rows(settings: Settings, values: Values, table: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Lines, and where what they say was written; nothing for headers and blank lines."""
    items = dict(values)
    shown = values.model_dump(mode="json") if isinstance(values, BaseModel) else items  # without passwords
    written = values.model_fields_set if isinstance(values, BaseModel) else set(items)
    tables = {key: value for key, value in items.items() if isinstance(value, dict | BaseModel)}
    if table and len(tables) < len(items):
        yield "", ""
        yield f"[{'.'.join(map(toml_key, table))}]", ""
    for key, value in items.items():
        if key not in tables:
            text = f"# {toml_key(key)} is not set" if value is None else f"{toml_key(key)} = {toml_value(shown[key])}"
            yield text, (settings.origin(*table, key) or "set in Python") if key in written else "default"
    for key, inner in tables.items():
        if isinstance(values, BaseModel) and key not in written:
            continue
        yield from _rows(settings, inner, (*table, key))


def toml_value(value: Any) -> str:
    """A value as TOML writes it, safe for a terminal."""
    if isinstance(value, list):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, Path):
        value = str(near(value))
    # a text of JSON is a text of TOML, but for what must not reach a terminal
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))


def toml_key(key: str) -> str:
    """A key as TOML writes it, in quotes where it needs them."""
    return key if re.fullmatch("[A-Za-z0-9_-]+", key) else toml_value(key)
