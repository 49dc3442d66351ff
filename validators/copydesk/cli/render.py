"""`copydesk render`."""

from pathlib import Path

import click

from copydesk.cli.reports import compare, reports, single_file
from copydesk.render.formats import FORMATS, formatted


@click.command()
@click.argument("result", required=False, type=click.Path(path_type=Path))
@click.option("--report", type=click.Path(path_type=Path), help="Write the HTML report to this folder.")
@single_file
@compare
@click.option("--output-format", type=click.Choice(FORMATS), help="Print the result in this format.")
@click.option(
    "--index",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write FOLDER/index.html: the trends over all reports in this folder, with a link to each.",
)
def render(
    result: Path | None,
    report: Path | None,
    single_file: Path | None,
    compare: tuple[Path, ...],
    output_format: str | None,
    index: Path | None,
) -> None:
    """Render RESULT, the folder or result.json of an earlier check: as an HTML report, or in another format."""
    if result is None and index is None:
        raise click.UsageError("Missing argument 'RESULT'.")
    if result is not None:
        if not (report or single_file or output_format):
            raise click.UsageError("say what to make of it: --report, --single-file or --output-format")
        from copydesk.result.result import load_result, load_summary

        loaded = load_result(result)
        earlier = [load_summary(folder) for folder in compare] or None
        for path in reports(loaded, report, single_file, earlier):
            click.echo(f"Report: {path}", err=output_format is not None)
        if output_format:
            for line in formatted(loaded, output_format):
                click.echo(line)
    if index is not None:
        from copydesk.render.report import write_index

        click.echo(f"Index: {write_index(index)}", err=output_format is not None)
