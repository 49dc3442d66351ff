"""Batches that are too much in one respect: the work stays linear, memory bounded, and what is left out is told."""

import os
from functools import partial

import polars as pl
import pytest

import copydesk
from copydesk.reading import Reader
from copydesk.reading.runs import MAX_RECORD_BYTES
from copydesk.result.model import Gate
from copydesk.scan.plan import MAX_HITS

PROSE = "The miller of the upper mill counted forty sacks of rye before the bell rang for noon on Friday."
FOOTERS = ["Night desk, extension 11", "Letters to the editor: desk@gazette.example", "The Gazette, founded 1831"]


def article(number, body, source="gazette"):
    return {
        "id": f"{source}-{number}",
        "url": f"https://{source}.example/{number}",
        "title": f"Story {number}",
        "authors": ["Ana Petrel"],
        "published": f"2026-05-{1 + number % 9:02}",
        "language": "en",
        "source": source,
        "body": body,
    }


def story(number):
    return f"{PROSE} It was day {number}.\n{number} sacks more came at night, and {number + 1} the day after."


def batch(count=120):
    """Adverts, footers that recur, copies, and several sources."""
    return [
        article(
            n if n % 17 else 0,
            "\n".join([story(n if n % 13 else 1), "ADVERTISEMENT", FOOTERS[n % 3], "ADVERTISEMENT"]),
            f"source-{n % 5}",
        )
        for n in range(count)
    ]


@pytest.fixture
def check(monkeypatch):
    """Checks a batch in blocks of a few articles; the gate has tests of its own."""
    monkeypatch.setattr("copydesk.gate.judge", lambda *_: (Gate(verdict="pass", reasons=[]), []))

    def run(articles, block_records=10, **options):
        monkeypatch.setattr("copydesk.run.Reader", partial(Reader, block_records=block_records))
        return copydesk.check(articles, settings=copydesk.Settings(), **options)

    return run


@pytest.fixture
def narrow(monkeypatch):
    """Nearly nothing is kept in memory, and lines that recur are counted in many shares, with many collisions."""
    monkeypatch.setattr("copydesk.spill.MAX_BYTES_HELD", 2_000)
    monkeypatch.setattr("copydesk.result.kept.PART_FINDINGS", 7)
    monkeypatch.setattr("copydesk.scan.ledger.COUNTER_SLOTS", 61)
    monkeypatch.setattr("copydesk.scan.ledger.SHARE_LINES", 50)
    monkeypatch.setattr("copydesk.run.CONCLUDED_AT_ONCE", 5)
    monkeypatch.setattr("copydesk.tally.MAX_COVERAGE_ROWS", 3)


def test_what_waits_on_disk_changes_nothing(check, request, tmp_path):
    usual = check(batch())
    assert {"UI01", "BP06", "DU05", "RE04"} <= set(usual.findings["code"])
    request.getfixturevalue("narrow")
    spilled = check(batch())
    parts = list(spilled.parts())
    assert len(parts) > 20
    assert spilled.findings.equals(usual.findings)
    assert pl.concat(parts).equals(usual.findings)
    assert spilled.scorecard.equals(usual.scorecard)
    assert spilled.articles.equals(usual.articles)
    written = {"created": ""}
    assert spilled.summary.model_copy(update=written) == usual.summary.model_copy(update=written)
    assert copydesk.load_result(spilled.save(tmp_path / "desk")).findings.equals(usual.findings)


def test_work_on_disk_grows_with_the_batch_and_not_faster(check, narrow, monkeypatch):
    read = []
    monkeypatch.setattr("os.pread", lambda file, size, at, pread=os.pread: read.append(size) or pread(file, size, at))

    def bytes_read(count):
        read.clear()
        list(check(batch(count)).parts())
        return sum(read)

    monkeypatch.setattr("copydesk.scan.ledger.SHARE_LINES", 1 << 22)
    once, four_times = bytes_read(200), bytes_read(800)
    assert once > 50_000
    assert four_times < 6 * once  # 4 is linear, 16 quadratic


def test_an_article_comes_whole_in_one_part(check, narrow):
    parts = check([article(n, "ADVERTISEMENT\n" * (n % 3 * 20) + PROSE) for n in range(9)]).parts()
    articles = [record for part in parts for record in part["record"].unique()]
    assert len(articles) == len(set(articles)) > 5


def test_a_body_of_identical_lines_is_told_within_a_bound(check):
    findings = check([article(0, "ADVERTISEMENT\n" * 50_000 + PROSE)]).findings
    told = findings.filter(pl.col("code") == "UI01")
    assert len(told) == MAX_HITS
    assert f"and {50_000 - MAX_HITS:,} more in this article" in told["message"][-1]
    assert findings.group_by("code").len()["len"].max() <= MAX_HITS


def test_a_long_line_is_quoted_within_a_bound(check):
    body = f"By Tom Reed {PROSE * 20_000}\nADVERTISEMENT {'x' * 1_000_000}\nADVERTISEMENT\n{PROSE}"
    result = check([article(0, body)])
    assert "UI01" in set(result.findings["code"])
    texts = result.findings.select(pl.col(pl.String).str.len_chars().max()).row(0)
    assert max(length or 0 for length in texts) <= 1_000


def test_a_record_beyond_the_bound_is_told_and_the_others_are_read(check, tmp_path):
    path = tmp_path / "batch.jsonl"
    with path.open("w") as file:
        for body in ("The mill opens.", "x" * MAX_RECORD_BYTES, "The weir is shut."):
            file.write(f'{{"title": "Mill", "body": "{body}"}}\n')
    result = check(path, 2_000)
    (told,) = result.findings.filter(pl.col("code") == "IN01").iter_rows(named=True)
    assert (told["row"], result.summary.articles) == (2, 2)
    assert f"more than {MAX_RECORD_BYTES:,}" in told["message"]


@pytest.mark.parametrize("text_file", [False, True])
def test_a_body_of_too_many_lines_is_told_and_the_other_is_read(check, monkeypatch, tmp_path, text_file):
    for module in ("frame", "runs", "plain_text"):
        monkeypatch.setattr(f"copydesk.reading.{module}.MAX_BODY_LINES", 1_000)
    long, short = "a\n" * 1_000 + "a", "a\n" * 999 + "a"
    for name, body in (("long", long), ("short", short)):
        (tmp_path / f"{name}.txt").write_text(f"Mill\n{body}")
    result = check(tmp_path if text_file else [article(0, long), article(1, short)])
    (told,) = result.findings.filter(pl.col("code") == "IN01").iter_rows(named=True)
    assert "1,001 lines, more than 1,000" in told["message"]
    assert result.summary.tallies["BO01"].failed == 1
    assert result.summary.articles == 2


def test_of_many_sources_the_worst_are_summed_up_and_the_others_counted(check, monkeypatch):
    monkeypatch.setattr("copydesk.tally.MAX_SOURCES", 10)
    articles = [article(n, PROSE if n % 100 else f"{PROSE}\nADVERTISEMENT", f"source-{n}") for n in range(3_000)]
    summary = check(articles, 500).summary
    assert summary.omitted["sources"] == 2_990
    assert [source.articles_failed for source in summary.sources] == [1] * 10
    assert summary.tallies["UI01"].judged == 3_000


def test_the_text_of_a_block_goes_with_it(check, monkeypatch):
    """What is kept of a block must not be a view of its bodies."""
    from copydesk.scan.ledger import Ledger

    kept = []
    monkeypatch.setattr(Ledger, "add", lambda ledger, part: kept.append(part.lines))
    check([article(n, f"Night desk {n}\n{'x' * 300_000}") for n in range(20)])
    buffers = {buffer.address: buffer.size for lines in kept for buffer in _buffers(lines["text"])}
    assert sum(map(len, kept)) == 20
    assert sum(buffers.values()) < 100_000


def _buffers(texts):
    return [buffer for buffer in texts.to_arrow(compat_level=pl.CompatLevel.newest()).buffers() if buffer]
