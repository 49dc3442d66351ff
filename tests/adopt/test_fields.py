"""Fields guessed from what stands in them."""

import pytest

from copydesk.adopt.fields import guessed

PARAGRAPH = "The mill opens again on Friday, after the council paid for a new wheel. "


def records(count=20, **more):
    return [
        {
            "nr": n,
            "kop": f"Old mill number {n} gets a new wheel",
            "inhoud": {"tekst": PARAGRAPH * (4 + n % 3)},
            "schrijver": ["Ana Petrel", "Bo Tern", "Cy Gull"][n % 3],
            "wanneer": f"2026-03-{n + 1:02}T06:30:00Z",
            "adres": f"https://gazette.example/{n}",
            "rubriek": "regio",
            "bron": "<html>" + PARAGRAPH * 20,
            **{key: value(n) for key, value in more.items()},
        }
        for n in range(count)
    ]


def test_fields_of_another_language_are_told_by_their_values():
    assert guessed(records(), {}) == {
        "title": "kop",
        "body": "inhoud.tekst",
        "authors": "schrijver",
        "published": "wanneer",
        "url": "adres",
    }


def test_what_is_known_is_left_and_not_taken_twice():
    assert guessed(records(), {"title": "kop", "body": "inhoud.tekst"}).keys() == {"authors", "published", "url"}
    assert "kop" not in guessed(records(), {"description": "kop"}).values()


@pytest.mark.parametrize("date", ["3 maart 2026", "3.3.2026", "March 3, 2026", "1772755200", "2026-03-03"])
def test_dates_of_many_spellings(date):
    assert guessed(records(wanneer=lambda n: date), {})["published"] == "wanneer"


def test_a_field_that_is_seldom_there_is_no_guess():
    some = records()
    for record in some[3:]:
        del record["schrijver"]
    assert "authors" not in guessed(some, {})


@pytest.mark.parametrize(
    "record", [{}, {"a": None}, {"a": ""}, {"a": []}, {"a": {"b": {"c": {"d": "e"}}}}, {"a": True}]
)
def test_records_that_tell_nothing(record):
    assert guessed([record] * 9, {}) == {}
    assert guessed([], {}) == {}
