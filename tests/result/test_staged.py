"""A result takes the place of an earlier one whole or not at all, however the run ends."""

import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from copydesk.errors import CopydeskError
from copydesk.result.result import staged


@pytest.fixture
def desk(tmp_path, result):
    """An earlier result."""
    return result.save(tmp_path / "desk")


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def write_and_fail(folder):
    with staged(folder) as stage:
        (stage / "result.json").write_text("half")
        raise ZeroDivisionError


def test_a_new_folder_appears_when_the_block_ends(tmp_path):
    with staged(tmp_path / "deep" / "desk") as stage:
        (stage / "result.json").write_text("{}")
        assert not (tmp_path / "deep" / "desk").exists()
    assert contents(tmp_path / "deep" / "desk") == {"result.json": b"{}"}
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["desk"]


def test_an_earlier_result_is_replaced_whole(desk):
    with staged(desk) as stage:
        (stage / "result.json").write_text("{}")
    assert contents(desk) == {"result.json": b"{}"}
    assert [path.name for path in desk.parent.iterdir()] == ["desk"]


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "desk").mkdir()
    with staged(tmp_path / "desk") as stage:
        (stage / "result.json").write_text("{}")
    assert contents(tmp_path / "desk") == {"result.json": b"{}"}


def test_the_folder_can_be_read_by_others(tmp_path):
    with staged(tmp_path / "desk"):
        pass
    assert (tmp_path / "desk").stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize(
    "files",
    [
        {"novel.txt": "Chapter one"},
        {"result.json": '{"score": 3}'},
        {"result.json": "{}", "novel.txt": "Chapter one"},
    ],
    ids=["other files", "a result of another program", "other files beside a result of another program"],
)
def test_a_folder_of_other_files_is_refused_and_left(tmp_path, files):
    desk = tmp_path / "desk"
    desk.mkdir()
    for name, text in files.items():
        (desk / name).write_text(text)
    with pytest.raises(CopydeskError, match="other files"), staged(desk):
        pytest.fail("the block must not run")
    assert contents(desk) == {name: text.encode() for name, text in files.items()}


def test_a_file_that_somebody_put_into_a_result_is_not_lost(desk):
    (desk / "novel.txt").write_text("Chapter one")
    with pytest.raises(CopydeskError, match="other files"), staged(desk):
        pass
    assert (desk / "novel.txt").read_text() == "Chapter one"


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "desk").write_text("not a folder")
    with pytest.raises(CopydeskError, match="is a file"), staged(tmp_path / "desk"):
        pytest.fail("the block must not run")
    assert (tmp_path / "desk").read_text() == "not a folder"


def test_a_block_that_fails_leaves_nothing_behind(tmp_path):
    with pytest.raises(ZeroDivisionError):
        write_and_fail(tmp_path / "desk")
    assert list(tmp_path.iterdir()) == []


def test_a_block_that_fails_leaves_the_earlier_result(desk):
    earlier = contents(desk)
    with pytest.raises(ZeroDivisionError):
        write_and_fail(desk)
    assert contents(desk) == earlier
    assert [path.name for path in desk.parent.iterdir()] == ["desk"]


def test_a_replacement_that_fails_half_way_leaves_the_earlier_result(desk, monkeypatch):
    earlier, replace = contents(desk), os.replace

    def refuse_the_new_one(source, target):
        if str(source).endswith(".tmp"):
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr("os.replace", refuse_the_new_one)
    with pytest.raises(CopydeskError, match="desk: it cannot be written: No space"), staged(desk) as stage:
        (stage / "result.json").write_text("{}")
    assert desk.exists()
    assert contents(desk) == earlier


@pytest.mark.parametrize("moment", [".old", "desk"])
def test_another_run_may_write_the_same_folder_at_the_same_moment(desk, monkeypatch, moment):
    replace, came = Path.replace, []

    def replace_with_another(source, target):
        if not came and str(target).endswith(moment):
            came.append(moment)
            with staged(desk) as stage:
                (stage / "result.json").write_text('{"copydesk_version": "the other"}')
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", replace_with_another)
    with staged(desk) as stage:
        (stage / "result.json").write_text('{"copydesk_version": "ours"}')
    assert came
    assert contents(desk) == {"result.json": b'{"copydesk_version": "ours"}'}, "the last one stays, whole"
    assert [path.name for path in desk.parent.iterdir()] == ["desk"]


def test_a_folder_that_may_not_be_written_to_is_named(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied", ".desk.x.tmp")

    monkeypatch.setattr("tempfile.mkdtemp", refuse)
    told = "desk: it cannot be written here: Permission denied"
    with pytest.raises(CopydeskError, match=told), staged(tmp_path / "desk"):
        pytest.fail("the block must not run")


def test_signals_are_handled_as_before_when_the_block_has_ended(tmp_path):
    before = signal.getsignal(signal.SIGTERM)
    with staged(tmp_path / "desk"):
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


STAGING = """
import time
from pathlib import Path
from copydesk.result.result import staged

with staged(Path("desk")) as stage:
    (stage / "result.json").write_text("half")
    print("staging", flush=True)
    time.sleep(600)
"""


def stopped(number, arguments, folder, ready, stdin=b""):
    """The exit code of a process that is sent a signal when it has written `ready`."""
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    # a test run in the background ignores SIGINT, and so would its children
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    process = subprocess.Popen([sys.executable, *arguments], cwd=folder, preexec_fn=heed, **pipes)
    try:
        process.stdin.write(stdin)
        process.stdin.flush()
        assert ready in process.stdout.readline()
        process.send_signal(number)
        return process.wait(15)
    finally:
        process.kill()
        process.communicate()


REPLACING = """
import signal
from pathlib import Path
from copydesk.result.result import staged

replace = Path.replace

def interrupted(source, target):
    placed = replace(source, target)
    if str(target).endswith(".old"):
        print("replacing", flush=True)
        signal.raise_signal(signal.SIGTERM)
    return placed

Path.replace = interrupted
with staged(Path("desk")) as stage:
    (stage / "result.json").write_text('{"copydesk_version": "new"}')
"""


def test_a_run_terminated_while_it_replaces_a_result_leaves_one(desk):
    done = subprocess.run([sys.executable, "-c", REPLACING], cwd=desk.parent, capture_output=True, check=False)
    assert (done.stdout, done.returncode) == (b"replacing\n", -signal.SIGTERM)
    assert contents(desk) == {"result.json": b'{"copydesk_version": "new"}'}
    assert [path.name for path in desk.parent.iterdir()] == ["desk"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_a_run_stopped_while_it_writes_leaves_no_half_result(tmp_path, number):
    assert stopped(number, ["-c", STAGING], tmp_path, b"staging") != 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_a_run_stopped_while_it_writes_leaves_the_earlier_result(desk, number):
    earlier = contents(desk)
    assert stopped(number, ["-c", STAGING], desk.parent, b"staging") != 0
    assert contents(desk) == earlier
    assert [path.name for path in desk.parent.iterdir()] == ["desk"]


def test_a_run_killed_while_it_writes_leaves_the_earlier_result_and_the_way_free(desk):
    earlier = contents(desk)
    assert stopped(signal.SIGKILL, ["-c", STAGING], desk.parent, b"staging") == -signal.SIGKILL
    assert contents(desk) == earlier
    with staged(desk) as stage:
        (stage / "result.json").write_text("{}")
    assert contents(desk) == {"result.json": b"{}"}


def test_a_run_that_was_terminated_says_so(tmp_path):
    assert stopped(signal.SIGTERM, ["-c", STAGING], tmp_path, b"staging") == -signal.SIGTERM


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL], ids=lambda number: number.name)
def test_a_run_stopped_while_it_scans_leaves_nothing(tmp_path, number):
    # more than a block, and standard input stays open: the run has shown findings and waits for more articles
    record = {
        "title": "The old mill opens",
        "authors": ["Ana Petrel"],
        "language": "en",
        "body": "Mill opens.\nADVERTISEMENT",
    }
    filler = {
        "title": "The old mill opens",
        "authors": ["Ana Petrel"],
        "language": "en",
        "body": " ".join(map(str, range(1_500))),
    }
    batch = b"".join(json.dumps(article).encode() + b"\n" for article in [record, *[filler] * 1_600])
    arguments = ["-m", "copydesk", "check", "-", "--report", "desk", "--output-format", "jsonl"]
    assert stopped(number, arguments, tmp_path, b'"code"', batch) != 0
    assert list(tmp_path.iterdir()) == []
