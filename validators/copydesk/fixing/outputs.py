"""Where the mended files and their logs go, and that nothing is overwritten unasked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from copydesk.errors import InputError
from copydesk.reading.articles import Problem
from copydesk.reading.batch import DataFile, data_files
from copydesk.reading.remote import is_remote
from copydesk.reading.sniffing import COMPRESSED, SUFFIXES
from copydesk.reading.streams import STDIN

FIXED = ".fixed"
LOG_SUFFIX = ".fixes.jsonl"


@dataclass(frozen=True)
class Output:
    """One file of a batch and what becomes of it.

    path: to be mended. name: as the user named it. short: in the log, below the folder if a folder was named. target:
    None for standard output. log: None where none is kept. in_folder: it may be left out.
    """

    path: Path
    name: str
    short: str
    target: Path | None
    log: Path | None
    in_folder: bool


def outputs(
    paths: Sequence[str], *, out: Path | None, log: Path | None, force: bool, stdin: Path | None = None
) -> list[Output]:
    """What is written for the paths of a batch. stdin: the file that stands for standard input.

    Raises InputError where something cannot be read, would be overwritten, or written twice.
    """
    planned: list[Output] = []
    entries = [_readable(entry) for entry in data_files(paths)]
    several = len({entry.named for entry in entries}) > 1
    for entry in entries:
        place = _place(entry.named, out, several=several)
        own_log = log or (_log_of(place) if place else None)
        is_folder = entry.named != STDIN and Path(entry.named).is_dir()
        short = str(Path(entry.path).relative_to(entry.named)) if is_folder else Path(entry.path).name
        target = place / short if place and is_folder else place
        path = stdin if entry.named == STDIN and stdin else Path(entry.path)
        planned.append(Output(path, entry.name, short, target, own_log, is_folder))
    if log is None:
        planned = _with_own_logs(planned)
    _check(planned, force=force)
    return planned


def stem_and_suffix(name: str) -> tuple[str, str]:
    """`batch` and `.jsonl.gz` of `batch.jsonl.gz`."""
    path, suffix = Path(name), ""
    if path.suffix.lower() in COMPRESSED:
        path, suffix = path.with_suffix(""), path.suffix
    if path.suffix.lower() in SUFFIXES:
        path, suffix = path.with_suffix(""), path.suffix + suffix
    return path.name, suffix


def _readable(entry: DataFile | Problem) -> DataFile:
    if isinstance(entry, Problem):
        raise InputError(f"{entry.file}: {entry.message}. {entry.advice}")
    if entry.format == "database" or is_remote(entry.path):
        raise InputError(f"{entry.name} cannot be written to; save what it holds as a file and fix that")
    return entry


def _place(named: str, out: Path | None, *, several: bool) -> Path | None:
    """The file or folder that is written for one input; None for standard output."""
    if named == STDIN:
        return None if out is None or str(out) == STDIN else out
    source = Path(named).resolve()
    stem, suffix = (source.name, "") if source.is_dir() else stem_and_suffix(source.name)
    fixed = f"{stem}{FIXED}{suffix}"
    if out is None:
        # as the user wrote it, so that messages can be compared with the command
        return source.with_name(fixed) if Path(named).name in ("", ".", "..") else Path(named).with_name(fixed)
    is_into_folder = several or (out.is_dir() and not source.is_dir())
    return out / source.name if is_into_folder else out


def _log_of(place: Path) -> Path:
    stem, _ = stem_and_suffix(place.name)
    return place.with_name(stem.removesuffix(FIXED) + LOG_SUFFIX)


def _with_own_logs(planned: Sequence[Output]) -> list[Output]:
    """Of files that differ in their suffix alone, each has a log with the whole name: `a.csv.fixes.jsonl`."""
    owners = Counter(log for output in planned if (log := output.log) and not output.in_folder)
    return [
        replace(output, log=output.log.with_name(output.short + LOG_SUFFIX))
        if output.log is not None and owners[output.log] > 1 and not output.in_folder
        else output
        for output in planned
    ]


def _check(planned: Sequence[Output], *, force: bool) -> None:
    known: set[Path] = set()
    for output in planned:
        if output.path.resolve() in known:
            raise InputError(f"{output.name} is named twice")
        known.add(output.path.resolve())
    taken: dict[Path, str] = {}
    for output in planned:
        # the files of a folder share its log
        for place, owner in ((output.target, output.name), (output.log, "" if output.in_folder else output.name)):
            if place is None:
                continue
            if place.resolve() in known:
                raise InputError(f"{place} is an input; name another place with --out")
            if place.is_dir():
                raise InputError(f"{place} is a folder; name another place with --out")
            if place.exists() and not force:
                raise InputError(f"{place} is there already; --force replaces it, --out names another place")
            if taken.setdefault(place.resolve(), owner) != owner:
                raise InputError(f"{place} would be written for two inputs; fix one at a time")
