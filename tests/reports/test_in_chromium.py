"""The pages in a real browser: nothing scraped runs or loads, the filter works, and nothing needs it."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from copydesk.render.html.site import render_single


def watched(page: Any) -> dict[str, list[str]]:
    """What a page did: requests, dialogs, messages of the console, errors."""
    seen: dict[str, list[str]] = {"requests": [], "dialogs": [], "console": [], "errors": []}

    def dismiss(dialog: Any) -> None:
        seen["dialogs"].append(dialog.message)
        dialog.dismiss()

    page.on("request", lambda request: seen["requests"].append(request.url))
    page.on("dialog", dismiss)
    page.on("console", lambda message: seen["console"].append(message.text))
    page.on("pageerror", lambda error: seen["errors"].append(str(error)))
    page.add_init_script(
        "window.violations = [];"
        "document.addEventListener('securitypolicyviolation', e => window.violations.push(e.effectiveDirective));"
    )
    return seen


@pytest.mark.parametrize("name", ["hostile", "broken"])
def test_pages_are_inert(chromium: Any, render: Callable[[str], Path], name: str) -> None:
    page = chromium.new_page()
    seen = watched(page)
    pages = sorted(render(name).rglob("*.html"))
    for path in pages:
        page.goto(path.as_uri())
        assert page.evaluate("window.ran") is None, path
        assert page.evaluate("window.violations") == [], path
        assert page.evaluate("document.styleSheets.length") == 1, path
        assert page.evaluate("document.querySelectorAll('h1').length") == 1, path
        assert page.url == path.as_uri(), "a page led away"
    assert seen["requests"] == [path.as_uri() for path in pages]
    assert seen["dialogs"] == seen["console"] == seen["errors"] == []
    page.close()


def test_one_file_is_inert(chromium: Any, batches: ModuleType, tmp_path: Path) -> None:
    batch = batches.hostile()
    file = tmp_path / "report.html"
    render_single(batch.summary, batch.findings, batch.articles, file)
    page = chromium.new_page()
    seen = watched(page)
    for place in ("", "#sources/1", "#rules/UI01", "#articles/1"):
        page.goto(file.as_uri() + place)
        assert page.locator("section.page:visible").count() == 1
        assert page.evaluate("window.ran") is None
        assert page.evaluate("window.violations") == []
    assert {url.partition("#")[0] for url in seen["requests"]} == {file.as_uri()}
    assert seen["dialogs"] == seen["console"] == seen["errors"] == []
    page.close()


def test_the_policy_stops_what_escaping_would_let_through(
    chromium: Any, render: Callable[[str], Path], tmp_path: Path
) -> None:
    front = (render("broken") / "index.html").read_text(encoding="utf-8")
    leak = "<script>window.ran=1</script><img src=https://evil.example/x onerror='window.ran=2'>"
    leak += "<p style='color:red' onclick='window.ran=3'>x</p>"
    broken = tmp_path / "leak.html"
    broken.write_text(front.replace("</main>", f"{leak}</main>"), encoding="utf-8")
    page = chromium.new_page()
    watched(page)
    stopped: list[str] = []
    page.on("requestfailed", lambda request: stopped.append(request.failure))
    page.goto(broken.as_uri())
    page.get_by_text("x", exact=True).last.click()
    assert page.evaluate("window.ran") is None
    assert {"script-src-elem", "img-src", "style-src-attr"} <= set(page.evaluate("window.violations"))
    assert stopped == ["csp"], "Chromium tells of the request, and that it was not sent"
    page.close()


def test_the_filter_finds_words_in_any_order(chromium: Any, render: Callable[[str], Path]) -> None:
    page = chromium.new_page()
    page.goto((render("broken") / "rules" / "UI03.html").as_uri())
    entries = page.locator(".slips > [data-item]")
    everything = entries.count()
    field = page.get_by_label("Filter findings")
    field.fill("TERN ferry")
    shown = page.locator(".slips > [data-item]:visible")
    assert 0 < shown.count() < everything
    assert all("daily-tern" in text and "erry" in text for text in shown.all_inner_texts())
    assert page.locator(".filter output").last.inner_text() == f"{shown.count()} of {everything} findings"
    field.press("Escape")
    assert shown.count() == everything
    page.close()


def test_without_javascript_everything_is_there(chromium: Any, render: Callable[[str], Path]) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((render("broken") / "rules" / "UI03.html").as_uri())
    assert page.locator(".filter").count() == 0
    assert page.locator(".slips > [data-item]").count() == page.locator(".slips > [data-item]:visible").count() > 20
    context.close()


@pytest.mark.parametrize("name", ["broken", "scripts", "hostile"])
def test_pages_fit_a_telephone(chromium: Any, render: Callable[[str], Path], name: str) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    for path in sorted(render(name).rglob("*.html")):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_on_the_heat_map_can_be_read(chromium: Any, render: Callable[[str], Path], scheme: str) -> None:
    page = chromium.new_page(color_scheme=scheme)
    page.goto((render("broken") / "index.html").as_uri())
    ratios = page.evaluate(CONTRASTS)
    assert len(ratios) == 11
    assert min(ratios) >= 4.5
    page.close()


# WCAG 2.2: contrast of text and background of the eleven steps of the scale, on the page's own paper
CONTRASTS = """() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (text) => {
    const [r, g, b] = rgb(text).map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return Array.from(document.querySelectorAll('.scale')[0].querySelectorAll('.heat'), (square) => {
    const style = getComputedStyle(square);
    const bare = style.backgroundColor === 'rgba(0, 0, 0, 0)';
    const under = light(bare ? getComputedStyle(document.body).backgroundColor : style.backgroundColor);
    const over = light(style.color);
    return (Math.max(under, over) + 0.05) / (Math.min(under, over) + 0.05);
  });
}"""
