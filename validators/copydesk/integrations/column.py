"""A column of bodies judged by one rule: what the integrations with data frames share."""

from collections.abc import Sequence
from functools import cache

from copydesk.article import ArticleChecker
from copydesk.settings import Settings


@cache
def _checker(rule: str, language: str | None) -> ArticleChecker:
    return ArticleChecker(Settings(select=[rule], ignore=[], language=language))


def clean_bodies(bodies: Sequence[str | None], rule: str, language: str | None = None) -> list[bool]:
    """Whether each body is free of what the rule, a code or name, looks for; a missing body is.

    Raises SettingsError where there is no such rule.
    """
    records = [{"id": str(number), "body": body or ""} for number, body in enumerate(bodies)]
    found = _checker(rule, language).several(records)
    hit = {int(row["record"]) for row in found if row["outcome"] == "fail"}
    return [number not in hit for number in range(len(records))]
