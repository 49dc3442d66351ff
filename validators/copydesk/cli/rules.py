"""`copydesk rules`."""

import json
from pathlib import Path

import click

from copydesk.cli.configuration import configured, effective


@click.command()
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@configured
def rules(output_format: str, config: Path | None, folders: tuple[Path, ...]) -> None:
    """List every rule, also your own: code, name, severity, and what it finds."""
    book = effective(config, folders).rulebook()
    if output_format == "json":
        click.echo(json.dumps([rule.info().model_dump() for rule in book.rules], indent=1, ensure_ascii=False))
        return
    code = max(len(rule.code) for rule in book.rules)
    width = max(len(rule.name) for rule in book.rules)
    for rule in book.rules:
        note = " (preview)" if rule.stage == "preview" else ""
        click.echo(f"{rule.code:<{code}}  {rule.name:<{width}}  {rule.severity:<7}  {rule.titles[1]}{note}")
