"""Where the keys of a TOML file stand; tomllib does not tell."""

import tomllib
from collections.abc import Iterator
from typing import Any

Key = tuple[int | str, ...]


def key_lines(text: str) -> dict[Key, int]:
    """Every key of a valid TOML text, from its root, to the line, from 1, on which its statement or table begins.

    A statement is the shortest run of lines that is TOML by itself; a table's header is one, too.
    """
    lines: dict[Key, int] = {}
    table: Key = ()
    statement, first = "", 1
    for number, line in enumerate(text.split("\n"), start=1):
        if not statement:
            first = number
        statement += f"{line}\n"
        try:
            data = tomllib.loads(statement)
        except tomllib.TOMLDecodeError:  # it goes on
            continue
        is_header = statement.lstrip().startswith("[")
        keys = list(_keys(data))
        for key in keys:
            lines.setdefault(key if is_header else (*table, *key), first)
        if is_header:
            table = keys[-1]
        statement = ""
    return lines


def _keys(data: Any) -> Iterator[Key]:
    """The keys of nested tables, outer ones first."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for name, value in items:
        yield (name,)
        yield from ((name, *key) for key in _keys(value))
