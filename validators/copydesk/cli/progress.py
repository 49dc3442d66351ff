"""What a run over a batch owes whoever waits for it: a bar, on a terminal only, and that Ctrl-C is heard."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copydesk.run import Progress as Step


def heed_interrupts() -> None:
    """Listens to Ctrl-C again: importing polars put a handler before it that loses it while polars is at work."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def progress_bar() -> "Iterator[Callable[[Step], None] | None]":
    """What a check calls after every block, or None where nobody is watching."""
    if not sys.stderr.isatty() or os.environ.get("CI"):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    columns = (
        SpinnerColumn(),
        BarColumn(),
        TextColumn("{task.fields[articles]:,} articles"),
        TextColumn("{task.fields[rate]:,.0f}/s"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, articles=0, rate=0.0)

        def update(step: "Step") -> None:
            shown = bar.tasks[0]
            articles = shown.fields["articles"] + step.articles
            rate = articles / max(shown.elapsed or 0.0, 0.1)
            bar.update(task, total=step.bytes, completed=step.bytes_read, articles=articles, rate=rate)

        yield update
