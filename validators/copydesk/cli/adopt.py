"""`copydesk adopt`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from copydesk.cli.configuration import configured, effective, scanning

if TYPE_CHECKING:
    from copydesk.settings import Settings

SAMPLES = 100
"""Records of each input that fields are guessed from."""


@click.command()
@click.argument("batch", nargs=-1, required=True)
@click.option("--out", type=click.Path(path_type=Path), default=Path("copydesk.toml"), show_default=True)
@click.option("--force", is_flag=True, help="Replace a file of settings, and a baseline, that are there already.")
@configured
@scanning
def adopt(
    batch: tuple[str, ...],
    out: Path,
    force: bool,
    config: Path | None,
    folders: tuple[Path, ...],
    stdin_format: str | None,
    query: str | None,
    processes: int | None,
) -> None:
    """Propose settings for batches such as BATCH: fields, limits of sources, and a baseline of what is known.

    Writes a copydesk.toml with comments, and copydesk-baseline.json beside it, with which BATCH passes as far as it can
    be read.
    """
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    from copydesk.adopt.proposal import propose, settings_toml
    from copydesk.baseline.model import FILE_NAME
    from copydesk.cli.observing import observed
    from copydesk.cli.progress import heed_interrupts
    from copydesk.errors import CopydeskError
    from copydesk.staging import staged_files
    from copydesk.text import plural, visible

    if "-" in batch:
        raise CopydeskError("adopt reads a batch twice, which standard input does not allow: name a file")
    known = out.parent / FILE_NAME
    for path in (out, known):
        if path.exists() and not force:
            raise CopydeskError(f"{path} is there already: give --force to replace it, or --out to write elsewhere")
    heed_interrupts()
    settings = effective(config, folders) if config or folders or not out.exists() else _fresh()
    guesses = _guessed(batch, settings, query)
    settings = settings.model_copy(update={"fields": {**settings.fields, **guesses}})
    seen = observed(batch, settings, stdin_format=stdin_format, query=query, processes=processes)
    proposal = propose(seen, guesses)
    pairs = len(proposal.baseline.accepted)
    title = ", ".join(Path(name).name or name for name in batch)
    lines = settings_toml(proposal, seen, title=title, baseline=FILE_NAME if pairs else None)
    with staged_files() as stage:
        stage.file(out).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        if pairs:
            stage.file(known).write_text(f"{proposal.baseline.model_dump_json(indent=1)}\n", encoding="utf-8")
        elif known.exists():
            stage.without(known)
        stage.commit()
    for name, field in guesses.items():
        click.echo(f"guessed, look at it: {name} = {visible(field)}")
    click.echo(
        f"{plural(seen.articles, 'article')} read; {plural(len(proposal.limits), 'limit')} of sources, and a baseline "
        f"of {plural(pairs, 'pair')} of source and rule"
    )
    click.echo(f"Written: {out}{f' and {known}' if pairs else ''}. Check with it: copydesk check {batch[0]}")


def _fresh() -> "Settings":
    from copydesk.settings import Settings

    return Settings()


def _guessed(batch: tuple[str, ...], settings: "Settings", query: str | None) -> dict[str, str]:
    """Fields that nothing known fills, guessed from the first records of each input; nothing where inputs differ."""
    from copydesk.adopt.fields import guessed
    from copydesk.reading import Reader

    reader = Reader(list(batch), fields=settings.fields, query=query, samples=SAMPLES)
    for _ in zip(range(50), reader.blocks(), strict=False):  # enough for the inputs of most batches
        pass
    proposals = [guessed(file.sample, file.mapping) for file in reader.inputs if file.sample]
    return proposals[0] if proposals and all(one == proposals[0] for one in proposals) else {}
