"""A check with a history: the batch beside its past, and the run that is kept of it."""

import dataclasses
import datetime as dt

import polars as pl
import pytest
from click.testing import CliRunner

import copydesk
from copydesk.cli.main import main
from copydesk.errors import HistoryError, SettingsError
from copydesk.history import SourceRun, open_history
from copydesk.history.bodies import SCHEMA
from copydesk.history.past import Past
from copydesk.history.store import History
from copydesk.render.formats import FORMATS, formatted
from copydesk.render.report import write_report
from copydesk.settings import HistorySettings, Settings

from .conftest import run

DAY = 86_400
TODAY = dt.datetime(2026, 4, 1, 6, tzinfo=dt.UTC)
NOW = int(TODAY.timestamp())
NAMES = ["gazette.example", "courier.example", "herald.example"]
STORY = (
    "The ferry will stay in dock until the new pier of {n} is finished, the council said on Monday. Passengers are "
    "taken across in small boats for the time being, which carry twelve people each.\nThe pier was to be ready in "
    "spring, but the piles that came from the mainland were too short, and number {n} is not expected before June."
)


def articles(*sources, authors=("Ana Petrel",), published="2026-04-01T05:00:00Z"):
    return [
        {
            "id": f"{source}-{n}",
            "url": f"https://{source}/{n}",
            "source": source,
            "title": f"Pier {n} of {source} is late once more",
            "authors": list(authors),
            "published": published,
            "language": "en",
            "body": STORY.format(n=f"{source} {n}"),
        }
        for source in sources
        for n in range(20)
    ]


def fill(url, *, authors=20, version=copydesk.__version__, **more):
    """A past of 35 days in which every source had 20 articles."""
    filled = {"title": 20, "body": 20, "authors": authors, "published": 20}
    numbers = [
        SourceRun(name, 20, language="en", filled=filled, words=60, long_words=80, age=3600, lag=7200) for name in NAMES
    ]
    with open_history(url) as history:
        for day in range(35, 0, -1):
            history.add(run(NOW // DAY - day, stream="batches", sources=numbers))
    return Settings(history=HistorySettings(url=str(url), stream="batches", **more), select=["BA", "BY01", "DU07"])


@pytest.fixture
def settings(tmp_path):
    return fill(tmp_path / "history.db")


def of_sources(result):
    return result.findings.filter(pl.col("record").is_null()).select("code", "source", "field").rows()


def test_a_lost_selector_fails_the_batch_and_its_first_bad_batch_is_kept(settings, tmp_path):
    batch = [*articles("gazette.example", authors=()), *articles("courier.example", "herald.example")]
    result = copydesk.check(batch, settings=settings, at=TODAY, report="out/today")
    assert of_sources(result) == [("BA03", "gazette.example", "authors")]
    assert result.summary.tallies["BA03"].judged == 3
    [reason] = [reason for reason in result.summary.gate.reasons if reason.code == "BA03"]
    assert (reason.passed, reason.sources, reason.scope) == (False, ["gazette.example"], "sources")
    assert "1 of 3 judged sources" in reason.message
    with open_history(settings.history.url) as history:
        [info] = history.runs("batches", since=NOW)
        assert (info.verdict, info.articles, info.report) == ("fail", 60, "out/today")
        [streak] = history.first_bad("batches", code="BA03")
        assert (streak.first.batch, streak.batches, streak.ongoing) == (info.batch, 1, True)
        assert streak.before[0].texts["title"].startswith("Day ")
        assert "authors" not in streak.after[0].texts
        assert history.first_bad("batches", code="BY01")  # over the limit of its source
    # every way to show it does without a record
    for name in FORMATS:
        assert formatted(result, name)
    write_report(result, tmp_path / "report")
    assert "BA03" in (tmp_path / "report" / "index.html").read_text(encoding="utf-8")


def test_a_source_that_is_gone_is_in_the_result(settings):
    url = settings.history.url
    with open_history(url) as history:
        none = [SourceRun(name, 20, language="en") for name in NAMES[:2]]
        history.add(run(NOW // DAY - 1, stream="batches", sources=none))
    result = copydesk.check(articles(*NAMES[:2]), settings=settings, at=TODAY)
    assert of_sources(result) == [("BA02", "herald.example", None)]
    gone = next(one for one in result.summary.sources if one.source == "herald.example")
    assert (gone.articles, gone.rules["BA02"].failed, gone.coverage) == (0, 1, {})
    with open_history(url) as history:
        [streak] = history.first_bad("batches", code="BA02")
        assert streak.after == []


def test_the_same_batch_again_replaces_the_run_and_is_not_its_own_past(settings):
    first = copydesk.check(articles(*NAMES), settings=settings, at=TODAY)
    again = copydesk.check(articles(*NAMES), settings=settings, at=TODAY + dt.timedelta(hours=2))
    assert of_sources(first) == of_sources(again) == []
    with open_history(settings.history.url) as history:
        assert len(history.runs("batches")) == 36
        [numbers] = [runs for name, runs in history.sources([history.runs("batches")[-1].id]) if name == NAMES[0]]
        [one] = numbers.values()
        assert (one.articles, one.filled["authors"], one.top, one.seen) == (20, 20, {"authors": 20, "title": 1}, 0)
        assert 50 < one.words < 90
        assert one.age == 3 * 3600


def test_a_batch_that_is_to_come_is_refused_and_one_that_is_too_old_is_told(settings):
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=2)
    with pytest.raises(HistoryError, match=f"dated {later.date()}, which is to come"):
        copydesk.check(articles(*NAMES), settings=settings, at=later)
    result = copydesk.check(articles(*NAMES), settings=settings, at=TODAY - dt.timedelta(days=500))
    assert result.run is None
    assert result.summary.notes == ["2024-11-17 is longer ago than `history.keep_days`: the run was not kept"]
    with open_history(settings.history.url) as history:
        assert len(history.runs("batches")) == 35


def test_a_body_with_a_new_date_was_seen_before(settings):
    copydesk.check(articles(*NAMES), settings=settings, at=TODAY)
    later = articles(*NAMES[:2], published="2026-04-02T05:00:00Z") + articles(NAMES[2])
    result = copydesk.check(later, settings=settings, at=TODAY + dt.timedelta(days=1))
    assert result.summary.tallies["DU07"].failed == 40
    assert result.summary.tallies["DU07"].judged == 60


def test_where_authors_are_seldom_one_that_is_missing_is_information(tmp_path):
    settings = fill(tmp_path / "history.db", authors=4)
    result = copydesk.check(articles(*NAMES, authors=()), settings=settings, at=TODAY)
    found = result.findings.filter(pl.col("code") == "BY01")
    assert found["severity"].unique().to_list() == ["info"]
    assert result.passed


def test_without_a_history_rules_on_the_past_are_not_applicable():
    result = copydesk.check(articles(*NAMES), settings=Settings(select=["BA", "BO07", "DU07"]))
    assert {code: tally.judged for code, tally in result.summary.tallies.items()} == dict.fromkeys(
        ["BA01", "BA02", "BA03", "BA04", "BA05", "BA06", "BA07", "BO07", "DU07"], 0
    )
    assert result.passed


def test_a_run_that_cannot_be_kept_is_an_error_of_ours_and_its_findings_stay(settings, monkeypatch):
    def refuse(*args):
        raise HistoryError("the disk is full")

    monkeypatch.setattr(History, "add", refuse)
    result = copydesk.check(articles(*NAMES, authors=()), settings=settings, at=TODAY)
    assert result.exit_code == 2
    assert "the disk is full" in result.summary.errors[-1].message
    assert len(result.findings)


def test_passwords_are_in_no_result(tmp_path):
    kept = HistorySettings(url="postgresql://desk:secret@127.0.0.1:1/none")
    assert "secret" not in Settings(history=kept).model_dump_json()
    with pytest.raises(HistoryError) as raised:
        copydesk.check(articles(*NAMES), settings=Settings(history=kept))
    assert "secret" not in str(raised.value)


def test_the_command_keeps_the_run_under_its_name_and_day(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pl.DataFrame(articles(NAMES[0])).write_ndjson("out-2026-04-01.jsonl")
    (tmp_path / "copydesk.toml").write_text('[history]\nkeep_days = 30\nurl = "elsewhere.db"\n')
    options = ["--history", "runs.db", "--batch-date", "2026-04-01", "--select", "BA"]
    outcome = CliRunner().invoke(main, ["check", "out-2026-04-01.jsonl", *options])
    assert outcome.exit_code == 0, outcome.output
    named = ["--batch-id", "the first of {April}"]
    assert CliRunner().invoke(main, ["check", "out-2026-04-01.jsonl", *options, *named]).exit_code == 0
    with open_history("runs.db") as history:
        assert [info.batch for info in history.runs("out-*.jsonl")] == [
            "out-2026-04-01.jsonl",
            "the first of {April}",
        ]
    shown = CliRunner().invoke(main, ["check", "--show-settings", "--history", "postgresql://a:secret@b/c"])
    assert "secret" not in shown.output
    assert "keep_days = 30" in shown.output
    refused = CliRunner().invoke(main, ["check", "out-2026-04-01.jsonl", "--history", "no://where"])
    assert refused.exit_code == 2


def test_a_name_for_batches_can_say_nothing_that_is_unknown():
    with pytest.raises(SettingsError, match=r"\{title\}"):
        Settings().told({"history": ("--history", {"batch": "{wheather}"})})


def test_a_batch_is_compared_with_one_of_each_day_at_its_hour_and_with_the_last(tmp_path):
    with open_history(tmp_path / "history.db") as history:
        for hour in range(0, 24 * 60, 6):
            at = NOW - 3600 * hour
            history.add(dataclasses.replace(run(1, batch=f"at {at}", sources=[]), at=at))
        past = Past(history, "daily", "now", NOW, "0.1")
        hours = [(NOW - one.at) // 3600 for one in past.runs]
        assert hours == [*range(24 * 56, 0, -24), 6]
        assert Past(history, "another", "now", NOW, "0.1").runs == []


def test_fingerprints_of_a_batch_hold_for_ever(tmp_path, settings):
    """They are written to histories: a change of the hash, or of what goes into it, makes every body a new one."""
    known_body = 5599917156641372769
    copydesk.check(articles(NAMES[0])[:1], settings=settings, at=TODAY)
    with open_history(settings.history.url) as history:
        known = history.seen([known_body], before=NOW + 1)
    assert known.select(*SCHEMA).rows() == [(known_body, 6080125326438877926, NOW - 3600)]


def test_a_report_tells_what_changed_since_the_reports_before(tmp_path):
    kept = HistorySettings(url=str(tmp_path / "runs.db"), stream="batches", batch="{date}")
    settings = Settings(history=kept, select=["BY01", "RE01"])
    for days, authors in ((2, ["Ana Petrel"]), (1, ["Ana Petrel"]), (0, ())):
        place = tmp_path / f"report-{days}"
        at = TODAY - dt.timedelta(days)
        result = copydesk.check(articles(*NAMES, authors=authors), settings=settings, at=at, report=str(place))
        if days != 2:  # the first one was never written, or is gone
            write_report(result, place)
    assert "What changed" not in (tmp_path / "report-1" / "index.html").read_text(encoding="utf-8")
    front = (tmp_path / "report-0" / "index.html").read_text(encoding="utf-8")
    assert "More articles fail: 100%, where 0% is usual." in front
