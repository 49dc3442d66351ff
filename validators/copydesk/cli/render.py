"""`copydesk render`."""

from pathlib import Path

import click

from copydesk.render.formats import FORMATS, formatted


@click.command()
@click.argument("result", type=click.Path(path_type=Path))
@click.option("--report", type=click.Path(path_type=Path), help="Write the HTML report to this folder.")
@click.option("--output-format", type=click.Choice(FORMATS), help="Print the result in this format.")
def render(result: Path, report: Path | None, output_format: str | None) -> None:
    """Render RESULT, the folder or result.json of an earlier check: as an HTML report, or in another format."""
    if not report and not output_format:
        raise click.UsageError("say what to make of it: --report FOLDER, --output-format FORMAT, or both")
    from copydesk.result.result import load_result

    loaded = load_result(result)
    if report:
        from copydesk.render.report import write_report

        write_report(loaded, report)
        click.echo(f"Report: {report / 'index.html'}", err=output_format is not None)
    if output_format:
        for line in formatted(loaded, output_format):
            click.echo(line)
