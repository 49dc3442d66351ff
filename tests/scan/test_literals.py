"""Every occurrence of every literal is found, by vectorscan and by RE2."""

import sys

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from copydesk.scan.literals import NoLiterals, Re2Literals, VectorscanLiterals, literal_matcher

letters = st.sampled_from(
    [b"a", b"A", b"b", b"B", b"z", b"\n", b" ", b".", b"*", b"\xc3", b"\xa9", b"\x89", b"\x00", b"\xff", b"["]
)
literals = st.lists(st.lists(letters, min_size=1, max_size=5).map(b"".join), min_size=1, max_size=8, unique=True)
buffers = st.lists(st.one_of(letters, st.binary(max_size=3)), max_size=40).map(b"".join)


def naive(words, buffer, *, caseless):
    if caseless:
        words, buffer = [word.lower() for word in words], buffer.lower()
    return {
        (index, end)
        for index, word in enumerate(words)
        for end in range(len(word), len(buffer) + 1)
        if buffer[end - len(word) : end] == word
    }


@pytest.fixture(params=["vectorscan", "re2"])
def matcher(request):
    if request.param == "vectorscan":
        pytest.importorskip("hyperscan")
        return VectorscanLiterals
    return Re2Literals


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(literals, buffers, st.booleans())
@example([b"aa", b"a"], b"aaaa", False)
@example([b"\nab", b"ab\n", b"ab"], b"\nab\n\nab\n", False)
@example([b"\xc3\xa9"], b"\xc3\x89\xc3\xa9", True)
@example([b"abz", b"b"], b"abab", True)
def test_every_occurrence_of_every_literal_is_found(matcher, words, buffer, caseless):
    assert set(matcher(words, caseless=caseless).find(buffer)) == naive(words, buffer, caseless=caseless)


def test_re2_serves_where_vectorscan_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "hyperscan", None)
    assert isinstance(literal_matcher([b"bell"], caseless=True), Re2Literals)


def test_no_literals_need_no_matcher():
    assert isinstance(literal_matcher([], caseless=False), NoLiterals)
    assert list(NoLiterals().find(b"bell")) == []
