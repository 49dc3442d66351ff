"""Tables for other programs: findings as Parquet, JSONL or CSV, the scorecard as Parquet."""

from pathlib import Path

from copydesk.errors import CopydeskError
from copydesk.result.result import Result
from copydesk.staging import staged_files

FINDINGS_ENDINGS = (".parquet", ".jsonl", ".csv")
SCORECARD_ENDINGS = (".parquet",)


def check_ending(path: Path, endings: tuple[str, ...]) -> None:
    """Raises CopydeskError where the name of the file does not say what it is to hold."""
    if path.suffix.lower() not in endings:
        raise CopydeskError(f"{path}: a name that ends in {' or '.join(endings)} says what to write")


def write_findings(result: Result, path: Path) -> None:
    """All findings, in the kind that the name of the file ends in; whole or not at all.

    Parquet holds what `findings.parquet` of a result does, JSONL what `--output-format jsonl` prints.
    Raises CopydeskError where the file cannot be written.
    """
    from copydesk.render.findings_csv import findings_csv
    from copydesk.render.findings_json import findings_jsonl

    check_ending(path, FINDINGS_ENDINGS)
    rows = (row for part in result.parts() for row in part.iter_rows(named=True))
    with staged_files() as stage:
        file = stage.file(path)
        match path.suffix.lower():
            case ".parquet":
                result.write_findings(file)
            case ".jsonl":
                with file.open("wb") as out:
                    out.writelines(findings_jsonl(rows))
            case _:
                # with a mark at its start, without which Excel takes UTF-8 for something else
                with file.open("w", encoding="utf-8-sig", newline="") as text:
                    text.writelines(findings_csv(rows))
        stage.commit()


def write_scorecard(result: Result, path: Path) -> None:
    """One row an article: `article`, its number from 0, `source`, and a column a rule, the count of its findings.

    Null where the rule was not applicable. Raises CopydeskError where the file cannot be written.
    """
    check_ending(path, SCORECARD_ENDINGS)
    assert result.scorecard is not None
    with staged_files() as stage:
        result.scorecard.write_parquet(stage.file(path))
        stage.commit()
