"""What a check does with a history: sources are held beside their past, and the run is kept."""

import datetime
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from copydesk.errors import HistoryError
from copydesk.findings import Row
from copydesk.history.causes import likely_causes
from copydesk.history.keeping import Samples, batch_name, gather, run_record, stream_of
from copydesk.history.numbers import fingerprints, source_runs
from copydesk.history.past import Past
from copydesk.history.record import Sample, SourceRun
from copydesk.history.store import DAY, open_history
from copydesk.result.model import OwnError, Summary
from copydesk.scan.ledger import Ledger
from copydesk.scan.plan import Plan
from copydesk.settings import HistorySettings
from copydesk.tally import Tallier
from copydesk.version import __version__

MAX_EARLIER = 14  # reports of earlier batches that a report is compared with


class Keeper:
    """report: where the report of the run will lie. past: closed with the run."""

    def __init__(self, past: Past, report: str | None) -> None:
        self.past = past
        self._report = report
        self._numbers: list[SourceRun] = []
        self._of_sources: list[Row] = []
        self._samples: Samples = {}
        self._fingerprints: pl.DataFrame | None = None

    def gather(self, samples: Iterable[tuple[str, Sample]]) -> None:
        """Takes the first articles of sources, to be shown if the source breaks."""
        gather(self._samples, samples)

    def compare(self, ledger: Ledger, tallier: Tallier, plan: Plan) -> Iterator[list[Row]]:
        """The findings on sources beside their past, of one rule after another; what they judged is tallied."""
        articles, earlier = ledger.articles, ledger.earlier
        seen = pl.Series([], dtype=pl.Int64) if earlier is None else earlier["body"]
        self._numbers = source_runs(articles, tallier.by_source(), self.past.at, seen)
        self._fingerprints = fingerprints(articles)
        panel = self.past.panel(self._numbers, [rule.code for rule in plan.rules])
        for rule, judged, rows in plan.judge(panel):
            tallier.judge(rule.code, judged, rows)
            self._of_sources += rows
            yield rows

    def causes(self) -> list[str]:
        """What would explain several of the troubles at once."""
        return likely_causes(self._of_sources, [run.source for run in self._numbers]) if self._of_sources else []

    def earlier_reports(self) -> list[Path]:
        """Of the batches before, the newest last."""
        return [Path(run.report) for run in self.past.runs if run.report][-MAX_EARLIER:]

    def keep(
        self, summary: Summary, findings: Iterable[pl.DataFrame], known: Mapping[tuple[str, str], int]
    ) -> int | None:
        """Stores the run, and its id in the history; if it cannot be stored, the summary says so and nothing is lost.

        findings: all, in parts. known: by source and rule, the articles that fail it for what a baseline knows.
        """
        try:
            record = run_record(
                self.past, summary, self._numbers, self._of_sources, findings, self._samples, self._report, known
            )
            number = self.past.history.add(record, self._fingerprints)
        except HistoryError as error:
            summary.errors.append(OwnError(code=None, message=f"the run was not kept: {error}"[:500]))
            summary.gate.verdict = "error"
            return None
        else:
            if number is None:
                summary.notes.append(f"{_day(record.at)} is longer ago than `history.keep_days`: the run was not kept")
            return number
        finally:
            self.past.history.close()


def open_keeper(
    settings: HistorySettings, inputs: Sequence[str], title: str, at: datetime.datetime | None, report: str | None
) -> Keeper:
    """settings: with the address of a history. at: when the batch was crawled, by default now.

    Raises HistoryError if the history cannot be opened, or the batch is of a day that is to come.
    """
    assert settings.url is not None
    now = int(time.time())
    seconds = int(at.timestamp()) if at else now
    if seconds > now + DAY:  # tomorrow it is somewhere already
        raise HistoryError(
            f"the batch is dated {_day(seconds)}, which is to come: the clock of this machine says {_day(now)}; "
            "correct the one that is wrong"
        )
    history = open_history(settings.url, keep_days=settings.keep_days, keep_bodies_days=settings.keep_bodies_days)
    stream = settings.stream or stream_of(inputs)
    return Keeper(Past(history, stream, batch_name(settings.batch, title, seconds), seconds, __version__), report)


def _day(at: int) -> str:
    return datetime.datetime.fromtimestamp(at, datetime.UTC).date().isoformat()
