"""The examples for schedules: each is read by what would read it, and run where that can be."""

import ast
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
Run = Callable[..., "subprocess.Popen[str]"]

SLOW = """#!/bin/sh
# stands for copydesk: says when it begins and ends, and takes as long as a file called `hold` is there
echo "begin $*" >> log
while [ -e hold ]; do sleep 0.05; done
echo "end $*" >> log
exit "$(cat code 2>/dev/null || echo 0)"
"""


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A folder as the examples have it, in which a script stands for copydesk."""
    shutil.copy(EXAMPLES / "nightly.sh", tmp_path)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "copydesk").write_text(SLOW)
    (tmp_path / "bin" / "copydesk").chmod(0o755)
    return tmp_path


@pytest.fixture
def run(room: Path) -> Run:
    def begin(*command: str, **variables: str) -> "subprocess.Popen[str]":
        environment = {**os.environ, "PATH": f"{room / 'bin'}:{os.environ['PATH']}", **variables}
        return subprocess.Popen(command, cwd=room, env=environment, text=True, stderr=subprocess.PIPE)

    return begin


def log(room: Path) -> list[str]:
    return (room / "log").read_text().splitlines() if (room / "log").exists() else []


def wait(condition: Callable[[], bool]) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come about in 30 seconds")


NIGHTLY = ("./nightly.sh", "out/articles.jsonl.gz", "copydesk")


def test_two_runs_never_meet(room: Path, run: Run) -> None:
    (room / "hold").touch()
    first = run(*NIGHTLY)
    wait(lambda: len(log(room)) == 1)
    second = run(*NIGHTLY)
    assert second.wait(timeout=30) == 75
    assert "another run has copydesk/lock" in second.stderr.read()  # type: ignore[union-attr]
    (room / "hold").unlink()
    assert first.wait(timeout=30) == 0
    assert [line.split()[:2] for line in log(room)] == [
        ["begin", "check"],
        ["end", "check"],
        ["begin", "health"],
        ["end", "health"],
    ]
    assert run(*NIGHTLY).wait(timeout=30) == 0, "the lock is free again"


def test_a_run_that_is_killed_leaves_no_lock_behind(room: Path, run: Run) -> None:
    (room / "hold").touch()
    first = run(*NIGHTLY)
    wait(lambda: len(log(room)) == 1)
    first.kill()
    first.wait()
    assert run(*NIGHTLY).wait(timeout=30) == 75, "what it began is still at work"
    (room / "hold").unlink()
    wait(lambda: len(log(room)) == 2)
    wait(lambda: run(*NIGHTLY).wait(timeout=30) == 0)


@pytest.mark.parametrize(("code", "with_health"), [(0, True), (1, True), (2, False)])
def test_the_verdict_is_the_exit_code(room: Path, run: Run, code: int, with_health: bool) -> None:
    (room / "bin" / "copydesk").write_text(SLOW.replace("exit ", f'[ "$1" = health ] || exit {code}; exit '))
    assert run(*NIGHTLY).wait(timeout=30) == code
    assert any(line.startswith("begin health") for line in log(room)) is with_health


def test_old_reports_go(room: Path, run: Run) -> None:
    for name, days in (("old", 90), ("young", 3)):
        (room / "copydesk" / "reports" / name).mkdir(parents=True)
        then = time.time() - days * 86_400
        os.utime(room / "copydesk" / "reports" / name, (then, then))
    assert run(*NIGHTLY).wait(timeout=30) == 0
    assert [path.name for path in (room / "copydesk" / "reports").iterdir()] == ["young"]


def test_the_crontab_runs_it(room: Path, run: Run) -> None:
    lines = (EXAMPLES / "cron" / "crontab").read_text().splitlines()
    (entry,) = [line for line in lines if line and not line.startswith("#") and "=" not in line.split()[0]]
    *when, command = entry.split(None, 5)
    assert re.fullmatch(r"[\d*/,-]+( [\d*/,-]+){4}", " ".join(when))
    assert "%" not in command, "cron makes a new line of it"
    assert run("/bin/sh", "-c", command.replace("/srv/news", str(room))).wait(timeout=30) == 0
    assert log(room)[0].startswith("begin check out/articles.jsonl.gz --history copydesk/history.db")


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze here: install systemd")
    for path in (EXAMPLES / "systemd").iterdir():
        # verify looks for the script and the user, which are those of another machine
        text = path.read_text().replace("/srv/news/nightly.sh", str(EXAMPLES / "nightly.sh"))
        (tmp_path / path.name).write_text(text.replace("User=news\n", ""))
    names = [str(tmp_path / name) for name in ("copydesk.service", "copydesk.timer")]
    command = ["systemd-analyze", "verify", "--man=no", *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = [line for line in done.stderr.splitlines() if "copydesk" in line]
    assert (done.returncode, told) == (0, [])
    when = re.search(r"OnCalendar=(.*)", (EXAMPLES / "systemd" / "copydesk.timer").read_text())
    assert when
    subprocess.run(["systemd-analyze", "calendar", when[1]], check=True, capture_output=True)


@pytest.mark.parametrize(
    ("path", "schema"),
    [("github-actions/nightly.yml", "vendor.github-workflows"), ("gitlab-ci/nightly.yml", "vendor.gitlab-ci")],
)
def test_workflows_are_what_their_schema_says(path: str, schema: str) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(EXAMPLES / path)]
    if "gitlab" in schema:
        command += ["--data-transform", "gitlab-ci"]
    subprocess.run(command, check=True, capture_output=True)


def workflow_script(path: str) -> str:
    """What the workflow runs to check a batch."""
    workflow = yaml.safe_load((EXAMPLES / path).read_text())
    if "github" in path:
        assert workflow["concurrency"] == {"group": "copydesk-nightly", "cancel-in-progress": False}
        (step,) = [step for step in workflow["jobs"]["articles"]["steps"] if step.get("name") == "Check"]
        return str(step["run"])
    assert workflow["articles"]["resource_group"] == "copydesk"
    return "\n".join(workflow["articles"]["script"])


@pytest.mark.parametrize("path", ["github-actions/nightly.yml", "gitlab-ci/nightly.yml"])
@pytest.mark.parametrize("code", [0, 1, 2])
def test_the_scripts_of_workflows_give_the_verdict(room: Path, run: Run, path: str, code: int) -> None:
    (room / "bin" / "copydesk").write_text(SLOW.replace("exit ", f'[ "$1" = health ] || exit {code}; exit '))
    done = run("bash", "-e", "-c", workflow_script(path), BATCH="a.jsonl", COPYDESK_HISTORY="history.db")
    assert done.wait(timeout=30) == code
    assert any(line == "begin health --history history.db --out health" for line in log(room)) is (code < 2)


def test_the_dag_runs_the_script() -> None:
    """Its syntax and its arguments. A Python that has Airflow, named in COPYDESK_AIRFLOW, loads it as Airflow would."""
    path = EXAMPLES / "airflow" / "copydesk_nightly.py"
    calls = {
        ast.unparse(node.func): {word.arg: word.value for word in node.keywords}
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
    }
    assert ast.literal_eval(calls["DAG"]["max_active_runs"]) == 1
    operator = calls["BashOperator"]
    assert tuple(ast.literal_eval(operator["bash_command"]).split()) == NIGHTLY
    assert ast.literal_eval(operator["skip_on_exit_code"]) == 75
    if python := os.environ.get("COPYDESK_AIRFLOW"):
        load = (
            "import sys; from airflow.dag_processing.dagbag import DagBag; "
            "bag = DagBag(sys.argv[1]); "
            "assert not bag.import_errors, bag.import_errors; assert bag.dags['copydesk_nightly'].task_ids == ['check']"
        )
        subprocess.run([python, "-c", load, str(path)], check=True, capture_output=True)


def test_a_night_with_copydesk_itself(room: Path, run: Run) -> None:
    (room / "bin" / "copydesk").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m copydesk "$@"\n')
    shutil.copy(ROOT / "samples" / "clean.jsonl", room)
    night = run("./nightly.sh", "clean.jsonl", "desk")
    assert night.wait(timeout=300) == 0
    assert {path.name for path in (room / "desk").iterdir()} == {"history.db", "lock", "health", "reports"}
    (report,) = (room / "desk" / "reports").iterdir()
    assert f"../reports/{report.name}/index.html" in (room / "desk" / "health" / "index.html").read_text()
