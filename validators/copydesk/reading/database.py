"""Rows of a database: SQL through SQLAlchemy, DuckDB through its own package. Only read, some rows at a time."""

import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

from copydesk.errors import InputError
from copydesk.reading.problems import ProblemLog
from copydesk.reading.runs import Limits, Record, Run, packed
from copydesk.reading.streams import STDIN

FETCH_ROWS = 500

_SCHEME = re.compile(r"(?:sqlite|postgresql|postgres|mysql|mariadb|oracle|mssql|duckdb)(?:\+\w+)?://")
_TABLE = re.compile(r"\w+(?:\.\w+)?")


def is_database(path: str) -> bool:
    """Whether the path is the address of a database, or a DuckDB file."""
    return path != STDIN and bool(_SCHEME.match(path) or path.lower().endswith(".duckdb"))


def shown_address(path: str) -> str:
    """The address as it may be shown: without user and password."""
    parts = urlsplit(path)
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}" if parts.scheme else path


def read_database(path: str, query: str | None, limits: Limits, log: ProblemLog) -> Iterator[Run]:
    """Yields the rows of a query as records; the row is the position from 1. query: SQL, or the name of a table.

    Raises InputError where the query is missing, the driver is not installed or the database refuses.
    """
    if not query:
        raise InputError(f"{shown_address(path)}: say what to read with --query: a table's name, or a SELECT")
    sql = f"SELECT * FROM {query}" if _TABLE.fullmatch(query) else query  # noqa: S608 - the user's own query
    is_duckdb = path.startswith("duckdb:") or path.lower().endswith(".duckdb")
    rows = _duckdb_rows(path, sql) if is_duckdb else _sql_rows(path, sql)
    yield from packed(enumerate(rows, start=1), limits, log)


def _sql_rows(path: str, sql: str) -> Iterator[Record]:
    try:
        import sqlalchemy as sa
    except ImportError:
        raise InputError("Databases need SQLAlchemy: install it with  pip install 'copydesk[sql]'") from None
    try:
        engine = sa.create_engine(_read_only(path))
        with engine.connect() as connection:
            options = {"stream_results": True, "yield_per": FETCH_ROWS}
            for row in connection.execution_options(**options).execute(sa.text(sql)).mappings():
                yield dict(row)
    except sa.exc.NoSuchModuleError:
        raise InputError(f"{shown_address(path)}: SQLAlchemy knows no such database") from None
    except ImportError as error:
        raise InputError(f"{shown_address(path)}: its driver is missing: {error}") from None
    except sa.exc.SQLAlchemyError as error:
        raise InputError(f"{shown_address(path)}: {_told(error)}") from None


def _read_only(path: str) -> str:
    if path.startswith("sqlite:///") and "mode=" not in path and len(path) > len("sqlite:///"):
        # SQLite would make an empty database of a name that is mistyped
        return f"sqlite:///file:{path.removeprefix('sqlite:///')}?mode=ro&uri=true"
    return path.replace("postgres://", "postgresql+psycopg://").replace("postgresql://", "postgresql+psycopg://")


def _duckdb_rows(path: str, sql: str) -> Iterator[Record]:
    try:
        import duckdb
    except ImportError:
        raise InputError("DuckDB files need duckdb: install it with  pip install 'copydesk[sql]'") from None
    name = re.sub(r"^duckdb:(///)?", "", path)
    try:
        with closing(duckdb.connect(name, read_only=True)) as connection:
            cursor = connection.execute(sql)
            names = [column[0] for column in cursor.description or ()]
            while rows := cursor.fetchmany(FETCH_ROWS):
                yield from (dict(zip(names, row, strict=True)) for row in rows)
    except duckdb.Error as error:
        raise InputError(f"{name}: {_told(error)}") from None


def _told(error: Any) -> str:
    """The first line of what the driver says; the rest repeats the query and its address."""
    original = getattr(error, "orig", None) or error
    return str(original).strip().partition("\n")[0]
