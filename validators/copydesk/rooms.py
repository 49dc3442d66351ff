"""Where the rooms of the house are: beside the program in a wheel, at the top of the repository in a source tree."""

from pathlib import Path

from copydesk.errors import CopydeskError


def reports_dir() -> Path:
    """The templates, styles and scripts of the HTML report."""
    return _room("reports")


def rules_dir() -> Path:
    """The rules and word lists that come with copydesk."""
    return _room("rules")


def docs_dir() -> Path:
    """The documentation. It is part of the source tree only."""
    return _room("docs")


def _room(name: str) -> Path:
    package = Path(__file__).resolve().parent
    for room in (package / name, package.parents[1] / name):
        if room.is_dir():
            return room
    raise CopydeskError(f"the folder {name!r} is missing from this copy of copydesk: install it again")
