"""`copydesk explain`."""

import click


@click.command()
@click.argument("code")
def explain(code: str) -> None:
    """Explain the rule CODE, which may also be its name: what it catches, why, and what to change in the scraper."""
    from copydesk.render.explanation import explanation
    from copydesk.rulebook import load_rulebook

    click.echo(explanation(load_rulebook().find(code)))
