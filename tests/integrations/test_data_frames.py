"""Rules inside the suites of pandera and Great Expectations."""

import warnings

import pandas as pd
import pytest

from copydesk.errors import CopydeskError

BODIES = [
    "Boats passed the lock on Monday.\nADVERTISEMENT\nThe keeper rang a bell.",
    "The bridge over the weir is blue now.",
]


@pytest.fixture
def articles() -> pd.DataFrame:
    return pd.DataFrame({"title": ["The lock opens", "A bridge"], "body": BODIES}, index=[7, 8])


def test_a_pandera_schema_names_rule_and_row(articles: pd.DataFrame) -> None:
    import pandera.pandas as pa

    from copydesk.integrations.pandera import articles_schema

    with pytest.raises(pa.errors.SchemaErrors) as caught:
        articles_schema(language="en").validate(articles, lazy=True)
    cases = caught.value.failure_cases
    assert cases[["column", "check", "index"]].values.tolist() == [["body", "UI01", 7]]
    assert len(articles_schema(language="en").validate(articles.loc[[8]])) == 1


def test_great_expectations_counts_the_bodies_with_the_defect(articles: pd.DataFrame) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations as gx

        from copydesk.integrations.great_expectations import ExpectBodiesToBeFreeOf

        context = gx.get_context(mode="ephemeral")
        source = context.data_sources.add_pandas("frames").add_dataframe_asset("articles")
        batch = source.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": articles})
        strict = batch.validate(ExpectBodiesToBeFreeOf(column="body", rule="advert-marker", language="en"))
        lax = batch.validate(ExpectBodiesToBeFreeOf(column="body", rule="UI01", language="en", mostly=0.5))
    assert not strict.success
    assert strict.result["unexpected_count"] == 1
    assert lax.success


def test_a_rule_that_does_not_exist_is_an_error() -> None:
    from copydesk.integrations.column import clean_bodies

    with pytest.raises(CopydeskError, match="UI99"):
        clean_bodies(BODIES, "UI99")
