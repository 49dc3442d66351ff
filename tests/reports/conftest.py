"""Rendered batches, and a real Chromium that watches what their pages do."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from copydesk.render.html.site import render_html, render_single

from . import batches as invented


@pytest.fixture(scope="session")
def batches() -> ModuleType:
    return invented


@pytest.fixture(scope="session")
def render(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a batch, rendered once a session, by the name of its builder."""
    folders: dict[str, Path] = {}

    def rendered(name: str) -> Path:
        if name not in folders:
            folders[name] = tmp_path_factory.mktemp(name)
            batch = getattr(invented, name)()
            render_html(batch.summary, batch.findings, batch.articles, folders[name])
        return folders[name]

    return rendered


@pytest.fixture(scope="session")
def single(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small `broken` as one file."""
    file = tmp_path_factory.mktemp("single") / "report.html"
    batch = invented.broken(per_source=4, sources=3)
    render_single(batch.summary, batch.findings, batch.articles, file)
    return file


@pytest.fixture(scope="session")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The batch `broken` beside two batches before it, in which nothing was wrong at its last source."""
    folder = tmp_path_factory.mktemp("compared")
    batch, before = invented.broken(per_source=24), invented.broken(per_source=24, sources=5)
    earlier = [before.summary.model_copy(update={"created": f"2026-02-0{day}T06:30:00Z"}) for day in (1, 2)]
    render_html(batch.summary, batch.findings, batch.articles, folder, earlier=earlier)
    return folder


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, which `npm ci` installs at the version of package-lock.json."""
    script = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        reason = "no axe-core here: npm ci --prefix tests/reports"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return script.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    named = os.environ.get("COPYDESK_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if named is None:
        pytest.skip("no chromium here: install it, or name it in COPYDESK_CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
        browser = playwright.chromium.launch(executable_path=named, args=arguments)
        yield browser
        browser.close()
