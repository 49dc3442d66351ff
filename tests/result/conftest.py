"""A result of a small invented batch, for the tests of how results are kept."""

import pytest

import copydesk
from copydesk.result.model import Gate, Reason

ARTICLES = [
    {
        "id": "a",
        "title": "The old mill opens",
        "authors": None,
        "language": "en",
        "body": "By Tom Reed\nMill opens.\nADVERTISEMENT",
    },
    {"id": "b", "title": "Weir “shut” 🔔", "language": "en", "source": "gazette", "body": "The weir is shut."},
    {"id": "c", "title": None, "body": None},
]


@pytest.fixture(scope="module")
def result():
    reasons = [Reason(passed=True, code=None, scope="batch", severity="error", message="3 articles were read")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("copydesk.gate.judge", lambda *_: (Gate(verdict="pass", reasons=reasons), []))
        return copydesk.check(ARTICLES, settings=copydesk.Settings())
