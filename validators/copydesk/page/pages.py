"""The pages of a block's records: found, read within bounds, looked at once, and let go again."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from copydesk.page import notices
from copydesk.page.article import Coverage
from copydesk.page.names import name_finder
from copydesk.page.notices import Told
from copydesk.page.page import Byline, Page
from copydesk.page.zones import Known, compact
from copydesk.reading.pages import decoded
from copydesk.reading.problems import ProblemLog
from copydesk.reading.remote import is_remote
from copydesk.reading.streams import STDIN, opened
from copydesk.rulebook.vocabulary import Vocabulary
from copydesk.scan.block import Block
from copydesk.scan.lines import Bools

MAX_PAGE_BYTES = 20_000_000
"""Of a page in a file, unpacked; the rest is left unread."""

MAX_HEAD_CHARS = 5_000
"""Of a page, in which it shows that it is a whole one."""

MAX_PATH_CHARS = 500
SUFFIXES = (".html", ".htm", ".xhtml", ".html.gz", ".htm.gz", ".html.zst")


@dataclass(frozen=True)
class Facts:
    """What a page tells of its record; None where it does not.

    byline: looked for where the record names no author. lost: kinds of parts of the article of which the body has none.
    menu_lines: lines of the body, compact, that belong to the page's menus and footer. headlines: how it calls itself.
    dialog: all that it shows, where that is little. is_whole: some scrapers keep no more of the page than the article.
    is_unread: it is nested too deep to be looked at.
    """

    byline: Byline | None = None
    coverage: Coverage | None = None
    lost: Sequence[str] = ()
    menu_lines: frozenset[str] = frozenset()
    headlines: Sequence[Told] = ()
    dialog: Sequence[str] = ()
    published: Told | None = None
    modified: Told | None = None
    address: Told | None = None
    site_name: Told | None = None
    paid: Told | None = None
    reserved: Told | None = None
    live: Told | None = None
    listing: Told | None = None
    media: Told | None = None
    error: Told | None = None
    unlisted: Told | None = None
    consent: Told | None = None
    challenge: Told | None = None
    is_whole: bool = False
    is_unread: bool = False


NOTHING = Facts()


def has_page(block: Block) -> Bools:
    """The articles whose record carries its page, or names a file that may hold it."""

    def make() -> Bools:
        html = block.articles["html"]
        there = (html.str.contains("<", literal=True) | html.str.ends_with(".gz") | _is_name(html)).fill_null(
            value=False
        )
        has: Bools = there.to_numpy().copy()
        for article in np.flatnonzero(has & (html.str.len_chars() <= MAX_PATH_CHARS).fill_null(value=False).to_numpy()):
            text = html[int(article)]
            has[article] = "<" in text or _file_of(block, int(article), text) is not None
        if block.pages is not None:
            for article in np.flatnonzero(~has):
                has[article] = _page_file(block, int(article)) is not None
        return has

    return block.once("has page", make)


def lacks_file(block: Block) -> Bools:
    """The articles whose record names a file as its page that is not there, or not within the batch's folder."""

    def make() -> Bools:
        html = block.articles["html"]
        named = _is_name(html) & ~html.str.contains("<", literal=True) & ~html.str.contains("://", literal=True)
        lacks = named.fill_null(value=False).to_numpy() & ~has_page(block)
        for article in np.flatnonzero(lacks):
            lacks[article] = _folder_of(block, int(article)) is not None
        return np.asarray(lacks)

    return block.once("lacks page", make)


def facts_of(block: Block, article: int, vocabulary: Vocabulary) -> Facts:
    """What the page of an article tells, found out once."""
    known: dict[int, Facts] = block.once("pages", dict)
    if article not in known:
        text = _text_of(block, article)
        known[article] = _facts(block, article, text, vocabulary) if text else NOTHING
    return known[article]


def _facts(block: Block, article: int, text: str, vocabulary: Vocabulary) -> Facts:
    columns = block.columns
    body = columns["body"][article] or ""
    page = Page(text, Known(columns["title"][article], body, block.hosts[article], columns["source"][article]))
    declared = page.declared
    lacks_author = not any(name and name.strip() for name in columns["authors"][article] or ())
    finder = name_finder(vocabulary, block.languages[article]) if lacks_author else None
    return Facts(
        byline=page.byline(finder) if finder else None,
        coverage=page.coverage(body),
        lost=page.shown.lost(body),
        menu_lines=page.shown.menu_lines() & _lines_of(body),
        headlines=page.headlines,
        dialog=page.dialog,
        published=notices.published(declared),
        modified=notices.modified(declared),
        address=notices.address(declared),
        site_name=notices.site_name(declared),
        paid=notices.paid(declared),
        reserved=notices.reserved(declared),
        live=notices.live(declared),
        listing=notices.listing(declared),
        media=notices.media(declared),
        error=notices.error(declared),
        unlisted=notices.unlisted(declared),
        consent=notices.consent(declared),
        challenge=notices.challenge(text),
        is_whole=any(mark in text[:MAX_HEAD_CHARS].lower() for mark in ("<html", "<head", "<body")),
        is_unread=page.is_too_deep,
    )


def _lines_of(body: str) -> set[str]:
    return {compact(line) for line in body.split("\n")}


def _text_of(block: Block, article: int) -> str | None:
    text: str | None = block.articles["html"][article]
    if text and "<" in text:
        return text
    file = (_file_of(block, article, text) if text else None) or _page_file(block, article)
    if file is None:
        return None
    try:
        with opened(str(file), ProblemLog(str(file))) as stream:
            return decoded(stream.read(MAX_PAGE_BYTES))
    except OSError:  # it went, or may not be read: the record is judged without it
        return None


def _is_name(html: pl.Series) -> pl.Series:
    plain = html.str.to_lowercase().str.ends_with(".html")
    return plain | html.str.contains(r"(?i)\.(?:htm|xhtml|html\.zst)$") | html.str.contains(r"\.html?\.gz$")


def _file_of(block: Block, article: int, name: str) -> Path | None:
    """The file beside the batch that a record names as its page: within the batch's folder, and nowhere else."""
    folder = _folder_of(block, article)
    return _within(folder, name) if folder else None


def _folder_of(block: Block, article: int) -> Path | None:
    """The folder that the batch of a record lies in; None where it is no file on this machine."""
    batch = block.columns["file"][article]
    return None if not batch or batch == STDIN or is_remote(batch) else Path(batch).parent


def _page_file(block: Block, article: int) -> Path | None:
    """The file in the folder of pages that is called as the record's id."""
    if block.pages is None:
        return None
    own = block.columns["id"][article]
    return next((file for suffix in SUFFIXES if (file := _within(block.pages, own + suffix))), None)


def _within(folder: Path, name: str) -> Path | None:
    """The file of a name that a record gives, if it lies in the folder; scraped names may lead anywhere."""
    if len(name) > MAX_PATH_CHARS or "\0" in name or not name.lower().endswith(SUFFIXES):
        return None
    try:
        root = folder.resolve()
        file = (root / name).resolve()
        return file if file.is_relative_to(root) and file.is_file() else None
    except (OSError, ValueError, RuntimeError):  # a name too long, or links in a circle
        return None
