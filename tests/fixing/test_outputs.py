"""Where a fix writes, what it refuses, and that it can be undone by its log alone."""

import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from copydesk.errors import CopydeskError, InputError
from copydesk.fixing.outputs import stem_and_suffix
from copydesk.fixing.undo import undo

from .batches import ADVERT, CLEAN, PROSE, run


def json_lines(*records):
    return "".join(json.dumps(record) + "\n" for record in records)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def batch(folder):
    (folder / "batch.jsonl").write_text(json_lines(ADVERT, CLEAN))
    return "batch.jsonl"


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("batch.jsonl", ("batch", ".jsonl")),
        ("my.batch.jsonl.gz", ("my.batch", ".jsonl.gz")),
        ("batch.CSV.zst", ("batch", ".CSV.zst")),
        ("batch", ("batch", "")),
        ("batch.dump", ("batch.dump", "")),
        ("batch.gz", ("batch", ".gz")),
    ],
)
def test_a_name_and_its_suffixes(name, parts):
    assert stem_and_suffix(name) == parts


def test_the_output_and_its_log_stand_beside_the_input(folder, batch):
    done = run(batch)
    assert (done.written, done.logs) == ([Path("batch.fixed.jsonl")], [Path("batch.fixes.jsonl")])
    assert sorted(files(folder)) == ["batch.fixed.jsonl", "batch.fixes.jsonl", "batch.jsonl"]


def test_a_batch_without_defects_is_written_too(folder):
    (folder / "batch.csv").write_text("title,body\nMill,The mill.\n")
    done = run("batch.csv")
    assert not done.changed
    assert done.written[0].read_bytes() == (folder / "batch.csv").read_bytes()
    (line,) = done.logs[0].read_text().splitlines()
    assert json.loads(line)["copydesk_fixes"] == 1


def test_another_place_can_be_named(folder, batch):
    run(batch, out="deep/clean.jsonl")
    assert sorted(files(folder / "deep")) == ["clean.fixes.jsonl", "clean.jsonl"]
    run(batch, out="other.jsonl", log="log.jsonl")
    assert (folder / "log.jsonl").exists()


def test_several_inputs_go_into_one_folder(folder, batch):
    (folder / "more.csv").write_text("title,body\nMill,The mill.\n")
    (folder / "stories").mkdir()
    (folder / "stories" / "one.txt").write_text(f"Mill\n{ADVERT['body']}")
    done = run([batch, "more.csv", "stories"], out="clean")
    assert len(done.written) == 3
    assert sorted(files(folder / "clean")) == [
        "batch.fixes.jsonl",
        "batch.jsonl",
        "more.csv",
        "more.fixes.jsonl",
        "stories.fixes.jsonl",
        "stories/one.txt",
    ]
    assert (folder / "clean" / "stories" / "one.txt").read_text() == f"Mill\n{PROSE[0]}"


@pytest.mark.parametrize("taken", ["batch.fixed.jsonl", "batch.fixes.jsonl"])
def test_nothing_is_overwritten_unasked(folder, batch, taken):
    (folder / taken).write_text("mine")
    before = files(folder)
    with pytest.raises(InputError, match=rf"{taken} is there already.*--force"):
        run(batch)
    assert files(folder) == before
    run(batch, force=True)
    assert (folder / taken).read_text() != "mine"


def test_an_input_is_never_an_output(folder, batch):
    before = files(folder)
    with pytest.raises(InputError, match="is an input"):
        run(batch, out=batch, force=True)
    with pytest.raises(InputError, match="named twice"):
        run([batch, f"./{batch}"])
    (folder / "batch.csv").write_text("title,body\nMill,The mill.\n")
    with pytest.raises(InputError, match="written for two inputs"):
        run([batch, "batch.csv"], log="log.jsonl")
    (folder / "batch.csv").unlink()
    assert files(folder) == before


def test_files_that_differ_in_their_suffix_have_a_log_each(folder, batch):
    (folder / "batch.csv").write_text("title,body\nMill,The mill.\n")
    done = run([batch, "batch.csv"])
    assert done.logs == [Path("batch.jsonl.fixes.jsonl"), Path("batch.csv.fixes.jsonl")]
    for name in (batch, "batch.csv"):
        undo(f"{name}.fixes.jsonl", name.replace(".", ".fixed."))
        assert (folder / name.replace(".", ".restored.")).read_bytes() == (folder / name).read_bytes()


def test_a_file_that_cannot_be_read_whole_stops_everything(folder, batch):
    import gzip

    (folder / "broken.jsonl.gz").write_bytes(gzip.compress(json_lines(*[ADVERT] * 300).encode())[:-20])
    before = files(folder)
    with pytest.raises(InputError, match=r"broken\.jsonl\.gz.*breaks off"):
        run([batch, "broken.jsonl.gz"])
    with pytest.raises(InputError, match=r"gone\.jsonl.*no such file"):
        run([batch, "gone.jsonl"])
    assert files(folder) == before


def test_a_batch_without_an_article_is_told(folder):
    (folder / "batch.jsonl").write_text('{"a": 1}\n')
    with pytest.raises(InputError, match="No article could be read"):
        run("batch.jsonl")
    assert sorted(files(folder)) == ["batch.jsonl"]


def test_without_writing_nothing_is_written(folder, batch):
    seen = []
    done = run(batch, write=False, on_change=seen.append)
    assert done.changed
    assert [change.id for change in seen] == ["a"]
    assert sorted(files(folder)) == ["batch.jsonl"]


@pytest.mark.parametrize("make", [list, iter, pd.DataFrame, pl.DataFrame, lambda rows: pl.DataFrame(rows).lazy()])
def test_a_batch_in_memory_comes_back_as_records(make):
    fixes = run(make([ADVERT, CLEAN]))
    assert fixes.records == [ADVERT | {"body": PROSE[0]}, CLEAN]
    assert fixes.written == fixes.logs == []


# The log


def test_the_log_says_what_was_done_in_characters(batch):
    header, entry = map(json.loads, run(batch).logs[0].read_text().splitlines())
    assert header["input"]["file"] == "batch.jsonl"
    assert header["output"]["file"] == "batch.fixed.jsonl"
    assert (entry["row"], entry["record"]) == (1, "a")
    (edit,) = entry["edits"]
    assert edit == {
        "field": "body",
        "start": len(PROSE[0]),
        "end": len(ADVERT["body"]),
        "removed": "\nADVERTISEMENT",
        "inserted": "",
        "code": "UI01",
    }
    assert ADVERT["body"][edit["start"] : edit["end"]] == edit["removed"]


def test_a_record_that_was_left_out_is_in_the_log(folder):
    (folder / "batch.jsonl").write_text(json_lines(CLEAN, CLEAN | {"id": "c"}))
    _, entry = map(json.loads, run("batch.jsonl", unsafe=True).logs[0].read_text().splitlines())
    assert entry["edits"] == [
        {"field": None, "start": None, "end": None, "removed": None, "inserted": None, "code": "DU05"}
    ]
    assert json.loads(entry["splices"][0][2]) == CLEAN | {"id": "c"}


def test_a_file_that_is_not_the_one_of_the_log_is_refused(folder, batch):
    run(batch)
    with (folder / "batch.fixed.jsonl").open("a") as file:
        file.write("\n")
    before = files(folder)
    with pytest.raises(CopydeskError, match="is not the file that"):
        undo("batch.fixes.jsonl", "batch.fixed.jsonl")
    assert files(folder) == before


def test_a_folder_is_given_back_from_within(folder, monkeypatch):
    (folder / "night").mkdir()
    (folder / "night" / "batch.jsonl").write_text(json_lines(ADVERT))
    run("night")
    monkeypatch.chdir(folder / "night.fixed")
    place = undo("../night.fixes.jsonl", ".")
    assert place == folder / "night.restored"
    assert (place / "batch.jsonl").read_bytes() == (folder / "night" / "batch.jsonl").read_bytes()


def test_an_undo_overwrites_nothing_unasked(folder, batch):
    run(batch)
    (folder / "batch.restored.jsonl").write_text("mine")
    with pytest.raises(CopydeskError, match="is there already"):
        undo("batch.fixes.jsonl", "batch.fixed.jsonl")
    with pytest.raises(CopydeskError, match="is there already"):
        undo("batch.fixes.jsonl", "batch.fixed.jsonl", out=batch)
    undo("batch.fixes.jsonl", "batch.fixed.jsonl", force=True)
    assert (folder / "batch.restored.jsonl").read_bytes() == (folder / batch).read_bytes()


@pytest.mark.parametrize("text", ["", "{}", "not json", '{"copydesk_fixes": 99}', "[1]"])
def test_a_file_that_is_no_log_is_told(folder, batch, text):
    run(batch)
    (folder / "log.jsonl").write_text(text)
    with pytest.raises(CopydeskError, match=r"log\.jsonl.*no log of"):
        undo("log.jsonl", "batch.fixed.jsonl")
    assert not (folder / "batch.restored.jsonl").exists()


def test_a_log_that_was_changed_is_told(folder, batch):
    log = run(batch).logs[0]
    log.write_text(log.read_text().replace("ADVERTISEMENT", "ADVERTISEMENTS"))
    with pytest.raises(CopydeskError, match="could not be brought back"):
        undo(log, "batch.fixed.jsonl")
    assert not (folder / "batch.restored.jsonl").exists()


# Signals


SLOW = """
import sys, time
import copydesk
from copydesk.fixing.writing import BatchWriter

write = BatchWriter.write
def slow(self, change):
    done = write(self, change)
    print("writing", flush=True)
    time.sleep(600)
    return done
BatchWriter.write = slow
copydesk.fix(["batch.jsonl", "stories"], out="clean", settings=copydesk.Settings(language="en"))
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_a_run_stopped_while_it_writes_leaves_nothing_half_written(folder, batch, number):
    (folder / "stories").mkdir()
    (folder / "stories" / "one.txt").write_text(f"Mill\n{ADVERT['body']}")
    before = files(folder)
    # a test run in the background ignores SIGINT, and so would its children
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    environment = {**os.environ, "TMPDIR": str(folder)}
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW], cwd=folder, preexec_fn=heed, env=environment, stdout=subprocess.PIPE
    )
    try:
        assert b"writing" in process.stdout.readline()
        assert len(list(folder.rglob("*.tmp"))) == 1
        process.send_signal(number)
        assert process.wait(60) != 0
    finally:
        process.kill()
        process.communicate()
    assert files(folder) == before
    assert sorted(path.name for path in folder.iterdir()) == ["batch.jsonl", "stories"]
