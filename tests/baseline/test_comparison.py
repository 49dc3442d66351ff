"""What a baseline knows of a batch, and how it ratchets. A batch is told as (source, rule, judged, contents)."""

import polars as pl
import pytest

from copydesk.baseline.accept import accepting, updated
from copydesk.baseline.comparison import Observed, compare
from copydesk.baseline.model import Accepted, Baseline, load_baseline
from copydesk.errors import CopydeskError

GAZETTE = "gazette.example"


def batch(judged, *failed, whole=False, code="UI05", source=GAZETTE):
    """Each of `failed` is an article, as the numbers of the contents that it is failed for."""
    contents = [(article, source, code, content, whole) for article, found in enumerate(failed) for content in found]
    schema = {"article": pl.Int32, "source": pl.String, "code": pl.String, "fingerprint": pl.UInt64, "whole": bool}
    counts = pl.DataFrame({"source": [source], "code": [code], "judged": [judged], "failed": [len(failed)]})
    return Observed(
        counts.with_columns(pl.col("source").cast(pl.String)), pl.DataFrame(contents, schema=schema, orient="row")
    )


def outcome(baseline, now):
    """Whether all is within what was accepted, whether the rate has risen, and which findings are known."""
    comparison = compare(baseline, now)
    (pair,) = comparison.pairs.iter_rows(named=True)
    return pair["settled"], pair["over"], comparison.known(now.contents).to_list()


SAME_LINE = batch(40, *[[1]] * 20)  # twenty of forty articles show one line
OWN_LINES = batch(40, *([n] for n in range(100, 120)))  # twenty show a line that no other has
NO_BYLINE = batch(40, *([n] for n in range(100, 120)), whole=True, code="BY01")


@pytest.mark.parametrize("known", [SAME_LINE, OWN_LINES, NO_BYLINE])
def test_the_batch_itself_is_known(known):
    assert outcome(accepting(known), known) == (True, False, [True] * 20)


@pytest.mark.parametrize(
    ("known", "now", "expected"),
    [
        pytest.param(SAME_LINE, batch(40, *[[1]] * 22), (True, False, [True] * 22), id="chance"),
        pytest.param(SAME_LINE, batch(40, *[[1]] * 34), (False, True, [True] * 34), id="the line spreads"),
        pytest.param(SAME_LINE, batch(40, [1], [2]), (False, False, [True, False]), id="another line"),
        pytest.param(OWN_LINES, batch(40, *([n] for n in range(200, 218))), (True, False, [True] * 18), id="as often"),
        pytest.param(
            OWN_LINES, batch(40, *([n] for n in range(200, 235))), (False, True, [False] * 35), id="far more often"
        ),
        pytest.param(
            NO_BYLINE,
            batch(40, *([n] for n in range(300, 322)), whole=True, code="BY01"),
            (True, False, [True] * 22),
            id="other articles, by chance",
        ),
        pytest.param(
            NO_BYLINE,
            batch(40, *([n] for n in range(100, 121)), whole=True, code="BY01"),
            (False, True, [True] * 20 + [False]),
            id="the same articles and one more",
        ),
        pytest.param(
            NO_BYLINE,
            batch(40, *([n] for n in range(101, 121)), whole=True, code="BY01"),
            (False, False, [True] * 19 + [False]),
            id="the same articles, one mended and one broken",
        ),
    ],
)
def test_what_is_new(known, now, expected):
    assert outcome(accepting(known), now) == expected


def test_another_source_or_rule_is_new():
    known = accepting(SAME_LINE)
    for other in (batch(40, [1], source="herald.example"), batch(40, [1], code="UI06"), batch(40, [1], source=None)):
        comparison = compare(known, other)
        assert comparison.known(other.contents).to_list() == [False]
        assert comparison.pairs.is_empty()


def test_articles_without_a_source_are_known_too(tmp_path):
    accepting(batch(40, [1], [1], source=None)).save(tmp_path / "known.json")
    now = batch(40, [1], source=None)
    assert outcome(load_baseline(tmp_path / "known.json"), now) == (True, False, [True])


def test_an_update_lowers_and_forgets_and_never_raises():
    known = accepting(SAME_LINE)
    less, change = updated(known, batch(100, *[[1]] * 10), accept=False)
    assert (less.accepted[GAZETTE, "UI05"].failed, less.accepted[GAZETTE, "UI05"].judged) == (10, 100)
    assert change.lowered == [(GAZETTE, "UI05")]
    assert updated(less, SAME_LINE, accept=False)[0] == less
    assert updated(less, SAME_LINE, accept=False)[1].refused == [(GAZETTE, "UI05")]
    none, change = updated(known, batch(100), accept=False)
    assert (none.accepted, change.gone) == ({}, [(GAZETTE, "UI05")])


def test_an_update_leaves_what_the_batch_cannot_tell():
    known = accepting(SAME_LINE)
    assert updated(known, batch(3), accept=False)[0] == known, "three good articles may be luck"
    assert updated(known, batch(90, source="herald.example"), accept=False)[0] == known


def test_an_update_that_accepts_takes_in_what_is_new():
    known = accepting(SAME_LINE)
    other = batch(40, [7], [7], code="UI06")
    refused, change = updated(known, other, accept=False)
    assert (refused, change.refused) == (known, [(GAZETTE, "UI06")])
    accepted, change = updated(known, other, accept=True)
    assert accepted.accepted.keys() == {(GAZETTE, "UI05"), (GAZETTE, "UI06")}
    assert change.raised == [(GAZETTE, "UI06")]
    assert updated(known, batch(40, *[[1]] * 34), accept=True)[0].accepted[GAZETTE, "UI05"].failed == 34


def test_a_lowered_rate_does_not_let_in_another_line():
    lowered, _ = updated(accepting(SAME_LINE), batch(100, *[[1]] * 10, [2]), accept=False)
    assert lowered.accepted[GAZETTE, "UI05"].findings == {f"{1:016x}": 10}
    assert outcome(lowered, batch(100, [2])) == (False, False, [False])


def test_the_file_is_sorted_and_one_fingerprint_a_line(tmp_path):
    both = Baseline.of(accepting(batch(9, [9, 3], [3], source="z")).accepted | accepting(SAME_LINE).accepted)
    path = tmp_path / "known.json"
    both.save(path)
    assert load_baseline(path) == both
    lines = path.read_text(encoding="utf-8").splitlines()
    prints = [line.strip() for line in lines if len(line.strip().split('"')[1:2] and line.split('"')[1]) == 16]
    assert prints == [f'"{1:016x}": 20', f'"{3:016x}": 2,', f'"{9:016x}": 1']


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "copydesk baseline"),
        ("{", "no baseline"),
        ('{"version": 2}', "`version`"),
        ('{"sources": {"a": {"UI01": {"judged": 1, "failed": 2, "once": 0, "findings": {}}}}}', "at most"),
    ],
)
def test_a_file_that_is_none(tmp_path, text, told):
    path = tmp_path / "known.json"
    if text:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(CopydeskError, match=told):
        load_baseline(path)


def test_more_fingerprints_than_are_kept(monkeypatch):
    monkeypatch.setattr("copydesk.baseline.accept.MAX_FINGERPRINTS", 5)
    kept = accepting(OWN_LINES).accepted[GAZETTE, "UI05"]
    assert kept == Accepted(judged=40, failed=20, once=20, findings={f"{n:016x}": 1 for n in range(100, 105)})
