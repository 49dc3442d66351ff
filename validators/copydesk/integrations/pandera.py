"""pandera: a check that runs a rule of copydesk on a column of bodies, and a schema of articles."""

from typing import TYPE_CHECKING, Any

import pandera.pandas as pa

from copydesk.integrations.column import clean_bodies

if TYPE_CHECKING:
    import pandas as pd

COMMON_RULES = ("UI01", "UI02", "UI03", "UI04", "UI05", "UI06", "BP01", "DU01", "DU02")


def free_of(rule: str, *, language: str | None = None) -> pa.Check:
    """A check that bodies are free of the defect that a rule, a code or name, looks for."""

    def judge(bodies: "pd.Series[Any]") -> "pd.Series[Any]":
        import pandas as pd

        return pd.Series(clean_bodies(bodies.tolist(), rule, language), index=bodies.index)

    return pa.Check(judge, name=f"copydesk_{rule}", error=rule)


def articles_schema(rules: tuple[str, ...] = COMMON_RULES, *, language: str | None = None) -> pa.DataFrameSchema:
    """A schema for frames with the columns `title` and `body`; further columns are let through."""
    checks = [free_of(rule, language=language) for rule in rules]
    return pa.DataFrameSchema(
        {
            "title": pa.Column(str, pa.Check.str_length(min_value=1), coerce=False),
            "body": pa.Column(str, checks, coerce=False),
        },
        strict=False,
    )
