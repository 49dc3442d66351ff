"""YAML as it is read: bounded, without surprises, and with errors that name the line."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from copydesk.errors import RuleError
from copydesk.rulebook.source import MAX_BYTES, MAX_DEPTH, load_yaml, nearest, place


class Anything(BaseModel):
    model_config = ConfigDict(extra="forbid")
    a: Any = None
    b: Any = None


@pytest.fixture
def load(tmp_path):
    def from_text(text):
        path = tmp_path / "rule.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_yaml(path, Anything)

    return from_text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("2026-05-01", "2026-05-01"),
        ("12:30", "12:30"),
        ("0123", "0123"),
        ("1e3", "1e3"),
        ("<<", "<<"),
        ("9" * 5_000, "9" * 5_000),
        ("true", True),
        ("False", False),
        ("12", 12),
        ("-7", -7),
        ("0.01", 0.01),
        ("~", None),
        ("", None),
        ("'12'", "12"),
        ("[1, a]", [1, "a"]),
    ],
)
def test_values_are_those_of_yaml_1_2(load, text, value):
    assert load(f"a: {text}").a == value


@given(
    value=st.recursive(st.text(max_size=20) | st.booleans(), lambda inner: st.lists(inner, max_size=3), max_leaves=9)
)
def test_what_is_dumped_is_read_again(tmp_path_factory, value):
    path = tmp_path_factory.mktemp("yaml") / "rule.yaml"
    path.write_text(yaml.safe_dump({"a": value}), encoding="utf-8")
    assert load_yaml(path, Anything).a == value


LAUGHS = "a: &a [x, x]\nb: [*a, *a]\n"


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (LAUGHS, 2, "`*a`"),
        ("a: 1\nb: &b {a: *b}\n", 2, "`*b`"),
        ("a: 1\n\na: 2\n", 3, "`a` stands twice"),
        ("a: {c: 1, d: [c, c], c: 2}\n", 1, "`c` stands twice"),
        ("b: 1\na: !!python/object/apply:os.getcwd []\n", 2, "tag"),
        ("a: !!timestamp 2026-99-99\n", 1, "tag"),
        ("b: 1\na: " + "[" * 100_000, 2, f"{MAX_DEPTH} deep"),
        ("a:\n" + "- " * 100_000 + "x", 2, f"{MAX_DEPTH} deep"),
        ("? " * 100_000, 1, f"{MAX_DEPTH} deep"),
        ("a: 1\nb: {c: 1\n", 3, "no YAML"),
        ("a: 'x\n", 2, "no YAML"),
        ("a: x\x07y\n", 1, "no YAML"),
        ("a: 1\n---\nb: 2\n", 2, "no YAML"),
        ("a: 1\n? [x]\n: 2\n", 2, "no YAML"),
        ("- a\n", 1, "keys and values"),
        ("", 1, "keys and values"),
        (b"a: 1\nb: Gl\xf6cken\n", 2, "no UTF-8"),
        ("a: 1\n".encode("utf-16"), 1, "no UTF-8"),
        ("a: 1\nc: 2\n", 2, "unknown key `c`; valid are a, b"),
        ("a: 1\n7: 2\n", 2, "`7`"),
    ],
)
def test_what_is_not_read_is_told_with_its_line(load, text, line, told):
    with pytest.raises(RuleError) as raised:
        load(text)
    assert f"rule.yaml:{line}: " in str(raised.value)
    assert told in str(raised.value)


def test_equal_keys_in_different_places_are_no_mistake(load):
    assert load("a: {b: 1, c: {b: 2}}\nb: [{b: 1}, {b: 2}]").a == {"b": 1, "c": {"b": 2}}


def test_a_byte_order_mark_is_no_part_of_the_first_key(load):
    assert load("\ufeffa: 1").a == 1


def test_a_file_is_bounded(load, tmp_path):
    with pytest.raises(RuleError, match="bytes"):
        load(b"a: " + b"x" * MAX_BYTES)
    with pytest.raises(RuleError, match=r"gone\.yaml: cannot be read"):
        load_yaml(tmp_path / "gone.yaml", Anything)
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(RuleError, match=r"folder\.yaml: cannot be read"):
        load_yaml(tmp_path / "folder.yaml", Anything)


@pytest.mark.parametrize(
    ("location", "word", "line"),
    [
        ((), None, 1),
        (("a",), None, 1),
        (("a", "c"), None, 2),
        (("a", "c", 1), None, 3),
        (("a", "gone", "c"), None, 1),
        (("b",), "x", 4),
        (("a",), "y", 3),
        (("b",), "gone", 4),
        ((), "x", 2),
    ],
)
def test_the_place_of_a_key_or_value_is_found(tmp_path, location, word, line):
    path = tmp_path / "rule.yaml"
    path.write_text("a:\n  c: [x,\n      y]\nb: x\n")
    assert place(path, location, word) == f"{path}:{line}"


def test_the_place_in_a_file_that_has_gone_is_its_first_line(tmp_path):
    assert place(tmp_path / "gone.yaml", ("a",)) == f"{tmp_path / 'gone.yaml'}:1"


def test_the_nearest_word_is_named_or_all_of_them():
    assert nearest("max_rte", ["max_rate", "required"]) == "; did you mean `max_rate`?"
    assert nearest("zzz", ["max_rate", "required"]) == "; valid are max_rate, required"
    assert nearest("zzz", []) == ""
