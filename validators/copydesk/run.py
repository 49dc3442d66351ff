"""The main job: read, scan, shape, tally, gate. Each stop knows nothing of the ones after it."""

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl

from copydesk.findings import Row, findings_frame, problem_row
from copydesk.reading import Batch, Reader
from copydesk.reading.articles import ArticleBlock, InputFile, Problem
from copydesk.result.model import Gate, InputSummary, OwnError, Summary
from copydesk.result.result import Result
from copydesk.result.tables import ARTICLES_SCHEMA, FINDINGS_SCHEMA, MAX_ARTICLES, MAX_BODY_CHARS
from copydesk.rulebook import Rulebook, load_rulebook
from copydesk.scan.block import Block
from copydesk.scan.plan import Plan
from copydesk.settings import Settings, load_settings
from copydesk.shape import ShapeChecker
from copydesk.tally import SEVERITIES, Scorecard, Tallier
from copydesk.version import __version__

MAX_OWN_ERRORS = 20
FIRST_ARTICLES = 200
"""Articles whose text is kept whether they have findings or not: rules over the batch find theirs only at the end."""


def check(
    batch: Batch,
    *,
    settings: Settings | None = None,
    rulebook: Rulebook | None = None,
    on_findings: Callable[[Sequence[Row]], None] | None = None,
    stdin_format: str | None = None,
) -> Result:
    """Checks a batch of articles.

    batch: a path or several (`-` is standard input), a pandas or polars frame, or an iterable of dicts. settings: by
    default those of the nearest copydesk.toml. on_findings: is called with findings as they are found, in blocks.

    Raises CopydeskError if nothing could be read, or settings or rules are wrong. Defects of the data never raise.
    """
    settings = settings if settings is not None else load_settings()
    return _Check(batch, settings, rulebook or load_rulebook(), on_findings, stdin_format).run()


class _Check:
    def __init__(
        self,
        batch: Batch,
        settings: Settings,
        rulebook: Rulebook,
        on_findings: Callable[[Sequence[Row]], None] | None,
        stdin_format: str | None,
    ) -> None:
        self._settings = settings
        chosen = rulebook.select(settings.select, settings.ignore)
        ignored = {
            source: frozenset(rule.code for rule in rulebook.select(own.ignore).rules)
            for source, own in settings.sources.items()
            if own.ignore
        }
        self._limits = {rulebook.find(name).code: limit for name, limit in settings.gate.items()}
        self._plan = Plan(chosen, language=settings.language, ignored=ignored)
        self._shape = ShapeChecker(chosen, settings.required)
        self._tallier = Tallier([rule for rule in self._plan.rules if rule.detect != "reading"])
        self._reader = Reader(batch, fields=settings.fields, stdin_format=stdin_format)
        self._problem_rules = {r.options["problem"]: r for r in chosen.rules if r.detect == "reading"}
        self._problems: dict[tuple[str, str], int] = {}
        self._on_findings = on_findings or (lambda rows: None)
        self._frames: list[pl.DataFrame] = []
        self._samples: list[pl.DataFrame] = []
        self._sampled = 0
        self._errors: list[OwnError] = []

    def run(self) -> Result:
        for read in self._reader.blocks():
            self._take(read)
        self._keep(list(self._shape.flush()))
        self._keep(self._plan.conclude())
        findings = pl.concat(self._frames) if self._frames else findings_frame([])
        findings = findings.sort("article", "start", maintain_order=True)
        scorecard = self._tallier.scorecard(findings)
        self._errors += self._plan.errors.values()
        gate = self._judge(scorecard)
        return Result(
            summary=self._summary(scorecard, findings, gate),
            findings=findings.select(*FINDINGS_SCHEMA),
            articles=self._articles(findings),
            scorecard=scorecard.records,
        )

    def _take(self, read: ArticleBlock) -> None:
        """One block: first the scan, which shows findings soonest; pandera takes a second to import."""
        self._keep([row for problem in read.problems if (row := self._problem(problem))])
        if not len(read.articles):
            return
        block = self._plan.block(read)
        found = self._plan.scan(block)
        self._keep(found)
        self._keep(list(self._shape.check(block)))
        self._tallier.add(block, self._plan.judged(block))
        self._sample(block, {row["article"] - block.first for row in found})

    def _keep(self, rows: list[Row]) -> None:
        if rows:
            self._on_findings(rows)
            self._frames.append(findings_frame(rows))

    def _sample(self, block: Block, hit: set[int]) -> None:
        """Keeps the text of articles for the report: those with findings, and the first ones for the batch's rules."""
        early = range(max(0, min(FIRST_ARTICLES - block.first, len(block))))
        rows = sorted(hit.union(early))[: MAX_ARTICLES - self._sampled]
        self._sampled += len(rows)
        if rows:
            numbers = pl.Series("article", [row + block.first for row in rows], dtype=pl.Int64)
            kept = block.articles[rows].rename({"id": "record"}).select(numbers, *ARTICLES_SCHEMA)
            self._samples.append(kept.with_columns(pl.col("body").str.slice(0, MAX_BODY_CHARS)))

    def _articles(self, findings: pl.DataFrame) -> pl.DataFrame:
        if not self._samples:
            return pl.DataFrame(schema=ARTICLES_SCHEMA)
        hit = findings.select("article").unique()
        kept = pl.concat(self._samples).join(hit, on="article", how="semi", maintain_order="left")
        return kept.select(*ARTICLES_SCHEMA)

    def _problem(self, problem: Problem) -> Row | None:
        rule = self._problem_rules.get(problem.kind)
        if rule is None:
            return None
        self._problems[problem.file, rule.code] = self._problems.get((problem.file, rule.code), 0) + 1
        message = f"{problem.message}; {problem.advice}" if problem.advice else problem.message
        return problem_row(rule, file=problem.file, row=problem.row, seen=problem.seen, message=message)

    def _judge(self, scorecard: Scorecard) -> Gate:
        from copydesk.gate import judge

        codes = sorted(rule.code for rule in self._problem_rules.values())
        names = dict.fromkeys([file.path for file in self._reader.inputs] + [file for file, _ in self._problems])
        files = pl.DataFrame(
            [[self._problems.get((name, code), 0) for code in codes] for name in names],
            schema=dict.fromkeys(codes, pl.Int64),
            orient="row",
        )
        try:
            gate, errors = judge(scorecard, files, self._plan.rules, self._limits)
        except Exception as error:  # the findings are worth more than the verdict
            gate = Gate(verdict="error", reasons=[])
            errors = [OwnError(code=None, message=f"the gate could not run: {type(error).__name__}: {error}"[:500])]
        self._errors += errors
        if self._errors:
            gate = Gate(verdict="error", reasons=gate.reasons)
        return gate

    def _summary(self, scorecard: Scorecard, findings: pl.DataFrame, gate: Gate) -> Summary:
        severities = dict(findings.group_by("severity").len().iter_rows())
        bad = findings.filter((pl.col("severity") != "info") & (pl.col("outcome") == "fail") & (pl.col("article") >= 0))
        articles = self._articles(findings)
        left_out = findings.filter(pl.col("article") >= 0)["article"].n_unique() - len(articles)
        return Summary(
            copydesk_version=__version__,
            created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            title=_title(self._reader.inputs),
            articles=scorecard.articles,
            articles_failed=bad["article"].n_unique(),
            findings={severity: severities.get(severity, 0) for severity in SEVERITIES},
            languages=scorecard.languages,
            inputs=[_input(file) for file in self._reader.inputs],
            settings=self._settings.model_dump(exclude_defaults=True),
            rules=[rule.info() for rule in sorted(self._plan.rules, key=lambda rule: rule.code)],
            tallies=dict(sorted(scorecard.tallies.items())),
            sources=scorecard.summaries,
            gate=gate,
            errors=self._errors[:MAX_OWN_ERRORS],
            omitted={"articles": left_out} if left_out else {},
        )


def _input(file: InputFile) -> InputSummary:
    return InputSummary(
        path=file.path,
        format=file.format,
        preset=file.preset,
        mapping=file.mapping,
        articles=file.articles,
        problems=file.problems,
    )


def _title(inputs: Sequence[InputFile]) -> str:
    names = [Path(file.path).name or file.path for file in inputs]
    return ", ".join(names) if len(names) <= 3 else f"{', '.join(names[:2])} and {len(names) - 2} more"
