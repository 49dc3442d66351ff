"""Invented batches as the tally and the gate would hand them to the renderer."""

import random
from typing import Any

import polars as pl

from copydesk.result.model import (
    InputSummary,
    OwnError,
    Reason,
    RuleInfo,
)
from copydesk.result.tables import ARTICLES_SCHEMA

from .desk import RULES, Batch, Desk

PLACES = ("Harrow Quay", "Lindmere", "the Old Mill ward", "Port Ansel", "Bracken Hill", "the river towns")
THINGS = ("ferry", "library", "tram line", "flood wall", "night market", "school kitchen", "observatory")
DEEDS = ("reopens after a winter of repairs", "loses its last night service", "wins a second year of money")
SENTENCES = (
    "Council engineers in {place} said on Sunday that the {thing} would need another eleven weeks of work.",
    '"Nobody asked us first," said a shopkeeper whose window looks out on the {thing}.',
    "The plan was drawn up in autumn, when the water stood two metres above the usual mark.",
    "A vote is expected before the end of the month, and both parties say that they have the numbers.",
    "Last year 4,200 people signed a petition that asked for the {thing} to stay where it is.",
    "The regional office put the cost at 3.8 million, a third more than the first estimate.",
    "Residents of {place} have been told to expect noise on weekdays between eight and five.",
)


def story(dice: random.Random) -> tuple[str, list[str]]:
    place, thing = dice.choice(PLACES), dice.choice(THINGS)
    title = f"{thing} in {place} {dice.choice(DEEDS)}"
    lines = [sentence.format(place=place, thing=thing) for sentence in dice.sample(SENTENCES, 5)]
    return title[0].upper() + title[1:], lines


def clean() -> Batch:
    desk, dice = Desk(unjudged=frozenset()), random.Random(3)
    for source in ("harbour-post.example", "lindmere-echo.example", "weekly-ledger.example"):
        for _ in range(40):
            title, lines = story(dice)
            desk.article(source, title, "\n".join(lines))
    reasons = [
        _asked(info, passed=True, seen=0.0, message=f"{info.titles[0]}: 0 of 120 judged articles, none is allowed")
        for info in RULES
    ]
    return desk.close("monday-clean.jsonl", reasons)


def _asked(info: RuleInfo, *, passed: bool, seen: float, message: str, **more: Any) -> Reason:
    scope = more.pop("scope", "records")
    return Reason(
        passed=passed, code=info.code, scope=scope, severity=info.severity, message=message, observed=seen, **more
    )


def broken(per_source: int = 12, sources: int = 8) -> Batch:
    """Every source with a fault of its own, one source with them all."""
    desk, dice = Desk(), random.Random(7)
    names = ["kabar-pagi.example", "harbour-post.example", "lindmere-echo.example", "daily-tern.example"]
    names += ["northern-gazette-and-advertiser.example", "weekly-ledger.example", "die-brücke.example"]
    names += [f"paper-{number}.example" for number in range(1, max(0, sources - len(names)) + 1)]
    for place, source in enumerate(names[:sources]):
        for turn in range(per_source):
            _broken_story(desk, dice, place, turn, source)
    rules = {info.code: info for info in RULES}
    reasons = [
        _asked(
            rules["DU02"],
            passed=False,
            seen=0.1,
            message="Body was scraped twice: 5 of 96 judged articles, none is allowed",
            limit=0.0,
        ),
        _asked(
            rules["UI05"],
            passed=False,
            seen=0.92,
            message="Body contains a font-size control: 2 sources over the limit of 20% of their articles",
            scope="sources",
            sources=[names[0], names[2]],
        ),
        _asked(
            rules["PA01"], passed=True, seen=0.0, message="Body is an article: 0 of 96 judged articles, none is allowed"
        ),
        _asked(
            rules["EN02"],
            passed=True,
            seen=0.02,
            message="Text is free of invisible characters: 1 of 96 judged articles, at most 10.0% are allowed",
        ),
    ]
    return desk.close("monday.jsonl and 2 more", reasons, omitted={"articles": 12})


def _broken_story(desk: Desk, dice: random.Random, place: int, turn: int, source: str) -> None:
    title, lines = story(dice)
    everything = place == 0
    toolbar = (everything and turn % 8 != 7) or (place == 2 and turn % 4 == 0)
    doubled = (everything and turn % 3 == 0) or (place == 5 and turn == 1)
    if toolbar:
        lines[1:1] = ["loading...", "A", "A", "A"]
    if place in (0, 1, 4) and turn % 2:
        lines.insert(len(lines) - 2, "ADVERTISEMENT")
    if place in (0, 3):
        lines.insert(-1, "Read also: The mayor who kept bees")
    if place == 3:
        lines.append("Follow the Daily Tern on every channel and never miss a tide.")
    if everything or place == 6:
        lines[-1] += " (mol/ts)"
    once = len(lines)
    if doubled:
        lines += lines[5 if toolbar else 1 :]
    authors = [] if everything or (place == 4 and turn % 3 == 0) else ["Ana Molina", "T. Sørby"]
    title_or_none = None if place == 1 and turn == 5 else title
    article = desk.article(source, title_or_none, "\n".join(lines), authors=authors)
    if place == 2 and turn == 1:
        article["body"] = article["body"].replace("said", "sa\u200bid\u202e", 1)
    if not authors:
        desk.find(article, "BY01", "the record names no author", field="authors")
    if title_or_none is None:
        desk.find(article, "RE01", "title is missing", field="title")
    for number, line in enumerate(article["body"].split("\n"), start=1):
        if line == "A":
            desk.find_line(article, "UI05", "a font-size control", number)
        elif line == "loading...":
            desk.find_line(article, "UI06", "a loader placeholder", number)
        elif line == "ADVERTISEMENT":
            desk.find_line(article, "UI01", "an advert marker", number)
        elif line.startswith("Read also"):
            desk.find_line(article, "UI03", "a read-also line", number)
        elif line.startswith("Follow the Daily"):
            desk.find_line(
                article, "BP06", "one that 100% of this source share", number, outcome="review", confidence=0.8,
                fix_safe=False,
            )  # fmt: skip
    body = article["body"]
    if doubled:
        start = sum(len(line) + 1 for line in lines[:once])
        desk.find_in_body(
            article, "DU02", "", start, len(body), fix="delete-span", fix_safe=False,
            message=f"{len(lines) - once} of {len(lines)} lines stand twice",
        )  # fmt: skip
    if "(mol/ts)" in body:
        start = body.rindex("(mol/ts)")
        desk.find_in_body(
            article, "BY10", "", start, start + 8, fix="delete-span", suggest=["mol", "ts"],
            message='body ends in the sign-off "(mol/ts)"',
        )  # fmt: skip
    for at, character in enumerate(body):
        if character in "\u200b\u202e":
            desk.find_in_body(
                article, "EN02", "", at, at + 1, fix="delete-span", message=f"body has U+{ord(character):04X}"
            )


def scripts() -> Batch:
    """Arabic and Chinese text, Persian with its joiners, and a source named in Arabic."""
    desk = Desk()
    arabic = desk.article(
        "صحيفة-الميناء.example",
        "العبارة تعود إلى الميناء القديم بعد شتاء من الإصلاحات",
        "قال مهندسو المجلس يوم الأحد إن العمل يحتاج إلى أحد عشر أسبوعا آخر.\nإعلان\n"
        "وقع 4200 شخص عريضة في العام الماضي (انظر Harrow Quay) تطلب إبقاء العبارة.\nاقرأ أيضا: العمدة الذي ربى النحل",
        language="ar",
        authors=["ليلى حداد"],
    )
    desk.find_line(arabic, "UI01", "an advert marker", 2)
    desk.find_line(arabic, "UI03", "a read-also line", 4)
    chinese = desk.article(
        "港口日报.example",
        "老码头渡轮停航一冬后重新开放",
        "市政工程师周日表示，渡轮还需要十一周的维修。\n加载中……\n去年有四千二百人签名，要求渡轮留在原处。(李/陈)",
        language="zh",
        authors=[],
    )
    desk.find_line(chinese, "UI06", "a loader placeholder", 2)
    start = chinese["body"].index("(李/陈)")
    desk.find_in_body(chinese, "BY10", "", start, start + 5, message='body ends in the sign-off "(李/陈)"')
    desk.find(chinese, "BY01", "the record names no author", field="authors")
    persian = desk.article(
        "بندر.example",
        "کشتی‌ها برمی‌گردند",
        "شهردار گفت که می\u200cخواهد کشتی\u200cها برگردند.\nتبلیغات\nپایان\u200f",
        language="fa",
    )
    desk.find_line(persian, "UI01", "an advert marker", 2)
    reason = _asked(
        RULES[0],
        passed=False,
        seen=0.67,
        message="Body contains an advert marker: 2 of 3 judged articles, at most 2.0% are allowed",
    )
    return desk.close("مارس.jsonl", [reason])


def doubles() -> Batch:
    """One story three times, one of them with a line changed, and one that repeats a story the result does not hold."""
    desk, dice = Desk(unjudged=frozenset()), random.Random(11)
    title, lines = story(dice)
    first = desk.article("harbour-post.example", title, "\n".join(lines))
    same = desk.article("harbour-post.example", title, "\n".join(lines))
    changed = [*lines[:2], f"{lines[2]} Nobody objected.", *lines[3:]]
    near = desk.article("lindmere-echo.example", title, "\n".join(changed))
    other = desk.article("lindmere-echo.example", title, "\n".join(story(dice)[1]))
    for copy, twin in ((same, first["record"]), (near, first["record"]), (other, "far-away")):
        desk.find(copy, "DU05", f"the body is the same as that of {twin}", field="body", twin=twin)
    batch = desk.close("doubles.jsonl")
    held = pl.DataFrame([first], schema=ARTICLES_SCHEMA)
    return Batch(batch.summary, batch.findings, pl.concat([held, batch.articles]))


SCRIPT = "<script>window.ran=1;alert(1)</script>"
PAYLOADS = (
    SCRIPT,
    '<img src=x onerror="window.ran=2;alert(2)">',
    "<svg onload='window.ran=3;alert(3)'><a xlink:href=\"javascript:alert(3)\">x</a></svg>",
    "javascript:window.ran=4;alert(4)//",
    '"\'><body onload=alert(5)><b x="',
    '" autofocus tabindex=1 onfocus="window.ran=6;alert(6)',
    "</style><script>window.ran=7;alert(7)</script>",
    "</script><script>window.ran=8</script>",
    "{{7*7}}{% raise %}{# #}${7*7}",
    "</title></mark></bdi></p><h1>break</h1>",
    "--><!-- ]]> <![CDATA[ <base href='https://evil.example/'>",
    "<link rel=stylesheet href=https://evil.example/x.css><meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<iframe srcdoc='<script>parent.ran=9</script>'></iframe><form action=https://evil.example><button>go</button>",
    "\u202egnp.exe\u2066\u0000\u0007\u001b[31m\ufeff\U000e0041\u00ad&#x3c;&lt;b&gt;",
    "../../../../etc/passwd%00<a href=//evil.example ping=https://evil.example>x</a>",
)


def hostile() -> Batch:
    """Everything that was scraped tries to run, to load, to break out or to be a path."""
    rules = (*RULES, *(RULES[0].model_copy(update={"code": code, "name": SCRIPT}) for code in ("../../x", SCRIPT)))
    desk = Desk(rules=rules)
    for place, payload in enumerate(PAYLOADS):
        article = desk.article(
            f"{payload} {place}",
            payload,
            f"{payload}\n{payload}{payload}\n\n{payload}",
            record=payload,
            url=payload if place % 2 else f"https://x.example/{payload}",
            authors=[payload, payload],
            published=payload,
            language=payload,
            file=payload,
        )
        size = len(payload)
        for code in ("UI01", "../../x", SCRIPT):
            desk.find(article, code, f'whole record: "{payload}"', quote=payload, field=payload, suggest=[payload])
        desk.find_in_body(article, "UI01", payload, 0, size, severity=payload, fix=payload)
        desk.find_in_body(article, "UI03", payload, 1, size + 3, fix_safe=False)
        desk.find_in_body(article, "DU02", payload, size // 2, len(article["body"]), outcome="review")
        desk.find(
            article, "RE01", payload, field="title", line=1, start=0, end=3, quote=payload[:3], context=payload,
            context_start=0,
        )  # fmt: skip
    desk.article(None, None, None, url="java\nscript:alert(1)", language=None)
    desk.find(desk.articles[-1], "RE01", "body is missing", field="body", source=None)
    reason = Reason(passed=False, code=SCRIPT, scope="sources", severity="error", message=SCRIPT, sources=[*PAYLOADS])
    return desk.close(
        SCRIPT + PAYLOADS[13] + PAYLOADS[9],
        [reason],
        settings={payload: payload for payload in PAYLOADS},
        errors=[OwnError(code=SCRIPT, message=SCRIPT, detail=PAYLOADS[9])],
        omitted={SCRIPT: 3},
        created=SCRIPT,
        copydesk_version=SCRIPT,
        inputs=[InputSummary(path=p, format=p, preset=p, mapping={p: p}, articles=1, problems=1) for p in PAYLOADS],
    )
