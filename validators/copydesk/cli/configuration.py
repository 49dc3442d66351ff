"""The options that commands share: of the settings, and of reading a batch."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from copydesk.settings import Settings

_config = click.option(
    "--config", type=click.Path(path_type=Path), help="Settings, instead of the nearest copydesk.toml."
)
_rules = click.option(
    "--rules",
    "folders",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A folder of rules of your own, beside those the settings name. Can be given several times.",
)


_stdin_format = click.option(
    "--stdin-format",
    type=click.Choice(["jsonl", "json", "csv", "parquet", "arrow", "warc", "html"]),
    help="What `-` holds.",
)
_query = click.option("--query", help="What to read of a database: the name of a table, or a SELECT.")
_processes = click.option(
    "--processes", type=click.IntRange(1), help="How many scan a large batch; by default one a core."
)


def configured(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--config` and `--rules`, which the command takes as `config` and `folders`."""
    return _config(_rules(command))


def scanning(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--stdin-format`, `--query` and `--processes`, which the command takes under these names."""
    return _stdin_format(_query(_processes(command)))


def words(text: str | None) -> list[str]:
    """The words of an option, with commas between them."""
    return [word for part in (text or "").split(",") if (word := part.strip())]


def effective(config: Path | None, folders: tuple[Path, ...], **told: tuple[str, Any]) -> "Settings":
    """The settings of the file with what the command line says. told: key to the option and its value."""
    from copydesk.settings import load_settings

    return load_settings(config).told({"rules": ("--rules", folders), **told})
