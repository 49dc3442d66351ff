"""Text files: one article a file. The first line is the headline, all that follows it the body."""

from copydesk.reading.json_lines import log_undecodable
from copydesk.reading.problems import ProblemLog
from copydesk.reading.runs import MAX_BODY_LINES, TOO_LARGE_ADVICE, Limits, Record, too_many_lines
from copydesk.reading.streams import Stream

TEXT_FIELDS = ("id", "title", "body")


def read_text(stream: Stream, article_id: str, limits: Limits, log: ProblemLog) -> Record | None:
    """The article of the file; None, and a Problem, when it is empty or too long."""
    data = stream.read(limits.max_record_bytes + 1)
    if len(data) > limits.max_record_bytes:
        message = f"the file is left out: it has more than {limits.max_record_bytes:,} bytes"
        log.add("record", 1, data[:1_000], message, TOO_LARGE_ADVICE)
        return None
    if not data:
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        log_undecodable(log, 1 + data.count(b"\n", 0, error.start), data, error)
        text = data.decode("utf-8", "replace")
    if "\0" in text:
        row = 1 + text.count("\n", 0, text.index("\0"))
        log.add("encoding", row, "\0", "the file has NUL bytes", "Find out where the file was damaged.")
    title, _, body = text.partition("\n")
    if (lines := body.count("\n") + 1) > MAX_BODY_LINES:
        log.add("record", 2, body[:1_000], too_many_lines(lines), TOO_LARGE_ADVICE)
        body = ""
    return {"id": article_id, "title": title.removesuffix("\r"), "body": body}
