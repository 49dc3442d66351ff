"""What a finding says of its fix."""

import pytest

from copydesk.cases import find
from copydesk.detectors import BatchDetector, Detector, Hit, LedgerHit
from copydesk.detectors.registry import DETECTORS
from copydesk.render.findings_json import public_finding
from copydesk.rulebook import Rulebook, load_rulebook
from copydesk.rulebook.rule import Fix, Rule

ARTICLE = {"id": "a", "title": "Mill", "authors": ["Ana Petrel", "by Tom Reed"], "body": "The mil opens.\nTom & Ivy"}


@pytest.fixture
def finding(monkeypatch):
    """The finding, as users see it, of a rule that has this fix and gives this one hit."""

    def of(edit, hit, *, safe=True):
        class One(Detector):
            def scan(self, block, found):
                yield hit

        class OneOfBatch(BatchDetector):
            def conclude(self, ledger):
                yield hit

        monkeypatch.setitem(DETECTORS, "one", One if isinstance(hit, Hit) else OneOfBatch)
        words = dict.fromkeys(["advice", "catches", "why", "false_positives"], "invented")
        rule = Rule(
            code="ZZ01",
            name="one",
            severity="warning",
            since="0.1",
            dimension="accuracy",
            titles=("Good", "Bad"),
            message="{quote}",
            detect="one",
            phase="encoding",
            fix=Fix(edit=edit, safe=safe),
            **words,
        )
        (row,) = find([ARTICLE], Rulebook((rule,), load_rulebook().vocabulary))
        return public_finding(row)

    return of


def test_a_replacement_of_a_part_of_a_line(finding):
    found = finding("replace-span", Hit(0, 0, 4, 7, replace="mill"))
    assert found["quote"] == "mil"
    assert found["fix"] == {"edit": "replace-span", "safe": True, "replacement": "mill"}


@pytest.mark.parametrize(
    "hit", [Hit(0, field="title", replace="Mill opens"), LedgerHit(0, "title", replace="Mill opens")]
)
def test_a_replacement_of_a_field(finding, hit):
    found = finding("replace-value", hit)
    assert (found["field"], found["line"]) == ("title", None)
    assert found["fix"] == {"edit": "replace-value", "safe": True, "replacement": "Mill opens"}


def test_a_replacement_of_an_element_of_a_list_shows_the_element(finding):
    found = finding("replace-value", Hit(0, field="authors", seen="by Tom Reed", replace="Tom Reed"))
    assert found["quote"] == "by Tom Reed"
    assert found["fix"]["replacement"] == "Tom Reed"


def test_an_empty_replacement_is_one(finding):
    assert finding("replace-span", Hit(0, 0, 4, 7, replace=""))["fix"]["replacement"] == ""


def test_without_a_replacement_there_is_no_fix(finding):
    assert finding("replace-span", Hit(0, 0, 4, 7))["fix"] is None


def test_a_fix_is_as_safe_as_the_hit_and_its_outcome_allow(finding):
    assert finding("delete-line", Hit(0, 0))["fix"] == {"edit": "delete-line", "safe": True}
    assert not finding("delete-line", Hit(0, 0), safe=False)["fix"]["safe"]
    assert not finding("delete-line", Hit(0, 0, safe=False))["fix"]["safe"]
    assert not finding("delete-line", Hit(0, 0, outcome="review"))["fix"]["safe"]


def test_of_a_line_that_is_wrong_in_part_only_the_part_is_deleted_and_not_safely(finding):
    assert finding("delete-line", Hit(0, 0, 4, 7))["fix"] == {"edit": "delete-span", "safe": False}
    assert finding("delete-span", Hit(0, 0, 4, 7))["fix"] == {"edit": "delete-span", "safe": True}
