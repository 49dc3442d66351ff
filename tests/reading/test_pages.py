"""Pages as input: HTML files, and WARC archives as warcio writes them."""

import gzip
from io import BytesIO

import pytest

import copydesk

pytest.importorskip("trafilatura")
warcio = pytest.importorskip("warcio")

from warcio.statusandheaders import StatusAndHeaders  # noqa: E402
from warcio.warcwriter import WARCWriter  # noqa: E402

PARAGRAPHS = [
    "Boats passed through the lock on Monday for the first time in four years, and a crowd stood on both banks.",
    "The keeper, who has lived beside the gates since she was a child, rang the old bell three times for each of them.",
    "By noon some forty boats had come through, among them a barge that carried the mayor and a brass band.",
]
PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The lock opens again</title>'
    '<meta name="author" content="Ada Marlow"><meta property="article:published_time" content="2026-03-02">'
    "</head><body><nav><a href=/>Home</a></nav><article><h1>The lock opens again</h1>"
    + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    + "</article><footer>Ledger</footer></body></html>"
)


def test_a_page_becomes_an_article_and_is_kept(read, write):
    drawn = read(write("lock.html", PAGE))
    (row,) = drawn.rows
    assert row["title"] == "The lock opens again"
    assert row["authors"] == ["Ada Marlow"]
    assert row["published"] == "2026-03-02"
    assert row["body"].split("\n")[-1] == PARAGRAPHS[-1]
    assert row["html"] == PAGE
    assert row["id"] == "lock.html"
    assert drawn.inputs[0].format == "html"


def test_a_folder_of_pages_is_one_input(read, write, tmp_path):
    for name in ("a.html", "b.htm"):
        write(name, PAGE)
    drawn = read(tmp_path)
    assert [row["id"] for row in drawn.rows] == ["a.html", "b.htm"]
    assert [(one.format, one.articles) for one in drawn.inputs] == [("html", 2)]


def test_the_charset_that_a_page_declares_is_believed(read, write):
    page = PAGE.replace("utf-8", "windows-1251").replace("Ada Marlow", "Анна Шлюз").encode("windows-1251")
    assert "Анна Шлюз" in read(write("a.html", page)).rows[0]["html"]


@pytest.mark.parametrize("page", [b"\xff\xfe\x00", b"<html>", b"<!doctype html>" + b"<div>" * 3_000, b"\0" * 50])
def test_whatever_stands_in_a_page_it_is_a_record(read, write, page):
    assert len(read(write("a.html", page)).rows) == 1


def test_an_empty_page_is_told(read, write):
    assert read(write("a.html", b"")).told() == [("file", None)]


def warc(*pages: tuple[str, str, bytes]) -> bytes:
    out = BytesIO()
    writer = WARCWriter(out, gzip=True)
    for url, kind, payload in pages:
        headers = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(url, "response", payload=BytesIO(payload), http_headers=headers))
    return out.getvalue()


def test_the_html_responses_of_an_archive_are_articles(read, write):
    data = warc(
        ("https://ledger.example/lock", "text/html; charset=utf-8", PAGE.encode()),
        ("https://ledger.example/logo.png", "image/png", b"\x89PNG"),
    )
    drawn = read(write("crawl.warc.gz", data))
    (row,) = drawn.rows
    assert (row["url"], row["source"], row["status"], row["row"]) == (
        "https://ledger.example/lock", "ledger.example", 200, 1,
    )  # fmt: skip
    assert row["fetched_at"]
    assert row["body"].startswith(PARAGRAPHS[0]) or PARAGRAPHS[0] in row["body"]


def test_a_response_without_an_address_does_not_end_the_program(write, read):
    response = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE.encode()
    head = f"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {len(response)}\r\n\r\n".encode()
    whole = gzip.decompress(warc(("https://ledger.example/1", "text/html", PAGE.encode())))
    drawn = read(write("crawl.warc", whole + head + response + b"\r\n\r\n"))
    assert len(drawn.rows) == 1
    assert [kind for kind, _ in drawn.told()] == ["file"]


def test_an_archive_that_breaks_off_gives_what_came_before(read, write):
    data = gzip.decompress(warc(*((f"https://ledger.example/{n}", "text/html", PAGE.encode()) for n in range(3))))
    drawn = read(write("crawl.warc", data[: len(data) * 2 // 3] + b"\x00 no record"))
    assert len(drawn.rows) >= 1
    assert [kind for kind, _ in drawn.told()] in ([], ["file"])


def test_a_file_of_html_need_not_have_an_address(write):
    name = str(write("lock.html", PAGE))
    found = copydesk.check(name, settings=copydesk.Settings(select=["RE01"])).findings
    assert found["field"].to_list() == []
    asked = copydesk.check(name, settings=copydesk.Settings(select=["RE01"], required=["url"])).findings
    assert asked["field"].to_list() == ["url"]
