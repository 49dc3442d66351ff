"""`copydesk fix`."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from copydesk.cli.configuration import configured, effective, words

if TYPE_CHECKING:
    from copydesk.fixing.fix import Fixes

MAX_PROBLEMS = 5


@click.command()
@click.argument("batch", nargs=-1, required=True)
@click.option("--unsafe", is_flag=True, help="Also fixes that may lose something of an article.")
@click.option("--diff", is_flag=True, help="Show what would change, and write nothing.")
@click.option("--out", type=click.Path(path_type=Path), help="The file to write, or the folder for several inputs.")
@click.option("--log", type=click.Path(path_type=Path), help="The log to write; else it stands beside the output.")
@click.option("--force", is_flag=True, help="Replace files that are there already.")
@click.option("--undo", type=click.Path(path_type=Path), help="Give BATCH, an output, back as it was, by this log.")
@click.option("--select", help="Codes, starts of codes or names of the rules to run, with commas between them.")
@click.option("--ignore", help="Rules not to run, likewise.")
@configured
@click.option("--language", help="Language code of articles that name none; else it is found.")
@click.option("--stdin-format", type=click.Choice(["jsonl", "json", "csv", "parquet"]), help="What `-` holds.")
def fix(
    batch: tuple[str, ...],
    unsafe: bool,
    diff: bool,
    out: Path | None,
    log: Path | None,
    force: bool,
    undo: Path | None,
    select: str | None,
    ignore: str | None,
    config: Path | None,
    folders: tuple[Path, ...],
    language: str | None,
    stdin_format: str | None,
) -> None:
    """Mend BATCH: files, folders, or - for standard input, written in their own format beside the input.

    articles.jsonl becomes articles.fixed.jsonl, with a log, articles.fixes.jsonl, that can undo it. Only safe fixes
    are made unless --unsafe is given.

    \b
    Exit codes: 0 done, 1 with --diff: something would change, 2 copydesk could not run.
    """
    if undo:
        _undo(batch, undo, out, force=force)
        return
    os.environ.setdefault("POLARS_MAX_THREADS", "1")  # before polars is imported: threads cost more than they give
    from copydesk.cli.progress import heed_interrupts, progress_bar
    from copydesk.fixing.fix import fix as run
    from copydesk.render.diff_text import diff_text

    heed_interrupts()
    settings = effective(
        config,
        folders,
        select=("--select", words(select)),
        ignore=("--ignore", words(ignore)),
        language=("--language", language),
    )
    with progress_bar() as on_progress:
        done = run(
            list(batch),
            unsafe=unsafe,
            out=out,
            log=log,
            force=force,
            write=not diff,
            settings=settings,
            on_change=(lambda change: _echo(diff_text(change))) if diff else (lambda change: None),
            on_progress=on_progress,
            stdin_format=stdin_format,
        )
    _echo(_summary(done, unsafe=unsafe, diff=diff), err=diff or "-" in batch)
    sys.exit(1 if diff and done.changed else 0)


def _undo(batch: tuple[str, ...], log: Path, out: Path | None, *, force: bool) -> None:
    from copydesk.fixing.undo import undo

    if len(batch) != 1:
        raise click.UsageError("--undo takes the one file or folder that the log belongs to.")
    click.echo(f"Restored: {undo(log, batch[0], out=out, force=force)}")


def _summary(done: "Fixes", *, unsafe: bool, diff: bool) -> Iterator[str]:
    """What was done, what was left, and where it is."""
    from copydesk.text import plural, visible

    counts = done.counts
    would = "would be " if diff else ""
    dropped = f", {counts.dropped:,} left out" if counts.dropped else ""
    yield f"{plural(counts.articles, 'article')} read, {counts.changed:,} {would}changed{dropped}"
    if counts.edits:
        yield f"  {would}fixed: {_listed(counts.edits)}"
    if counts.unsafe and not unsafe:
        left = counts.unsafe.total()
        yield f"  left: {_listed(counts.unsafe)}; --unsafe fixes {plural(left, 'more finding')}"
    for reason, count in counts.held.most_common():
        yield f"  left in {plural(count, 'article')}: {reason}"
    problems = counts.problems
    for problem in problems[:MAX_PROBLEMS]:
        row = f":{problem.row}" if problem.row else ""
        yield f"  not read, and left as it is: {visible(problem.file)}{row}: {visible(problem.message)}"
    if len(problems) > MAX_PROBLEMS:
        yield f"  and {len(problems) - MAX_PROBLEMS:,} more that could not be read"
    yield from (f"Written: {visible(str(path))}" for path in done.written[:MAX_PROBLEMS])
    if len(done.written) > MAX_PROBLEMS:
        yield f"  and {len(done.written) - MAX_PROBLEMS:,} more files"
    yield from (f"Log: {visible(str(path))}" for path in done.logs)


def _listed(counts: "dict[str, int]") -> str:
    return ", ".join(f"{code} {count:,}" for code, count in sorted(counts.items()))


def _echo(lines: Iterator[str], *, err: bool = False) -> None:
    for line in lines:
        click.echo(line, err=err)
