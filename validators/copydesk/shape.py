"""Shape: every article against a pandera schema, lazily; its failure cases are findings."""

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from copydesk.detectors.shape import Shape, ShapeOptions
from copydesk.findings import Row, shape_row
from copydesk.memory import uncollected
from copydesk.reading.articles import ARTICLE_SCHEMA, ArticleBlock
from copydesk.rulebook.rulebook import Rulebook
from copydesk.rulebook.vocabulary import ENGLISH
from copydesk.scan.plan import Ignored
from copydesk.text import DECORATION

MAX_NULL_CHARS = 16
"""Characters; "undefined" has 9, and nothing null-like is longer."""

BATCH_ARTICLES = 50_000
"""Articles, without their text, that are validated at once."""


class ShapeChecker:
    """The `shape` rules of a rulebook as one pandera schema.

    The checks of the schema carry the rule's code as their `error`, which is what pandera's failure cases show.
    """

    def __init__(self, rulebook: Rulebook, required: Sequence[str] = (), ignored: Ignored | None = None) -> None:
        """required: canonical fields that every article must have, beside those the rules name. ignored: source to the
        codes that are not run on its articles."""
        self._rules = {r.code: r for r in rulebook.rules if r.detect == "shape"}
        self._options: dict[str, ShapeOptions] = {
            code: Shape(rule, rulebook.vocabulary).options for code, rule in self._rules.items()
        }
        self._vocabulary = rulebook.vocabulary
        self._required = tuple(required)
        self._ignored = ignored or {}
        self._waiting: list[pl.DataFrame] = []
        self._fields: frozenset[str] = frozenset()
        self._schemas: dict[frozenset[str], Any] = {}

    def check(self, block: ArticleBlock, first: int) -> Iterator[Row]:
        """The findings of blocks that are complete by now: a validation costs 20 ms, however few the articles are.

        first: number of the block's first article in the batch, from 0.
        """
        if self._rules and len(block.articles):
            if self._waiting and self._fields != block.fields:
                yield from self.flush()
            self._fields = block.fields
            number = pl.int_range(first, first + len(block.articles)).alias("article")
            # of the long fields only whether they are there
            there = (pl.when(pl.col(name).is_not_null()).then(pl.lit("")).alias(name) for name in ("body", "html"))
            self._waiting.append(block.articles.with_columns(number, *there))
            if sum(map(len, self._waiting)) >= BATCH_ARTICLES:
                yield from self.flush()

    def flush(self) -> Iterator[Row]:
        """The findings of the blocks that wait, in the order of the articles."""
        if not self._waiting:
            return
        with uncollected():
            import pandera.polars as pa  # here: it imports pandas, which takes longer than a small scan

        articles = pl.concat(self._waiting)
        self._waiting.clear()
        if self._fields not in self._schemas:
            self._schemas[self._fields] = self._schema(pa, self._fields)
        try:
            self._schemas[self._fields].validate(articles, lazy=True)
        except pa.errors.SchemaErrors as error:
            cases = error.failure_cases.select("check", "column", "index")
        else:
            return
        known = cases.filter(pl.col("check").is_in(list(self._rules))).sort("index", "check", maintain_order=True)
        if len(known) != len(cases):  # a check of ours that failed to run
            raise RuntimeError(f"pandera: {cases.filter(~pl.col('check').is_in(list(self._rules))).rows()}")
        for code, column, index in known.rows():
            article = articles.row(index, named=True)
            if code in self._ignored.get(article["source"], ()):
                continue
            for field, seen in self._seen(code, column, article[column]):
                yield shape_row(self._rules[code], article, field, seen)

    def _schema(self, pa: Any, fields: frozenset[str]) -> Any:
        """The schema for an input that has these fields: a field that nobody collected is not missing."""
        checks: dict[str, list[Any]] = {}
        for code, options in self._options.items():
            match options.check:
                case "required":
                    required = self._required if options.with_settings else ()
                    for field in {*options.fields, *required}:
                        if field in fields or field in required:
                            checks.setdefault(field, []).append(_check(pa, code, pl.Expr.is_not_null))
                case "type":
                    checks.setdefault("mistyped", []).append(_check(pa, code, pl.Expr.is_null))
                case "null-like":
                    null_like = self._null_like(options)
                    for field in options.fields:
                        checks.setdefault(field, []).append(_check(pa, code, _is_not_in(field, null_like)))
        columns = {
            name: pa.Column(dtype, nullable=True, checks=checks.get(name)) for name, dtype in ARTICLE_SCHEMA.items()
        }
        schema: pa.DataFrameSchema = pa.DataFrameSchema(columns)
        return schema

    def _seen(self, code: str, column: str, value: Any) -> Iterator[tuple[str, str | None]]:
        """The field that is meant, and what stood there; a record can have several of a wrong type, or such authors."""
        options = self._options[code]
        if column == "mistyped":
            for note in value:
                field, _, seen = note.partition(": ")
                yield field, seen
        elif options.check == "null-like" and isinstance(value, list):
            names = pl.Series("name", value, dtype=pl.String).to_frame()
            found = names.filter(_is_null_like(pl.col("name"), self._null_like(options)))["name"]
            yield from ((column, name) for name in found.unique(maintain_order=True))
        else:
            yield column, value

    def _null_like(self, options: ShapeOptions) -> list[str]:
        return sorted({phrase.text for phrase in self._vocabulary.phrases(options.phrases or "null_like", ENGLISH)})


def _check(pa: Any, code: str, expression: Any) -> Any:
    """A check that carries the rule's code; nulls are judged too, as `missing` is one of the questions."""
    return pa.Check(
        lambda data: data.lazyframe.select(expression(pl.col(data.key)).fill_null(value=True)),
        error=code,
        ignore_na=False,
    )


def _is_null_like(column: pl.Expr, texts: list[str]) -> pl.Expr:
    """Whether a text is one of the folded texts, or all decoration, as "-" is."""
    # null-like words are short and ASCII, and a whole description need not be folded to tell
    bare = column.str.head(MAX_NULL_CHARS + 1).str.strip_chars(DECORATION).str.to_lowercase()
    nothing = (bare.str.len_bytes() == 0) & column.str.contains(r"\S") & (column.str.len_bytes() <= MAX_NULL_CHARS)
    return bare.str.replace_all("[0-9]+", "0").is_in(texts) & (column.str.len_chars() <= MAX_NULL_CHARS) | nothing


def _is_not_in(field: str, texts: list[str]) -> Any:
    """Whether a text, or each of a list, is not null-like."""

    def over_list(column: pl.Expr) -> pl.Expr:
        return ~column.list.eval(_is_null_like(pl.element(), texts)).list.any()

    return over_list if field == "authors" else lambda column: ~_is_null_like(column, texts)
