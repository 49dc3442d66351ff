"""Names out of bylines."""

import pytest

from copydesk.page.names import name_finder
from copydesk.rulebook import load_rulebook

VOCABULARY = load_rulebook().vocabulary


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("en", "By Ana Petrel and Otto Pilot", ["Ana Petrel", "Otto Pilot"]),
        ("en", "Ana Petrel, Staff Writer", ["Ana Petrel"]),
        ("en", "Ana Petrel | May 3, 2024 10:15 am", ["Ana Petrel"]),
        ("en", "Posted on May 3, 2024 by Ana Petrel", ["Ana Petrel"]),
        ("de", "Von Anna Sturmvogel, Otto Lotse", ["Anna Sturmvogel", "Otto Lotse"]),
        ("de", "3. Mai 2024 von Anna Sturmvogel", ["Anna Sturmvogel"]),
        ("de", "Datum: 3. Mai 2024Autor: Anna Sturmvogel", ["Anna Sturmvogel"]),
        ("de", "Jan Lotse", ["Jan Lotse"]),
        ("fr", "Par Ana Pétrel", ["Ana Pétrel"]),
        ("es", "Por Ana Petrel y Otón Piloto", ["Ana Petrel", "Otón Piloto"]),
        ("id", "Oleh: Ana Petrel", ["Ana Petrel"]),
        ("zh", "记者 王小明", ["王小明"]),
        ("zh", "本报记者 王小明 李 雷 通讯员 张伟", ["王小明", "张伟"]),
        ("zh", "作者：李 雷", ["李雷"]),
        ("en", "Ana Petrel in Harbour", ["Ana Petrel"]),
        ("en", "By Ana Petrel and Otto Pilot for the Harbour Gazette", ["Ana Petrel", "Otto Pilot"]),
        ("de", "Veröffentlicht am 3. Mai 2024 von Anna Sturmvogel", ["Anna Sturmvogel"]),
        ("ja", "大渡 美咲", ["大渡 美咲"]),
        ("de", "Redaktion Hafenbote Nord", ["Redaktion Hafenbote Nord"]),
    ],
)
def test_names_of_a_byline(language, text, names):
    pieces = [piece.text for piece in name_finder(VOCABULARY, language).pieces(text)]
    assert [name for name in names if name in pieces] == names
    assert all(piece in names or len(piece.split()) > 1 or "0" <= piece[0] <= "9" for piece in pieces[:1])


@pytest.mark.parametrize("text", ["May 3, 2024", "3. Mai 2024", "", "…", "https://a.example/b", "ana@gazette.example"])
def test_no_name_is_made_of_a_date_or_an_address(text):
    assert not name_finder(VOCABULARY, "de").pieces(text)


def test_a_degree_is_no_further_name():
    pieces = name_finder(VOCABULARY, "en").pieces("By Ana Petrel, M.P.H., RD, CEPF® and Otto Pilot, PhD")
    assert {piece.text for piece in pieces} == {"Ana Petrel", "Otto Pilot"}


def test_a_cue_within_a_name_is_none():
    pieces = name_finder(VOCABULARY, "de").pieces("Ursula von der Leine")
    assert pieces[-1].text == "Ursula von der Leine"
