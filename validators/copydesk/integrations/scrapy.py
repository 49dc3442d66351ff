"""Scrapy: the whole batch judged when the spider closes, by an extension; or by a pipeline that checks items as well.

EXTENSIONS = {"copydesk.integrations.scrapy.CopydeskExtension": 100}      # touches no item
ITEM_PIPELINES = {"copydesk.integrations.scrapy.CopydeskPipeline": 900}   # the same, and tags and drops items

COPYDESK_REPORT = "report"       # where the HTML report goes
COPYDESK_FAIL = True             # the job ends with exit code 1 where the gate fails
COPYDESK_CONFIG = "copydesk.toml"
COPYDESK_DROP = "error"          # the pipeline drops items with a finding of this severity or a graver one
COPYDESK_TAG = "copydesk"        # the field of an item that receives the codes of its findings from the pipeline
"""

import atexit
import contextlib
import gzip
import json
import logging
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from itemadapter import ItemAdapter
from scrapy import signals
from scrapy.exceptions import DropItem, NotConfigured
from scrapy.utils.misc import load_object

from copydesk.errors import CopydeskError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from copydesk.findings import Row
    from copydesk.result.result import Result
    from copydesk.settings import Settings

logger = logging.getLogger(__name__)

SEVERITIES = ("error", "warning", "info")


class Items:
    """The items of a spider, kept on disk until it closes and judged then. Counts under `copydesk/` in the stats."""

    def __init__(self, crawler: "Crawler", settings: "Settings") -> None:
        assert crawler.stats is not None
        self.stats = crawler.stats
        self._settings = settings
        self._report = crawler.settings.get("COPYDESK_REPORT")
        self._fail = crawler.settings.getbool("COPYDESK_FAIL")
        self._folder = tempfile.TemporaryDirectory(prefix="copydesk-")
        self._path = Path(self._folder.name, f"{crawler.spider.name if crawler.spider else 'items'}.jsonl.gz")
        self._file = gzip.open(self._path, "wb", compresslevel=1)  # noqa: SIM115 - open until the spider closes

    def add(self, record: dict[str, Any]) -> None:
        self._file.write(_line(record))
        self.stats.inc_value("copydesk/items")

    def judge(self) -> "Result | None":
        """Checks the whole batch, writes the report, and sets the verdict; None where it could not be judged."""
        self._file.close()
        try:
            result = self._checked()
        except (CopydeskError, OSError):
            logger.exception("copydesk could not judge the batch")
            self._set_verdict("error")
            return None
        finally:
            self._folder.cleanup()
        self._set_verdict(result.summary.gate.verdict)
        return result

    def _checked(self) -> "Result":
        from copydesk.run import check

        # Scrapy logs at DEBUG by default, where this one tells its whole inside, thousands of lines
        logging.getLogger("great_expectations").setLevel(logging.WARNING)
        result = check(self._path, settings=self._settings)
        if self._report:
            from copydesk.render.report import write_report

            write_report(result, Path(self._report))
            logger.info("copydesk: report in %s", self._report)
        for reason in result.summary.gate.reasons:
            if not reason.passed:
                logger.warning("copydesk: %s %s", reason.code or "batch", reason.message)
        return result

    def _set_verdict(self, verdict: Literal["pass", "fail", "error"]) -> None:
        self.stats.set_value("copydesk/verdict", verdict)
        if self._fail and verdict != "pass":
            # Scrapy offers no other way to a job's exit code; this runs when everything else has ended
            atexit.register(_exit, {"fail": 1, "error": 2}[verdict])


class CopydeskExtension:
    """Judges the items that came through all pipelines; neither sees them before nor changes them."""

    def __init__(self, crawler: "Crawler") -> None:
        """Raises NotConfigured with what to change where a setting is wrong."""
        pipelines = crawler.settings.getdict("ITEM_PIPELINES")
        if any(load_object(name) is CopydeskPipeline for name, order in pipelines.items() if order is not None):
            raise NotConfigured("CopydeskPipeline judges the batch already; enable it or CopydeskExtension, not both")
        self._items = Items(crawler, _settings(crawler))

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "CopydeskExtension":
        extension = cls(crawler)
        crawler.signals.connect(extension.item_scraped, signal=signals.item_scraped)
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    def item_scraped(self, item: Any) -> None:
        self._items.add(ItemAdapter(item).asdict())

    def spider_closed(self) -> None:
        if result := self._items.judge():
            for severity, count in result.summary.findings.items():
                self._items.stats.set_value(f"copydesk/findings/{severity}", count)
            for code, tally in result.summary.tallies.items():
                if tally.findings:
                    self._items.stats.set_value(f"copydesk/rules/{code}", tally.findings)


class CopydeskPipeline:
    """Checks items as they come, and judges all of them at the end, also those that it dropped."""

    def __init__(self, crawler: "Crawler") -> None:
        """Raises NotConfigured with what to change where a setting is wrong."""
        from copydesk.article import ArticleChecker

        self._drop = crawler.settings.get("COPYDESK_DROP")
        if self._drop not in (None, *SEVERITIES):
            raise NotConfigured(f"COPYDESK_DROP is {self._drop!r}; it can be one of {', '.join(SEVERITIES)}, or None")
        self._tag = crawler.settings.get("COPYDESK_TAG")
        settings = _settings(crawler)
        try:
            self._checker = ArticleChecker(settings)
        except CopydeskError as error:
            raise NotConfigured(str(error)) from error
        self._items = Items(crawler, settings)
        self._stats = self._items.stats

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "CopydeskPipeline":
        return cls(crawler)

    def process_item(self, item: Any, spider: Any = None) -> Any:
        """Raises DropItem where a finding is as grave as COPYDESK_DROP."""
        adapter = ItemAdapter(item)
        record = adapter.asdict()
        self._items.add(record)
        findings = [row for row in self._checker.findings(record) if row["outcome"] == "fail"]
        for row in findings:
            self._stats.inc_value(f"copydesk/findings/{row['severity']}")
            self._stats.inc_value(f"copydesk/rules/{row['code']}")
        if self._tag:
            with contextlib.suppress(KeyError, AttributeError):  # an item class without the field, or a frozen one
                adapter[self._tag] = sorted({row["code"] for row in findings})
        if reason := self._reason(findings):
            self._stats.inc_value("copydesk/dropped")
            raise DropItem(reason)
        return item

    def close_spider(self, spider: Any = None) -> None:
        # no item is on its way any more, and extensions that judge the stats, as Spidermon does, still have to close
        self._items.judge()

    def _reason(self, findings: "list[Row]") -> str | None:
        if not self._drop:
            return None
        from copydesk.text import quote, visible

        grave = SEVERITIES[: SEVERITIES.index(self._drop) + 1]
        told = [row for row in findings if row["severity"] in grave]
        return "; ".join(f"{row['code']} {visible(quote(row['message']))}" for row in told[:5]) or None


def _settings(crawler: "Crawler") -> "Settings":
    from copydesk.settings import load_settings

    config = crawler.settings.get("COPYDESK_CONFIG")
    try:
        settings = load_settings(Path(config) if config else None)
        settings.chosen(settings.rulebook())  # wrong names in it are told before the crawl, not after it
    except CopydeskError as error:
        raise NotConfigured(str(error)) from error
    return settings


def _line(record: dict[str, Any]) -> bytes:
    import orjson

    try:
        return orjson.dumps(record, default=str, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS)
    except TypeError:  # lone surrogates, numbers of more than 64 bits, keys of bytes: an error would drop the item
        return json.dumps(_with_text_keys(record), default=str).encode() + b"\n"


def _with_text_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _with_text_keys(one) for key, one in value.items()}
    return [_with_text_keys(one) for one in value] if isinstance(value, list | tuple) else value


def _exit(code: int) -> None:
    logging.shutdown()
    os._exit(code)
