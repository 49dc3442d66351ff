"""What is said of a source, and how: each transport gets scraped text bounded, and escaped for it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from copydesk.text import quote, visible

State = Literal["failing", "worse", "recovered"]

MAX_REASONS = 10
MAX_REASON_CHARS = 300
MAX_NAME_CHARS = 80


@dataclass(frozen=True)
class Why:
    """One rule that a source breaks."""

    code: str
    severity: str
    message: str


@dataclass(frozen=True)
class Message:
    """source: its name; empty for articles that name none. since, at: seconds since 1970 in UTC, when the trouble began
    and when the batch ran. report: address or path."""

    state: State
    source: str
    batch: str
    at: int
    since: int
    since_batch: str
    why: Sequence[Why] = ()
    causes: Sequence[str] = ()
    report: str | None = None


def subject(message: Message) -> str:
    """One line."""
    name = _short(message.source or "(no source)", MAX_NAME_CHARS)
    return {
        "failing": f"{name} fails",
        "worse": f"{name} fails, and now in more ways",
        "recovered": f"{name} has recovered",
    }[message.state]


def details(message: Message) -> list[str]:
    """Lines: why, since when, what may have caused it. The report is not among them."""
    since = f"{_day(message.since)} (batch {_short(message.since_batch, MAX_NAME_CHARS)})"
    if message.state == "recovered":
        now = f"{_day(message.at)} (batch {_short(message.batch, MAX_NAME_CHARS)})"
        return [f"It failed since {since}. In the batch of {now} nothing of that is left."]
    lines = [f"{why.code}: {_short(why.message, MAX_REASON_CHARS)}" for why in message.why[:MAX_REASONS]]
    if len(message.why) > MAX_REASONS:
        lines.append(f"and {len(message.why) - MAX_REASONS:,} more rules")
    lines += [f"Likely cause: {_short(cause, MAX_REASON_CHARS)}" for cause in message.causes[:3]]
    return [*lines, f"Since {since}."]


def plain(message: Message) -> str:
    """The message as text: for mail, and for whoever reads `text` of a webhook."""
    report = [f"Report: {_short(message.report, 1_000)}"] if message.report else []
    return "\n".join([subject(message), *details(message), *report])


def webhook(message: Message) -> dict[str, Any]:
    """The message as JSON: `text` for people, and the parts of it for programs."""
    return {
        "text": plain(message),
        "state": message.state,
        "source": _short(message.source, 200) or None,
        "batch": _short(message.batch, 200),
        "at": _moment(message.at),
        "since": _moment(message.since),
        "since_batch": _short(message.since_batch, 200),
        "rules": [
            {"code": why.code, "severity": why.severity, "message": _short(why.message, MAX_REASON_CHARS)}
            for why in message.why[:MAX_REASONS]
        ],
        "causes": [_short(cause, MAX_REASON_CHARS) for cause in message.causes[:3]],
        "report": message.report,
    }


def slack(message: Message) -> dict[str, Any]:
    """Blocks of plain text, in which nothing is a link, a mention or markup; only the report is a link of ours."""

    def block(kind: str, text: str) -> dict[str, Any]:
        return {"type": "section", "text": {"type": kind, "text": text}}

    blocks = [block("plain_text", subject(message)), block("plain_text", "\n".join(details(message))[:3_000])]
    if message.report and message.report.startswith(("http://", "https://")):
        blocks.append(block("mrkdwn", f"<{_slack_escaped(message.report).replace('|', '%7C')}|Report>"))
    # what a notification shows, and Mattermost, which knows no blocks
    return {"text": _slack_escaped(plain(message)), "blocks": blocks, "unfurl_links": False}


def _slack_escaped(text: str) -> str:
    """docs.slack.dev, "Formatting message text": these three are all that is escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _short(text: str, limit: int) -> str:
    return visible(quote(text, limit))


def _day(at: int) -> str:
    return f"{_date(at):%Y-%m-%d}"


def _moment(at: int) -> str:
    return _date(at).isoformat(timespec="seconds")


def _date(at: int) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(at, datetime.UTC)
