"""`copydesk baseline`."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from copydesk.cli.configuration import configured, effective, scanning, words

if TYPE_CHECKING:
    from copydesk.baseline.accept import Change
    from copydesk.baseline.model import Baseline

MAX_PAIRS = 20
"""Sources and rules that are told of each kind."""


@click.command()
@click.argument("batch", nargs=-1, required=True)
@click.option("--file", "path", type=click.Path(path_type=Path), help="The baseline, instead of that of the settings.")
@click.option("--update", is_flag=True, help="Lower what the batch has less of, and forget what it no longer has.")
@click.option("--accept", is_flag=True, help="With --update, also accept what is new or has risen.")
@click.option("--select", help="Codes, starts of codes or names of the rules to run, with commas between them.")
@click.option("--ignore", help="Rules not to run, likewise.")
@configured
@scanning
def baseline(
    batch: tuple[str, ...],
    path: Path | None,
    update: bool,
    accept: bool,
    select: str | None,
    ignore: str | None,
    config: Path | None,
    folders: tuple[Path, ...],
    stdin_format: str | None,
    query: str | None,
    processes: int | None,
) -> None:
    """Accept what BATCH is known to have, in copydesk-baseline.json: from then on only what is new fails.

    A check reads it where the settings name it, `baseline = "copydesk-baseline.json"`, or with --baseline. The rates in
    it may only fall: --update lowers them, and raises none unless --accept is given.
    """
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    from copydesk.baseline.accept import accepting, updated
    from copydesk.baseline.model import FILE_NAME, load_baseline
    from copydesk.cli.observing import observed
    from copydesk.cli.progress import heed_interrupts
    from copydesk.errors import CopydeskError
    from copydesk.settings import near

    if accept and not update:
        raise click.UsageError("--accept goes with --update; without both, a new baseline accepts everything.")
    heed_interrupts()
    settings = effective(config, folders, select=("--select", words(select)), ignore=("--ignore", words(ignore)))
    path = path or (near(settings.baseline) if settings.baseline else Path(FILE_NAME))
    before = load_baseline(path) if update else None
    if path.exists() and not update:
        raise CopydeskError(f"{path} is there already: give --update to lower it, or remove it to begin again")
    seen = observed(batch, settings, stdin_format=stdin_format, query=query, processes=processes)
    if before:
        after, change = updated(before, seen.observed, accept=accept)
        lines = _changes(change)
    else:
        after = accepting(seen.observed)
        lines = _accepted(after, seen.articles)
    after.save(path)
    for line in lines:
        click.echo(line)
    click.echo(f"Written: {path}")
    if not settings.baseline or near(settings.baseline) != path:
        click.echo(f'To have checks heed it, write `baseline = "{path}"` in copydesk.toml, or give --baseline {path}.')


def _accepted(baseline: "Baseline", articles: int) -> Iterator[str]:
    from copydesk.text import plural

    pairs = baseline.accepted
    yield (
        f"{plural(articles, 'article')} read; accepted: {plural(len(pairs), 'pair')} of source and rule "
        f"in {plural(len(baseline.sources), 'source')}"
    )


def _changes(change: "Change") -> Iterator[str]:
    from copydesk.text import quote, visible

    told = {
        "no longer there, and forgotten": change.gone,
        "less than before, and lowered": change.lowered,
        "new or more than before, and accepted": change.raised,
        "new or more than before, and not accepted (--accept would)": change.refused,
    }
    if not any(told.values()):
        yield "Nothing has clearly changed."
    for what, pairs in told.items():
        if pairs:
            yield f"{what}: {len(pairs):,}"
        for source, code in sorted(pairs, key=lambda pair: (pair[0] or "", pair[1]))[:MAX_PAIRS]:
            yield f"  {code}  {visible(quote(source or '(no source)', 80))}"
        if len(pairs) > MAX_PAIRS:
            yield f"  and {len(pairs) - MAX_PAIRS:,} more"
