"""What the tests of the command line share: a folder of their own, and a gate that costs nothing."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from copydesk.cli.main import main
from copydesk.result.model import Gate

CLEAN = {
    "id": "mill-1",
    "url": "https://gazette.example/mill-1",
    "title": "Old mill gets a new wheel",
    "authors": ["Ana Petrel"],
    "language": "en",
    "body": "The mill opens again on Friday, after the council paid for a new wheel.\nThe miller counted forty sacks.",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that every command is run in; no settings stand in it or above it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gate that passes everything: Great Expectations takes seconds to import and has tests of its own."""
    monkeypatch.setattr("copydesk.gate.judge", lambda *_: (Gate(verdict="pass", reasons=[]), []))


@pytest.fixture
def copydesk() -> Callable[..., Result]:
    """Runs a command in this process."""

    def run(*arguments: object, **options: Any) -> Result:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments], **options)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def jsonl(folder: Path) -> Callable[..., str]:
    """Writes articles, each a clean one with what it says, and returns the name of the file."""

    def write(*articles: dict[str, Any], name: str = "batch.jsonl") -> str:
        lines = [
            json.dumps({**CLEAN, "id": f"mill-{number}", "url": f"https://gazette.example/mill-{number}", **article})
            for number, article in enumerate(articles, start=1)
        ]
        (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return name

    return write


@pytest.fixture
def found(copydesk: Callable[..., Result]) -> Callable[..., list[dict[str, Any]]]:
    """The findings of a check, as its lines of JSON say them."""

    def check(*arguments: object, **options: Any) -> list[dict[str, Any]]:
        result = copydesk("check", *arguments, "--output-format", "jsonl", **options)
        assert result.exit_code == 0, result.output
        return [json.loads(line) for line in result.stdout.splitlines()]

    return check
