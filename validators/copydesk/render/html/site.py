"""The HTML report: a folder of pages that ask nothing of the network and run nothing that was scraped."""

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from copydesk.render.html import text as html_text
from copydesk.render.html.articles import MAX_PAGE_FINDINGS, MAX_PAGES, ArticleView, article_view, choose, refs
from copydesk.render.html.desk import MAX_SOURCE_PAGES, Desk
from copydesk.render.html.findings import KEY, ArticleRef, Finding, group, key_of, read_findings, severity_of
from copydesk.render.html.marks import SEVERITIES
from copydesk.render.html.views import Excerpt
from copydesk.result.model import Summary
from copydesk.rooms import reports_dir

MAX_RULE_FINDINGS = 200  # findings on the page of a rule
MAX_SOURCE_FINDINGS = 60  # findings on the page of a source
MAX_FRONT_ARTICLES = 12  # articles on the first page

_Refs = dict[tuple[Any, ...], ArticleRef]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The style and script that a page carries, and the policy that allows these two and nothing else."""

    style: Markup
    script: Markup
    policy: str


def render_html(
    summary: Summary, findings: pl.DataFrame | pl.LazyFrame, articles: pl.DataFrame, out: Path
) -> list[Path]:
    """Writes the pages into the existing empty folder `out`; returns them, index first. Pure function of its arguments.

    Of a lazy frame of findings only those that the pages show are in memory at once. The caller stages the folder and
    gives it its final name.
    """
    table = findings.lazy()
    chosen = choose(articles)
    known = refs(articles, chosen)
    counts = dict(table.group_by("code").len().collect(engine="streaming").iter_rows())
    desk = Desk(summary, counts, _examples(table, known))
    views = _articles(table, chosen, known)
    left = summary.omitted.get("articles", 0) + articles.height - len(views)
    worst = sorted(views, key=lambda view: [-view.counts[severity] for severity in SEVERITIES])
    press = Press(out, summary)
    press.page(
        "index.html",
        "index.html",
        desk=desk,
        articles=worst[:MAX_FRONT_ARTICLES],
        article_pages=len(views),
        articles_left=left,
        max_article_pages=MAX_PAGES,
        max_source_pages=MAX_SOURCE_PAGES,
    )
    samples = _samples(table, [source.source for source in summary.sources[:MAX_SOURCE_PAGES]])
    for rule in desk.rules.values():
        if rule.page:
            shown = samples.filter((pl.col("code") == rule.code) & (pl.col("of_rule") < MAX_RULE_FINDINGS))
            excerpt = _excerpt(shown, known, max(rule.tally.findings, counts[rule.code]))
            press.page(rule.page, "rule.html", rule=rule, desk=desk, excerpt=excerpt)
    for source in summary.sources[:MAX_SOURCE_PAGES]:
        ref = desk.source(source.source)
        here = pl.col("source").eq_missing(pl.lit(source.source, pl.String))
        shown = samples.filter(here & (pl.col("of_source") < MAX_SOURCE_FINDINGS))
        press.page(
            ref.page or "",
            "source.html",
            desk=desk,
            source=source,
            ref=ref,
            hits=desk.hits_of_source(source),
            excerpt=_excerpt(shown, known, max(sum(source.findings.values()), shown.height)),
            articles=[view for view in worst if view.source == source.source][:MAX_FRONT_ARTICLES],
        )
    if views:
        press.page("articles/index.html", "articles.html", articles=worst, articles_left=left)
    for place, view in enumerate(views):
        before, after = views[place - 1] if place else None, views[place + 1] if place + 1 < len(views) else None
        press.page(view.page, "article.html", article=view, desk=desk, before=before, after=after)
    return press.written


class Press:
    """Templates in, files out."""

    def __init__(self, out: Path, summary: Summary) -> None:
        self.written: list[Path] = []
        self._out = out
        self._summary = summary
        self._room = reports_dir()
        self._environment = Environment(
            loader=FileSystemLoader(self._room / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {
            "v": html_text.visible,
            "plain": html_text.visible_text,
            "prose": html_text.prose,
            "lang": html_text.language_tag,
            "link": html_text.link,
            "n": html_text.number,
            "plural": html_text.plural,
            "percent": html_text.percent,
            "moment": html_text.moment,
            "json": html_text.pretty_json,
        }
        self._environment.globals["severities"] = SEVERITIES
        self._sheets = {name: self._sheet(name != "article.html") for name in ("article.html", "")}

    def page(self, path: str, template: str, **values: object) -> None:
        target = self._out / path
        target.parent.mkdir(exist_ok=True)
        html = self._environment.get_template(template).render(
            summary=self._summary,
            sheet=self._sheets.get(template, self._sheets[""]),
            root="../" * path.count("/"),
            **values,
        )
        target.write_bytes(html.encode("utf-8", "backslashreplace"))
        self.written.append(target)

    def _sheet(self, scripted: bool) -> Sheet:
        style = self._room.joinpath("styles", "desk.css").read_text(encoding="utf-8")
        script = self._room.joinpath("scripts", "filter.js").read_text(encoding="utf-8") if scripted else ""
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


def _rows(findings: pl.LazyFrame, places: pl.Series) -> pl.DataFrame:
    """The findings at these places, in their old order, with their `place`."""
    here = pl.col("place").is_in(places.implode())
    return findings.with_row_index("place").filter(here).collect(engine="streaming").sort("place")


def _examples(findings: pl.LazyFrame, known: _Refs) -> dict[str, Finding]:
    """One finding a rule: the first that quotes something, else the first."""
    quotes = (pl.col("quote").fill_null("").str.strip_chars() != "").alias("quotes")
    table = findings.select("code", quotes).with_row_index("place").collect(engine="streaming")
    first = table.sort("code", "quotes", "place", descending=[False, True, False]).unique("code", keep="first")
    return {finding.code: finding for finding in read_findings(_rows(findings, first["place"]), known)}


def _samples(findings: pl.LazyFrame, sources: list[str | None]) -> pl.DataFrame:
    """The findings that the pages of rules and of these sources can show, in their old order.

    `of_rule` and `of_source` count from 0 within the rule or source, so that a page shows those below its bound: of a
    rule each source in turn, of a source each rule in turn. Worked out on two columns, at once for all pages: a filter
    a page took 2 minutes for 2,000,000 findings of 500 sources.
    """
    turns = (
        findings.select(pl.col("code", "source").cast(pl.Categorical))
        .with_row_index("place")
        .collect(engine="streaming")
        .with_columns(pl.int_range(pl.len()).over("code", "source").alias("turn"))
        .sort("turn", "place")
        .with_columns(
            pl.int_range(pl.len()).over("code").alias("of_rule"),
            pl.int_range(pl.len()).over("source").alias("of_source"),
        )
    )
    has_page = pl.col("source").is_in(pl.Series(sources, dtype=pl.Categorical).implode(), nulls_equal=True)
    shown = turns.filter(
        (pl.col("of_rule") < MAX_RULE_FINDINGS) | (has_page & (pl.col("of_source") < MAX_SOURCE_FINDINGS))
    ).sort("place")
    return _rows(findings, shown["place"]).with_columns(shown["of_rule"], shown["of_source"])


def _excerpt(shown: pl.DataFrame, known: _Refs, total: int) -> Excerpt:
    return Excerpt(tuple(group(read_findings(shown, known))), total - shown.height)


def _articles(findings: pl.LazyFrame, chosen: pl.DataFrame, known: _Refs) -> list[ArticleView]:
    here = (
        findings.select(*KEY, "severity")
        .with_row_index("place")
        .join(chosen.lazy().select(KEY), on=KEY, how="semi", nulls_equal=True)
        .collect(engine="streaming")
        .sort("place")
    )
    counts: dict[tuple[Any, ...], dict[str, int]] = {}
    for *key, severity, count in here.group_by(*KEY, "severity").len().iter_rows():
        counts.setdefault(tuple(key), dict.fromkeys(SEVERITIES, 0))[severity_of(severity)] += count
    shown = here.filter(pl.int_range(pl.len()).over(KEY) < MAX_PAGE_FINDINGS)
    by_article: dict[tuple[Any, ...], list[Finding]] = {}
    for finding in read_findings(_rows(findings, shown["place"]), known):
        by_article.setdefault(finding.key, []).append(finding)
    rows = [row for row in chosen.iter_rows(named=True) if key_of(row) in by_article]
    return [article_view(row, by_article[key_of(row)], counts[key_of(row)]) for row in rows]
