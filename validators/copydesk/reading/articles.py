"""The canonical article: the columns that every reader fills and everything later reads."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copydesk.reading.origin import Origin
    from copydesk.reading.runs import Record

ARTICLE_SCHEMA: dict[str, pl.DataType] = {
    "id": pl.String(),  # never null: a record without an id is called `file:row`
    "url": pl.String(),
    "source": pl.String(),  # as given, else the host of the url without `www.`
    "title": pl.String(),
    "authors": pl.List(pl.String()),
    "published": pl.String(),  # dates stay as written; rules judge them
    "modified": pl.String(),
    "language": pl.String(),  # primary subtag, lower case: `id`, not `id-ID`
    "body": pl.String(),
    "description": pl.String(),
    "html": pl.String(),
    "fetched_at": pl.String(),
    "status": pl.Int64(),  # HTTP status of the fetch
    "file": pl.String(),  # the input that the record came from, as the user named it
    "row": pl.Int64(),  # from 1: the line of a JSONL or CSV file, else the position of the record
    "mistyped": pl.List(pl.String()),  # `field: type seen`, for values that did not have their field's type
}
"""Column name to polars type. One row is one article."""

ARTICLE_FIELDS = frozenset(ARTICLE_SCHEMA) - {"file", "row", "mistyped"}
"""The fields that a user can map with `[fields]`."""

ProblemKind = Literal["record", "file", "encoding", "column"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the input that could not be read as an article, or only in part.

    kind: `record` (one line or row), `file` (all or the rest of a file), `encoding` (undecodable bytes were
    replaced), `column` (no field of the file is known as a headline or body).
    row: from 1, the line of the file; None where the whole file is meant.
    seen: what stood there, at most 200 characters, unescaped.
    """

    kind: ProblemKind
    file: str
    row: int | None
    seen: str
    message: str
    advice: str


@dataclass(slots=True)
class ArticleBlock:
    """A bounded run of articles: at most some MB of text, unless one record alone is larger.

    articles: a frame with the columns of ARTICLE_SCHEMA.
    fields: the canonical fields that the input has at all, so that a rule can tell *empty* from *not collected*.
    origin: the records that the articles were made of, where the reader was asked for them.
    """

    articles: pl.DataFrame
    fields: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    origin: "Origin | None" = None


@dataclass(slots=True)
class InputFile:
    """What was read from one input; filled while its blocks are drawn.

    An input is one data file, or all text files of one named folder.
    format: `jsonl`, `json`, `csv`, `parquet`, `text` or `memory`; `unknown` where it could not be opened.
    preset: the scraper whose field names were recognised, or None.
    mapping: canonical field to the field of the input that fills it.
    problems: all that were met, also those beyond the 1,000 that are listed.
    sample: its first records, where the reader was asked for some.
    """

    path: str
    format: str
    preset: str | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    articles: int = 0
    problems: int = 0
    sample: "Sequence[Record]" = ()
