"""The pages for everyone: axe-core finds nothing in light and in dark, and the keyboard does all that a mouse does."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from copydesk.render.report import write_index
from copydesk.result.result import load_result

OF_EACH_KIND = (
    "index.html",
    "sources/index.html",
    "sources/1.html",
    "rules/index.html",
    "rules/UI05.html",
    "articles/index.html",
    "articles/1.html",
)
RUN = "async () => (await axe.run({resultTypes: ['violations']})).violations.map(v => [v.id, v.nodes[0].html])"


@pytest.fixture(params=["light", "dark"], scope="module")
def page(request: pytest.FixtureRequest, chromium: Any, axe: str) -> Any:
    # the policy of the pages would not let a test's script in
    context = chromium.new_context(color_scheme=request.param, bypass_csp=True)
    context.add_init_script(axe)
    yield context.new_page()
    context.close()


def violations(page: Any, address: str) -> Any:
    page.goto(address)
    return page.evaluate(RUN)


def test_axe_finds_nothing(page: Any, render: Callable[[str], Path], compared: Path) -> None:
    pages = [compared / name for name in OF_EACH_KIND]
    pages += [render("doubles") / "duplicates.html", render("scripts") / "articles" / "1.html"]
    pages += [render("hostile") / "index.html", render("clean") / "index.html"]
    assert {path.as_uri(): found for path in pages if (found := violations(page, path.as_uri()))} == {}


def test_axe_finds_nothing_in_one_file(page: Any, single: Path) -> None:
    for place in ("", "#articles/1"):
        page.goto("about:blank")
        assert violations(page, single.as_uri() + place) == [], place


def test_axe_finds_nothing_in_the_index(page: Any, tmp_path: Path) -> None:
    result = load_result(Path(__file__).parent / "results" / "1")
    for name in ("monday", "tuesday"):
        result.save(tmp_path / name)
    assert violations(page, write_index(tmp_path).as_uri()) == []


def test_the_keyboard_reaches_everything(chromium: Any, render: Callable[[str], Path]) -> None:
    page = chromium.new_page()
    page.goto((render("broken") / "index.html").as_uri())
    missed = page.evaluate("""() => Array.from(document.querySelectorAll('a, summary, button, input, .scroll'))
        .filter((node) => node.checkVisibility())
        .filter((node) => { node.focus(); return document.activeElement !== node || node.tabIndex < 0; })
        .map((node) => node.outerHTML)""")
    assert missed == []
    page.reload()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.close()


def test_single_keys_lead_about(chromium: Any, render: Callable[[str], Path]) -> None:
    page = chromium.new_page()
    article = render("broken") / "articles"
    page.goto((article / "1.html").as_uri())
    focus = "document.activeElement.closest('li').id"
    page.keyboard.press("n")
    page.keyboard.press("n")
    assert page.evaluate(focus) == "L3"
    page.keyboard.press("p")
    assert page.evaluate(focus) == "L2"
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/articles/2.html")
    page.goto((render("broken") / "rules" / "UI03.html").as_uri())
    page.keyboard.press("/")
    page.keyboard.type("tern?")
    assert page.get_by_label("Filter findings").input_value() == "tern?", "in the field these keys are letters"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keys").is_visible()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0
    page.close()


def test_tables_sort_by_any_column(chromium: Any, render: Callable[[str], Path]) -> None:
    page = chromium.new_page()
    page.goto((render("broken") / "sources" / "index.html").as_uri())

    def column(n: int) -> list[str]:
        return [text.strip() for text in page.locator(f"tbody tr > :nth-child({n})").all_inner_texts()]

    page.get_by_role("button", name="Source").press("Enter")
    assert column(1) == sorted(column(1))
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"
    page.get_by_role("button", name="Warnings").click()
    counts = [int(text) for text in column(6)]
    assert counts == sorted(counts, reverse=True)
    assert len(set(counts)) > 1
    page.close()


def test_severities_can_be_left_out(chromium: Any, render: Callable[[str], Path]) -> None:
    page = chromium.new_page()
    page.goto((render("broken") / "sources" / "1.html").as_uri())
    shown = page.locator(".slips > [data-item]:visible")
    everything = shown.count()
    page.get_by_label("warning", exact=True).uncheck()
    assert 0 < shown.count() < everything
    assert page.locator(".slips > .warning:visible").count() == 0
    page.close()


def test_one_file_shows_one_page_at_a_time(chromium: Any, single: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.goto(single.as_uri())
    shown = page.locator("section.page:visible")
    assert shown.count() == 1
    page.get_by_role("navigation").get_by_role("link", name="Rules").click()
    assert shown.count() == 1
    assert shown.locator("h1").inner_text() == "Rules"
    shown.get_by_role("link", name="UI05").first.click()
    assert shown.locator("h1").inner_text() == "Body contains a font-size control"
    page.goto(f"{single.as_uri()}#articles/1:L4")
    assert shown.count() == 1
    assert page.locator("[id='articles/1:L4']").is_visible()
    assert {url.partition("#")[0] for url in seen} == {single.as_uri()}
    context.close()
