"""Edits of a text: one after the other, several as one, and back again."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.fixing.edits import Edit, applied, composed, inverse


@st.composite
def edits_of(draw, text):
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return [Edit(start, end, draw(st.text("xyz", max_size=3)), "AA01") for start, end in pairs]


def stand_apart(edits):
    return all(one.end <= other.start for one, other in pairwise(edits))


@settings(max_examples=400)
@given(st.data(), st.text("abcdefgh", max_size=14))
def test_edits_of_edits_are_edits_of_the_first_text(data, text):
    first = data.draw(edits_of(text))
    between = applied(text, first)
    second = data.draw(edits_of(between))
    both = composed(first, second)
    assert applied(text, both) == applied(between, second)
    assert stand_apart(both)


@settings(max_examples=200)
@given(st.data(), st.text("abcdefgh", max_size=14))
def test_edits_can_be_undone(data, text):
    edits = data.draw(edits_of(text))
    back = list(inverse(text, edits))
    assert applied(applied(text, edits), back) == text
    assert stand_apart(back)


def test_edits_that_meet_name_all_their_rules():
    first = [Edit(2, 4, "xy", "AA01")]
    assert composed(first, [Edit(1, 3, "", "BB01")]) == [Edit(1, 4, "y", "AA01, BB01")]
    assert composed(first, [Edit(4, 5, "", "BB01")]) == [Edit(2, 4, "xy", "AA01"), Edit(4, 5, "", "BB01")]
