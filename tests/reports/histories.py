"""An invented history of forty nights, in which each source has its fate."""

import random
from pathlib import Path

from copydesk.history import History, Rates, RunRecord, Sample, SourceRun, Trouble, open_history

DAY = 86_400
FIRST = 1_772_755_200  # 2026-03-06, UTC
NIGHTS = 40
HOSTILE = "<script>window.ran=1</script>\u202e\x07 & more"


def _sample(number: int, **texts: str) -> Sample:
    return Sample(f"mill-{number}", f"https://gazette.example/mill-{number}", texts)


BEFORE = [_sample(n, title="Old mill gets a new wheel", authors="Ana Petrel") for n in range(2)]
AFTER = [_sample(n, title="Weir opens early", quote="") for n in range(7, 9)]

LOST = (("BY01", "warning", "the byline was on 96 % of its articles, and is on none"), BEFORE, AFTER)
ADVERTS = (("UI01", "error", 'Body contains an advert marker: "ADVERTISEMENT" in 38 of 40 articles'), (), AFTER)


def story(name: str, night: int, rolls: random.Random) -> tuple[SourceRun | None, list[Trouble]]:
    """What the source of this name had in a night, and what was wrong with it."""
    usual = 30 + 7 * (len(name) % 5)
    articles = max(1, round(usual * (0.5 if night % 7 > 4 else 1) * rolls.uniform(0.85, 1.15)))
    authors, words, rules, troubles = 0.96, 420.0, {"TY01": Rates(articles, articles // 9, articles // 8)}, []

    def trouble(told, before=(), after=()):
        troubles.append(Trouble(name, *told, before=before, after=after))

    match name:
        case "gazette.example" if night >= 34:
            authors = 0.0
            rules["BY01"] = Rates(articles, articles, articles)
            trouble(*LOST)
        case "herald.example" if night == 39 or 12 <= night < 15:
            rules["UI01"] = Rates(articles, round(articles * 0.95), articles * 2)
            trouble(*ADVERTS)
        case "kurier.example" if 28 <= night < 36:
            articles = articles // 4
            trouble(("BA01", "warning", f"{articles} articles, where 40 are usual"))
        case "harbour.example" if night >= 35:
            return None, []
        case "tern.example" if night < 37:
            return None, []
        case "stale.example" if night >= 38:
            trouble(("BA05", "warning", "the newest article is nine days old"))
        case "<b>hostile</b>.example" if night >= 39:
            trouble(("XX01", "error", HOSTILE), [Sample(HOSTILE, "javascript:alert(1)", {"title": HOSTILE})] * 2)
    failed = max([rates.failed for rates in rules.values()])
    filled = {"title": articles, "body": articles, "authors": round(articles * authors), "published": articles - 1}
    numbers = SourceRun(name, articles, failed, "en", filled, words * rolls.uniform(0.95, 1.05), 900.0, rules=rules)
    return numbers, troubles


NAMES = (
    "gazette.example",
    "herald.example",
    "kurier.example",
    "harbour.example",
    "tern.example",
    "stale.example",
    "<b>hostile</b>.example",
    "صحيفة.example",
    "",
    "courier.example",
    "beacon.example",
)


def invented(path: Path, names=NAMES, nights: int = NIGHTS, reports: Path | None = None) -> History:
    history = open_history(path)
    for night in range(nights):
        told = [story(name, night, random.Random(f"{name} {night}")) for name in names]
        sources = [numbers for numbers, _ in told if numbers]
        troubles = [trouble for _, some in told for trouble in some]
        history.add(
            RunRecord(
                stream="nightly",
                batch=f"nightly {night + 1}",
                at=FIRST + night * DAY,
                title="nightly.jsonl",
                verdict="fail" if troubles else "pass",
                articles=sum(source.articles for source in sources),
                articles_failed=sum(source.failed for source in sources),
                findings={"error": 0, "warning": 0, "info": 0},
                codes=["BY01", "TY01", "UI01"],
                version="0.1.0",
                reasons=[trouble.message for trouble in troubles],
                causes=[f"{HOSTILE} one template behind two sources"] if night == 39 else [],
                report=str(reports / f"{night}") if reports else f"https://ci.example/{night}/",
                sources=sources,
                troubles=troubles,
            )
        )
    return history
