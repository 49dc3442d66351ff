"""The published JSON Schemas: of a rule and a word list for editors, of result.json for programs.

`python -m copydesk.schemas` writes them; a test fails while they are stale.
"""

import json
from pathlib import Path

from pydantic import BaseModel

from copydesk.result.model import SCHEMA_VERSION, Summary
from copydesk.rooms import reports_dir, rules_dir
from copydesk.rulebook.rule import Rule
from copydesk.rulebook.vocabulary import WordList


def schemas() -> dict[Path, str]:
    """File to its text."""
    models: dict[Path, type[BaseModel]] = {
        rules_dir() / "schema" / "rule.schema.json": Rule,
        rules_dir() / "schema" / "word-list.schema.json": WordList,
        reports_dir() / "schema" / f"result-{SCHEMA_VERSION}.schema.json": Summary,
    }
    return {path: json.dumps(model.model_json_schema(), indent=1) + "\n" for path, model in models.items()}


if __name__ == "__main__":
    for path, text in schemas().items():
        path.write_text(text, encoding="utf-8")
