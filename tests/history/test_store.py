"""The store: what goes in comes out, whole or not at all, whoever else writes."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from threading import Timer

import polars as pl
import pytest
import sqlalchemy as sa

from copydesk.errors import CopydeskError, HistoryError
from copydesk.history import Rates, Sample, open_history
from copydesk.history.bodies import SCHEMA
from copydesk.history.schema import STEPS, upgrade, version_of

from .conftest import DAY, run, source

BODIES = pl.DataFrame({"body": [1, -2, 3], "page": [10, 20, 30], "published": [5, None, 7]}, schema=SCHEMA)


def counts(history):
    """Rows by table."""
    with history._engine.connect() as connection:
        tables = ("runs", "sources", "troubles", "bodies")
        return {name: connection.execute(sa.text(f"SELECT count(*) FROM copydesk_{name}")).scalar() for name in tables}


def test_a_run_comes_back_as_it_was_stored(history):
    numbers = source(
        name="gazette.example",
        articles=12,
        failed=3,
        language="en",
        words=310.5,
        long_words=900,
        age=3600,
        lag=7200,
        top={"authors": 4},
        seen=2,
        rules={"UI01": Rates(12, 3, 5)},
    )
    stored = run(
        1, sources=[numbers], bad=[("gazette.example", "BA03")], reasons=["why"], causes=["a cause"], report="out"
    )
    number = history.add(stored)
    [info] = history.runs("daily")
    assert (info.id, info.batch, info.at, info.verdict) == (number, "day 1", DAY, "fail")
    assert (info.findings["error"], info.codes, info.reasons, info.causes, info.report) == (
        1,
        ["BA03", "UI01"],
        ["why"],
        ["a cause"],
        "out",
    )
    assert list(history.sources([number])) == [("gazette.example", {number: numbers})]
    [trouble] = history.troubles(number)
    assert (trouble["code"], trouble["message"]) == ("BA03", "BA03 on day 1")


def test_the_same_batch_again_replaces_the_run_and_its_bodies(history):
    first = history.add(run(1, bad=[("gazette.example", "BA03")]), BODIES)
    history.add(run(2), BODIES[1:])
    again = history.add(run(1, sources=[source("courier.example")]), BODIES[:1])
    assert again == first
    assert [name for name, _ in history.sources([first])] == ["courier.example"]
    assert history.troubles(first) == []
    assert counts(history)["bodies"] == 1
    assert history.run_of("daily", "day 1") == first
    assert history.run_of("daily", "day 3") is None


def test_batches_of_one_name_in_two_streams_are_two(history):
    history.add(run(1, stream="de"))
    history.add(run(1, stream="fr"))
    assert [info.stream for info in history.runs()] == ["de", "fr"]
    assert len(history.runs("de")) == 1
    assert set(history.streams()) == {"de", "fr"}


def test_runs_are_chosen_by_time_and_number(history):
    for day in (3, 1, 2, 4):
        history.add(run(day))
    assert [info.batch for info in history.runs("daily")] == ["day 1", "day 2", "day 3", "day 4"]
    assert [info.batch for info in history.runs("daily", since=2 * DAY, before=4 * DAY)] == ["day 2", "day 3"]
    assert [info.batch for info in history.runs("daily", last=2)] == ["day 3", "day 4"]


def test_a_series_has_the_rates_of_a_rule_and_the_coverage_of_a_field(history):
    history.add(run(1))
    history.add(run(2, sources=[source(filled={"authors": 4})]))
    points = history.series("gazette.example", "UI01")
    assert [(point.run.batch, point.judged, point.hits) for point in points] == [("day 1", 10, 2), ("day 2", 10, 0)]
    assert [point.hits for point in history.series("gazette.example", field="authors")] == [10, 4]
    assert history.series("gazette.example", "UI99") == []
    assert history.series("unknown.example", "UI01") == []


def test_the_first_bad_batch_of_each_streak_and_what_was_before(history):
    bad = ("gazette.example", "BA03")
    for day in range(1, 10):
        history.add(run(day, bad=[bad] if day in (4, 5, 6, 9) else []))
    last, first = history.first_bad("daily")
    assert (first.first.batch, first.last.batch, first.batches, first.ongoing) == ("day 4", "day 6", 3, False)
    assert (last.first.batch, last.batches, last.ongoing) == ("day 9", 1, True)
    assert first.before == [Sample("a", "https://gazette.example/a", {"title": "Day 4"})]
    assert history.first_bad(source="gazette.example", code="BA03") == [last, first]
    assert history.first_bad(source="courier.example") == []
    assert history.samples("daily", ["gazette.example"])["gazette.example"][0].texts == {"title": "Day 8"}


def test_a_batch_without_the_source_does_not_end_a_streak(history):
    bad = ("gazette.example", "BA03")
    history.add(run(1, bad=[bad]))
    history.add(run(2, sources=[source("courier.example")]))
    history.add(run(3, bad=[bad]))
    [streak] = history.first_bad("daily")
    assert (streak.batches, streak.ongoing) == (2, True)


def test_bodies_are_known_by_the_run_that_had_them_first(history):
    first = history.add(run(1), BODIES[:2])
    history.add(run(2), BODIES)
    seen = history.seen([1, -2, 3, 4], before=3 * DAY).sort("body")
    assert seen["body"].to_list() == [-2, 1, 3]
    assert seen.row(1, named=True) == {"body": 1, "page": 10, "published": 5, "run": first, "at": DAY}
    assert history.seen([1, -2, 3], before=2 * DAY)["body"].sort().to_list() == [-2, 1]
    assert history.seen([1, 3], before=3 * DAY, but=first)["body"].to_list() == [3]
    assert history.seen([], before=3 * DAY).is_empty()


def test_what_is_older_than_the_history_keeps_is_forgotten(url):
    with open_history(url, keep_days=10, keep_bodies_days=3) as history:
        history.add(run(1, bad=[("gazette.example", "BA03")]), BODIES[:1])
        history.add(run(9), BODIES[1:2])
        history.add(run(12), BODIES[2:])
        assert [info.batch for info in history.runs()] == ["day 9", "day 12"]
        assert counts(history) == {"runs": 2, "sources": 2, "troubles": 0, "bodies": 2}
        history.add(run(1, batch="an old one"))  # it is counted from the newest run
        assert [info.batch for info in history.runs()] == ["day 9", "day 12"]


def test_one_wrong_date_forgets_nothing_of_the_others(url):
    today = int(time.time()) // DAY
    with open_history(url, keep_days=10, keep_bodies_days=3) as history:
        history.add(run(today - 1), BODIES[:1])
        history.add(run(today + 20_000, batch="a wrong clock"))
        assert history.add(run(today), BODIES[1:]) is not None
        assert [info.batch for info in history.runs()] == [f"day {today - 1}", f"day {today}", "a wrong clock"]
        assert counts(history)["bodies"] == 3
        assert history.add(run(today - 11)) is None, "older than what is kept"


def test_hostile_names_are_stored_and_found_again(history):
    long, odd = "x" * 5_000, "a\0b\ud800'; DROP TABLE copydesk_runs; --"
    from copydesk.history import source_key

    keys = [source_key(long), source_key(long + "y"), source_key(odd), source_key(None)]
    assert len(set(keys)) == 4
    number = history.add(run(1, stream=odd, batch=odd, sources=[source(key) for key in keys]))
    assert {name for name, _ in history.sources([number])} == set(keys)
    assert history.run_of(odd, odd) == number


WRITER = """
import os, sys
import polars as pl
from copydesk.history.store import open_history
from tests.history.conftest import run, source

url, children = sys.argv[1], []
for child in range(10):
    pid = os.fork()
    if pid == 0:
        with open_history(url) as history:
            for day in range(1, 4):
                sources = [source(f"{child}-{n}.example") for n in range(20)]
                # every one has the same bodies, each in another order
                body = [(n * 7 + child) % 200 for n in range(200)]
                bodies = pl.DataFrame({"body": body, "page": body, "published": body})
                history.add(run(day, stream=f"writer {child % 5}", batch=f"{child} {day}", sources=sources), bodies)
        os._exit(0)
    children.append(pid)
failed = [pid for pid in children if os.waitpid(pid, 0)[1] != 0]
sys.exit(len(failed))
"""


def python(code, *args):
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": f"{root}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
    return subprocess.run([sys.executable, "-c", code, *args], env=environment, cwd=root, timeout=180)


def test_ten_writers_at_once_lose_nothing(url):
    """Also the first to come, who make the tables."""
    assert python(WRITER, url).returncode == 0
    with open_history(url) as history:
        assert counts(history) == {"runs": 30, "sources": 600, "troubles": 0, "bodies": 200}
        assert len(history.streams()) == 5


def test_a_new_file_that_another_process_writes_is_waited_for(tmp_path):
    """SQLite itself refuses to change the journal then, without waiting."""
    file = tmp_path / "history.db"
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("CREATE TABLE notes (text)")
        done = Timer(0.3, other.commit)
        done.start()
        with open_history(file) as history:
            history.add(run(1))
            assert counts(history)["runs"] == 1
        done.join()


KILLED = """
import os, signal, sys
from copydesk.history.store import open_history
from tests.history.conftest import run, source

class Killer:
    def unique(self, *args, **options):
        os.kill(os.getpid(), signal.SIGKILL)

open_history(sys.argv[1]).add(run(2, sources=[source(f"{n}.example") for n in range(3000)]), Killer())
"""


def test_a_run_that_is_killed_half_way_leaves_nothing(url):
    with open_history(url) as history:
        history.add(run(1), BODIES)
        before = counts(history)
        assert python(KILLED, url).returncode == -signal.SIGKILL
        assert counts(history) == before
        history.add(run(2), BODIES)  # nobody holds a lock
        assert len(history.runs()) == 2


def test_an_error_half_way_leaves_nothing(history):
    with pytest.raises(HistoryError, match="cannot be used"):
        history.add(run(1, sources=[source(), source()]))  # twice the same source
    assert counts(history) == {"runs": 0, "sources": 0, "troubles": 0, "bodies": 0}


# Versions


def test_an_older_history_is_brought_up_to_date_and_keeps_its_runs(history):
    history.add(run(1))

    def step(connection):
        connection.execute(sa.text("ALTER TABLE copydesk_runs ADD COLUMN weather TEXT"))

    def broken(connection):
        step(connection)
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError), history._writing() as connection:
        upgrade(connection, [*STEPS, broken])
    with history._writing() as connection:
        assert version_of(connection) == len(STEPS)
        upgrade(connection, [*STEPS, step])
        assert connection.execute(sa.text("SELECT batch, weather FROM copydesk_runs")).all() == [("day 1", None)]
        assert version_of(connection) == len(STEPS) + 1


def test_a_newer_history_is_refused(url):
    with open_history(url) as history, history._writing() as connection:
        connection.execute(sa.text("UPDATE copydesk_version SET version = 99"))
    with pytest.raises(HistoryError, match="newer copydesk"):
        open_history(url)


def test_a_history_of_the_first_version_can_be_read(tmp_path):
    path = tmp_path / "history.db"
    with sqlite3.connect(path) as connection:
        connection.executescript((Path(__file__).parent / "version-1.sql").read_text(encoding="utf-8"))
    with open_history(path) as history:
        [info] = history.runs("daily")
        assert (info.batch, info.codes) == ("day 1", ["BA03", "UI01"])
        [(name, numbers)] = history.sources([info.id])
        assert (name, numbers[info.id].rules) == ("gazette.example", {"UI01": Rates(10, 2, 3)})
        history.add(run(2))


# Addresses


def test_what_cannot_be_opened_is_told_without_its_password(tmp_path):
    for url in (
        "postgresql://desk:secret@127.0.0.1:1/none",
        f"sqlite:///{tmp_path}",
        "nonsense://desk:secret@host/database",
    ):
        with pytest.raises(HistoryError) as raised:
            open_history(url)
        assert "secret" not in str(raised.value)
        assert len(str(raised.value).splitlines()) == 1
    (tmp_path / "notes.txt").write_text("no database, and long enough to be taken for none by its first bytes" * 10)
    with pytest.raises(HistoryError, match="not a database"):
        open_history(tmp_path / "notes.txt")


def test_a_variable_of_the_environment_stands_in_an_address(tmp_path, monkeypatch):
    monkeypatch.setenv("DESK_HISTORY", str(tmp_path / "named.db"))
    with open_history("${DESK_HISTORY}") as history:
        history.add(run(1))
    assert (tmp_path / "named.db").exists()
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(CopydeskError, match=r"\$\{NOBODY_SET_IT\}, which the environment does not have"):
        open_history("${NOBODY_SET_IT}/named.db")
    monkeypatch.setenv("DESK_HISTORY", "")
    with pytest.raises(HistoryError, match="is empty"):
        open_history("${DESK_HISTORY}")
    assert sorted(tmp_path.iterdir()) == before
