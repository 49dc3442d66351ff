"""The two tables beside `result.json`: `findings.parquet` and `articles.parquet`."""

import polars as pl

FINDINGS_SCHEMA: dict[str, pl.DataType] = {
    "code": pl.String(),
    "name": pl.String(),
    "severity": pl.String(),  # error, warning, info; a finding may be milder than its rule
    "outcome": pl.String(),  # fail, review
    "record": pl.String(),  # id of the article
    "source": pl.String(),
    "field": pl.String(),  # null where the whole record is meant
    "line": pl.Int64(),  # from 1 within the field; null for a whole field or record
    "start": pl.Int64(),  # characters from the start of the field, end exclusive; null with line
    "end": pl.Int64(),
    "quote": pl.String(),  # at most 200 characters, as scraped: a renderer must escape it
    "message": pl.String(),  # quote and all, as scraped: a renderer must escape it
    "confidence": pl.Float64(),  # 0 to 1
    "fingerprint": pl.String(),  # 16 hex digits, of content, not of position
    "fix": pl.String(),  # an edit of `copydesk.rulebook.rule.FixEdit`; null where there is none
    "fix_safe": pl.Boolean(),
    "replacement": pl.String(),  # for `replace-span` and `replace-value`: what the fix puts there
    "suggest": pl.List(pl.String()),
    "file": pl.String(),
    "row": pl.Int64(),
    "before": pl.String(),  # the line before, at most 300 characters (its end)
    "context": pl.String(),  # the line itself, at most 1,000 characters around the span
    "context_start": pl.Int64(),  # where `context` starts, in characters of the field
    "after": pl.String(),  # the line after, at most 300 characters (its start)
    "twin": pl.String(),  # the article that this one repeats: its id, or file:row where they share it
    "known": pl.Boolean(),  # the baseline has it, so that it counts for nothing in the gate; null without a baseline
}
"""One row is one finding, in the order of the batch."""

LATER_COLUMNS = {"twin", "known"}
"""Columns that the first results did not have."""

ARTICLES_SCHEMA: dict[str, pl.DataType] = {
    "record": pl.String(),
    "source": pl.String(),
    "url": pl.String(),  # at most MAX_FIELD_CHARS characters, as the title and each author
    "title": pl.String(),
    "authors": pl.List(pl.String()),  # the first MAX_AUTHORS
    "published": pl.String(),
    "language": pl.String(),
    "body": pl.String(),  # at most MAX_BODY_CHARS characters
    "file": pl.String(),
    "row": pl.Int64(),
}
"""One row is one article that has findings: the first MAX_ARTICLES of the batch, so that a report can show them."""

MAX_ARTICLES = 1_000
MAX_BODY_CHARS = 100_000
MAX_FIELD_CHARS, MAX_AUTHORS = 2_000, 50
