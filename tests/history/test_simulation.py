"""The promise of the rules on trends, on a small simulated year; benchmarks/health.py has the large one."""

import pytest

from benchmarks.health import BREAKAGES, measure

SOURCES = 60
TOLD_LATE = {"half-volume"}
"""Half of a source's volume is within its chance for two days, unless it is large."""


@pytest.fixture(scope="module")
def measured():
    return measure(SOURCES, years=1, seed=7, quiet=False)


def test_breakages_are_told_within_two_batches(measured):
    shares = [measured.share(kind) for kind in BREAKAGES if kind not in TOLD_LATE]
    assert sum(share * count for share, count in shares) / sum(count for _, count in shares) >= 0.95
    assert min(share for share, _ in shares) >= 0.9
    assert measured.share("half-volume", late=True)[0] >= 0.5


def test_false_alarms_are_few(measured):
    """One a month over 200 sources, and as many again, since this year is short."""
    assert measured.beside["any"] <= 2 * 12 * SOURCES / 200
