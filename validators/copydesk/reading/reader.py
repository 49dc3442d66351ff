"""Draws a batch, file after file, in bounded blocks of articles."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, Union

import polars as pl

from copydesk.errors import InputError
from copydesk.reading.arrow import ARROW_MAGIC, read_arrow
from copydesk.reading.articles import ArticleBlock, InputFile
from copydesk.reading.batch import DataFile, checked_paths, data_files, unreadable
from copydesk.reading.coverage import NEEDED, log_missing_fields, log_unknown_fields
from copydesk.reading.database import read_database, shown_address
from copydesk.reading.delimited import read_csv
from copydesk.reading.frame import article_frame, bounded, empty_frame
from copydesk.reading.json_documents import read_json
from copydesk.reading.json_lines import read_json_lines
from copydesk.reading.mapping import FieldMap, checked_fields
from copydesk.reading.memory import MEMORY, is_pandas, read_memory
from copydesk.reading.origin import Origin
from copydesk.reading.parquet import read_parquet
from copydesk.reading.problems import ProblemLog
from copydesk.reading.runs import BLOCK_BYTES, BLOCK_RECORDS, MAX_RECORD_BYTES, Limits, Run
from copydesk.reading.sniffing import PARQUET_MAGIC, checked_format, format_of_content, settled_format
from copydesk.reading.streams import STDIN, Stream, is_plain_file, opened, spooled
from copydesk.reading.values import clean
from copydesk.reading.warc import read_warc
from copydesk.reading.whole_files import WHOLE_FILES, Kind, SharedBlock, kind_of

if TYPE_CHECKING:
    import pandas as pd

Batch: TypeAlias = Union[
    str,
    "os.PathLike[str]",
    Sequence["str | os.PathLike[str]"],
    "pd.DataFrame",
    pl.DataFrame,
    pl.LazyFrame,
    Iterable[Mapping[str, Any]],
]
"""Paths (files, folders, `-` for standard input), a data frame, or anything that yields mappings."""


def paths_of(batch: Batch) -> list[str] | None:
    """The paths that the batch names, as the user wrote them; None where it is no path, and no list of some.

    Raises InputError when none of them exists, or it is nothing that can hold records.
    """
    if isinstance(batch, str | os.PathLike):
        return checked_paths([batch])
    if isinstance(batch, Sequence) and batch and all(isinstance(item, str | os.PathLike) for item in batch):
        return checked_paths([item for item in batch if isinstance(item, str | os.PathLike)])
    is_frame = isinstance(batch, pl.DataFrame | pl.LazyFrame) or is_pandas(batch)
    if not is_frame and (isinstance(batch, Mapping) or not isinstance(batch, Iterable)):
        raise InputError(f"A {type(batch).__name__} is no batch. Give paths, a data frame, or a list of mappings.")
    return None


class Reader:
    """Draws articles from a batch in bounded blocks.

    fields: canonical field to the name of the input's field, dotted for nested ones; it wins over what is recognised.
    stdin_format: `jsonl`, `json`, `csv`, `tsv`, `parquet` or `text`; else its first bytes tell. block_bytes: about
    how much text a block holds. block_records: the most articles of a block. max_record_bytes: a longer record is
    left out with a Problem. keep_records: blocks bring the records that they were made of. samples: how many records
    of an input are kept in its InputFile.
    query: of a database, what to read: SQL, or the name of a table. stdin_path: a file that stands for standard input,
    so that it can be read again.

    Raises SettingsError for a field or format that does not exist, InputError when none of the paths exists.
    """

    def __init__(
        self,
        batch: Batch,
        *,
        fields: Mapping[str, str] | None = None,
        stdin_format: str | None = None,
        block_bytes: int = BLOCK_BYTES,
        block_records: int = BLOCK_RECORDS,
        max_record_bytes: int = MAX_RECORD_BYTES,
        keep_records: bool = False,
        samples: int = 0,
        query: str | None = None,
        stdin_path: "str | os.PathLike[str] | None" = None,
    ) -> None:
        self.inputs: list[InputFile] = []
        self.bytes_read = 0
        """Of the files, as they stand on disk."""
        self._chosen = checked_fields(fields)
        self._stdin_format = checked_format(stdin_format)
        self._limits = Limits(max(1, block_bytes), max(1, block_records), max(1, max_record_bytes))
        self._keep_records = keep_records
        self._samples = samples
        self._query = query
        self._stdin_path = os.fspath(stdin_path) if stdin_path else STDIN
        self._records: Any = batch
        self._paths = paths_of(batch)

    def blocks(self) -> Iterator[ArticleBlock]:
        """Yields the articles of the batch, in order. `inputs` is filled meanwhile, from the start at each call."""
        self.inputs = []
        self.bytes_read = 0
        if self._paths is None:
            yield from self._memory_blocks()
            return
        entries = data_files(self._paths, stdin=self._stdin_path)
        for kind, group in groupby(entries, kind_of):
            if kind:
                yield from self._whole_files(kind, (entry for entry in group if isinstance(entry, DataFile)))
                continue
            for entry in group:
                if isinstance(entry, DataFile):
                    yield from self._file_blocks(entry)
                else:
                    self.inputs.append(InputFile(entry.file, "unknown", problems=1))
                    yield ArticleBlock(empty_frame(), problems=[entry])

    def size(self) -> int | None:
        """Bytes of all files, as they stand on disk; None where that cannot be known before they are read."""
        if self._paths is None or STDIN in self._paths:
            return None
        files = [entry.path for entry in data_files(self._paths) if isinstance(entry, DataFile)]
        with suppress(OSError):
            return sum(Path(path).stat().st_size for path in files)
        return None

    @property
    def named(self) -> list[str]:
        """What the user called the inputs."""
        return [clean(shown_address(path)) for path in self._paths] if self._paths else [MEMORY]

    def _count(self, size: int) -> None:
        self.bytes_read += size

    def _memory_blocks(self) -> Iterator[ArticleBlock]:
        log = ProblemLog(MEMORY)
        about = self._begin(MEMORY, "memory")
        fields = FieldMap(self._chosen)
        yield from self._drawn(read_memory(self._records, self._limits, log), MEMORY, about, fields, log)
        yield from self._ended(about, log, "the batch holds no records")

    def _file_blocks(self, file: DataFile) -> Iterator[ArticleBlock]:
        log = ProblemLog(file.name)
        about = self._begin(file.name, file.format or "unknown")
        if file.format == "database":
            runs = read_database(file.path, self._query, self._limits, log)
            yield from self._drawn(runs, file.path, about, FieldMap(self._chosen), log)
            yield from self._ended(about, log, "the query gives no rows")
            return
        try:
            with opened(file.path, log, self._count) as stream:
                empty = not stream.peek(1) and not stream.broken
                if not empty and not stream.broken:
                    yield from self._stream_blocks(file, stream, about, log)
        except OSError as error:
            self._note_unopened(log, file.name, error)
            empty = False
        yield from self._ended(about, log, "the file is empty" if empty else "the file holds no records")

    def _stream_blocks(
        self, file: DataFile, stream: Stream, about: InputFile, log: ProblemLog
    ) -> Iterator[ArticleBlock]:
        if file.named == STDIN and self._stdin_format:
            about.format = self._stdin_format
        else:
            about.format = settled_format(file.format, stream) if file.format else format_of_content(stream)
        if kind := WHOLE_FILES.get(about.format):
            articles = SharedBlock(kind)
            articles.add(kind.read(stream, file.text_id, self._limits, log), file, about, log)
            yield articles.block(keep_records=self._keep_records)
            return
        fields = FieldMap(self._chosen)
        if about.format in ("parquet", "arrow"):
            in_place = is_plain_file(file.path, PARQUET_MAGIC) or is_plain_file(file.path, ARROW_MAGIC)
            with Path(file.path).open("rb") if in_place else spooled(stream) as whole:
                read = read_parquet if about.format == "parquet" else read_arrow
                yield from self._drawn(read(whole, self._limits, log, self._chosen), file.path, about, fields, log)
            return
        if about.format == "warc":
            with spooled(stream) as whole:
                yield from self._drawn(read_warc(whole, self._limits, log), file.path, about, fields, log)
            return
        if about.format == "csv":
            runs = read_csv(stream, self._limits, log, fields)
        elif about.format == "json":
            runs = read_json(stream, self._limits, log, self._has_body)
        else:
            needs_records = self._keep_records or self._samples
            runs = read_json_lines(stream, self._limits, log, None if needs_records else fields)
        yield from self._drawn(runs, file.path, about, fields, log)

    def _drawn(
        self, runs: Iterator[Run], path: str, about: InputFile, fields: FieldMap, log: ProblemLog
    ) -> Iterator[ArticleBlock]:
        """The runs of one file as blocks. A file in which neither body nor title is known is left at the first run."""
        place: list[str] | None = None
        for run in runs:
            place = run.place if run.place is not None else place
            fields.observe(run.records, run.names)
            about.preset, about.mapping = fields.preset, fields.mapping
            if not run.rows:
                continue
            if self._samples and not about.sample:
                about.sample = run.records[: self._samples]
            if not fields.columns.keys() & NEEDED.keys():
                log_unknown_fields(run, fields, log)
                return
            frame = bounded(article_frame(run, fields.columns, log.file, typed=about.format != "csv"), log)
            about.articles += frame.height
            block = ArticleBlock(frame, fields.present, log.drain())
            if self._keep_records:
                count = len(run.records)
                names = [path] * count, [log.file] * count
                block.origin = Origin(about.format, run.records, run.rows, *names, fields.columns, place)
            yield block
        if about.articles:
            log_missing_fields(fields, log)

    def _ended(self, about: InputFile, log: ProblemLog, when_nothing: str) -> Iterator[ArticleBlock]:
        """The problems that came after the last block, and the closing count."""
        if not about.articles and not log.count:
            log.add("file", None, "", when_nothing, "Check that the scraper ran, and that this is what it wrote.")
        about.problems = log.count
        if problems := log.close():
            yield ArticleBlock(empty_frame(), problems=problems)

    def _begin(self, path: str, format_: str) -> InputFile:
        about = InputFile(path, format_)
        self.inputs.append(about)
        return about

    def _has_body(self, record: Mapping[str, Any]) -> bool:
        fields = FieldMap(self._chosen)
        fields.observe([record])
        return "body" in fields.columns

    def _note_unopened(self, log: ProblemLog, name: str, error: OSError) -> None:
        problem = unreadable(name, error)
        log.add(problem.kind, None, problem.seen, problem.message, problem.advice)

    def _whole_files(self, kind: Kind, files: Iterable[DataFile]) -> Iterator[ArticleBlock]:
        """Files of one article each share blocks, and those of one folder are one input."""
        about: InputFile | None = None
        named = None
        articles = SharedBlock(kind)
        for file in files:
            if about is None or file.named != named:
                named = file.named
                about = self._begin(named, kind.format)
            log = ProblemLog(file.name)
            try:
                with opened(file.path, log, self._count) as stream:
                    articles.add(kind.read(stream, file.text_id, self._limits, log), file, about, log)
            except OSError as error:
                self._note_unopened(log, file.name, error)
                articles.add(None, file, about, log)
            if articles.size >= self._limits.block_bytes or len(articles.records) >= self._limits.block_records:
                yield articles.block(keep_records=self._keep_records)
                articles = SharedBlock(kind)
        if articles.records or articles.problems:
            yield articles.block(keep_records=self._keep_records)
