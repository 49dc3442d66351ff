"""The main job: read, scan, shape, tally, gate. Each stop knows nothing of the ones after it."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from copydesk.baseline.comparison import Observed, compare, hidden, observed
from copydesk.baseline.model import Baseline, load_baseline
from copydesk.findings import Row, batched, findings_frame
from copydesk.notes import notes
from copydesk.reading import Batch, Reader
from copydesk.reading.articles import ArticleBlock, InputFile
from copydesk.result.kept import KeptFindings
from copydesk.result.kept_articles import KeptArticles
from copydesk.result.model import Gate, InputSummary, OwnError, Summary
from copydesk.result.result import Result
from copydesk.rulebook import Rulebook
from copydesk.rulebook.rule import GateLimit, Rule
from copydesk.scan.ledger import Ledger
from copydesk.scorecard import Scorecard
from copydesk.settings import Settings, load_settings, near
from copydesk.shape import ShapeChecker
from copydesk.tally import Tallier
from copydesk.unread import Unread
from copydesk.worker import PlanOrder, Scanned, scan_blocks

if TYPE_CHECKING:
    from copydesk.history.keeper import Keeper

MAX_OWN_ERRORS = 20
CONCLUDED_AT_ONCE = 10_000
"""Findings over the batch that are told at a time."""


class Progress(NamedTuple):
    """articles: of the block that was just scanned. bytes_read, bytes: on disk; bytes is None where it is unknown."""

    articles: int
    bytes_read: int
    bytes: int | None


def check(
    batch: Batch,
    *,
    settings: Settings | None = None,
    rulebook: Rulebook | None = None,
    on_findings: Callable[[pl.DataFrame], None] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    stdin_format: str | None = None,
    processes: int = 1,
    query: str | None = None,
    at: datetime.datetime | None = None,
    report: str | None = None,
    data_docs: str | Path | None = None,
) -> Result:
    """Checks a batch of articles.

    batch: a path, pattern or address of a database or object store, or several (`-` is standard input), a pandas or
    polars frame, or an iterable of dicts. settings: by default those of the nearest copydesk.toml. on_findings: is
    called with findings as they are found, in frames. on_progress: is called after every block. processes: how many
    scan a large batch; findings do not depend on it. query: of a database, what to read: SQL, or a table's name.
    at: for the history, when the batch was crawled; by default now. report: for the history, where its report will lie.
    data_docs: the folder for Great Expectations' Data Docs of the gate, which hold numbers and no scraped text.

    Raises CopydeskError if nothing could be read, or settings or rules are wrong. Defects of the data never raise.
    """
    settings = settings if settings is not None else load_settings()
    reader = Reader(batch, fields=settings.fields, stdin_format=stdin_format, query=query)
    keeper = None
    if settings.history.url is not None:
        from copydesk.history.keeper import open_keeper

        keeper = open_keeper(settings.history, reader.named, _title(reader.named), at, report)
    book, docs = rulebook or settings.rulebook(), Path(data_docs) if data_docs else None
    return _Check(reader, settings, book, on_findings, on_progress, processes, keeper, docs).run()


class Observation(NamedTuple):
    """What a batch has, unjudged. limits: by rule code, those in force."""

    observed: Observed
    inputs: Sequence[InputFile]
    articles: int
    rules: Sequence[Rule]
    limits: Mapping[str, GateLimit]
    errors: Sequence[OwnError]


def observe(
    batch: Batch,
    *,
    settings: Settings,
    on_progress: Callable[[Progress], None] | None = None,
    stdin_format: str | None = None,
    processes: int = 1,
    query: str | None = None,
) -> Observation:
    """What `check` would judge, for a baseline to accept. Raises CopydeskError as it does."""
    reader = Reader(batch, fields=settings.fields, stdin_format=stdin_format, query=query)
    return _Check(reader, settings, settings.rulebook(), None, on_progress, processes, for_baseline=True).observe()


class _Check:
    def __init__(
        self,
        reader: Reader,
        settings: Settings,
        rulebook: Rulebook,
        on_findings: Callable[[pl.DataFrame], None] | None,
        on_progress: Callable[[Progress], None] | None,
        processes: int,
        keeper: "Keeper | None" = None,
        data_docs: Path | None = None,
        *,
        for_baseline: bool = False,
    ) -> None:
        self._settings = settings
        self._keeper = keeper
        self._data_docs = data_docs
        self._baseline: Baseline | None = None
        self._known: dict[tuple[str, str], int] = {}
        if settings.baseline and not for_baseline:
            self._baseline = load_baseline(near(settings.baseline))
        chosen = settings.chosen(rulebook)
        ignored = settings.ignored(rulebook)
        self._limits = settings.limits(rulebook)
        self._source_limits = settings.source_limits(rulebook)
        codes, languages = tuple(rule.code for rule in chosen.rules), settings.languages()
        usual, pages = keeper.past.usual if keeper else None, settings.page_folder()
        self._order = PlanOrder(rulebook.folders, codes, settings.language, languages, ignored, usual, pages)
        self._plan = self._order.plan(rulebook)
        # another process loads its rules from their folders
        self._processes = processes if rulebook.folders else 1
        self._shape = ShapeChecker(chosen, settings.required, ignored)
        self._tallier = Tallier(
            [rule for rule in self._plan.rules if rule.unit != "file"],
            contents=for_baseline or self._baseline is not None,
        )
        self._ledger = Ledger(keeper.past.seen if keeper else None)
        self._reader = reader
        self._unread = Unread(chosen.rules)
        self._on_findings = on_findings or (lambda findings: None)
        self._on_progress = on_progress
        self._bytes = self._reader.size() if on_progress else None
        self._findings = KeptFindings()
        self._articles = KeptArticles()
        self._errors: dict[str, OwnError] = {}

    def run(self) -> Result:
        self._scan()
        scorecard, accepted = self._tallier.scorecard(), None
        known = 0
        if self._baseline:
            comparison = compare(self._baseline, self._observed(scorecard))
            unknown = comparison.unknown(scorecard)
            self._known = hidden(scorecard, unknown)
            scorecard, accepted = replace(scorecard, failed=unknown), comparison.pairs
            self._findings.mark(comparison.marked)
            known = self._tell()
        articles = self._articles.with_findings(scorecard.hit)
        summary = self._summary(scorecard, len(articles), self._judge(scorecard, accepted), known)
        before = self._keeper.earlier_reports() if self._keeper else []
        run = self._keeper.keep(summary, self._findings.parts(), self._known) if self._keeper else None
        return Result(summary, self._findings, articles, self._tallier.records, run, before)

    def observe(self) -> Observation:
        self._scan()
        observed = self._observed(self._tallier.scorecard())
        limits = {rule.code: self._limits.get(rule.code, rule.gate) for rule in self._plan.rules}
        inputs, count = self._reader.inputs, sum(file.articles for file in self._reader.inputs)
        return Observation(observed, inputs, count, self._plan.rules, limits, list(self._errors.values()))

    def _observed(self, scorecard: Scorecard) -> Observed:
        """Of the rules on articles that can fail the gate."""
        rules = [rule for rule in self._plan.rules if rule.unit == "article"]
        limits = {rule.code: self._limits.get(rule.code, rule.gate) for rule in rules}
        limited = {code for code, limit in limits.items() if {limit.max_rate, limit.max_source_rate} != {None}}
        return observed(
            scorecard, self._tallier.contents(), sorted(limited | (self._source_limits.keys() & limits.keys()))
        )

    def _tell(self) -> int:
        """Tells of findings that had to wait for the end, since only then it is clear which are known; their count."""
        known = 0
        for part in self._findings.parts():
            known += int(part["known"].sum())
            self._on_findings(part)
        return known

    def _scan(self) -> None:
        try:
            for scanned in scan_blocks(self._blocks(), self._plan, self._order, self._processes):
                self._take(scanned)
            self._keep(findings_frame(self._attempt(self._shape.flush)))
            for rows in batched(self._plan.conclude(self._ledger), CONCLUDED_AT_ONCE):
                self._keep(findings_frame(rows))
            if self._keeper:
                for rows in self._keeper.compare(self._ledger, self._tallier, self._plan):
                    self._keep(findings_frame(rows))
            self._errors |= self._plan.errors
        finally:
            self._ledger.close()

    def _blocks(self) -> Iterator[tuple[ArticleBlock, int]]:
        """The blocks of the reader with the numbers of their first articles; what could not be read is told here."""
        first = 0
        for read in self._reader.blocks():
            self._keep(findings_frame(self._unread.findings(read.problems)))
            if len(read.articles):
                yield read, first
                # after the scan has shown its findings: pandera takes a second to import
                self._keep(findings_frame(self._attempt(partial(self._shape.check, read, first))))
                first += len(read.articles)

    def _take(self, scanned: Scanned) -> None:
        self._keep(scanned.findings)
        self._ledger.add(scanned.ledger)
        self._tallier.add(scanned.tally)
        self._articles.add(scanned.sample)
        self._errors |= scanned.errors
        if self._keeper:
            self._keeper.gather(scanned.of_sources)
        if self._on_progress:
            self._on_progress(Progress(len(scanned.ledger.articles), self._reader.bytes_read, self._bytes))

    def _keep(self, findings: pl.DataFrame) -> None:
        if len(findings):
            if not self._baseline:
                self._on_findings(findings)
            self._articles.repeated(findings["twin"])
            self._tallier.count(findings)
            self._findings.add(findings)

    def _attempt(self, check: Callable[[], Iterable[Row]]) -> list[Row]:
        """The findings of a check; if it fails, none, and the failure is kept as an error of ours."""
        try:
            return list(check())
        except Exception as error:  # the other findings must not be lost with it
            self._errors["shape"] = OwnError(code=None, message=f"the shape could not be checked: {error}"[:500])
            return []

    def _judge(self, scorecard: Scorecard, accepted: pl.DataFrame | None) -> Gate:
        """accepted: what the baseline knows of the batch."""
        from copydesk.gate import judge

        files = self._unread.table(file.path for file in self._reader.inputs)
        try:
            sound = [rule for rule in self._plan.rules if rule.code not in self._errors]
            gate, errors = judge(scorecard, files, sound, self._limits, self._source_limits, accepted, self._data_docs)
        except Exception as error:  # the findings are worth more than the verdict
            gate = Gate(verdict="error", reasons=[])
            errors = [OwnError(code=None, message=f"the gate could not run: {type(error).__name__}: {error}"[:500])]
        self._errors |= {f"gate {number}": error for number, error in enumerate(errors)}
        if self._errors:
            gate = Gate(verdict="error", reasons=gate.reasons)
        return gate

    def _summary(self, scorecard: Scorecard, articles: int, gate: Gate, known: int) -> Summary:
        """articles: those whose text is kept. known: findings that the baseline knows."""
        from copydesk.version import __version__  # here: it reads the metadata of the package

        omitted = {
            "articles": len(scorecard.hit) - articles,
            "sources": len(scorecard.source_names) - len(scorecard.summaries),
        }
        return Summary(
            copydesk_version=__version__,
            created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            title=_title([file.path for file in self._reader.inputs]),
            articles=scorecard.articles,
            articles_failed=scorecard.articles_failed,
            findings=scorecard.findings,
            known=known,
            languages=scorecard.languages,
            distributions=scorecard.distributions,
            inputs=[InputSummary.model_validate(file, from_attributes=True) for file in self._reader.inputs],
            # without addresses that may be secret
            settings=self._settings.model_dump(mode="json", exclude_defaults=True, exclude={"alerts"}),
            rules=[rule.info() for rule in sorted(self._plan.rules, key=lambda rule: rule.code)],
            tallies=dict(sorted(scorecard.tallies.items())),
            sources=scorecard.summaries,
            gate=gate,
            causes=self._keeper.causes() if self._keeper else [],
            notes=notes(self._settings, scorecard.source_names, self._reader.inputs),
            errors=list(self._errors.values())[:MAX_OWN_ERRORS],
            omitted={kind: count for kind, count in omitted.items() if count > 0},
        )


def _title(inputs: Sequence[str]) -> str:
    names = [Path(path).name or path for path in inputs]
    return ", ".join(names) if len(names) <= 3 else f"{', '.join(names[:2])} and {len(names) - 2} more"
