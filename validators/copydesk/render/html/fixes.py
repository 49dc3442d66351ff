"""What `copydesk fix` would make of an article, as a diff of the text that the result holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from copydesk.fixing.hunks import alike, hunks
from copydesk.fixing.marks import Mark, mended
from copydesk.render.html.findings import Finding

MAX_HUNKS = 60
TEXT_EDITS = ("delete-line", "delete-span", "replace-span", "move-names")


@dataclass(frozen=True, slots=True)
class Changed:
    """A line of a diff, cut around what changes in it; `part` is empty where the line stays."""

    sign: str  # "−", "+" or " "
    head: str
    part: str
    tail: str


@dataclass(frozen=True, slots=True)
class Patch:
    """where: the field, and the line. rules: codes."""

    where: str
    rules: tuple[str, ...]
    lines: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class Fixes:
    """What one kind of fix does. drops: codes of the rules that would leave the whole record out."""

    patches: tuple[Patch, ...]
    drops: tuple[str, ...]
    left: int

    def __bool__(self) -> bool:
        return bool(self.patches or self.drops)


def fixes(findings: Iterable[Finding], body: str, title: str, *, safe: bool) -> Fixes:
    """body, title: as the result holds them; a finding beyond them is left out."""
    chosen = [finding for finding in findings if finding.edit and finding.safe is safe]
    drops = tuple(dict.fromkeys(finding.code for finding in chosen if finding.edit == "delete-record"))
    patches = [*_whole_fields(chosen)]
    for field, text in (("title", title), ("body", body)):
        marks = [mark for finding in chosen if finding.field == field for mark in _marks(finding, len(text))]
        for hunk in hunks(text, mended(text, marks)):
            where = field if field == "title" else f"body, line {hunk.line}"
            lines = _lines(hunk.old, hunk.new, hunk.before, hunk.after)
            patches.append(Patch(where, tuple(hunk.codes), lines))
    return Fixes(tuple(patches[:MAX_HUNKS]), drops, max(0, len(patches) - MAX_HUNKS))


def _marks(finding: Finding, size: int) -> Iterable[Mark]:
    whole = finding.edit not in TEXT_EDITS or (finding.edit == "replace-span" and finding.replacement is None)
    if not whole and finding.start is not None and finding.end is not None and finding.end <= size:
        yield Mark(finding.start, finding.end, finding.replacement, finding.code)


def _whole_fields(findings: Sequence[Finding]) -> Iterable[Patch]:
    """Values that are emptied or replaced, and names that move into the byline."""
    for finding in findings:
        field = finding.field or "record"
        if finding.edit == "move-names" and finding.suggest:
            yield Patch("authors", (finding.code,), (Changed("+", "", ", ".join(finding.suggest), ""),))
        elif finding.start is None and finding.edit in ("set-null", "replace-value"):
            new = [Changed("+", "", finding.replacement, "")] if finding.replacement is not None else []
            yield Patch(field, (finding.code,), (Changed("−", "", finding.quote or "", ""), *new))


def _lines(old: list[str], new: list[str], before: str | None, after: str | None) -> tuple[Changed, ...]:
    head = tail = 0
    if len(old) == len(new) == 1:
        head = alike(old[0], new[0])
        tail = alike(old[0][head:][::-1], new[0][head:][::-1])

    def cut(sign: str, line: str) -> Changed:
        return Changed(sign, line[:head], line[head : len(line) - tail], line[len(line) - tail :])

    beside = [[Changed(" ", line, "", "")] if line and line.strip() else [] for line in (before, after)]
    return (*beside[0], *(cut("−", line) for line in old), *(cut("+", line) for line in new), *beside[1])
