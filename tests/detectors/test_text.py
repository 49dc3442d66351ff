"""`text`: patterns on RE2, over many lines at once, with the result that one line at a time would give."""

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from copydesk.cases import find
from copydesk.detectors import detector_for
from copydesk.detectors.text import MAX_LINE_MATCHES
from copydesk.errors import RuleError
from copydesk.reading import Reader
from copydesk.rulebook import Rulebook, load_rulebook
from copydesk.rulebook.rule import Rule
from copydesk.scan.plan import Plan

WORDS = dict.fromkeys(["advice", "catches", "why", "false_positives"], "invented")
VOCABULARY = load_rulebook().vocabulary


def rule(*patterns, message='{line} {field} "{quote}" "{match}"', **options):
    return Rule(
        code="XX01",
        name="pattern",
        severity="warning",
        since="0.1",
        dimension="accuracy",
        titles=("No pattern", "A pattern"),
        message=message,
        detect="text",
        phase="placeholders",
        options={"patterns": list(patterns), **options},
        **WORDS,
    )


@pytest.fixture
def found():
    """The findings of a pattern in articles: article, line, and what is quoted."""

    def find_in(articles, *patterns, **options):
        rows = find(articles, Rulebook((rule(*patterns, **options),), VOCABULARY))
        return [(row["article"], row["line"], row["quote"]) for row in rows]

    return find_in


def bodies(*texts):
    return [{"id": str(number), "body": text} for number, text in enumerate(texts)]


def test_a_match_is_found_in_its_line_at_its_characters():
    (row,) = find(bodies("Ölkanne\n  日本 é Desk 123, please"), Rulebook((rule("Desk [0-9]+"),), VOCABULARY))
    assert (row["line"], row["quote"]) == (2, "Desk 123")
    assert "Ölkanne\n  日本 é Desk 123, please"[row["start"] : row["end"]] == "Desk 123"
    assert row["message"] == '2 body "Desk 123" "Desk 123"'


@pytest.mark.parametrize(
    ("pattern", "options", "hits"),
    [
        ("^Desk", {}, [(0, 1, "Desk"), (0, 2, "Desk"), (1, 1, "Desk")]),
        ("[0-9]$", {}, [(0, 1, "1"), (0, 2, "1"), (1, 1, "3")]),
        ("desk", {"ignore_case": True}, [(0, 1, "Desk"), (0, 2, "Desk"), (0, 2, "Desk"), (1, 1, "Desk")]),
        ("desk", {}, []),
        ("Desk [12]", {"finds": "line"}, [(0, 1, "Desk 1"), (0, 2, "Desk 2 and Desk 1")]),
        ("Desk [0-9]", {}, [(0, 1, "Desk 1"), (0, 2, "Desk 2"), (0, 2, "Desk 1"), (1, 1, "Desk 3")]),
        ("1[^x]*D", {}, []),
        (r"1\s+D", {}, []),
        (r"(?s)1.D", {}, []),
        (r"1\nD", {}, []),
        (r"1[\n]D", {}, []),
        (r"1\x0aD", {}, []),
        ("and|[)]x|3", {}, [(0, 2, "and"), (1, 1, "3")]),
        (r"\bD", {}, [(0, 1, "D"), (0, 2, "D"), (0, 2, "D"), (1, 1, "D")]),
    ],
)
def test_a_pattern_sees_one_line_at_a_time(found, pattern, options, hits):
    assert found(bodies("Desk 1\nDesk 2 and Desk 1", "Desk 3"), pattern, **options) == hits


def test_several_patterns_are_alternatives(found):
    assert found(bodies("mill\nweir\nmillweir"), "mill", "we(?i)IR") == [
        (0, 1, "mill"), (0, 2, "weir"), (0, 3, "mill"), (0, 3, "weir"),
    ]  # fmt: skip


PATTERNS = ["a+", "b[^b]*b", "^ab", "ba$", r"\pL \pL", "é|日", r"\bé", "(?:ab|a)(?:c|bc)", r"[^\n]b", r"\s\s"]


@given(
    texts=st.lists(st.text(alphabet="ab é日c\n\t ", max_size=24), min_size=1, max_size=6),
    pattern=st.sampled_from(PATTERNS),
)
def test_what_is_found_in_many_bodies_is_what_each_line_has(texts, pattern):
    plan = Plan(Rulebook((rule(pattern),), VOCABULARY))
    rows = [row for read in Reader(bodies(*texts)).blocks() for row in plan.scan(plan.block(read, 0))]
    expected = [
        (number, line, match.group())
        for number, text in enumerate(texts)
        if any(character.isalpha() for character in text)
        for line, written in enumerate(text.split("\n"), start=1)
        for match in re2.finditer(pattern, written)
    ]
    assert plan.errors == {}
    seen = [(row["article"], row["line"], texts[row["article"]][row["start"] : row["end"]]) for row in rows]
    # a match that leaves nothing but white space of its line is the line
    assert [(a, n, text.strip()) for a, n, text in seen] == [(a, n, text.strip()) for a, n, text in expected]


def test_a_line_has_a_bounded_number_of_matches(found):
    assert len(found(bodies("a " * 500 + "\na"), "a")) == MAX_LINE_MATCHES + 1


RECORDS = [
    {
        "id": "a",
        "title": "Mill | Gazette",
        "authors": ["Ana", "Desk"],
        "status": 200,
        "url": "https://x.example/1.html",
    },
    {"id": "b", "title": "Weir\nDesk", "authors": [], "status": 404, "url": "https://x.example/section/"},
    {"id": "c", "title": None, "authors": ["Desk"], "status": None, "url": None},
]


@pytest.mark.parametrize(
    ("field", "pattern", "articles"),
    [
        ("title", r" \| ", [0]),
        ("title", "^Desk$", [1]),
        ("authors", "^Desk$", [0, 2]),
        ("status", "^4", [1]),
        ("id", "[ac]", [0, 2]),
    ],
)
def test_any_canonical_field_can_be_searched(found, field, pattern, articles):
    assert [article for article, line, _ in found(RECORDS, pattern, field=field) if line is None] == articles


def test_the_author_that_matches_is_quoted(found):
    assert found(RECORDS, "^Desk$|^Ana$", field="authors") == [(0, None, "Ana"), (0, None, "Desk"), (2, None, "Desk")]


def test_a_field_that_has_to_match_and_does_not_is_found(found):
    assert found(RECORDS, r"[.]html$", field="url", finds="no-match") == [(1, None, "https://x.example/section/")]
    assert [article for article, _, _ in found(RECORDS, "Ana", field="authors", finds="no-match")] == [2]
    assert [article for article, *_ in found(bodies("mill\nweir", "weir", ""), "mill", finds="no-match")] == [1]


def test_where_nobody_collected_the_field_nothing_is_judged():
    plan = Plan(Rulebook((rule("x", field="description"),), VOCABULARY))
    blocks = [plan.block(read, 0) for read in Reader(RECORDS).blocks()]
    assert [plan.scan(block) for block in blocks] == [[]] * len(blocks)
    assert not any(block.judged["XX01"].any() for block in blocks)


@pytest.mark.parametrize(
    ("patterns", "options", "told"),
    [
        (["("], {}, ["patterns.0", "missing )"]),
        (["a", "b)(c"], {}, ["patterns.1", "unexpected )"]),
        (["(?=a)"], {}, ["(?=", "RE2"]),
        ([r"(a)\1"], {}, [r"\1"]),
        (["((a{100}){100}){100}"], {}, ["repetition"]),
        (["a" * 1_001], {}, ["1000"]),
        ([""], {}, ["patterns.0"]),
        ([], {}, ["patterns"]),
        (["a"] * 101, {}, ["100"]),
        (["a*"], {}, ["everywhere"]),
        ([r"\b"], {}, ["everywhere"]),
        (["$"], {}, ["everywhere"]),
        ([r"\Aa"], {}, ["one line"]),
        ([r"a\z"], {}, ["one line"]),
        ([r"a\C"], {}, ["one line"]),
        (["(?-m)^a"], {}, ["one line"]),
        (["(?i-sm:^a)"], {}, ["one line"]),
        (["a\ud800"], {}, ["patterns.0", "unicode"]),
        (["a"], {"field": "titel"}, ["titel", "`title`"]),
        (["a"], {"field": "title", "finds": "line"}, ["body"]),
        (["a"], {"finds": "lines"}, ["finds"]),
        (["a"], {"ignore_cases": True}, ["`ignore_case`"]),
    ],
)
def test_a_pattern_or_option_that_cannot_be_is_told(patterns, options, told):
    with pytest.raises(RuleError) as raised:
        detector_for(rule(*patterns, **options), VOCABULARY)
    assert all(word in str(raised.value) for word in ["XX01", *told]), raised.value


def test_a_backslash_that_is_one_is_no_mistake(found):
    assert found(bodies(r"a\Az"), r"\\Az") == [(0, 1, r"\Az")]


def test_hostile_text_takes_linear_time(found):
    """Python's `re` would need hours for this."""
    assert found(bodies("a" * 20_000), "(a+)+$x|(a|aa)+b") == []
