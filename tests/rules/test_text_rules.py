"""Rules on encoding, language and privacy: what their fixes put in place, and what their findings must not repeat."""

import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.cases import find
from copydesk.detectors import detector_for
from copydesk.reading import Reader
from copydesk.rulebook import Rulebook, load_rulebook
from copydesk.scan.language import are_kin
from copydesk.scan.plan import Plan
from copydesk.scan.wording import SCRIPTS, SHARED, UNSPACED, Wording

BOOK = load_rulebook()
SENTENCES = [
    "The café’s owner said “no” – twice.",
    "Die Mühle am Fluß mahlt für 20 €.",
    "Мельница на реке снова работает.",
    "Değirmen yeniden çalışıyor, dediler.",
    "Cối xay gió lại quay ở Đà Nẵng.",
    "河上的磨坊又开工了。",
    "عادت الطاحونة إلى العمل.",
    "โรงสีเปิดอีกครั้ง",
]


def findings(code, article):
    book = Rulebook((BOOK.find(code),), BOOK.vocabulary)
    return find([{"id": "a", "title": "Mill", "authors": ["Ana Petrel"], "language": "en", **article}], book)


def mended(body, rows):
    """The body with the fixes of the findings made, from the end."""
    for row in sorted(rows, key=lambda row: -row["start"]):
        body = body[: row["start"]] + row["replacement"] + body[row["end"] :]
    return body


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("wrong", ["latin-1", "sloppy-windows-1252"])
def test_mojibake_is_read_as_it_was_meant(sentence, wrong):
    import ftfy.bad_codecs

    ftfy.bad_codecs.ok()
    body = f"Plain words.\n{sentence.encode().decode(wrong)}"
    rows = findings("EN01", {"body": body})
    assert [row["line"] for row in rows] == [2]
    assert mended(body, rows) == f"Plain words.\n{sentence}"
    (row,) = findings("EN01", {"title": sentence.encode().decode(wrong), "body": "Plain words."})
    assert (row["field"], row["replacement"]) == ("title", sentence)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_text_in_its_own_characters_is_no_mojibake(sentence):
    assert findings("EN01", {"title": sentence, "body": sentence}) == []


def test_half_a_character_is_lost():
    record = json.loads('{"id": "a", "title": "Mill opens \\ud83d", "authors": ["Ana"], "body": "Rye."}')
    assert [row["field"] for row in find([record], Rulebook((BOOK.find("EN02"),), BOOK.vocabulary))] == ["title"]


@given(st.lists(st.sampled_from(["word", " ", "\u00ad", "\u200b", "\ufeff", "\u0007", "क\u200dष", "."]), min_size=1))
def test_what_cannot_be_seen_is_taken_out_and_nothing_else(parts):
    body = "".join(["a", *parts, "b"])
    left = mended(body, findings("EN04", {"body": body}))
    assert findings("EN04", {"body": left}) == []
    kept = str.maketrans("", "", "\u00ad\u200b\ufeff\u0007 ")
    assert left.translate(kept) == body.translate(kept)


def test_entities_of_a_line_are_read_at_once_and_unknown_tags_are_kept():
    body = "Tom &amp; Ivy&#8217;s <b>mill</b> and <The Wheel>"
    rows = findings("EN03", {"body": body})
    assert mended(body, rows) == "Tom & Ivy’s mill and <The Wheel>"
    assert [row["fix_safe"] for row in rows] == [False]
    assert findings("EN03", {"body": "Tom &amp; Ivy"})[0]["fix_safe"]


def test_glued_sentences_are_parted():
    body = "Er kam.Sie ging.Und dann?Nichts geschah, wie immer."
    assert mended(body, findings("EN07", {"body": body})) == "Er kam. Sie ging. Und dann? Nichts geschah, wie immer."


def test_private_data_is_masked_wherever_a_finding_shows_it():
    body = (
        "Write to tom.reed@mill.example\nor to ivy.hay@rye.example and +62 812-3456-7890,\nsays eve.lane@corn.example."
    )
    rows = findings("PR01", {"body": body, "title": "Ask bo.weir@dam.example"})
    assert [row["field"] for row in rows] == ["title", "body", "body", "body"]
    shown = json.dumps([{**row, "suggest": None} for row in rows], ensure_ascii=False)
    for private in ("tom.reed", "ivy.hay", "812-3456", "eve.lane", "bo.weir"):
        assert private not in shown
    left = mended(body, rows[1:])
    assert len(left) == len(body)
    assert findings("PR01", {"body": left}) == []


def test_a_reservation_is_recorded_and_the_line_left_to_the_rule_that_deletes_it():
    rows = find([{"id": "a", "title": "Mill", "body": "Rye.\nAll rights reserved."}], BOOK)
    assert {row["code"]: row["line"] for row in rows if row["code"] in ("PR02", "BP01")} == {"BP01": 2, "PR02": 2}


# Languages


def languages(bodies, language=None):
    read = next(iter(Reader([{"id": str(n), "body": body} for n, body in enumerate(bodies)]).blocks()))
    return Plan(Rulebook((), BOOK.vocabulary), language=language).block(read, 0).languages


INDONESIAN = (
    "Warga desa bergotong royong memperbaiki kincir air itu selama dua pekan, kata kepala desa kepada wartawan."
)
GERMAN = "Die Mühle am oberen Wehr mahlt seit Montag wieder, und niemand im Dorf hatte noch damit gerechnet, sagt sie."


def test_the_language_is_found_in_the_prose_behind_a_menu():
    menu = "Home\nNews\nSports\nWeather\nSign in\nMost read\n"
    assert languages([INDONESIAN, menu + INDONESIAN, GERMAN, None, "", "12 : 3"]) == [
        "id",
        "id",
        "de",
        None,
        None,
        None,
    ]


MALAY = (
    "Polis menahan tiga lelaki kerana disyaki terlibat dalam kes pecah kilang di sekitar bandar ini sejak bulan lalu. "
    "Ketua polis daerah berkata kincir itu rosak selepas banjir, dan penduduk mahu ia dibaiki pada hari Khamis ini."
)


def test_malay_is_told_from_indonesian_by_its_own_words():
    assert languages([MALAY, INDONESIAN]) == ["ms", "id"]


def test_the_language_that_is_told_is_not_looked_for():
    assert languages([GERMAN], language="id") == ["id"]


@given(st.permutations([INDONESIAN, GERMAN, None, "", "\x92\x80 " + GERMAN, "河上的磨坊又开工了。" * 5]))
def test_a_language_does_not_depend_on_the_other_articles(bodies):
    assert languages(bodies) == [languages([body])[0] for body in bodies]


@given(st.text(max_size=400))
def test_any_text_can_be_asked_about(text):
    assert len(languages([text])) == 1
    findings("LA01", {"body": text + GERMAN * 3})


def test_a_common_word_tells_its_language_from_those_that_are_not_kin():
    codes = [code for code in BOOK.vocabulary.languages if code not in SCRIPTS and code not in UNSPACED]
    words = {code: set(BOOK.vocabulary.word_list(code).words["function_words"]) - SHARED for code in codes}
    both = [(one, other, words[one] & words[other]) for one in codes for other in codes if not are_kin(one, other)]
    assert [found for found in both if found[2]] == []
    assert min(map(len, words.values())) >= 15


@pytest.mark.parametrize("code", ["id", "de", "zh", "ko"])
def test_a_text_is_plain_in_its_own_language_only(code):
    texts = {
        "id": INDONESIAN,
        "de": GERMAN,
        "zh": "河上的磨坊昨天又开工了，村民们都很高兴。",
        "ko": "강가의 물레방아가 다시 돌기 시작했다 마을 사람들은 함께 바퀴를 고쳤다",
    }
    wording = Wording(BOOK.vocabulary, "function_words")
    plain = wording.plain(pl.Series(list(texts.values())), pl.Series([code] * len(texts)), 1)
    assert [key for key, is_plain in zip(texts, plain, strict=True) if is_plain] == [code]
    assert wording.holds(texts[code], code, 1)


def test_a_language_that_nobody_can_tell_is_not_judged():
    read = next(iter(Reader([{"id": "a", "language": "qaa", "body": GERMAN * 4}]).blocks()))
    block = Plan(BOOK).block(read, 0)
    assert detector_for(BOOK.find("LA01"), BOOK.vocabulary).judged(block).tolist() == [False]
