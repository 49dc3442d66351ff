"""A real crawl of a local site that serves good and broken articles."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

pytest.importorskip("scrapy")

STORY = (
    "Boats passed the lock on Monday for the first time since the gates were taken out in spring.</p>"
    "<p>The keeper rang a bell for each of them, and the school had sent a choir to the quay."
    "</p><p>The old gates had leaked for eleven years, until a barge with gravel on board ran into one of them."
)
PAGES = {
    "good": ("The lock opens again", STORY),
    "advert": ("A bridge is painted", f"The bridge is blue now.</p><p>ADVERTISEMENT</p><p>{STORY}"),
    "empty": ("", ""),
}
SPIDER = """
import scrapy

class News(scrapy.Spider):
    name = "news"

    async def start(self):
        for page in ("good", "advert", "empty"):
            yield scrapy.Request(f"http://127.0.0.1:{self.port}/{page}.html")

    def parse(self, response):
        yield {
            "url": response.url,
            "title": response.css("h1::text").get(""),
            "authors": ["Ada Marlow"],
            "body": "\\n".join(response.css("p::text").getall()),
        }
"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def site(tmp_path: Path) -> Iterator[int]:
    for name, (title, body) in PAGES.items():
        Path(tmp_path, f"{name}.html").write_text(f"<!doctype html><h1>{title}</h1><p>{body}</p>")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def crawl(tmp_path: Path, port: int, **settings: object) -> tuple[int, list[dict[str, object]], str]:
    """The exit code, the items that came through, and the log."""
    Path(tmp_path, "spider.py").write_text(SPIDER)
    told = {"ITEM_PIPELINES": '{"copydesk.integrations.scrapy.CopydeskPipeline": 900}', **settings}
    options = [part for key, value in told.items() for part in ("-s", f"{key}={value}")]
    command = [sys.executable, "-m", "scrapy", "runspider", "spider.py", "-a", f"port={port}", "-O", "out.jsonl"]
    done = subprocess.run([*command, *options], cwd=tmp_path, capture_output=True, text=True, check=False)
    lines = Path(tmp_path, "out.jsonl").read_text().splitlines()
    return done.returncode, [json.loads(line) for line in lines], done.stderr


def test_items_are_tagged_counted_dropped_and_judged(tmp_path: Path, site: int) -> None:
    code, items, log = crawl(
        tmp_path, site, COPYDESK_TAG="defects", COPYDESK_DROP="error", COPYDESK_REPORT="report", COPYDESK_FAIL=True
    )
    assert {str(item["title"]): item["defects"] for item in items} == {
        PAGES["good"][0]: [],
        PAGES["advert"][0]: ["UI01"],
    }
    assert "'copydesk/rules/UI01': 1" in log
    assert "'copydesk/dropped': 1" in log
    assert "'copydesk/verdict': 'fail'" in log
    assert code == 1
    assert json.loads(Path(tmp_path, "report", "result.json").read_text())["articles"] == 3


def test_without_settings_it_only_counts(tmp_path: Path, site: int) -> None:
    code, items, log = crawl(tmp_path, site)
    assert len(items) == 3
    assert all("defects" not in item for item in items)
    assert "'copydesk/items': 3" in log
    assert code == 0


def test_a_wrong_setting_is_told(tmp_path: Path, site: int) -> None:
    _, _, log = crawl(tmp_path, site, COPYDESK_DROP="grave")
    assert "COPYDESK_DROP is 'grave'" in log
