"""Blocks of navigation among prose."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.cases import find
from copydesk.rulebook import load_rulebook

BOOK = load_rulebook().select(["BP02"])
ENTRIES = ["Skip to main content", "Home", "Search", "About us", "Contact us", "Privacy policy", "Sport", "Politics"]
OTHERS = ["Harbour calendar", "Weather by the hour", "Green ferry", "", " "]
PROSE = [
    "The ferry will stay in dock until the new pier is finished, the council said on Monday.",
    "Nobody answered.",
    "Passengers are taken across in small boats that carry twelve people each and leave every half an hour",
]


def menu(lines):
    rows = find([{"language": "en", "body": "\n".join(lines)}], BOOK)
    return [row["line"] for row in rows]


@settings(max_examples=60)
@given(st.lists(st.sampled_from([*ENTRIES, *OTHERS, *PROSE]), max_size=30))
def test_prose_and_blank_lines_are_never_part_of_a_menu(lines):
    for line in menu(lines):
        assert lines[line - 1].strip()
        assert lines[line - 1] not in PROSE


@settings(max_examples=60)
@given(st.lists(st.sampled_from(OTHERS[:3]), max_size=3), st.lists(st.sampled_from(PROSE), min_size=1, max_size=5))
def test_a_menu_above_the_story_is_found_to_its_last_known_entry(others, prose):
    above = ["Skip to main content", "Home", *others, "Contact us"]
    assert menu([*above, *prose]) == list(range(1, len(above) + 1))


def test_lines_between_entries_that_stand_far_apart_are_no_menu():
    poem = ["A short line of a poem"] * 30
    assert menu(["Home", "Search", *poem, "Contact us", *poem]) == []


@pytest.mark.parametrize("entry", ["Skip to main content", "Privacy policy", "Terms of use"])
def test_an_entry_of_several_words_is_told_alone_only_at_an_edge(entry):
    assert menu([entry, *PROSE]) == [1]
    assert menu([*PROSE, "", entry, "Green ferry"]) == [len(PROSE) + 2]
    assert menu([*PROSE, entry, *PROSE]) == []


@pytest.mark.parametrize("word", ["Home", "Search", "Sport", "Contact"])
def test_a_word_alone_is_no_menu_at_an_edge_either(word):
    assert menu([word, *PROSE]) == menu([*PROSE, word]) == []
