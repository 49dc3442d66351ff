"""Speed of copydesk beside an orjson decode of the same file, which is the limit, and beside its peers.

    pip install -e . && pip install -r benchmarks/requirements.txt    # peers that are missing are left out, and said so
    python benchmarks/speed.py                                        # everything, about an hour
    python benchmarks/speed.py --only orjson,copydesk --articles 2000,20000 --rounds 3

Every contestant is a process of its own. In each round all of them run once, one after another, over the same seeded
corpora (`corpus.py`), so that what else the machine does falls on all alike. Measured are CPU time (user and system, of
the process and its children) and the peak of memory; the table gives medians over the rounds and ratios of medians.
A run over START articles is the start-up, and is subtracted with its articles. Slow peers run on fewer articles: their
cost an article does not fall with more of them.

Writes `benchmarks/results/speed.md`, or where --out says.
"""

import argparse
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import NamedTuple
from zlib import crc32

from measuring import Run, measure
from rulefiles import RULES
from speed_table import Cost, table

HERE = Path(__file__).parent
SEED = 7
START = 50
"""Articles; enough that everybody has loaded what they load late, and few enough to cost nothing beside it."""


class Contestant(NamedTuple):
    """most: articles that a peer is given at most; ours and the limit run on every batch.

    needs: packages to import, without which it is left out.
    """

    key: str
    label: str
    command: tuple[str, ...]
    most: int | None = None
    needs: tuple[str, ...] = ()


def _script(name: str, *arguments: str) -> tuple[str, ...]:
    return (str(HERE / "contestants" / f"{name}.py"), "{file}", *arguments)


CHECK = ("-m", "copydesk", "check", "{file}", "--output-format", "jsonl", "--exit-zero")
DATASKETCH = ("datasketch",)
CONTESTANTS = (
    Contestant("orjson", "orjson decode, the limit", _script("orjson_decode")),
    Contestant("copydesk", "**copydesk check**, all rules, shape and gate", CHECK),
    Contestant("copydesk-scan", "copydesk, read and scan alone", _script("copydesk_scan")),
    Contestant(
        "pandera-pandas-35", "pandera on pandas, {few} phrases, datasketch", _script("pandera_pandas", "35"),
        20_000, DATASKETCH,
    ),
    Contestant(
        "pandera-polars-35", "pandera on polars, {few} phrases, datasketch", _script("pandera_polars", "35"),
        20_000, DATASKETCH,
    ),
    Contestant(
        "gx-35", "Great Expectations, {few} phrases, datasketch", _script("great_expectations_suite", "35"),
        20_000, DATASKETCH,
    ),
    Contestant(
        "spidermon-35", "Spidermon item pipeline, {few} phrases, no duplicates", _script("spidermon_pipeline", "35"),
        20_000, ("scrapy", "spidermon"),
    ),
    Contestant(
        "pandera-pandas-all", "pandera on pandas, {all} phrases, datasketch", _script("pandera_pandas", "all"),
        2_000, DATASKETCH,
    ),
    Contestant(
        "pandera-polars-all", "pandera on polars, {all} phrases, datasketch", _script("pandera_polars", "all"),
        2_000, DATASKETCH,
    ),
    Contestant(
        "gx-all", "Great Expectations, {all} phrases, datasketch", _script("great_expectations_suite", "all"),
        2_000, DATASKETCH,
    ),
    Contestant(
        "datatrove", "datatrove: C4, FineWeb, Gopher filters and MinHash", _script("datatrove_filters"),
        2_000, ("datatrove", "spacy"),
    ),
)  # fmt: skip


def main() -> None:
    told = _arguments()
    sizes = sorted(int(size) for size in told.articles.split(","))
    only = [key.strip() for key in told.only.split(",") if key.strip()]
    entered = [c for c in CONTESTANTS if not only or any(c.key.startswith(key) for key in only)]
    if not entered:
        sys.exit(f"--only {told.only}: no such contestant; there are {', '.join(c.key for c in CONTESTANTS)}")
    left_out = []
    for contestant in list(entered):
        if missing := [name for name in contestant.needs if find_spec(name) is None]:
            left_out.append(f"{contestant.key}: {', '.join(missing)} is not installed (benchmarks/requirements.txt)")
            entered.remove(contestant)
    print(*left_out, sep="\n", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = (told.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        wanted = {START, *sizes, *(size for contestant in entered for size in _sizes(contestant, sizes))}
        corpora = {size: _corpus(folder, size) for size in sorted(wanted)}
        costs = _run(entered, sizes, corpora, told.rounds, left_out, folder)
        if not costs:
            sys.exit("speed: nothing could be measured")
        megabytes = corpora[sizes[-1]].stat().st_size / 1e6
    text = table(costs, rounds=told.rounds, megabytes=megabytes, articles=sizes[-1], left_out=left_out)
    print(text)
    told.out.parent.mkdir(parents=True, exist_ok=True)
    told.out.write_text(text, encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measures copydesk, the limit and its peers side by side.")
    parser.add_argument("--articles", default="2000,20000,200000", help="sizes of the batches")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="starts of: " + ", ".join(c.key for c in CONTESTANTS))
    parser.add_argument("--folder", type=Path, help="where the corpora are made and kept; else a temporary folder")
    parser.add_argument("--out", type=Path, default=HERE / "results" / "speed.md")
    return parser.parse_args()


def _sizes(contestant: Contestant, sizes: list[int]) -> list[int]:
    """The batches that a contestant runs on: a peer on the largest that it may."""
    if not contestant.most:
        return sizes
    return [max((size for size in sizes if size <= contestant.most), default=contestant.most)]


def _corpus(folder: Path, size: int) -> Path:
    """The corpus of that many articles, made where it is not there. In a process of its own: ours stays small, as a
    child's peak of memory is at least its parent's at the start."""
    made_of = [
        *(HERE / f"{name}.py" for name in ("corpus", "defects", "invented", "rulefiles")),
        *RULES.rglob("*.yaml"),
    ]
    digest = crc32(b"".join(path.read_bytes() for path in sorted(made_of)))
    path = folder / f"corpus-{SEED}-{size}-{digest:08x}.jsonl"
    if not path.exists():
        print(f"making {size:,} articles", flush=True)
        partly = folder / "corpus.part.jsonl"
        command = [HERE / "corpus.py", "--articles", size, "--seed", SEED, "--out", partly]
        subprocess.run([sys.executable, *map(str, command)], check=True)
        partly.rename(path)
    return path


def _run(
    entered: list[Contestant],
    sizes: list[int],
    corpora: dict[int, Path],
    rounds: int,
    left_out: list[str],
    folder: Path,
) -> list[Cost]:
    """The costs of the contestants that finished, interleaved over the rounds."""
    runs: dict[tuple[str, int], list[Run]] = {}
    own = {c.key: [START, *_sizes(c, sizes)] for c in entered}
    failed: set[str] = set()
    warm_up = [(0, START)]  # not counted: files are read into memory, and modules compiled
    for turn, size in [*warm_up, *((turn, size) for turn in range(1, rounds + 1) for size in corpora)]:
        for contestant in entered:
            if size not in own[contestant.key] or contestant.key in failed:
                continue
            command = [part.format(file=corpora[size]) for part in contestant.command]
            run = measure([sys.executable, *command], folder)
            if run.error:
                failed.add(contestant.key)
                left_out.append(f"{contestant.key}: failed on {size:,} articles: {run.error}")
                print(left_out[-1], flush=True)
                continue
            if turn:
                runs.setdefault((contestant.key, size), []).append(run)
            print(f"round {turn}  {size:>9,}  {contestant.key:<20} {run.cpu:8.2f} s", flush=True)
    costs = []
    for contestant in entered:
        if contestant.key not in failed:
            start = median(run.cpu for run in runs[contestant.key, START])
            for size in own[contestant.key][1:]:
                own_runs = runs[contestant.key, size]
                costs.append(
                    Cost(
                        key=contestant.key,
                        label=contestant.label,
                        articles=size,
                        first=START,
                        start=start,
                        cpu=median(run.cpu for run in own_runs),
                        megabytes=median(run.peak for run in own_runs) / 1e6,
                    )
                )
    return costs


if __name__ == "__main__":
    main()
