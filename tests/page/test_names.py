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
        ("fa", "علی کریمی، روزنامه‌نگار", ["علی کریمی"]),
        ("ms", "Oleh Ravi a/l Subramaniam", ["Ravi a/l Subramaniam"]),
        ("ar", "كتب : أحمد سمير", ["أحمد سمير"]),
        ("ar", "كتبت منى فاروق", ["منى فاروق"]),
        ("zh", "作者： 李雷", ["李雷"]),
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


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("zh", "記者王小明／台北報導", ["王小明"]),
        ("zh", "記者林怡君、黃志明／綜合報導", ["林怡君", "黃志明"]),
        ("zh", "駐東京特派員吳佩珊／專題報導", ["吳佩珊"]),
        ("zh", "海岸社記者李淑芬台北3日電", ["李淑芬"]),
        ("zh", "記者周杰攝", []),
        ("ja", "取材・文＝山田太郎", ["山田太郎"]),
        ("ja", "社会部・山本健太", ["社会部", "山本健太"]),
        ("ja", "山田太郎記者", ["山田太郎"]),
        ("ja", "ジョン・スミス", ["ジョン・スミス"]),
        ("ko", "홍길동 기자 hong@badailbo.example", ["홍길동"]),
        ("ko", "김민지·오세훈 기자", ["김민지", "오세훈"]),
        ("ko", "바다일보=정유진 기자", ["정유진"]),
        ("ko", "사회부 최민서 기자", ["최민서"]),
        ("ko", "강태오 기자 승인 2024.05.03 08:00", ["강태오"]),
        ("ko", "도쿄/한지민 특파원", ["한지민"]),
        ("ko", "최민서 인턴기자", ["최민서"]),
        ("ko", "사진=이상훈 기자", []),
    ],
)
def test_names_in_scripts_without_spaces(language, text, names):
    pieces = [piece.text for piece in name_finder(VOCABULARY, language).pieces(text)]
    assert list(dict.fromkeys(pieces)) == names


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("en", "Text: Ana Petrel. Photos: Otto Pilot", ["Ana Petrel"]),
        ("en", "Story by Ana Petrel | Photos by Otto Pilot", ["Ana Petrel"]),
        ("en", "Ana Petrel Photos: Otto Pilot", ["Ana Petrel"]),
        ("en", "Written by Ana Petrel | Medically reviewed by Otto Pilot, MD", ["Ana Petrel"]),
        ("en", "Photos by Otto Pilot", []),
        ("de", "Text: Anna Sturmvogel, Redaktion: Otto Lotse", ["Anna Sturmvogel"]),
        ("de", "Anna Sturmvogel (Text) und Otto Lotse (Fotos)", ["Anna Sturmvogel"]),
        ("de", "Text und Fotos: Anna Sturmvogel", ["Anna Sturmvogel"]),
        ("it", "Testo e foto: Luca Bassi", ["Luca Bassi"]),
        ("id", "Penulis: Rina Wulandari Editor: Budi Prakoso", ["Rina Wulandari"]),
        ("pl", "Tekst: Jan Lis, fot. Adam Gołąb", ["Jan Lis"]),
        ("ru", "Текст: Игорь Лапин Фото: Вера Котова", ["Игорь Лапин"]),
        ("th", "เรื่องโดย อรุณี บุญมา ภาพโดย ชาตรี คงดี", ["อรุณี บุญมา"]),
        ("zh", "来源：江岸新闻网 作者：孙悦 编辑：周敏", ["孙悦"]),
        ("ja", "文／加藤美咲　編集／木村亮", ["加藤美咲"]),
    ],
)
def test_of_several_who_are_credited_the_writers_are_named(language, text, names):
    pieces = name_finder(VOCABULARY, language).pieces(text)
    assert list(dict.fromkeys(piece.text for piece in pieces)) == names


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("en", "By ANA PETREL Associated Press", ["ANA PETREL", "Associated Press"]),
        (
            "en",
            "By Ana Petrel and Otto Pilot The Associated Press",
            ["Ana Petrel", "Otto Pilot", "The Associated Press"],
        ),
        ("en", "Ana Petrel AFP", ["Ana Petrel", "AFP"]),
        ("en", "Ana Petrel for Reuters", ["Ana Petrel", "Reuters"]),
        ("de", "Von Anna Sturmvogel für dpa", ["Anna Sturmvogel", "dpa"]),
        ("es", "Por Ana Petrel EFE", ["Ana Petrel", "EFE"]),
        # names that an agency has, too
        ("en", "By Otto J. Bloomberg", ["Otto J. Bloomberg"]),
        ("en", "By Mary Ana Getty", ["Mary Ana Getty"]),
        ("en", "By ANA LUSA", ["ANA LUSA"]),
    ],
)
def test_an_agency_behind_a_name_without_a_mark(language, text, names):
    assert [piece.text for piece in name_finder(VOCABULARY, language).pieces(text)] == names


def test_a_name_before_the_paper_that_the_text_was_written_for():
    pieces = name_finder(VOCABULARY, "en").pieces("By Ana Petrel Special to the Harbour Gazette")
    assert "Ana Petrel" in {piece.text for piece in pieces}


def test_an_editor_alone_is_named_without_a_cue():
    pieces = name_finder(VOCABULARY, "de").pieces("Redaktion: Otto Lotse")
    assert [(piece.text, piece.cued) for piece in pieces] == [("Otto Lotse", False)]


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "By Ana Petrel. This article first appeared in the Harbour Weekly.", "Ana Petrel"),
        ("de", "Von Prof. Anna Sturmvogel", "Prof. Anna Sturmvogel"),
        ("it", "Articolo di Paolo De Santis del 03/05/2024", "Paolo De Santis"),
        ("tr", "Haber: Can Öztürk Giriş: 03.05.2024", "Can Öztürk"),
    ],
)
def test_where_a_name_ends(language, text, name):
    assert {piece.text for piece in name_finder(VOCABULARY, language).pieces(text)} == {name}


@pytest.mark.parametrize(
    ("language", "text"), [("en", "The detour by bus adds an hour"), ("ar", "كتب الوزير على حسابه الرسمي")]
)
def test_the_words_of_a_sentence_are_no_cued_name(language, text):
    assert not any(piece.cued for piece in name_finder(VOCABULARY, language).pieces(text))


def test_a_language_without_a_list_is_read_as_english():
    assert name_finder(VOCABULARY, "sv") is name_finder(VOCABULARY, "en")


def test_a_cue_within_a_name_is_none():
    pieces = name_finder(VOCABULARY, "de").pieces("Ursula von der Leine")
    assert pieces[-1].text == "Ursula von der Leine"
