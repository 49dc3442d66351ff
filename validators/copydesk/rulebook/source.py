"""YAML files checked against their models, with errors that name the file, the line and the nearest valid key."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError

from copydesk.errors import RuleError

MAX_BYTES = 4_000_000
"""Bytes of one file; the longest word list that comes with copydesk has 0.12 MB."""
MAX_DEPTH = 20
"""Collections within each other: libyaml builds them by recursion, and 100,000 of them overrun its stack."""

Location = tuple[int | str, ...]
M = TypeVar("M", bound=BaseModel)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader, in C where there is one, with the numbers and truths of YAML 1.2 alone: dates, times, `no` and
    `on` are text, as whoever writes a word list means them."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}


for _kind, _pattern, _first in (
    ("bool", "true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", "[-+]?(?:0|[1-9][0-9]{0,17})", "-+0123456789"),
    ("float", "[-+]?(?:0|[1-9][0-9]{0,17})[.][0-9]{1,18}", "-+0123456789"),
    ("null", "~|null|Null|NULL|", ["~", "n", "N", ""]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(f"^(?:{_pattern})$"), list(_first))


def load_yaml(path: Path, model: type[M]) -> M:
    """The file as an instance of the model.

    Raises RuleError with file, line and what to do, if the file is no YAML or does not fit.
    """
    text = _read(path)
    try:
        _check(path, text)
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RuleError(f"{path}:{line}: this is no YAML: {error.problem}") from None
    except yaml.YAMLError as error:  # a character that YAML does not allow
        raise RuleError(f"{path}:1: this is no YAML: {' '.join(str(error).split())}") from None
    if not isinstance(data, dict):
        raise RuleError(f"{path}:1: expected keys and values, found {type(data).__name__}")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise RuleError("\n".join(explain(model, error, lambda location: place(path, location)))) from None


def _read(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RuleError(f"{path}: cannot be read: {error.strerror or error}") from None
    if len(data) > MAX_BYTES:
        raise RuleError(f"{path}: has {len(data):,} bytes, and at most {MAX_BYTES:,} are read; split it")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise RuleError(f"{path}:{line}: this is no UTF-8: {error.reason}") from None


def _check(path: Path, text: str) -> None:
    """Raises RuleError for what YAML allows and a rule has no use for: it would grow without bound, or be missed."""
    open_: list[_Collection] = [_Collection(None)]
    for event in yaml.parse(text, _Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        match event:
            case yaml.AliasEvent():
                raise RuleError(f"{path}:{line}: `*{event.anchor}` points to another place of the file; write it out")
            case yaml.CollectionEndEvent():
                open_.pop()
            case yaml.ScalarEvent() | yaml.CollectionStartEvent():
                if event.tag:
                    raise RuleError(f"{path}:{line}: the tag `{event.tag}` is not read; leave it out")
                value = event.value if isinstance(event, yaml.ScalarEvent) else None
                if not open_[-1].take(value):
                    raise RuleError(f"{path}:{line}: the key `{value}` stands twice; only one can count")
                if isinstance(event, yaml.CollectionStartEvent):
                    open_.append(_Collection(set() if isinstance(event, yaml.MappingStartEvent) else None))
                if len(open_) > MAX_DEPTH:
                    raise RuleError(f"{path}:{line}: lists and keys stand more than {MAX_DEPTH} deep within each other")


@dataclass
class _Collection:
    """An open list or mapping of a file. keys: those of a mapping so far; None for a list."""

    keys: set[str] | None
    is_key: bool = True

    def take(self, value: str | None) -> bool:
        """Takes the next key or value, None where it is a collection. False for a key that the mapping has."""
        if self.keys is None:
            return True
        is_new = not self.is_key or value not in self.keys
        if self.is_key and value is not None:
            self.keys.add(value)
        self.is_key = not self.is_key
        return is_new


def explain(
    model: type[BaseModel], error: ValidationError, where: Callable[[Location], str], prefix: Location = ()
) -> Iterator[str]:
    """One sentence a mistake: `file:line: what is wrong, and the nearest valid key`.

    where: says where the deepest known part of a location stands, as `file:line`. prefix: the location of the model.
    """
    for mistake in error.errors():
        inner = tuple(part for part in mistake["loc"] if part != "[key]")
        location = (*prefix, *inner)
        name = ".".join(str(part) for part in location)
        start = f"{where(location)}: " if where(location) else ""
        match mistake["type"]:
            case "extra_forbidden":
                yield f"{start}unknown key `{name}`{nearest(str(inner[-1]), _keys(model, inner[:-1]))}"
            case "missing":
                yield f"{start}the key `{name}` is missing"
            case "string_type" if isinstance(mistake["input"], bool | int | float):
                yield f"{start}`{name}`: {mistake['input']} is no text; put it in quotes"
            case _:
                yield f"{start}`{name}`: {mistake['msg'].removeprefix('Value error, ')}"


def nearest(word: str, valid: Iterable[str]) -> str:
    """`; did you mean …?`, or the valid words where none is near."""
    valid = sorted(valid)
    close = difflib.get_close_matches(word, valid, n=1)
    if close:
        return f"; did you mean `{close[0]}`?"
    return f"; valid are {', '.join(valid)}" if valid else ""


def place(path: Path, location: Location, word: str | None = None) -> str:
    """`file:line` of the deepest part of the location that a YAML file has, or of a value under it.

    The file is read again, since only mistakes ask for it.
    """
    try:
        root = yaml.compose(_read(path), Loader=_Loader)
    except (RuleError, yaml.YAMLError):  # it has changed since it was loaded
        root = None
    return f"{path}:{line_of(root, location, word)}"


def line_of(node: yaml.Node | None, location: Location, word: str | None = None) -> int:
    """The line, from 1, of the deepest part of `location` that there is, or of the first value `word` under it."""
    line = node.start_mark.line + 1 if node else 1
    for part in location:
        found = _child(node, part)
        if found is None:
            break
        line, node = found
    return next((leaf.start_mark.line + 1 for leaf in _leaves(node) if leaf.value == word), line)


def _child(node: yaml.Node | None, part: int | str) -> tuple[int, yaml.Node] | None:
    """The line and the value of a key or a position."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return key.start_mark.line + 1, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark.line + 1, node.value[part]
    return None


def _leaves(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from _leaves(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _leaves(value)


def _keys(annotation: Any, location: Location) -> Iterable[str]:
    """The keys that are valid where `location` points, as far as models are nested in it."""
    for part in location:
        annotation = _inner(annotation, part)
    models = [model for model in _alternatives(annotation) if isinstance(model, type) and issubclass(model, BaseModel)]
    return models[0].model_fields if models else ()


def _inner(annotation: Any, part: int | str) -> Any:
    """The type of what stands under a key or position of a type; None where it has none."""
    for one in _alternatives(annotation):
        if isinstance(one, type) and issubclass(one, BaseModel):
            if str(part) in one.model_fields:
                return one.model_fields[str(part)].annotation
        elif get_origin(one) in (dict, list):
            return get_args(one)[-1]
    return None


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) is Annotated:
        return _alternatives(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return get_args(annotation)
    return (annotation,)
