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
from copydesk.fixing.mender import Change

ROOT = Path(__file__).resolve().parents[1]
GROUPS = {"p": ("bs4_p",)}
FLOORS = {"p": 0.995}
"""Least share of content characters that safe fixes leave, by group of scrapers."""

Counts = dict[str, dict[str, int]]


def main() -> None:
    data = Path(os.environ.get("COPYDESK_EVAL", ROOT.parent / "shared" / "eval"))
    if not (data / "records.jsonl.gz").is_file():
        print(f"fixing: no labelled pages in {data}; nothing was measured")
        return
    with gzip.open(data / "records.jsonl.gz") as file:
        labelled = [orjson.loads(line) for line in file]
    below = []
    for unsafe in (False, True):
        print("all fixes" if unsafe else "safe fixes")
        for group, (kept, gone) in shares(labelled, unsafe=unsafe).items():
            floor = 0.0 if unsafe else FLOORS.get(group, 0.0)
            print(f"  {group:<20} content kept {kept:.4f}   stray text gone {gone:.4f}   floor {floor:.3f}")
            below += [group] if kept < floor else []
    if below:
        sys.exit(f"fixing: too much content is lost: {', '.join(below)}")


def shares(labelled: list[dict[str, Any]], *, unsafe: bool) -> dict[str, tuple[float, float]]:
    """By scraper: the share of content characters that stay, and of stray ones that go."""
    lost: Counts = defaultdict(lambda: defaultdict(int))
    there: Counts = defaultdict(lambda: defaultdict(int))
    for record in labelled:
        for line, label in zip(record["body"].split("\n"), record["labels"], strict=True):
            there[group_of(record)][label] += len(line)

    def note(change: Change) -> None:
        record = labelled[change.row - 1]
        lines = record["body"].split("\n")
        starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
        spans = [(e.start, e.end) for value in change.values if value.field == "body" for e in value.edits]
        for start, end in [(0, len(record["body"]))] if change.dropped else spans:
            first = bisect_right(starts, start) - 1
            for number in range(first, len(lines)):
                if starts[number] >= end:
                    break
                cut = min(end, starts[number] + len(lines[number])) - max(start, starts[number])
                lost[group_of(record)][record["labels"][number]] += max(0, cut)

    hidden = ("labels", "kinds", "gold_recall")
    articles = [{key: value for key, value in record.items() if key not in hidden} for record in labelled]
    settings = copydesk.Settings()
    fixed = copydesk.fix(articles, unsafe=unsafe, settings=settings, on_change=note)
    again = copydesk.fix(fixed.records or [], unsafe=unsafe, settings=settings)
    if again.changed:
        sys.exit(f"fixing: a second run changes {again.counts.changed} records more")
    print(f"  {fixed.counts.changed:,} records changed, {fixed.counts.dropped:,} left out, {fixed.counts.edits}")
    return {
        group: (
            1 - lost[group]["c"] / max(1, counts["c"]),
            lost[group]["s"] / max(1, counts["s"]),
        )
        for group, counts in sorted(there.items())
    }


def group_of(record: dict[str, Any]) -> str:
    return next((group for group, names in GROUPS.items() if record["extractor"] in names), record["extractor"])


if __name__ == "__main__":
    main()
