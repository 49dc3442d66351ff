"""The options that write an HTML report, of `check` and of `render`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from copydesk.result.model import Summary
    from copydesk.result.result import Result

single_file = click.option(
    "--single-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the HTML report as one file, to attach to a mail or a CI job.",
)
compare = click.option(
    "--compare",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FOLDER",
    help="An earlier result that the report tells changes against; several give each source its usual rates.",
)


def reports(
    result: "Result", folder: Path | None, file: Path | None, earlier: "Sequence[Summary] | None"
) -> list[Path]:
    """Writes the reports that are asked for; returns what to open. earlier: as of `write_report`."""
    from copydesk.render.report import write_report, write_single_file

    written = []
    if folder:
        write_report(result, folder, earlier=earlier)
        written.append(folder / "index.html")
    if file:
        write_single_file(result, file, earlier=earlier)
        written.append(file)
    return written
