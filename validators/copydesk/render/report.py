"""The report folder: the HTML pages, and the result that they were made from."""

from pathlib import Path

import polars as pl

from copydesk.result.result import FINDINGS_FILE, Result, staged


def write_report(result: Result, folder: Path) -> None:
    """Writes index.html, its pages, result.json and its tables into the folder, all at once or not at all.

    Raises CopydeskError if the folder holds anything but an earlier report.
    """
    from copydesk.render.html.site import render_html

    with staged(folder) as stage:
        result.write(stage)
        render_html(result.summary, pl.scan_parquet(stage / FINDINGS_FILE), result.articles, stage)
