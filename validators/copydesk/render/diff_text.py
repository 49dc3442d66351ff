"""Changes of records as a unified diff, for a terminal; scraped text is escaped."""

from collections.abc import Iterator
from typing import Any

from copydesk.fixing.change import Change
from copydesk.fixing.draft import Value
from copydesk.fixing.hunks import alike, hunks
from copydesk.fixing.values import joined, text_parts
from copydesk.reading.values import plain
from copydesk.text import quote, visible

MAX_LINE_CHARS = 200
CONTEXT_CHARS = 60
"""Characters shown before the place where a long line changes."""


def diff_text(change: Change) -> Iterator[str]:
    """The lines of the diff of one record."""
    import click

    place = f"{change.file}:{change.row}"
    name = place if change.id in (place, change.file) else f"{place}  {change.id}"
    if change.dropped:
        yield click.style(f"--- {visible(quote(name))}", bold=True)
        yield click.style(f"+++ left out of the batch ({change.dropped})", fg="red", bold=True)
        return
    yield click.style(f"--- {visible(quote(name))}", bold=True)
    yield click.style("+++ fixed", bold=True)
    for value in change.values:
        if value.edits:
            yield from _text_diff(value)
        else:
            yield click.style(f"@@ {value.field} @@ {value.codes}", fg="cyan")
            yield click.style(f"-{_shown(value.old)}", fg="red")
            yield click.style(f"+{_shown(value.new)}", fg="green")


def _text_diff(value: Value) -> Iterator[str]:
    """The lines that edits touch, each run of them with the line before and after it."""
    import click

    text = joined(text_parts(value.field, plain(value.old)))
    for hunk in hunks(text, value.edits):
        yield click.style(f"@@ {value.field} line {hunk.line} @@ {', '.join(hunk.codes)}", fg="cyan")
        change = alike(hunk.old[0], hunk.new[0]) if hunk.old and hunk.new else 0
        yield from (f" {_line(line)}" for line in (hunk.before,) if line is not None)
        yield from (click.style(f"-{_line(line, change)}", fg="red") for line in hunk.old)
        yield from (click.style(f"+{_line(line, change)}", fg="green") for line in hunk.new)
        yield from (f" {_line(line)}" for line in (hunk.after,) if line is not None)


def _line(line: str, change: int = 0) -> str:
    """A line, of a long one the part where it changes."""
    start = max(0, min(change - CONTEXT_CHARS, len(line) - MAX_LINE_CHARS))
    part = line[start : start + MAX_LINE_CHARS]
    return f"{'…' if start else ''}{visible(part)}{'…' if start + len(part) < len(line) else ''}"


def _shown(value: Any) -> str:
    return visible(quote(str(value))) if value is not None else "(null)"
