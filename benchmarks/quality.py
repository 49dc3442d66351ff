"""Detection on labelled real pages against floors that only rise.

The pages are no part of the repository: their text belongs to its publishers. They are looked for in
`../shared/eval` beside the repository, or where COPYDESK_EVAL says; without them nothing is measured, and said so.

    python benchmarks/quality.py            measures and compares
    python benchmarks/quality.py --update   raises floors to what was measured; lowering one is done by hand, with its
                                            reason beside it

Limits of rules are set on the half of the sites called `tuned`; the other half is `untouched`. The shipped scorer of
stray lines was trained on the sites of both, so what it is worth on a site unknown to it is a figure of its own,
`held out`: it was measured by `training/prose.py`, on each fifth of the sites with a scorer trained on the others.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path
from typing import Any, Literal

import orjson

import copydesk
from copydesk.render.findings_json import public_finding

ROOT = Path(__file__).resolve().parents[1]
FLOORS = Path(__file__).with_name("quality_floors.json")
HELD_OUT = ROOT / "training" / "held_out.json"
SLACK = 0.005
"""A floor is set this far below what was measured, so that one line of noise does not fail a build."""

WITHIN_LINES = frozenset({"EN01", "EN02", "EN03", "EN07"})
"""Rules that find wrong characters within lines of the story, which are no stray lines."""

Half = Literal["tuned", "untouched", "all"]


def main() -> None:
    data = Path(os.environ.get("COPYDESK_EVAL", ROOT.parent / "shared" / "eval"))
    if not (data / "score.py").is_file():
        print(f"quality: no labelled pages in {data}; nothing was measured")
        return
    found = findings_of(data)
    halves = {half: figures(data, found, half) for half in ("tuned", "untouched", "all")}
    measured = halves["all"]
    held_out = json.loads(HELD_OUT.read_text())["all"]
    floors = json.loads(FLOORS.read_text())
    print(f"{'':<24}   all   tuned  untouched  held out  floor")
    for name, value in measured.items():
        tuned, untouched = halves["tuned"][name], halves["untouched"][name]
        floor = floors["floors"].get(name, 0)
        print(f"{name:<24} {value:.3f}   {tuned:.3f}      {untouched:.3f}     {held_out[name]:.3f}  {floor:.3f}")
    if "--update" in sys.argv:
        raised = {n: max(floors["floors"].get(n, 0), round(v - SLACK, 3)) for n, v in measured.items()}
        FLOORS.write_text(json.dumps(floors | {"floors": raised}, indent=1) + "\n")
        return
    below = [name for name, floor in floors["floors"].items() if measured[name] < floor]
    if below:
        sys.exit(f"quality: below the floor: {', '.join(below)}")


def findings_of(data: Path, *, without: str = "") -> list[dict[str, Any]]:
    """The warnings and errors on lines of the clean articles and of the records. without: a rule that is not run."""
    settings = copydesk.Settings(ignore=[without] if without else [])
    return [
        json.loads(orjson.dumps(public_finding(row)))
        for name in ("gold", "records")
        for row in copydesk.check(str(data / f"{name}.jsonl.gz"), settings=settings).findings.iter_rows(named=True)
        if row["severity"] != "info" and row["field"] == "body" and row["line"] is not None
    ]


def figures(data: Path, found: list[dict[str, Any]], half: Half) -> dict[str, float]:
    """Share of clean articles without a finding, and precision and recall of stray lines, on a half of the sites."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        chosen: list[bytes] = []
        for kind in ("records", "gold"):
            with gzip.open(data / f"{kind}.jsonl.gz", "rb") as lines:
                chosen = [line for line in lines if half in ("all", _half(json.loads(line)["host"]))]
            with gzip.open(folder / f"{kind}.jsonl.gz", "wb", compresslevel=1) as out:
                out.writelines(chosen)
        clean = {json.loads(line)["id"] for line in chosen}
        stray = [row for row in found if row["code"] not in WITHIN_LINES]
        findings, scores = folder / "findings.jsonl", folder / "scores.json"
        findings.write_bytes(b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in stray))
        command = [sys.executable, data / "score.py", "--data", folder, "--findings", findings, "--json", scores]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        table = json.loads(scores.read_text())
    measured = {"clean articles passed": 1 - len({row["record"] for row in found} & clean) / len(clean)}
    for group in ("body", "p", "article", "lib", "lang=id"):
        precision, recall, _ = table[group]["micro"]
        measured |= {f"{group} precision": precision, f"{group} recall": recall}
    return measured


def _half(host: str) -> Half:
    """By site: the last two labels of the host, three for co.uk and the like, as the scorer has it."""
    parts = host.split(".")
    site = ".".join(parts[-3:] if len(parts) > 2 and len(parts[-2]) <= 3 and len(parts[-1]) == 2 else parts[-2:])
    return "tuned" if zlib.crc32(f"half of {site}".encode()) % 2 == 0 else "untouched"


if __name__ == "__main__":
    main()
