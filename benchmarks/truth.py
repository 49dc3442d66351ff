"""What copydesk finds in a generated batch, against what was put into it.

    python benchmarks/truth.py --articles 20000 --seed 7            makes the batch, checks it and compares
    python benchmarks/truth.py --batch batch.jsonl                  a batch of corpus.py that is there already
    python benchmarks/truth.py --findings found.jsonl --batch …     with `copydesk check … --output-format jsonl`
    python benchmarks/truth.py … --misses 3                         shows some misses and false findings of each rule

Recall counts defects: one is found where the rule has a finding in the record, on one of the defect's lines if it has
lines. A defect that only another rule found is counted apart. A false finding is one on a line, or of a field or
record, where nothing of that rule was put. Invented words can form a phrase by chance, so a few are none of the rule's.
"""

import argparse
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from corpus import truth_path

MIN_RECURRING = 3
"""A standing line counts where its source has it in so many articles, the least that BP06 asks for."""

Places = dict[str, dict[str, set[int]]]
"""Code to record to the lines; 0 for a field or record."""


def main() -> None:
    told = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        batch = (told.batch or Path(folder, "batch.jsonl")).resolve()
        if not told.batch:
            made = [Path(__file__).with_name("corpus.py"), "--articles", told.articles, "--seed", told.seed]
            subprocess.run([sys.executable, *map(str, made), "--out", str(batch)], check=True)
        findings = told.findings or Path(folder, "findings.jsonl")
        if not told.findings:
            command = [sys.executable, "-m", "copydesk", "check", batch, "--output-format", "jsonl", "--exit-zero"]
            with findings.open("wb") as out:
                subprocess.run(list(map(str, command)), stdout=out, cwd=folder, check=True)
        truth = _truth(batch)
        found = _found(findings)
        print(report(truth, found))
        if told.misses:
            print(*examples(truth, found, batch, told.misses), sep="\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compares copydesk's findings on a generated batch with the truth.")
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--batch", type=Path, help="a batch of corpus.py, with its truth beside it")
    parser.add_argument("--findings", type=Path, help="findings as JSON lines; else copydesk is run")
    parser.add_argument("--misses", type=int, default=0, help="examples to show of each rule")
    return parser.parse_args()


def _truth(batch: Path) -> list[dict[str, Any]]:
    rows = list(_rows(truth_path(batch)))
    standing = Counter(row["record"].rsplit("-", 1)[0] for row in rows if row["code"] == "BP06")
    return [r for r in rows if r["code"] != "BP06" or standing[r["record"].rsplit("-", 1)[0]] >= MIN_RECURRING]


def _found(findings: Path) -> Places:
    found: Places = defaultdict(lambda: defaultdict(set))
    for row in _rows(findings):
        found[row["code"]][row["record"]].add(row["line"] or 0)
    return found


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as lines:
        for line in lines:
            yield orjson.loads(line)


def is_found(row: dict[str, Any], lines: set[int]) -> bool:
    return bool(lines & set(row["lines"])) if row["lines"] else bool(lines)


def by_another(row: dict[str, Any], found: Places) -> list[str]:
    """Other rules with a finding on the same lines."""
    own = row["code"]
    return [c for c, records in found.items() if c != own and set(row["lines"]) & records.get(row["record"], set())]


def report(truth: list[dict[str, Any]], found: Places) -> str:
    """A table with one row a rule, in Markdown."""
    head = ("rule", "defects", "found", "recall", "found by another rule", "missed", "findings", "false", "missed in")
    rows = [head, ("---", *["---:"] * 7, "---")]
    for code in sorted({row["code"] for row in truth} | set(found)):
        defects = [row for row in truth if row["code"] == code]
        hits = found.get(code, {})
        good = [row for row in defects if is_found(row, hits.get(row["record"], set()))]
        rest = [row for row in defects if not is_found(row, hits.get(row["record"], set()))]
        other = [row for row in rest if by_another(row, found)]
        missed = [row for row in rest if not by_another(row, found)]
        languages = ", ".join(f"{lang} {n}" for lang, n in Counter(row["language"] for row in missed).most_common(6))
        false = sum(1 for _ in false_findings(code, truth, found))
        every = sum(len(lines) for lines in hits.values())
        counts = (len(other), len(missed), every, false)
        recall = f"{len(good) / len(defects):.3f}" if defects else ""
        rows.append((code, str(len(defects)), str(len(good)), recall, *map(str, counts), languages))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def false_findings(code: str, truth: list[dict[str, Any]], found: Places) -> Iterator[tuple[str, int]]:
    """(record, line) of findings where nothing of the rule was put."""
    put: dict[str, set[int]] = defaultdict(set)
    for row in truth:
        if row["code"] == code:
            put[row["record"]] |= set(row["lines"]) or {0}
    for record, lines in found.get(code, {}).items():
        for line in sorted(lines - put.get(record, set())):
            if not (line and 0 in put.get(record, set())):
                yield record, line


def examples(truth: list[dict[str, Any]], found: Places, batch: Path, count: int) -> Iterator[str]:
    """Lines of some misses and false findings."""
    bodies = {row["id"]: (row["body"] or "").split("\n") for row in _rows(batch)}

    def shown(record: str, line: int) -> str:
        text = bodies[record][line - 1] if 0 < line <= len(bodies.get(record, ())) else "the record"
        return f"{record}:{line} {text[:160]!r}"

    for code in sorted({row["code"] for row in truth} | set(found)):
        hits = found.get(code, {})
        missed = [r for r in truth if r["code"] == code and not is_found(r, hits.get(r["record"], set()))]
        for row in missed[:: max(len(missed) // count, 1)][:count]:
            other = ", ".join(by_another(row, found))
            note = f"(found as {other})" if other else ""
            yield f"{code} missed {row['language']} {shown(row['record'], min(row['lines'], default=0))} {note}"
        false = list(false_findings(code, truth, found))
        for record, line in false[:: max(len(false) // count, 1)][:count]:
            yield f"{code} false  {shown(record, line)}"


if __name__ == "__main__":
    main()
