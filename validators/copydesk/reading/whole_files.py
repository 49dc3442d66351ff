"""Formats whose files hold one article each: plain text and pages of HTML, many of which share a block."""

from collections.abc import Callable
from typing import NamedTuple

from copydesk.reading.articles import ArticleBlock, InputFile, Problem
from copydesk.reading.batch import DataFile
from copydesk.reading.frame import article_frame
from copydesk.reading.mapping import FieldMap
from copydesk.reading.origin import Origin
from copydesk.reading.pages import PAGE_FIELDS, read_page
from copydesk.reading.plain_text import TEXT_FIELDS, read_text
from copydesk.reading.problems import ProblemLog
from copydesk.reading.runs import Limits, Record, Run, weight
from copydesk.reading.streams import Stream


class Kind(NamedTuple):
    """A format whose files hold one article each. fields: those that it fills. mapping: what fills them, in words."""

    format: str
    read: Callable[[Stream, str, Limits, ProblemLog], Record | None]
    fields: tuple[str, ...]
    mapping: dict[str, str]


WHOLE_FILES = {
    "text": Kind("text", read_text, TEXT_FIELDS, {"title": "first line", "body": "the lines after the first"}),
    "html": Kind("html", read_page, PAGE_FIELDS, dict.fromkeys(PAGE_FIELDS[1:], "the page")),
}


def kind_of(entry: DataFile | Problem) -> Kind | None:
    return WHOLE_FILES.get(entry.format or "") if isinstance(entry, DataFile) else None


class SharedBlock:
    """The articles of files that will share a block."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self.records: list[Record] = []
        self.files: list[DataFile] = []
        self.problems: list[Problem] = []
        self.size = 0

    def add(self, record: Record | None, file: DataFile, about: InputFile, log: ProblemLog) -> None:
        if record is not None:
            self.records.append(record)
            self.files.append(file)
            self.size += weight(record)
            about.articles += 1
            about.mapping = dict(self._kind.mapping)
        elif not log.count:
            log.add("file", None, "", "the file is empty", "Check that the scraper wrote it to its end.")
        about.problems += log.count
        self.problems += log.close()

    def block(self, *, keep_records: bool) -> ArticleBlock:
        fields = FieldMap({name: name for name in self._kind.fields})
        fields.observe([], self._kind.fields)
        names, rows = [file.name for file in self.files], [1] * len(self.records)
        frame = article_frame(Run(self.records, rows), fields.columns, names)
        # a file has no address of its own: where its page gives none either, nobody has lost it
        block = ArticleBlock(frame, frozenset(self._kind.fields) - {"id", "url"}, self.problems)
        if keep_records:
            paths = [file.path for file in self.files]
            block.origin = Origin(self._kind.format, self.records, rows, paths, names, fields.columns)
        return block
