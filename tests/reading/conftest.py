"""What the tests of reading share: a batch read to its end, and writers of small files."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from copydesk.reading import ARTICLE_SCHEMA, ArticleBlock, InputFile, Problem, Reader


@dataclass
class Drawn:
    """Everything that a reader gave."""

    blocks: list[ArticleBlock]
    inputs: list[InputFile]

    @property
    def problems(self) -> list[Problem]:
        return [problem for block in self.blocks for problem in block.problems]

    @property
    def frame(self) -> pl.DataFrame:
        return (
            pl.concat([block.articles for block in self.blocks]) if self.blocks else pl.DataFrame(schema=ARTICLE_SCHEMA)
        )

    @property
    def rows(self) -> list[dict[str, Any]]:
        return self.frame.to_dicts()

    def told(self) -> list[tuple[str, int | None]]:
        """Kind and row of every problem."""
        return [(problem.kind, problem.row) for problem in self.problems]


def draw(batch: Any, **options: Any) -> Drawn:
    reader = Reader(batch, **options)
    blocks = list(reader.blocks())
    for block in blocks:
        assert dict(block.articles.schema) == ARTICLE_SCHEMA
        assert block.articles["id"].null_count() == 0
        assert all(len(problem.seen) <= 200 for problem in block.problems)
        assert all(problem.message and problem.advice for problem in block.problems)
    return Drawn(blocks, reader.inputs)


@pytest.fixture(name="read")
def _read() -> Callable[..., Drawn]:
    return draw


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, bytes | str], Path]:
    """Writes a file in the test's folder and returns its path."""

    def _write(name: str, content: bytes | str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return _write


@pytest.fixture
def jsonl(write: Callable[[str, bytes | str], Path]) -> Callable[..., Path]:
    """Writes records as JSON lines."""

    def _jsonl(*records: object, name: str = "batch.jsonl") -> Path:
        return write(name, "".join(json.dumps(record) + "\n" for record in records))

    return _jsonl


ARTICLE: dict[str, Any] = {"title": "Harbour reopens", "body": "The harbour reopened on Monday.\nShips came in."}


@pytest.fixture
def article() -> dict[str, Any]:
    return dict(ARTICLE)
