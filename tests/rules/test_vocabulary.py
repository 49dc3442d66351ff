"""Word lists: how phrases are folded, and what the shipped lists keep to."""

import pytest

from copydesk.rooms import rules_dir
from copydesk.rulebook import load_rulebook
from copydesk.rulebook.source import load_yaml
from copydesk.rulebook.vocabulary import Vocabulary, WordList, folded_phrase
from copydesk.text import fold

PATHS = sorted((rules_dir() / "vocab").glob("[!_]*.yaml"))
every_list = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
MIN_INLINE_CHARS = 8


@pytest.mark.parametrize(
    ("phrase", "kind", "folded"),
    [
        ("  Read ALSO:  ", "line", "read also"),
        ("— Related: —", "line", "related"),
        ("... Read also:", "prefix", "read also:"),
        ("#related …", "prefix", "related ..."),
        ("… (more) —", "suffix", "... (more)"),
        (": the end.", "suffix", ": the end"),
        ("[Clip:", "inline", "[clip:"),
        ("12 min read", "line", "0 min read"),
        ("Don’t miss", "inline", "don't miss"),
        ("Ｒｅａｄ\u00a0 also", "line", "read also"),
        ("---", "line", ""),
    ],
)
def test_a_phrase_loses_the_decoration_that_a_line_loses_there(phrase, kind, folded):
    assert folded_phrase(phrase, kind) == folded


@pytest.mark.parametrize("text", ["Read also: the bell", "» Read also …", "READ ALSO", "12 min read", "[Clip: bell]"])
def test_a_whole_line_phrase_is_folded_as_a_line_is(text):
    assert folded_phrase(text, "line") == fold(text)


@pytest.fixture
def vocabulary(tmp_path):
    (tmp_path / "en.yaml").write_text(
        "language: en\nname: English\nphrases: {bell: {line: [Bell, ---], prefix: ['bell:']}}\n"
        "words: {net: [Bellbook]}\n"
    )
    (tmp_path / "fr.yaml").write_text(
        "language: fr\nname: French\nphrases: {bell: {line: [cloche]}}\nwords: {net: [Clo]}\n"
    )
    return Vocabulary([tmp_path / "en.yaml", tmp_path / "fr.yaml"])


def test_templates_are_no_word_lists():
    assert set(load_rulebook().vocabulary.languages) == {path.stem for path in PATHS}
    assert "_template" not in load_rulebook().vocabulary.languages


def test_phrases_of_a_section_come_folded_and_without_empty_ones(vocabulary):
    known = {language: [phrase[:3] for phrase in vocabulary.phrases("bell", language)] for language in ("en", "fr")}
    assert known["en"] == [("bell", "line", "en"), ("bell:", "prefix", "en")]
    assert known["fr"] == [("cloche", "line", "fr")]


def test_a_language_without_a_list_has_no_phrases_of_its_own(vocabulary):
    assert list(vocabulary.phrases("bell", "xx")) == []
    assert vocabulary.words("net", "xx") == {"bellbook"}


def test_words_are_those_of_a_language_and_english(vocabulary):
    assert vocabulary.words("net", "fr") == {"clo", "bellbook"}
    assert vocabulary.words("net", "en") == {"bellbook"}
    assert vocabulary.words("net", None) == {"clo", "bellbook"}


def test_indonesian_and_english_lists_are_shipped():
    assert {"en", "id"} <= {path.stem for path in PATHS}


@every_list
def test_a_list_loads_and_is_called_by_its_language(path):
    words = load_yaml(path, WordList)
    assert words.language == path.stem
    assert words.name


@every_list
def test_no_phrase_folds_to_nothing(path):
    words = load_yaml(path, WordList)
    empty = [
        (section, kind, phrase)
        for section, kinds in words.phrases.items()
        for kind, phrases in kinds.items()
        for phrase in phrases
        if not folded_phrase(phrase, kind) or folded_phrase(phrase, kind) == "0"
    ]
    assert empty == []


@every_list
def test_no_phrase_stands_twice_in_a_section_and_kind(path):
    words = load_yaml(path, WordList)
    twice = [
        (section, kind, phrase)
        for section, kinds in words.phrases.items()
        for kind, phrases in kinds.items()
        for n, phrase in enumerate(phrases)
        if folded_phrase(phrase, kind) in {folded_phrase(other, kind) for other in phrases[:n]}
    ]
    assert twice == []


@every_list
def test_a_phrase_that_may_stand_anywhere_is_long_or_bracketed(path):
    words = load_yaml(path, WordList)
    spaceless = path.stem in ("zh", "ja", "th")  # where a character says as much as a syllable
    short = [
        (section, phrase)
        for section, kinds in words.phrases.items()
        for phrase in kinds.get("inline", [])
        if len(phrase) < (MIN_INLINE_CHARS / 2 if spaceless else MIN_INLINE_CHARS) and phrase[0] not in "([{<【（［｛%"
    ]
    assert short == []


@every_list
def test_a_list_has_the_function_words_of_its_language(path):
    words = load_yaml(path, WordList).words.get("function_words", [])
    assert len({fold(word) for word in words}) >= 20


@every_list
def test_no_word_folds_to_nothing(path):
    words = load_yaml(path, WordList).words
    assert [(section, word) for section, several in words.items() for word in several if not fold(word)] == []


def test_lists_have_no_section_that_english_or_the_template_does_not_know():
    template = load_yaml(rules_dir() / "vocab" / "_template.yaml", WordList)
    for path in PATHS:
        words = load_yaml(path, WordList)
        assert set(words.phrases) <= set(template.phrases), path.stem
        assert set(words.words) <= set(template.words), path.stem
