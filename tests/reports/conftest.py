"""Rendered batches, and a real Chromium that watches what their pages do."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from copydesk.render.html.site import render_html

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
