"""The options of `check` that write tables and Data Docs."""

from collections.abc import Callable, Sequence
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from copydesk.errors import CopydeskError

if TYPE_CHECKING:
    from copydesk.result.result import Result


class Tables(NamedTuple):
    """What is to be written beside the report, each where it is asked for."""

    findings: Path | None
    scorecard: Path | None
    data_docs: Path | None

    def check(self, batch: Sequence[str]) -> None:
        """Raises CopydeskError where something cannot stand, before the batch is read."""
        from copydesk.data_docs import check_docs_folder
        from copydesk.render.table_files import FINDINGS_ENDINGS, SCORECARD_ENDINGS, check_ending

        for path, endings in ((self.findings, FINDINGS_ENDINGS), (self.scorecard, SCORECARD_ENDINGS)):
            if path:
                check_ending(path, endings)
                _check_apart(path, batch)
        if self.data_docs:
            check_docs_folder(self.data_docs)

    def write(self, result: "Result") -> None:
        """Raises CopydeskError where a file cannot be written."""
        from copydesk.render.table_files import write_findings, write_scorecard

        if self.findings:
            write_findings(result, self.findings)
        if self.scorecard:
            write_scorecard(result, self.scorecard)


def _check_apart(path: Path, batch: Sequence[str]) -> None:
    """The next run must not read as articles what this one writes, and nothing of the batch is ever replaced."""
    for name in batch:
        given = [Path(one).resolve() for one in (name, *glob(name, recursive=True))]  # noqa: PTH207 - as it is read
        if any(path.resolve() == one or (one.is_dir() and path.resolve().is_relative_to(one)) for one in given):
            raise CopydeskError(f"{path} is part of the batch {name}; name a file elsewhere")


def tables(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options; the command takes `findings_file`, `scorecard` and `data_docs`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


_OPTIONS = (
    click.option(
        "--findings",
        "findings_file",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Write the findings to FILE.parquet, FILE.jsonl or FILE.csv.",
    ),
    click.option(
        "--scorecard",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Write a row an article and a column a rule to FILE.parquet.",
    ),
    click.option(
        "--data-docs",
        type=click.Path(path_type=Path),
        metavar="FOLDER",
        help="Write Great Expectations' Data Docs of the gate; they hold no scraped text.",
    ),
)
