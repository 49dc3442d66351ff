"""Of every line all prefixes are found, and nothing else."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from copydesk.scan.prefixes import Prefixes

texts = st.text(alphabet="abABzé\x00 ", max_size=10).map(str.encode)
prefixes = st.lists(texts.filter(bool), max_size=12, unique=True)


def found(prefixes, lines, *, caseless):
    buffer = b"".join(b"\n\n" + line for line in lines) + b"\n\n"
    starts = np.cumsum([2 + len(line) for line in lines], dtype=np.int64) - [len(line) for line in lines]
    hits = list(Prefixes(prefixes, caseless=caseless).find(buffer, starts))
    assert all(end == starts[row] + len(prefixes[index]) for row, index, end in hits)
    return sorted((row, index) for row, index, _ in hits)


@given(prefixes, st.lists(texts, min_size=1, max_size=8), st.booleans())
@example([b"a", b"ab", b"abc", b"abd", b"b"], [b"abcd", b"abd", b"ab", b"", b"bab"], False)
@example([b"Ab", b"aB", b"\xc3\xa9a"], [b"AB", b"\xc3\xa9A", b"\xc3\x89a"], True)
@example([b"abababababab", b"abababab"], [b"ababababab", b"abababababab"], False)
@example([b"a\x00"], [b"a", b"a\x00"], False)
def test_all_prefixes_of_every_line_are_found(prefixes, lines, caseless):
    def same(text):
        return text.lower() if caseless else text

    assert found(prefixes, lines, caseless=caseless) == [
        (row, index)
        for row, line in enumerate(lines)
        for index, prefix in enumerate(prefixes)
        if same(line).startswith(same(prefix))
    ]
