"""Templates in, pages out: as files of a folder, or as the sections of one file."""

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from copydesk.render.html import text as html_text
from copydesk.render.html.marks import SEVERITIES
from copydesk.rooms import reports_dir
from copydesk.text import plural

_HEALTH = (("paper", "tables", "front", "health"), ("lists", "keys"))

SHEETS = {
    "article.html": (("paper", "galley"), ("keys",)),
    "source.html": (("paper", "tables", "galley"), ("lists", "keys")),
    "health.html": _HEALTH,
    "health_source.html": _HEALTH,
    "health_batch.html": _HEALTH,
}
"""Styles and scripts of a template that does not need them all: they stand in each of hundreds of pages."""

ALL_SHEETS = (("paper", "tables", "front", "galley"), ("lists", "keys"))

_BETWEEN = re.compile(r"/\*.*?\*/|\n\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The style and script that a page carries, and the policy that allows these two and nothing else."""

    style: Markup
    script: Markup
    policy: str


class Links:
    """Where pages and their parts are found from the page that is printed now."""

    def __init__(self, *, single: bool) -> None:
        self.page = ""
        self._single = single

    def to(self, page: str, anchor: str = "") -> str:
        """The address of a page, or of a part of it."""
        if self._single:
            return "#" + self._name(page, anchor)
        return "../" * self.page.count("/") + page + ("#" + anchor if anchor else "")

    def at(self, anchor: str = "") -> str:
        """The id of a part of this page, or of the page itself in one file with others."""
        return self._name(self.page, anchor) if self._single else anchor

    @staticmethod
    def _name(page: str, anchor: str) -> str:
        return page.removesuffix(".html") + (":" + anchor if anchor else "")


class Press:
    """Prints pages into the folder `out`."""

    def __init__(self, out: Path, *, single: bool = False) -> None:
        self.written: list[Path] = []
        self._out = out
        self._single = single
        self._sections: list[Markup] = []
        self._links = Links(single=single)
        self._environment = _environment()
        self._environment.globals |= {"to": self._links.to, "at": self._links.at, "single": single}

    def page(self, path: str, template: str, **values: object) -> None:
        self._links.page = path
        layout = "section.html" if self._single else "base.html"
        html = self._environment.get_template(template).render(
            layout=layout, sheet=sheet(*SHEETS.get(template, ALL_SHEETS)), here=path, **values
        )
        if self._single:
            self._sections.append(Markup(html))  # noqa: S704 (a page of ours, escaped when it was made)
        else:
            self._write(path, html)

    def bind(self, path: str, **values: object) -> None:
        """All pages so far as one file."""
        self._links.page = "index.html"
        template = self._environment.get_template("single.html")
        self._write(path, template.render(sections=self._sections, sheet=sheet(*ALL_SHEETS), here="", **values))

    def _write(self, path: str, html: str) -> None:
        target = self._out / path
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(html.encode("utf-8", "backslashreplace"))
        self.written.append(target)


@cache
def sheet(styles: tuple[str, ...], scripts: tuple[str, ...]) -> Sheet:
    room = reports_dir()
    style = _BETWEEN.sub("", "".join(room.joinpath("styles", f"{n}.css").read_text(encoding="utf-8") for n in styles))
    script = "".join(room.joinpath("scripts", f"{n}.js").read_text(encoding="utf-8") for n in scripts)
    policy = [
        "default-src 'none'",
        f"style-src '{_sha256(style)}'",
        f"script-src '{_sha256(script)}'" if script else "script-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
    ]
    return Sheet(Markup(style), Markup(script), "; ".join(policy))  # noqa: S704 (our own files)


def _sha256(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(reports_dir() / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "v": html_text.visible,
        "plain": html_text.visible_text,
        "prose": html_text.prose,
        "lang": html_text.language_tag,
        "link": html_text.link,
        "n": html_text.number,
        "plural": plural,
        "percent": html_text.percent,
        "moment": html_text.moment,
        "day": html_text.day,
        "json": html_text.pretty_json,
        "points": html_text.points,
    }
    environment.globals["severities"] = SEVERITIES
    return environment
