"""pytest: a fixture that asserts batches clean, and `--copydesk BATCH`, which makes each rule and source a test."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

import pytest

if TYPE_CHECKING:  # a test run that does not use the plugin must not pay for it
    from copydesk.reading import Batch
    from copydesk.result.model import RuleInfo, SourceSummary
    from copydesk.result.result import Result

MAX_LINES = 60
"""Lines of findings in one failure."""

MAX_SOURCES = 200
"""Sources with tests of their own, the worst ones."""


class Desk:
    """What the fixture `copydesk` gives."""

    def check(self, batch: "Batch", *, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> "Result":
        """The batch checked with the nearest settings; select and ignore replace theirs."""
        from copydesk.run import check
        from copydesk.settings import load_settings

        chosen = {"select": list(select), "ignore": list(ignore)}
        settings = load_settings().model_copy(update={key: codes for key, codes in chosen.items() if codes})
        return check(batch, settings=settings)

    def assert_clean(
        self,
        batch: "Batch",
        *,
        at_least: Literal["error", "warning", "info"] = "warning",
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
    ) -> "Result":
        """Fails with the findings of this severity or a graver one, each in its place."""
        __tracebackhide__ = True
        result = self.check(batch, select=select, ignore=ignore)
        grave = ("error", "warning", "info")[: ("error", "warning", "info").index(at_least) + 1]
        found = [
            row
            for row in result.findings.iter_rows(named=True)
            if row["severity"] in grave and row["outcome"] == "fail" and not row["known"]
        ]
        if found or result.summary.errors:
            pytest.fail("\n".join(_told(result, found)), pytrace=False)
        return result

    def assert_passes(self, batch: "Batch", *, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> "Result":
        """Fails where the gate fails, and says why."""
        __tracebackhide__ = True
        result = self.check(batch, select=select, ignore=ignore)
        if not result.passed:
            codes = {reason.code for reason in result.summary.gate.reasons if not reason.passed}
            found = [row for row in result.findings.iter_rows(named=True) if row["code"] in codes]
            pytest.fail("\n".join(_told(result, found)), pytrace=False)
        return result


@pytest.fixture(scope="session")
def copydesk() -> Desk:
    """Checks batches of articles: `copydesk.assert_clean(batch)`, `copydesk.assert_passes(batch)`."""
    return Desk()


def _told(result: "Result", findings: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The verdict, and the findings in their places."""
    import click

    from copydesk.render.findings_text import findings_text, verdict_text

    yield from map(click.unstyle, verdict_text(result.summary))
    lines = map(click.unstyle, findings_text(findings))
    yield from islice(lines, MAX_LINES)
    if left := sum(1 for _ in lines):
        yield f"… and {left} more lines"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("copydesk", "defects of scraped news")
    group.addoption(
        "--copydesk",
        action="append",
        default=[],
        metavar="BATCH",
        help="a file or folder of articles to check; each rule and source becomes a test",
    )


def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    if batch := config.getoption("--copydesk"):
        from copydesk.errors import CopydeskError

        try:
            result = Desk().check(batch)
        except CopydeskError as error:
            raise pytest.UsageError(str(error)) from None
        items += _items(session, result)


def _items(session: pytest.Session, result: "Result") -> Iterator[pytest.Item]:
    for rule in result.summary.rules:
        if rule.code not in result.summary.tallies:
            continue
        for source in result.summary.sources[:MAX_SOURCES]:
            name = f"{rule.code}-{rule.name}[{source.source or 'no source'}]"
            yield RuleItem.from_parent(session, name=name, result=result, rule=rule, source=source)
    yield GateItem.from_parent(session, name="gate", result=result)


class RuleItem(pytest.Item):
    """One rule over the articles of one source: fails where more of them fail than the rule's limit lets."""

    def __init__(self, *, result: "Result", rule: "RuleInfo", source: "SourceSummary", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.result, self.rule, self.source = result, rule, source

    def runtest(self) -> None:
        tally = self.source.rules.get(self.rule.code)
        if self.result.summary.tallies[self.rule.code].judged == 0:
            pytest.skip("not applicable: no article of the batch has what the rule judges")
        if tally is None or not tally.failed or self.rule.severity == "info":
            return
        import polars as pl

        findings = self.result.findings.filter(
            (pl.col("code") == self.rule.code) & pl.col("source").eq_missing(pl.lit(self.source.source, pl.String))
        )
        head = f"{self.rule.titles[1]}: {tally.failed:,} of {tally.judged:,} articles. {self.rule.advice}"
        raise RuleFailure(head.replace("{source}", self.source.source or "the source"), findings.rows(named=True))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, RuleFailure):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[str, None, str]:
        return "copydesk", None, self.name


class GateItem(pytest.Item):
    """What the gate says of the whole batch."""

    def __init__(self, *, result: "Result", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.result = result

    def runtest(self) -> None:
        if not self.result.passed:
            pytest.fail("\n".join(_told(self.result, ())), pytrace=False)

    def reportinfo(self) -> tuple[str, None, str]:
        return "copydesk", None, self.name


class RuleFailure(Exception):
    """A rule that fails on a source; its text lists the findings."""

    def __init__(self, head: str, findings: Sequence[dict[str, Any]]) -> None:
        import click

        from copydesk.render.findings_text import findings_text

        lines = list(map(click.unstyle, findings_text(findings)))
        more = [f"… and {len(lines) - MAX_LINES} more lines"] if len(lines) > MAX_LINES else []
        super().__init__("\n".join([head, *lines[:MAX_LINES], *more]))
