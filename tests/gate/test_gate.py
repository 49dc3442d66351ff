"""The gate, asked of the real Great Expectations. One checkpoint answers most questions, as each takes its time."""

import dataclasses

import numpy as np
import polars as pl
import pytest

import copydesk
from copydesk.findings import findings_frame
from copydesk.gate import judge
from copydesk.reading import Reader
from copydesk.rulebook import load_rulebook
from copydesk.rulebook.rule import GateLimit, Rule, SourceLimit
from copydesk.scan.block import Block
from copydesk.scan.dates import DateReader
from copydesk.scorecard import tally_part
from copydesk.tally import Tallier

EVERY = range(50)
BIG, SMALL, NAMELESS = range(30), range(30, 49), range(49, 50)
SOURCES = ["big"] * len(BIG) + ["small"] * len(SMALL) + [None] * len(NAMELESS)


def rule(code, *, severity="warning", detect="field", **gate):
    words = dict.fromkeys(["message", "advice", "catches", "why", "false_positives"], "invented")
    return Rule(
        code=code,
        name=f"rule-{code.lower()}",
        severity=severity,
        since="0.1",
        dimension="accuracy",
        titles=(f"Bells of {code} ring", f"Bells of {code} are silent"),
        detect=detect,
        phase="record",
        gate=GateLimit(**gate),
        **words,
    )


def scored(rules, failed, judged=None, findings=(), sources=SOURCES):
    """The scorecard of articles of the sources. failed, judged: by rule code, the numbers of the articles."""
    articles = [{"id": str(n), "title": "Mill", "body": "The mill opens.", "source": s} for n, s in enumerate(sources)]
    tallier = Tallier(rules)
    for read in Reader(iter(articles)).blocks():
        block = Block(read.articles, read.fields, 0, ["en"] * len(articles), DateReader(load_rulebook().vocabulary))
        chosen = {r.code: (judged or {}).get(r.code, EVERY) for r in rules}
        block.judged = {code: np.isin(np.arange(len(articles)), list(which)) for code, which in chosen.items()}
        tallier.add(tally_part(block))
    rows = [{"code": code, "article": n} for code, numbers in failed.items() for n in numbers]
    rows = [
        {"outcome": "fail", "severity": "warning", "source": sources[r["article"]], **r} for r in [*rows, *findings]
    ]
    tallier.count(findings_frame(rows))
    return tallier.scorecard()


FILES = pl.DataFrame({"FI01": [0, 2], "FI02": [0, 0]})

RULES = [
    rule("AA01", max_rate=0.2),
    rule("AA02", max_rate=0.2),
    rule("AA03", max_rate=0.2),
    rule("AA04", max_rate=0.18),
    rule("AA05", max_rate=0.0),
    rule("AA06", max_rate=0.0, severity="error"),
    rule("AA07", max_rate=1.0),
    rule("NU01", max_rate=0.2),
    rule("NU02", max_rate=0.2),
    rule("NU03", max_rate=0.0),
    rule("RQ01", required=True),
    rule("RQ02", required=True),
    rule("SO01", max_source_rate=0.5),
    rule("SO02", max_source_rate=0.5),
    rule("SO03", max_source_rate=0.5),
    rule("SO04", max_source_rate=0.5),
    rule("SO05", max_source_rate=0.5),
    rule("SO06", max_rate=0.9, max_source_rate=0.5),
    rule("MI01", max_rate=0.0),
    rule("MI02", max_rate=0.0, severity="info"),
    rule("MI03", max_rate=0.0),
    rule("MI04", max_rate=0.1),
    rule("LI01", max_rate=0.0, max_source_rate=0.0),
    rule("NO01"),
    rule("FI01", detect="reading", max_rate=0.0),
    rule("FI02", detect="reading", max_rate=0.0),
]
FAILED = {
    "AA01": range(9),
    "AA02": range(10),
    "AA03": range(11),
    "AA04": range(9),
    "AA06": range(1),
    "AA07": EVERY,
    "NU01": range(3),
    "NU02": range(2),
    "SO01": range(16),
    "SO02": range(15),
    "SO03": SMALL,
    "SO04": range(11),
    "SO05": range(19),
    "SO06": range(30),
    "LI01": range(20),
    "NO01": EVERY,
}
JUDGED = {
    "NU01": range(10),
    "NU02": range(10),
    "NU03": (),
    "RQ01": (),
    "RQ02": range(49, 50),
    "SO04": range(20),
    "SO05": range(19),
}
FINDINGS = [
    {"code": "MI01", "article": 1, "severity": "info"},
    {"code": "MI02", "article": 1, "severity": "info"},
    {"code": "MI03", "article": 1, "outcome": "review"},
    *({"code": "MI04", "article": 1} for _ in range(30)),
]


@pytest.fixture(scope="module")
def judgement():
    limits = {"LI01": GateLimit(max_rate=0.5)}
    scorecard = scored([r for r in RULES if r.detect != "reading"], FAILED, JUDGED, FINDINGS)
    return judge(scorecard, FILES, RULES, limits)


@pytest.fixture(scope="module")
def answers(judgement):
    gate, _ = judgement
    return {(reason.code, reason.scope): reason for reason in gate.reasons}


@pytest.mark.parametrize(
    ("code", "scope", "passed"),
    [
        pytest.param("AA01", "records", True, id="below the limit"),
        pytest.param("AA02", "records", True, id="at the limit"),
        pytest.param("AA03", "records", False, id="above the limit"),
        pytest.param("AA04", "records", True, id="at a limit that has no exact binary form"),
        pytest.param("AA05", "records", True, id="none where none is allowed"),
        pytest.param("AA06", "records", False, id="one where none is allowed"),
        pytest.param("AA07", "records", True, id="all where all are allowed"),
        pytest.param("NU01", "records", False, id="3 of 10 judged are more than a fifth"),
        pytest.param("NU02", "records", True, id="2 of 10 judged are a fifth"),
        pytest.param("NU03", "records", True, id="nothing judged and nothing asked"),
        pytest.param("RQ01", "records", False, id="nothing judged where it is required"),
        pytest.param("RQ02", "records", True, id="one judged where it is required"),
        pytest.param("SO01", "sources", False, id="more than half of a source"),
        pytest.param("SO02", "sources", True, id="half of a source"),
        pytest.param("SO03", "sources", True, id="all of a source of 19"),
        pytest.param("SO04", "sources", False, id="more than half of the 20 judged of a source"),
        pytest.param("SO05", "sources", True, id="all of the 19 judged of a source"),
        pytest.param("SO06", "records", True, id="the batch below its limit"),
        pytest.param("SO06", "sources", False, id="while a source is above its own"),
        pytest.param("MI01", "records", True, id="a finding milder than its rule"),
        pytest.param("MI02", "records", False, id="a finding of a mild rule"),
        pytest.param("MI03", "records", True, id="a finding that needs review"),
        pytest.param("MI04", "records", True, id="many findings in one article"),
        pytest.param("LI01", "records", True, id="limits of the settings"),
        pytest.param("FI01", "files", False, id="problems in a file"),
        pytest.param("FI02", "files", True, id="no problems in a file"),
        pytest.param(None, "batch", True, id="articles at all"),
    ],
)
def test_what_the_gate_answers(answers, code, scope, passed):
    assert answers[code, scope].passed == passed


def test_limits_of_the_settings_replace_all_of_the_rule(answers):
    assert ("LI01", "sources") not in answers


def test_a_rule_without_limits_is_not_asked_about(answers):
    assert not [key for key in answers if key[0] == "NO01"]


def test_one_failed_answer_fails_the_batch(judgement):
    gate, errors = judgement
    assert gate.verdict == "fail"
    assert errors == []


def test_failed_answers_come_first_and_errors_before_warnings(judgement):
    gate, _ = judgement
    order = [(reason.passed, ["error", "warning", "info"].index(reason.severity)) for reason in gate.reasons]
    assert order == sorted(order)
    assert gate.reasons[0].code == "AA06"


def test_every_answer_is_a_sentence_with_what_was_seen(judgement):
    gate, _ = judgement
    titles = {rule.code: rule.titles for rule in RULES}
    for reason in gate.reasons:
        if reason.code:
            assert reason.message.startswith(titles[reason.code][0 if reason.passed else 1])
        assert any(character.isdigit() for character in reason.message)


@pytest.mark.parametrize(
    ("code", "scope", "observed", "words"),
    [
        ("AA03", "records", 0.22, "11 of 50 judged articles, at most 20.0% are allowed"),
        ("AA06", "records", 0.02, "1 of 50 judged articles, none is allowed"),
        ("NU01", "records", 0.3, "3 of 10 judged articles"),
        ("NU03", "records", None, "0 of 0 judged articles"),
        ("RQ01", "records", 0, "0 articles could be judged, and at least one is required"),
        ("SO01", "sources", 16 / 30, "over the limit of 50%"),
        ("FI01", "files", 2, "2 times"),
        (None, "batch", 50, "50 articles were read"),
    ],
)
def test_an_answer_says_what_was_seen_and_the_limit(answers, code, scope, observed, words):
    reason = answers[code, scope]
    assert reason.observed == (pytest.approx(observed) if observed is not None else None)
    assert words in reason.message


def test_sources_over_the_limit_are_named_and_small_ones_are_not(answers):
    assert answers["SO01", "sources"].sources == ["big"]
    assert answers["SO03", "sources"].sources == []


def test_a_batch_within_every_limit_passes():
    rules = [rule("AA01", max_rate=0.5, max_source_rate=0.9, required=True)]
    gate, errors = judge(scored(rules, {"AA01": [3]}), pl.DataFrame(), rules, {})
    assert (gate.verdict, errors) == ("pass", [])


def test_an_empty_batch_fails():
    rules = [rule("AA01", max_rate=0.5, max_source_rate=0.5)]
    gate, errors = judge(scored(rules, {}, sources=[]), pl.DataFrame(), rules, {})
    assert (gate.verdict, errors) == ("fail", [])
    assert [(r.code, r.passed) for r in gate.reasons if not r.passed] == [(None, False)]
    assert "empty batch" in gate.reasons[0].message


def test_a_batch_that_yields_no_article_fails():
    result = copydesk.check(iter([]))
    assert (result.summary.gate.verdict, result.exit_code) == ("fail", 1)
    assert result.summary.articles == 0


def test_a_source_with_limits_of_its_own_counts_for_no_other_limit():
    rules = [
        rule("AA01", max_rate=0.0, max_source_rate=0.0),
        rule("AA02", max_rate=0.3),
        rule("AA03", required=True),
        rule("AA04", max_rate=0.5),
    ]
    failed = {"AA01": range(10), "AA02": [*range(30), 30], "AA04": [49]}
    own = {
        "AA01": {"big": SourceLimit(max_rate=0.5), "gone": SourceLimit(max_rate=0.0)},
        "AA02": {"big": SourceLimit(max_rate=0.9), "small": SourceLimit()},
        "AA03": {"big": SourceLimit(required=True), "gone": SourceLimit(required=True)},
        "AA04": {"big": SourceLimit(max_rate=0.0)},
        "ZZ01": {"big": SourceLimit(max_rate=0.0)},
    }
    gate, errors = judge(scored(rules, failed, {"AA03": SMALL}), pl.DataFrame(), rules, {}, own)
    assert errors == []
    said = {
        (r.code, r.scope, *r.sources): (r.passed, r.observed, r.message.partition(": ")[2])
        for r in gate.reasons
        if r.code
    }
    assert said == {
        ("AA01", "records"): (True, 0.0, "0 of 20 judged articles, none is allowed"),
        ("AA01", "sources"): (True, None, "no source"),
        ("AA01", "records", "big"): (True, 1 / 3, "10 of 30 judged articles of big, at most 50.0% are allowed"),
        ("AA01", "records", "gone"): (True, None, "0 of 0 judged articles of gone, none is allowed"),
        ("AA02", "records"): (True, 0.0, "0 of 1 judged articles, at most 30.0% are allowed"),
        ("AA02", "records", "big"): (False, 1.0, "30 of 30 judged articles of big, at most 90.0% are allowed"),
        ("AA03", "records"): (True, 19, "19 articles could be judged, and at least one is required"),
        ("AA03", "records", "big"): (False, 0, "0 articles of big could be judged, and at least one is required"),
        ("AA03", "records", "gone"): (False, 0, "0 articles of gone could be judged, and at least one is required"),
        ("AA04", "records"): (True, 1 / 20, "1 of 20 judged articles, at most 50.0% are allowed"),
        ("AA04", "records", "big"): (True, 0.0, "0 of 30 judged articles of big, none is allowed"),
    }


def test_what_great_expectations_cannot_answer_is_our_error_and_no_defect_of_the_data():
    rules = [rule("AA01", max_rate=0.5), rule("AA02", max_rate=0.5)]
    scorecard = scored(rules, {"AA02": EVERY})
    scorecard = dataclasses.replace(
        scorecard, judged=scorecard.judged.drop("AA01"), failed=scorecard.failed.drop("AA01")
    )
    gate, errors = judge(scorecard, pl.DataFrame(), rules, {})
    assert gate.verdict == "error"
    assert [error.code for error in errors] == ["AA01"]
    assert "AA01" in errors[0].message
    assert {(reason.code, reason.passed) for reason in gate.reasons} == {(None, True), ("AA02", False)}


def test_no_scraped_text_reaches_great_expectations(monkeypatch):
    seen = {}

    def keep(tables, questions, **_):
        seen.update(tables)
        return None, [{"success": True, "exception_info": {"raised_exception": False}} for _ in questions]

    monkeypatch.setattr("copydesk.gate.verdict.run_checkpoint", keep)
    own = {"AA01": {"big": SourceLimit(max_rate=0.0), "gone": SourceLimit(required=True)}}
    judge(scored(RULES[:3], FAILED), FILES, RULES[:3], {}, own)
    assert not [name for table in seen.values() for name in table.columns if "big" in name or "gone" in name]
    assert set(seen) == {"batch", "sources", "files"}
    for table in seen.values():
        assert all(dtype == pl.Float64 for dtype in table.schema.values())


def test_a_rule_about_reading_that_is_required_is_no_error():
    rules = [rule("FI01", detect="reading", required=True)]
    gate, errors = judge(scored([], {}), FILES, rules, {})
    assert errors == []
    assert gate.verdict != "error"
