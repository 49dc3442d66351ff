"""Where the keys of a TOML file stand."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from copydesk.toml_lines import key_lines

TEXT = '''\
# a comment
select = ["ALL"]

ignore = [
  "UI09",   # ]
  "BY",
]
text = """
[not.a.table]
select = 1
"""
[gate]
UI01.max_rate = 0.5
BY01 = { max_rate = 1, required = true }

[ sources . "a.example" ]  # [x]
ignore = []
[[list]]
a = 1
[[list]]
b = 2
'''


def test_every_key_is_found_on_the_line_where_it_begins():
    assert key_lines(TEXT) == {
        ("select",): 2,
        ("select", 0): 2,
        ("ignore",): 4,
        ("ignore", 0): 4,
        ("ignore", 1): 4,
        ("text",): 8,
        ("gate",): 12,
        ("gate", "UI01"): 13,
        ("gate", "UI01", "max_rate"): 13,
        ("gate", "BY01"): 14,
        ("gate", "BY01", "max_rate"): 14,
        ("gate", "BY01", "required"): 14,
        ("sources",): 16,
        ("sources", "a.example"): 16,
        ("sources", "a.example", "ignore"): 17,
        ("list",): 18,
        ("list", 0): 18,
        ("list", 0, "a"): 19,
        ("list", 0, "b"): 21,
    }


names = st.text(alphabet="abc .#[]=\"'é", min_size=1, max_size=4)
values = st.one_of(
    st.integers(-9, 9).map(str),
    st.text(alphabet="ab#[]= é", max_size=6).map(lambda text: f'"{text}"'),
    st.text(alphabet="ab#[]=\n é", max_size=9).map(lambda text: f'"""\n{text}"""'),
    st.lists(st.integers(0, 9), max_size=3).map(
        lambda numbers: "[\n" + "".join(f"  {n}, # ]\n" for n in numbers) + "]"
    ),
)


def quoted(name):
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


@given(st.dictionaries(names, st.dictionaries(names, values, max_size=4), max_size=4), st.integers(0, 2))
def test_the_keys_are_those_of_the_file(tables, blank):
    lines, expected = [], {}
    for table, entries in tables.items():
        lines += [""] * blank
        expected[(table,)] = len(lines) + 1
        lines.append(f"[{quoted(table)}]")
        for key, value in entries.items():
            expected[table, key] = len(lines) + 1
            lines += f"{quoted(key)} = {value}".split("\n")
    text = "\n".join(lines)
    assert {key: line for key, line in key_lines(text).items() if isinstance(key[-1], str)} == expected
    assert set(tomllib.loads(text)) == set(tables)
