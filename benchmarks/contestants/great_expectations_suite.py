"""Great Expectations on a pandas frame: one expectation for each rule and kind of phrase, and datasketch.

python great_expectations_suite.py FILE 35|all
"""

import os
import sys
from pathlib import Path

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
import great_expectations.expectations as gxe
import orjson
import pandas as pd
from minhash import near_duplicates
from phrases import patterns

with Path(sys.argv[1]).open("rb") as lines:
    articles = pd.DataFrame([orjson.loads(line) for line in lines])
articles["body"] = articles["body"].astype("str")

context = gx.get_context(mode="ephemeral")
context.variables.progress_bars = {"globally": False}
asset = context.data_sources.add_pandas("batches").add_dataframe_asset("articles")
batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": articles})
suite = gx.ExpectationSuite(
    name="articles",
    expectations=[
        gxe.ExpectColumnValuesToBeUnique(column="id"),
        gxe.ExpectColumnValuesToNotBeNull(column="url"),
        gxe.ExpectColumnValuesToNotBeNull(column="title"),
        gxe.ExpectColumnValueLengthsToBeBetween(column="title", min_value=1),
        gxe.ExpectColumnValuesToNotBeNull(column="authors", mostly=0.7),
        gxe.ExpectColumnValuesToNotBeNull(column="body"),
        gxe.ExpectColumnValueLengthsToBeBetween(column="body", min_value=1),
        gxe.ExpectColumnValuesToBeUnique(column="body"),
        *(
            gxe.ExpectColumnValuesToNotMatchRegex(column="body", regex=pattern, mostly=0.99)
            for pattern in patterns(sys.argv[2]).values()
        ),
    ],
)
result = batch.validate(suite)
found = sum(r.result.get("unexpected_count", 0) for r in result.results)
raised = sum(bool(r.exception_info.get("raised_exception")) for r in result.results)
print(found, near_duplicates(articles["body"].dropna()))
if raised:
    sys.exit(f"{raised} expectations could not be computed")
