"""YAML files checked against their models, with errors that name the file, the line and the nearest valid key."""

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from copydesk.errors import RuleError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
M = TypeVar("M", bound=BaseModel)


def load_yaml(path: Path, model: type[M]) -> M:
    """The file as an instance of the model.

    Raises RuleError with file, line and what to do, if the file is no YAML or does not fit.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise RuleError(f"{path}:{line}: this is no UTF-8: {error.reason}") from None
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, in C where there is one
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RuleError(f"{path}:{line}: this is no YAML: {error.problem}") from None
    if not isinstance(data, dict):
        raise RuleError(f"{path}:1: expected keys and values, found {type(data).__name__}")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise RuleError("\n".join(explain(path, text, model, error))) from None


def explain(path: Path, text: str, model: type[BaseModel], error: ValidationError) -> Iterable[str]:
    """One sentence a mistake: `file:line: what is wrong, and the nearest valid key`."""
    root = yaml.compose(text, Loader=_Loader)
    for mistake in error.errors():
        location = mistake["loc"]
        where = f"{path}:{line_of(root, location)}"
        name = ".".join(str(part) for part in location)
        if mistake["type"] == "extra_forbidden":
            yield f"{where}: unknown key `{name}`{nearest(str(location[-1]), _keys(model, location[:-1]))}"
        else:
            yield f"{where}: `{name}`: {mistake['msg']}"


def nearest(word: str, valid: Iterable[str]) -> str:
    """`; did you mean …?`, or the valid words where none is near."""
    valid = sorted(valid)
    close = difflib.get_close_matches(word, valid, n=1)
    if close:
        return f"; did you mean `{close[0]}`?"
    return f"; valid are {', '.join(valid)}" if valid else ""


def line_of(node: yaml.Node | None, location: tuple[int | str, ...]) -> int:
    """The line, from 1, of the deepest part of `location` that the file has."""
    line = node.start_mark.line + 1 if node else 1
    for part in location:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    line, node = key.start_mark.line + 1, value
                    break
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line


def _keys(model: type[BaseModel], location: tuple[int | str, ...]) -> Iterable[str]:
    """The keys that are valid where `location` points, as far as models are nested."""
    for part in location:
        field = model.model_fields.get(str(part))
        inner = field.annotation if field else None
        candidates = [inner, *getattr(inner, "__args__", ())]
        nested = next((c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)), None)
        if nested is None and not isinstance(part, int):
            return ()
        model = nested or model
    return model.model_fields
