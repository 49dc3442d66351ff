"""To the state in which nothing is left to mend, and no further."""

import dataclasses

import pytest
from hypothesis import Phase, given, settings

import copydesk
from copydesk.detectors import Detector, Hit
from copydesk.detectors.registry import DETECTORS
from copydesk.errors import CopydeskError
from copydesk.fixing import mender
from copydesk.rulebook import Rulebook, load_rulebook
from copydesk.rulebook.rule import Fix

from .batches import ADVERT, CLEAN, PROSE, batches, run

BOOK = load_rulebook()


def bodies(fixes):
    return [record["body"] for record in fixes.records]


def book_with(monkeypatch, detector, edit, *, safe=True):
    """The shipped rules and one more, found by the detector."""
    monkeypatch.setitem(DETECTORS, "own", detector)
    rule = BOOK.find("UI01").model_copy(
        update={
            "code": "ZZ01",
            "name": "own",
            "detect": "own",
            "phase": "record",
            "message": "{quote}",
            "options": {},
            "fix": Fix(edit=edit, safe=safe),
        }
    )
    return dataclasses.replace(BOOK, rules=(*BOOK.rules, rule))


@settings(max_examples=15, phases=[Phase.explicit, Phase.generate])
@given(batches)
def test_fixed_records_raise_none_of_the_fixed_findings(records):
    fixes = run(records)
    assert not run(fixes.records).changed
    codes = set(fixes.counts.edits)
    found = []
    copydesk.check(
        fixes.records,
        settings=copydesk.Settings(language="en", select=sorted(codes) or ["UI01"]),
        on_findings=lambda frame: found.extend(frame.filter("fix_safe")["code"]),
    )
    assert not codes & set(found) or fixes.counts.held


def test_what_is_not_safe_is_left_and_counted():
    repeated = {**CLEAN, "body": f"{PROSE[0]}\n{PROSE[1]}\n{PROSE[0]}\n{PROSE[1]}"}
    fixes = run([repeated])
    assert not fixes.changed
    assert fixes.counts.unsafe == {"DU02": 2}
    assert bodies(run([repeated], unsafe=True)) == [f"{PROSE[0]}\n{PROSE[1]}"]


def test_a_defect_that_shows_when_another_is_gone_is_mended_too():
    # two letters are a control only where they stand together
    fixes = run([{**CLEAN, "body": f"A\nADVERTISEMENT\nA\n{PROSE[0]}"}])
    assert bodies(fixes) == [PROSE[0]]
    assert fixes.counts.edits == {"UI01": 1, "UI05": 2}


def test_more_findings_than_are_told_are_mended(monkeypatch):
    monkeypatch.setattr(mender, "MAX_HITS", 10)
    fixes = run([{**CLEAN, "body": PROSE[0] + "\nADVERTISEMENT" * 95}])
    assert bodies(fixes) == [PROSE[0]]
    assert fixes.counts.edits == {"UI01": 95}


def test_a_body_of_nothing_but_furniture_is_left_as_it_is():
    record = {**CLEAN, "title": "None", "body": "ADVERTISEMENT\nA A A\nloading..."}
    fixes = run([record])
    assert fixes.records == [record | {"title": None}]
    assert sum(fixes.counts.held.values()) == 1


def test_the_records_given_stay_as_they_are():
    record = {**ADVERT, "title": "None", "authors": ["null", "Ana Petrel"]}
    before = {**record, "authors": [*record["authors"]]}
    assert run([record]).records == [record | {"title": None, "authors": ["Ana Petrel"], "body": PROSE[0]}]
    assert record == before


def test_a_null_like_value_gives_way_to_the_next_field_that_fills_it():
    record = {"headline": "The mill opens", "title": "None", "text": PROSE[0], "content": "null"}
    assert run([record]).records == [record | {"title": None}]


def test_names_move_from_the_body_to_the_authors_together():
    record = {**CLEAN, "authors": ["Ana Petrel"], "body": f"By Tom Reed and Ivy Stone\n{PROSE[0]}"}
    assert not run([record]).changed
    (mended,) = run([record], unsafe=True).records
    assert (mended["authors"], mended["body"]) == (["Ana Petrel", "Tom Reed", "Ivy Stone"], PROSE[0])


@pytest.mark.parametrize("record", [{"authors": [{"name": "Ana Petrel"}]}, {"author": 7, "authors": None}])
def test_a_byline_stays_where_no_field_can_take_its_names(record):
    record = {"title": "Mill", "language": "en", "body": f"By Tom Reed\n{PROSE[0]}\nADVERTISEMENT", **record}
    (mended,) = run([record], unsafe=True, settings=copydesk.Settings(ignore=["RE"])).records
    assert mended == record | {"body": f"By Tom Reed\n{PROSE[0]}"}


# Over the batch

FOOTER = "Night desk, extension 11"


def of_one_site(*texts):
    return [
        {**CLEAN, "id": str(n), "url": f"https://gazette.example/{n}", "published": f"2026-05-0{n}", "body": text}
        for n, text in enumerate(texts, start=1)
    ]


def test_a_line_of_many_articles_goes_from_all():
    records = of_one_site(*(f"{text}\nADVERTISEMENT\n{FOOTER}" for text in PROSE))
    assert bodies(run(records)) == [f"{text}\n{FOOTER}" for text in PROSE]
    assert bodies(run(records, unsafe=True)) == PROSE


def test_records_that_become_equal_are_one():
    records = of_one_site(PROSE[0], f"{PROSE[0]}\n(rls)", PROSE[1])
    fixes = run(records, unsafe=True)
    assert bodies(fixes) == [PROSE[0], PROSE[1]]
    assert (fixes.counts.changed, fixes.counts.dropped) == (0, 1)


def test_of_equal_records_one_is_always_kept():
    every = [{**CLEAN, "id": "same", "body": PROSE[0]}, {**CLEAN, "id": "same", "body": PROSE[1]}]
    fixes = run([*every, *reversed(every)], unsafe=True)
    assert bodies(fixes) == [PROSE[0], PROSE[1]]


# Settings and rules


def test_settings_choose_what_is_mended():
    chosen = copydesk.Settings(sources={"gazette.example": {"ignore": ["UI01"]}})
    elsewhere = {**ADVERT, "url": "https://herald.example/1"}
    here = {**ADVERT, "url": "https://gazette.example/1"}
    assert bodies(run([here, elsewhere], settings=chosen)) == [ADVERT["body"], PROSE[0]]
    assert not run([ADVERT], settings=copydesk.Settings(ignore=["UI"])).changed
    assert not run([ADVERT], settings=copydesk.Settings(select=["BP"])).changed
    mapped = {"t": "Mill", "words": ADVERT["body"]}
    (mended,) = run([mapped], settings=copydesk.Settings(fields={"title": "t", "body": "words"})).records
    assert mended["words"] == PROSE[0]


def test_a_span_can_be_replaced(monkeypatch):
    class Ampersand(Detector):
        def scan(self, block, found):
            for line, text in enumerate(block.lines.text):
                if "&amp;" in text:
                    start = text.index("&amp;")
                    yield Hit(int(block.lines.article[line]), line, start, start + 5, replace="&")

    record = {**CLEAN, "body": f"{PROSE[0]}\nTom &amp; Ivy &amp; Ana"}
    fixes = run([record], rulebook=book_with(monkeypatch, Ampersand, "replace-span"))
    assert bodies(fixes) == [f"{PROSE[0]}\nTom & Ivy & Ana"]


def test_values_and_elements_can_be_replaced(monkeypatch):
    class Cut(Detector):
        def scan(self, block, found):
            for article, (title, names) in enumerate(block.articles.select("title", "authors").iter_rows()):
                if title.endswith(" | Gazette"):
                    yield Hit(article, field="title", replace=title.removesuffix(" | Gazette"))
                for name in names:
                    if name.startswith("by "):
                        yield Hit(article, field="authors", seen=name, replace=name.removeprefix("by "))

    record = {**CLEAN, "title": "Mill | Gazette | Gazette", "authors": ["Ana Petrel", "by Tom Reed", "by Ivy Stone"]}
    fixes = run([record], rulebook=book_with(monkeypatch, Cut, "replace-value"))
    assert fixes.records == [record | {"title": "Mill", "authors": ["Ana Petrel", "Tom Reed", "Ivy Stone"]}]


def test_a_record_whose_fixes_undo_each_other_is_left(monkeypatch):
    class Turn(Detector):
        def scan(self, block, found):
            for article, title in enumerate(block.articles["title"]):
                yield Hit(article, field="title", replace=title[::-1])

    fixes = run([CLEAN, ADVERT], rulebook=book_with(monkeypatch, Turn, "replace-value"))
    assert fixes.records == [CLEAN, ADVERT | {"body": PROSE[0]}]
    assert sum(fixes.counts.held.values()) == 2


def test_a_rule_that_errs_stops_the_fix(monkeypatch):
    class Broken(Detector):
        def scan(self, block, found):
            raise ZeroDivisionError("the bell broke")

    with pytest.raises(CopydeskError, match="ZZ01 erred: ZeroDivisionError: the bell broke"):
        run([ADVERT], rulebook=book_with(monkeypatch, Broken, "delete-line"))


def test_an_empty_rulebook_changes_nothing():
    assert not run(
        [ADVERT], rulebook=Rulebook(BOOK.rules[:0], BOOK.vocabulary), settings=copydesk.Settings(select=[])
    ).changed
