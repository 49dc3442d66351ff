"""Duplicates side by side, charts, results of earlier versions, one file, an index over many reports."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner, Result

from copydesk.cli.main import main
from copydesk.errors import CopydeskError
from copydesk.render.html import charts
from copydesk.render.html.bounds import FOLDER, SINGLE
from copydesk.render.html.site import render_html, render_single
from copydesk.render.report import write_index, write_report, write_single_file
from copydesk.result.model import Distributions
from copydesk.result.result import Result as CheckResult
from copydesk.result.result import load_result

RESULTS = Path(__file__).parent / "results"


def soup(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)])


def test_duplicates_stand_side_by_side(render: Callable[[str], Path]) -> None:
    tree = soup(render("doubles") / "duplicates.html")
    large, lonely = tree.select("main section")
    assert "3 articles" in large.get_text()
    rows = large.select(".pairs tbody tr")
    assert len(rows) == 5
    assert all("same" in row["class"] for row in rows)
    assert [link["href"] for link in large.select(".members a")] == [f"articles/{n}.html" for n in (1, 2, 3)]
    assert "The result does not hold both texts" in lonely.get_text()


@pytest.mark.parametrize("name", ["doubles", "broken"])
def test_a_report_takes_the_place_of_an_earlier_one(batches: ModuleType, tmp_path: Path, name: str) -> None:
    batch = getattr(batches, name)()
    result = CheckResult(batch.summary, batch.findings, batch.articles)
    for _ in range(2):
        write_report(result, tmp_path / "report")
    assert (tmp_path / "report" / "duplicates.html").exists() == (name == "doubles")


def test_what_differs_between_duplicates_is_marked(batches: ModuleType, tmp_path: Path) -> None:
    batch = batches.doubles()
    findings = batch.findings.filter(batch.findings["record"] != "story-2")
    render_html(batch.summary, findings, batch.articles, tmp_path)
    (row,) = [row for row in soup(tmp_path / "duplicates.html").select(".pairs tbody tr") if not row.get("class")]
    assert "≠" in row.get_text()
    assert [mark.get_text() for mark in row.select(".diff")] == [" Nobody objected."]


def test_a_batch_without_duplicates_has_no_page_of_them(render: Callable[[str], Path]) -> None:
    assert not (render("clean") / "duplicates.html").exists()
    assert "Duplicates" not in soup(render("clean") / "index.html").get_text()


def test_charts_hold_every_article() -> None:
    found = Distributions(body_chars={0: 2, 1: 0, 100: 3, 150: 0, 200: 5}, published={"2026-05": 4}, undated=6)
    lengths, dates = charts.lengths(found), charts.dates(found)
    assert lengths is not None
    assert dates is not None
    assert [(bar.label, bar.count) for bar in lengths.bars] == [
        ("100 to 149", 3),
        ("150 to 199", 0),
        ("200 and more", 5),
    ]
    assert lengths.beside == ("2 bodies empty",)
    assert dates.beside == ("6 articles without a date that could be read",)
    assert all(bar.x >= 0 and bar.x + bar.width <= 100 and bar.height <= 100 for bar in lengths.bars)
    assert charts.lengths(Distributions(body_chars={0: 1}, published={})) is None
    assert charts.dates(Distributions(body_chars={}, published={})) is None


@pytest.mark.parametrize("folder", sorted(RESULTS.iterdir()), ids=lambda folder: f"version {folder.name}")
def test_results_of_earlier_versions_still_render(folder: Path, tmp_path: Path) -> None:
    result = load_result(folder)
    assert result.summary.schema_version == int(folder.name)
    write_report(result, tmp_path / "report", earlier=[result.summary])
    write_single_file(result, tmp_path / "report.html")
    front = soup(tmp_path / "report" / "index.html").get_text(" ", strip=True)
    assert "This batch fails" in front
    assert "The Kestrel Bay Courier" in front
    assert len(list((tmp_path / "report" / "articles").iterdir())) == len(result.articles) + 1


def test_one_file_holds_every_page_once(single: Path) -> None:
    tree = soup(single)
    ids = [tag["id"] for tag in tree.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for link in tree.find_all("a"):
        href = str(link["href"])
        assert href.startswith("https://") or href[1:] in ids, href
    pages = [str(page["id"]) for page in tree.select("section.page")]
    assert pages[0] == "index"
    assert {"sources/index", "rules/index", "articles/index", "sources/1", "rules/UI05", "articles/1"} <= set(pages)


def test_one_file_is_fit_for_a_mail(batches: ModuleType, tmp_path: Path) -> None:
    batch = batches.broken(per_source=24)
    render_single(batch.summary, batch.findings, batch.articles, tmp_path / "report.html")
    pages = soup(tmp_path / "report.html").select("section.page")
    assert len([page for page in pages if re.fullmatch(r"articles/\d+", str(page["id"]))]) == SINGLE.article_pages
    assert "writes the whole report" in pages[0].get_text()


def test_bounds_keep_pages_small(batches: ModuleType, tmp_path: Path) -> None:
    batch = batches.broken(per_source=6, sources=30)
    bounds = FOLDER._replace(
        article_pages=5, source_pages=10, rule_pages=3, rule_findings=4, source_findings=2, listed=5
    )
    pages = render_html(batch.summary, batch.findings, batch.articles, tmp_path, bounds=bounds)
    names = [page.relative_to(tmp_path).as_posix() for page in pages]
    assert len([name for name in names if re.fullmatch(r"sources/\d+.html", name)]) == 10
    assert len([name for name in names if re.fullmatch(r"articles/\d+.html", name)]) == 5
    assert len([name for name in names if re.fullmatch(r"rules/[A-Z].*", name)]) == 3
    assert "Only the 10 worst sources have a page" in soup(tmp_path / "index.html").get_text()
    for page in pages:
        for link in soup(page).find_all("a", href=re.compile(r"\.html")):
            assert (page.parent / str(link["href"]).partition("#")[0]).resolve() in [path.resolve() for path in pages]


def test_commands_write_one_file_and_compare(tmp_path: Path) -> None:
    folder = tmp_path / "before"
    shutil.copytree(RESULTS / "1", folder)
    done = run("render", folder, "--single-file", tmp_path / "mail.html", "--compare", folder)
    assert done.exit_code == 0, done.output
    assert "What changed" in (tmp_path / "mail.html").read_text(encoding="utf-8")
    assert run("render", folder, "--single-file", tmp_path / "mail.html").exit_code == 0, "its own file is replaced"
    assert run("render", folder, "--compare", tmp_path / "nowhere", "--single-file", tmp_path / "x.html").exit_code == 2
    assert not (tmp_path / "x.html").exists()
    assert run("render").exit_code == 2


def test_no_other_file_is_ever_replaced(tmp_path: Path) -> None:
    mine = tmp_path / "thesis.html"
    mine.write_text("<h1>Mine</h1>", encoding="utf-8")
    with pytest.raises(CopydeskError, match="no report of copydesk"):
        write_single_file(load_result(RESULTS / "1"), mine)
    (tmp_path / "index.html").write_text("mine", encoding="utf-8")
    with pytest.raises(CopydeskError, match="no report of copydesk"):
        write_index(tmp_path)
    with pytest.raises(CopydeskError, match="is a folder"):
        write_single_file(load_result(RESULTS / "1"), tmp_path)
    assert mine.read_text(encoding="utf-8") == "<h1>Mine</h1>"
    assert {path.name for path in tmp_path.iterdir()} == {"thesis.html", "index.html"}


def test_an_index_tells_of_every_report(tmp_path: Path) -> None:
    result = load_result(RESULTS / "1")
    for day, name in ((2, "tuesday & co"), (1, "monday")):
        result.summary.created = f"2026-05-0{day}T06:00:00Z"
        result.summary.title = name
        result.save(tmp_path / name)
    (tmp_path / "monday" / "index.html").write_text("report", encoding="utf-8")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "result.json").write_text("{", encoding="utf-8")
    result.summary.title = "a run that is being written"
    result.save(tmp_path / ".wednesday.x.tmp")
    done = run("render", "--index", tmp_path)
    assert done.exit_code == 0, done.output
    tree = soup(tmp_path / "index.html")
    rows = tree.select("#batches ~ .scroll tbody tr")
    assert [row.th.get_text(strip=True) for row in rows if row.th] == ["tuesday & co", "monday"]
    assert [link["href"] for link in tree.select("tbody th a")] == ["monday/index.html"]
    assert "1 folder with a result that this version cannot read is left out" in tree.get_text()
    assert "The Kestrel Bay Courier" in tree.get_text()
    assert len(tree.select("polyline")) == 1
    assert run("render", "--index", tmp_path).exit_code == 0, "its own index is replaced"
    assert run("render", "--index", tmp_path / "monday").exit_code == 2
    assert run("render", "--index", tmp_path / "nowhere").exit_code == 2
