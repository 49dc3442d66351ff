"""Scrapy: a pipeline that checks items as they come, and at the end the whole batch with its report and verdict.

ITEM_PIPELINES = {"copydesk.integrations.scrapy.CopydeskPipeline": 900}
COPYDESK_DROP = "error"          # drop items with a finding of this severity or a graver one
COPYDESK_TAG = "copydesk"        # the field of an item that receives the codes of its findings
COPYDESK_REPORT = "report"       # where the HTML report goes
COPYDESK_FAIL = True             # the job ends with exit code 1 where the gate fails
COPYDESK_CONFIG = "copydesk.toml"
"""

import atexit
import contextlib
import gzip
import logging
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from itemadapter import ItemAdapter
from scrapy import signals
from scrapy.exceptions import DropItem, NotConfigured

from copydesk.errors import CopydeskError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from copydesk.findings import Row

logger = logging.getLogger(__name__)

SEVERITIES = ("error", "warning", "info")


class CopydeskPipeline:
    """Counts under `copydesk/` in Scrapy's stats; dropped items are in the report as well."""

    def __init__(self, crawler: "Crawler") -> None:
        """Raises NotConfigured with what to change where a setting is wrong."""
        from copydesk.article import ArticleChecker
        from copydesk.settings import load_settings

        own = crawler.settings
        self._drop = own.get("COPYDESK_DROP")
        if self._drop not in (None, *SEVERITIES):
            raise NotConfigured(f"COPYDESK_DROP is {self._drop!r}; it can be one of {', '.join(SEVERITIES)}, or None")
        self._tag = own.get("COPYDESK_TAG")
        self._report = own.get("COPYDESK_REPORT")
        self._fail = own.getbool("COPYDESK_FAIL")
        config = own.get("COPYDESK_CONFIG")
        try:
            self._settings = load_settings(Path(config) if config else None)
            self._checker = ArticleChecker(self._settings)
        except CopydeskError as error:
            raise NotConfigured(str(error)) from error
        assert crawler.stats is not None
        self._stats = crawler.stats
        self._folder = tempfile.TemporaryDirectory(prefix="copydesk-")
        self._path = Path(self._folder.name, f"{crawler.spider.name if crawler.spider else 'items'}.jsonl.gz")
        self._items = gzip.open(self._path, "wb", compresslevel=1)  # noqa: SIM115 - open until the spider closes

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "CopydeskPipeline":
        pipeline = cls(crawler)
        crawler.signals.connect(pipeline.spider_closed, signal=signals.spider_closed)
        return pipeline

    def process_item(self, item: Any, spider: Any = None) -> Any:
        """Raises DropItem where a finding is as grave as COPYDESK_DROP."""
        import orjson

        adapter = ItemAdapter(item)
        record = adapter.asdict()
        self._items.write(orjson.dumps(record, default=str, option=orjson.OPT_APPEND_NEWLINE))
        findings = [row for row in self._checker.findings(record) if row["outcome"] == "fail"]
        self._stats.inc_value("copydesk/items")
        for row in findings:
            self._stats.inc_value(f"copydesk/findings/{row['severity']}")
            self._stats.inc_value(f"copydesk/rules/{row['code']}")
        if self._tag:
            with contextlib.suppress(KeyError):  # an item class without the field: its class decides
                adapter[self._tag] = sorted({row["code"] for row in findings})
        if reason := self._reason(findings):
            self._stats.inc_value("copydesk/dropped")
            raise DropItem(reason)
        return item

    def _reason(self, findings: "list[Row]") -> str | None:
        if not self._drop:
            return None
        from copydesk.text import quote, visible

        grave = SEVERITIES[: SEVERITIES.index(self._drop) + 1]
        told = [row for row in findings if row["severity"] in grave]
        return "; ".join(f"{row['code']} {visible(quote(row['message']))}" for row in told[:5]) or None

    def spider_closed(self, spider: Any) -> None:
        """Checks the whole batch, writes the report, and sets the verdict."""
        self._items.close()
        try:
            self._judge()
        except CopydeskError:
            logger.exception("copydesk could not judge the batch")
            self._set_verdict("error")
        finally:
            self._folder.cleanup()

    def _judge(self) -> None:
        from copydesk.run import check

        result = check(self._path, settings=self._settings)
        if self._report:
            from copydesk.render.report import write_report

            write_report(result, Path(self._report))
            logger.info("copydesk: report in %s", self._report)
        for reason in result.summary.gate.reasons:
            if not reason.passed:
                logger.warning("copydesk: %s %s", reason.code or "batch", reason.message)
        self._set_verdict(result.summary.gate.verdict)

    def _set_verdict(self, verdict: Literal["pass", "fail", "error"]) -> None:
        self._stats.set_value("copydesk/verdict", verdict)
        if self._fail and verdict != "pass":
            # Scrapy offers no other way to a job's exit code; this runs when everything else has ended
            atexit.register(_exit, {"fail": 1, "error": 2}[verdict])


def _exit(code: int) -> None:
    logging.shutdown()
    os._exit(code)
