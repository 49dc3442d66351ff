"""The errors that copydesk raises on purpose, each written for the person who must act on it."""

import errno
import os


class CopydeskError(Exception):
    """copydesk could not run: bad arguments, a bad configuration or rule, or nothing to read.

    The command line prints the message without a traceback and exits with code 2.
    """


class SettingsError(CopydeskError):
    """A configuration file is wrong. The message names the file, the key and the nearest valid key."""


class RuleError(CopydeskError):
    """A rule or word list is wrong. The message names the file, the line and the nearest valid key.

    word: the value that is wrong, where whoever raises the error does not know the file; its line is looked up.
    """

    def __init__(self, message: str, *, word: str | None = None) -> None:
        super().__init__(message)
        self.word = word


class InputError(CopydeskError):
    """Nothing of the batch could be read. The message names every input and why."""


class HistoryError(CopydeskError):
    """The history cannot be opened, read or written. The message names it, without its password."""


def refused(error: OSError) -> str:
    """What the system refused, of which file where it says so, and what helps."""
    told = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
    told += error.strerror or str(error)
    if error.errno == errno.ENOSPC or f"(os error {errno.ENOSPC})" in told:  # of polars, which sets no number
        told += "; make room there, and in /tmp or the folder that TMPDIR names, where large batches wait"
    return told
