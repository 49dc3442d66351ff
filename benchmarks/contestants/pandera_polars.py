"""pandera on a polars frame: one check for each rule and kind of phrase, lazily, and datasketch.

python pandera_polars.py FILE 35|all
"""

import sys

import pandera.polars as pa
import polars as pl
from minhash import near_duplicates
from phrases import patterns

articles = pl.read_ndjson(sys.argv[1])


def without(name: str, pattern: str) -> pa.Check:
    return pa.Check(lambda data: data.lazyframe.select(~pl.col(data.key).str.contains(pattern)), name=name, error=name)


checks = [without(name, pattern) for name, pattern in patterns(sys.argv[2]).items()]
schema = pa.DataFrameSchema(
    {
        "id": pa.Column(str, unique=True),
        "url": pa.Column(str),
        "title": pa.Column(str, pa.Check.str_length(min_value=1)),
        "authors": pa.Column(pl.List(pl.String)),
        "body": pa.Column(str, [pa.Check.str_length(min_value=1), *checks], unique=True),
    }
)
found = 0
try:
    schema.validate(articles, lazy=True)
except pa.errors.SchemaErrors as errors:
    found = len(errors.failure_cases)
print(found, near_duplicates(articles["body"].drop_nulls()))
