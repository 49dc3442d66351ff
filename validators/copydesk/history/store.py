"""The history's store: one transaction a run, so that a run that is killed leaves nothing half-written."""

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any

import polars as pl
import sqlalchemy as sa

from copydesk.environment import filled
from copydesk.errors import HistoryError
from copydesk.history import bodies
from copydesk.history.database import address_of, chunks, engine_for, insert_into, put
from copydesk.history.record import Point, Rates, RunInfo, RunRecord, Sample, SourceRun, Streak, Told, storable
from copydesk.history.rows import samples_of, source_row, source_run, streak, trouble_row, values
from copydesk.history.schema import ALERTS, RUNS, SAMPLES, SOURCES, STEPS, TROUBLES, upgrade, version_of

DAY = 86_400
KEEP_DAYS, KEEP_BODIES_DAYS = 400, 90
WRITING = 0x636F7079
"""The number of the lock that writers of a PostgreSQL history take in turn."""


def open_history(url: str | Path, *, keep_days: int = KEEP_DAYS, keep_bodies_days: int = KEEP_BODIES_DAYS) -> "History":
    """The history of a URL of SQLAlchemy, or in an SQLite file, which is made where there is none.

    `${NAME}` in a URL stands for a variable of the environment. Raises HistoryError, or CopydeskError where there is no
    such variable.
    """
    return History(url, keep_days=keep_days, keep_bodies_days=keep_bodies_days)


class History:
    """Runs, and what is read of them. Several processes may use one history at once."""

    def __init__(self, url: str | Path, *, keep_days: int = KEEP_DAYS, keep_bodies_days: int = KEEP_BODIES_DAYS):
        self._keep_days, self._keep_bodies_days = keep_days, keep_bodies_days
        address = address_of(filled(os.fspath(url)))
        self.name = address.render_as_string(hide_password=True)
        with self._told():
            self._engine = engine_for(address)
            with self._engine.connect() as connection:
                version = version_of(connection)
            if version != len(STEPS):
                with self._writing() as connection:
                    upgrade(connection)

    def __enter__(self) -> "History":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._engine.dispose()

    # Writing

    def add(self, run: RunRecord, fingerprints: pl.DataFrame | None = None) -> int | None:
        """Stores a run with its bodies (see `bodies.SCHEMA`) and forgets what is too old; returns the run's id.

        None where the run itself is too old, and so is not kept. A run of the same batch is replaced, and keeps its
        id. Raises HistoryError; nothing is stored then.
        """
        row = values(run, RUNS)
        row |= {name: storable(row[name]) for name in ("stream", "batch", "title")}
        with self._told(), self._writing() as connection:
            insert = insert_into(connection, RUNS).values(row)
            upsert = insert.on_conflict_do_update(index_elements=["stream", "batch"], set_=row).returning(RUNS.c.id)
            number = int(connection.execute(upsert).scalar_one())
            for table in (SOURCES, TROUBLES):
                connection.execute(table.delete().where(table.c.run == number))
            put(connection, SOURCES.insert(), (source_row(number, source) for source in run.sources))
            put(connection, TROUBLES.insert(), (trouble_row(number, trouble) for trouble in run.troubles))
            self._put_samples(connection, run)
            bodies.replace(connection, number, fingerprints)
            forgotten = self._forget(connection)
        return None if number in forgotten else number

    def _put_samples(self, connection: sa.Connection, run: RunRecord) -> None:
        insert = insert_into(connection, SAMPLES)
        newer = insert.on_conflict_do_update(
            index_elements=["stream", "source"],
            set_={"at": insert.excluded.at, "samples": insert.excluded.samples},
            where=SAMPLES.c.at <= insert.excluded.at,
        )
        stream = storable(run.stream)
        put(
            connection,
            newer,
            ({"stream": stream, "source": source, "at": run.at, "samples": s} for source, s in run.samples.items()),
        )

    def _forget(self, connection: sa.Connection) -> list[int]:
        """Removes what is older than the history keeps, and returns the runs that went.

        Counted from the newest run, and never from a day that is to come: one wrong date would take all the others.
        """
        newest = min(connection.execute(sa.select(sa.func.max(RUNS.c.at))).scalar() or 0, int(time.time()))
        old = sa.select(RUNS.c.id).where(RUNS.c.at < newest - self._keep_bodies_days * DAY)
        bodies.forget(connection, list(connection.execute(old).scalars()))
        oldest = newest - self._keep_days * DAY
        gone = list(connection.execute(sa.select(RUNS.c.id).where(RUNS.c.at < oldest)).scalars())
        for table, column in ((SOURCES, SOURCES.c.run), (TROUBLES, TROUBLES.c.run), (RUNS, RUNS.c.id)):
            for some in chunks(gone, 500):
                connection.execute(table.delete().where(column.in_(some)))
        if gone:
            connection.execute(SAMPLES.delete().where(SAMPLES.c.at < oldest))
        return gone

    def tell(self, stream: str, told: Mapping[str, Told]) -> None:
        """Keeps what has been told of the sources of a stream, in place of what was told before."""
        rows = ({"stream": storable(stream), **one._asdict()} for one in told.values())
        with self._told(), self._writing() as connection:
            connection.execute(ALERTS.delete().where(ALERTS.c.stream == storable(stream)))
            put(connection, ALERTS.insert(), rows)

    # Reading

    def told(self, stream: str) -> dict[str, Told]:
        """By source, what `tell` kept."""
        query = sa.select(ALERTS).where(ALERTS.c.stream == storable(stream))
        return {row.source: Told(*(row._mapping[name] for name in Told._fields)) for row in self._rows(query)}

    def streams(self) -> list[str]:
        """The names of the streams, the one with the newest batch first."""
        newest = sa.select(RUNS.c.stream).group_by(RUNS.c.stream).order_by(sa.func.max(RUNS.c.at).desc())
        return [row.stream for row in self._rows(newest)]

    def runs(
        self, stream: str | None = None, *, since: int | None = None, before: int | None = None, last: int | None = None
    ) -> list[RunInfo]:
        """Runs, oldest first; of one stream, from `since` on and before `before`, only the last so many."""
        query = sa.select(RUNS).order_by(RUNS.c.at.desc(), RUNS.c.id.desc()).limit(last)
        if stream is not None:
            query = query.where(RUNS.c.stream == storable(stream))
        if since is not None:
            query = query.where(RUNS.c.at >= since)
        if before is not None:
            query = query.where(RUNS.c.at < before)
        return [RunInfo(**row._mapping) for row in self._rows(query)][::-1]

    def sources(self, runs: Sequence[int]) -> Iterator[tuple[str, dict[int, SourceRun]]]:
        """The numbers of the runs of these ids: source after source, each with its numbers by run."""
        query = sa.select(SOURCES).where(SOURCES.c.run.in_(list(runs))).order_by(SOURCES.c.source, SOURCES.c.run)
        for source, rows in groupby(self._rows(query), key=lambda row: row.source):
            yield str(source), {row.run: source_run(row._mapping) for row in rows}

    def series(
        self, source: str, rule: str | None = None, *, field: str | None = None, stream: str | None = None
    ) -> list[Point]:
        """What a source had in every run of it, oldest first: by rule those that failed, by field those filled.

        A rule that did not run leaves its runs out.
        """
        runs = {run.id: run for run in self.runs(stream)}
        query = sa.select(SOURCES).where(SOURCES.c.source == source)
        found = {row.run: source_run(row._mapping) for row in self._rows(query) if row.run in runs}
        points = []
        for number, run in runs.items():
            if (of_run := found.get(number)) is None or (rule and rule not in run.codes):
                continue
            rates = of_run.rules.get(rule, Rates(of_run.articles, 0)) if rule else Rates(of_run.articles, 0)
            count = of_run.filled.get(field, 0) if field else rates.failed
            points.append(Point(run, of_run.articles, rates.judged, count))
        return points

    def troubles(self, run: int) -> list[dict[str, Any]]:
        """The troubles of a run, as rows of their table."""
        query = sa.select(TROUBLES).where(TROUBLES.c.run == run).order_by(TROUBLES.c.source, TROUBLES.c.code)
        return [dict(row._mapping) for row in self._rows(query)]

    def broken(self, runs: Sequence[int], family: str) -> list[tuple[int, str]]:
        """The runs, of these ids, and sources in which a rule of a family found trouble."""
        query = sa.select(TROUBLES.c.run, TROUBLES.c.source).distinct()
        query = query.where(TROUBLES.c.run.in_(list(runs)), TROUBLES.c.code.startswith(family, autoescape=True))
        return [(int(row.run), str(row.source)) for row in self._rows(query)]

    def samples(self, stream: str, sources: Iterable[str]) -> dict[str, list[Sample]]:
        """By source, articles of its last batch without trouble."""
        found: dict[str, list[Sample]] = {}
        for some in chunks(list(sources), 500):
            query = sa.select(SAMPLES).where(SAMPLES.c.stream == storable(stream), SAMPLES.c.source.in_(some))
            found |= {row.source: samples_of(row.samples) for row in self._rows(query)}
        return found

    def first_bad(
        self, stream: str | None = None, *, source: str | None = None, code: str | None = None
    ) -> list[Streak]:
        """Each streak of bad batches of a source and a rule, the newest first; `first` is the first bad batch.

        A batch that does not have the source neither ends a streak nor is one of it, unless the source is gone.
        """
        query = sa.select(TROUBLES).order_by(TROUBLES.c.source, TROUBLES.c.code)
        if source is not None:
            query = query.where(TROUBLES.c.source == source)
        if code is not None:
            query = query.where(TROUBLES.c.code == code)
        runs = self.runs(stream)
        troubles = [row for row in self._rows(query) if row.run in {run.id for run in runs}]
        there = self._presence({row.source for row in troubles})
        streaks: list[Streak] = []
        for (of_source, _), rows in groupby(troubles, key=lambda row: (row.source, row.code)):
            bad = {row.run: row for row in rows}
            for of_stream in {run.stream for run in runs if run.id in bad}:
                known = [
                    r for r in runs if r.stream == of_stream and (r.id in bad or r.id in there.get(of_source, set()))
                ]
                for is_bad, some in groupby(known, key=lambda run: run.id in bad):
                    if is_bad:
                        streaks.append(streak(list(some), bad, known[-1]))
        return sorted(streaks, key=lambda streak: (-streak.first.at, streak.source, streak.code))

    def _presence(self, sources: set[str]) -> dict[str, set[int]]:
        """By source, the runs that have it."""
        present: dict[str, set[int]] = {}
        for some in chunks(sorted(sources), 500):
            query = sa.select(SOURCES.c.source, SOURCES.c.run).where(SOURCES.c.source.in_(some))
            for row in self._rows(query):
                present.setdefault(row.source, set()).add(row.run)
        return present

    def seen(self, fingerprints: Sequence[int], *, before: int, but: int | None = None) -> pl.DataFrame:
        """What the runs before a time know of bodies with these fingerprints: `bodies.SEEN`. but: a run left out."""
        with self._told(), self._engine.connect() as connection:
            return bodies.lookup(connection, fingerprints, before, but)

    def run_of(self, stream: str, batch: str) -> int | None:
        """The id of a batch that the history has."""
        query = sa.select(RUNS.c.id).where(RUNS.c.stream == storable(stream), RUNS.c.batch == storable(batch))
        return next((int(row.id) for row in self._rows(query)), None)

    def _rows(self, query: Any) -> Iterator[Any]:
        with self._told(), self._engine.connect() as connection:
            yield from connection.execution_options(yield_per=1_000).execute(query)

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """One transaction, while no other writes."""
        with self._engine.connect().execution_options(copydesk_writes=True) as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(WRITING)))
            yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tells what goes wrong without the address, which may hold a password."""
        try:
            yield
        except HistoryError as error:
            raise HistoryError(f"{self.name}: {error}") from None
        except sa.exc.NoSuchModuleError:
            raise HistoryError(f"{self.name}: a history is an SQLite file or a postgresql:// address") from None
        except ImportError as error:
            message = f"{self.name}: its driver is missing ({error}); pip install 'copydesk[sql]'"
            raise HistoryError(message) from None
        except (sa.exc.SQLAlchemyError, OSError) as error:
            told = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
            raise HistoryError(f"{self.name}: the history cannot be used: {told}") from None
