"""Tells the format of an input from its name, or from its first bytes."""

from pathlib import Path
from typing import Any

from copydesk.errors import SettingsError
from copydesk.reading.streams import HEAD_BYTES, Stream

SUFFIXES = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jl": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".arrow": "arrow",
    ".arrows": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
    ".warc": "warc",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "text",
    ".text": "text",
    ".md": "text",
}
COMPRESSED = frozenset({".gz", ".zst"})
FORMATS = ("jsonl", "json", "csv", "tsv", "parquet", "arrow", "warc", "html", "text")
PARQUET_MAGIC = b"PAR1"
MAX_FIRST_LINE_BYTES = 16_000_000  # beyond, a file of one line is taken for one JSON document


def format_of_name(path: str) -> str | None:
    """The format that the suffix names, also before .gz or .zst; None for a suffix that is not known."""
    suffixes = [suffix.lower() for suffix in Path(path).suffixes]
    if suffixes and suffixes[-1] in COMPRESSED:
        suffixes.pop()
    return SUFFIXES.get(suffixes[-1]) if suffixes else None


def checked_format(name: str | None) -> str | None:
    """The format that the user told for standard input. Raises SettingsError for one that is not known."""
    if name is not None and name not in FORMATS:
        raise SettingsError(f"stdin_format {name!r}: not a format; the formats are {', '.join(FORMATS)}.")
    return "csv" if name == "tsv" else name


def format_of_content(stream: Stream) -> str:
    """`parquet`, `arrow`, `warc`, `jsonl`, `json` or `csv`, by the first bytes."""
    head = stream.peek(HEAD_BYTES)
    if head.startswith(PARQUET_MAGIC):
        return "parquet"
    if head.startswith(b"ARROW1"):
        return "arrow"
    if head.startswith(b"WARC/"):
        return "warc"
    start = head.lstrip()[:1]
    if start == b"{":
        return "jsonl" if _is_json_lines(stream) else "json"
    return "json" if start == b"[" else "csv"


def settled_format(named: str, stream: Stream) -> str:
    """The format that the suffix names, unless JSON lines are called .json or a JSON list .jsonl."""
    if named == "json" and stream.peek(HEAD_BYTES).lstrip()[:1] == b"{" and _is_json_lines(stream):
        return "jsonl"
    if named == "jsonl":
        head = stream.peek(HEAD_BYTES).lstrip()
        if head[:1] == b"[" and head[1:].lstrip()[:1] == b"{" and not isinstance(_value(head.split(b"\n")[0]), list):
            return "json"
    return named


def _is_json_lines(stream: Stream) -> bool:
    """Whether the first line alone is an object and more follows, or two of the next few lines are."""
    size = HEAD_BYTES
    head = stream.peek(size)
    while b"\n" not in head.strip() and len(head) == size and size < MAX_FIRST_LINE_BYTES:
        size *= 4
        head = stream.peek(size)
    first, _, rest = head.strip().partition(b"\n")
    if not rest:
        return False
    if isinstance(_value(first), dict):
        return True
    return sum(isinstance(_value(line), dict) for line in rest.split(b"\n")[:5]) >= 2


def _value(line: bytes) -> Any:
    import orjson

    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
