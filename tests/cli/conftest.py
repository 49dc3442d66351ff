"""What the tests of the command line share: a folder of their own, and a gate that costs nothing."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from copydesk.cli.main import main
from copydesk.result.model import Gate

SENTENCES = [
    "The wheel was brought across the bay on a raft of oak, which took two days.",
    "The wind had turned to the north, and the raft lay behind the lighthouse for a night.",
    "The old wheel will stand in the school, where the children may turn it.",
    "Once a year the miller will come with a can of oil and a story about the frost.",
    "Nobody knows who built it, but a date is cut into its rim.",
    "The librarian has found a bill that names a carpenter from the mainland.",
    "He was paid with a goat, two sacks of rye and the promise of a window seat.",
    "His family still asks for the seat when the ferry is full.",
    "The council will put a bench at the weir and write his name on it.",
    "On Sunday the brass band plays there, unless the tuba is still at the smith's.",
]


def story(number: int) -> str:
    """A paragraph that makes an article of a line or two, since a shorter body is a finding of its own."""
    return " ".join(random.Random(number).sample(SENTENCES, 5))


CLEAN = {
    "id": "mill-1",
    "url": "https://gazette.example/mill-1",
    "title": "Old mill gets a new wheel",
    "authors": ["Ana Petrel"],
    "language": "en",
    "body": "The mill opens again on Friday, after the council paid for a new wheel.",
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
    """Writes articles, each a clean one with what it says, and returns the name of the file.

    Under each body stands a story, unless it must end as it does.
    """

    def write(*articles: dict[str, Any], name: str = "batch.jsonl", as_it_is: bool = False) -> str:
        lines = []
        for number, article in enumerate(articles, start=1):
            full = {**CLEAN, "id": f"mill-{number}", "url": f"https://gazette.example/mill-{number}", **article}
            if full["body"] and not as_it_is:
                full["body"] = f"{full['body']}\n{story(number)}"
            lines.append(json.dumps(full))
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
