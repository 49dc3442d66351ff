"""Rules, and a desk that tallies invented articles and findings, as the tally and the gate hand them on."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from copydesk.distributions import FACTS_SCHEMA, distributions
from copydesk.result.model import (
    Distributions,
    Gate,
    InputSummary,
    Reason,
    RuleInfo,
    SourceSummary,
    Summary,
    Tally,
)
from copydesk.result.tables import ARTICLES_SCHEMA, FINDINGS_SCHEMA

FIELDS = ("id", "title", "body", "authors", "published", "url", "source", "language", "description", "html")


@dataclass(frozen=True)
class Batch:
    summary: Summary
    findings: pl.DataFrame
    articles: pl.DataFrame


def rule(code: str, name: str, severity: str, good: str, bad: str, advice: str, **more: Any) -> RuleInfo:
    return RuleInfo(
        code=code,
        name=name,
        family=more.pop("family", "stray interface"),
        severity=severity,
        stage=more.pop("stage", "stable"),
        dimension=more.pop("dimension", "accuracy"),
        titles=(good, bad),
        message="",
        advice=advice,
        catches=more.pop("catches", f"A body line that is {bad.lower()} and nothing else."),
        why=more.pop("why", "A reader of the text, or a model trained on it, takes it for part of the story."),
        false_positives=more.pop("false_positives", "Stories about the thing itself; these have it inside a sentence."),
        **more,
    )


RULES = (
    rule(
        "UI01",
        "advert-marker",
        "warning",
        "Body is free of advert markers",
        "Body contains an advert marker",
        "Leave the advert slots out of the body selector for {source}.",
        fix_safety="Safe: the line holds nothing but the marker.",
    ),
    rule(
        "UI03",
        "read-also-line",
        "warning",
        "Body is free of read-also lines",
        "Body contains a read-also line",
        "Drop the `related` links inside the body for {source}.",
        references=["https://example.org/read-also", "a note on teasers"],
    ),
    rule(
        "UI05",
        "font-size-control",
        "warning",
        "Body is free of font-size controls",
        "Body contains a font-size control",
        "Leave the toolbar element out of the body selector for {source}.",
    ),
    rule(
        "UI06",
        "placeholder",
        "warning",
        "Body is free of loader placeholders",
        "Body contains a player or loader placeholder",
        "Wait until the page of {source} has loaded, or take the text out of its embedded data.",
    ),
    rule(
        "BP06",
        "recurring-source-line",
        "warning",
        "No line recurs across the source",
        "A line recurs across the articles of a source",
        "Add the line to the clean-up list of {source}.",
        family="boilerplate",
        stage="preview",
        false_positives="Rubrics and the names of series.",
    ),
    rule(
        "DU02",
        "doubled-body",
        "error",
        "Body stands once",
        "Body was scraped twice",
        "The selector of {source} matches the article and a hidden copy of it: take the first match only.",
        family="duplicates",
        dimension="uniqueness",
        catches="A body whose paragraphs stand twice, one after another or by turns.",
    ),
    rule(
        "DU05",
        "exact-duplicate",
        "error",
        "Every body is in the batch once",
        "The same body is in the batch twice",
        "See whether {source} was crawled twice.",
        family="duplicates",
        dimension="uniqueness",
    ),
    rule(
        "BY01",
        "missing-byline",
        "warning",
        "Article has a byline",
        "Article has no byline",
        "Look for the author in the metadata of {source} before the page itself.",
        family="byline",
        dimension="completeness",
        catches="A record without authors.",
    ),
    rule(
        "BY10",
        "sign-off",
        "info",
        "Body is free of sign-offs",
        "Body ends in a sign-off",
        "Cut the initials in brackets from the last paragraph for {source}, and keep them as the desk's credit.",
        family="byline",
    ),
    rule(
        "RE01",
        "missing-field",
        "error",
        "Record has every required field",
        "Record lacks a required field",
        "Map the field in the settings, or repair the selector of {source}.",
        family="record",
        dimension="completeness",
        catches="A record whose headline, body or url is missing.",
    ),
    rule(
        "EN02",
        "invisible-character",
        "info",
        "Text is free of invisible characters",
        "Text contains an invisible character",
        "Normalise the text of {source} when it is scraped.",
        family="encoding",
    ),
    rule(
        "PA01",
        "consent-wall",
        "error",
        "Body is an article",
        "Body is a consent wall",
        "Scrape {source} with the consent cookie set.",
        family="page",
    ),
    rule(
        "EV01",
        "lost-paragraph",
        "error",
        "Every paragraph of the page is in the body",
        "A paragraph of the page is missing from the body",
        "Widen the body selector of {source}.",
        family="evidence",
    ),
)


@dataclass
class Desk:
    """Takes articles and findings one by one, then tallies them as copydesk does."""

    rules: tuple[RuleInfo, ...] = RULES
    articles: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    unjudged: frozenset[str] = frozenset({"EV01"})

    def article(self, source: str | None, title: str | None, body: str | None, **more: Any) -> dict[str, Any]:
        row = len(self.articles) + 1
        host = (source or "nowhere.example").replace(" ", "")
        self.articles.append(
            {
                "record": f"story-{row}",
                "source": source,
                "url": f"https://{host}/2026/03/{row}",
                "title": title,
                "authors": ["Ana Molina"],
                "published": "2026-03-01T05:10:00+00:00",
                "language": "en",
                "body": body,
                "file": "monday.jsonl",
                "row": row,
                **more,
            }
        )
        return self.articles[-1]

    def find(self, article: dict[str, Any], code: str, message: str, **more: Any) -> None:
        """A finding about the whole record, unless `more` says otherwise."""
        info = next(info for info in self.rules if info.code == code)
        row: dict[str, Any] = dict.fromkeys(FINDINGS_SCHEMA)
        row |= {
            "code": code,
            "name": info.name,
            "severity": info.severity,
            "outcome": "fail",
            "message": message,
            "confidence": 1.0,
            "fingerprint": f"{len(self.findings):016x}",
            "suggest": [],
            **{key: article[key] for key in ("record", "source", "file", "row")},
            **more,
        }
        self.findings.append(row)

    def find_in_body(self, article: dict[str, Any], code: str, what: str, start: int, end: int, **more: Any) -> None:
        """A finding about characters start to end of the body."""
        body = article["body"]
        line_start = body.rfind("\n", 0, start) + 1
        line_end = body.find("\n", start)
        line_end = len(body) if line_end < 0 else line_end
        line = body.count("\n", 0, start) + 1
        quote = body[start:end][:200]
        self.find(
            article,
            code,
            more.pop("message", f'body line {line} is {what}: "{quote}"'),
            **{
                "field": "body",
                "line": line,
                "start": start,
                "end": end,
                "quote": quote,
                "before": body[:line_start].rstrip("\n").rpartition("\n")[2][-300:] or None,
                "context": body[line_start:line_end][:1000],
                "context_start": line_start,
                "after": body[line_end + 1 :].partition("\n")[0][:300] or None,
                "fix": "delete-line",
                "fix_safe": True,
                **more,
            },
        )

    def find_line(self, article: dict[str, Any], code: str, what: str, number: int, **more: Any) -> None:
        lines = article["body"].split("\n")
        start = sum(len(line) + 1 for line in lines[: number - 1])
        self.find_in_body(article, code, what, start, start + len(lines[number - 1]), **more)

    def close(self, title: str, reasons: Sequence[Reason] = (), **more: Any) -> Batch:
        tallies, sources = self._tally()
        failed = sum(source.articles_failed for source in sources)
        languages: dict[str, int] = {}
        for article in self.articles:
            language = article["language"] or "und"
            languages[language] = languages.get(language, 0) + 1
        summary = Summary(
            **{
                "copydesk_version": "0.1.0",
                "created": "2026-03-02T06:30:00Z",
                "title": title,
                "articles": len(self.articles),
                "articles_failed": failed,
                "findings": _by_severity(self.findings),
                "languages": languages,
                "inputs": [
                    InputSummary(
                        path=title,
                        format="jsonl",
                        preset="newspaper4k",
                        mapping={"title": "headline", "body": "text"},
                        articles=len(self.articles),
                        problems=0,
                    )
                ],
                "settings": {"select": ["ALL"], "gate": {"max_rate": 0.02}},
                "rules": list(self.rules),
                "tallies": tallies,
                "distributions": self._distributions(),
                "sources": sources,
                "gate": Gate(verdict="fail" if any(not r.passed for r in reasons) else "pass", reasons=list(reasons)),
                **more,
            }
        )
        found = {(finding["record"], finding["row"]) for finding in self.findings}
        shown = [article for article in self.articles if (article["record"], article["row"]) in found]
        return Batch(
            summary,
            pl.DataFrame(self.findings, schema=FINDINGS_SCHEMA),
            pl.DataFrame(shown, schema=ARTICLES_SCHEMA),
        )

    def _distributions(self) -> Distributions:
        told = [str(article["published"])[:10] for article in self.articles]
        days = [dt.date.fromisoformat(day) if day[:4].isdigit() else None for day in told]
        facts = {
            "chars": [len(article["body"] or "") for article in self.articles],
            "day": [(day - dt.date(1970, 1, 1)).days if day else None for day in days],
            "language": [article["language"] or "und" for article in self.articles],
        }
        return distributions(pl.DataFrame(facts, schema=FACTS_SCHEMA))

    def _tally(self) -> tuple[dict[str, Tally], list[SourceSummary]]:
        sources = []
        for name in dict.fromkeys(article["source"] for article in self.articles):
            articles = [article for article in self.articles if article["source"] == name]
            findings = [finding for finding in self.findings if finding["source"] == name]
            rules = {
                info.code: tally
                for info in self.rules
                if (tally := self._one(info.code, articles, findings)).failed or tally.review
            }
            bad = {(f["record"], f["row"]) for f in findings if f["severity"] != "info" and f["outcome"] == "fail"}
            sources.append(
                SourceSummary(
                    source=name,
                    articles=len(articles),
                    articles_failed=len(bad),
                    findings=_by_severity(findings),
                    coverage={
                        name: sum(bool(article.get(name)) for article in articles) / len(articles) for name in FIELDS
                    },
                    rules=rules,
                )
            )
        sources.sort(key=lambda source: -source.articles_failed / source.articles)
        return {info.code: self._one(info.code, self.articles, self.findings) for info in self.rules}, sources

    def _one(self, code: str, articles: list[dict[str, Any]], findings: list[dict[str, Any]]) -> Tally:
        if code in self.unjudged:
            return Tally(not_applicable=len(articles))
        mine = [finding for finding in findings if finding["code"] == code]
        failed = {(finding["record"], finding["row"]) for finding in mine if finding["outcome"] == "fail"}
        review = {(finding["record"], finding["row"]) for finding in mine} - failed
        return Tally(judged=len(articles), failed=len(failed), review=len(review), findings=len(mine))


def _by_severity(findings: list[dict[str, Any]]) -> dict[str, int]:
    return {word: sum(f["severity"] == word for f in findings) for word in ("error", "warning", "info")}
