"""`copydesk new-rule`."""

from pathlib import Path

import click

from copydesk.cli.configuration import configured, effective


@click.command("new-rule")
@click.argument("code")
@click.argument("name")
@click.option("--language", default="en", show_default=True, help="The word list that its phrases go to.")
@configured
def new_rule(code: str, name: str, language: str, config: Path | None, folders: tuple[Path, ...]) -> None:
    """Write the files of a new rule: CODE, such as XX01, and NAME, such as desk-number.

    They go to the folder that --rules names, else to the first one that the settings name.
    """
    from copydesk.errors import SettingsError
    from copydesk.rulebook.rule import FAMILIES
    from copydesk.scaffold import write_rule
    from copydesk.settings import near

    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    known = effective(config, ())
    settings = effective(config, folders)
    if not settings.rules:
        raise SettingsError('no folder of rules is named: write `rules = ["ours"]` in copydesk.toml, or give --rules')
    folder = folders[0].resolve() if folders else settings.rules[0]
    folder.mkdir(parents=True, exist_ok=True)
    written = write_rule(near(folder), code, name, language, settings.rulebook())
    click.echo(f"Wrote {' and '.join(map(str, written))}. Fill them in, then run: copydesk test-rules {near(folder)}")
    if folder not in known.rules:
        click.echo(f'To have checks run it, write `rules = ["{near(folder)}"]` in copydesk.toml.')
    if code.rstrip("0123456789") in FAMILIES:
        click.echo("Its letters are those of a family of ours, which may grow; letters of your own are never taken.")
