"""The list of what could not be read in one file: every problem of it, bounded."""

from copydesk.reading.articles import Problem, ProblemKind

MAX_PROBLEMS = 1_000  # a file; beyond, a reader of the report learns nothing new
MAX_SEEN_CHARS = 200


class ProblemLog:
    """Collects the problems of one file. After MAX_PROBLEMS further ones are counted, and told of at the end.

    count: all problems, also those only counted.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.count = 0
        self._waiting: list[Problem] = []

    def add(self, kind: ProblemKind, row: int | None, seen: object, message: str, advice: str) -> None:
        """Notes one problem. `seen` may be bytes or text of any length; its start is kept."""
        self.count += 1
        if self.count <= MAX_PROBLEMS:
            self._waiting.append(Problem(kind, self.file, row, excerpt(seen), message, advice))

    def drain(self) -> list[Problem]:
        """The problems since the last call."""
        waiting, self._waiting = self._waiting, []
        return waiting

    def close(self) -> list[Problem]:
        """The problems since the last call, and one that says how many more there were."""
        waiting = self.drain()
        if self.count > MAX_PROBLEMS:
            message = f"{self.count - MAX_PROBLEMS:,} more problems in this file are not listed"
            waiting.append(Problem("file", self.file, None, "", message, "Mend the listed ones and check again."))
        return waiting


def excerpt(seen: object) -> str:
    """At most 200 characters of it, as text that can be written anywhere."""
    if isinstance(seen, bytes | bytearray):
        # four bytes are the most that one character takes
        seen = bytes(seen[: 4 * MAX_SEEN_CHARS]).decode("utf-8", "replace")
    text = str(seen)[: MAX_SEEN_CHARS + 1]
    text = text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text
    return text if len(text) <= MAX_SEEN_CHARS else text[: MAX_SEEN_CHARS - 1] + "…"
