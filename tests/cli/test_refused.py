"""What the system refuses, and what is done all the same. Exit code 1 says that the gate failed, and nothing else."""

import os
import subprocess
import sys

import pytest

ADVERT = {"body": "The mill opens again on Friday.\nADVERTISEMENT"}


def started(*arguments, **options):
    """The program in a process of its own, with bytes for its streams."""
    return subprocess.run([sys.executable, "-m", "copydesk", *arguments], check=False, timeout=300, **options)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (PermissionError(13, "Permission denied", "notes.db"), "copydesk: notes.db: Permission denied\n"),
        (OSError(28, "No space left on device"), "copydesk: No space left on device; make room"),
        (OSError("No space left on device (os error 28)"), "copydesk: No space left on device (os error 28); make"),
    ],
)
def test_what_the_system_refuses_is_told_without_a_traceback(copydesk, jsonl, monkeypatch, error, told):
    def refuse(*_, **__):
        raise error

    monkeypatch.setattr("copydesk.run.check", refuse)
    result = copydesk("check", jsonl({}))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(told)


def test_a_fault_of_ours_is_not_taken_for_a_failed_gate(copydesk, jsonl, monkeypatch):
    def fall(*_, **__):
        raise ZeroDivisionError("the press fell")

    monkeypatch.setattr("copydesk.run.check", fall)
    result = copydesk("check", jsonl({}))
    assert result.exit_code == 2
    assert "ZeroDivisionError: the press fell" in result.stderr
    assert result.stderr.endswith("copydesk: this is a fault of copydesk; please report it with the lines above\n")


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("option", ["--report", "--single-file", "--findings", "--scorecard"])
def test_a_result_that_cannot_be_written_keeps_back_neither_the_verdict_nor_the_alerts(
    copydesk, jsonl, monkeypatch, folder, option
):
    told = []
    monkeypatch.setattr("copydesk.cli.alerts.send_alerts", lambda *arguments: told.append(arguments))

    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("copydesk.result.result.Result.write_findings", refuse)
    monkeypatch.setattr("polars.DataFrame.write_parquet", refuse)
    name = {"--report": "out", "--single-file": "out.html"}.get(option, "out.parquet")
    result = copydesk("check", jsonl(ADVERT), option, name)
    assert result.exit_code == 2
    assert "PASS" in result.stdout
    assert len(told) == 1
    assert f"{name}: " in result.stderr
    assert "No space left on device" in result.stderr
    assert [path.name for path in folder.iterdir()] == ["batch.jsonl"]


@pytest.mark.parametrize("output_format", ["text", "jsonl", "json", "junit"])
def test_a_reader_that_goes_away_ends_no_check(jsonl, folder, output_format):
    reading, writing = os.pipe()
    os.close(reading)
    options = ("--output-format", output_format, "--select", "UI01", "--report", "report")
    done = started("check", jsonl(ADVERT), *options, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"Error" not in done.stderr
    assert (folder / "report" / "result.json").exists()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")  # noqa: PTH110
def test_output_onto_a_full_disk_is_an_error(jsonl):
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = started("check", jsonl(ADVERT), "--select", "UI01", stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr.startswith(b"copydesk: No space left on device")


def test_a_program_without_standard_streams_does_its_work(jsonl, folder):
    def close_all():
        for number in (0, 1, 2):
            os.close(number)

    arguments = ("check", jsonl(ADVERT), "--select", "UI01", "--report", "report", "--history", "history.db")
    assert started(*arguments, preexec_fn=close_all).returncode == 1
    assert (folder / "report" / "result.json").exists()


def test_an_empty_address_of_a_history_is_told_and_not_left_out(copydesk, jsonl):
    for command in (("check", jsonl({})), ("health",)):
        result = copydesk(*command, "--history", "")
        assert result.exit_code == 2
        assert "the address of the history is empty" in result.stderr


@pytest.mark.usefixtures("quick")
def test_a_variable_may_hold_the_whole_address_of_a_history(copydesk, jsonl, folder, monkeypatch):
    (folder / "copydesk.toml").write_text('[history]\nurl = "${DESK_HISTORY}"\n')
    monkeypatch.setenv("DESK_HISTORY", f"sqlite:///{folder / 'named.db'}")
    assert copydesk("check", jsonl({})).exit_code == 0
    assert (folder / "named.db").exists()
    assert copydesk("health", "--out", "out").exit_code == 0


def test_a_history_cannot_be_kept_longer_than_numbers_reach(copydesk, jsonl, folder):
    (folder / "copydesk.toml").write_text(f"[history]\nkeep_days = {10**30}\n")
    result = copydesk("check", jsonl({}))
    assert result.exit_code == 2
    assert result.stderr.startswith("copydesk: copydesk.toml:2: `history.keep_days`: ")
