"""CPU time and peak memory of one command, of the process itself and its children."""

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_PATH = re.compile(r"(?:/[\w.+-]+){2,}/?")
"""A table of results names no folder of the machine that it was made on."""

EVERY = 0.05
"""Seconds between two looks at the memory."""


class Run(NamedTuple):
    """cpu: seconds, user and system. clock: seconds. peak: bytes. error: the last line it said, where it failed."""

    cpu: float
    clock: float
    peak: int
    error: str | None


def measure(command: Sequence[str], folder: Path) -> Run:
    """Runs the command in the folder, without its output.

    The peak is the largest that one of its processes had, as the kernel counts it, or what all of them had together
    at one moment, if that is more; memory that they share then counts for each.

    Modules that a warm-up compiled stay compiled, as pip leaves them, also where the environment says otherwise.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=errors, env=environment)
        together = [0]
        done = threading.Event()
        watcher = threading.Thread(target=_watch, args=(child.pid, together, done))
        watcher.start()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        clock = time.perf_counter() - begun
        done.set()
        watcher.join()
        errors.seek(0)
        said = errors.read().decode(errors="replace").strip().splitlines()
    largest = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    error = _PATH.sub("…", said[-1] if said else f"exit code {child.returncode}") if child.returncode else None
    return Run(usage.ru_utime + usage.ru_stime, clock, max(largest, together[0]), error)


def _watch(pid: int, together: list[int], done: threading.Event) -> None:
    page = os.sysconf("SC_PAGE_SIZE")
    while not done.wait(EVERY):
        tree = _tree(pid)
        if len(tree) > 1:
            together[0] = max(together[0], sum(_resident(one) for one in tree) * page)


def _tree(pid: int) -> list[int]:
    """The process and those it started, as far as the system tells."""
    found, open_ = [], [pid]
    while open_:
        found.append(open_.pop())
        try:
            for children in Path(f"/proc/{found[-1]}/task").glob("*/children"):
                open_ += map(int, children.read_text().split())
        except OSError:
            continue
    return found


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
