"""The past of a source in numbers, and what the rules on trends make of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from copydesk.detectors import detector_for
from copydesk.findings import source_row
from copydesk.history import Rates, SourceRun
from copydesk.history.causes import likely_causes
from copydesk.history.panel import DAY, panel
from copydesk.history.statistics import angle, angle_noise, median, quantile, scatter, wilson
from copydesk.rulebook import load_rulebook

BOOK = load_rulebook()
MATRICES = arrays(
    np.float64, (3, 9), elements=st.one_of(st.floats(-1e6, 1e6), st.just(float("nan"))), fill=st.nothing()
)


@given(MATRICES, st.sampled_from([0.0, 0.1, 0.2, 0.5, 0.8, 1.0]))
def test_a_quantile_is_a_known_value_of_its_rank(values, share):
    for row, found in zip(values, quantile(values, share), strict=True):
        known = np.sort(row[~np.isnan(row)])
        if not len(known):
            assert np.isnan(found)
            continue
        method = "lower" if share < 0.5 else "higher"
        assert found == np.quantile(known, share, method=method)


@given(MATRICES)
def test_a_median_is_that_of_numpy(values):
    for row, found in zip(values, median(values), strict=True):
        known = row[~np.isnan(row)]
        assert np.isnan(found) if not len(known) else found == pytest.approx(np.median(known))


def test_scatter_is_the_standard_deviation_of_noise_and_does_not_mind_a_fifth_of_broken_days():
    noise = np.random.default_rng(1).normal(0, 3, (400, 56))
    calm = scatter(noise).mean()
    assert 3 < calm < 4
    noise[:, :8] += 100
    assert scatter(noise).mean() < 1.6 * calm


def test_wilson_bounds_are_those_of_the_textbook():
    low, high = wilson([5, 0, 10], [10, 10, 10], 1.96)
    assert low == pytest.approx([0.2366, 0, 0.7225], abs=1e-3)
    assert high == pytest.approx([0.7634, 0.2775, 1], abs=1e-3)
    assert np.isnan(wilson([0], [0], 2)[0]).all()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_the_angle_of_a_share_scatters_as_its_number_tells_whatever_the_share(share):
    of = np.full(20_000, 60.0)
    found = angle(np.random.default_rng(1).binomial(60, share, len(of)), of)
    assert found.std() == pytest.approx(angle_noise(of)[0], rel=0.05)
    assert found.mean() == pytest.approx(np.arcsin(np.sqrt(share)), abs=0.01)
    assert np.isnan(angle(np.zeros(1), np.zeros(1))).all()


def test_a_source_has_no_articles_from_its_first_batch_on_and_rules_that_did_not_run_are_unknown():
    made = panel(
        [0, DAY, 2 * DAY],
        [("gazette", {1: SourceRun("gazette", 8, language="en", rules={"UI01": Rates(8, 2)})})],
        [set(), {"UI01"}, {"UI01"}],
    )
    assert made.articles.tolist()[0][1:] == [8, 0]
    assert np.isnan(made.articles[0, 0])
    assert made.failed["UI01"].tolist()[0][1:] == [2, 0]
    assert np.isnan(made.failed["UI01"][0, 0])
    assert made.languages == ["en"]


def judge(code, runs_of, days=36, **more):
    """The findings of a rule. runs_of: source and day to its numbers."""
    names = list(runs_of)
    sources = [(name, {day: runs_of[name](day) for day in range(days)}) for name in names]
    codes = [{"UI01", "UI02"}] * days
    rule = BOOK.find(code)
    verdict = detector_for(rule, BOOK.vocabulary).judge(
        panel([day * DAY for day in range(days)], sources, codes, **more)
    )
    return [source_row(rule, hit) for hit in verdict.hits]


def steady(articles, **more):
    return lambda day: SourceRun("", articles, language="en", **more)


def drops(to, days=36):
    return lambda day: SourceRun("", to if day == days - 1 else 80, language="en")


def test_what_is_expected_follows_a_source_that_shrinks():
    days = range(56)
    runs = {day: SourceRun("gazette", round(80 - 0.6 * day)) for day in days}
    made = panel([day * DAY for day in days], [("gazette", runs)], [set()] * len(days))
    assert runs[55].articles == 47
    assert 50 < made.expected[0, -1] < 57  # the median of the weekday, eight weeks long, is 63


def test_a_holiday_of_all_is_no_drop_and_the_drop_of_one_is():
    holiday = {f"paper-{n}": drops(40) for n in range(8)}
    assert judge("BA01", holiday) == []
    working = {f"paper-{n}": steady(80) for n in range(7)} | {"paper-7": drops(20)}
    assert [row["source"] for row in judge("BA01", working)] == ["paper-7"]


def test_a_batch_that_lost_nearly_all_is_no_holiday():
    found = judge("BA01", {f"paper-{n}": drops(4) for n in range(8)})
    assert len(found) == 8
    [cause] = likely_causes(found, [f"paper-{n}" for n in range(8)])
    assert cause.startswith("8 of 8 sources have BA01")


def test_what_was_broken_is_no_example_until_most_is():
    lost = lambda since: lambda day: SourceRun("", 30, filled={"authors": 0 if day >= since else 28})  # noqa: E731
    broken = lambda since: {("paper", day) for day in range(since, 36)}  # noqa: E731
    for since, is_told in ((20, True), (10, False)):
        assert bool(judge("BA03", {"paper": lost(since)}, broken=broken(since))) == is_told


def test_a_finding_says_what_is_now_and_what_was():
    [row] = judge("BA01", {"paper": drops(20)})
    assert row["message"] == "20 articles, where about 80 are usual on this weekday"
    assert (row["record"], row["source"], row["article"], row["severity"]) == (None, "paper", -1, "warning")
    assert len(row["fingerprint"]) == 16


def test_one_cause_explains_several_troubles_of_a_source():
    rows = [
        {"source": "paper", "code": "BA07", "field": None},
        {"source": "paper", "code": "BA03", "field": "authors"},
        {"source": "paper", "code": "BA04", "field": "body"},
        {"source": "other", "code": "BA03", "field": "authors"},
    ]
    [cause] = likely_causes(rows, ["paper", "other", "third"])
    assert cause == "paper: its pages have changed (BA07), which explains BA03 (authors) and BA04 (body)"
    assert likely_causes(rows[3:], ["paper", "other"]) == []
