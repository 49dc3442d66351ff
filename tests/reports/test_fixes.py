"""Fixes as a page shows them: the lines that go and come are those that `copydesk fix` takes and writes."""

from types import ModuleType
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st

from copydesk.fixing.edits import applied
from copydesk.fixing.hunks import hunks
from copydesk.fixing.marks import Mark, mended
from copydesk.render.html.findings import read_findings
from copydesk.render.html.fixes import fixes
from copydesk.render.html.site import render_html

BODIES = st.text(st.sampled_from("ab \n\r."), max_size=60)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    """A body, and what is to go or be put in it."""
    body = draw(BODIES)
    places = st.tuples(st.integers(0, len(body)), st.integers(0, len(body))).map(sorted)
    put = st.none() | st.sampled_from(["", "x", "x\ny"])
    return body, [Mark(*draw(places), draw(put), "UI01") for _ in range(draw(st.integers(0, 5)))]


@given(marked())
@example(("aaaaaaa\naa", [Mark(9, 10, None, "UI01"), Mark(0, 8, "x", "UI01")]))
@example(("aa\naa", [Mark(4, 5, None, "UI01"), Mark(0, 3, None, "UI01")]))
def test_hunks_are_the_difference_and_nothing_else(case: tuple[str, list[Mark]]) -> None:
    body, marks = case
    edits = mended(body, marks)
    lines = body.split("\n")
    for hunk in reversed(list(hunks(body, edits))):
        assert lines[hunk.line - 1 : hunk.line - 1 + len(hunk.old)] == hunk.old
        lines[hunk.line - 1 : hunk.line - 1 + len(hunk.old)] = hunk.new
    assert "\n".join(lines) == applied(body, edits)


@pytest.fixture
def desk(batches: ModuleType) -> Any:
    return batches.Desk()


def shown(desk: Any, article: dict[str, Any], safe: bool) -> list[str]:
    """The lines of the patches, with their signs."""
    findings = read_findings(desk.close("a.jsonl").findings, {})
    made = fixes(findings, article["body"], article["title"], safe=safe)
    return [line.sign + line.head + line.part + line.tail for patch in made.patches for line in patch.lines]


def test_a_line_goes(desk: Any) -> None:
    article = desk.article("a.example", "T", "One.\nADVERTISEMENT\nTwo.")
    desk.find_line(article, "UI01", "an advert marker", 2)
    assert shown(desk, article, safe=True) == [" One.", "−ADVERTISEMENT", " Two."]
    assert shown(desk, article, safe=False) == []


def test_a_span_is_replaced_within_its_line(desk: Any) -> None:
    article = desk.article("a.example", "T", "One\u200b. The cafÃ© opens.")
    start = article["body"].index("Ã©")
    more = {"fix": "replace-span", "replacement": "é", "fix_safe": False}
    desk.find_in_body(article, "EN02", "mojibake", start, start + 2, **more)
    assert shown(desk, article, safe=False) == ["−One\u200b. The cafÃ© opens.", "+One\u200b. The café opens."]
    findings = read_findings(desk.close("a.jsonl").findings, {})
    (patch,) = fixes(findings, article["body"], "T", safe=False).patches
    assert [line.part for line in patch.lines] == ["Ã©", "é"]


def test_a_field_is_emptied_and_a_record_dropped(desk: Any, tmp_path: Any) -> None:
    article = desk.article("a.example", "T", "One.", authors=["None"])
    desk.find(article, "BY01", "null", field="authors", quote="None", fix="set-null", fix_safe=True)
    desk.find(article, "DU05", "twice", field="body", fix="delete-record", fix_safe=False)
    assert shown(desk, article, safe=True) == ["−None"]
    batch = desk.close("a.jsonl")
    render_html(batch.summary, batch.findings, batch.articles, tmp_path)
    page = BeautifulSoup((tmp_path / "articles" / "1.html").read_text(encoding="utf-8"), "html.parser")
    assert "The whole record leaves the batch DU05" in page.get_text(" ", strip=True)


@pytest.mark.parametrize("more", [{"fix": "<b>"}, {"fix": "replace-span", "replacement": None}])
def test_a_fix_that_is_none_of_ours_changes_nothing(desk: Any, more: dict[str, Any]) -> None:
    article = desk.article("a.example", "T", "One.\nADVERTISEMENT")
    desk.find_line(article, "UI01", "an advert marker", 2, **more)
    assert shown(desk, article, safe=True) == []


def test_what_lies_beyond_the_text_that_is_held_is_left_out(desk: Any) -> None:
    article = desk.article("a.example", "T", "One.\nADVERTISEMENT")
    desk.find_line(article, "UI01", "an advert marker", 2)
    findings = read_findings(desk.close("a.jsonl").findings, {})
    assert not fixes(findings, "One.", "T", safe=True)
