"""Every code block of the README and the docs is run, or parsed, as a reader would."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from copydesk.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    *(page for page in sorted((ROOT / "docs").rglob("*.md")) if "rules" not in page.relative_to(ROOT / "docs").parts),
    ROOT / "README.md",
]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_HERE = ("make ", "pip install", "articles.jsonl", "…", "BATCH")
"""Lines of shell that set up, or that stand for the reader's own batch."""


def blocks(*languages: str) -> list[object]:
    return [
        pytest.param(match[2], id=f"{page.relative_to(ROOT)}:{page.read_text()[: match.start()].count(chr(10)) + 1}")
        for page in PAGES
        for match in BLOCK.finditer(page.read_text())
        if match[1] in languages
    ]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with the samples, and `copydesk` and `pytest` on the path."""
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    commands = tmp_path / "bin"
    commands.mkdir()
    for name in ("copydesk", "pytest"):
        Path(commands, name).write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {name} "$@"\n')
        Path(commands, name).chmod(0o755)
    return tmp_path


@pytest.mark.parametrize("script", blocks("sh"))
def test_shell(script: str, place: Path) -> None:
    lines = [line for line in script.splitlines() if not any(word in line for word in NOT_HERE)]
    environment = {**os.environ, "PATH": f"{place / 'bin'}:{os.environ['PATH']}"}
    command = ["bash", "-e", "-o", "pipefail", "-c", "\n".join(lines)]
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr[-2_000:]


@pytest.mark.parametrize("code", blocks("python"))
def test_python(code: str, place: Path) -> None:
    compile(code, "block", "exec")
    if "articles)" in code and "articles =" not in code:
        code = "articles = 'samples/clean.jsonl'\n" + code
    if "def test_" in code:
        Path(place, "test_block.py").write_text(code)
        command = [sys.executable, "-m", "pytest", "-q", "test_block.py"]
    else:
        command = [sys.executable, "-W", "ignore", "-c", code]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr[-2_000:]


@pytest.mark.parametrize("text", blocks("toml"))
def test_toml(text: str) -> None:
    document = tomllib.loads(text)
    if "project" not in document:  # a package of the reader's own
        Settings.model_validate(document)


@pytest.mark.parametrize("text", blocks("yaml"))
def test_yaml(text: str) -> None:
    assert yaml.safe_load(text)


def test_the_site_is_built_without_a_warning_and_asks_nobody(tmp_path: Path) -> None:
    pytest.importorskip("material", reason="mkdocs-material is not installed: pip install --group docs")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    pages = {path: path.read_text() for path in tmp_path.rglob("*.html")}
    assert len(pages) > 80
    assert "UI01-advert-marker.yaml" in pages[tmp_path / "rules/UI01-advert-marker/index.html"]
    assert not [path for path, text in pages.items() if re.search(r"<(script|link|img)[^>]*(https?:)?//", text)]


def test_the_image_is_built_of_files_that_are_there_and_runs_as_nobody_in_particular() -> None:
    steps = [line.split() for line in (ROOT / "Dockerfile").read_text().splitlines() if line and line[0].isupper()]
    for _, *sources, _ in (step for step in steps if step[0] == "COPY" and not step[1].startswith("--from")):
        assert all((ROOT / source).exists() for source in sources)
    assert [step[1] for step in steps if step[0] == "USER"] == ["10001"]
    assert all(":" in step[1] and not step[1].endswith(":latest") for step in steps if step[0] == "FROM")
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {
        source for step in steps if step[0] == "COPY" and not step[1].startswith("--from") for source in step[1:-1]
    }
    assert copied == kept
