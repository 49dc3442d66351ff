"""A hook of mkdocs: the pages of rules link to the YAML files of the rules, which stand beside `docs`."""

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"\]\(\.\./\.\./rules/([^)]+\.yaml)\)")


def on_files(files: Files, config: Any) -> Files:
    """Each rule becomes a file of the site, under the same path."""
    for path in sorted((ROOT / "rules").glob("[a-z]*/*.yaml")):
        name = path.relative_to(ROOT).as_posix()
        files.append(File.generated(config, name, abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    return LINK.sub(r"](\1)", markdown)
