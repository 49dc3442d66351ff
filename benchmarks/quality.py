"""Detection on labelled real pages against floors that only rise.

The pages are no part of the repository: their text belongs to its publishers. They are looked for in
`../shared/eval` beside the repository, or where COPYDESK_EVAL says; without them nothing is measured, and said so.

    python benchmarks/quality.py            measures and compares
    python benchmarks/quality.py --update   raises floors to what was measured; lowering one is done by hand, with its
                                            reason beside it
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import orjson

import copydesk
from copydesk.render.findings_json import public_finding

ROOT = Path(__file__).resolve().parents[1]
FLOORS = Path(__file__).with_name("quality_floors.json")
SLACK = 0.005
"""A floor is set this far below what was measured, so that one line of noise does not fail a build."""


def main() -> None:
    data = Path(os.environ.get("COPYDESK_EVAL", ROOT.parent / "shared" / "eval"))
    if not (data / "score.py").is_file():
        print(f"quality: no labelled pages in {data}; nothing was measured")
        return
    measured = measure(data)
    floors = json.loads(FLOORS.read_text())
    for name, value in measured.items():
        print(f"{name:<24} {value:.3f}   floor {floors['floors'].get(name, 0):.3f}")
    if "--update" in sys.argv:
        raised = {n: max(floors["floors"].get(n, 0), round(v - SLACK, 3)) for n, v in measured.items()}
        FLOORS.write_text(json.dumps(floors | {"floors": raised}, indent=1) + "\n")
        return
    below = [name for name, floor in floors["floors"].items() if measured[name] < floor]
    if below:
        sys.exit(f"quality: below the floor: {', '.join(below)}")


def measure(data: Path) -> dict[str, float]:
    """Share of clean articles without a warning or error on their body, and precision and recall of stray lines."""
    settings = copydesk.Settings()
    gold = copydesk.check(str(data / "gold.jsonl.gz"), settings=settings)
    records = copydesk.check(str(data / "records.jsonl.gz"), settings=settings)
    with tempfile.TemporaryDirectory() as folder:
        findings = Path(folder, "findings.jsonl")
        with findings.open("wb") as out:
            for result in (gold, records):
                for row in result.findings.iter_rows(named=True):
                    if row["severity"] != "info" and row["field"] == "body" and row["line"] is not None:
                        out.write(orjson.dumps(public_finding(row), option=orjson.OPT_APPEND_NEWLINE))
        scores = Path(folder, "scores.json")
        command = [sys.executable, data / "score.py", "--data", data, "--findings", findings, "--json", scores]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        table = json.loads(scores.read_text())
    measured = {"clean articles passed": 1 - table["clean"]["article_rate"]}
    for group in ("body", "p", "article", "lib", "lang=id"):
        precision, recall, _ = table[group]["micro"]
        measured |= {f"{group} precision": precision, f"{group} recall": recall}
    return measured


if __name__ == "__main__":
    main()
