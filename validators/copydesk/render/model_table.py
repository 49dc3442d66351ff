"""The keys of a pydantic model as a table of Markdown: for the pages on settings, rules and detectors."""

import inspect
import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from copydesk.render.explanation import escaped

_KINDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "null": "nothing",
}
_BOUNDS = {"minimum": "from", "exclusiveMinimum": "above", "maximum": "to", "exclusiveMaximum": "below"}


def model_table(model: type[BaseModel]) -> Iterator[str]:
    """A row a key: what it is called, what it holds, what it is if left out, and what it means."""
    properties = model.model_json_schema()["properties"]
    yield "| key | holds | if left out | meaning |"
    yield "|---|---|---|---|"
    for name, field in model.model_fields.items():
        left_out = "required" if field.is_required() else _default(field.get_default(call_default_factory=True))
        yield f"| `{name}` | {escaped(_kind(properties[name]))} | {left_out} | {escaped(field.description or '')} |"


def docstring(model: type[BaseModel]) -> str:
    """What a model says of itself; nothing where it says nothing of its own."""
    return escaped(inspect.cleandoc(model.__doc__ or ""))


def _kind(schema: dict[str, Any]) -> str:
    """What a value may be, in words."""
    if "anyOf" in schema:
        return " or ".join(kind for one in schema["anyOf"] if (kind := _kind(one)) != "nothing")
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return "any value" if name == "JsonValue" else f"`{name}`"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    match schema.get("type"):
        case "array" if "prefixItems" in schema:
            return " and ".join(map(_kind, schema["prefixItems"]))
        case "array":
            return f"list of {_kind(schema.get('items', {}))}"
        case "object":
            inner = schema.get("additionalProperties")
            return f"table of {_kind(inner)}" if isinstance(inner, dict) and inner else "table"
    bounds = (f" {word} {schema[bound]:g}" for bound, word in _BOUNDS.items() if bound in schema)
    return _KINDS.get(str(schema.get("type")), "any value") + "".join(bounds)


def _default(value: object) -> str:
    if value is None or value is PydanticUndefined:
        return "not set"
    if isinstance(value, BaseModel):
        return "`{}`"
    return f"`{json.dumps(value, ensure_ascii=False, default=str)}`"
