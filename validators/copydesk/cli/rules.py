"""`copydesk rules`."""

import json

import click


@click.command()
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def rules(output_format: str) -> None:
    """List every rule: code, name, severity, and what it finds."""
    from copydesk.rulebook import load_rulebook

    book = load_rulebook()
    if output_format == "json":
        click.echo(json.dumps([rule.info().model_dump() for rule in book.rules], indent=1, ensure_ascii=False))
        return
    width = max(len(rule.name) for rule in book.rules)
    for rule in book.rules:
        note = " (preview)" if rule.stage == "preview" else ""
        click.echo(f"{rule.code}  {rule.name:<{width}}  {rule.severity:<7}  {rule.titles[1]}{note}")
