"""`copydesk test-rules`."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from copydesk.cli.configuration import configured, effective

if TYPE_CHECKING:
    from copydesk.rulebook import Rule, Rulebook


@click.command("test-rules")
@click.argument("folder", nargs=-1, type=click.Path(path_type=Path))
@configured
def test_rules(folder: tuple[Path, ...], config: Path | None, folders: tuple[Path, ...]) -> None:
    """Run the cases of your own rules: those in FOLDER, or in every folder of the settings.

    \b
    Exit codes: 0 every case holds, 1 one does not, 2 copydesk could not run.
    """
    from copydesk.errors import SettingsError
    from copydesk.text import plural, visible

    settings = effective(config, (*folders, *folder))
    tested = tuple(path.resolve() for path in folder) or tuple(settings.rules)
    if not tested:
        raise SettingsError("no folder of rules is named: give one, or set `rules` in copydesk.toml")
    book = settings.rulebook()
    own = [rule for rule in book.rules if rule.file and any(rule.file.resolve().is_relative_to(f) for f in tested)]
    if not own:
        raise SettingsError(f"there is no rule in {', '.join(map(str, folder or settings.rules))}")
    # as a check runs them: beside the stable rules, which may claim a line before them
    chosen = book.select(("ALL", *(rule.code for rule in own)))
    failed = cases = 0
    for rule in own:
        click.echo(f"{rule.code} {rule.name}  {visible(str(rule.file))}")
        for label, mistakes in _outcomes(rule, chosen):
            cases, failed = cases + 1, failed + bool(mistakes)
            click.echo(f"  {'FAIL' if mistakes else 'pass'}  {visible(label)}")
            for mistake in mistakes:
                click.echo(f"        {visible(mistake)}")
    click.echo(f"{plural(len(own), 'rule')}, {plural(cases, 'case')}, {failed} failed")
    sys.exit(1 if failed else 0)


def _outcomes(rule: "Rule", rulebook: "Rulebook") -> Iterator[tuple[str, list[str]]]:
    """Each case of a rule, and what is wrong with it."""
    from copydesk.cases import run_case

    if not rule.cases:
        yield "no case", ["write one that is found, and one that looks alike and is not"]
    for case in rule.cases:
        try:
            mistakes = run_case(rule, case, rulebook)
        except RuntimeError as error:  # of a detector; its traceback would hide the other cases
            mistakes = [str(error).split("\n")[0]]
        yield case.label, mistakes
