"""Findings as CSV, for a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from copydesk.render.findings_json import KEYS
from copydesk.text import visible

COLUMNS = (*KEYS, "fix", "fix_safe", "replacement", "suggest", "file", "row")

# Where a cell begins, and where one would begin if the spreadsheet took `;` for the separator, as it does in half of
# Europe; the wide forms count as well. After OWASP, "CSV Injection".
_FORMULA = re.compile(r"(^|;)([\s\"]*)(?=[=+\-@＝＋－＠])")


def findings_csv(findings: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Lines of CSV, their ends included, the first with the names of COLUMNS.

    Text is quoted, control characters are written as `\\u{…}`, and what a spreadsheet would run as a formula has an
    apostrophe before it.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(COLUMNS)
    for finding in findings:
        writer.writerow([_cell(finding.get(column)) for column in COLUMNS])
        if buffer.tell() > 1 << 16:
            yield _emptied(buffer)
    yield _emptied(buffer)


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        value = " | ".join(value)
    elif isinstance(value, bool):
        value = str(value).lower()
    return _FORMULA.sub(r"\1\2'", visible(value)) if isinstance(value, str) else value


def _emptied(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
