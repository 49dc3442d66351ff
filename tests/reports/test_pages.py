"""The pages as documents: links that lead somewhere, a policy, headings in order, nothing inline, what is left out."""

import base64
import hashlib
import itertools
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urlsplit

import polars as pl
import pytest
from bs4 import BeautifulSoup, Tag
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from copydesk.render.html.articles import choose
from copydesk.render.html.bounds import FOLDER
from copydesk.render.html.site import render_html
from copydesk.render.html.text import visible_text
from copydesk.result.model import Summary

NAMES = ("clean", "broken", "scripts", "hostile", "doubles")


@cache
def soup(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere(render: Callable[[str], Path], name: str) -> None:
    folder = render(name).resolve()
    trees = {page: soup(page) for page in folder.rglob("*.html")}
    ids = {page: {tag["id"] for tag in tree.find_all(id=True)} for page, tree in trees.items()}
    for page, tree in trees.items():
        for link in tree.find_all("a"):
            href = str(link["href"])
            parts = urlsplit(href)
            if parts.scheme:
                assert parts.scheme.lower() in {"http", "https"}
                assert link["rel"] == ["noreferrer", "nofollow", "noopener"]
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            assert target in ids, f"{page.name}: {href}"
            assert not parts.fragment or parts.fragment in ids[target], f"{page.name}: {href}"
    linked = {
        (page.parent / str(link["href"]).partition("#")[0]).resolve() for page in trees for link in trees[page]("a")
    }
    assert set(trees) <= linked | {folder / "index.html"}, "a page that no page leads to"


@pytest.mark.parametrize("name", NAMES)
def test_pages_carry_a_policy_and_nothing_inline(render: Callable[[str], Path], name: str) -> None:
    for page in render(name).rglob("*.html"):
        tree = soup(page)
        policy = str(tree.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"])  # type: ignore[index]
        assert "default-src 'none'" in policy
        assert "base-uri 'none'; form-action 'none'" in policy
        assert "unsafe" not in policy
        inline = tree.find_all(["style", "script"])
        assert [tag.name for tag in inline] in (["style"], ["style", "script"])
        for tag in inline:
            assert not tag.attrs
            digest = base64.b64encode(hashlib.sha256(tag.get_text().encode()).digest()).decode()
            assert f"{tag.name}-src 'sha256-{digest}'" in policy
        for tag in tree.find_all(True):
            assert not [key for key in tag.attrs if key == "style" or key.lower().startswith("on")], tag
        assert not tree.find_all(["img", "iframe", "form", "object", "embed", "link", "base", "audio", "video"])


@pytest.mark.parametrize("name", NAMES)
def test_pages_are_built_for_everyone(render: Callable[[str], Path], name: str) -> None:
    for page in render(name).rglob("*.html"):
        tree = soup(page)
        assert tree.html is not None
        assert tree.html["lang"] == "en"
        levels = [int(tag.name[1]) for tag in tree.find_all(re.compile("^h[1-6]$"))]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), levels
        assert len(tree.find_all("main")) == len(tree.select("header.mast")) == len(tree.select("footer.foot")) == 1
        assert tree.select_one("a.skip")
        ids = [tag["id"] for tag in tree.find_all(id=True)]
        assert len(ids) == len(set(ids))
        for table in tree.find_all("table"):
            assert isinstance(table, Tag)
            assert table.caption
            assert all(cell.has_attr("scope") for cell in table.find_all("th"))
        for mark in tree.select("bdi[lang], p[lang], h1[lang]"):
            assert mark.has_attr("dir")


@pytest.mark.parametrize("name", NAMES)
def test_names_of_files_hold_nothing_that_was_scraped(render: Callable[[str], Path], name: str) -> None:
    folder = render(name)
    for path in folder.rglob("*"):
        known = (
            r"(index|duplicates)\.html|articles|rules|sources|(articles|sources)/\d+\.html"
            r"|(articles|sources|rules)/index\.html|rules/([A-Z]+\d+|rule-\d+)\.html"
        )
        assert re.fullmatch(known, path.relative_to(folder).as_posix()), path


def test_a_galley_without_its_marks_is_the_body(batches: ModuleType, render: Callable[[str], Path]) -> None:
    for name in ("broken", "hostile"):
        articles = getattr(batches, name)().articles
        for page in render(name).glob("articles/[0-9]*.html"):
            lines = [tag.get_text() for tag in soup(page).select(".galley .t")]
            body = articles["body"][int(page.stem) - 1] or ""
            assert "\n".join(lines) == visible_text(body)


def test_findings_stand_beside_their_lines(render: Callable[[str], Path]) -> None:
    tree = soup(render("broken") / "articles" / "1.html")
    noted = {str(line["id"]): line.select(".note") for line in tree.select("li.noted")}
    assert list(noted) == ["L2", "L3", "L9", "L11", "L14", "L15"]
    assert "lines 3–5, 3 findings" in noted["L3"][0].get_text()
    assert [str(mark["data-code"]) for mark in tree.select("#L4 mark")] == ["UI05"]
    assert "the record names no author" in tree.select(".notes.top")[0].get_text()


def test_unjudged_is_not_passed(render: Callable[[str], Path]) -> None:
    tree = soup(render("broken") / "index.html")
    unjudged = tree.select_one(".unjudged")
    assert unjudged is not None
    assert "EV01" in unjudged.get_text()
    tree = soup(render("broken") / "rules" / "index.html")
    assert "EV01" in " ".join(item.get_text() for item in tree.select(".quiet-rules.unjudged"))
    assert "EV01" not in " ".join(item.get_text() for item in tree.select(".quiet-rules:not(.unjudged)"))


def test_what_a_rule_only_notes_is_grey(render: Callable[[str], Path]) -> None:
    table = soup(render("broken") / "index.html").find("table", class_="map")
    assert isinstance(table, Tag)
    severities = [str(code["class"][-1]) for code in table.select("th.turned .code")]
    assert {"info", "warning"} <= set(severities)
    for row in table.select("tbody tr"):
        shares = row.select("td.heat")[1:]  # behind that of the articles that failed
        assert ["grey" in share["class"] for share in shares] == [severity == "info" for severity in severities]


def test_an_empty_batch_still_says_why(batches: ModuleType, tmp_path: Path) -> None:
    batch = batches.Desk(rules=()).close("nothing.jsonl", inputs=[], sources=[], tallies={})
    reason = {"passed": False, "code": None, "scope": "batch", "severity": "error", "message": "An empty batch fails"}
    summary = Summary.model_validate(batch.summary.model_dump() | {"gate": {"verdict": "fail", "reasons": [reason]}})
    assert render_html(summary, batch.findings, batch.articles, tmp_path) == [tmp_path / "index.html"]
    assert "An empty batch fails" in soup(tmp_path / "index.html").get_text()


def test_problems_of_the_input_are_told_though_no_article_has_them(batches: ModuleType, tmp_path: Path) -> None:
    desk = batches.Desk()
    desk.find({"record": "a.jsonl:7", "source": None, "file": "a.jsonl", "row": 7}, "RE01", "line 7 is no JSON")
    batch = desk.close("a.jsonl")
    summary = batch.summary.model_copy(
        update={"tallies": {k: v for k, v in batch.summary.tallies.items() if k != "RE01"}}
    )
    render_html(summary, batch.findings, batch.articles, tmp_path)
    assert "1 finding in the input" in soup(tmp_path / "index.html").get_text()
    assert "line 7 is no JSON" in soup(tmp_path / "rules" / "RE01.html").get_text()


def test_articles_that_share_an_id_are_kept_apart(batches: ModuleType, tmp_path: Path) -> None:
    desk = batches.Desk()
    one, two = (desk.article("a.example", f"Headline {n}", "ADVERTISEMENT", record="same") for n in (1, 2))
    desk.find_line(one, "UI01", "an advert marker", 1)
    desk.find(two, "BY01", "the record names no author")
    batch = desk.close("a.jsonl")
    render_html(batch.summary, batch.findings, batch.articles, tmp_path)
    assert "UI01" not in soup(tmp_path / "articles" / "2.html").get_text()
    assert "BY01" not in soup(tmp_path / "articles" / "1.html").get_text()


def test_what_does_not_fit_is_counted(batches: ModuleType, tmp_path: Path) -> None:
    bounds = FOLDER._replace(article_pages=10, rule_findings=20, article_findings=2, map_sources=3, listed=4)
    batch = batches.broken()
    pages = render_html(batch.summary, batch.findings, batch.articles, tmp_path, bounds=bounds)
    front = soup(tmp_path / "index.html").get_text(" ", strip=True)
    assert len([page for page in pages if re.fullmatch(r"\d+", page.stem) and page.parent.name == "articles"]) == 10
    assert f"{len(batch.articles) + 12 - 10} more articles with findings have no page" in front
    assert "5 more sources, all better than these" in front
    sources = soup(tmp_path / "sources" / "index.html").get_text(" ", strip=True)
    assert "4 more sources, all better than these, are not listed" in sources
    rule = soup(tmp_path / "rules" / "UI05.html").get_text(" ", strip=True)
    assert "22 more findings of this rule are not on this page" in rule
    assert "--select UI05 --output-format jsonl" in rule
    article = soup(tmp_path / "articles" / "1.html").get_text(" ", strip=True)
    assert "7 more findings in this article not shown" in article


def test_long_lines_leave_room_for_every_rule_and_source(
    batches: ModuleType, render: Callable[[str], Path], tmp_path: Path
) -> None:
    batch = batches.broken()
    heavy = batch.findings.with_columns(pl.lit("x" * 1_000).alias("context"), pl.lit(None).alias("start"))
    bounds = FOLDER._replace(rule_bytes=30_000, source_bytes=30_000)
    render_html(batch.summary, heavy, batch.articles, tmp_path, bounds=bounds)
    for page in [*tmp_path.glob("rules/[A-Z]*.html"), *tmp_path.glob("sources/[0-9]*.html")]:
        everything = len(soup(render("broken") / page.relative_to(tmp_path)).select(".slip"))
        assert min(everything, 1) <= len(soup(page).select(".slip")) <= min(everything, 3), page


def test_every_source_has_a_page_before_any_has_many(batches: ModuleType) -> None:
    chosen = choose(batches.broken().articles, pages=7, size=FOLDER.article_bytes)
    assert chosen["source"].n_unique() == 7
    assert chosen["page"].to_list() == list(range(1, 8))


def test_bodies_are_bounded_together(batches: ModuleType) -> None:
    articles = batches.broken().articles
    assert 0 < len(choose(articles, pages=500, size=100_000)) < 10
    heavy = articles.with_columns(pl.lit("\u202e" * 2_000).alias("body"))
    assert len(choose(heavy, pages=500, size=100_000)) == 0


def test_rendering_is_a_pure_function(batches: ModuleType, render: Callable[[str], Path], tmp_path: Path) -> None:
    batch = batches.broken()
    for page in render_html(batch.summary, batch.findings, batch.articles, tmp_path):
        assert page.read_bytes() == (render("broken") / page.relative_to(tmp_path)).read_bytes()


class Page(SingleFileSnapshotExtension):
    _file_extension = "html"
    file_extension = "html"
    _write_mode = WriteMode.TEXT


def test_the_front_page(batches: ModuleType, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    batch: Any = batches.broken(per_source=4, sources=3)
    front = render_html(batch.summary, batch.findings, batch.articles, tmp_path)[0].read_text(encoding="utf-8")
    front = re.sub(r"<(style|script)>.*?</\1>", r"<\1></\1>", front, flags=re.DOTALL)
    front = re.sub(r"sha256-[\w+/=]+", "sha256", front)
    assert re.sub(r"\n\s*\n+", "\n", front) == snapshot(extension_class=Page)
