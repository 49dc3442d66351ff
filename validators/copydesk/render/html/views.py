"""What pages show, as values: rules, sources, squares of a heat map. Templates only lay them out."""

from dataclasses import dataclass

from copydesk.render.html.changes import Change
from copydesk.render.html.findings import Finding, Group
from copydesk.render.html.text import percent, step
from copydesk.result.model import RuleInfo, SourceSummary, Tally
from copydesk.text import plural


@dataclass(frozen=True, slots=True)
class SourceRef:
    name: str | None
    page: str | None


@dataclass(frozen=True, slots=True)
class RuleView:
    code: str
    name: str
    page: str | None  # None where the rule has no findings
    change: Change | None  # beside its usual rate, where there are earlier batches
    severity: str
    info: RuleInfo | None
    tally: Tally
    of_articles: bool  # False for a rule about the input, which judges no article
    sources: int  # sources that it hit
    example: Finding | None

    @property
    def unit(self) -> str:
        """What the rule judges and its tally counts."""
        return self.info.unit if self.info else "article"

    @property
    def good(self) -> str:
        return self.info.titles[0] if self.info else self.name

    @property
    def bad(self) -> str:
        return self.info.titles[1] if self.info else self.name

    @property
    def share(self) -> str:
        return percent(self.tally.failed, self.tally.judged)

    @property
    def width(self) -> float:
        """Share of judged articles failed, 0 to 100, for the bar beside the number."""
        return round(100 * self.tally.failed / self.tally.judged, 1) if self.tally.judged else 0.0

    def advice_for(self, source: str | None) -> str:
        advice = self.info.advice if self.info else ""
        return advice.replace("{source}", "this source" if source is None else source)


@dataclass(frozen=True, slots=True)
class Cell:
    """One square of a heat map. detail says the counts behind the number."""

    text: str
    step: int
    detail: str


@dataclass(frozen=True, slots=True)
class Row:
    source: SourceRef
    articles: int
    failed: Cell
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source in the list of all of them. worst: the rule that most of its articles fail."""

    ref: SourceRef
    summary: SourceSummary
    failed: Cell
    worst: RuleView | None
    change: Change | None


@dataclass(frozen=True, slots=True)
class ReasonView:
    passed: bool
    severity: str
    message: str
    rule: RuleView | None
    sources: tuple[SourceRef, ...]
    sources_left: int


@dataclass(frozen=True, slots=True)
class Correction:
    """What to change, and where it pays most."""

    source: SourceRef
    rule: RuleView
    tally: Tally
    advice: str

    @property
    def share(self) -> str:
        return percent(self.tally.failed, self.tally.judged)


@dataclass(frozen=True, slots=True)
class Hit:
    """How one rule did at one source."""

    source: SourceRef
    rule: RuleView
    tally: Tally
    cell: Cell
    advice: str
    change: Change | None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Findings shown on a page, and how many more there are."""

    groups: tuple[Group, ...]
    left: int


def failed_cell(source: SourceSummary) -> Cell:
    """The share of a source's articles that failed."""
    return Cell(
        percent(source.articles_failed, source.articles),
        step(source.articles_failed, source.articles),
        f"{source.articles_failed:,} of {plural(source.articles, 'article')} failed",
    )


def rule_cell(tally: Tally | None, rule: RuleView) -> Cell:
    """How a rule did at a source; tally is None where nothing failed."""
    if tally is None:
        return Cell("", 0, f"{rule.code}: no article failed")
    detail = f"{rule.code}: {tally.failed:,} of {tally.judged:,} judged articles failed"
    if tally.review:
        detail += f", {tally.review:,} to review"
    if not tally.failed:  # what was found is to be reviewed, or milder than its rule
        return Cell("?" if tally.review else "", 0, detail)
    return Cell(percent(tally.failed, tally.judged), step(tally.failed, tally.judged), detail)


def filled_cell(share: float | None, articles: int) -> Cell:
    """The share of a source's articles whose field is filled. The more is missing, the redder."""
    if share is None:
        return Cell("–", 0, "not read")
    return Cell(
        percent(share, 1), step(1 - share, 1), f"filled in {round(share * articles):,} of {articles:,} articles"
    )
