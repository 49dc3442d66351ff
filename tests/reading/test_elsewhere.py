"""Patterns, databases and object stores, each against the real thing."""

import contextlib
import json
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import Iterator

import pytest
from fsspec import AbstractFileSystem

from copydesk.errors import InputError
from copydesk.reading.database import shown_address
from copydesk.reading.remote import open_remote, remote_files

ROWS = [("a1", "The lock opens", "Boats passed."), ("a2", "A bridge", "It is blue."), ("a3", "Bread", None)]


def jsonl(rows: list[tuple[str, str, str | None]]) -> str:
    return "".join(json.dumps(dict(zip(("id", "title", "body"), row, strict=True))) + "\n" for row in rows)


def told(drawn) -> list[tuple[str, str, str | None]]:
    return drawn.frame.select("id", "title", "body").rows()


def test_a_pattern_names_files(read, write, tmp_path):
    for number, row in enumerate(ROWS):
        write(f"part-{number}.jsonl", jsonl([row]))
    write("other.jsonl", jsonl(ROWS))
    assert told(read(str(tmp_path / "part-*.jsonl"))) == ROWS


def test_a_file_whose_name_looks_like_a_pattern_is_a_file(read, write, tmp_path):
    write("[a].jsonl", jsonl(ROWS))
    assert told(read(str(tmp_path / "[a].jsonl"))) == ROWS


def test_a_pattern_that_names_nothing_is_an_error(read, tmp_path):
    with pytest.raises(InputError, match="nothing-"):
        read(str(tmp_path / "nothing-*.jsonl"))


@pytest.fixture
def sqlite(tmp_path):
    with sqlite3.connect(tmp_path / "news.sqlite") as connection:
        connection.execute("CREATE TABLE articles (id TEXT, title TEXT, body TEXT)")
        connection.executemany("INSERT INTO articles VALUES (?, ?, ?)", ROWS)
    return f"sqlite:///{tmp_path}/news.sqlite"


@pytest.mark.parametrize("query", ["articles", "SELECT id, title, body FROM articles ORDER BY id"])
def test_sqlite(read, sqlite, query):
    drawn = read(sqlite, query=query)
    assert told(drawn) == ROWS
    assert drawn.inputs[0].format == "database"


@pytest.mark.parametrize(
    ("query", "message"), [(None, "--query"), ("articels", "no such table"), ("SELECT oops FROM articles", "oops")]
)
def test_what_is_wrong_with_a_query_is_told(read, sqlite, query, message):
    with pytest.raises(InputError, match=message):
        read(sqlite, query=query)


def test_a_database_is_not_made_by_looking_for_it(read, tmp_path):
    with pytest.raises(InputError, match="unable to open"):
        read(f"sqlite:///{tmp_path}/missing.sqlite", query="articles")
    assert not (tmp_path / "missing.sqlite").exists()


def test_a_password_is_never_shown():
    assert shown_address("postgresql://ada:secret@db.example:5432/news") == "postgresql://db.example/news"


MANY = 1_200
"""Rows, more than are fetched at a time."""


@pytest.fixture(scope="module")
def postgresql(server):
    """A database with a table as scrapers keep one, in a schema of its own."""
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE news")
    address = server.replace("/postgres?", "/news?")
    with psycopg.connect(address) as connection:
        connection.execute("CREATE SCHEMA desk")
        connection.execute(
            "CREATE TABLE desk.articles (id uuid, title text, body text, authors text[], published timestamptz,"
            " page jsonb, words numeric)"
        )
        connection.execute("SET TIME ZONE 'UTC'")
        connection.execute(
            "INSERT INTO desk.articles SELECT lpad(n::text, 32, '0')::uuid, 'Lock ' || n,"
            " nullif('Boats ' || n, 'Boats 2'), ARRAY['Ada Marlow', 'Li Mei'],"
            " timestamptz '2026-03-02 08:00+00' + n * interval '1 hour',"
            " jsonb_build_object('site', jsonb_build_object('name', 'Gazette')), 2.5 FROM generate_series(1, %s) n",
            [MANY],
        )
    return address


def test_a_table_of_postgresql(read, postgresql):
    drawn = read(postgresql, query="desk.articles", fields={"source": "page.site.name"})
    assert len(drawn.frame) == MANY
    assert drawn.inputs[0].path == "postgresql:///news"
    first, second = drawn.frame.head(2).iter_rows(named=True)
    assert first["id"] == "00000000-0000-0000-0000-000000000001"
    assert first["source"] == "Gazette"
    assert first["authors"] == ["Ada Marlow", "Li Mei"]
    assert first["published"].startswith("2026-03-02")
    assert second["body"] is None
    assert drawn.told() == []


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_query_of_postgresql(read, postgresql, scheme):
    query = "SELECT title AS headline, body AS text FROM desk.articles WHERE title LIKE 'Lock 1%' ORDER BY id LIMIT 2"
    drawn = read(postgresql.replace("postgresql", scheme, 1), query=query)
    assert drawn.frame.select("title", "body").rows() == [("Lock 1", "Boats 1"), ("Lock 10", "Boats 10")]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("desk.articels", 'relation "desk.articels" does not exist'),
        ("SELECT oops FROM desk.articles", 'column "oops" does not exist'),
        ("DELETE FROM desk.articles", "syntax error"),
        ("SELECT 1; DROP TABLE desk.articles", "multiple commands"),
        ("WITH gone AS (DELETE FROM desk.articles RETURNING *) SELECT * FROM gone", "data-modifying"),
        ("SELECT set_config('x.y', (SELECT 1/0)::text, false)", "division by zero"),
    ],
)
def test_what_postgresql_refuses_is_told_and_nothing_is_changed(read, postgresql, query, message):
    with pytest.raises(InputError, match=message):
        read(postgresql, query=query)
    assert len(read(postgresql, query="desk.articles").frame) == MANY


def test_a_server_that_is_not_there_is_told_without_its_password(read):
    with pytest.raises(InputError, match=r"postgresql://127\.0\.0\.1/news: connection failed") as caught:
        read("postgresql://ada:secret@127.0.0.1:1/news", query="articles")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("address", ["{path}", "duckdb:///{path}"])
def test_duckdb(read, tmp_path, address):
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "news.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE articles (id TEXT, title TEXT, body TEXT)")
        connection.executemany("INSERT INTO articles VALUES (?, ?, ?)", ROWS)
    assert told(read(address.format(path=path), query="articles")) == ROWS


def fill(store: AbstractFileSystem) -> None:
    for number, row in enumerate(ROWS):
        store.pipe(f"desk/batch/part-{number}.jsonl", jsonl([row]).encode())
    store.pipe("desk/batch/notes.bin", b"\x00")


@contextlib.contextmanager
def amazon(environment: pytest.MonkeyPatch) -> Iterator[str]:
    server_module = pytest.importorskip("moto.server")
    s3fs = pytest.importorskip("s3fs")
    server = server_module.ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        environment.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    store = s3fs.S3FileSystem()
    store.mkdir("desk")
    fill(store)
    yield "s3://desk"
    server.stop()
    s3fs.S3FileSystem.clear_instance_cache()


@contextlib.contextmanager
def google(environment: pytest.MonkeyPatch) -> Iterator[str]:
    emulator = pytest.importorskip("gcp_storage_emulator.server")
    gcsfs = pytest.importorskip("gcsfs")
    server = emulator.create_server("127.0.0.1", 0, in_memory=True, default_bucket="desk")
    server.start()
    environment.setenv("STORAGE_EMULATOR_HOST", f"http://127.0.0.1:{server._api._httpd.server_port}")
    gcsfs.GCSFileSystem.clear_instance_cache()
    fill(gcsfs.GCSFileSystem())
    yield "gs://desk"
    server.stop()
    gcsfs.GCSFileSystem.clear_instance_cache()


@contextlib.contextmanager
def azure(environment: pytest.MonkeyPatch) -> Iterator[str]:
    adlfs = pytest.importorskip("adlfs", reason="adlfs is not installed: pip install 'copydesk[cloud]'")
    program = shutil.which("azurite-blob")
    if not program:
        pytest.skip("Azurite is not installed: npm install --global azurite")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [program, "--inMemoryPersistence", "--blobPort", str(port), "--skipApiVersionCheck", "--disableTelemetry"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert any("successfully listens" in line for line in server.stdout)
        # the account of every Azurite, told in its documentation
        key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
        account = f"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={key}"
        address = f"{account};BlobEndpoint=http://127.0.0.1:{port}/devstoreaccount1;"
        environment.setenv("AZURE_STORAGE_CONNECTION_STRING", address)
        adlfs.AzureBlobFileSystem.clear_instance_cache()
        store = adlfs.AzureBlobFileSystem()
        store.mkdir("desk")
        fill(store)
        yield "az://desk"
        server.terminate()
    adlfs.AzureBlobFileSystem.clear_instance_cache()


@pytest.fixture(scope="module", params=[amazon, google, azure], ids=["s3", "gs", "az"])
def bucket(request: pytest.FixtureRequest) -> Iterator[str]:
    """A bucket of a local server."""
    with pytest.MonkeyPatch.context() as environment, request.param(environment) as address:
        yield address


@pytest.mark.parametrize("path", ["batch", "batch/", "batch/*.jsonl"])
def test_a_folder_and_a_pattern_of_a_bucket(read, bucket, path):
    assert told(read(f"{bucket}/{path}")) == ROWS


def test_one_file_of_a_bucket(read, bucket):
    assert told(read(f"{bucket}/batch/part-1.jsonl")) == ROWS[1:2]


def test_a_file_that_is_not_in_the_bucket_is_told(read, bucket):
    drawn = read([f"{bucket}/batch/part-1.jsonl", f"{bucket}/nothing.jsonl"])
    assert told(drawn) == ROWS[1:2]
    assert drawn.told() == [("file", None)]


def test_a_store_that_is_not_to_be_entered_is_a_problem_of_its_own(monkeypatch):
    class NoCredentialsError(Exception):
        """Of the driver's library, and no OSError."""

    def refuse(_path):
        raise NoCredentialsError("Unable to locate credentials")

    fsspec = pytest.importorskip("fsspec")
    monkeypatch.setattr(fsspec.core, "url_to_fs", refuse)
    for refused in (remote_files, open_remote):
        with pytest.raises(OSError, match="NoCredentialsError: Unable to locate credentials"):
            refused("s3://desk/batch.jsonl")
