"""Settings: `copydesk.toml`, or `[tool.copydesk]` of `pyproject.toml`."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, PrivateAttr, ValidationError

from copydesk.alerts.settings import AlertSettings
from copydesk.errors import SettingsError
from copydesk.reading.database import shown_address
from copydesk.rooms import rules_dir
from copydesk.rulebook.rule import Canonical, GateLimit, SourceLimit
from copydesk.rulebook.rulebook import Rulebook, load_rulebook
from copydesk.rulebook.source import Location, explain
from copydesk.rulebook.vocabulary import LANGUAGE
from copydesk.toml_lines import key_lines

FILE_NAME = "copydesk.toml"


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def near(path: Path) -> Path:
    """The path from here, where it lies here or below; else as it is."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


Place = Annotated[Path, PlainSerializer(lambda path: str(near(path)), return_type=str)]


def _language(code: str) -> str:
    if not re.fullmatch(LANGUAGE, code):
        raise ValueError(f"`{code}` is no language code of two or three small letters, as `id` is")
    return code


Language = Annotated[str, AfterValidator(_language)]


class SourceSettings(Model):
    """What is different for one source."""

    ignore: list[str] = Field([], description="Rules that are not run on its articles")
    language: Language | None = Field(None, description="Language code of its articles that name none")
    gate: dict[str, SourceLimit] = Field(
        {}, description="By rule code or name: limits for its articles, which then do not count for the batch's limit"
    )


def _shown_history(url: str | None) -> str | None:
    """The address of a history without user and password, or its file from here."""
    return None if url is None else shown_address(url) if "://" in url else str(near(Path(url)))


def _template(text: str) -> str:
    try:
        text.format(title="", date="", time="")
    except (KeyError, IndexError, ValueError):
        raise ValueError("it can say {title}, {date} and {time}, and nothing else in brackets") from None
    return text


MAX_KEEP_DAYS = 100_000
"""Nobody has batches older than the web, and a database's whole numbers end somewhere."""


class HistorySettings(Model):
    """Where runs are kept, to compare the next ones with."""

    url: Annotated[str | None, PlainSerializer(_shown_history, when_used="json")] = Field(
        None,
        description="An SQLite file, from the folder of the settings, or an address such as "
        "`postgresql://desk:${PASSWORD}@host/database`, where `${NAME}` is a variable of the environment; without it "
        "no run is kept",
    )
    stream: str | None = Field(
        None,
        description="The batches that are compared with each other; by default those whose inputs have one name, "
        "but for the numbers in it",
    )
    batch: Annotated[str, AfterValidator(_template)] = Field(
        "{title} {date}",
        description="The name of a batch, of `{title}`, `{date}` and `{time}`; a run of the same name replaces it",
    )
    keep_days: int = Field(400, ge=1, le=MAX_KEEP_DAYS, description="For how long runs are kept")
    keep_bodies_days: int = Field(
        90, ge=1, le=MAX_KEEP_DAYS, description="For how long the fingerprints of bodies are kept"
    )


@dataclass(frozen=True)
class _File:
    """A file of settings, kept to say where its keys stand. table: of the settings within the file."""

    path: Path
    text: str
    table: tuple[str, ...]

    @cached_property
    def lines(self) -> dict[Location, int]:
        return key_lines(self.text)

    def line_of(self, key: Location) -> str | None:
        """`file:line` of the key, or of the table that has it; None if the file has neither."""
        for length in range(len(key), 0, -1):
            if line := self.lines.get((*self.table, *key[:length])):
                return f"{near(self.path)}:{line}"
        return None


class Settings(Model):
    """Everything that shapes findings and verdict. The command line's options win over the file's."""

    rules: list[Place] = Field([], description="Folders of rules and word lists of your own, from the file's folder")
    select: list[str] = Field(["ALL"], description="Codes, starts of codes, names, or ALL: the rules to run")
    ignore: list[str] = Field([], description="Rules not to run")
    language: Language | None = Field(None, description="Language code of articles that name none; else it is found")
    required: list[Canonical] = Field([], description="Canonical fields that every article must have")
    fields: dict[Canonical, str] = Field({}, description="Canonical field to the field of the input that fills it")
    pages: Place | None = Field(
        None, description="Folder with the pages of records that do not carry theirs, as `<id>.html`, also `.gz`"
    )
    gate: dict[str, GateLimit] = Field({}, description="By rule code or name: limits in place of the rule's own")
    history: HistorySettings = Field(HistorySettings(), description="Where runs are kept; by default nowhere")
    sources: dict[str, SourceSettings] = Field({}, description="By source: what is different for it")
    baseline: Place | None = Field(None, description="File of what is known and does not fail, from the file's folder")
    alerts: AlertSettings | None = Field(None, description="Who is told that a source fails or has recovered")
    _file: _File | None = PrivateAttr(None)
    _told: dict[str, str] = PrivateAttr(default_factory=dict)

    def told(self, values: Mapping[str, tuple[str, Any]]) -> "Settings":
        """The settings with what the command line says of some of them.

        values: key of the settings to the option that tells it and its value; those that are None or empty are left
        out. Folders of rules are added to those of the file; all else replaces what the file says.

        Raises SettingsError.
        """
        given = {key: (option, value) for key, (option, value) in values.items() if value}
        update = {key: value for key, (_, value) in given.items()}
        if "rules" in update:
            update["rules"] = list(dict.fromkeys([*self.rules, *map(_absolute, update["rules"])]))
        if "history" in update:
            update["history"] = self.history.model_dump() | update["history"]
        if "baseline" in update:
            update["baseline"] = _absolute(update["baseline"])
        try:
            checked = Settings.model_validate(update)
        except ValidationError as error:
            options = {key: option for key, (option, _) in given.items()}
            raise SettingsError("\n".join(explain(Settings, error, lambda key: options[str(key[0])]))) from None
        settings = self.model_copy(update={key: getattr(checked, key) for key in update})
        settings._told = self._told | {key: option for key, (option, _) in given.items()}
        return settings

    def origin(self, *key: str) -> str | None:
        """Where a value was written: `file:line`, an option of the command line, or both; None for a default."""
        written = self._file.line_of(key) if self._file else None
        told = self._told.get(key[0])
        return ", ".join(filter(None, (written if key[0] == "rules" or not told else None, told))) or None

    @contextmanager
    def at(self, *key: str) -> Iterator[None]:
        """Adds where the key was written to a SettingsError."""
        try:
            yield
        except SettingsError as error:
            origin = self.origin(*key)
            raise SettingsError(f"{origin}: {error}" if origin else str(error)) from None

    def rulebook(self) -> Rulebook:
        """The shipped rules and those of the folders. Raises SettingsError if a folder is not there, and RuleError."""
        for folder in self.rules:
            if not folder.is_dir():
                with self.at("rules"):
                    raise SettingsError(f"there is no folder `{near(folder)}` of rules")
        return load_rulebook(rules_dir(), *map(near, self.rules))

    def page_folder(self) -> Path | None:
        """The folder of pages. Raises SettingsError if it is not there."""
        if self.pages and not self.pages.is_dir():
            with self.at("pages"):
                raise SettingsError(f"there is no folder `{near(self.pages)}` of pages")
        return self.pages

    def chosen(self, rulebook: Rulebook) -> Rulebook:
        """The rules that run. Raises SettingsError for what names no rule, as the methods below do."""
        with self.at("ignore"):
            rulebook.codes(self.ignore)
        with self.at("select"):
            return rulebook.select(self.select, self.ignore)

    def ignored(self, rulebook: Rulebook) -> dict[str, frozenset[str]]:
        """By source, the codes that are not run on its articles."""
        ignored = {}
        for source, own in self.sources.items():
            with self.at("sources", source, "ignore"):
                ignored[source] = rulebook.codes(own.ignore)
        return {source: codes for source, codes in ignored.items() if codes}

    def languages(self) -> dict[str, str]:
        """By source, the language of its articles that name none."""
        return {source: own.language for source, own in self.sources.items() if own.language}

    def limits(self, rulebook: Rulebook) -> dict[str, GateLimit]:
        """By rule code, the limits that stand in place of the rule's own."""
        return {self._code(rulebook, "gate", name): limit for name, limit in self.gate.items()}

    def source_limits(self, rulebook: Rulebook) -> dict[str, dict[str, SourceLimit]]:
        """By rule code and source, the limits for the articles of the source."""
        limits: dict[str, dict[str, SourceLimit]] = {}
        for source, own in self.sources.items():
            for name, limit in own.gate.items():
                key = ("sources", source, "gate", name)
                code = self._code(rulebook, *key)
                if rulebook.find(code).unit == "file":
                    with self.at(*key):
                        raise SettingsError(f"{code} is about files, which have no source; set a limit in `gate`")
                limits.setdefault(code, {})[source] = limit
        return limits

    def _code(self, rulebook: Rulebook, *key: str) -> str:
        with self.at(*key):
            return rulebook.find(key[-1]).code


def load_settings(path: Path | None = None) -> Settings:
    """The settings of a file; by default of the nearest one in this folder or above it.

    Raises SettingsError that names the file, the line, the key and the nearest valid key.
    """
    if path is None:
        path = find_settings(Path.cwd())
        if path is None:
            return Settings()
    path = _absolute(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(text)
    except OSError as error:
        raise SettingsError(f"{near(path)}: {error.strerror or error}; give --config a file that can be read") from None
    except UnicodeDecodeError as error:
        raise SettingsError(f"{near(path)}: this is no UTF-8: {error.reason}") from None
    except tomllib.TOMLDecodeError as error:
        told = re.search(r"at line (\d+)", str(error))
        line = told[1] if told else len(text.splitlines())  # else it says: at end of document
        raise SettingsError(f"{near(path)}:{line}: this is no TOML: {error}") from None
    table = ("tool", "copydesk") if path.name == "pyproject.toml" else ()
    for name in table:
        data = data.get(name, {})
    file = _File(path, text, table)
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        where = lambda key: file.line_of(key) or str(near(path))  # noqa: E731
        raise SettingsError("\n".join(explain(Settings, error, where))) from None
    here: dict[str, Any] = {}
    if settings.rules:
        here["rules"] = [_absolute(rule, path.parent) for rule in settings.rules]
    if (url := settings.history.url) and "://" not in url and not url.startswith("${"):
        here["history"] = settings.history.model_copy(update={"url": str(_absolute(Path(url), path.parent))})
    if settings.baseline:
        here["baseline"] = _absolute(settings.baseline, path.parent)
    if settings.pages:
        here["pages"] = _absolute(settings.pages, path.parent)
    settings = settings.model_copy(update=here)
    settings._file = file
    return settings


def find_settings(folder: Path) -> Path | None:
    """`copydesk.toml`, or a `pyproject.toml` with `[tool.copydesk]`, in the folder or the nearest one above."""
    for place in (folder, *folder.parents):
        if (place / FILE_NAME).is_file():
            return place / FILE_NAME
        project = place / "pyproject.toml"
        if project.is_file() and "[tool.copydesk" in project.read_text(encoding="utf-8", errors="replace"):
            return project
    return None


def _absolute(path: Path, folder: Path | None = None) -> Path:
    return ((folder or Path.cwd()) / path).resolve()
