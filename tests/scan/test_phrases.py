"""Phrases are found where a slow and plain reading of the documentation finds them, to the character."""

import re
import unicodedata
from functools import cache

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from copydesk.rulebook.vocabulary import Phrase, folded_phrase
from copydesk.scan.lines import MAX_FOLD_CHARS, Lines
from copydesk.scan.phrases import MAX_LANGUAGES, PhraseTable
from copydesk.text import DECORATION, fold, fold_inside

MATCH_KINDS = ("line", "prefix", "suffix", "inline")
LANGUAGES = ("en", "id", "de", "zh", "hi", "ru", "ar")

TEXTS = {
    "en": [
        "tap the bell",
        "0 pips read",
        "don't blink",
        "[clip:gallery]",
        "bell",
        "more: bell",
        "a",
        "100% owl",
        "a b a",
    ],
    "id": ["baca serutan", "[gambar:klip]", "serutan", "0 komen"],
    "de": ["menü öffnen", "über uns", "öffnen"],
    "zh": ["点击铃铛", "铃", "铃铛 0", "打开 铃铛"],
    "hi": ["घंटी बजाएँ", "घंटी"],
    "ru": ["читать звонок", "звонок"],
    "ar": ["اقرأ الجرس", "الجرس"],
}
WORD_RUN = "The miller counted forty sacks and the baker counted them again. "
JOINTS = ["", "  ", " - ", "\u00a0", "\u3000", "\u200b", "\u00ad", "\u0301", "ि", "の", "🔔", *" \t-:…xé7()[.'’»#\rSß"]


def _wide(text):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _capitals_in_turn(text):
    return "".join(c.upper() if n % 2 else c for n, c in enumerate(text))


CHANGES = [
    str,
    str.upper,
    str.title,
    str.capitalize,
    _capitals_in_turn,
    _wide,
    lambda text: text.replace(" ", "  "),
    lambda text: text.replace(" ", "\u00a0"),
    lambda text: text.replace("'", "’"),
    lambda text: text.replace("0", "15"),
    lambda text: text[: len(text) // 2] + "\u200b" + text[len(text) // 2 :],
    lambda text: text[1:],
    lambda text: text[:-1],
    lambda text: unicodedata.normalize("NFD", text),
]

TABLE = [
    (number % 5, Phrase(folded_phrase(text, kind), kind, language))
    for number, (language, text, kind) in enumerate(
        (language, text, kind) for language, texts in TEXTS.items() for text in texts for kind in MATCH_KINDS
    )
]
COMPILED = PhraseTable(TABLE, LANGUAGES)

pieces = st.one_of(
    st.builds(
        lambda language, n, change: change(TEXTS[language][n % len(TEXTS[language])]),
        st.sampled_from(LANGUAGES),
        st.integers(0, 8),
        st.sampled_from(CHANGES),
    ),
    st.sampled_from(JOINTS),
    st.text(st.characters(max_codepoint=0x2E7F, exclude_categories=["Cn"], exclude_characters="\n"), max_size=3),
)
short_lines = st.lists(pieces, max_size=7).map("".join)
long_lines = st.builds(lambda line, n: line[:n] + WORD_RUN * 4 + line[n:], short_lines, st.integers(0, 40))
bodies = st.lists(st.lists(st.one_of(short_lines, short_lines, long_lines), max_size=5).map("\n".join), max_size=3)


def one_word(left, right):
    """Two characters that belong to one word, in scripts that write spaces between words."""
    spaceless = ("THAI", "LAO", "MYANMAR", "KHMER", "HIRAGANA", "KATAKANA", "CJK")
    if not left or not right or any(unicodedata.name(c, "").startswith(spaceless) for c in (left, right)):
        return False
    return all(c.isalnum() or unicodedata.category(c).startswith("M") for c in (left, right))


def stands_apart(text, start, end):
    return not one_word(text[start - 1 : start], text[start]) and not one_word(text[end - 1], text[end : end + 1])


def occurrences(text, literals):
    """Spans of the literals that are words of their own, from the left, none over another."""
    start = 0
    while start < len(text):
        ends = [start + len(one) for one in literals if text.startswith(one, start)]
        ends = [end for end in ends if stands_apart(text, start, end)]
        if ends:
            yield start, max(ends)
        start = max(ends, default=start + 1)


@cache
def aligned(text):
    """The folded text, and of each of its characters the span of the characters that it came from."""
    units = []
    for n, character in enumerate(text):
        if units and (unicodedata.combining(character) or unicodedata.category(character) == "Mn"):
            units[-1] = (units[-1][0], n + 1)
        else:
            units.append((n, n + 1))
    out, spans = "", []
    for start, end in units:
        same = fold_inside(text[start:end])
        each = len(same) == end - start  # nothing was composed, so every character has a place of its own
        for n, character in enumerate(same):
            first, last = (start + n, start + n + 1) if each else (start, end)
            if out and character == out[-1] and character in " 0":
                spans[-1] = (spans[-1][0], last)
            else:
                out += character
                spans.append((first, last))
    bare = out.strip(DECORATION)
    at = len(out) - len(out.lstrip(DECORATION)) if bare else 0
    return bare, spans[at : at + len(bare)]


def bare(text):
    start = len(text) - len(text.lstrip())
    return start, max(len(text.rstrip()), start)


folded_once = cache(fold)


def spans_in_line(text, phrase):
    """Where the phrase is a defect in the line, by what PhraseTable and the template of the word lists say."""
    if len(text) > MAX_FOLD_CHARS:
        yield from spans_in_long_line(text.replace("’", "'"), phrase)
        return
    folded = folded_once(text)
    if phrase.kind == "line" and folded == phrase.text:
        yield bare(text)
    elif phrase.kind == "prefix" and folded.startswith(phrase.text):
        if not one_word(phrase.text[-1], folded[len(phrase.text) :][:1]):
            yield bare(text)
    elif phrase.kind == "suffix" and folded.endswith(phrase.text):
        if not one_word(folded[: -len(phrase.text)][-1:], phrase.text[0]):
            yield bare(text)
    elif phrase.kind == "inline":
        same, spans = aligned(text)
        assume(same == folded)  # folding by characters is blind to letters that change beside others, as a final sigma
        for start, end in occurrences(folded, {phrase.text}):
            yield spans[start][0], spans[end - 1][1]


def spans_in_long_line(text, phrase):
    """A long line is compared as it is written, in small letters, capitals and titled."""
    spellings = {phrase.text, phrase.text.upper(), phrase.text.title(), phrase.text.capitalize()}
    if any(character.isdigit() for character in phrase.text):
        if phrase.kind != "prefix" or not re.fullmatch(r"\D*0", phrase.text):
            return
        spellings = {spelling[:-1] + digit for spelling in spellings for digit in "0123456789"}
    inside = _ascii_lower(text.strip(DECORATION))
    for spelling in map(_ascii_lower, spellings):
        if phrase.kind == "prefix" and inside.startswith(spelling):
            after = inside[len(spelling) :][:1]
            if (phrase.text.endswith("0") and after.isdigit()) or not one_word(spelling[-1], after):
                yield bare(text)
        elif phrase.kind == "suffix" and inside.endswith(spelling):
            if not one_word(inside[: -len(spelling)][-1:], spelling[0]):
                yield bare(text)
        elif phrase.kind == "inline" and any(occurrences(inside, {spelling})):
            # a line that has it once in such a spelling has it wherever case and width of spaces alone differ
            loosely = re.compile(r"\s+".join(map(re.escape, phrase.text.split(" "))), re.IGNORECASE)
            matches = (match.span() for match in loosely.finditer(text))
            yield from (span for span in matches if stands_apart(text, *span))


def _ascii_lower(text):
    return text.translate({n: n + 32 for n in range(ord("A"), ord("Z") + 1)})


def with_marks(text, start, end):
    """The span with the marks that stand on its last character."""
    while end < len(text) and unicodedata.category(text[end]).startswith("M"):
        end += 1
    return start, end


def expected(articles, languages, table=TABLE):
    found = set()
    line = 0
    for body, language in zip(articles, languages, strict=True):
        for text in body.split("\n"):
            for rule, phrase in table:
                if language is None or phrase.language in (language, "en"):
                    found |= {(rule, line, phrase, *with_marks(text, *span)) for span in spans_in_line(text, phrase)}
            line += 1
    return found


def found_by(compiled, articles, languages):
    hits = compiled.find(Lines(pl.Series(articles, dtype=pl.String)), compiled.allowed(languages))
    listed = [(rule, *hit) for rule, hits_of_rule in hits.items() for hit in hits_of_rule]
    assert len(listed) == len(set(listed))
    texts = [text for body in articles for text in body.split("\n")]
    return {(rule, line, phrase, *with_marks(texts[line], *span)) for rule, line, phrase, *span in listed}


language_lists = st.lists(st.sampled_from([*LANGUAGES, "xx", None, None]), min_size=3, max_size=3)


@settings(max_examples=250)
@given(bodies, language_lists)
def test_the_same_characters_are_marked_as_by_plain_reading(articles, languages):
    languages = languages[: len(articles)]
    assert found_by(COMPILED, articles, languages) == expected(articles, languages)


def marked(text, phrase, kind="inline", language="en"):
    """What is marked in a body of one line, for a table of one phrase."""
    compiled = PhraseTable([(0, Phrase(folded_phrase(phrase, kind), kind, language))], sorted({"en", language}))
    return [text[start:end] for *_, start, end in sorted(found_by(compiled, [text], [None]))]


@pytest.mark.parametrize(
    ("text", "phrase", "expected_marks"),
    [
        ("He left. Don’t blink now and he came back", "don't blink now", ["Don’t blink now"]),
        ("He left. 15 pips read He came back", "0 pips read", ["15 pips read"]),
        ("He left. ［ｃｌｉｐ：ｂｅｌｌ］ He came back", "[clip:bell]", ["［ｃｌｉｐ：ｂｅｌｌ］"]),
        ("He left. [clip:\u200bbell] He came back", "[clip:bell]", ["[clip:\u200bbell]"]),
        ("He left.  [Clip:  bell]  He came back", "[clip: bell]", ["[Clip:  bell]"]),
        ("He saw a doorbell here, and a Bell here too", "bell here", ["Bell here"]),
        ("He left. ΧΤΥΠΑ ΤΟΥΣ He came back", "χτυπα τους", ["ΧΤΥΠΑ ΤΟΥΣ"]),
        (
            "[clip:bell] He left. [clip:bell] He came back. [CLIP:BELL]",
            "[clip:bell]",
            ["[clip:bell]"] * 2 + ["[CLIP:BELL]"],
        ),
    ],
    ids=["apostrophe", "number", "wide", "zero-width", "spaces", "part-of-a-word-before", "final-sigma", "thrice"],
)
def test_an_inline_phrase_marks_itself_and_not_the_story_around_it(text, phrase, expected_marks):
    assert marked(text, phrase) == expected_marks


@pytest.mark.parametrize("kind", ["inline", "suffix"])
def test_a_phrase_after_a_vowel_sign_is_part_of_a_word(kind):
    # the sign closes a syllable, so the word goes on
    assert marked("नदीघर", "घर", kind, "hi") == []


@pytest.mark.parametrize("kind", ["inline", "prefix"])
def test_a_phrase_that_ends_with_a_vowel_sign_is_part_of_a_word_that_goes_on(kind):
    assert marked("नदीघर", "नदी", kind, "hi") == []


@pytest.mark.parametrize(
    ("text", "phrase", "kind"),
    [
        ("newsroom", "news", "prefix"),
        ("bluebell", "bell", "suffix"),
        ("a bluebells b", "bell", "inline"),
        ("cafe\u0301 open", "cafe", "prefix"),
        ("звонок123", "звонок", "prefix"),
        ("read the bells", "the bell", "line"),
    ],
)
def test_a_part_of_a_word_is_no_phrase(text, phrase, kind):
    assert marked(text, phrase, kind) == []


@pytest.mark.parametrize(
    ("text", "phrase", "kind"),
    [
        ("铃铛很响", "铃铛", "prefix"),
        ("请按铃铛", "铃铛", "suffix"),
        ("ベルを鳴らす", "ベル", "prefix"),
        ("กดกระดิ่งนี้", "กดกระดิ่ง", "prefix"),
    ],
)
def test_a_script_without_spaces_needs_none_around_a_phrase(text, phrase, kind):
    assert marked(text, phrase, kind) == [text]


def test_a_whole_line_is_marked_without_the_white_space_around_it():
    assert marked("\t  --- Tap the BELL ---  \r", "tap the bell", "line") == ["--- Tap the BELL ---"]


def test_a_line_over_the_limit_is_no_whole_line_phrase():
    text = "bell" * (MAX_FOLD_CHARS // 4)
    assert marked(text, text, "line") == [text]
    assert marked(text + "s", text + "s", "line") == []


@pytest.mark.parametrize(
    ("phrase", "kind", "text"),
    [
        ("tap the bell", "prefix", f"»  TAP the Bell {WORD_RUN * 3}"),
        ("tap the bell", "suffix", f"{WORD_RUN * 3} tap THE bell …"),
        ("don't blink", "prefix", f"Don’t blink {WORD_RUN * 3}"),
        ("читать звонок", "suffix", f"{WORD_RUN * 3} ЧИТАТЬ ЗВОНОК"),
    ],
)
def test_a_long_line_that_begins_or_ends_with_a_phrase_is_found_whole(phrase, kind, text):
    assert marked(text, phrase, kind) == [text.strip()]


def test_an_inline_phrase_with_an_apostrophe_is_marked_in_a_long_line():
    assert marked(f"{WORD_RUN * 3} Don’t blink now. {WORD_RUN}", "don't blink now") == ["Don’t blink now"]


@pytest.mark.parametrize("rest", ["", WORD_RUN * 3])
def test_an_inline_phrase_that_opens_a_bracket_is_marked_with_what_it_holds(rest):
    assert marked(f"He left. [Clip: the bell] He came back (late). {rest}", "[clip:") == ["[Clip: the bell]"]
    assert marked(f"He left. [Clip: the bell. {rest}", "[clip:") == ["[Clip:"]


def test_a_phrase_in_a_long_line_is_found_in_small_and_capital_letters_of_any_script():
    prose = "word " * 50
    text = f"{prose}ЧИТАТЬ ЗВОНОК {prose}Читать Звонок {prose}читать звонок"
    assert marked(text, "читать звонок", language="ru") == ["ЧИТАТЬ ЗВОНОК", "Читать Звонок", "читать звонок"]


def test_a_line_of_one_article_is_not_joined_with_the_next():
    assert (
        found_by(COMPILED, ["tap the", "bell\ntap the", " bell"], ["en"] * 3)
        & {
            (rule, line, phrase, *span)
            for rule, phrase in TABLE
            if phrase.text == "tap the bell"
            for line in range(4)
            for span in [(0, 4), (0, 7), (0, 12), (1, 5)]
        }
        == set()
    )


def test_an_article_is_read_with_its_own_word_list_and_english():
    def rules(language):
        return {phrase.language for _, _, phrase, _, _ in found_by(COMPILED, ["bell\nзвонок\nserutan"], [language])}

    assert rules("ru") == {"ru", "en"}
    assert rules("en") == {"en"}
    assert rules("xx") == {"en"}
    assert rules(None) == {"ru", "en", "id"}


def test_hits_of_a_rule_come_in_the_order_of_the_lines():
    body = "\n".join(["serutan", "bell", "tap the bell", "铃", "bell " * 60, "0 komen"] * 3)
    for hits in COMPILED.find(Lines(pl.Series([body, body])), COMPILED.allowed([None, None])).values():
        assert [hit.line for hit in hits] == sorted(hit.line for hit in hits)


def test_more_languages_than_a_mask_holds_are_refused():
    languages = [f"l{n}" for n in range(MAX_LANGUAGES + 1)]
    with pytest.raises(ValueError, match="languages"):
        PhraseTable([], languages)
    last = languages[MAX_LANGUAGES - 1]
    table = PhraseTable([(0, Phrase("bell", "line", last))], languages[:MAX_LANGUAGES])
    assert found_by(table, ["bell"], [last]) == {(0, 0, Phrase("bell", "line", last), 0, 4)}


def test_no_phrases_find_nothing():
    assert found_by(PhraseTable([], []), ["bell", ""], ["en", None]) == set()


@pytest.mark.parametrize("line", ["© 2024 The Bell", "© 2024 The Bell" + " and its ringers" * 9, "© 7" + " bells" * 20])
def test_a_prefix_that_ends_in_a_number_is_found_in_lines_of_any_length(line):
    assert marked(line, "© 0", "prefix") == [line]


@pytest.mark.parametrize(
    "line", ["© The Bell 2024" + " and its ringers" * 9, "12 pips were read" + " in the tower" * 9]
)
def test_a_number_elsewhere_is_not_looked_for_in_a_long_line(line):
    assert marked(line, "© 0", "prefix") == marked(line, "0 pips", "prefix") == []
