"""The red pencil never changes a word of what it marks."""

from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from copydesk.render.html import marks as html_marks
from copydesk.render.html.marks import Span, mark_line, mark_lines
from copydesk.render.html.text import percent, step, visible, visible_text

ODD = st.sampled_from("\n\r\t <>&\"'\u200b\u200c\u202e\u2066\x00\x85\u2028\U000e0041\ufeffصа渡é😀")
TEXTS = st.text(ODD | st.characters(exclude_categories=("Cs",)), max_size=60)
SPANS = st.lists(
    st.builds(
        Span,
        st.integers(-5, 70),
        st.integers(-5, 75),
        st.sampled_from(["UI01", "DU02"]),
        st.sampled_from(html_marks.SEVERITIES),
        st.booleans(),
    ),
    max_size=8,
)


@given(TEXTS, SPANS)
def test_lines_without_their_marks_are_the_text(text: str, spans: list[Span]) -> None:
    lines = mark_lines(text, spans)
    assert [line.number for line in lines] == list(range(1, text.count("\n") + 2))
    assert "\n".join("".join(piece.text for piece in line.pieces) for line in lines) == _unix(text)


@given(TEXTS, SPANS)
def test_every_character_of_a_span_is_marked_and_no_other(text: str, spans: list[Span]) -> None:
    marked: list[bool] = []
    for line in mark_lines(text, spans):
        for piece in line.pieces:
            marked += [bool(piece.classes)] * len(piece.text)
        marked.append(False)
    at = 0
    for place, character in enumerate(text):
        if character == "\r" and (place + 1 == len(text) or text[place + 1] == "\n"):
            continue  # the end of a line, of which it is no part
        expected = character != "\n" and any(span.start <= place < span.end for span in spans)
        assert marked[at] == expected, (place, character)
        at += 1


@given(TEXTS)
def test_a_browser_reads_the_visible_text(text: str) -> None:
    # in a `pre`, as Beautiful Soup folds text that is white space alone elsewhere
    assert BeautifulSoup(f"<pre>x{visible(text)}</pre>", "html.parser").get_text() == "x" + visible_text(text)


@given(TEXTS, st.integers(0, 9), SPANS)
def test_a_context_is_cut_where_it_starts(context: str, start: int, spans: list[Span]) -> None:
    pieces = mark_line(context, spans, start)
    assert "".join(piece.text for piece in pieces) == context.removesuffix("\r")


def test_overlapping_and_nested_spans_are_cut_apart() -> None:
    spans = [Span(0, 6, "UI01", "info"), Span(4, 9, "UI03", "error"), Span(5, 5, "EN02", "warning")]
    pieces = mark_lines("abcdefghij", spans)[0].pieces
    assert [(piece.text, piece.classes, piece.label) for piece in pieces] == [
        ("abcd", "info", ""),
        ("e", "error many", ""),
        ("", "warning caret", "EN02"),
        ("f", "error many", "UI01"),
        ("ghi", "error", "UI03"),
        ("j", "", ""),
    ]


def test_a_long_span_is_a_bar_in_the_margin() -> None:
    lines = mark_lines("a\nb\nc\nd\ne", [Span(2, 9, "DU02", "error")])
    assert [line.bar for line in lines] == ["", "error", "error", "error", "error"]
    assert lines[1].pieces[0].classes == "error long"
    assert [piece.label for line in lines for piece in line.pieces if piece.label] == ["DU02"]


def test_joiners_are_spelling_and_stay() -> None:
    assert visible_text("می\u200cخواهد 👩\u200d🚒") == "می\u200cخواهد 👩\u200d🚒"
    assert visible_text("a\u200bb\u202ec") == "aU+200BbU+202Ec"
    assert 'title="right-to-left override"' in visible("\u202e")


def test_shares_never_lie_about_none_and_all() -> None:
    assert [percent(part, 1000) for part in (0, 1, 10, 500, 999, 1000)] == ["0%", "<1%", "1%", "50%", ">99%", "100%"]
    assert percent(0, 0) == "–"
    assert [step(part, 1000) for part in (0, 1, 500, 1000)] == [0, 1, 5, 10]


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").removesuffix("\r")


def test_of_endless_marks_on_one_letter_a_few_are_shown():
    shown = visible_text("a" + 5_000 * "\u0300" + "b")
    assert shown == "a" + 16 * "\u0300" + "U+0300 and 4,983 more marksb"
    assert "U+0300 and 4,983 more marks</span>b" in visible("a" + 5_000 * "\u0300" + "b")
    assert visible("Việt Nam \u0e17\u0e35\u0e48") == "Việt Nam \u0e17\u0e35\u0e48"
