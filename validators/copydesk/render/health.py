"""The folder of the health report."""

from pathlib import Path

from copydesk.errors import CopydeskError
from copydesk.history.store import History
from copydesk.render.report import check_file
from copydesk.result.result import staged

OWN_NAMES = {"index.html", "sources", "batches"}
"""What the folder holds, and nothing else."""


def write_health(history: History, stream: str, folder: Path, *, last: int) -> Path:
    """Writes the pages of a stream into the folder, all at once or not at all; returns the first.

    last: how many batches they reach back. Raises CopydeskError if the folder holds anything but an earlier one.
    """
    from copydesk.render.html.health import render_health

    with staged(folder, check=check_health_folder) as stage:
        render_health(history, stream, stage, folder=folder, last=last)
    return folder / "index.html"


def check_health_folder(folder: Path) -> None:
    """Raises CopydeskError unless the folder is absent, empty, or an earlier health report."""
    if folder.is_dir():
        names = {path.name for path in folder.iterdir()}
        if foreign := sorted(names - OWN_NAMES):
            raise CopydeskError(f"{folder} holds other files ({', '.join(foreign[:3])}); name an empty or new folder")
        if names:
            check_file(folder / "index.html")
    elif folder.exists():
        raise CopydeskError(f"{folder} is a file; name a folder for the health report")
