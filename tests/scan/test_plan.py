"""The plan: rules over blocks, in their order, and what becomes of one that errs."""

import random
import re
from functools import partial

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import copydesk
from copydesk.detectors import BatchDetector, Detector, Hit
from copydesk.detectors.registry import DETECTORS
from copydesk.reading import Reader
from copydesk.result.model import Gate
from copydesk.rulebook import Rulebook, load_rulebook
from copydesk.rulebook.rule import Rule
from copydesk.scan.plan import Plan
from copydesk.text import quote

BOOK = load_rulebook()
PROSE = [
    "The miller of the upper mill counted forty sacks of rye before the bell rang for noon on Friday.",
    "Nobody on the square had seen the new wheel turn, and the council had paid for all of it.",
    "Pedagang di pasar itu berharap hujan tidak turun sampai hari Minggu, kata kepala desa kepada wartawan.",
    "“We heard the weir before we saw it,” said the ferryman 😀, who has worked there for thirty years.",
    "Warga menanam seribu pohon bakau di pesisir utara, dan anak-anak membantu mereka sampai sore hari.",
    "The bells rang.",
    "Über die Brücke fährt seit Montag wieder die alte Fähre, und der Müller winkt ihr jeden Morgen zu.",
]
FURNITURE = [
    "ADVERTISEMENT",
    "--- Iklan ---",
    "loading...",
    "A",
    "A A A",
    "Baca juga: Tiga Pelabuhan Ditutup karena Ombak",
    "Read also: Three ports closed by high seas",
    "Facebook",
    "Twitter",
    "Facebook Twitter WhatsApp",
    "SCROLL TO CONTINUE WITH CONTENT",
    "[Gambas:Video]",
    "Copyright 2026 The Invented Gazette. All rights reserved.",
    "Related articles",
    "Berita Terkait",
    "Museum gets a new roof",
    "No comments yet",
    "3 Komentar",
    "4 min read",
    "Sign up for our newsletter",
    "Ikuti kami di Google News",
    "By Tom Reed",
    "oleh Rara Lestari dan Bimo Santosa",
    "(rls)",
    "Night desk, extension 11",
    "Page 2 of 3",
    "",
    " \t",
    "---",
    "None",
]
GLUED = [
    "{} SCROLL TO CONTINUE WITH CONTENT {}",
    "  {}\u00a0",
    "{} [Gambas:Video] {} [Gambas:Video]",
    "{} (rls/bmo)",
    "{0} {0}",
    "\ufeff{}\r",
    "Baca juga: {}",
]
lines = st.one_of(
    st.sampled_from(PROSE),
    st.sampled_from(FURNITURE),
    st.builds(
        lambda form, one, other: form.format(one, other),
        st.sampled_from(GLUED),
        st.sampled_from(PROSE),
        st.sampled_from([*PROSE, *FURNITURE]),
    ),
)
bodies = st.lists(lines, max_size=14).map("\n".join)


def messy_batch(count=60):
    """Articles of three sources full of furniture, twins, repeats and gaps; always the same ones."""
    chance = random.Random(7)
    articles = []
    for number in range(count):
        source = chance.choice(["gazette", "herald", "harian"])
        body = "\n".join(chance.choice(chance.choice([PROSE, FURNITURE])) for _ in range(chance.randint(0, 14)))
        articles.append(
            {
                "id": f"{source}-{number}" if number % 11 else "again",
                "url": f"https://{source}.example/{number}" if number % 7 else None,
                "title": f"Story {number}" if number % 5 else None,
                "authors": ["Ana Petrel"] if number % 3 else None,
                "published": f"2026-05-{1 + number % 9:02}",
                "language": chance.choice(["en", "id", None]),
                "body": body if number % 13 else (articles[-1]["body"] if articles else ""),
            }
        )
    return articles


@pytest.fixture
def check(monkeypatch):
    """Checks a batch in blocks of a given size; the gate is passed by, as it has tests of its own."""
    monkeypatch.setattr("copydesk.gate.judge", lambda *_: (Gate(verdict="pass", reasons=[]), []))

    def run(articles, block_records=2_000, **options):
        monkeypatch.setattr("copydesk.run.Reader", partial(Reader, block_records=block_records))
        return copydesk.check(articles, settings=copydesk.Settings(), **options)

    return run


def known(result, *without):
    """What a finding is, wherever its article stood in the batch."""
    findings = result.findings.filter(~pl.col("code").is_in(without))
    return sorted(findings.select("record", "code", "line", "start", "end", "fingerprint").rows(), key=str)


@pytest.mark.parametrize("block_records", [1, 7, 59])
def test_the_size_of_blocks_changes_no_finding(check, block_records):
    articles = messy_batch()
    whole = check(articles)
    assert whole.findings["code"].n_unique() > 15
    in_blocks = check(articles, block_records)
    assert known(in_blocks) == known(whole)
    assert in_blocks.scorecard.equals(whole.scorecard)
    assert in_blocks.summary.tallies == whole.summary.tallies
    assert in_blocks.summary.sources == whole.summary.sources


def test_the_number_of_processes_changes_no_finding(check, monkeypatch):
    monkeypatch.setattr("copydesk.worker.POOL_AFTER_BLOCKS", 2)
    articles = messy_batch()
    alone, several = check(articles, 7), check(articles, 7, processes=2)
    assert several.findings.equals(alone.findings)
    assert several.scorecard.equals(alone.scorecard)
    assert several.summary.tallies == alone.summary.tallies
    assert several.summary.sources == alone.summary.sources
    assert several.articles.equals(alone.articles)


def test_rules_made_in_memory_are_those_of_a_large_batch_to_its_end(check, monkeypatch):
    rules = tuple(rule.model_copy(update={"severity": "error"}) for rule in BOOK.rules if rule.code == "UI01")
    monkeypatch.setattr("copydesk.worker.POOL_AFTER_BLOCKS", 2)
    articles = [
        {"id": str(n), "title": "The old mill opens", "language": "en", "body": "ADVERTISEMENT"} for n in range(24)
    ]
    result = check(articles, 1, rulebook=Rulebook(rules, BOOK.vocabulary), processes=2)
    assert result.summary.errors == []
    assert result.findings["severity"].to_list() == ["error"] * 24


def test_the_order_of_the_records_changes_no_finding(check):
    articles = messy_batch()
    shuffled = articles.copy()
    random.Random(1).shuffle(shuffled)
    twins = ("DU05", "DU06", "RE04")  # of which the first in the batch is the one to keep
    assert known(check(shuffled), *twins) == known(check(articles), *twins)


def test_of_twins_every_one_but_the_first_is_found(check):
    articles = [{"id": name, "title": "The old mill opens", "body": PROSE[0]} for name in ("a", "b", "c")]
    for ordered in (articles, articles[::-1]):
        findings = check(ordered).findings.filter(pl.col("code") == "DU05")
        assert findings["record"].to_list() == [article["id"] for article in ordered[1:]]


def test_findings_come_in_the_order_of_articles_and_lines(check):
    result = check(messy_batch(), 7)
    rows = {record: row for row, record in enumerate(article["id"] for article in messy_batch())}
    places = [
        (row, start if start is not None else -1) for row, start in result.findings.select("row", "start").iter_rows()
    ]
    assert len(rows) > 1
    assert places == sorted(places)


def test_one_line_is_one_defect_beside_what_is_recorded(check):
    articles = messy_batch(200)
    result = check(articles)
    recorded = [rule.code for rule in BOOK.rules if rule.detect == "record"]
    bodies_by_row = {row: article["body"] for row, article in enumerate(articles, start=1)}
    whole_lines = {}
    # a line that needed review may turn out to be a defect when the whole batch has been read
    is_defect = (pl.col("outcome") == "fail") & ~pl.col("code").is_in(recorded)
    for finding in result.findings.filter(is_defect & pl.col("line").is_not_null()).iter_rows(named=True):
        body = bodies_by_row[finding["row"]]
        line = body.split("\n")[finding["line"] - 1]
        if finding["end"] - finding["start"] == len(line.strip()):
            whole_lines.setdefault((finding["row"], finding["line"], line), set()).add(finding["code"])
    assert {line: codes for (_, _, line), codes in whole_lines.items() if len(codes) > 1} == {}


SHARED = Plan(BOOK)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(bodies, st.sampled_from(["en", "id", "de"]))
def test_a_finding_marks_what_it_quotes(body, language):
    article = {"id": "a", "title": "The old mill opens", "authors": ["Ana Petrel"], "body": body, "language": language}
    (read,) = Reader([article]).blocks()
    for row in SHARED.scan(SHARED.block(read, 0)):
        if row["line"] is None:
            continue
        start, end = row["start"], row["end"]
        before = body.split("\n")[: row["line"] - 1]
        line = body.split("\n")[row["line"] - 1]
        offset = sum(len(text) + 1 for text in before)
        assert offset <= start < end <= offset + len(line)
        assert row["quote"] == quote(body[start:end])
        assert body[start:end] == body[start:end].strip()
        assert body[row["context_start"] :].startswith(row["context"])
        assert row["context_start"] <= start
    assert not SHARED.errors


@pytest.mark.parametrize("line", ["ADVERTISEMENT", "loading...", "No comments yet", "4 min read"])
def test_a_fingerprint_stays_when_the_line_moves(check, line):
    def fingerprints(*several):
        article = {
            "id": "a",
            "title": "The old mill opens",
            "authors": ["Ana Petrel"],
            "language": "en",
            "body": "\n".join(several),
        }
        found = check([article]).findings
        return found.filter(pl.col("line").is_not_null())["fingerprint"].to_list()

    here = fingerprints(PROSE[0], line, PROSE[1])
    assert len(here) == 1
    assert fingerprints(PROSE[1], "", PROSE[0], f"  {line.upper()} ") == here


def test_fingerprints_of_other_sources_rules_and_lines_differ(check):
    articles = [
        {
            "id": name,
            "title": "Of mills and weirs",
            "authors": ["Ana Petrel"],
            "language": "en",
            "source": source,
            "body": body,
        }
        for name, source, body in [
            ("a", "gazette", "ADVERTISEMENT\nThe mill opens."),
            ("b", "herald", "ADVERTISEMENT\nThe weir opens."),
            ("c", "gazette", "Loading...\nAds\nThe lock opens."),
        ]
    ]
    result = check(articles)
    lines = result.findings.filter(pl.col("line").is_not_null())
    assert len(lines) == 4
    assert lines["fingerprint"].n_unique() == 4


def test_a_fingerprint_of_a_record_is_that_of_its_address(check):
    first, moved = ({"id": i, "url": "https://gazette.example/a", "title": None, "body": PROSE[0]} for i in "ab")
    both = check([first]).findings, check([{"title": "Other", "body": PROSE[1]}, moved]).findings
    assert len({f.filter(pl.col("code") == "TI01")["fingerprint"].to_list()[0] for f in both}) == 1


# A rule that errs


class Erring(Detector):
    """Finds the first line of every body, and errs as its subclasses do."""

    def scan(self, block, found):
        for article in range(len(block)):
            yield Hit(article, line=int(block.lines.first[article]))


class ErringScan(Erring):
    def scan(self, block, found):
        yield from super().scan(block, found)
        raise ZeroDivisionError("the bell broke")


class ErringJudged(Erring):
    def judged(self, block):
        raise ZeroDivisionError("the bell broke")


class ErringHit(Erring):
    def scan(self, block, found):
        yield Hit(0, line=len(block.lines) + 99)


class ErringMessage(Erring):
    message_data = frozenset({"bell"})


class ErringConclusion(BatchDetector):
    def conclude(self, ledger):
        raise ZeroDivisionError("the bell broke")


class ErringLedgerHit(BatchDetector):
    def conclude(self, ledger):
        yield Hit(10_000, field=None)


@pytest.fixture
def book_with(monkeypatch):
    """The shipped rules, and before them one that claims every line it can, by the detector given."""

    def add(detector, message="{quote}"):
        monkeypatch.setitem(DETECTORS, "erring", detector)
        words = dict.fromkeys(["advice", "catches", "why", "false_positives"], "invented")
        rule = Rule(
            code="ER01",
            name="erring",
            severity="warning",
            since="0.1",
            dimension="accuracy",
            titles=("Good", "Bad"),
            message=message,
            detect="erring",
            phase="encoding",
            gate={"max_rate": 0.0},
            **words,
        )
        return Rulebook((*BOOK.rules, rule), BOOK.vocabulary)

    return add


ERRING = [
    (ErringScan, "{quote}"),
    (ErringConclusion, "{quote}"),
    (ErringJudged, "{quote}"),
    (ErringHit, "{quote}"),
    (ErringMessage, "{bell}"),
    (ErringLedgerHit, "{record}"),
]


@pytest.mark.parametrize(("detector", "message"), ERRING, ids=[detector.__name__ for detector, _ in ERRING])
def test_a_rule_that_errs_is_our_error_and_leaves_the_others_alone(check, book_with, detector, message):
    articles = messy_batch(20)
    result = check(articles, 7, rulebook=book_with(detector, message))
    assert [error.code for error in result.summary.errors] == ["ER01"]
    assert result.summary.gate.verdict == "error"
    assert result.exit_code == 2
    assert known(result, "ER01") == known(check(articles))


def test_an_error_of_ours_says_where_it_happened(check, book_with):
    (error,) = check(messy_batch(3), rulebook=book_with(ErringScan)).summary.errors
    assert error.message == "ZeroDivisionError: the bell broke"
    assert re.search(r"line \d+, in scan", error.detail)


def test_a_rule_that_erred_is_not_said_to_have_passed(book_with):
    result = copydesk.check(messy_batch(3), settings=copydesk.Settings(), rulebook=book_with(ErringScan))
    assert result.summary.gate.verdict == "error"
    assert not [reason for reason in result.summary.gate.reasons if reason.code == "ER01" and reason.passed]


def test_the_lines_that_a_rule_claims_are_closed_to_later_ones(check, book_with):
    article = {"id": "a", "title": "The old mill opens", "language": "en", "body": "ADVERTISEMENT\nADVERTISEMENT"}
    result = check([article], rulebook=book_with(Erring))
    assert result.findings.filter(pl.col("line").is_not_null()).select("code", "line").rows() == [
        ("ER01", 1),
        ("UI01", 2),
    ]
