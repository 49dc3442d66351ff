"""A real crawl of a local site that serves good and broken articles."""

import importlib.util
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

pytest.importorskip("scrapy")
from scrapy.exceptions import NotConfigured
from scrapy.utils.test import get_crawler

from copydesk.integrations.scrapy import CopydeskExtension, CopydeskPipeline

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


PIPELINE = {"ITEM_PIPELINES": {"copydesk.integrations.scrapy.CopydeskPipeline": 900}}
EXTENSION = {"EXTENSIONS": {"copydesk.integrations.scrapy.CopydeskExtension": 100}}
EVERY_SETTING = {
    "COPYDESK_TAG": "defects",
    "COPYDESK_DROP": "error",
    "COPYDESK_REPORT": "report",
    "COPYDESK_FAIL": True,
}
MONITOR = """
from spidermon import Monitor, MonitorSuite

class Verdict(Monitor):
    def test_the_batch_passes(self):
        self.assertEqual(self.data.stats["copydesk/rules/UI01"], 1)
        self.assertEqual(self.data.stats["copydesk/verdict"], "pass")

class Suite(MonitorSuite):
    monitors = [Verdict]
"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("site")
    for name, (title, body) in PAGES.items():
        Path(folder, f"{name}.html").write_text(f"<!doctype html><h1>{title}</h1><p>{body}</p>")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


class Crawl(NamedTuple):
    """The folder it ran in, its exit code, the items that came through, and the log."""

    folder: Path
    code: int
    items: list[dict[str, object]]
    log: str


def crawl(folder: Path, port: int, settings: dict[str, Any]) -> Crawl:
    Path(folder, "spider.py").write_text(SPIDER)
    written = {key: value if isinstance(value, str) else json.dumps(value) for key, value in settings.items()}
    options = [part for key, value in written.items() for part in ("-s", f"{key}={value}")]
    command = [sys.executable, "-m", "scrapy", "runspider", "spider.py", "-a", f"port={port}", "-O", "out.jsonl"]
    done = subprocess.run([*command, *options], cwd=folder, capture_output=True, text=True, check=False)
    lines = Path(folder, "out.jsonl").read_text().splitlines()
    return Crawl(folder, done.returncode, [json.loads(line) for line in lines], done.stderr)


def monitored(folder: Path, port: int, settings: dict[str, Any]) -> Crawl:
    """A crawl with every setting, and with a monitor of Spidermon if that is there."""
    if importlib.util.find_spec("spidermon"):
        Path(folder, "monitors.py").write_text(MONITOR)
        spidermon = {"spidermon.contrib.scrapy.extensions.Spidermon": 500}
        settings = settings | {
            "EXTENSIONS": settings.get("EXTENSIONS", {}) | spidermon,
            "SPIDERMON_ENABLED": True,
            "SPIDERMON_SPIDER_CLOSE_MONITORS": "monitors.Suite",
        }
    return crawl(folder, port, settings | EVERY_SETTING)


@pytest.fixture(scope="module")
def by_pipeline(tmp_path_factory: pytest.TempPathFactory, site: int) -> Crawl:
    return monitored(tmp_path_factory.mktemp("pipeline"), site, PIPELINE)


@pytest.fixture(scope="module")
def by_extension(tmp_path_factory: pytest.TempPathFactory, site: int) -> Crawl:
    return monitored(tmp_path_factory.mktemp("extension"), site, EXTENSION)


def test_the_pipeline_tags_counts_and_drops_items(by_pipeline: Crawl) -> None:
    assert {str(item["title"]): item["defects"] for item in by_pipeline.items} == {
        PAGES["good"][0]: [],
        PAGES["advert"][0]: ["UI01"],
    }
    assert "'copydesk/dropped': 1" in by_pipeline.log


def test_the_extension_touches_no_item(by_extension: Crawl) -> None:
    assert [sorted(item) for item in by_extension.items] == [["authors", "body", "title", "url"]] * 3


@pytest.mark.parametrize("which", ["by_pipeline", "by_extension"])
def test_the_whole_batch_is_judged(request: pytest.FixtureRequest, which: str) -> None:
    run: Crawl = request.getfixturevalue(which)
    assert "'copydesk/items': 3" in run.log
    assert "'copydesk/rules/UI01': 1" in run.log
    assert "'copydesk/verdict': 'fail'" in run.log
    assert run.code == 1
    assert json.loads(Path(run.folder, "report", "result.json").read_text())["articles"] == 3


@pytest.mark.parametrize("which", ["by_pipeline", "by_extension"])
def test_monitors_of_spidermon_see_the_verdict(request: pytest.FixtureRequest, which: str) -> None:
    pytest.importorskip("spidermon", reason="Spidermon is not installed: pip install --group dev")
    log = request.getfixturevalue(which).log
    assert "AssertionError: 'fail' != 'pass'" in log
    assert "FAILED (failures=1)" in log


def test_great_expectations_does_not_fill_the_log(by_extension: Crawl) -> None:
    assert len(by_extension.log.splitlines()) < 500


def test_without_settings_it_only_counts(tmp_path: Path, site: int) -> None:
    run = crawl(tmp_path, site, PIPELINE)
    assert len(run.items) == 3
    assert all("defects" not in item for item in run.items)
    assert "'copydesk/items': 3" in run.log
    assert run.code == 0


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (PIPELINE | {"COPYDESK_DROP": "grave"}, "COPYDESK_DROP is 'grave'"),
        (PIPELINE | EXTENSION, "not both"),
        (EXTENSION | {"COPYDESK_CONFIG": "nothing.toml"}, "nothing.toml"),
    ],
)
def test_a_wrong_setting_is_told(settings: dict[str, Any], message: str) -> None:
    component = CopydeskExtension if "EXTENSIONS" in settings else CopydeskPipeline
    with pytest.raises(NotConfigured, match=message):
        component.from_crawler(get_crawler(settings_dict=settings))


@pytest.mark.parametrize("odd", ["a lone \ud800", 2**70, {b"key": [1]}, ({2.5: None},)], ids=repr)
def test_no_value_keeps_an_item_from_the_batch(tmp_path: Path, odd: object) -> None:
    crawler = get_crawler(settings_dict={"COPYDESK_TAG": "defects", "COPYDESK_REPORT": str(tmp_path / "report")})
    pipeline = CopydeskPipeline(crawler)
    item = {"title": "The lock opens", "body": "Boats passed on Monday.\nADVERTISEMENT", "language": "en", "odd": odd}
    assert pipeline.process_item(item) is item
    assert "UI01" in item["defects"]
    pipeline.close_spider()
    assert crawler.stats.get_value("copydesk/verdict") == "fail"
    assert (tmp_path / "report" / "result.json").exists()
