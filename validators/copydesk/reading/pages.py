"""Pages of HTML as articles: headline, body and the rest drawn from each by trafilatura; the page is kept."""

from typing import Any

from copydesk.errors import InputError
from copydesk.reading.problems import ProblemLog
from copydesk.reading.runs import Limits, Record
from copydesk.reading.streams import Stream

PAGE_FIELDS = ("id", "url", "title", "authors", "published", "language", "description", "body", "html", "fetched_at")


def read_page(stream: Stream, article_id: str, limits: Limits, log: ProblemLog) -> Record | None:
    """The article of an HTML file; None, and a Problem, when it is empty or longer than max_record_bytes."""
    data = stream.read(limits.max_record_bytes + 1)
    if len(data) > limits.max_record_bytes:
        message = f"the page is left out: it has more than {limits.max_record_bytes:,} bytes"
        log.add("record", 1, data[:1_000], message, "Look at what it holds, or raise max_record_bytes.")
        return None
    return page_record(data, article_id) if data else None


def page_record(page: bytes, article_id: str, url: str | None = None, fetched_at: str | None = None) -> Record:
    """What a scraper would have made of the page. url: where it was fetched, where that is known.

    Raises InputError where trafilatura is not installed.
    """
    html = decoded(page)
    drawn = _drawn(html, url)
    named = drawn.get("author") or ""
    return {
        "id": article_id,
        "url": url or drawn.get("url"),
        "title": drawn.get("title"),
        "authors": [name.strip() for name in named.split(";") if name.strip()],
        "published": drawn.get("date"),
        "language": drawn.get("language"),
        "description": drawn.get("description"),
        "body": drawn.get("text"),
        "html": html,
        "fetched_at": fetched_at,
    }


def _drawn(html: str, url: str | None) -> dict[str, Any]:
    try:
        import trafilatura
    except ImportError:
        raise InputError(
            "Pages of HTML need an extractor to become articles: install it with  pip install 'copydesk[pages]'"
        ) from None
    try:
        document = trafilatura.bare_extraction(html, url=url, with_metadata=True, include_comments=False)
    except Exception:  # whatever a hostile page does to the extractor, it has no article
        document = None
    return {} if document is None or isinstance(document, dict) else document.as_dict()


def decoded(page: bytes) -> str:
    try:
        return page.decode("utf-8-sig")
    except UnicodeDecodeError:
        from bs4.dammit import EncodingDetector  # here: most pages are UTF-8

        declared = EncodingDetector.find_declared_encoding(page, is_html=True) or "cp1252"
        try:
            return page.decode(declared, "replace")
        except LookupError:  # a charset that does not exist
            return page.decode("cp1252", "replace")
