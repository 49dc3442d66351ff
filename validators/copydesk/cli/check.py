"""`copydesk check`."""

import datetime
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from copydesk.cli.configuration import configured, effective, scanning, words
from copydesk.cli.reports import compare, reports, single_file
from copydesk.cli.tables import Tables, tables
from copydesk.errors import CopydeskError
from copydesk.memory import uncollected
from copydesk.render.formats import FORMATS, formatted


@click.command()
@click.argument("batch", nargs=-1)
@click.option("--report", type=click.Path(path_type=Path), help="Write the HTML report and result.json to this folder.")
@single_file
@compare
@tables
@click.option(
    "--output-format", type=click.Choice(["text", "json", "jsonl", *FORMATS]), default="text", show_default=True
)
@click.option("--select", help="Codes, starts of codes or names of the rules to run, with commas between them.")
@click.option("--ignore", help="Rules not to run, likewise.")
@configured
@click.option("--language", help="Language code of articles that name none; else it is found.")
@click.option(
    "--pages",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with the pages of the records, as <id>.html: each record is held against its page.",
)
@scanning
@click.option("--history", help="Keep the run in this SQLite file or PostgreSQL address, and compare it with its past.")
@click.option("--batch-id", help="What the run is called in the history; it replaces one of the same name.")
@click.option(
    "--batch-date", type=click.DateTime(), help="When the batch was crawled, in UTC, if that is not now: for old ones."
)
@click.option(
    "--baseline", type=click.Path(path_type=Path), help="File of what is known; only what is new fails the batch."
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 although the gate fails.")
@click.option("--show-settings", is_flag=True, help="Say what is set and where, and check nothing.")
def check(
    batch: tuple[str, ...],
    report: Path | None,
    single_file: Path | None,
    compare: tuple[Path, ...],
    findings_file: Path | None,
    scorecard: Path | None,
    data_docs: Path | None,
    output_format: str,
    select: str | None,
    ignore: str | None,
    config: Path | None,
    folders: tuple[Path, ...],
    language: str | None,
    pages: Path | None,
    stdin_format: str | None,
    query: str | None,
    history: str | None,
    batch_id: str | None,
    batch_date: datetime.datetime | None,
    baseline: Path | None,
    processes: int | None,
    exit_zero: bool,
    show_settings: bool,
) -> None:
    """Check BATCH: files (JSONL, JSON, CSV, Parquet, Arrow, WARC, HTML, text; also .gz and .zst), folders, patterns,
    s3:// gs:// az:// addresses, databases by their URL with --query, or - for standard input.

    \b
    Exit codes: 0 the batch passes, 1 the gate failed, 2 copydesk could not run.
    """
    if not batch and not show_settings:
        raise click.UsageError("Missing argument 'BATCH...'.")
    # before polars is imported: a large batch has a process a core, and threads beside them cost a fifth more time
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    with uncollected():
        from copydesk.cli.alerts import check_alerts, send_alerts
        from copydesk.cli.progress import heed_interrupts, progress_bar
        from copydesk.render.report import check_file
        from copydesk.result.result import check_replaceable, load_summary
        from copydesk.run import check as run
        from copydesk.worker import cores

    heed_interrupts()
    settings = effective(
        config,
        folders,
        select=("--select", words(select)),
        ignore=("--ignore", words(ignore)),
        language=("--language", language),
        history=("--history, --batch-id", _kept(history, batch_id)),
        baseline=("--baseline", baseline),
        pages=("--pages", pages.absolute() if pages else None),
    )
    if show_settings:
        from copydesk.render.settings_text import settings_text

        settings.chosen(settings.rulebook())  # names that select nothing are told here as well
        _echo(settings_text(settings))
        return
    check_alerts(settings)
    if report:
        check_replaceable(report)
    if single_file:
        check_file(single_file)
    earlier = [load_summary(folder) for folder in compare] or None
    beside = Tables(findings_file, scorecard, data_docs)
    beside.check(batch)
    with progress_bar() as on_progress:
        result = run(
            list(batch),
            settings=settings,
            stdin_format=stdin_format,
            query=query,
            on_findings=_printer(output_format),
            on_progress=on_progress,
            processes=processes or cores(),
            at=batch_date.replace(tzinfo=datetime.UTC) if batch_date else None,
            report=str(report) if report else None,
            data_docs=data_docs,
        )
    written: list[Path] = []
    failure = None
    try:
        written = reports(result, report, single_file, earlier)
        beside.write(result)
    except (CopydeskError, OSError) as error:  # whoever waits for the verdict and the alerts gets them all the same
        failure = error
    _finish(output_format, result, written)
    send_alerts(settings, result, written)
    if failure:
        raise failure
    verdict = result.exit_code
    sys.exit(0 if exit_zero and verdict == 1 else verdict)


def _kept(url: str | None, batch: str | None) -> dict[str, str]:
    """What the command line says of the history."""
    name = batch.replace("{", "{{").replace("}", "}}") if batch else None
    # an empty address, of a variable that is not set, is told by the history
    return {key: value for key, value in (("url", url), ("batch", name)) if value is not None}


def _printer(output_format: str) -> Callable[[Any], None] | None:
    """What prints findings while they are found."""
    if output_format == "jsonl":
        from copydesk.render.findings_json import COLUMNS, findings_jsonl

        # of two dozen columns these alone, as making rows takes longer than writing them
        return lambda findings: _write(findings_jsonl(findings.select(COLUMNS).iter_rows(named=True)))
    if output_format == "text":
        from copydesk.render.findings_text import findings_text

        return lambda findings: _echo(findings_text(row for row in findings.iter_rows(named=True) if not row["known"]))
    return None


def _finish(output_format: str, result: Any, written: list[Path]) -> None:
    """The verdict: on standard output for people, else on standard error, where it is in nobody's way."""
    from copydesk.render.findings_text import verdict_text

    if output_format == "json":
        from copydesk.render.findings_json import document_json

        findings = (row for part in result.parts() for row in part.iter_rows(named=True))
        _write(document_json(result.summary, findings))
    else:
        if output_format in FORMATS:
            _echo(formatted(result, output_format))
        _echo(verdict_text(result.summary), err=output_format != "text")
    _echo((f"Report: {path}" for path in written), err=output_format != "text")


@contextmanager
def _unheard() -> Iterator[None]:
    """A reader that has seen enough, such as `head`, ends no check: its report, its history and its verdict count."""
    try:
        yield
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _echo(lines: Iterable[str], *, err: bool = False) -> None:
    with _unheard():
        for line in lines:
            click.echo(line, err=err)
        (sys.stderr if err else sys.stdout).flush()


def _write(chunks: Iterable[bytes]) -> None:
    with _unheard():
        for chunk in chunks:
            if sys.stdout.isatty():  # through the progress bar, which moves out of the way
                sys.stdout.write(chunk.decode())
            else:
                sys.stdout.buffer.write(chunk)
        sys.stdout.flush()
