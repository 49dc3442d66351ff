"""Reads batches of scraped articles, of any format, into frames of canonical articles in bounded blocks.

    reader = Reader(["batch.jsonl.gz", "folder/"])
    for block in reader.blocks():
        block.articles   # a polars frame with the columns of ARTICLE_SCHEMA
        block.problems   # what could not be read, or only in part

Where to change what: field names of a scraper in `fields`, types of values in `values`, a file format in its own
module (`json_lines`, `json_documents`, `delimited`, `parquet`, `arrow`, `plain_text`, `pages`, `warc`, `memory`),
databases in `database`, object stores in `remote`, recognition of formats in `sniffing`, folders, patterns and ids of
text files in `batch`, compression and byte order marks in `streams`.
"""

from copydesk.reading.articles import (
    ARTICLE_FIELDS,
    ARTICLE_SCHEMA,
    ArticleBlock,
    InputFile,
    Problem,
    ProblemKind,
)
from copydesk.reading.reader import Batch, Reader

__all__ = [
    "ARTICLE_FIELDS",
    "ARTICLE_SCHEMA",
    "ArticleBlock",
    "Batch",
    "InputFile",
    "Problem",
    "ProblemKind",
    "Reader",
]
