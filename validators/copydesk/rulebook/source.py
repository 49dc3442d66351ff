"""YAML files checked against their models, with errors that name the file, the line and the nearest valid key."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
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

MAX_LISTED = 40
"""Valid words that a message lists, where none is near."""

_KINDS: dict[type, str] = {list: "a list", str: "text", type(None): "nothing"}

Location = tuple[int | str, ...]
M = TypeVar("M", bound=BaseModel)


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# The numbers and truths of YAML 1.2 alone, by their first characters: dates, times, `no` and `on` are text, as whoever
# writes a word list means them.
_PLAIN: dict[str, list[tuple[re.Pattern[str], Callable[[str], Any]]]] = {}
for _pattern, _first, _value_of in (
    ("true|True|TRUE|false|False|FALSE", "tTfF", lambda value: value.lower() == "true"),
    ("[-+]?(?:0|[1-9][0-9]{0,17})", "-+0123456789", int),
    ("[-+]?(?:0|[1-9][0-9]{0,17})[.][0-9]{1,18}", "-+0123456789", float),
    ("~|null|Null|NULL|", ["~", "n", "N", ""], lambda value: None),
):
    for _character in _first:
        _PLAIN.setdefault(_character, []).append((re.compile(_pattern), _value_of))


def load_yaml(path: Path, model: type[M]) -> M:
    """The file as an instance of the model.

    Raises RuleError with file, line and what to do, if the file is no YAML or does not fit.
    """
    text = _read(path)
    try:
        data = _data(path, text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RuleError(f"{path}:{line}: this is no YAML: {error.problem}") from None
    except yaml.YAMLError as error:  # a character that YAML does not allow
        raise RuleError(f"{path}:1: this is no YAML: {' '.join(str(error).split())}") from None
    if not isinstance(data, dict):
        raise RuleError(f"{path}:1: expected keys and values, found {_KINDS.get(type(data), 'a value')}")
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


def _data(path: Path, text: str) -> Any:
    """What the file says; None for an empty one. Made of the parser's events, in half of the time of a loader.

    Raises RuleError for what YAML allows and a rule has no use for: it would grow without bound, or be missed.
    """
    documents: list[Any] = []
    open_: list[_Collection] = [_Collection(documents)]
    no_key: RuleError | None = None  # told last, as what is wrong inside it says more
    events: Iterator[Any] = yaml.parse(text, _Loader)
    for event in events:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            value = _plain_value(event.value) if event.implicit[0] else event.value
            if event.tag or not open_[-1].take(value, event.value):
                raise _misfit(path, event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            made: Any = {} if kind is yaml.MappingStartEvent else []
            if event.tag:
                raise _misfit(path, event)
            if not open_[-1].take(made):
                no_key = no_key or _misfit(path, event)
            open_.append(_Collection(made))
            if len(open_) > MAX_DEPTH:
                line = event.start_mark.line + 1
                raise RuleError(f"{path}:{line}: lists and keys stand more than {MAX_DEPTH} deep within each other")
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            open_.pop()
        elif kind is yaml.AliasEvent or (kind is yaml.DocumentStartEvent and documents):
            raise _misfit(path, event)
    if no_key:
        raise no_key
    return documents[0] if documents else None


def _plain_value(text: str) -> Any:
    """What a scalar without quotes stands for."""
    for pattern, value_of in _PLAIN.get(text[:1], ()):
        if pattern.fullmatch(text):
            return value_of(text)
    return text


def _misfit(path: Path, event: Any) -> RuleError:
    """Why what begins here cannot be taken."""
    where = f"{path}:{event.start_mark.line + 1 if event.start_mark else 1}"
    match event:
        case yaml.AliasEvent():
            return RuleError(f"{where}: `*{event.anchor}` points to another place of the file; write it out")
        case yaml.DocumentStartEvent():
            return RuleError(f"{where}: this is no YAML: but found another document")
        case _ if event.tag:
            return RuleError(f"{where}: the tag `{event.tag}` is not read; leave it out")
        case yaml.ScalarEvent():
            return RuleError(f"{where}: the key `{event.value}` stands twice; only one can count")
    return RuleError(f"{where}: this is no YAML: found unhashable key")


class _Collection:
    """A list or mapping of a file, while it is open."""

    def __init__(self, made: Any) -> None:
        self._made = made
        self._keys: set[str] | None = set() if isinstance(made, dict) else None
        self._key: Any = None
        self._is_key = True

    def take(self, value: Any, text: str | None = None) -> bool:
        """Takes the next key or value. text: as the file writes it; None of a collection. False for a key that the
        mapping has, or that cannot be one."""
        if self._keys is None:
            self._made.append(value)
            return True
        if self._is_key:
            fits = text is not None and text not in self._keys
            if text is not None:
                self._keys.add(text)
            self._key = value if fits else None
        else:
            fits = True
            self._made[self._key] = value
        self._is_key = not self._is_key
        return fits


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
    """`; did you mean …?`, or the valid words where none is near and they are not too many."""
    valid = sorted(valid)
    close = difflib.get_close_matches(word, valid, n=1)
    if close:
        return f"; did you mean `{close[0]}`?"
    return f"; valid are {', '.join(valid)}" if 0 < len(valid) <= MAX_LISTED else ""


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
