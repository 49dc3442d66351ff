"""`copydesk render`."""

from pathlib import Path

import click


@click.command()
@click.argument("result", type=click.Path(path_type=Path))
@click.option("--report", type=click.Path(path_type=Path), required=True, help="Write the HTML report to this folder.")
def render(result: Path, report: Path) -> None:
    """Render RESULT, the folder or result.json of an earlier check, as an HTML report."""
    from copydesk.render.report import write_report
    from copydesk.result.result import load_result

    write_report(load_result(result), report)
    click.echo(f"Report: {report / 'index.html'}")
