"""From what findings mark in a text to edits: lines go with their newline, spans with their spaces."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.fixing.edits import applied
from copydesk.fixing.marks import NOTHING, Mark, mended


def without(text, *parts):
    """The text when every place of the parts is deleted."""
    marks = [Mark(m.start(), m.end(), None, "AA01") for part in parts for m in re.finditer(re.escape(part), text)]
    return applied(text, mended(text, marks))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("One.\nAD\nTwo.", "One.\nTwo."),
        ("One.\n\nAD\n\nTwo.", "One.\n\nTwo."),
        ("One.\n\n\nAD\n\nTwo.", "One.\n\n\nTwo."),
        ("One.\nAD\n\nTwo.", "One.\n\nTwo."),
        ("One.\nAD\n\nAD\nTwo.", "One.\n\nTwo."),
        ("One.\n\nAD\nAD\nTwo.", "One.\n\nTwo."),
        ("AD\n\nOne.", "One."),
        ("\nAD\n\nOne.", "\nOne."),
        ("One.\n\nAD", "One."),
        ("One.\n\nAD\n", "One.\n"),
        ("One.\r\nAD", "One."),
        ("One.\r\n\r\nAD\r\n\r\nTwo.\r\n", "One.\r\n\r\nTwo.\r\n"),
        ("One.\n  AD\t\n \nTwo.", "One.\n \nTwo."),
        ("One.\n* AD:\nTwo.", "One.\nTwo."),
        ("AD", ""),
    ],
)
def test_a_line_goes_with_its_newline_and_leaves_the_widest_gap_beside_it(text, left):
    assert without(text, "AD") == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("One [x] two.", "One two."),
        ("One [x], two.", "One, two."),
        ("[x] One.", "One."),
        ("One. [x]", "One."),
        ("One. [x]\nTwo.", "One.\nTwo."),
        ("One. [x]\r\nTwo.", "One.\r\nTwo."),
        ("One. [x] [x]", "One."),
        ("One. [x] [x] Two.", "One. Two."),
        ("One.[x]Two.", "One. Two."),
        ("([x]one)", "(one)"),
        ("水[x]火", "水火"),
        ("One.\n[x] - [x]\nTwo.", "One.\nTwo."),
    ],
)
def test_a_span_goes_with_its_spaces(text, left):
    assert without(text, "[x]") == left


def test_a_replacement_stands_in_the_place_of_its_span_alone():
    text = "Caf\u00c3\u00a9 &amp; bar"
    marks = [Mark(3, 5, "é", "EN01"), Mark(6, 11, "&", "EN03")]
    assert applied(text, mended(text, marks)) == "Café & bar"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("One.\n&nbsp;\nTwo.", "One.\n\nTwo."),
        ("One.\n\n&nbsp;\n\nTwo.", "One.\n\nTwo."),
        ("&nbsp;\nOne.", "One."),
        ("One.\n &nbsp;\r\n\nTwo.", "One.\n\nTwo."),
        ("One.\nAD\n&nbsp;\nTwo.", "One.\n\nTwo."),
    ],
)
def test_a_line_that_a_replacement_empties_parts_paragraphs_once(text, left):
    marks = [Mark(text.index("&"), text.index(";") + 1, "", "EN03")]
    marks += [Mark(text.index("AD"), text.index("AD") + 2, None, "AA01")] if "AD" in text else []
    assert applied(text, mended(text, marks)) == left


def test_of_marks_that_overlap_the_first_and_longest_counts():
    text = "abcdef"
    marks = [Mark(1, 3, "", "AA01"), Mark(1, 4, "", "BB01"), Mark(3, 5, "", "CC01")]
    assert [edit.code for edit in mended(text, marks)] == ["BB01"]


def test_a_replacement_within_a_line_that_goes_is_left_out():
    assert without("One.\n&AD", "&AD") == "One."
    marks = [Mark(5, 8, None, "AA01"), Mark(5, 6, "and", "BB01")]
    assert applied("One.\n&AD", mended("One.\n&AD", marks)) == "One."


texts = st.lists(st.sampled_from(["One.", "Two three.", "", " ", "AD", "x AD y", "AD AD", "\r"]), max_size=9).map(
    "\n".join
)


@given(texts)
def test_nothing_goes_but_what_is_marked_and_white_space_and_what_decorates_it(text):
    left = without(text, "AD")
    assert re.sub(rf"[{re.escape(NOTHING)}]", "", left) == re.sub(
        rf"[{re.escape(NOTHING)}]", "", text.replace("AD", "")
    )
    assert without(left, "AD") == left


@given(texts)
def test_no_gap_is_wider_than_one_that_was_there(text):
    def widest(text):
        return max((len(re.findall("\n", gap)) for gap in re.findall(r"(?:[ \r]*\n[ \r]*)+", text)), default=0)

    assert widest(without(text, "AD")) <= widest(text)
