"""What the HTML report of a very large batch weighs, and how long Chromium takes to open it.

    python benchmarks/report.py
    python benchmarks/report.py --articles 100000 --findings 200000

The result is invented: every rule finds something at every source, and what it quotes is long. Prints the size of the
pages by kind, the CPU seconds that they took, and for the heaviest pages the seconds that Chromium itself is at work
until all of the page stands, the middle of five.
"""

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from copydesk.render.html.site import render_html, render_single
from copydesk.result.model import Distributions, Gate, Reason, SourceSummary, Summary, Tally
from copydesk.result.result import FINDINGS_FILE, Result
from copydesk.result.tables import ARTICLES_SCHEMA, FINDINGS_SCHEMA, MAX_ARTICLES
from copydesk.rulebook import load_rulebook

SENTENCE = (
    "Council engineers in the river towns said on Sunday that the ferry would need another eleven weeks of work, and "
    "that nobody had asked them first. "
)
FIELDS = ("authors", "body", "description", "id", "language", "published", "source", "title", "url")


def invented(articles: int, findings: int, sources: int) -> Result:
    rules = [rule.info() for rule in load_rulebook().rules]
    dice = np.random.default_rng(1)
    table = pl.DataFrame(
        {
            "article": np.sort(dice.integers(0, articles, findings)),
            "rule": dice.choice(len(rules), findings, p=dice.dirichlet(np.ones(len(rules)))),
        }
    ).with_columns(source=pl.col("article") % sources)
    found = table.select(
        code=_named("rule", [rule.code for rule in rules]),
        name=_named("rule", [rule.name for rule in rules]),
        severity=_named("rule", [rule.severity for rule in rules]),
        outcome=pl.lit("fail"),
        record=pl.format("story-{}", "article"),
        source=_named("source", [f"paper-{n}.example" for n in range(sources)]),
        field=pl.lit("body"),
        line=pl.lit(3),
        start=pl.lit(300),
        end=pl.lit(420),
        quote=pl.lit(SENTENCE[:120]),
        message=pl.format('body line 3 is an advert marker: "{}" {}', pl.lit(SENTENCE[:120]), "article"),
        confidence=pl.lit(1.0),
        fix=pl.lit("delete-line"),
        fix_safe=pl.lit(value=True),
        file=pl.lit("all.jsonl"),
        row=pl.col("article"),
        before=pl.lit((SENTENCE * 2)[:280]),
        context=pl.format("{} {}", pl.lit(SENTENCE * 4), "article"),
        context_start=pl.lit(290),
        after=pl.lit((SENTENCE * 2)[:280]),
        twin=pl.when(pl.col("rule") == 0).then(pl.format("story-{}", pl.col("article") // 50 * 50)),
    )
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in FINDINGS_SCHEMA.items() if name not in found.columns]
    found = found.with_columns(missing).select(pl.col(name).cast(dtype) for name, dtype in FINDINGS_SCHEMA.items())
    hit = table["article"].unique().sort()[:MAX_ARTICLES].to_list()
    held = pl.DataFrame([_article(number, sources) for number in hit], schema=ARTICLES_SCHEMA)
    return Result(_summary(found, rules, articles, sources), found, held)


def _named(column: str, names: list[str]) -> pl.Expr:
    return pl.col(column).replace_strict(dict(enumerate(names)))


def _article(number: int, sources: int) -> dict[str, object]:
    return {
        "record": f"story-{number}",
        "source": f"paper-{number % sources}.example",
        "url": f"https://paper-{number % sources}.example/{number}",
        "title": f"Ferry to reopen {number}",
        "authors": ["Ana Petrel"],
        "published": "2026-05-01",
        "language": "en",
        "body": "\n".join([SENTENCE * 2] * (10 + number % 20)),
        "file": "all.jsonl",
        "row": number,
    }


def _summary(found: pl.DataFrame, rules: list, articles: int, sources: int) -> Summary:
    counts = dict(found.group_by("code").len().iter_rows())
    at: dict[str, dict[str, int]] = {}
    for source, code, count in found.group_by("source", "code").len().iter_rows():
        at.setdefault(source, {})[code] = count
    each = articles // sources
    by_severity = {word: int((found["severity"] == word).sum()) for word in ("error", "warning", "info")}
    return Summary(
        copydesk_version="0",
        created="2026-05-02T00:00:00Z",
        title="all.jsonl",
        articles=articles,
        articles_failed=articles // 2,
        findings=by_severity,
        languages={"en": articles},
        inputs=[],
        settings={},
        rules=rules,
        tallies={rule.code: _tally(counts.get(rule.code, 0), articles) for rule in rules},
        sources=[
            SourceSummary(
                source=source,
                articles=each,
                articles_failed=place % each,
                findings=by_severity,
                coverage=dict.fromkeys(FIELDS, 0.7),
                rules={code: _tally(count, each) for code, count in found_here.items()},
                median_chars=2_000,
                median_published="2026-05-01",
                language="en",
            )
            for place, (source, found_here) in enumerate(sorted(at.items()))
        ],
        gate=Gate(
            verdict="fail",
            reasons=[Reason(passed=False, code=None, scope="batch", severity="error", message="It is invented")],
        ),
        distributions=Distributions(body_chars={0: 0, 500: articles}, published={"2026-05-01": articles}),
        omitted={"articles": articles // 2},
    )


def _tally(findings: int, articles: int) -> Tally:
    return Tally(judged=articles, failed=min(findings, articles), findings=findings)


def opening(pages: list[Path]) -> Iterator[tuple[str, float]]:
    """Seconds of Chromium's main thread for each page."""
    from playwright.sync_api import sync_playwright

    named = os.environ.get("COPYDESK_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=named, args=["--no-sandbox", "--disable-gpu"])
        for path in pages:
            taken = []
            for _ in range(5):
                page = browser.new_page()
                session = page.context.new_cdp_session(page)
                session.send("Performance.enable")
                page.goto(path.as_uri())
                metrics = session.send("Performance.getMetrics")["metrics"]
                taken += [metric["value"] for metric in metrics if metric["name"] == "TaskDuration"]
                page.close()
            yield f"{path.parent.name}/{path.name}", statistics.median(taken)
        browser.close()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=1_000_000)
    options.add_argument("--findings", type=int, default=2_000_000)
    options.add_argument("--sources", type=int, default=500)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder, single = Path(place, "report"), Path(place, "report.html")
        folder.mkdir()
        result = invented(chosen.articles, chosen.findings, chosen.sources)
        result.write(Path(place))
        summary, articles = result.summary, result.articles
        del result
        findings = pl.scan_parquet(Path(place, FINDINGS_FILE))
        began = time.process_time()
        pages = render_html(summary, findings, articles, folder)
        taken = time.process_time() - began
        size = sum(page.stat().st_size for page in pages)
        print(f"{len(pages)} files, {size / 1e6:.1f} MB, {taken:.1f} CPU seconds")
        for kind in ("rules", "sources", "articles"):
            some = list((folder / kind).iterdir())
            print(f"  {kind}: {len(some)} files, {sum(page.stat().st_size for page in some) / 1e6:.1f} MB")
        render_single(summary, findings, articles, single)
        print(f"one file: {single.stat().st_size / 1e6:.1f} MB")
        for name, seconds in opening([folder / "index.html", folder / "sources" / "index.html", single]):
            print(f"  {name} opens in {seconds:.2f} s")


if __name__ == "__main__":
    main()
