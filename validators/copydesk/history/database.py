"""The databases that a history can lie in: addresses, transactions, and inserts in the words of each."""

import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from copydesk.errors import HistoryError

WAIT_SECONDS = 120
"""How long a writer waits for the others; one with a million new bodies holds the history for some seconds."""


def address_of(url: str) -> sa.URL:
    """The address in a URL, or of a file. Raises HistoryError."""
    if not url:
        raise HistoryError("the address of the history is empty: is the variable that should hold it set?")
    if "://" not in url:
        return sa.URL.create("sqlite", database=url)
    url = url.replace("postgres://", "postgresql+psycopg://").replace("postgresql://", "postgresql+psycopg://")
    try:
        return make_url(url)
    except sa.exc.ArgumentError:
        raise HistoryError(
            "the address of the history cannot be read; name a file, or write it as postgresql://user@host/database"
        ) from None


def engine_for(address: sa.URL) -> sa.Engine:
    """An engine whose transactions wait for each other; the folder of a file is made."""
    is_file = address.get_backend_name() == "sqlite"
    if is_file and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        address,
        poolclass=sa.NullPool,
        json_serializer=lambda value: orjson.dumps(value, default=tuple).decode(),
        json_deserializer=orjson.loads,
        connect_args={"timeout": WAIT_SECONDS} if is_file else {},
    )
    if is_file:
        sa.event.listen(engine, "connect", _prepare)
        sa.event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # a transaction starts where _begin says so
    _let_readers_go_on(connection)


def _let_readers_go_on(connection: Any) -> None:
    """Has a write-ahead log kept, so that readers do not wait for the writer.

    SQLite does not wait for its turn where it changes the journal of a new file, but refuses at once.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _begin(connection: sa.Connection) -> None:
    # a writer that began as a reader could not wait for another one
    writes = connection.get_execution_options().get("copydesk_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def insert_into(connection: sa.Connection, table: sa.Table) -> Any:
    """An insert that can say what to do with a row that is there already."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)


def put(connection: sa.Connection, insert: Any, rows: Iterable[Mapping[str, Any]]) -> None:
    """Executes the insert with all rows, a thousand at a time."""
    for some in chunks(list(rows), 1_000):
        connection.execute(insert, some)


def chunks(items: Sequence[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(items), size):
        yield list(items[start : start + size])
