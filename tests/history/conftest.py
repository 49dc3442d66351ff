"""Histories in SQLite and PostgreSQL, and what the tests put into them."""

import pytest

from copydesk.history import Rates, RunRecord, Sample, SourceRun, Trouble, open_history

DAY = 86_400


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
