"""Builds the canonical frame of a run of records: a column at a time, value by value only where types are odd."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from copydesk.reading.articles import ARTICLE_SCHEMA
from copydesk.reading.fields import PLURAL_AUTHOR_FIELDS, folded
from copydesk.reading.mapping import MISSING, Path, reach
from copydesk.reading.problems import ProblemLog
from copydesk.reading.runs import MAX_BODY_LINES, TOO_LARGE_ADVICE, Run, too_many_lines
from copydesk.reading.values import (
    Odd,
    authors_in_text,
    authors_of,
    body_of,
    clean,
    date_of,
    id_of,
    language_of,
    status_of,
    text_of,
)
from copydesk.text import ODD_SPACES
from copydesk.urls import hosts_of

TEXT_OR_NONE = frozenset({str, type(None)})
DATES = frozenset({"published", "modified", "fetched_at"})
SEPARATOR = "\x1f"  # ASCII's unit separator
WHITE_SPACE = f" {ODD_SPACES}"
"""What `str.strip` takes off."""

Fields = Mapping[str, Sequence[Path]]


def article_frame(run: Run, fields: Fields, file: str | list[str], *, typed: bool = True) -> pl.DataFrame:
    """The run as a frame with the columns of ARTICLE_SCHEMA.

    fields: canonical field to the paths in a record that may fill it, in order of preference. file: the name of the
    file, or of each record's file. typed: False for CSV, whose every cell is text, so that text is no wrong type there.
    """
    count = len(run.rows)
    builder = _Builder(run, fields, typed)
    columns: dict[str, pl.Series] = {}
    for name, dtype in ARTICLE_SCHEMA.items():
        if name in fields:
            columns[name] = builder.column(name)
        elif name not in {"file", "row", "mistyped"}:
            columns[name] = _nulls(name, dtype, count)
    if isinstance(file, str):
        columns["file"] = pl.Series("file", [clean(file)], dtype=pl.String).new_from_index(0, count)
    else:
        columns["file"] = pl.Series("file", [clean(name) for name in file], dtype=pl.String)
    columns["row"] = pl.Series("row", run.rows, dtype=pl.Int64)
    columns["mistyped"] = builder.mistyped()
    frame = pl.DataFrame([columns[name] for name in ARTICLE_SCHEMA])
    return _with_source(frame).with_columns(
        pl.coalesce("id", pl.concat_str("file", pl.lit(":"), pl.col("row").cast(pl.String)))
    )


def bounded(articles: pl.DataFrame, log: ProblemLog) -> pl.DataFrame:
    """The articles without the bodies that have too many lines, which are logged."""
    if int(articles["body"].str.len_bytes().max() or 0) < MAX_BODY_LINES:  # type: ignore[arg-type]
        return articles
    counted = articles.with_columns(lines=pl.col("body").str.count_matches("\n", literal=True) + 1)
    is_long = pl.col("lines") > MAX_BODY_LINES
    for row, body, lines in counted.filter(is_long).select("row", "body", "lines").iter_rows():
        log.add("record", row, body[:1_000], too_many_lines(lines), TOO_LARGE_ADVICE)
    return articles.with_columns(counted.select(body=pl.when(~is_long).then("body"))["body"])


def empty_frame() -> pl.DataFrame:
    """A frame without articles, for a block that only brings problems."""
    return pl.DataFrame(schema=ARTICLE_SCHEMA)


class _Builder:
    """The columns of one run, and what was mistyped in each record."""

    def __init__(self, run: Run, fields: Fields, typed: bool) -> None:
        self._records = run.records
        self._columns = run.columns
        self._count = len(run.rows)
        self._fields = fields
        self._typed = typed
        self._odd: dict[int, Odd] = {}

    def mistyped(self) -> pl.Series:
        if not self._odd:
            return _nulls("mistyped", ARTICLE_SCHEMA["mistyped"], self._count)
        return _lists("mistyped", [self._odd.get(index) for index in range(self._count)])

    def column(self, name: str) -> pl.Series:
        if name == "authors":
            return self._authors()
        if name == "status":
            values = self._values(name)
            if set(map(type, values)) <= {int, type(None)}:
                try:
                    return pl.Series(name, values, dtype=pl.Int64)
                except (TypeError, OverflowError):  # a number of more than 64 bits
                    pass
            return self._each(name, values, lambda value, odd: status_of(value, odd, typed=self._typed), pl.Int64())
        texts = self._texts(name)
        if name == "language":
            known = {text: language_of(text) for text in texts.unique().drop_nulls()}
            return texts.replace_strict(known, return_dtype=pl.String) if known else texts
        if name == "id":
            return texts.set(texts.str.strip_chars() == "", None)
        return texts

    def _texts(self, name: str) -> pl.Series:
        texts = self._columns.select(path[0] for path in self._fields[name]) if self._columns is not None else None
        if texts is not None and set(texts.dtypes) <= {pl.String(), pl.Null()}:
            return texts.select(pl.coalesce(pl.all()).cast(pl.String).alias(name)).to_series()
        values = self._values(name)
        # polars must not see other types: it overflows the stack on objects nested deep
        if set(map(type, values)) <= TEXT_OR_NONE:
            try:
                return pl.Series(name, values, dtype=pl.String)
            except UnicodeEncodeError:  # a lone surrogate
                pass
        convert: Callable[[Any, Odd], str | None]
        if name == "id":
            convert = id_of
        elif name == "body":
            convert = body_of
        elif name in DATES:
            convert = lambda value, odd: date_of(name, value, odd)  # noqa: E731
        else:
            convert = lambda value, odd: text_of(name, value, odd)  # noqa: E731
        return self._each(name, values, convert, pl.String())

    def _each(self, name: str, values: list[Any], convert: Callable[[Any, Odd], Any], dtype: pl.DataType) -> pl.Series:
        return pl.Series(name, self._converted(values, convert), dtype=dtype)

    def _converted(self, values: list[Any], convert: Callable[[Any, Odd], Any]) -> list[Any]:
        converted = []
        for index, value in enumerate(values):
            odd: Odd = []
            converted.append(convert(value, odd))
            if odd:
                self._odd.setdefault(index, []).extend(odd)
        return converted

    def _authors(self) -> pl.Series:
        if (authors := self._listed()) is not None:
            return authors
        values = self._values("authors")
        plural = folded(self._fields["authors"][0][-1]) in PLURAL_AUTHOR_FIELDS
        kinds = set(map(type, values))
        if kinds <= TEXT_OR_NONE and not plural:
            # bylines recur, so each is split once
            known: dict[str | None, list[str] | None] = {None: None}
            for text in set(values) - {None}:
                known[text] = authors_in_text(text, [], plural=False, typed=self._typed)
            return _lists("authors", [known[text] for text in values])
        if kinds <= {list, type(None)}:
            try:
                names = [None if v is None else [s for n in v if n is not None and (s := n.strip())] for v in values]
                return _lists("authors", names)
            except (AttributeError, TypeError, UnicodeEncodeError):
                pass
        lists = self._converted(values, lambda value, odd: authors_of(value, odd, plural=plural, typed=self._typed))
        return _lists("authors", lists)

    def _listed(self) -> pl.Series | None:
        """The authors, if they were read as lists of names."""
        paths = self._fields["authors"]
        if self._columns is None or len(paths) > 1 or self._columns[paths[0][0]].dtype != pl.List(pl.String):
            return None
        names = self._columns[paths[0][0]].alias("authors").list.eval(pl.element().str.strip_chars(WHITE_SPACE))
        return names.list.filter(pl.element().str.len_bytes() > 0)

    def _values(self, name: str) -> list[Any]:
        """The values of the preferred field; where one is missing or null, of the next."""
        first, *others = self._fields[name]
        values = self._at(first)
        for path in others:
            if not any(value is None for value in values):
                break
            spare = self._at(path)
            values = [spare[index] if value is None else value for index, value in enumerate(values)]
        return values

    def _at(self, path: Path) -> list[Any]:
        if self._columns is not None:
            return self._columns[path[0]].to_list()
        if len(path) == 1:
            key = path[0]
            return [record.get(key) for record in self._records]
        found = [reach(record, path) for record in self._records]
        return [None if value is MISSING else value for value in found]


def _nulls(name: str, dtype: pl.DataType, count: int) -> pl.Series:
    return pl.Series(name, [None], dtype=dtype).new_from_index(0, count)


def _lists(name: str, values: list[list[str] | None]) -> pl.Series:
    """A column of lists of texts that are not empty. polars makes a Series of every list given, 10 µs each."""
    if any(SEPARATOR in text for texts in values if texts for text in texts):
        return pl.Series(name, values, dtype=pl.List(pl.String))
    joined = pl.Series(name, [None if texts is None else SEPARATOR.join(texts) for texts in values], dtype=pl.String)
    split = joined.str.split(SEPARATOR)
    if not (joined == "").any():
        return split
    return split.list.filter(pl.element() != "")


def _with_source(frame: pl.DataFrame) -> pl.DataFrame:
    """Fills source from the url's host. A source that is itself a url is the url, if there is no other."""
    source = frame["source"]
    if source.str.starts_with("http").any():
        is_url = pl.col("source").str.contains(r"^https?://")
        no_url = pl.col("url").is_null() | (pl.col("url") == "")
        frame = frame.with_columns(
            url=pl.when(is_url & no_url).then("source").otherwise("url"),
            source=pl.when(is_url).then(_named(source)).otherwise("source"),
        )
    missing = pl.col("source").is_null() | (pl.col("source").str.strip_chars() == "")
    if (frame["source"].null_count() or (frame["source"] == "").any()) and frame["url"].null_count() < len(frame):
        frame = frame.with_columns(source=pl.when(missing).then(_named(frame["url"])).otherwise("source"))
    return frame


def _named(urls: pl.Series) -> pl.Series:
    """The hosts of urls as a source is called."""
    return hosts_of(urls).str.strip_prefix("www.")
