"""`result.json`: everything a renderer needs beside the findings. Its JSON Schema is published with the rules."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = 1

Severity = Literal["error", "warning", "info"]
Outcome = Literal["fail", "review"]


class Model(BaseModel):
    # built when it is first used, which is after the first findings
    model_config = ConfigDict(extra="forbid", defer_build=True)


class RuleInfo(Model):
    """A rule as the reports explain it: the same words as its YAML file, without its cases."""

    code: str
    name: str
    family: str
    severity: Severity
    stage: Literal["preview", "stable"]
    dimension: str
    titles: tuple[str, str] = Field(description="What is true of a good record, and of a bad one")
    message: str
    advice: str
    catches: str
    why: str
    false_positives: str
    fix_safety: str | None = None
    references: list[str] = []
    unit: Literal["article", "source", "file"] = Field("article", description="What it judges, and a tally counts")


class Tally(Model):
    """Records by outcome for one rule. judged = passed + failed + review; the rest had no evidence."""

    judged: int = 0
    failed: int = 0
    review: int = 0
    not_applicable: int = 0
    findings: int = Field(0, description="Findings, of which one record can have many")


class SourceSummary(Model):
    source: str | None = Field(description="None where the records name no source and have no url")
    articles: int
    articles_failed: int = Field(description="Articles with at least one error or warning")
    findings: dict[Severity, int]
    coverage: dict[str, float] = Field(description="Share of articles whose field is filled, by canonical field")
    rules: dict[str, Tally] = Field(description="By rule code; only rules that failed or need review here")
    median_chars: int | None = Field(None, description="Characters of the body in the middle of its articles")
    median_published: str | None = Field(None, description="The day in the middle of its dates, as in 2026-05-11")
    language: str | None = Field(None, description="That of most of its articles; `und` for unknown")


class InputSummary(Model):
    path: str
    format: str
    preset: str | None
    mapping: dict[str, str]
    articles: int
    problems: int


class Reason(Model):
    """One thing that the gate asked, and the answer."""

    passed: bool
    code: str | None = Field(description="Rule code; None for a question about the batch as a whole")
    scope: Literal["batch", "records", "sources", "files"]
    severity: Severity
    message: str = Field(description="A sentence for people: what was seen, the limit")
    observed: float | None = Field(None, description="Share of judged records, 0 to 1, or a count")
    limit: float | None = None
    sources: list[str] = Field([], description="For scope `sources`: those over the limit, worst first")


class Gate(Model):
    verdict: Literal["pass", "fail", "error"]
    reasons: list[Reason] = Field(description="Failed ones first, by severity")


class Distributions(Model):
    """What the articles are like, whatever the rules say of them: histograms, each with at most 62 bins."""

    body_chars: dict[int, int] = Field(description="Articles by the least characters of the bin that their body is in")
    published: dict[str, int] = Field(
        description="Articles by day (2026-05-11), month or year, in order; what is shortest and makes few enough bins"
    )
    published_before: int = Field(0, description="Articles with a date before the first bin")
    published_after: int = Field(0, description="Articles with a date after the last bin")
    undated: int = Field(0, description="Articles without a date that could be read")


class OwnError(Model):
    """A defect of copydesk or of a user's rule, never of the data."""

    code: str | None
    message: str
    detail: str = Field("", description="The end of the traceback")


class Summary(Model):
    """The whole of `result.json`."""

    schema_version: int = SCHEMA_VERSION
    copydesk_version: str
    created: str = Field(description="UTC, ISO 8601, seconds")
    title: str = Field(description="What the batch is called in reports: its file names")
    articles: int
    articles_failed: int = Field(description="Articles with at least one error or warning")
    findings: dict[Severity, int]
    known: int = Field(0, description="Findings that the baseline knows: they count for nothing in the gate")
    languages: dict[str, int] = Field(description="Articles by language, told or found; `und` for unknown")
    inputs: list[InputSummary]
    settings: dict[str, object] = Field(description="The effective settings that shape findings and verdict")
    rules: list[RuleInfo]
    tallies: dict[str, Tally] = Field(description="By rule code, every rule that ran")
    sources: list[SourceSummary] = Field(description="Worst first: share of articles failed")
    gate: Gate
    causes: list[str] = Field([], description="Where one cause explains several troubles: a sentence each")
    notes: list[str] = Field([], description="What the settings name and the batch does not have: a sentence each")
    distributions: Distributions | None = Field(None, description="None in results of versions that did not keep them")
    errors: list[OwnError] = []
    omitted: dict[str, int] = Field({}, description="What was left out to keep the result bounded, by kind")
