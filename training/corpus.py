"""The labelled pages as blocks that every other rule has seen, with the signs of their lines."""

import gzip
import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from copydesk.reading import Reader
from copydesk.rulebook import load_rulebook
from copydesk.scan.block import Block
from copydesk.scan.plan import Plan
from copydesk.scan.signs import HEAD_CHARS, Signs

FOLDS = 5
HIDDEN = ("labels", "kinds", "gold_recall", "gold_authors", "where")
"""What a record says about its defects; the program never sees it."""

GROUPS = {"bs4_body": "body", "bs4_p": "p", "bs4_article": "article", "striptags": "strip", "p_latin1": "latin1"}
"""What left the record, as the scorer groups it; every other one is a library. Used for weights and figures only."""


def site(host: str) -> str:
    """Last two labels of the host, three for co.uk and the like: as the scorer has it."""
    parts = host.split(".")
    return ".".join(parts[-3:] if len(parts) > 2 and len(parts[-2]) <= 3 and len(parts[-1]) == 2 else parts[-2:])


def fold_of(host: str) -> int:
    """0 to FOLDS - 1, the same for all pages of a site."""
    return zlib.crc32(site(host).encode()) % FOLDS


@dataclass
class Part:
    """A block with its labels.

    labels: of each of its lines, one letter. fold: of each of its lines. group: of each of its articles. heads: of
    each of its lines, what the wording is judged from.
    """

    block: Block
    signs: Signs
    labels: npt.NDArray[np.str_]
    fold: npt.NDArray[np.int64]
    sites: npt.NDArray[np.int64]
    group: npt.NDArray[np.str_]
    heads: pl.Series


def load(data: Path) -> list[Part]:
    parts = []
    for name in ("records", "gold", "snippets"):
        with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            records = [json.loads(line) for line in lines]
        known = {record["id"]: record for record in records}
        shown: list[dict[str, Any]] = [{k: v for k, v in r.items() if k not in HIDDEN} for r in records]
        book = load_rulebook()
        others = {rule.code for rule in book.rules if rule.detect == "prose"}
        plan, first = Plan(book.select(ignore=sorted(others))), 0
        for read in Reader(shown).blocks():
            block = plan.block(read, first)
            plan.scan(block)
            first += len(block)
            mine = [known[record] for record in block.columns["id"]]
            labels = np.array([letter for record in mine for letter in record["labels"]])
            article = block.lines.article
            fold = np.array([fold_of(record["host"]) for record in mine])[article]
            sites = np.array([zlib.crc32(site(record["host"]).encode()) for record in mine])[article]
            names = [GROUPS.get(r["extractor"], "lib") if name == "records" else name for r in mine]
            heads = block.lines.frame["bare"].str.head(HEAD_CHARS)
            parts.append(Part(block, Signs(block), labels, fold, sites, np.array(names), heads))
        if plan.errors:
            raise RuntimeError(str(plan.errors))
    return parts
