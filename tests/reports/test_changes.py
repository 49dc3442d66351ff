"""The batch beside earlier ones: what is as usual, what is not, and what chance alone could do."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from copydesk.render.html.changes import Past
from copydesk.result.model import Gate, RuleInfo, SourceSummary, Summary, Tally


def summary(failed: int, of: int = 100, day: int = 1, source: str = "a", **coverage: float) -> Summary:
    """One source, one rule that `failed` of its articles fail."""
    tally = Tally(judged=of, failed=failed, findings=failed)
    return Summary(
        copydesk_version="0",
        created=f"2026-05-{day:02}T00:00:00Z",
        title="t",
        articles=of,
        articles_failed=failed,
        findings={},
        languages={},
        inputs=[],
        settings={},
        rules=[],
        tallies={"UI01": tally},
        sources=[
            SourceSummary(
                source=source,
                articles=of,
                articles_failed=failed,
                findings={},
                coverage=coverage,
                rules={"UI01": tally} if failed else {},
            )
        ],
        gate=Gate(verdict="fail", reasons=[]),
    )


@pytest.mark.parametrize(
    ("before", "now", "word"), [(2, 40, "more"), (40, 2, "less"), (10, 12, "usual"), (0, 0, "usual"), (0, 1, "usual")]
)
def test_what_chance_could_do_is_no_change(before: int, now: int, word: str) -> None:
    past = Past([summary(before)])
    change = past.of_rule(summary(now), "UI01")
    assert change is not None
    assert change.word == word
    assert change.points == pytest.approx(now - before)
    assert [moved.code for moved in past.rules_moved(summary(now))] == ([] if word == "usual" else ["UI01"])


def test_usual_is_the_middle_of_earlier_batches_in_whatever_order() -> None:
    past = Past([summary(90, day=2), summary(4, day=3), summary(6, day=1)])
    assert past.last is not None
    assert past.last.created.startswith("2026-05-03")
    change = past.of_source(summary(5).sources[0])
    assert change is not None
    assert (change.usual.share, change.usual.batches, change.word) == (0.06, 3, "usual")


def test_a_rule_that_found_nothing_before_was_passed_there() -> None:
    now = summary(50)
    change = Past([summary(0)]).of_rule_at(now.sources[0], "UI01")
    assert change is not None
    assert (change.usual.percent, change.word) == ("0%", "more")


def test_a_rule_that_did_not_run_before_has_no_usual_rate() -> None:
    before = summary(0).model_copy(update={"tallies": {}})
    assert Past([before]).of_rule_at(summary(50).sources[0], "UI01") is None
    assert Past([]).of_batch(summary(50)) is None


def test_sources_come_and_go_and_fields_are_lost() -> None:
    past = Past([summary(0, source="a", authors=0.9, url=1.0)])
    assert past.new_sources(summary(0, source="b")) == ["b"]
    assert past.gone_sources(summary(0, source="b")) == ["a"]
    assert [lost.field for lost in past.fields_lost(summary(0, authors=0.3, url=0.95))] == ["authors"]


def test_the_pages_tell_what_changed(compared: Path, render: Callable[[str], Path]) -> None:
    def text(path: Path) -> Any:
        return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")

    front = text(compared / "index.html").select_one(".since")
    assert front is not None
    said = front.get_text(" ", strip=True)
    assert "the 2 batches before, the last of 2 February 2026" in said
    assert "3 new sources" in said
    source = text(compared / "sources" / "1.html").get_text(" ", strip=True)
    assert "Its rates beside its usual ones" in source
    assert "Usually here" in source
    assert text(render("broken") / "index.html").select_one(".since") is None


def test_a_rule_of_an_earlier_version_is_no_rule_of_this_batch() -> None:
    info: list[RuleInfo] = []
    now = summary(3).model_copy(update={"tallies": {}, "rules": info})
    assert Past([summary(60)]).rules_moved(now) == []
    assert Past([summary(60)]).sources_moved(now) == []
