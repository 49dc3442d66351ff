"""Articles that say what another says, and how severe that is."""

import random

from copydesk.cases import find
from copydesk.rulebook import load_rulebook

from ..scan.texts import article, edited, words_of

BOOK = load_rulebook().select(["DU05", "DU06"])


def severities(articles):
    return {row["record"]: (row["code"], row["severity"]) for row in find(articles, BOOK)}


def story(number, body, source="gazette"):
    return {"id": f"{source}-{number}", "source": source, "body": body}


def filled_in(number):
    """A form of 200 words in which every fifteenth is another."""
    words = article("English", 1, words=200).split(" ")
    words[7::15] = words_of("English", random.Random(number), len(words[7::15]))
    return " ".join(words)


def test_a_copy_in_another_source_is_information():
    text = article("English", 1)
    articles = [
        story(1, text),
        story(2, edited("English", text, 1, 0.01)),
        story(3, edited("English", text, 2, 0.02), "herald"),
    ]
    assert severities(articles) == {"gazette-2": ("DU06", "warning"), "herald-3": ("DU06", "info")}


def test_the_same_body_again_is_told_once():
    text = article("English", 1)
    near = edited("English", text, 1, 0.01)
    articles = [story(n, body) for n, body in enumerate([text, near, text, near])]
    assert severities(articles) == {
        "gazette-1": ("DU06", "warning"),
        "gazette-2": ("DU05", "error"),
        "gazette-3": ("DU05", "error"),
    }
    assert len(find(articles, BOOK)) == 3


def test_what_stands_within_a_longer_body_says_in_which():
    text = article("English", 1, words=600)
    rows = find([story(1, text[:1_500]), story(2, text)], BOOK)
    assert [row["record"] for row in rows] == ["gazette-1"]
    assert "stands within that of gazette-2" in rows[0]["message"]


def test_a_form_among_many_stories_is_information_and_one_that_is_all_there_is_a_warning():
    forms = [story(n, filled_in(n)) for n in range(12)]
    stories = [story(n, article("English", n, words=120)) for n in range(100, 240)]
    assert {severity for _, severity in severities(forms).values()} == {"warning"}
    assert set(severities([*stories, *forms]).values()) == {("DU06", "info")}
    assert len(severities([*stories, *forms])) == 11


def test_articles_of_one_id_are_told_by_their_place():
    text = article("English", 1)
    articles = [story(1, text), story(1, edited("English", text, 1, 0.01))]
    assert "that of <items>:1 " in find(articles, BOOK)[0]["message"] or ":1 (" in find(articles, BOOK)[0]["message"]
