"""The options of every command that reads the settings."""

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


def configured(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--config` and `--rules`, which the command takes as `config` and `folders`."""
    return _config(_rules(command))


def words(text: str | None) -> list[str]:
    """The words of an option, with commas between them."""
    return [word for part in (text or "").split(",") if (word := part.strip())]


def effective(config: Path | None, folders: tuple[Path, ...], **told: tuple[str, Any]) -> "Settings":
    """The settings of the file with what the command line says. told: key to the option and its value."""
    from copydesk.settings import load_settings

    return load_settings(config).told({"rules": ("--rules", folders), **told})
