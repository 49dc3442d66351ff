"""What a batch names: its data files, in order, with the name and id that each goes by."""

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from glob import glob, has_magic
from pathlib import Path

from copydesk.errors import InputError
from copydesk.reading.articles import Problem
from copydesk.reading.database import is_database, shown_address
from copydesk.reading.remote import is_remote, remote_files
from copydesk.reading.sniffing import format_of_name
from copydesk.reading.streams import STDIN
from copydesk.reading.values import clean


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file to read.

    path: to open it. name: as the user named it, with the way into a named folder. named: what the user named.
    text_id: the id of its article, if it is a text file. format: by its suffix, or None.
    """

    path: str
    name: str
    named: str
    text_id: str
    format: str | None


def checked_paths(paths: Iterable[str | os.PathLike[str]]) -> list[str]:
    """The paths as the user wrote them. Raises InputError when there is none, or none of them exists."""
    named = [os.fspath(path) for path in paths]
    if not named:
        raise InputError("No input was named. Name a file, a folder, or - for standard input.")
    if not any(path == STDIN or _is_elsewhere(path) or os.path.lexists(path) or _matching(path) for path in named):
        listed = "".join(f"\n  {clean(path) or '(an empty name)'}: no such file or folder" for path in named)
        raise InputError(
            f"None of the inputs is there:{listed}\nCheck the spelling, and that {clean(str(Path.cwd()))} "
            "is the folder that the paths start from."
        )
    return named


def _is_elsewhere(path: str) -> bool:
    """Whether the path names something that is no file of this machine; reading it tells whether it is there."""
    return is_database(path) or is_remote(path)


def _matching(path: str) -> list[str]:
    """The files that a pattern such as `out/*.jsonl` or `out/**/*.csv` names, sorted."""
    return sorted(glob(path, recursive=True)) if has_magic(path) else []  # noqa: PTH207 - paths stay as named


def data_files(paths: Iterable[str], *, stdin: str = STDIN) -> list[DataFile | Problem]:
    """The files of all paths, folders walked, in order; a Problem where a path gives none.

    stdin: the path to open for standard input.

    Two text files of one batch never have the same id: those that would are called by their whole name.
    """
    found = [entry for path in paths for entry in _files_of(path, stdin)]
    counts = Counter(entry.text_id for entry in found if isinstance(entry, DataFile))
    return [
        replace(entry, text_id=entry.name) if isinstance(entry, DataFile) and counts[entry.text_id] > 1 else entry
        for entry in found
    ]


def _files_of(path: str, stdin: str) -> Iterator[DataFile | Problem]:
    name = clean(path)
    if path == STDIN:
        yield DataFile(stdin, name, name, name, None)
        return
    if is_database(path):
        yield DataFile(path, clean(shown_address(path)), name, name, "database")
        return
    if is_remote(path):
        yield from _remote_files(path, name)
        return
    if not os.path.lexists(path) and (matching := _matching(path)):
        for one in matching:
            yield from _files_of(one, stdin)
        return
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError) as error:
        yield unreadable(name, error)
        return
    if not stat.S_ISDIR(mode):
        yield DataFile(path, name, name, clean(Path(path).name), format_of_name(path))
        return
    count = 0
    problems: list[Problem] = []
    for inside in _walked(path, problems):
        count += 1
        whole = str(Path(path) / inside)
        shown = clean(str(inside))
        yield DataFile(whole, clean(whole), name, shown, format_of_name(whole))
    yield from problems
    if not count and not problems:
        message = "the folder is empty: no file in it has a suffix that copydesk reads"
        advice = "Name the files themselves, or give them a suffix such as .jsonl, .json, .csv, .parquet or .txt."
        yield Problem("file", name, None, "", message, advice)


def _remote_files(path: str, name: str) -> Iterator[DataFile | Problem]:
    try:
        files = remote_files(path)
    except OSError as error:
        yield unreadable(name, error)
        return
    for file in files:
        if len(files) == 1 or format_of_name(file):
            yield DataFile(file, clean(file), name, clean(file), format_of_name(file))
    if not files:
        yield Problem("file", name, None, "", "there is no such file in the store", "Check the address and the rights.")


def _walked(folder: str, problems: list[Problem]) -> list[Path]:
    """The readable files below the folder, sorted, relative to it. Hidden ones and other suffixes are left out."""
    found: list[Path] = []
    visited: set[tuple[int, int]] = set()
    refused: list[OSError] = []
    for place, folders, files in os.walk(folder, followlinks=True, onerror=refused.append):
        here = Path(place).stat()
        if (here.st_dev, here.st_ino) in visited:  # a link that leads back up, or to a folder already read
            folders.clear()
            continue
        visited.add((here.st_dev, here.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for file in files:
            whole = Path(place) / file
            if not file.startswith(".") and format_of_name(file) and not _is_waited_on(whole):
                found.append(whole.relative_to(folder))
    problems += [unreadable(clean(str(error.filename)), error) for error in refused]
    return sorted(found)


def _is_waited_on(path: Path) -> bool:
    """Whether it is a pipe or socket, which in a folder would be waited on for ever."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False  # opening it will tell why


def unreadable(name: str, error: Exception) -> Problem:
    """The Problem of a file or folder that cannot be opened."""
    reason = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
    if isinstance(error, FileNotFoundError):
        return Problem("file", name, None, "", "there is no such file", "Check the spelling of the path.")
    if isinstance(error, PermissionError):
        return Problem("file", name, None, "", "the file may not be read", "Give this user the right to read it.")
    return Problem("file", name, None, "", f"the file could not be opened: {reason}", "Check the path.")
