"""Builds the wheel, installs it into a fresh environment, and runs the main job from another folder."""

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(*command: object, cwd: Path, expect: int = 0) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, env=environment)
    if done.returncode != expect:
        sys.exit(f"{command} exited with {done.returncode}, not {expect}\n{done.stdout}\n{done.stderr}")
    return done.stdout


with tempfile.TemporaryDirectory() as folder:
    work = Path(folder)
    run(sys.executable, "-m", "build", "--wheel", "--outdir", work, ROOT, cwd=ROOT)
    (wheel,) = work.glob("copydesk-*.whl")
    venv.create(work / "env", with_pip=True)
    python = work / "env" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--constraint", ROOT / "constraints.txt", wheel, cwd=work)

    elsewhere = work / "elsewhere"
    elsewhere.mkdir()
    batch = elsewhere / "batch.jsonl"
    record = {"title": "Ferry late", "authors": ["Ana Petrel"], "language": "en"}
    batch.write_text(json.dumps(record | {"body": "The ferry is late again.\nADVERTISEMENT"}), encoding="utf-8")
    copydesk = work / "env" / "bin" / "copydesk"
    findings = run(copydesk, "check", batch, "--output-format", "jsonl", "--report", "report", cwd=elsewhere, expect=1)
    codes = {json.loads(line)["code"] for line in findings.splitlines()}
    assert "UI01" in codes, codes
    names = {path.name for path in (elsewhere / "report").iterdir()}
    assert {"index.html", "result.json", "findings.parquet", "articles.parquet"} <= names, names
    run(copydesk, "new-rule", "XX01", "bell-marker", "--rules", "ours", cwd=elsewhere)
    tested = run(copydesk, "test-rules", "ours", cwd=elsewhere)
    assert tested.endswith("1 rule, 2 cases, 0 failed\n"), tested
    where = run(python, "-c", "import copydesk; print(copydesk.__file__)", cwd=elsewhere)
    assert str(work) in where, where
    taken = "import importlib.util as u; assert not any(map(u.find_spec, ('validators', 'reports', 'rules')))"
    run(python, "-c", taken, cwd=elsewhere)
print("wheel: built, installed and run from another folder")
