"""One article checked by itself, as a scraper yields it: every rule that needs no batch."""

from collections.abc import Iterable, Mapping
from typing import Any

from copydesk.findings import Row
from copydesk.reading import Reader
from copydesk.rulebook import Rulebook, load_rulebook
from copydesk.scan.plan import Plan
from copydesk.settings import Settings, load_settings
from copydesk.shape import ShapeChecker


class ArticleChecker:
    """The rules compiled once, for articles that come one at a time.

    An article costs some milliseconds, mostly the same for one as for a hundred: whoever has a batch gives it to
    `copydesk.check`.
    """

    def __init__(self, settings: Settings | None = None, rulebook: Rulebook | None = None) -> None:
        """Raises CopydeskError where settings or rules are wrong."""
        self._settings = settings if settings is not None else load_settings()
        book = (rulebook or load_rulebook()).select(self._settings.select, self._settings.ignore)
        self._plan = Plan(book, language=self._settings.language)
        self._shape = ShapeChecker(book, self._settings.required)

    def findings(self, record: Mapping[str, Any]) -> list[Row]:
        """The findings of one article, as rows of `findings.parquet`."""
        return self.several([record])

    def several(self, records: Iterable[Mapping[str, Any]]) -> list[Row]:
        """The findings of articles, in their order; rules over the batch find nothing here."""
        rows: list[Row] = []
        first = 0
        for read in Reader(records, fields=self._settings.fields).blocks():
            if len(read.articles):
                rows += self._plan.scan(self._plan.block(read, first))
                rows += self._shape.check(read, first)
                first += len(read.articles)
        return rows + list(self._shape.flush())
