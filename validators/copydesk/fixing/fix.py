"""`copydesk.fix`: mends a batch and writes it, in its own format, with a log that can undo it."""

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from copydesk.errors import InputError
from copydesk.fixing.change import Change, Counts
from copydesk.fixing.draft import UNWRITABLE
from copydesk.fixing.mender import Mender
from copydesk.fixing.outputs import Output, outputs
from copydesk.fixing.writing import BatchWriter
from copydesk.reading import Batch, Reader
from copydesk.reading.memory import records_of
from copydesk.reading.reader import paths_of
from copydesk.reading.streams import STDIN
from copydesk.rulebook import Rulebook
from copydesk.run import Progress
from copydesk.settings import Settings, load_settings
from copydesk.staging import Stage, staged_files

CHUNK_BYTES = 1_000_000


@dataclass
class Fixes:
    """What `copydesk.fix` did.

    counts: articles, records changed and left out, edits by rule, what was left. written: files, and logs by what they
    undo. records: of a batch in memory, as they are now.
    """

    counts: Counts
    written: list[Path] = field(default_factory=list)
    logs: list[Path] = field(default_factory=list)
    records: list[Any] | None = None

    @property
    def changed(self) -> bool:
        return bool(self.counts.changed or self.counts.dropped)


def fix(
    batch: Batch,
    *,
    unsafe: bool = False,
    out: "str | os.PathLike[str] | None" = None,
    log: "str | os.PathLike[str] | None" = None,
    force: bool = False,
    write: bool = True,
    settings: Settings | None = None,
    rulebook: Rulebook | None = None,
    on_change: Callable[[Change], None] = lambda change: None,
    on_progress: Callable[[Progress], None] | None = None,
    stdin_format: str | None = None,
) -> Fixes:
    """Mends what the rules find, and writes the batch in its own format beside the input, with a log.

    batch: as for `check`; a frame or an iterable of dicts comes back as `records`. unsafe: also fixes that may lose
    something of an article. out: the file to write, or the folder for several. log: the file for what was done. force:
    replaces what stands there. write: False only tells. on_change: is called with every record that changes.

    Raises CopydeskError if nothing could be read, a rule errs, or a file cannot be written; then nothing is.
    """
    settings = settings if settings is not None else load_settings()
    rulebook = rulebook or settings.rulebook()
    paths = paths_of(batch)
    with staged_files() as stage:
        stdin = _spooled(stage) if paths and STDIN in paths else None
        records = list(records_of(batch)) if paths is None else None
        source = batch if records is None else records
        reader = Reader(source, fields=settings.fields, stdin_format=stdin_format, stdin_path=stdin, keep_records=True)
        size = reader.size() if on_progress else None

        def on_block(articles: int) -> None:
            if on_progress:
                on_progress(Progress(articles, reader.bytes_read, size))

        mender = Mender(reader, settings, rulebook, unsafe=unsafe, on_block=on_block)
        if records is not None:
            return _in_memory(mender, records, on_change)
        places = {"out": Path(out) if out is not None else None, "log": Path(log) if log is not None else None}
        planned = outputs(paths or [], **places, force=force, stdin=stdin) if write else []
        return _written(mender, stage, planned, on_change, write=write)


def _written(
    mender: Mender, stage: Stage, planned: Sequence[Output], on_change: Callable[[Change], None], *, write: bool
) -> Fixes:
    if not write:
        for change in mender.changes():
            on_change(change)
        _check_read(mender.counts)
        return Fixes(mender.counts)
    with BatchWriter(stage, planned) as writer:
        for change in mender.changes():
            if writer.write(change):
                on_change(change)
            else:
                mender.counts.take_back(change, UNWRITABLE)
        _check_read(mender.counts)
    stage.commit()
    for stream in writer.streams:
        with stream.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
        sys.stdout.flush()
    written = [output.target for output in planned if output.target is not None and output.target.exists()]
    logs = dict.fromkeys(output.log for output in planned if output.log is not None)
    return Fixes(mender.counts, written, list(logs))


def _in_memory(mender: Mender, records: list[Any], on_change: Callable[[Change], None]) -> Fixes:
    mended = list(records)
    dropped = set()
    for change in mender.changes():
        on_change(change)
        mended[change.row - 1] = change.record
        if change.dropped:
            dropped.add(change.row - 1)
    kept = [record for index, record in enumerate(mended) if index not in dropped]
    return Fixes(mender.counts, records=kept)


def _check_read(counts: Counts) -> None:
    if not counts.articles:
        reasons = [f"\n  {problem.file}: {problem.message}. {problem.advice}" for problem in counts.problems[:10]]
        raise InputError(f"No article could be read:{''.join(reasons)}")


def _spooled(stage: Stage) -> Path:
    """Standard input as a file, which can be read more than once."""
    path = stage.scratch()
    with path.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file, CHUNK_BYTES)
    return path
