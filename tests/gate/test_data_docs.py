"""Data Docs of the gate: real ones of Great Expectations, that ask nobody, run nothing and hold no scraped text."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import copydesk
from copydesk.data_docs import check_docs_folder
from copydesk.errors import CopydeskError

SCRAPED = "<script>alert(1)</script> gazette"
ARTICLES = [
    {"id": f"m{n}", "source": SCRAPED, "title": f"{SCRAPED} {n}", "body": f"{SCRAPED} {n}\nADVERTISEMENT"}
    for n in range(30)
]


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """The result of a check, and the folder of its Data Docs."""
    folder = tmp_path_factory.mktemp("pages") / "docs"
    settings = copydesk.Settings(
        select=["UI01", "UI05", "RE01"],
        gate={"UI05": {"max_rate": 0.1, "max_source_rate": 0.3}},
        sources={SCRAPED: {"gate": {"UI05": {"max_rate": 0.2}}}},
    )
    return copydesk.check(ARTICLES, settings=settings, data_docs=folder), folder


@pytest.fixture(scope="module")
def pages(checked):
    found = {str(path.relative_to(checked[1])): path.read_text() for path in checked[1].rglob("*.html")}
    return {name: BeautifulSoup(text, "html.parser") for name, text in found.items()}


def test_they_say_what_the_gate_says(checked, pages):
    (page,) = (page for name, page in pages.items() if name.startswith("validations/batch/"))
    rows = [row for row in page.select("table.table > tbody > tr") if row.find("i")]
    answers = {row.find("i")["class"][1]: row.get_text() for row in rows}
    failed = {reason.code for reason in checked[0].summary.gate.reasons if not reason.passed}
    assert failed == {"UI01"}
    assert "UI01 advert-marker failed at most" in answers["fa-times"]
    assert "UI05 of source" in page.get_text()


def test_every_link_leads_to_a_page(checked, pages):
    assert len(pages) >= 4
    for name, page in pages.items():
        for link in page.find_all("a"):
            assert not link["href"].startswith(("http", "//"))
            target, _, mark = link["href"].partition("#")
            assert not mark or page.find(id=mark)
            assert not target or (checked[1] / Path(name).parent / target).resolve().is_file()


def test_they_run_nothing_and_ask_nobody(pages):
    for page in pages.values():
        assert not page.find_all(["script", "img", "link", "iframe", "base"])
        assert not page.find_all(src=True)
        assert page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"].startswith(
            "default-src 'none'"
        )


def test_nothing_that_was_scraped_is_in_them(checked):
    for path in checked[1].rglob("*"):
        assert "gazette" not in (path.name if path.is_dir() else path.read_text())


def test_later_ones_take_the_place_of_earlier_ones_and_of_nothing_else(checked, tmp_path):
    check_docs_folder(checked[1])
    check_docs_folder(tmp_path / "new")
    Path(tmp_path, "index.html").write_text("<title>Home</title>")
    with pytest.raises(CopydeskError, match="other files"):
        check_docs_folder(tmp_path)
    result = copydesk.check(ARTICLES[:1], settings=copydesk.Settings(select=["UI01"]), data_docs=tmp_path)
    assert result.exit_code == 2
    assert "Data Docs could not be written" in result.summary.errors[0].message
    assert not result.summary.gate.reasons[0].passed
    assert Path(tmp_path, "index.html").read_text() == "<title>Home</title>"
