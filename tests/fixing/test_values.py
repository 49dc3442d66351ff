"""Texts and authors in the forms that scrapers write them."""

import pytest

from copydesk.fixing.edits import Edit
from copydesk.fixing.values import UnwritableError, joined, renamed, text_parts, with_edits, with_names

FUNDUS = {
    "summary": "Standfirst.",
    "sections": [
        {"headline": "", "paragraphs": ["One.", "AD", "Two."]},
        {"headline": "Read more", "paragraphs": ["Three."]},
    ],
}


def without(value, *parts):
    text = joined(text_parts("body", value))
    edits = sorted(Edit(text.index(part), text.index(part) + len(part), "", "AA01") for part in parts)
    return with_edits("body", value, edits)


@pytest.mark.parametrize(
    ("body", "part", "left"),
    [
        (["One.", "AD", "Two."], "AD\n", ["One.", "Two."]),
        (["AD", "One."], "AD\n", ["One."]),
        (["One.", "AD"], "\nAD", ["One."]),
        (["One.", "", "AD", "Two."], "\nAD", ["One.", "", "Two."]),
        (["One. AD", "Two."], " AD", ["One.", "Two."]),
        (["One.\nAD", "Two."], "\nAD", ["One.", "Two."]),
        (["One.", "AD", "Two."], "AD", ["One.", "", "Two."]),
    ],
)
def test_a_list_of_paragraphs_stays_one(body, part, left):
    assert without(body, part) == left


def test_several_paragraphs_go_at_once():
    assert without(["AD1", "One.", "AD2", "AD3"], "AD1\n", "\nAD2", "\nAD3") == ["One."]


def test_the_body_of_fundus_keeps_its_form():
    assert without(FUNDUS, "AD\n", "Read more\n") == {
        "summary": "Standfirst.",
        "sections": [{"headline": "", "paragraphs": ["One.", "Two."]}, {"headline": "", "paragraphs": ["Three."]}],
    }
    assert FUNDUS["sections"][0]["paragraphs"][1] == "AD"


def test_an_edit_that_would_join_paragraphs_is_refused():
    with pytest.raises(UnwritableError):
        without(["One.", "Two."], "e.\nT")


@pytest.mark.parametrize("value", [7, {"text": "One."}, ["One.", 2]])
def test_a_body_of_another_form_is_refused(value):
    with pytest.raises(UnwritableError):
        text_parts("body", value)


@pytest.mark.parametrize(
    ("value", "new", "left"),
    [
        (["Ana", "null "], None, ["Ana"]),
        (["null"], None, []),
        (["Ana", "null"], "Tom", ["Ana", "Tom"]),
        ("null", None, None),
        ("null", "Tom", "Tom"),
        ("Ana; null;Ivy", None, "Ana;Ivy"),
        ("Ana; null", "Tom", "Ana; Tom"),
        ('["Ana", "null"]', None, '["Ana"]'),
        ("['Ana', 'null']", "Tom", "['Ana', 'Tom']"),
        ({"name": "null", "url": "/a"}, "Tom", {"name": "Tom", "url": "/a"}),
        ([{"name": "Ana"}, {"name": "null"}], None, [{"name": "Ana"}]),
        ([None, "null"], None, [None]),
    ],
)
def test_a_name_goes_or_changes_in_every_form_of_authors(value, new, left):
    assert renamed(value, "null", new, None) == left


@pytest.mark.parametrize("value", ["Ana and null", ["Ana"], 7, None])
def test_a_name_that_does_not_stand_by_itself_is_refused(value):
    with pytest.raises(UnwritableError):
        renamed(value, "null", None, None)


@pytest.mark.parametrize(
    ("value", "as_list", "left"),
    [
        (None, True, ["Ivy"]),
        (None, False, "Ivy"),
        ("", False, "Ivy"),
        ("Ana", False, "Ana; Ivy"),
        (["Ana"], True, ["Ana", "Ivy"]),
        ([], False, ["Ivy"]),
    ],
)
def test_names_are_added_in_the_form_of_the_field(value, as_list, left):
    assert with_names(value, ["Ivy"], as_list=as_list) == left


@pytest.mark.parametrize(("value", "as_list"), [("Ana", True), ([{"name": "Ana"}], True), (7, False)])
def test_names_are_not_added_to_another_form(value, as_list):
    with pytest.raises(UnwritableError):
        with_names(value, ["Ivy"], as_list=as_list)
