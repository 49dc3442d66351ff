"""The expectation on bodies on a real, small Spark."""

import importlib.util
import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

MISSING = [
    *([] if importlib.util.find_spec("pyspark") else ["Spark: pip install --group spark"]),
    *([] if shutil.which("java") else ["Java: apt-get install default-jre-headless"]),
]
if MISSING and os.environ.get("COPYDESK_SPARK") == "required":
    pytest.fail(f"not installed: {'; '.join(MISSING)}")
if MISSING:
    pytest.skip(f"not installed: {'; '.join(MISSING)}", allow_module_level=True)

BODIES = [
    "Boats passed the lock on Monday.\nADVERTISEMENT\nThe keeper rang a bell.",
    "The bridge over the weir is blue now.",
    None,
    "Nobody fell in.",
]


@pytest.fixture(scope="module")
def batch() -> Iterator[Any]:
    """A batch of Great Expectations on a frame of Spark in two partitions."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": "512m",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
    }
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        warnings.simplefilter("ignore")
        import great_expectations as gx

        builder = SparkSession.builder.master("local[1]").appName("copydesk")
        for key, value in settings.items():
            builder = builder.config(key, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        frame = session.createDataFrame(list(enumerate(BODIES)), "id int, body string").repartition(2)
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}
        asset = context.data_sources.add_spark("frames").add_dataframe_asset("articles")
        yield asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
        session.stop()


def test_an_expectation_counts_the_bodies_with_the_defect(batch: Any) -> None:
    from copydesk.integrations.great_expectations import ExpectBodiesToBeFreeOf

    expectation = ExpectBodiesToBeFreeOf(column="body", rule="advert-marker", language="en")
    outcome = batch.validate(
        expectation, result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["id"]}
    )
    assert not outcome.success
    assert outcome.result["element_count"] == 4
    assert outcome.result["missing_count"] == 1
    assert [row["id"] for row in outcome.result["unexpected_index_list"]] == [0]
    lax = ExpectBodiesToBeFreeOf(column="body", rule="UI01", language="en", mostly=0.6)
    assert batch.validate(lax).success
