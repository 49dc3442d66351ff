"""What is counted of the articles of a batch for the history, and made into the numbers of its sources."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import polars as pl

from copydesk.history.record import SourceRun, source_key
from copydesk.scan.block import Block
from copydesk.scan.dates import DAY
from copydesk.scorecard import SourceCounts
from copydesk.urls import own_hosts, pages_of

MIN_WORDS = 25
"""Shorter bodies are notices, which come again and again; they have no fingerprint."""


def article_numbers(block: Block) -> pl.DataFrame:
    """One row an article: `words`; `fetched`, seconds since 1970; `first_author` and `headline`, hashes that hold for
    one run; `body` and `address`, fingerprints that hold for ever, of host and body, and of the address; `spoken`."""
    author = block.articles["authors"].list.first()
    return pl.DataFrame(
        {
            "words": block.words.astype(np.int32),
            "fetched": block.dates("fetched_at")["at"],
            "first_author": _hashes(author),
            "headline": _hashes(block.articles["title"]),
            "body": _bodies(block),
            "address": _fingerprints(pages_of(block.articles["url"], block.hosts).to_list()),
            "spoken": pl.Series(block.languages, dtype=pl.String),
        }
    )


def _hashes(texts: pl.Series) -> pl.Series:
    filled = pl.col("text").str.len_bytes() > 0
    return texts.alias("text").to_frame().select(pl.when(filled).then(pl.col("text").hash())).to_series()


def _bodies(block: Block) -> pl.Series:
    """White space and case do not count, as they may change with the extractor."""
    sites = own_hosts(block.hosts).to_list()
    folded = pl.col("body").str.to_lowercase().str.replace_all(r"\s+", "")
    texts = block.articles.select(pl.when(pl.Series(block.words >= MIN_WORDS)).then(folded)).to_series().to_list()
    named = zip(texts, sites, block.columns["source"], strict=True)
    return _fingerprints([f"{site or source or ''}\n{text}" if text else None for text, site, source in named])


def _fingerprints(texts: Iterable[str | None]) -> pl.Series:
    """64 bits of each, which no version of a library changes."""
    encoded = (text.encode("utf-8", "replace") if text else None for text in texts)
    digests = (hashlib.blake2b(text, digest_size=8).digest() if text else None for text in encoded)
    whole = [int.from_bytes(digest, "little", signed=True) if digest else None for digest in digests]
    return pl.Series(whole, dtype=pl.Int64)


def fingerprints(articles: pl.DataFrame) -> pl.DataFrame:
    """What the history keeps of the bodies: `copydesk.history.bodies.SCHEMA`. articles: of the ledger."""
    if not len(articles):
        return pl.DataFrame(schema={"body": pl.Int64, "page": pl.Int64, "published": pl.Int64})
    kept = articles.select("body", page=pl.col("address").fill_null(0), published=pl.col("at").cast(pl.Int64))
    return kept.drop_nulls("body")


def source_runs(articles: pl.DataFrame, counts: Sequence[SourceCounts], at: int, seen: pl.Series) -> list[SourceRun]:
    """The numbers of every source of a batch. articles: of the ledger, with `article_numbers`; at: when the batch was,
    where the articles do not say when they were fetched; seen: bodies that an earlier batch had."""
    numbers = _by_source(articles, at, seen)
    made = []
    for count in counts:
        row = numbers.get(count.source, {})
        most = {field: row.get(f"most_{field}") for field in ("authors", "title")}
        made.append(
            SourceRun(
                source_key(count.source),
                count.articles,
                count.failed,
                filled=count.filled,
                rules=count.rules,
                top={field: number for field, number in most.items() if number},
                **{name: row.get(name) for name in ("language", "words", "long_words", "age", "lag", "seen")},
            )
        )
    return made


def _by_source(articles: pl.DataFrame, at: int, seen: pl.Series) -> dict[str | None, dict[str, Any]]:
    if not len(articles):
        return {}
    crawl = pl.coalesce("fetched", pl.lit(at))
    dated = pl.when(pl.col("at") <= crawl + DAY).then("at")  # a date to come makes no source fresh
    worded = pl.when(pl.col("words") > 0).then("words")
    told = articles.group_by("source").agg(
        words=worded.median(),
        long_words=worded.quantile(0.95),
        age=(crawl.max() - dated.max()).cast(pl.Float64),
        lag=(crawl - dated).median(),
        seen=pl.col("body").is_in(seen.implode()).sum().cast(pl.Int64),
        language=pl.col("spoken").drop_nulls().mode().sort().first(),
    )
    for field, column in (("authors", "first_author"), ("title", "headline")):
        most = articles.drop_nulls(column).group_by("source", column).len().group_by("source").agg(pl.col("len").max())
        told = told.join(most.rename({"len": f"most_{field}"}), on="source", how="left", nulls_equal=True)
    return {row.pop("source"): row for row in told.iter_rows(named=True)}
