"""Data Docs: the pages that Great Expectations makes of the gate's checkpoints, in a view that needs no network."""

import shutil
from pathlib import Path
from typing import Any

from copydesk.errors import CopydeskError
from copydesk.result.result import staged

SITE = "gate"
OWN_NAMES = {"index.html", "expectations", "validations"}
MARK = "<title>Data Docs | copydesk</title>"


def check_docs_folder(folder: Path) -> None:
    """Raises CopydeskError unless the folder is absent, empty, or holds earlier Data Docs of ours."""
    if folder.is_dir():
        names = {path.name for path in folder.iterdir()}
        foreign = sorted(names - OWN_NAMES)
        if foreign or (names and MARK not in _start(folder / "index.html")):
            shown = ", ".join(foreign[:3]) or "index.html"
            raise CopydeskError(f"{folder} holds other files ({shown}); name an empty or new folder for the Data Docs")
    elif folder.exists():
        raise CopydeskError(f"{folder} is a file; name a folder for the Data Docs")


def _start(page: Path) -> str:
    try:
        with page.open(encoding="utf-8", errors="replace") as file:
            return file.read(2_000)
    except OSError:
        return ""


def write_data_docs(context: Any, folder: Path) -> None:
    """Builds the site of everything that was validated in the context into the folder, whole or not at all.

    Raises CopydeskError if the folder holds other files.
    """
    view = {"view": {"module_name": "copydesk.data_docs_view", "class_name": "OfflineView"}}
    with staged(folder, check=check_docs_folder) as stage:
        site = {
            "class_name": "SiteBuilder",
            "show_how_to_buttons": False,
            "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(stage)},
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder", **view},
            "site_section_builders": {"expectations": view, "validations": view, "profiling": "None"},
        }
        context.add_data_docs_site(site_name=SITE, site_config=site)
        context.build_data_docs(site_names=[SITE])
        shutil.rmtree(stage / "static")  # 4 MB of pictures and fonts, of which our pages show none
