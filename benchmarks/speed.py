"""Speed and memory of copydesk beside an orjson decode of the same file, which is the limit, and beside its peers.

    pip install -e . && pip install -r benchmarks/requirements.txt    # a peer that is missing is left out, and said so
    python benchmarks/speed.py                                        # everything: an hour of CPU, or `make speed`
    python benchmarks/speed.py --quick                                # small batches, one round: a few minutes
    python benchmarks/speed.py --only orjson,copydesk --articles 2000,20000 --rounds 3

Every contestant is a process of its own. In each round all of them run once, one after another, over the same seeded
corpora (`corpus.py`), so that what else the machine does falls on all alike. Measured are CPU time (user and system)
and the peak of memory, of the process and all that it starts. The least of the rounds counts, since other work on the
machine only adds to it; the median stands beside it. A run over START articles is the start-up, and is subtracted with
its articles. Slow peers run on fewer articles, since their cost an article does not fall with more of them; batches of
more than ONCE articles are run in the last round only.

Writes `benchmarks/results/speed.md`, or where --out says.
"""

import argparse
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from statistics import median
from typing import NamedTuple
from zlib import crc32

from measuring import Run, measure
from rulefiles import RULES, previews
from speed_table import Cost, table

HERE = Path(__file__).parent
SEED = 7
START = 50
"""Articles; enough that everybody has loaded what they load late, and few enough to cost nothing beside it."""

ONCE = 200_000
QUICK = "2000,20000"


class Contestant(NamedTuple):
    """needs: packages to import, without which it is left out.

    most: articles that a slow peer is given at most, and then once; the others run on every batch of at least `least`.
    """

    key: str
    label: str
    command: tuple[str, ...]
    needs: tuple[str, ...] = ()
    most: int | None = None
    least: int = 0


def _script(name: str, *arguments: str) -> tuple[str, ...]:
    return (str(HERE / "contestants" / f"{name}.py"), "{file}", *arguments)


def _check(*options: str) -> tuple[str, ...]:
    return ("-m", "copydesk", "check", "{file}", "--output-format", "jsonl", "--exit-zero", *options)


EVERY_RULE = ("--select", ",".join(["ALL", *previews()]))
TWO_PROCESSES = 100_000
"""Articles: 0.4 GB. A batch of less than 0.1 GB is scanned by one process, whatever is asked for."""

CONTESTANTS = (
    Contestant("orjson", "orjson decode of the lines: the limit", _script("orjson_decode")),
    Contestant(
        "copydesk", "**copydesk check**, every rule, near duplicates too", _check("--processes", "1", *EVERY_RULE)
    ),
    Contestant(
        "copydesk-2", "copydesk check, every rule, in two processes", _check("--processes", "2", *EVERY_RULE),
        least=TWO_PROCESSES,
    ),
    Contestant("copydesk-scan", "copydesk's scan alone: no shape, gate or output", _script("copydesk_scan")),
    *(
        Contestant(
            f"{key}-{which}", f"{name}, {count} phrases, datasketch", _script(script, which), ("datasketch",), most
        )
        for which, count, most in (("35", "{few}", 20_000), ("all", "{every}", 2_000))
        for key, name, script in (
            ("pandera-pandas", "pandera on pandas", "pandera_pandas"),
            ("pandera-polars", "pandera on polars", "pandera_polars"),
            ("gx", "Great Expectations on pandas", "great_expectations_suite"),
        )
    ),
    Contestant(
        "spidermon-35", "Spidermon's item pipeline, {few} phrases, no duplicates", _script("spidermon_pipeline", "35"),
        ("scrapy", "spidermon"), 20_000,
    ),
    Contestant(
        "datatrove", "datatrove: filters of C4, FineWeb and Gopher, MinHash", _script("datatrove_filters"),
        ("datatrove", "spacy"), 2_000,
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
        corpora = _corpora(folder, wanted)
        costs = _run(entered, sizes, corpora, told.rounds, left_out, folder)
        if not costs:
            sys.exit("speed: nothing could be measured")
        megabytes = corpora[sizes[-1]].stat().st_size / 1e6
    text = table(costs, rounds=told.rounds, once=ONCE, megabytes=megabytes, articles=sizes[-1], left_out=left_out)
    print(text)
    told.out.parent.mkdir(parents=True, exist_ok=True)
    told.out.write_text(text, encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measures copydesk, the limit and its peers side by side.")
    parser.add_argument("--articles", default="2000,20000,100000,200000,1000000", help="sizes of the batches")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help=f"--articles {QUICK} --rounds 1")
    parser.add_argument("--only", default="", help="starts of: " + ", ".join(c.key for c in CONTESTANTS))
    parser.add_argument("--folder", type=Path, help="where the corpora are made and kept; else a temporary folder")
    parser.add_argument("--out", type=Path, default=HERE / "results" / "speed.md")
    told = parser.parse_args()
    if told.quick:
        told.articles, told.rounds = QUICK, 1
    return told


def _sizes(contestant: Contestant, sizes: list[int]) -> list[int]:
    """The batches that a contestant runs on: a slow peer on the largest that it may."""
    if not contestant.most:
        return [size for size in sizes if size >= contestant.least]
    return [max((size for size in sizes if size <= contestant.most), default=contestant.most)]


def _corpora(folder: Path, sizes: set[int]) -> dict[int, Path]:
    """The corpus of each size, made where it is not there: the largest, and of it the first articles.

    It is made in a process of its own. Ours stays small, as a child's peak of memory is at least its parent's at the
    start.
    """
    made_of = [
        *(HERE / f"{name}.py" for name in ("corpus", "defects", "invented", "rulefiles")),
        *RULES.rglob("*.yaml"),
    ]
    digest = crc32(b"".join(path.read_bytes() for path in sorted(made_of)))
    paths = {size: folder / f"corpus-{SEED}-{size}-{digest:08x}.jsonl" for size in sorted(sizes)}
    largest = paths[max(sizes)]
    if not largest.exists():
        print(f"making {max(sizes):,} articles", flush=True)
        partly = folder / "corpus.part.jsonl"
        command = [HERE / "corpus.py", "--articles", max(sizes), "--seed", SEED, "--out", partly]
        subprocess.run([sys.executable, *map(str, command)], check=True)
        partly.rename(largest)
    for size, path in paths.items():
        if not path.exists():
            with largest.open("rb") as articles, path.open("wb") as some:
                some.writelines(islice(articles, size))
    return paths


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
            skipped = size > ONCE and turn < rounds
            if size not in own[contestant.key] or contestant.key in failed or skipped:
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
            cost = f"{run.cpu:8.2f} s {run.peak / 1e6:7,.0f} MB"
            print(f"round {turn}  {size:>9,}  {contestant.key:<20} {cost}", flush=True)
    return [
        Cost(
            key=contestant.key,
            label=contestant.label,
            articles=size,
            first=START,
            start=min(run.cpu for run in runs[contestant.key, START]),
            cpu=min(run.cpu for run in runs[contestant.key, size]),
            median=median(run.cpu for run in runs[contestant.key, size]),
            clock=min(run.clock for run in runs[contestant.key, size]),
            megabytes=max(run.peak for run in runs[contestant.key, size]) / 1e6,
        )
        for contestant in entered
        if contestant.key not in failed
        for size in own[contestant.key][1:]
    ]


if __name__ == "__main__":
    main()
