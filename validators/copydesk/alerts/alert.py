"""After a run: what is new of its sources, told to those whom the settings name."""

from collections.abc import Sequence
from urllib.parse import quote

from copydesk.alerts.message import Message, Why
from copydesk.alerts.settings import AlertSettings
from copydesk.alerts.state import Due, Standing, due
from copydesk.history.record import RunInfo
from copydesk.history.store import History

WHOLE_BATCH = "the whole batch"
"""Stands for a source where a batch fails and no source is to blame: nothing could be read, say."""

MAX_MESSAGES = 20
"""Of one run; where more sources fail at once, one message names the rest."""

MAX_NAMED = 50

SEVERITIES = {"error": 0, "warning": 1, "info": 2}


def alert(history: History, run: int, settings: AlertSettings, *, report: str | None = None) -> list[str]:
    """Tells of a run that the history has. Returns what went wrong, in sentences, and never raises for it.

    run: its id. report: its path, where the settings do not name its address; else what the history says of it.
    """
    info = next((one for one in history.runs() if one.id == run), None)
    if info is None:  # another run, of a later day, has found it too old to be kept
        return []
    standings, why = _standings(history, info)
    news = due(standings, history.told(info.stream))
    if not (news.failing or news.worse or news.recovered):
        return []
    from copydesk.alerts.actions import send  # here: most runs have nothing to tell

    link = settings.report.replace("{batch}", quote(info.batch, safe="")) if settings.report else report or info.report
    messages = list(_messages(news, info, why, link))
    troubles = [len(standing.codes) for standing in standings]
    delivery = send(settings, messages, troubles)
    if delivery.arrived:  # else the next run tells it
        history.tell(info.stream, news.told)
    return delivery.errors


def _standings(history: History, run: RunInfo) -> tuple[list[Standing], dict[str, list[Why]]]:
    """Every source of the run, and why it fails, gravest first."""
    why: dict[str, list[Why]] = {}
    for row in history.troubles(run.id):
        if row["severity"] != "info":
            why.setdefault(row["source"], []).append(Why(row["code"], row["severity"], row["message"]))
    first = {
        (streak.source, streak.code): (streak.first.at, streak.first.batch)
        for streak in history.first_bad(run.stream)
        if streak.last.id == run.id
    }
    articles = {source: numbers[run.id].articles for source, numbers in history.sources([run.id])}
    standings = [
        Standing(
            source,
            {one.code: first.get((source, one.code), (run.at, run.batch)) for one in why.get(source, ())},
            articles.get(source, 0),
        )
        for source in sorted({*articles, *why})
    ]
    reasons = [] if why or run.verdict == "pass" else [Why("batch", "error", text) for text in run.reasons]
    if run.verdict != "pass" and not why:
        why[WHOLE_BATCH] = reasons or [Why("batch", "error", "copydesk could not judge it")]
    codes = {run.verdict: (run.at, run.batch)} if WHOLE_BATCH in why else {}
    standings.append(Standing(WHOLE_BATCH, codes, run.articles))
    return standings, {source: sorted(all_, key=lambda one: SEVERITIES[one.severity]) for source, all_ in why.items()}


def _messages(news: Due, run: RunInfo, why: dict[str, list[Why]], report: str | None) -> Sequence[Message]:
    def of(standing: Standing, state: str) -> Message:
        told = news.told[standing.source]
        return Message(
            state="worse" if state == "worse" else "failing",
            source=standing.source,
            batch=run.batch,
            at=run.at,
            since=told.since,
            since_batch=told.since_batch,
            why=why[standing.source],
            causes=run.causes,
            report=report,
        )

    failing = [of(standing, "failing") for standing in news.failing] + [of(one, "worse") for one in news.worse]
    failing.sort(key=lambda message: (SEVERITIES[message.why[0].severity], -len(message.why), message.source))
    messages = failing[:MAX_MESSAGES]
    if rest := failing[MAX_MESSAGES:]:
        named = ", ".join(message.source or "(no source)" for message in rest[:MAX_NAMED])
        left = f" and {len(rest) - MAX_NAMED:,} more" if len(rest) > MAX_NAMED else ""
        whys = [Why("more", "warning", f"{named}{left}")]
        messages.append(
            Message("failing", f"{len(rest):,} more sources", run.batch, run.at, run.at, run.batch, whys, (), report)
        )
    recovered = [
        Message("recovered", told.source, run.batch, run.at, told.since, told.since_batch, report=report)
        for told in news.recovered
    ]
    return messages + recovered[:MAX_MESSAGES]
