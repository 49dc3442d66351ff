"""`copydesk health`."""

from pathlib import Path

import click

from copydesk.cli.configuration import configured, effective


@click.command()
@click.option("--history", "url", help="The history, instead of that of the settings: a file, or postgresql://…")
@click.option("--out", type=click.Path(path_type=Path), default=Path("health"), show_default=True, help="The folder.")
@click.option("--stream", help="The stream of batches; by default the one with the newest batch.")
@configured
@click.option("--last", type=click.IntRange(1, 1_000), default=90, show_default=True, help="How many batches.")
def health(
    url: str | None, out: Path, stream: str | None, config: Path | None, folders: tuple[Path, ...], last: int
) -> None:
    """Write the health of the sources over time: who fails since when, who has recovered, down to each batch."""
    from copydesk.errors import HistoryError, SettingsError
    from copydesk.history import open_history
    from copydesk.render.health import write_health
    from copydesk.text import visible

    url = url if url is not None else effective(config, folders).history.url
    if url is None:
        raise SettingsError("no history is named: set `url` in [history] of copydesk.toml, or give --history")
    if "://" not in url and "${" not in url and not Path(url).exists():
        raise HistoryError(f"{url}: there is no such history; `copydesk check BATCH --history {url}` begins one")
    with open_history(url) as history:
        streams = history.streams()
        if stream is not None and stream not in streams:
            known = ", ".join(streams[:10]) or "none"
            raise HistoryError(f"{history.name}: there is no stream `{stream}`; there is: {known}")
        chosen = stream if stream is not None else next(iter(streams), "")
        index = write_health(history, chosen, out, last=last)
    others = [name for name in streams if name != chosen]
    if others and stream is None:
        named = visible(", ".join(others[:10]))
        click.echo(f"Stream: {visible(chosen)}. There is also: {named}; --stream names one.")
    click.echo(f"Health: {index}")
