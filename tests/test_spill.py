"""Frames that wait on disk come back as they were, and leave nothing behind."""

import gc
import os
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.spill import Spill

numbers = st.lists(st.lists(st.integers(-1, 50), max_size=8), max_size=12)


def frame(articles):
    texts = [f"line {n} 😀" for n in articles]
    return pl.DataFrame({"article": articles, "text": texts}, schema={"article": pl.Int32, "text": pl.String})


def filled(monkeypatch, batches, max_bytes):
    monkeypatch.setattr("copydesk.spill.MAX_BYTES_HELD", max_bytes)
    spill = Spill()
    for articles in batches:
        spill.add(frame(articles))
    return spill


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """The folder of temporary files."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def open_files():
    return len(list(Path("/proc/self/fd").iterdir()))


@given(numbers, st.sampled_from([0, 100, 300, 10_000]))
def test_rows_come_back_in_their_order(batches, max_bytes):
    with pytest.MonkeyPatch.context() as patch:
        spill = filled(patch, batches, max_bytes)
    wanted = frame([n for articles in batches for n in articles])
    for _ in range(2):
        assert pl.concat([wanted.clear(), *spill.parts()]).equals(wanted)
    assert pl.concat([wanted.clear().select("text"), *spill.parts(["text"])]).equals(wanted.select("text"))


@given(numbers, st.integers(-1, 50), st.integers(0, 20), st.sampled_from([0, 100, 10_000]))
def test_the_rows_of_some_articles(batches, first, count, max_bytes):
    with pytest.MonkeyPatch.context() as patch:
        spill = filled(patch, batches, max_bytes)
    articles = range(first, first + count)
    wanted = frame([n for some in batches for n in some if n in articles])
    assert pl.concat([wanted.clear(), *spill.parts(within=articles)]).equals(wanted)


def test_only_the_parts_that_hold_an_article_are_read(monkeypatch):
    spill = filled(monkeypatch, [[n, n] for n in range(100)], 0)
    reads = []
    monkeypatch.setattr("os.pread", lambda *where, pread=os.pread: reads.append(where) or pread(*where))
    assert sum(map(len, spill.parts(within=range(10, 13)))) == 6
    assert len(reads) == 3


def test_what_is_in_memory_is_bounded(monkeypatch):
    spill = filled(monkeypatch, [], 1_000)
    for _ in range(200):
        spill.add(frame([1, 2]))
        assert spill._held_bytes <= 1_000
    assert sum(map(len, spill.parts())) == 400


def test_the_file_has_no_name(temporary, monkeypatch):
    spill = filled(monkeypatch, [[1, 2], [3]], 0)
    assert list(temporary.iterdir()) == []
    assert [part["article"].to_list() for part in spill.parts()] == [[1, 2], [3]]


def test_a_small_batch_needs_no_file(monkeypatch):
    before = open_files()
    spill = filled(monkeypatch, [[1, 2], [3]], 10_000)
    assert open_files() == before
    assert sum(map(len, spill.parts())) == 3


def test_the_disk_is_given_back(monkeypatch):
    before = open_files()
    spill = filled(monkeypatch, [[1, 2], [3]], 0)
    assert open_files() == before + 1
    spill.close()
    assert (open_files(), list(spill.parts())) == (before, [])


def test_the_disk_is_given_back_when_nobody_asks_any_more(monkeypatch):
    before = open_files()
    spill = filled(monkeypatch, [[1, 2], [3]], 0)
    del spill
    gc.collect()
    assert open_files() == before
