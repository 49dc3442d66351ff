"""Where the articles of a block came from, for whoever writes them back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from copydesk.reading.frame import article_frame
from copydesk.reading.mapping import Path
from copydesk.reading.runs import Record, Run


@dataclass(frozen=True, slots=True)
class Origin:
    """The records of a block as they were read, one for each of its articles.

    rows: as in a Run. paths: of each record's file, to open it; files: the same as the user named them. columns:
    canonical field to the paths in a record that may fill it, in order of preference. place: see Run.
    """

    format: str
    records: Sequence[Record]
    rows: Sequence[int]
    paths: Sequence[str]
    files: Sequence[str]
    columns: Mapping[str, Sequence[Path]]
    place: Sequence[str] | None = None

    def frame(self, changed: Mapping[int, Record]) -> pl.DataFrame:
        """The articles that would be read if these records stood in place of those of the same index."""
        run = Run(list(changed.values()), [self.rows[index] for index in changed])
        files = [self.files[index] for index in changed]
        return article_frame(run, self.columns, files, typed=self.format != "csv")
