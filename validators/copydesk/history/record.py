"""What one run leaves behind, and what is read back of it. Times are seconds since 1970 in UTC."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

MAX_SOURCE_CHARS = 200
"""Characters of a source's name; an index of PostgreSQL takes 2,700 bytes."""

MAX_SAMPLE_CHARS = 200
MAX_SAMPLES = 3
"""Findings, and articles, that are kept to show what was wrong and how it was before."""


class Rates(NamedTuple):
    """Of one rule: articles that it judged, articles that it failed, findings."""

    judged: int
    failed: int
    findings: int = 0


class Sample(NamedTuple):
    """One finding or one article, to look at. texts: some of its fields by name, each at most 200 characters, as
    scraped: a renderer must escape them."""

    record: str
    url: str | None
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class SourceRun:
    """The numbers of one source in one batch.

    filled: articles by canonical field that has a value. words, long_words: of the bodies, the median and the 95th
    percentile. age: seconds from the newest article to the crawl; lag: the median of these. top: by field, how many
    articles share its commonest value. seen: bodies that an earlier batch had. rules: only those that found something.
    """

    source: str
    articles: int = 0
    failed: int = 0
    language: str | None = None
    filled: Mapping[str, int] = field(default_factory=dict)
    words: float | None = None
    long_words: float | None = None
    age: float | None = None
    lag: float | None = None
    top: Mapping[str, int] = field(default_factory=dict)
    seen: int | None = None
    rules: Mapping[str, Rates] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A rule that a source broke in one batch: it departed from its own past, or was over a limit of the gate.

    before: what the last batch without trouble had; after: what this one has.
    """

    source: str
    code: str
    severity: str
    message: str
    before: Sequence[Sample] = ()
    after: Sequence[Sample] = ()


@dataclass(frozen=True, kw_only=True)
class RunHead:
    """What is kept of a run as a whole.

    stream: the batches that are compared with each other; batch: this one's name, which is unique in its stream: a run
    of the same name replaces it. codes: the rules that ran. reasons: why the gate failed, in sentences. causes: one for
    several troubles, in sentences. report: where its report lies.
    """

    stream: str
    batch: str
    at: int
    title: str
    verdict: str
    articles: int
    articles_failed: int
    findings: Mapping[str, int]
    codes: Sequence[str]
    version: str
    reasons: Sequence[str] = ()
    causes: Sequence[str] = ()
    report: str | None = None


@dataclass(frozen=True, kw_only=True)
class RunRecord(RunHead):
    """Everything that is kept of a run. samples: by source, a few articles without trouble."""

    sources: Sequence[SourceRun] = ()
    troubles: Sequence[Trouble] = ()
    samples: Mapping[str, Sequence[Sample]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RunInfo(RunHead):
    """A run as it is read back, without its sources. id: of its row, which grows with every new batch."""

    id: int


class Point(NamedTuple):
    """One source in one run. hits: its articles that failed the rule, or have the field filled, of those judged."""

    run: RunInfo
    articles: int
    judged: int
    hits: int


class Streak(NamedTuple):
    """A source that broke a rule in one batch after another: the first bad one, and the last.

    batches: how many. ongoing: whether the last batch of the stream is one of them.
    """

    source: str
    code: str
    severity: str
    message: str
    first: RunInfo
    last: RunInfo
    batches: int
    ongoing: bool
    before: list[Sample]
    after: list[Sample]


class Told(NamedTuple):
    """What has been told of a source that fails: since when (the time and name of its first bad batch), the rules, and
    how many articles it had."""

    source: str
    since: int
    since_batch: str
    codes: list[str]
    articles: int


def source_key(source: str | None) -> str:
    """The name of a source as the history has it: bounded, and `` for articles that name none."""
    name = storable(source or "")
    if len(name) <= MAX_SOURCE_CHARS:
        return name
    digest = hashlib.blake2b(name.encode(), digest_size=8).hexdigest()
    return f"{name[: MAX_SOURCE_CHARS - 20]}…{digest}"


def storable(text: str) -> str:
    """The text without what a database refuses: NUL, and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def sample(record: str, url: str | None, **texts: Any) -> Sample:
    """A sample with its texts bounded; those that are empty are left out."""

    def short(value: object) -> str:
        text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
        return storable(text[:MAX_SAMPLE_CHARS])

    told = {name: short(value) for name, value in texts.items() if value}
    return Sample(short(record), storable(url[:1_000]) if url else None, told)
