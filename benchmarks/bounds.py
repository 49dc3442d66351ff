"""Batches that are too much in one respect, at their real size: what they cost, and what copydesk says of them.

    python benchmarks/bounds.py
    python benchmarks/bounds.py --only "sources" --out somewhere.md

Each is run at half its size and at all of it: work that is linear costs twice as much, less the start-up. The tests in
`tests/scan/test_bounds.py` hold the same at a size that takes seconds. Writes `benchmarks/results/bounds.md`.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from measuring import measure
from speed_table import machine, markdown

HERE = Path(__file__).parent
PROSE = "The miller of the upper mill counted forty sacks of rye before the bell rang for noon. "

Record = dict[str, Any]


class Case(NamedTuple):
    """records: the batch of a given size. size: in units that `what` names."""

    what: str
    size: int
    records: Callable[[int], Iterator[Record]]


def _article(number: int, body: str, source: str = "gazette") -> Record:
    return {
        "id": f"{source}-{number}",
        "url": f"https://{source}.example/{number}",
        "source": source,
        "title": f"Story {number}",
        "authors": ["Ana Petrel"],
        "published": f"2026-05-{1 + number % 28:02}",
        "language": "en",
        "body": body,
    }


def _one_line(size: int) -> Iterator[Record]:
    yield _article(0, (PROSE * (size // len(PROSE) + 1))[:size])


def _one_body(size: int) -> Iterator[Record]:
    yield _article(0, "\n".join(f"{n} {PROSE * 4}" for n in range(size // (4 * len(PROSE) + 7))))


def _same_lines(size: int) -> Iterator[Record]:
    yield _article(0, "ADVERTISEMENT\n" * size)


def _short_lines(size: int) -> Iterator[Record]:
    yield _article(0, "a\n" * size)


def _sources(size: int) -> Iterator[Record]:
    for n in range(size):
        yield _article(n, f"{PROSE}{n}\nADVERTISEMENT\n{n} {PROSE}", f"source-{n}")


def _same_furniture(size: int) -> Iterator[Record]:
    for n in range(size):
        yield _article(n, f"{PROSE}{n}\n" + "\n".join(f"{PROSE}{line}" for line in range(20)))


def _copies(size: int) -> Iterator[Record]:
    for _ in range(size):
        yield _article(0, "\n".join(f"{line} {PROSE * 3}" for line in range(10)))


CASES = (
    Case("bytes in one line", 10_000_000, _one_line),
    Case("bytes in one body of many lines", 30_000_000, _one_body),
    Case("bytes in one body, beyond the bound", 100_000_000, _one_body),
    Case("identical lines in one body", 1_000_000, _same_lines),
    Case("lines in one body, beyond the bound", 10_000_000, _short_lines),
    Case("sources, each of one article", 100_000, _sources),
    Case("articles that share all but one of their lines", 100_000, _same_furniture),
    Case("copies of one article", 200_000, _copies),
)


def main() -> None:
    parser = argparse.ArgumentParser(description="What batches that are too much in one respect cost.")
    parser.add_argument("--only", default="", help="a part of the case's name")
    parser.add_argument("--out", type=Path, default=HERE / "results" / "bounds.md")
    told = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        for case in CASES:
            if told.only in case.what:
                rows.append(_row(case, Path(temporary)))
                print(*rows[-1], sep="  ", flush=True)
    head = ("", "size", "CPU at half of it, s", "CPU, s", "peak MB", "articles", "findings", "said of what is left out")
    text = "\n\n".join(
        [
            "# Bounds",
            f"{datetime.now(UTC):%Y-%m-%d}; {machine()}. Written by `benchmarks/bounds.py`: `copydesk check --report` "
            "on batches that are too much in one respect. CPU and memory of the whole process tree, with the start-up "
            "and the report.",
            "\n".join(markdown(head, rows)),
        ]
    )
    told.out.parent.mkdir(parents=True, exist_ok=True)
    told.out.write_text(text + "\n", encoding="utf-8")


def _row(case: Case, folder: Path) -> tuple[str, ...]:
    runs = []
    for size in (case.size // 2, case.size):
        batch, report = folder / "batch.jsonl", folder / "report"
        with batch.open("wb") as file:
            file.writelines(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE) for record in case.records(size))
        command = [sys.executable, "-m", "copydesk", "check", batch.name, "--exit-zero", "--output-format", "jsonl"]
        run = measure([*command, "--report", report.name], folder)
        if run.error:
            return case.what, f"{case.size:,}", "", "", f"{run.peak / 1e6:,.0f}", "", "", f"failed: {run.error}"
        runs.append(run)
    half, whole = runs
    summary = json.loads((folder / "report" / "result.json").read_bytes())
    left_out = [*_left_out(folder / "report"), *(f"{n:,} {kind}" for kind, n in summary["omitted"].items())]
    return (
        case.what,
        f"{case.size:,}",
        f"{half.cpu:.1f}",
        f"{whole.cpu:.1f}",
        f"{whole.peak / 1e6:,.0f}",
        f"{summary['articles']:,}",
        f"{sum(summary['findings'].values()):,}",
        "; ".join(left_out),
    )


def _left_out(report: Path) -> Iterator[str]:
    """What findings say about bounds that were met."""
    import polars as pl  # in this process, whose memory is not measured

    message = pl.col("message")
    bounds = message.str.extract(r"(the (?:record|body) is left out: [^.]*|and [\d,]+ more in this article)")
    findings = pl.scan_parquet(report / "findings.parquet").select("code", bound=bounds).drop_nulls()
    for code, bound in findings.unique().sort("code", "bound").head(3).collect().iter_rows():
        yield f"{code}: {bound}"


if __name__ == "__main__":
    main()
