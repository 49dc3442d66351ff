"""Gives a mended batch back as it was, by the log of what was done."""

import base64
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from copydesk.errors import CopydeskError
from copydesk.fixing.copying import Splice, copied, spliced_back
from copydesk.fixing.log import checksum, read_log, unpacked
from copydesk.fixing.outputs import FIXED, stem_and_suffix
from copydesk.fixing.parquet import parquet_copied
from copydesk.fixing.values import UnwritableError
from copydesk.reading.streams import packing_of
from copydesk.staging import Stage, staged_files

RESTORED = ".restored"


def undo(
    log: "str | os.PathLike[str]",
    fixed: "str | os.PathLike[str]",
    *,
    out: "str | os.PathLike[str] | None" = None,
    force: bool = False,
) -> Path:
    """Writes the file or folder that `fixed` was made of, by default as `….restored.…` beside it; returns its path.

    JSON, CSV and text come back byte for byte, unpacked where they are packed; Parquet value for value. Raises
    CopydeskError where `fixed` is not what the log belongs to, or the place is taken and `force` is not set.
    """
    log, fixed = Path(log), Path(fixed)
    place = Path(out) if out is not None else _place(fixed)
    with staged_files() as stage:
        for header, records in read_log(log):
            target = place / header["input"]["file"] if fixed.is_dir() else place
            if target.exists() and not force:
                raise CopydeskError(f"{target} is there already; --force replaces it, --out names another place")
            _restore(log, fixed, header, records, stage, target)
        stage.commit()
    return place


def _place(fixed: Path) -> Path:
    named = fixed.resolve() if fixed.name in ("", "..") else fixed  # the folder that this runs in, or the one above
    stem, suffix = (named.name, "") if named.is_dir() else stem_and_suffix(named.name)
    return named.with_name(f"{stem.removesuffix(FIXED)}{RESTORED}{suffix}")


def _restore(
    log: Path, fixed: Path, header: dict[str, Any], records: Iterator[dict[str, Any]], stage: Stage, target: Path
) -> None:
    """Writes one file as it was."""
    staged = stage.file(target)
    after = header["output"]
    if after is None:  # the whole file was left out
        staged.write_bytes(base64.b64decode(next(records)["file"]))
        return
    source = fixed / after["file"] if fixed.is_dir() else fixed
    try:
        is_same = checksum(source) == after["sha256"]
    except OSError as error:
        raise CopydeskError(f"{source}: {error.strerror or error}; name the file that {log} belongs to") from None
    if not is_same:
        raise CopydeskError(f"{source} is not the file that {log} belongs to, or was changed since; nothing is written")
    try:
        if header["format"] == "parquet":
            _restore_rows(source, records, staged)
        else:
            with copied(str(source), str(source), staged) as copy:
                spliced_back(copy, _splices(records))
    except (KeyError, ValueError, UnwritableError) as error:
        raise CopydeskError(f"{log} does not fit {source}: {error}") from None
    is_packed = header["format"] == "parquet" or packing_of(str(source)).compression is not None
    if not is_packed and checksum(staged) != header["input"]["sha256"]:
        raise CopydeskError(f"{source} could not be brought back as it was; nothing is written")


def _splices(records: Iterator[dict[str, Any]]) -> Iterator[Splice]:
    for record in records:
        yield from unpacked(record["splices"])


def _restore_rows(source: Path, records: Iterator[dict[str, Any]], staged: Path) -> None:
    changes = next(records, None)
    if changes is None:  # no row changed, and the file is a copy
        staged.write_bytes(source.read_bytes())
        return
    with parquet_copied(str(source), str(source), staged) as copy:
        missing = 0
        while changes is not None:
            row = changes["row"] - missing
            if "dropped" in changes:
                copy.insert(row, changes["dropped"])
                missing += 1
            else:
                copy.unmend(row, changes["cells"])
            changes = next(records, None)
