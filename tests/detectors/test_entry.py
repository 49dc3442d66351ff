"""What an entry of the authors is, in all languages of the word lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.detectors.entry import EntryReader
from copydesk.detectors.entry_words import EntryWords
from copydesk.rulebook import load_rulebook
from copydesk.scan.names import Names
from copydesk.scan.site import Naming, naming

VOCABULARY = load_rulebook().vocabulary
READER = EntryReader(VOCABULARY)
NULL_LIKE = {phrase.text for phrase in VOCABULARY.phrases("null_like", "en")}


def judge(entry, language="en", host=None, source=None):
    return READER.judge(entry, language, host, source)


@pytest.mark.parametrize("language", VOCABULARY.languages)
def test_every_word_of_the_lists_is_told_for_what_it_is(language):
    words = VOCABULARY.word_list(language).words
    wanted = {"author_junk": "junk", "agency": "agency", "desk": "agency", "byline_role": "cue"}
    told = {
        (section, word): verdict.kind if (verdict := judge(word, language)) else None
        for section in wanted
        for word in words.get(section, ())
    }
    # a desk may be called as a role is
    assert {
        key: kind
        for key, kind in told.items()
        if kind != wanted[key[0]] and not (key[0] == "byline_role" and kind == "agency")
    } == {}


NAMES = {
    "en": [
        "Ana Petrel",
        "Tom O’Reed",
        "A. J. Petrel",
        "Mary-Ann Reed",
        "Theresa May",
        "Jane Host",
        "Byron Reed",
        "J.Lo",
    ],
    "de": ["Ana von der Mole", "Von Petrel", "Jörg Müller-Lüdenscheid", "Ed Hafen"],
    "es": ["José Ortega y Gasset", "Ana María Peña Núñez", "Da Silva", "Por Favor Ruiz"[4:]],
    "id": ["Rara Lestari", "Sukarno", "Tim Cook", "Ani Petrel", "Bimo A. Santosa"],
    "ar": ["أحمد علي", "رجب طيب"],
    "hi": ["राम कुमार", "संगीता शर्मा"],
    "ru": ["Лида Морская", "Иван Берег"],
    "th": ["สมชาย ใจดี"],
    "zh": ["李海", "刘国岸", "文在海"],
    "ja": ["海野大地", "大渡 美咲", "マイケル・リード"],
    "ko": ["김해솔", "남궁민수"],
    "tr": ["Işıl Öztürk", "Ömer Çelik"],
    "vi": ["Lê Phương", "Nguyễn Văn An"],
}


@pytest.mark.parametrize(("language", "name"), [(code, name) for code, names in NAMES.items() for name in names])
def test_a_name_is_a_name(language, name):
    assert judge(name, language) is None


@given(st.sampled_from([(code, name) for code, names in NAMES.items() for name in names]), st.data())
def test_a_cue_with_a_colon_leaves_the_name(named, data):
    language, name = named
    if " " not in name or not Names(VOCABULARY).is_full_name(name):
        return
    cues = [p.text for p in VOCABULARY.phrases("byline_cue", language) if p.kind == "prefix" and p.text.endswith(":")]
    if not cues:
        return
    cue = data.draw(st.sampled_from(cues))
    if cue.startswith(EntryWords(VOCABULARY).credit(language)):  # "text and photos:" is both
        return
    verdict = judge(f"{cue} {name}", language)
    assert verdict is not None
    assert verdict.kind in ("cue", "junk")


@pytest.mark.parametrize(
    ("entry", "language", "kind", "suggest"),
    [
        ("By ANA PETREL, AP Harbour Writer", "en", "cue", ["ANA PETREL"]),
        ("Autor Ana Petrel", "de", "cue", ["Ana Petrel"]),
        ("海野大地記者", "ja", "cue", ["海野大地"]),
        ("记者 李海", "zh", "cue", ["李海"]),
        ("Ana Petrel (reporter)", "en", "cue", ["Ana Petrel"]),
        ("Written by", "en", "cue", []),
        ("Ana Petrel, ana@harbour.example", "en", "junk", ["Ana Petrel"]),
        ("Ana Petrel, Tom Reed, www.friendbook.example", "en", "junk", []),
        ("Ana Petrel December", "en", "junk", ["Ana Petrel"]),
        ("St.John", "en", None, []),
        ("Ana Petrel, AP", "en", "unsplit", ["Ana Petrel", "AP"]),
        ("Reuters/AP", "en", "agency", []),
        ("Gazette staff reporter", "en", "agency", []),
        ("김해솔 외 1명", "ko", "unsplit", ["김해솔"]),
        ("Ana Petrel y Tom Reed", "es", "unsplit", ["Ana Petrel", "Tom Reed"]),
        ("Maria Santos e Silva", "pt", None, []),
    ],
)
def test_what_an_entry_is(entry, language, kind, suggest):
    verdict = judge(entry, language)
    assert (verdict.kind if verdict else None) == kind
    assert list(verdict.suggest if verdict else ()) == suggest


@given(st.text(max_size=400), st.sampled_from([*VOCABULARY.languages, None]))
def test_no_entry_is_too_odd_to_be_judged(entry, language):
    verdict = judge(entry, language, "www.gazette.example", "Gazette")
    assert verdict is None or all(name in " ".join(entry.split()) for name in verdict.suggest)


@pytest.mark.parametrize(
    ("text", "host", "source", "expected"),
    [
        ("The Harbour Post", "www.harbourpost.example", None, Naming.EXACT),
        ("harbourpost.example", "www.harbourpost.example", None, Naming.EXACT),
        ("Bote für Häfen", "bote-fuer-haefen.example", None, Naming.EXACT),
        ("Liman Postası", "limanpostasi.example", None, Naming.EXACT),
        ("港新報", None, "港新報", Naming.EXACT),
        ("Harbour Post Online", "harbourpost.example", None, Naming.LIKELY),
        ("North Harbour Gazette", "nhg.example", None, Naming.LIKELY),
        ("news.HP.example", "hp.example", None, Naming.LIKELY),
        ("what the harbour post said about it", "harbourpost.example", None, Naming.NOT),
        ("Ana Petrel", "harbourpost.example", "Harbour Post", Naming.NOT),
        ("", "harbourpost.example", "", Naming.NOT),
        ("Ana", None, None, Naming.NOT),
    ],
)
def test_a_text_that_names_a_site(text, host, source, expected):
    assert naming(text, host, source) == expected
