"""Files that appear whole or not at all, however a run ends."""

import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import FrameType

from copydesk.errors import CopydeskError, refused


class Stage:
    """Files beside the places that they will take, which they take together when `commit` is called."""

    def __init__(self) -> None:
        self._files: dict[Path, Path] = {}
        self._folders: list[Path] = []
        self._gone: list[Path] = []
        self._scratch: list[Path] = []

    @property
    def targets(self) -> list[Path]:
        """Those that are not in their places yet."""
        return list(self._files.values())

    def file(self, target: Path) -> Path:
        """An empty file to write to, which will be `target`. Raises CopydeskError where it cannot stand."""
        with signals_held():
            try:
                self._make(target.parent)
                file = _empty_file(f".{target.name[:100]}.", target.parent)
            except OSError as error:
                raise CopydeskError(f"{target}: it cannot be written here: {error.strerror or error}") from None
            self._files[file] = target
        file.chmod(0o644)
        return file

    def scratch(self) -> Path:
        """An empty file that goes when the stage does."""
        with signals_held():
            self._scratch.append(_empty_file("copydesk-", None))
        return self._scratch[-1]

    def without(self, target: Path) -> None:
        """`target` is to be gone when the files have taken their places."""
        self._gone.append(target)

    def commit(self) -> None:
        """Puts the files in their places, one at once after the other; a signal waits for the last."""
        with signals_held():
            for file, target in self._files.items():
                file.replace(target)
            for target in self._gone:
                target.unlink(missing_ok=True)
            self._files.clear()
            self._folders.clear()

    def discard(self) -> None:
        """Removes what was not committed."""
        for file in (*self._files, *self._scratch):
            file.unlink(missing_ok=True)
        for folder in reversed(self._folders):
            with contextlib.suppress(OSError):  # something else stands in it by now
                folder.rmdir()
        self._files.clear()
        self._folders.clear()
        self._scratch.clear()

    def _make(self, folder: Path) -> None:
        if not folder.exists():
            self._make(folder.parent)
            folder.mkdir(exist_ok=True)
            self._folders.append(folder)


def _empty_file(prefix: str, folder: Path | None) -> Path:
    number, name = tempfile.mkstemp(".tmp", prefix, folder)
    os.close(number)
    return Path(name)


@contextlib.contextmanager
def staged_files() -> Iterator[Stage]:
    """A stage, from which everything that is not committed goes when the block ends, or the run by a signal.

    Raises CopydeskError where the system refuses to write.
    """
    stage = Stage()
    with removed_on_signal(stage.discard):
        try:
            yield stage
        except OSError as error:
            if not stage.targets:
                raise
            named = ", ".join(map(str, stage.targets[:3]))
            raise CopydeskError(f"{named}: nothing was written: {refused(error)}") from None
        finally:
            stage.discard()


@contextlib.contextmanager
def folder_beside(target: Path) -> Iterator[Path]:
    """An empty folder beside `target`, which goes when the block ends, or the run by a signal.

    Raises CopydeskError where none can be made.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(".tmp", f".{target.name[:100]}.", target.parent))
        folder.chmod(0o755)
    except OSError as error:
        raise CopydeskError(f"{target}: it cannot be written here: {error.strerror or error}") from None
    remove = partial(shutil.rmtree, folder, ignore_errors=True)
    with removed_on_signal(remove):
        try:
            yield folder
        except OSError as error:
            raise CopydeskError(f"{target}: it cannot be written: {refused(error)}") from None
        finally:
            remove()


@contextlib.contextmanager
def removed_on_signal(remove: Callable[[], None]) -> Iterator[None]:
    """SIGTERM ends the process as it would have, after `remove`; elsewhere than on the main thread signals are left."""

    def stop(number: int, _frame: FrameType | None) -> None:
        remove()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    try:
        previous = signal.signal(signal.SIGTERM, stop)
    except ValueError:
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)


@contextlib.contextmanager
def signals_held() -> Iterator[None]:
    """A signal that comes within the block is heeded at its end."""
    caught: list[int] = []
    previous = {}
    with contextlib.suppress(ValueError):  # elsewhere than on the main thread signals are left
        for number in (signal.SIGTERM, signal.SIGINT):
            previous[number] = signal.signal(number, lambda number, _frame: caught.append(number))
    try:
        yield
    finally:
        for held, handler in previous.items():
            signal.signal(held, handler)
        for came in caught:
            signal.raise_signal(came)
