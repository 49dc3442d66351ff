"""Histories in SQLite and in a PostgreSQL server that is started for the tests."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from copydesk.history import Rates, RunRecord, Sample, SourceRun, Trouble, open_history

DAY = 86_400


def _server_binaries():
    """The folder of initdb and postgres; Debian keeps it off the path."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "postgres").exists()), None)


@pytest.fixture(scope="session")
def server():
    """A PostgreSQL server on a socket in a folder of its own; the address of its database `postgres`."""
    binaries = _server_binaries()
    if binaries is None:
        if os.environ.get("COPYDESK_POSTGRESQL") == "required":
            pytest.fail("PostgreSQL is not installed")
        pytest.skip("PostgreSQL is not installed: no initdb on the path or in /usr/lib/postgresql")
    folder = Path(tempfile.mkdtemp(prefix="copydesk-pg-"))
    # the server refuses to run as root
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
    if user:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)

    def run(*command):
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=120, **user)

    data, options = folder / "data", f"-k {folder} -c listen_addresses= -c fsync=off"
    try:
        run(binaries / "initdb", "-D", data, "-A", "trust", "-U", "copydesk", "--no-sync")
        run(binaries / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start")
        yield f"postgresql://copydesk@/postgres?host={folder}"
        run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """The address of an empty history."""
    if request.param == "sqlite":
        return str(tmp_path / "desk" / "history.db")
    import psycopg

    address = request.getfixturevalue("server")
    name = f"h{abs(hash(request.node.nodeid)) % 10**12}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return address.replace("/postgres?", f"/{name}?")


@pytest.fixture
def history(url):
    with open_history(url) as opened:
        yield opened


def source(name="gazette.example", articles=10, **numbers):
    numbers.setdefault("filled", {"authors": articles, "title": articles})
    return SourceRun(name, articles, **numbers)


def run(day, *, batch=None, stream="daily", sources=None, bad=(), **more):
    """A run of a day. bad: (source, code) that are in trouble."""
    sources = [source(rules={"UI01": Rates(10, 2, 3)})] if sources is None else sources
    shown = [Sample("a", "https://gazette.example/a", {"title": f"Day {day}"})]
    troubles = [Trouble(name, code, "error", f"{code} on day {day}", shown, shown) for name, code in bad]
    return RunRecord(
        stream=stream,
        batch=batch or f"day {day}",
        at=day * DAY,
        title="articles.jsonl",
        verdict="fail" if bad else "pass",
        articles=sum(one.articles for one in sources),
        articles_failed=0,
        findings={"error": len(bad), "warning": 2, "info": 0},
        codes=["BA03", "UI01"],
        version="0.1",
        sources=sources,
        troubles=troubles,
        samples={one.source: shown for one in sources if one.source not in {name for name, _ in bad}},
        **more,
    )
