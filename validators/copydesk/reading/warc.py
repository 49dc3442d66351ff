"""WARC: the pages of a crawl, read through warcio."""

from collections.abc import Iterator
from typing import IO

from copydesk.errors import InputError
from copydesk.reading.pages import page_record
from copydesk.reading.problems import ProblemLog
from copydesk.reading.runs import Limits, Record, Run, packed

HTML_TYPES = ("text/html", "application/xhtml+xml")


def read_warc(source: IO[bytes], limits: Limits, log: ProblemLog) -> Iterator[Run]:
    """Yields the HTML responses as records; the row is the position of the WARC record from 1.

    Raises InputError where warcio or trafilatura is not installed.
    """
    yield from packed(_pages(source, limits, log), limits, log)


def _pages(source: IO[bytes], limits: Limits, log: ProblemLog) -> Iterator[tuple[int, Record]]:
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        raise InputError("WARC needs warcio: install it with  pip install 'copydesk[pages]'") from None
    row = 0
    try:
        for entry in ArchiveIterator(source):
            row += 1
            if entry.rec_type != "response" or not entry.http_headers:
                continue
            kind = (entry.http_headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()
            if kind not in HTML_TYPES:
                continue
            page = entry.content_stream().read(limits.max_record_bytes + 1)
            url = entry.rec_headers.get_header("WARC-Target-URI")
            if len(page) > limits.max_record_bytes:
                message = f"the page is left out: it has more than {limits.max_record_bytes:,} bytes"
                log.add("record", row, url or "", message, "Look at what it holds, or raise max_record_bytes.")
                continue
            name = entry.rec_headers.get_header("WARC-Record-ID") or f"record {row}"
            fetched_at = entry.rec_headers.get_header("WARC-Date")
            status = entry.http_headers.get_statuscode()
            record = page_record(page, name.strip("<>").removeprefix("urn:uuid:"), url, fetched_at)
            yield row, {**record, "status": int(status) if status and status.isdecimal() else None}
    # AttributeError: of warcio, where a response names no address
    except (ArchiveLoadFailed, OSError, EOFError, ValueError, AttributeError) as error:
        message = f"the archive cannot be read further: {str(error).strip() or type(error).__name__}"
        log.add("file", row or None, "", message, "Fetch it again, or compare its size with the original.")
