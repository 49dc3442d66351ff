"""What every rule file keeps to, and what is said of one that does not."""

import dataclasses
import re

import pytest

from copydesk.cases import run_case
from copydesk.detectors import detector_for
from copydesk.errors import RuleError, SettingsError
from copydesk.findings import check_message
from copydesk.rooms import rules_dir
from copydesk.rulebook import load_rulebook
from copydesk.rulebook.rule import FAMILIES
from copydesk.scan.plan import Plan

BOOK = load_rulebook()
FILES = sorted(path for path in rules_dir().rglob("[!_]*.yaml") if path.parent.name != "vocab")
every_rule = pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.code)


def is_negative(case):
    expected = case.expect if isinstance(case.expect, list) else [case.expect]
    return not any(expected)


def test_every_rule_file_is_loaded():
    assert sorted(path.stem for path in FILES) == [f"{rule.code}-{rule.name}" for rule in BOOK.rules]
    assert len(BOOK.rules) > 20


def test_codes_names_and_aliases_are_unique():
    words = [word for rule in BOOK.rules for word in (rule.code.lower(), rule.name, *rule.aliases)]
    assert len(words) == len(set(words))


@every_rule
def test_a_rule_belongs_to_a_known_family(rule):
    assert rule.family in FAMILIES
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", rule.name)


@every_rule
def test_the_files_of_a_family_stand_in_one_folder(rule):
    folders = {path.parent for path in FILES if path.stem.startswith(rule.family)}
    assert len(folders) == 1


@every_rule
def test_a_rule_says_what_its_reader_needs(rule):
    good, bad = rule.titles
    assert good != bad
    for text in (good, bad, rule.message, rule.advice, rule.catches, rule.why, rule.false_positives):
        assert text.strip()
    assert (rule.fix is None) or rule.fix_safety
    assert re.fullmatch(r"\d+\.\d+", rule.since)


@every_rule
def test_a_rule_has_two_cases_and_a_negative_one(rule):
    if rule.detect == "reading":
        pytest.skip("what cannot be read is tried in the tests of reading")
    assert len(rule.cases) >= 2
    assert any(is_negative(case) for case in rule.cases)
    assert not all(is_negative(case) for case in rule.cases)
    assert len({case.label for case in rule.cases}) == len(rule.cases)


@every_rule
def test_a_case_is_called_negative_where_nothing_is_expected(rule):
    assert [case.label for case in rule.cases if (case.kind == "negative") != is_negative(case)] == []


@every_rule
def test_only_a_rule_with_a_fix_shows_what_it_leaves(rule):
    assert rule.fix or not any(case.fixed for case in rule.cases)


@every_rule
def test_a_message_can_be_said_with_what_its_detector_knows(rule):
    detector = detector_for(rule, BOOK.vocabulary)
    check_message(rule, detector.message_data)
    names = ["line", "quote", "field", "source", "record", *detector.message_data]
    assert rule.message.format_map(dict.fromkeys(names, "something"))


@every_rule
def test_advice_names_nothing_but_the_source(rule):
    assert set(re.findall(r"\{(.*?)\}", rule.advice)) <= {"source"}


def test_a_case_that_does_not_hold_is_told():
    rule = BOOK.find("UI01")
    case = next(case for case in rule.cases if case.quote)
    assert run_case(rule, case.model_copy(update={"expect": [1]}), BOOK)
    assert run_case(rule, case.model_copy(update={"quote": "another"}), BOOK)
    assert run_case(rule, case.model_copy(update={"suggest": ["Tom Reed"]}), BOOK)
    assert run_case(rule, case.model_copy(update={"expect": False}), BOOK)
    assert run_case(rule, case.model_copy(update={"fixed": "another"}), BOOK)
    assert run_case(rule, case.model_copy(update={"fixed": ["one", "two"]}), BOOK)


# A rule that is wrong

RULE = """\
code: UI01
name: bell-marker
severity: warning
since: 0.1
dimension: accuracy
titles: [Body is free of bells, Body contains a bell]
message: 'body line {line} is a bell: "{quote}"'
advice: Leave the bell out of the body selector for {source}.
catches: Bells.
why: They ring.
false_positives: None known.
detect: line
phase: placeholders
options:
  phrases: [bell]
  max_prefix_chars: 80
fix: {edit: delete-line, safe: true}
gate: {max_rate: 0.01}
cases:
  - label: a bell
    kind: wild
    body: Bell
    expect: [1]
"""
WORDS = """\
language: en
name: English
phrases:
  bell:
    line: [bell]
words:
  social: [bellbook]
"""


@pytest.fixture
def load(tmp_path):
    """Loads and compiles the rules of a folder that holds one rule and one word list."""
    (tmp_path / "ui").mkdir()
    (tmp_path / "vocab").mkdir()

    def from_texts(rule=RULE, words=WORDS, name="UI01-bell-marker.yaml", words_name="en.yaml"):
        (tmp_path / "ui" / name).write_text(rule, encoding="utf-8")
        (tmp_path / "vocab" / words_name).write_text(words, encoding="utf-8")
        book = load_rulebook(tmp_path)
        Plan(book)
        for language in book.vocabulary.languages:
            book.vocabulary.word_list(language)
        return book

    return from_texts


def line_of(text, part):
    return text[: text.index(part)].count("\n") + 1


def test_a_rule_of_ones_own_is_loaded(load):
    book = load()
    assert [rule.code for rule in book.rules] == ["UI01"]
    assert run_case(book.rules[0], book.rules[0].cases[0], book) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("severity: warning", "severty: warning", ["severty", "`severity`"]),
        ("severity: warning", "severity: fatal", ["severity", "warning"]),
        ("fix: {edit: delete-line, safe: true}", "fix: {edit: delete-line, save: true}", ["fix.save", "`safe`"]),
        ("gate: {max_rate: 0.01}", "gate: {max_rte: 0.01}", ["gate.max_rte", "`max_rate`"]),
        ("gate: {max_rate: 0.01}", "gate: {max_rate: 1.5}", ["gate.max_rate"]),
        ("    kind: wild", "    kin: wild", ["kin", "`kind`"]),
        ("    expect: [1]", "    expect: one", ["expect"]),
        ("titles: [Body is free of bells, Body contains a bell]", "titles: [Bells]", ["titles"]),
        ("code: UI01", "code: U1", ["code"]),
        ("phase: placeholders", "phase: never", ["phase"]),
        ("why: They ring.", "why: [They ring.]", ["why"]),
        ("why: They ring.", "why: true", ["why", "in quotes"]),
        ("    body: Bell", "    article: {titel: Bell}", ["titel", "`title`"]),
        ("    expect: [1]", "    expect: {line: 1}", ["expect", "[1, 3]"]),
        ("catches: Bells.", "catches: Bells: loud", ["YAML"]),
        ("catches: Bells.", "catches: 'Bells", ["YAML"]),
    ],
)
def test_a_mistake_in_a_rule_names_the_file_the_line_and_what_was_meant(load, old, new, told):
    with pytest.raises(RuleError) as raised:
        load(rule=RULE.replace(old, new))
    message = str(raised.value)
    assert "UI01-bell-marker.yaml:" in message
    assert all(word in message for word in told), message
    if "YAML" not in told:
        assert f"yaml:{line_of(RULE, old)}:" in message


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("detect: line", "detect: lines", ["lines", "`line`"]),
        ("  max_prefix_chars: 80", "  max_prefix_char: 80", ["max_prefix_char", "`max_prefix_chars`"]),
        ("  max_prefix_chars: 80", "  max_prefix_chars: many", ["max_prefix_chars"]),
        ("  phrases: [bell]", "  phrases: [bel]", ["bel", "`bell`"]),
        ("  phrases: [bell]", "  phrases: [bell]\n  words: socials", ["socials", "`social`"]),
        ("{line} is a bell", "{lin} is a bell", ["lin", "`line`"]),
        ("{line} is a bell", "{line:>4} is a bell", ["line"]),
        ("{line} is a bell", "{line!r} is a bell", ["line"]),
        ("{line} is a bell", "{} is a bell", ["{}"]),
        ("{line} is a bell", "{line is a bell", []),
    ],
)
def test_a_rule_that_does_not_fit_its_detector_names_the_file_the_line_and_what_was_meant(load, old, new, told):
    with pytest.raises(RuleError) as raised:
        load(rule=RULE.replace(old, new))
    message = str(raised.value)
    changed = new.rpartition("\n")[2]
    assert f"UI01-bell-marker.yaml:{line_of(RULE.replace(old, new), changed)}: " in message
    assert all(word in message for word in told), message


@pytest.mark.parametrize(
    ("rule", "name", "told"),
    [
        (RULE, "UI01-bell.yaml", "UI01-bell-marker.yaml"),
        ("- a list", "UI01-bell-marker.yaml", "UI01-bell-marker.yaml:1"),
        ("", "UI01-bell-marker.yaml", "UI01-bell-marker.yaml:1"),
        ("null", "UI01-bell-marker.yaml", "UI01-bell-marker.yaml:1"),
    ],
)
def test_a_file_that_is_no_rule_or_called_otherwise_is_told(load, rule, name, told):
    with pytest.raises(RuleError, match=re.escape(told)):
        load(rule=rule, name=name)


def test_a_file_that_is_no_utf8_is_told(tmp_path):
    (tmp_path / "UI01-bell-marker.yaml").write_bytes(RULE.encode().replace(b"Bells.", b"Gl\xf6cken."))
    with pytest.raises(RuleError, match="UI01-bell-marker"):
        load_rulebook(tmp_path)


def test_two_rules_of_one_code_are_told(load, tmp_path):
    other = RULE.replace("name: bell-marker", "name: horn-marker")
    (tmp_path / "UI01-horn-marker.yaml").write_text(other, encoding="utf-8")
    with pytest.raises(RuleError, match=r"`UI01` is taken by .*UI01-horn-marker\.yaml") as raised:
        load()
    assert "UI01-bell-marker.yaml:1:" in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    line: [bell]", "    lines: [bell]", ["line"]),
        ("    line: [bell]", "    line: bell", ["phrases.bell.line"]),
        ("    line: [bell]", "    line: [7]", ["phrases.bell.line.0"]),
        ("words:", "word:", ["word", "`words`"]),
        ("language: en", "language: English", ["language"]),
        ("    line: [bell]", "    line: [bell", ["YAML"]),
    ],
)
def test_a_mistake_in_a_word_list_names_the_file_and_the_line(load, old, new, told):
    with pytest.raises(RuleError) as raised:
        load(words=WORDS.replace(old, new))
    message = str(raised.value)
    assert "en.yaml:" in message
    assert all(word in message for word in told), message
    if "YAML" not in told:
        assert f"en.yaml:{line_of(WORDS, old)}:" in message


def test_a_word_list_is_called_by_its_language(load):
    with pytest.raises(RuleError, match=r"en\.yaml"):
        load(words=WORDS, words_name="fr.yaml")


# Choosing rules


def test_all_stable_rules_are_chosen_by_default():
    assert BOOK.select().rules == tuple(rule for rule in BOOK.rules if rule.stage == "stable")


def test_a_preview_rule_runs_only_where_it_is_named():
    rules = tuple(rule.model_copy(update={"stage": "preview"}) if rule.code == "UI05" else rule for rule in BOOK.rules)
    book = dataclasses.replace(BOOK, rules=rules)

    def runs(*select):
        return "UI05" in {rule.code for rule in book.select(select).rules}

    assert not runs("ALL")
    assert not runs("UI")
    assert runs("UI05")
    assert runs("font-size-control")


def test_what_is_ignored_is_not_chosen():
    codes = {rule.code for rule in BOOK.select(["UI", "BY01"], ["UI05", "missing-byline"]).rules}
    assert codes == {rule.code for rule in BOOK.rules if rule.family == "UI"} - {"UI05"}


def test_a_rule_is_found_by_code_and_name_in_any_case():
    assert BOOK.find("ui05") is BOOK.find("Font-Size-Control") is BOOK.find("UI05")
    with pytest.raises(SettingsError, match="`UI05`"):
        BOOK.find("UI055")
