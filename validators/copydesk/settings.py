"""Settings: `copydesk.toml`, or `[tool.copydesk]` of `pyproject.toml`."""

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from copydesk.errors import SettingsError
from copydesk.reading.articles import ARTICLE_FIELDS
from copydesk.rulebook.rule import GateLimit
from copydesk.rulebook.source import nearest

FILE_NAME = "copydesk.toml"


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceSettings(Model):
    """What is different for one source."""

    ignore: list[str] = Field([], description="Rules that are not run on its articles")


def _canonical(name: str) -> str:
    if name not in ARTICLE_FIELDS:
        raise ValueError(f"there is no field `{name}`{nearest(name, ARTICLE_FIELDS)}")
    return name


Canonical = Annotated[str, AfterValidator(_canonical)]


class Settings(Model):
    """Everything that shapes findings and verdict. The command line's options win over the file's."""

    select: list[str] = Field(["ALL"], description="Codes, starts of codes, names, or ALL: the rules to run")
    ignore: list[str] = Field([], description="Rules not to run")
    language: str | None = Field(None, description="Language code of articles that name none; else it is found")
    required: list[Canonical] = Field([], description="Canonical fields that every article must have")
    fields: dict[Canonical, str] = Field({}, description="Canonical field to the field of the input that fills it")
    gate: dict[str, GateLimit] = Field({}, description="By rule code: limits in place of the rule's own")
    sources: dict[str, SourceSettings] = Field({}, description="By source: what is different for it")


def load_settings(path: Path | None = None) -> Settings:
    """The settings of a file; by default of the nearest one in this folder or above it.

    Raises SettingsError that names the file, the key and the nearest valid key.
    """
    if path is None:
        path = find_settings(Path.cwd())
        if path is None:
            return Settings()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror or error}; give --config a file that can be read") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: this is no TOML: {error}") from None
    if path.name == "pyproject.toml":
        data = data.get("tool", {}).get("copydesk", {})
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        raise SettingsError("\n".join(f"{path}: {_sentence(mistake)}" for mistake in error.errors())) from None


def find_settings(folder: Path) -> Path | None:
    """`copydesk.toml`, or a `pyproject.toml` with `[tool.copydesk]`, in the folder or the nearest one above."""
    for place in (folder, *folder.parents):
        if (place / FILE_NAME).is_file():
            return place / FILE_NAME
        project = place / "pyproject.toml"
        if project.is_file() and "[tool.copydesk" in project.read_text(encoding="utf-8", errors="replace"):
            return project
    return None


def _sentence(mistake: ErrorDetails) -> str:
    location, kind, message = mistake["loc"], mistake["type"], mistake["msg"]
    key = ".".join(map(str, location))
    if kind != "extra_forbidden":
        return f"`{key}`: {message}"
    nested: dict[object, type[BaseModel]] = {"gate": GateLimit, "sources": SourceSettings}
    valid = nested.get(location[0], Settings) if len(location) == 3 else Settings
    return f"unknown key `{key}`{nearest(str(location[-1]), valid.model_fields)}"
