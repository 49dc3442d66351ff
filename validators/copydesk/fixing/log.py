"""The log of a fix: for every file a line about it, and a line for each record that changed, so that it can be undone.

    {"copydesk_fixes": 1, "format": "jsonl", "input": {"file": …, "sha256": …}, "output": {"file": …, "sha256": …}}
    {"row": 3, "record": "a-3", "edits": [{"field", "start", "end", "removed", "inserted", "code"}, …], "splices": …}

`edits` say what was done, in characters of the text before; start and end are null where a value changed as a whole,
field too where the record was left out. What follows undoes it: `splices` (byte in the fixed file as unpacked UTF-8,
what stands there, what stood there), for Parquet `cells` or `dropped`, and `file`, a whole file in base64.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO

from copydesk.errors import CopydeskError
from copydesk.fixing.change import Change
from copydesk.fixing.copying import Splice
from copydesk.fixing.values import joined, text_parts
from copydesk.reading.values import plain

VERSION = 1
SPOOL_BYTES = 1_000_000


class Section:
    """The lines of one file, kept until the file is written and its checksum known."""

    def __init__(self) -> None:
        self._lines: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(SPOOL_BYTES)  # noqa: SIM115 - `write` closes it

    def add(self, change: Change, undo: dict[str, Any]) -> None:
        edits = list(_edits(change))
        self._lines.write(_line({"row": change.row, "record": change.id, "edits": edits, **undo}))

    def write(self, log: BinaryIO, header: dict[str, Any]) -> None:
        log.write(_line({"copydesk_fixes": VERSION, **header}))
        self._lines.seek(0)
        shutil.copyfileobj(self._lines, log)
        self._lines.close()


def read_log(path: Path) -> Iterator[tuple[dict[str, Any], Iterator[dict[str, Any]]]]:
    """The sections of a log: what is said of a file, and of its records. Raises CopydeskError where it is no log."""
    try:
        with path.open("rb") as file:
            header: dict[str, Any] | None = _read(path, file.readline())
            while header is not None:
                if header.get("copydesk_fixes") != VERSION:
                    raise CopydeskError(f"{path}: this is no log of `copydesk fix` that this version can read")
                following: list[dict[str, Any]] = []
                records = _records(path, file, following)
                yield header, records
                for _ in records:
                    pass
                header = following[0] if following else None
    except OSError as error:
        raise CopydeskError(f"{path}: {error.strerror or error}; name the log that `copydesk fix` wrote") from None


def _records(path: Path, file: BinaryIO, following: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The lines up to the next header, which goes to `following`."""
    while line := _read(path, file.readline()):
        if "copydesk_fixes" in line:
            following.append(line)
            return
        yield line


def _read(path: Path, line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line) if line.strip() else {}
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise CopydeskError(f"{path}: this is no log of `copydesk fix`, or it breaks off")
    return value


def checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def packed(splices: Sequence[Splice]) -> list[list[Any]]:
    """The splices as the log keeps them: bytes that are no UTF-8 as lone surrogates."""
    return [
        [at, new.decode("utf-8", "surrogateescape"), old.decode("utf-8", "surrogateescape")] for at, new, old in splices
    ]


def unpacked(splices: Sequence[Sequence[Any]]) -> Iterator[Splice]:
    for at, new, old in splices:
        yield Splice(at, new.encode("utf-8", "surrogateescape"), old.encode("utf-8", "surrogateescape"))


def _edits(change: Change) -> Iterator[dict[str, Any]]:
    if change.dropped:
        yield _edit(None, None, None, None, None, change.dropped)
    for value in change.values:
        if not value.edits:
            yield _edit(value.field, None, None, value.old, value.new, value.codes)
            continue
        text = joined(text_parts(value.field, plain(value.old)))
        for edit in value.edits:
            yield _edit(value.field, edit.start, edit.end, text[edit.start : edit.end], edit.inserted, edit.code)


def _edit(*values: Any) -> dict[str, Any]:
    return dict(zip(("field", "start", "end", "removed", "inserted", "code"), values, strict=True))


def _line(value: dict[str, Any]) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False, default=str).encode() + b"\n"
    except UnicodeEncodeError:  # lone surrogates
        return json.dumps(value, default=str).encode() + b"\n"
