"""`copydesk explain`."""

from pathlib import Path

import click

from copydesk.cli.configuration import configured, effective


@click.command()
@click.argument("code")
@configured
def explain(code: str, config: Path | None, folders: tuple[Path, ...]) -> None:
    """Explain the rule CODE, which may also be its name: what it catches, why, and what to change in the scraper."""
    from copydesk.render.explanation import explanation

    click.echo(explanation(effective(config, folders).rulebook().find(code)))
