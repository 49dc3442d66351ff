"""One article checked by itself, as a scraper yields it: every rule that needs no batch."""

from collections.abc import Iterable, Mapping
from typing import Any

from copydesk.findings import Row
from copydesk.reading import Reader
from copydesk.rulebook import Rulebook
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
        book = rulebook or self._settings.rulebook()
        chosen, ignored = self._settings.chosen(book), self._settings.ignored(book)
        languages = self._settings.languages()
        pages = self._settings.page_folder()
        self._plan = Plan(chosen, language=self._settings.language, languages=languages, ignored=ignored, pages=pages)
        self._shape = ShapeChecker(chosen, self._settings.required, ignored)

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
