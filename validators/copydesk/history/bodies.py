"""Fingerprints of bodies in a history: put in and looked up in bulk, some tens of thousands at a time."""

import json
from collections.abc import Sequence

import numpy as np
import polars as pl
import sqlalchemy as sa

from copydesk.history.schema import BODIES, RUNS

SCHEMA = {"body": pl.Int64(), "page": pl.Int64(), "published": pl.Int64()}
"""Of the bodies of a run: hashes of source and body, and of the address; the date, null where there is none."""

SEEN = {**SCHEMA, "run": pl.Int64(), "at": pl.Int64()}
"""The same of a body that the history has, as its first run had it, and when that was."""

CHUNK = 20_000


def replace(connection: sa.Connection, run: int, fingerprints: pl.DataFrame | None) -> None:
    """Puts the bodies in that the history does not have, in place of those of an earlier go at the same run."""
    connection.execute(BODIES.delete().where(BODIES.c.run == run))
    if fingerprints is None:
        return
    # in the order of the key, so that a page of the table is written once
    for some in fingerprints.unique("body", keep="first").sort("body").iter_slices(CHUNK):
        if connection.dialect.name == "postgresql":
            connection.execute(
                sa.text(
                    "INSERT INTO copydesk_bodies (body, page, published, run) SELECT b, p, d, :run FROM "
                    "unnest(CAST(:body AS bigint[]), CAST(:page AS bigint[]), CAST(:published AS bigint[])) "
                    "AS t(b, p, d) ON CONFLICT DO NOTHING"
                ),
                {"run": run, **{name: some[name].to_list() for name in SCHEMA}},
            )
        else:
            rows = some.select(*SCHEMA, run=pl.lit(run)).rows()
            connection.exec_driver_sql("INSERT OR IGNORE INTO copydesk_bodies VALUES (?, ?, ?, ?)", rows)


def lookup(connection: sa.Connection, bodies: Sequence[int], before: int, but: int | None) -> pl.DataFrame:
    """Those of the bodies that runs before a time have; those of the run `but` do not count."""
    if connection.dialect.name == "postgresql":
        among = "b.body = ANY(CAST(:bodies AS bigint[]))"
    else:
        among = "b.body IN (SELECT value FROM json_each(:bodies))"
    query = sa.text(
        "SELECT b.body, b.page, b.published, b.run, r.at "  # noqa: S608 - one of two texts above
        f"FROM {BODIES.name} b JOIN {RUNS.name} r ON r.id = b.run WHERE {among} AND b.run <> :but AND r.at < :before"
    )
    found = [pl.DataFrame(schema=SEEN)]
    keys = np.unique(np.asarray(bodies, dtype=np.int64)).tolist()
    for start in range(0, len(keys), CHUNK):
        some = keys[start : start + CHUNK]
        told = some if connection.dialect.name == "postgresql" else json.dumps(some)
        rows = connection.execute(query, {"bodies": told, "but": but or -1, "before": before}).all()
        found.append(pl.DataFrame([tuple(row) for row in rows], schema=SEEN, orient="row"))
    return pl.concat(found)


def forget(connection: sa.Connection, runs: Sequence[int]) -> None:
    """Removes the bodies of these runs."""
    for start in range(0, len(runs), 500):
        connection.execute(BODIES.delete().where(BODIES.c.run.in_(list(runs[start : start + 500]))))
