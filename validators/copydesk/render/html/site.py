"""The HTML report: pages that ask nothing of the network and run nothing that was scraped."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from copydesk.render.html import charts
from copydesk.render.html.articles import ArticleView, choose, refs
from copydesk.render.html.bounds import FOLDER, SINGLE, Bounds
from copydesk.render.html.changes import Past
from copydesk.render.html.desk import Desk
from copydesk.render.html.marks import SEVERITIES
from copydesk.render.html.press import Press
from copydesk.render.html.shown import Shown
from copydesk.render.html.twins import twins
from copydesk.result.model import Summary

MAX_FRONT_ARTICLES = 10  # articles on the first page and on that of a source


def render_html(
    summary: Summary,
    findings: pl.DataFrame | pl.LazyFrame,
    articles: pl.DataFrame,
    out: Path,
    *,
    earlier: Sequence[Summary] = (),
    bounds: Bounds = FOLDER,
) -> list[Path]:
    """Writes the pages into the existing empty folder `out`; returns them, index first. Pure function of its arguments.

    earlier: batches of the same sources that this one is compared with. Of a lazy frame of findings only those that
    the pages show are in memory at once. The caller stages the folder and gives it its final name.
    """
    press = Press(out)
    _print(press, summary, findings.lazy(), articles, earlier, bounds)
    return press.written


def render_single(
    summary: Summary,
    findings: pl.DataFrame | pl.LazyFrame,
    articles: pl.DataFrame,
    out: Path,
    *,
    earlier: Sequence[Summary] = (),
    bounds: Bounds = SINGLE,
) -> None:
    """The same pages, fewer of them, in the one file `out`; what follows # in its address says which one shows."""
    press = Press(out.parent, single=True)
    parts = _print(press, summary, findings.lazy(), articles, earlier, bounds)
    press.bind(out.name, summary=summary, parts=parts)


def _print(
    press: Press,
    summary: Summary,
    findings: pl.LazyFrame,
    articles: pl.DataFrame,
    earlier: Sequence[Summary],
    bounds: Bounds,
) -> dict[str, bool]:
    chosen = choose(articles, pages=bounds.article_pages, size=bounds.article_bytes)
    known = refs(articles, chosen)
    with_page = [source.source for source in summary.sources[: bounds.source_pages]]
    shown = Shown(findings, known, with_page, list(summary.tallies), bounds)
    past = Past(earlier)
    desk = Desk(summary, shown.counts, shown.examples(), past, bounds)
    views = shown.articles(chosen)
    found = summary.omitted.get("articles", 0) + shown.articles_of(articles)
    left = found - sum(any(view.counts.values()) for view in views)
    worst = sorted(views, key=_badness)
    copies = twins(findings, articles, known, max_groups=bounds.twins, max_lines=bounds.twin_lines)
    parts = {
        "sources/index.html": bool(summary.sources),
        "rules/index.html": bool(desk.rules),
        "articles/index.html": bool(views),
        "duplicates.html": bool(copies),
    }
    everywhere = {"summary": summary, "parts": parts, "desk": desk}
    press.page(
        "index.html",
        "front.html",
        **everywhere,
        articles=worst[:MAX_FRONT_ARTICLES],
        article_pages=len(views),
        articles_left=left,
        twins=copies,
        **_charts(summary),
    )
    if parts["rules/index.html"]:
        press.page("rules/index.html", "rules.html", **everywhere)
    if parts["sources/index.html"]:
        press.page("sources/index.html", "sources.html", **everywhere)
    if copies:
        press.page("duplicates.html", "duplicates.html", **everywhere, twins=copies)
    for rule in desk.rules.values():
        if rule.page:
            excerpt = shown.of_rule(rule.code, rule.tally.findings)
            press.page(rule.page, "rule.html", **everywhere, rule=rule, excerpt=excerpt)
    for source in summary.sources[: bounds.source_pages]:
        ref = desk.source(source.source)
        press.page(
            ref.page or "",
            "source.html",
            **everywhere,
            source=source,
            ref=ref,
            hits=desk.hits_of_source(source),
            change=past.of_source(source),
            excerpt=shown.of_source(source.source, sum(source.findings.values())),
            articles=[view for view in worst if view.source == source.source][:MAX_FRONT_ARTICLES],
        )
    if views:
        press.page("articles/index.html", "articles.html", **everywhere, articles=worst, articles_left=left)
    for place, view in enumerate(views):
        before, after = views[place - 1] if place else None, views[place + 1] if place + 1 < len(views) else None
        press.page(view.page, "article.html", **everywhere, article=view, before=before, after=after)
    return parts


def _badness(view: ArticleView) -> list[int]:
    return [-view.counts[severity] for severity in SEVERITIES]


def _charts(summary: Summary) -> dict[str, object]:
    found = summary.distributions
    return {
        "lengths": charts.lengths(found) if found else None,
        "dates": charts.dates(found) if found else None,
        "languages": charts.languages(summary.languages),
    }
