"""The HTML report: a folder with the pages and the result that they were made from, or all pages in one file."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from copydesk.errors import CopydeskError
from copydesk.result.model import Summary
from copydesk.result.result import FINDINGS_FILE, RESULT_FILE, Result, load_summary, staged
from copydesk.staging import folder_beside

OURS = b'<meta name="generator" content="copydesk">'
HEAD_BYTES = 4_000


def write_report(result: Result, folder: Path, *, earlier: Sequence[Summary] | None = None) -> None:
    """Writes index.html, its pages, result.json and its tables into the folder, all at once or not at all.

    earlier: batches that this one is compared with; None for those that the history knows. Raises CopydeskError if the
    folder holds anything but an earlier report.
    """
    from copydesk.render.html.site import render_html

    past = _earlier(result) if earlier is None else earlier
    with staged(folder) as stage:
        result.write(stage)
        render_html(result.summary, pl.scan_parquet(stage / FINDINGS_FILE), result.articles, stage, earlier=past)


def write_single_file(result: Result, file: Path, *, earlier: Sequence[Summary] | None = None) -> None:
    """Writes the pages as one file, all at once or not at all. Raises CopydeskError as `check_file` does."""
    from copydesk.render.html.site import render_single

    check_file(file)
    past = _earlier(result) if earlier is None else earlier
    target = file.resolve()
    with folder_beside(target) as stage:
        result.write(stage)
        findings = pl.scan_parquet(stage / FINDINGS_FILE)
        made = stage / "report.html"
        render_single(result.summary, findings, result.articles, made, earlier=past)
        made.replace(target)


def _earlier(result: Result) -> list[Summary]:
    """Those of the earlier batches that are still there; a folder that each batch overwrites holds the last one."""
    found = {}
    for folder in result.earlier:
        with contextlib.suppress(CopydeskError):
            summary = load_summary(folder)
            found[summary.created, summary.title] = summary
    return list(found.values())


def write_index(folder: Path) -> Path:
    """Writes index.html into a folder of reports: the trends over them. Returns it.

    Raises CopydeskError if the folder does not exist, or holds an index.html that is none of ours.
    """
    from copydesk.render.html.batches import render_batches

    index = folder / "index.html"
    if not folder.is_dir():
        raise CopydeskError(f"{folder} is no folder; name the one that holds the folders of your reports")
    if (folder / RESULT_FILE).exists():
        raise CopydeskError(f"{folder} is a report itself; name the folder above it, that holds several")
    check_file(index)
    with folder_beside(index) as stage:
        render_batches(folder, stage).replace(index)
    return index


def check_file(file: Path) -> None:
    """Raises CopydeskError unless the file is absent, or one that we wrote: nothing else is ever replaced."""
    if file.is_dir():
        raise CopydeskError(f"{file} is a folder; name a file for the report, such as report.html")
    if file.exists():
        with file.open("rb") as opened:
            if OURS not in opened.read(HEAD_BYTES):
                raise CopydeskError(f"{file} is there already, and no report of copydesk; name a new file")
