"""The pages of a history: what each source's fate is called, what they show, and that they are inert."""

from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from copydesk.cli.main import main
from copydesk.health.standing import standings
from copydesk.render.html import health

from .histories import NAMES, NIGHTS, invented
from .test_accessible import RUN


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history, `h.db`, and its pages in `out`."""
    folder = tmp_path_factory.mktemp("health")
    with invented(folder / "h.db", reports=folder / "reports") as history:
        (folder / "reports" / "39").mkdir(parents=True)
        (folder / "reports" / "39" / "index.html").write_text("a report")
        runs = history.runs("nightly")
        (folder / "states").write_text("\n".join(f"{s.state} {s.source}" for s in standings(history, runs)))
    result = CliRunner().invoke(main, ["health", "--history", str(folder / "h.db"), "--out", str(folder / "out")])
    assert result.exit_code == 0, result.output
    return folder


def soup(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def test_each_source_stands_as_its_fate_was(room: Path) -> None:
    states = dict(line.partition(" ")[::2][::-1] for line in (room / "states").read_text().splitlines())
    assert states == {
        "gazette.example": "failing",
        "herald.example": "failing",
        "stale.example": "failing",
        "<b>hostile</b>.example": "failing",
        "kurier.example": "recovered",
        "harbour.example": "silent",
        "tern.example": "new",
        "صحيفة.example": "healthy",
        "": "healthy",
        "courier.example": "healthy",
        "beacon.example": "healthy",
    }
    front = soup(room / "out" / "index.html")
    assert front.h1.get_text() == "4 of 11 sources fail"  # type: ignore[union-attr]
    tiles = [tile.get_text(" ", strip=True) for tile in front.select(".states li")]
    assert tiles == ["4 Failing", "1 Silent", "1 Recovered", "1 New", "4 Healthy"]
    named = Counter(str(card["class"][0]) for card in front.select(".cards > li"))
    assert named == {"failing": 4, "healthy": 4, "silent": 1, "recovered": 1, "new": 1}


def page_of(room: Path, source: str) -> BeautifulSoup:
    front = soup(room / "out" / "index.html")
    (link,) = [card.h3.a for card in front.select(".cards > li") if card.h3.get_text() == source]
    return soup(room / "out" / str(link["href"]))


def test_the_page_of_a_source_shows_the_first_bad_batch_with_samples_from_before_and_after(room: Path) -> None:
    page = page_of(room, "gazette.example")
    assert "Failing since 9 April 2026, for 6 batches" in page.select(".standfirst")[0].get_text()
    (streak,) = page.select(".streaks > li")
    assert "BY01 since 9 April 2026" in streak.h3.get_text(" ", strip=True)  # type: ignore[union-attr]
    before, after = streak.select(".beforeafter > div")
    assert "Ana Petrel" in before.get_text()
    assert "Weir opens early" in after.get_text()
    rows = page.select("#batches ~ .scroll tbody tr")
    assert len(rows) == NIGHTS
    bylines = [row.select("td")[6].get_text() for row in rows[:8]]
    assert bylines[:6] == ["0%"] * 6
    assert "0%" not in bylines[6:]
    again = page_of(room, "herald.example").select(".streaks > li")
    assert ["since" in one.h3.get_text() for one in again] == [True, False]  # type: ignore[union-attr]
    assert "from 18 March 2026 to 20 March 2026" in again[1].h3.get_text(" ", strip=True)  # type: ignore[union-attr]


def test_every_link_leads_somewhere(room: Path) -> None:
    folder = (room / "out").resolve()
    reports = set()
    for page in folder.rglob("*.html"):
        tree = soup(page)
        ids = {tag["id"] for tag in tree.find_all(id=True)}
        for link in tree.find_all("a"):
            href, _, part = str(link["href"]).partition("#")
            if href.startswith("https://"):
                assert link["rel"] == ["noreferrer", "nofollow", "noopener"]
                continue
            target = (page.parent / unquote(href)).resolve() if href else page
            assert target.is_file(), f"{page}: {href}"
            if target == page:
                assert not part or part in ids, f"{page}: #{part}"
            if not target.is_relative_to(folder):
                reports.add(target)
    assert reports == {(room / "reports" / "39" / "index.html").resolve()}, "of the others no report is there"


def test_what_is_left_out_is_said(room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "MAX_CARDS", 3)
    monkeypatch.setattr(health, "MAX_SOURCES", 5)
    (tmp_path / "out").mkdir()
    with invented(tmp_path / "h.db", nights=12) as history:
        health.render_health(history, "nightly", tmp_path / "out", folder=tmp_path / "out")
    front = soup(tmp_path / "out" / "index.html")
    assert len(front.select(".cards > li")) == 3
    assert len(front.select("#rest ~ .scroll tbody tr")) == 2
    assert f"{len(NAMES) - 1 - 5} more sources, all healthier than these, are left out" in front.get_text()
    assert len(list((tmp_path / "out" / "sources").iterdir())) == 5


def test_an_empty_history(tmp_path: Path) -> None:
    with invented(tmp_path / "h.db", nights=0):
        pass
    result = CliRunner().invoke(main, ["health", "--history", str(tmp_path / "h.db"), "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert "The history is empty" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--history", "gone.db"], "no such history"),
        (["--history", "h.db", "--stream", "weekly"], "there is no stream `weekly`; there is: nightly"),
        (["--history", "h.db", "--out", "."], "holds other files"),
    ],
)
def test_what_cannot_be(room: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str) -> None:
    monkeypatch.chdir(room)
    result = CliRunner().invoke(main, ["health", *arguments])
    assert result.exit_code == 2
    assert told in result.output


def test_pages_are_replaced(room: Path) -> None:
    arguments = ["health", "--history", str(room / "h.db"), "--out", str(room / "out"), "--last", "7"]
    (room / "again").mkdir()
    for _ in range(2):
        result = CliRunner().invoke(main, [*arguments[:4], str(room / "again"), "--last", "7"])
        assert result.exit_code == 0, result.output
    assert len(list((room / "again" / "batches").iterdir())) == 7


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_inert_and_fit_a_telephone(chromium: Any, room: Path, scheme: str) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    requests: list[str] = []
    console: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: console.append(message.text))
    page.on("pageerror", lambda error: console.append(str(error)))
    paths = [room / "out" / "index.html", *sorted((room / "out" / "sources").iterdir())]
    paths += sorted((room / "out" / "batches").iterdir())[-2:]
    for path in paths:
        page.goto(path.as_uri())
        assert page.evaluate("window.ran") is None
        assert page.evaluate("document.querySelectorAll('h1').length") == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        drawn = page.evaluate("[...document.querySelectorAll('.spark path')].some(p => p.getBBox().height > 20)")
        assert drawn or "batches" in path.parts
    assert requests == [path.as_uri() for path in paths]
    assert console == []
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(chromium: Any, axe: str, room: Path, scheme: str) -> None:
    context = chromium.new_context(color_scheme=scheme, bypass_csp=True)
    context.add_init_script(axe)
    page = context.new_page()
    found = {}
    for name in ("index.html", "sources/1.html", "sources/2.html", "batches/40.html"):
        page.goto((room / "out" / name).as_uri())
        found[name] = page.evaluate(RUN)
    assert {name: violations for name, violations in found.items() if violations} == {}
    context.close()
