"""The result of a check: the summary and its tables, in memory and on disk."""

import contextlib
import errno
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import polars as pl

from copydesk.errors import CopydeskError
from copydesk.result.kept import PART_FINDINGS, KeptFindings
from copydesk.result.model import Summary
from copydesk.result.tables import ARTICLES_SCHEMA, FINDINGS_SCHEMA, LATER_COLUMNS
from copydesk.staging import folder_beside, signals_held

RESULT_FILE = "result.json"
FINDINGS_FILE = "findings.parquet"
ARTICLES_FILE = "articles.parquet"

OWN_PAGES = {"index.html", "duplicates.html", "rules", "sources", "articles"}
OWN_NAMES = {RESULT_FILE, FINDINGS_FILE, ARTICLES_FILE, *OWN_PAGES}
"""What a report folder holds, and nothing else."""

EXIT_CODES = {"pass": 0, "fail": 1, "error": 2}


class Result:
    """What `copydesk.check` returns, and `load_result` reads back.

    articles: the text of the first articles that have findings, for reports; the columns of ARTICLES_SCHEMA.
    """

    def __init__(
        self,
        summary: Summary,
        findings: pl.DataFrame | KeptFindings,
        articles: pl.DataFrame,
        scorecard: Callable[[], pl.DataFrame] | None = None,
        run: int | None = None,
        earlier: Sequence[Path] = (),
    ) -> None:
        """scorecard: makes the frame of that name when it is asked for. run: its id in the history that keeps it.

        earlier: where the history says that the reports of batches before lie, the youngest last; any may be gone.
        """
        self.summary = summary
        self.articles = articles
        self._findings = findings
        self._scorecard = scorecard
        self.run = run
        self.earlier = earlier

    @cached_property
    def findings(self) -> pl.DataFrame:
        """One row a finding, in the order of the batch: the columns of FINDINGS_SCHEMA.

        All of them in memory, 0.6 KB or more each; `parts` gives a large batch's some at a time.
        """
        return pl.concat([pl.DataFrame(schema=FINDINGS_SCHEMA), *self.parts()])

    def parts(self) -> Iterator[pl.DataFrame]:
        """The findings in frames of bounded size."""
        if isinstance(self._findings, KeptFindings):
            return self._findings.parts()
        return self._findings.iter_slices(PART_FINDINGS)

    @cached_property
    def scorecard(self) -> pl.DataFrame | None:
        """One row an article: `article`, its number, `source`, and a column a rule, the count of its findings.

        Null where the rule was not applicable. None in a result that was read back from disk.
        """
        return self._scorecard() if self._scorecard else None

    @property
    def passed(self) -> bool:
        return self.summary.gate.verdict == "pass"

    @property
    def exit_code(self) -> int:
        """0: the batch passes. 1: the gate failed. 2: a rule or the gate itself erred."""
        return EXIT_CODES[self.summary.gate.verdict]

    def save(self, folder: str | Path) -> Path:
        """Writes result.json and its tables, and nothing else, into a folder; see `staged` for what it replaces."""
        with staged(Path(folder)) as stage:
            self.write(stage)
        return Path(folder)

    def write(self, folder: Path) -> None:
        """The three files, into a folder that exists."""
        self.write_findings(folder / FINDINGS_FILE)
        self.articles.write_parquet(folder / ARTICLES_FILE)
        (folder / RESULT_FILE).write_text(self.summary.model_dump_json(indent=1), encoding="utf-8")

    def write_findings(self, path: Path) -> None:
        """The findings as Parquet."""
        import pyarrow.parquet as pq  # here: it takes 0.2 s to import, and most runs write nothing

        schema = pl.DataFrame(schema=FINDINGS_SCHEMA).to_arrow().schema
        with pq.ParquetWriter(path, schema, compression="zstd") as file:
            for part in self.parts():
                file.write_table(part.to_arrow().cast(schema))


def load_summary(path: str | Path) -> Summary:
    """The summary of a result as it was saved, without its tables. Raises as `load_result` does."""
    folder = _folder(path)
    try:
        return Summary.model_validate_json((folder / RESULT_FILE).read_text(encoding="utf-8"))
    except OSError as error:
        raise CopydeskError(
            f"{folder}: no result of copydesk here ({error}); name the folder that `check --report` wrote"
        ) from None
    except ValueError as error:
        raise CopydeskError(f"{folder / RESULT_FILE}: this is no result that this version can read: {error}") from None


def load_result(path: str | Path) -> Result:
    """A result as it was saved: its folder, or its result.json. Raises CopydeskError that says what is missing."""
    folder = _folder(path)
    summary = load_summary(folder)
    try:
        findings = _table(folder / FINDINGS_FILE, FINDINGS_SCHEMA)
        articles = _table(folder / ARTICLES_FILE, ARTICLES_SCHEMA)
    except OSError as error:
        raise CopydeskError(f"{folder}: a table of the result is missing: {error}") from None
    except pl.exceptions.PolarsError as error:
        raise CopydeskError(f"{folder}: a table of the result cannot be read: {error}") from None
    return Result(summary, findings, articles)


def _folder(path: str | Path) -> Path:
    path = Path(path)
    return path.parent if path.name == RESULT_FILE else path


def _table(path: Path, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """A table as it was saved; later columns are null in an earlier version's."""
    table = pl.read_parquet(path)
    missing = LATER_COLUMNS.intersection(schema).difference(table.columns)
    return table.with_columns(pl.lit(None, schema[name]).alias(name) for name in missing).select(*schema)


def check_replaceable(folder: Path) -> None:
    """Raises CopydeskError unless the folder is absent, empty, or an earlier result: nothing else is ever replaced."""
    if folder.is_dir():
        names = {path.name for path in folder.iterdir()}
        foreign = names - OWN_NAMES
        if foreign or (names and not _is_result(folder / RESULT_FILE)):
            shown = ", ".join(sorted(foreign)[:3]) or RESULT_FILE
            raise CopydeskError(f"{folder} holds other files ({shown}); name an empty or new folder for the report")
    elif folder.exists():
        raise CopydeskError(f"{folder} is a file; name a folder for the report")


def _is_result(path: Path) -> bool:
    """Whether a program of ours wrote the file, of whatever version."""
    try:
        return "copydesk_version" in json.loads(path.read_bytes())
    except (OSError, ValueError):
        return False


@contextlib.contextmanager
def staged(folder: Path, *, check: Callable[[Path], None] = check_replaceable) -> Iterator[Path]:
    """A temporary folder beside `folder` that takes its place when the block ends, whole or not at all.

    check: raises CopydeskError where the folder holds what must not be replaced.
    If the block fails, or the run is stopped by a signal, it is removed and an earlier result stays as it was.
    """
    check(folder)
    target = folder.resolve()
    with folder_beside(target) as stage:
        yield stage
        with signals_held():
            _take_place(stage, target, check)


def _take_place(stage: Path, target: Path, check: Callable[[Path], None]) -> None:
    """Puts the stage where `target` is. Of runs that do so at one moment, the last one stays."""
    earlier = stage.with_suffix(".old")
    while True:
        check(target)
        with contextlib.suppress(FileNotFoundError):  # there is none, or another run has just put it aside
            target.replace(earlier)
        try:
            stage.replace(target)
            break
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                if earlier.exists():
                    earlier.replace(target)
                raise
            shutil.rmtree(earlier, ignore_errors=True)  # another run's has come, which is the earlier one now
    shutil.rmtree(earlier, ignore_errors=True)
