"""Tells of files whose headline or body no field is known to fill, and proposes the `[fields]` that would."""

from statistics import fmean

from copydesk.reading.mapping import FieldMap
from copydesk.reading.problems import ProblemLog
from copydesk.reading.runs import Run
from copydesk.reading.values import clean

NEEDED = {"title": "headline", "body": "body"}
SAMPLE_RECORDS = 50
HEADLINE_CHARS = (8, 250)  # mean length by which a field may be a headline
MAX_MESSAGE_CHARS = 1_000


def log_unknown_fields(run: Run, fields: FieldMap, log: ProblemLog) -> None:
    """Logs that neither headline nor body is known; the file is left out."""
    seen = _listed(fields)
    message = f"the file is left out: no field is known as a body or a headline; its fields are: {seen}"
    title, body = _guessed(run)
    advice = f'If these are the right ones, add [fields] title = "{clean(title)}" and body = "{clean(body)}".'
    log.add("column", None, seen, message[:MAX_MESSAGE_CHARS], advice)


def log_missing_fields(fields: FieldMap, log: ProblemLog) -> None:
    """At the end of a file, logs what no record had: a headline, a body, a field that the user named."""
    seen = _listed(fields)
    for canonical, word in NEEDED.items():
        if canonical not in fields.columns:
            message = f"no field is known as the {word}; the fields are: {seen}"
            advice = f'Say which it is: [fields] {canonical} = "…", with the name of your field.'
            log.add("column", None, seen, message[:MAX_MESSAGE_CHARS], advice)
    for canonical, name in fields.unfilled().items():
        if canonical not in NEEDED:
            message = f"[fields] {canonical} names {name}, but no record has it; the fields are: {seen}"
            log.add("column", None, seen, message[:MAX_MESSAGE_CHARS], "Correct the name in [fields], or leave it out.")


def _guessed(run: Run) -> tuple[str, str]:
    """The fields that by their length may be the headline and the body; `…` where none may."""
    texts: dict[str, list[int]] = {}
    for record in run.records[:SAMPLE_RECORDS]:
        for key, value in record.items():
            if isinstance(value, str):
                texts.setdefault(key, []).append(len(value))
    lengths = {key: fmean(sizes) for key, sizes in texts.items()}
    body = max(lengths, key=lambda key: lengths[key], default="…")
    least, most = HEADLINE_CHARS
    title = next((key for key, length in lengths.items() if key != body and least <= length <= most), "…")
    return title, body


def _listed(fields: FieldMap) -> str:
    return clean(", ".join(fields.keys)) or "none"
