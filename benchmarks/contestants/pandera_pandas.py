"""pandera on a pandas frame: one check for each rule and kind of phrase, lazily, and datasketch.

    python pandera_pandas.py FILE 35|all

pandas 3 keeps text in Arrow and runs patterns without a `flags` argument on RE2, so flags stand in the pattern.
"""

import sys
from pathlib import Path

import orjson
import pandas as pd
import pandera.pandas as pa
from minhash import near_duplicates
from phrases import patterns

with Path(sys.argv[1]).open("rb") as lines:
    articles = pd.DataFrame([orjson.loads(line) for line in lines])
articles["body"] = articles["body"].astype("str")

checks = [
    pa.Check(lambda body, pattern=pattern: ~body.str.contains(pattern, regex=True), name=name, error=name)
    for name, pattern in patterns(sys.argv[2]).items()
]
schema = pa.DataFrameSchema(
    {
        "id": pa.Column(str, unique=True),
        "url": pa.Column(str),
        "title": pa.Column(str, pa.Check.str_length(min_value=1)),
        "authors": pa.Column(object),
        "body": pa.Column(str, [pa.Check.str_length(min_value=1), *checks], unique=True),
    }
)
found = 0
try:
    schema.validate(articles, lazy=True)
except pa.errors.SchemaErrors as errors:
    found = len(errors.failure_cases)
print(found, near_duplicates(articles["body"].dropna()))
