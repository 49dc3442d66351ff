"""GitHub Actions: annotations beside the batch's lines, and a step summary.

GitHub shows ten errors and ten warnings of a step and hides the rest without a word, so findings are grouped by rule
and source, and what does not fit is counted.
"""

import os
from collections.abc import Iterator

from copydesk.render.grouped import Group, grouped, new
from copydesk.render.markdown import markdown
from copydesk.result.result import Result
from copydesk.text import plural, quote, visible

MAX_SHOWN = 10
"""Of each of error, warning and notice; docs.github.com, "Setting an error message"; more are not shown."""

MAX_SUMMARY_BYTES = 1_000_000
"""GitHub takes 1 MiB a step."""

COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def github(result: Result) -> Iterator[str]:
    """Workflow commands. The Markdown summary is added to the file that GITHUB_STEP_SUMMARY names, if there is one."""
    if path := os.environ.get("GITHUB_STEP_SUMMARY"):
        summary = "\n".join(markdown(result)) + "\n"
        with open(path, "ab") as out:  # noqa: PTH123 - append
            out.write(summary.encode()[:MAX_SUMMARY_BYTES])
    shown = dict.fromkeys(COMMANDS.values(), 0)
    hidden = 0
    for group in grouped(new(result.findings)):
        command = COMMANDS.get(group.first["severity"], "notice")
        # one notice is kept for what was hidden
        if shown[command] < MAX_SHOWN - (command == "notice"):
            shown[command] += 1
            yield _annotation(command, group)
        else:
            hidden += group.findings
    if hidden:
        message = f"{plural(hidden, 'more finding')} in other rules or sources: see the step summary"
        yield f"::notice title=copydesk::{_data(message)}"


def _annotation(command: str, group: Group) -> str:
    first = group.first
    message = visible(quote(first["message"], 400))
    if group.findings > 1:
        where = f"{plural(group.records, 'article')} of {first['source'] or 'no source'}"
        message += f" (one of {group.findings:,} in {where})"
    place = {"file": first["file"], "line": first["row"], "title": f"{first['code']} {first['name']}"}
    told = ",".join(f"{key}={_property(str(value))}" for key, value in place.items() if value)
    return f"::{command} {told}::{_data(message)}"


def _data(text: str) -> str:
    """Text that cannot end its command; the runner turns these three back."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
