"""Great Expectations: an expectation that runs a rule of copydesk on a column of bodies, on pandas and on Spark."""

from typing import Any

import pandas as pd
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.execution_engine.sparkdf_execution_engine import SparkDFExecutionEngine
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider.column_condition_partial import (
    column_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.column_map_metric_provider import (
    ColumnMapMetricProvider,
)

from copydesk.integrations.column import clean_bodies


class ColumnValuesFreeOf(ColumnMapMetricProvider):
    """True for every body in which the rule finds no defect."""

    condition_metric_name = "column_values.copydesk_free_of"
    condition_value_keys = ("rule", "language")

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: "pd.Series[str]", rule: str, language: str | None = None, **_: Any) -> "pd.Series[bool]":
        return pd.Series(clean_bodies(column.tolist(), rule, language), index=column.index)

    @column_condition_partial(engine=SparkDFExecutionEngine)
    def _spark(cls, column: Any, rule: str, language: str | None = None, **_: Any) -> Any:
        from pyspark.sql.functions import pandas_udf  # type: ignore[attr-defined,import-not-found,unused-ignore]

        # Spark reads the hints, and at run time a series has no type of its values
        @pandas_udf("boolean")  # type: ignore[untyped-decorator,unused-ignore]
        def judge(bodies: pd.Series) -> pd.Series:
            return pd.Series(clean_bodies(bodies.tolist(), rule, language))

        return judge(column)


class ExpectBodiesToBeFreeOf(ColumnMapExpectation):
    """Expects the bodies of a column to be free of the defect that a rule names.

    rule: code or name. language: of the bodies; else it is found. mostly: share that must be free of it.
    """

    map_metric = "column_values.copydesk_free_of"
    success_keys = ("rule", "language", "mostly")

    rule: str
    language: str | None = None
