"""What `copydesk fix` leaves of the articles, on labelled real pages: the share of content that stays, of stray text
that goes, and that a second run changes nothing.

    python benchmarks/fixing.py            measures, and fails below the floors; see quality.py for where the pages are
"""

import gzip
import os
import sys
from bisect import bisect_right
from collections import defaultdict
from itertools import accumulate
from pathlib import Path
from typing import Any

import orjson

import copydesk
from copydesk.fixing.change import Change

ROOT = Path(__file__).resolve().parents[1]
EXTRACTOR = "bs4_p"
FLOOR = 0.995
"""Least share of the content of pages scraped by their paragraphs that safe fixes leave, in characters."""

Counts = dict[str, int]


def main() -> None:
    data = Path(os.environ.get("COPYDESK_EVAL", ROOT.parent / "shared" / "eval"))
    if not (data / "records.jsonl.gz").is_file():
        print(f"fixing: no labelled pages in {data}; nothing was measured")
        return
    with gzip.open(data / "records.jsonl.gz") as file:
        labelled = [record for line in file if (record := orjson.loads(line))["extractor"] == EXTRACTOR]
    with gzip.open(data / "gold.jsonl.gz") as file:
        clean = [record | {"labels": "c" * (record["body"].count("\n") + 1)} for record in map(orjson.loads, file)]
    below = False
    for name, records in (("pages by their paragraphs", labelled), ("clean articles", clean)):
        for unsafe in (False, True):
            kept, gone = shares(records, unsafe=unsafe)
            below |= not unsafe and kept < FLOOR
            fixes = "all fixes" if unsafe else "safe fixes"
            print(f"{name}, {fixes:<10}  content kept {kept:.4f}   stray text gone {gone:.4f}")
    if below:
        sys.exit(f"fixing: safe fixes leave less than {FLOOR} of the content")


def shares(labelled: list[dict[str, Any]], *, unsafe: bool) -> tuple[float, float]:
    """The share of content characters that stay, and of stray ones that go. Ends the program if a second run changes
    anything."""
    lost: Counts = defaultdict(int)
    there: Counts = defaultdict(int)
    for record in labelled:
        for line, label in zip(record["body"].split("\n"), record["labels"], strict=True):
            there[label] += len(line)

    def note(change: Change) -> None:
        record = labelled[change.row - 1]
        lines = record["body"].split("\n")
        starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
        spans = [(e.start, e.end) for value in change.values if value.field == "body" for e in value.edits]
        for start, end in [(0, len(record["body"]))] if change.dropped else spans:
            for number in range(bisect_right(starts, start) - 1, bisect_right(starts, end)):
                if number < len(lines):
                    cut = min(end, starts[number] + len(lines[number])) - max(start, starts[number])
                    lost[record["labels"][number]] += max(0, cut)

    hidden = ("labels", "kinds", "gold_recall")
    articles = [{key: value for key, value in record.items() if key not in hidden} for record in labelled]
    settings = copydesk.Settings()
    fixed = copydesk.fix(articles, unsafe=unsafe, settings=settings, on_change=note)
    again = copydesk.fix(fixed.records or [], unsafe=unsafe, settings=settings)
    if again.changed:
        sys.exit(f"fixing: a second run changes {again.counts.changed} records, by {dict(again.counts.edits)}")
    return 1 - lost["c"] / max(1, there["c"]), lost["s"] / max(1, there["s"])


if __name__ == "__main__":
    main()
