"""The tables of a history, and the steps that bring an older one up to date."""

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from copydesk.errors import HistoryError

TABLES = sa.MetaData()

VERSION = sa.Table("copydesk_version", TABLES, sa.Column("version", sa.Integer, nullable=False))

RUNS = sa.Table(
    "copydesk_runs",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("stream", sa.Text, nullable=False),
    sa.Column("batch", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("verdict", sa.Text, nullable=False),
    sa.Column("articles", sa.Integer, nullable=False),
    sa.Column("articles_failed", sa.Integer, nullable=False),
    sa.Column("findings", sa.JSON, nullable=False),
    sa.Column("codes", sa.JSON, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("reasons", sa.JSON, nullable=False),
    sa.Column("causes", sa.JSON, nullable=False),
    sa.Column("report", sa.Text),
    sa.UniqueConstraint("stream", "batch"),
    sa.Index("copydesk_runs_at", "stream", "at"),
)

SOURCES = sa.Table(
    "copydesk_sources",
    TABLES,
    sa.Column("run", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("articles", sa.Integer, nullable=False),
    sa.Column("failed", sa.Integer, nullable=False),
    sa.Column("language", sa.Text),
    sa.Column("words", sa.Double),
    sa.Column("long_words", sa.Double),
    sa.Column("age", sa.Double),
    sa.Column("lag", sa.Double),
    sa.Column("seen", sa.Integer),
    sa.Column("filled", sa.JSON, nullable=False),
    sa.Column("top", sa.JSON, nullable=False),
    sa.Column("rules", sa.JSON, nullable=False),
    sa.Index("copydesk_sources_source", "source", "run"),
)
"""A row a source and run. `rules` is code to [judged, failed, findings]: a row each would be thirty times as many."""

TROUBLES = sa.Table(
    "copydesk_troubles",
    TABLES,
    sa.Column("run", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("severity", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("before", sa.JSON, nullable=False),
    sa.Column("after", sa.JSON, nullable=False),
)

SAMPLES = sa.Table(
    "copydesk_samples",
    TABLES,
    sa.Column("stream", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("samples", sa.JSON, nullable=False),
)
"""A few articles of each source's last batch without trouble."""

BODIES = sa.Table(
    "copydesk_bodies",
    TABLES,
    sa.Column("body", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("page", sa.BigInteger, nullable=False),
    sa.Column("published", sa.BigInteger),
    sa.Column("run", sa.Integer, nullable=False),
    sa.Index("copydesk_bodies_run", "run"),
    sqlite_with_rowid=False,  # the key is the row: half the bytes
)
"""Fingerprints of bodies, 8 bytes each, with the page, the date and the run that had each first."""

ALERTS = sa.Table(
    "copydesk_alerts",
    TABLES,
    sa.Column("stream", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("since", sa.BigInteger, nullable=False),
    sa.Column("since_batch", sa.Text, nullable=False),
    sa.Column("codes", sa.JSON, nullable=False),
    sa.Column("articles", sa.Integer, nullable=False),
)
"""The sources of which somebody was told that they fail, until they have recovered."""

Step = Callable[[sa.Connection], None]

STEPS: Sequence[Step] = (TABLES.create_all,)
"""The first makes a new history, which is of the newest version; the n-th makes version n of the one before, with
statements of its own, since the tables above are the newest."""


def upgrade(connection: sa.Connection, steps: Sequence[Step] = STEPS) -> None:
    """Brings a history to the newest version, within the transaction of the connection.

    Raises HistoryError where a newer copydesk wrote it.
    """
    version = version_of(connection)
    if version > len(steps):
        raise HistoryError(
            f"this history was written by a newer copydesk (its version is {version}, and this one reads up to "
            f"{len(steps)}); update copydesk"
        )
    if version < len(steps):
        for step in steps[version:] if version else steps[:1]:
            step(connection)
        connection.execute(VERSION.delete())
        connection.execute(VERSION.insert().values(version=len(steps)))


def version_of(connection: sa.Connection) -> int:
    """0 for a database that has no history yet."""
    if not sa.inspect(connection).has_table(VERSION.name):
        return 0
    return int(connection.execute(sa.select(sa.func.max(VERSION.c.version))).scalar() or 0)
