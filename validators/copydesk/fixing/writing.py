"""Writes the files of a batch with their changes, and the log of it."""

import base64
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from copydesk.errors import InputError
from copydesk.fixing.change import Change
from copydesk.fixing.copying import Copy, Splice, copied
from copydesk.fixing.delimited import Delimited
from copydesk.fixing.json_documents import JsonDocument
from copydesk.fixing.json_lines import JsonLines
from copydesk.fixing.log import Section, checksum, packed
from copydesk.fixing.outputs import Output
from copydesk.fixing.parquet import parquet_copied
from copydesk.fixing.plain_text import PlainText
from copydesk.fixing.values import UnwritableError
from copydesk.staging import Stage


class Writer(Protocol):
    """Writes the changes of one file, in the order of its records."""

    def mend(self, change: Change, /) -> dict[str, Any]:
        """What undoes it, for the log. Raises UnwritableError; the record then stays as it was."""


class Splicer(Protocol):
    def mend(self, change: Change, /) -> list[Splice]: ...


SPLICERS: dict[str, Callable[[Copy], Splicer]] = {
    "jsonl": JsonLines,
    "json": JsonDocument,
    "csv": Delimited,
    "text": PlainText,
}


class _Spliced:
    def __init__(self, splicer: Splicer) -> None:
        self._splicer = splicer

    def mend(self, change: Change) -> dict[str, Any]:
        return {"splices": packed(self._splicer.mend(change))}


@contextmanager
def _splicing(format_: str, source: str, name: str, target: Path) -> Iterator[Writer]:
    with copied(source, name, target) as copy:
        yield _Spliced(SPLICERS[format_](copy))


def writing(format_: str, source: str, name: str, target: Path) -> AbstractContextManager[Writer]:
    """What writes a file of this format as `target`. Raises InputError where the format cannot be written."""
    if format_ == "parquet":
        return parquet_copied(source, name, target)
    if format_ not in SPLICERS:
        raise InputError(f"{name}: {format_} cannot be written back; what can be is {', '.join(SPLICERS)}, parquet")
    return _splicing(format_, source, name, target)


class BatchWriter:
    """Writes the planned files to a stage; a file without changes is copied byte for byte.

    streams: what goes to standard output.
    """

    def __init__(self, stage: Stage, planned: Sequence[Output]) -> None:
        self._stage = stage
        self._waiting = {str(output.path): output for output in planned}
        self._logs: dict[Path, BinaryIO] = {}
        self._file: _File | None = None
        self.streams: list[Path] = []

    def __enter__(self) -> "BatchWriter":
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: Any) -> None:
        """Writes what is left, unless something failed. Raises InputError where a file cannot be read to its end."""
        if kind is None:
            self._end_file()
            for path in list(self._waiting):
                self._begin_file(path, None)
                self._end_file()
        elif self._file is not None:
            self._file.stack.__exit__(kind, *error)
        for log in self._logs.values():
            log.close()

    def write(self, change: Change) -> bool:
        """Whether the change could be written."""
        if self._file is None or self._file.output.path != Path(change.path):
            self._end_file()
            self._begin_file(str(Path(change.path)), change.format)
        assert self._file is not None
        if change.dropped and change.format == "text" and self._file.output.in_folder:
            self._file.is_left_out = True
            undo = {"file": base64.b64encode(self._file.output.path.read_bytes()).decode()}
        else:
            assert self._file.writer is not None
            try:
                undo = self._file.writer.mend(change)
            except UnwritableError:
                return False
        self._file.section.add(change, undo)
        return True

    def _begin_file(self, path: str, format_: str | None) -> None:
        output = self._waiting.pop(path)
        if output.target is None:
            staged = self._stage.scratch()
            self.streams.append(staged)
        else:
            staged = self._stage.file(output.target)
        self._file = _File(output, staged, format_)
        if format_ is None:
            try:
                shutil.copyfile(output.path, staged)
            except OSError as error:
                raise InputError(f"{output.name}: the file cannot be copied: {error.strerror or error}") from None
        else:
            copy = writing(format_, str(output.path), output.name, staged)
            self._file.writer = self._file.stack.enter_context(copy)

    def _end_file(self) -> None:
        if self._file is None:
            return
        file, self._file = self._file, None
        file.stack.close()
        output, written = file.output, file.output.target
        if file.is_left_out and written is not None:
            self._stage.without(written)
        if output.log is not None:
            if output.log not in self._logs:
                self._logs[output.log] = self._stage.file(output.log).open("wb")
            name = output.short if output.in_folder or written is None else written.name
            after = None if file.is_left_out else {"file": name, "sha256": checksum(file.staged)}
            before = {"file": output.short, "sha256": checksum(output.path)}
            file.section.write(self._logs[output.log], {"format": file.format, "input": before, "output": after})


@dataclass
class _File:
    """A file being written. format: None where nothing in it changes."""

    output: Output
    staged: Path
    format: str | None
    writer: Writer | None = None
    is_left_out: bool = False
    section: Section = field(default_factory=Section)
    stack: ExitStack = field(default_factory=ExitStack)
