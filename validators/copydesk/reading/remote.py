"""Files in object stores: `s3://`, `gs://`, `az://`, through fsspec."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from copydesk.errors import InputError

SCHEMES = ("s3://", "gs://", "gcs://", "az://", "abfs://")


def is_remote(path: str) -> bool:
    return path.lower().startswith(SCHEMES)


def remote_files(path: str) -> list[str]:
    """The files that a path names: itself, those of its pattern, or those of its folder, sorted.

    Raises OSError where the store refuses, InputError where its driver is not installed.
    """
    scheme = path.partition("://")[0]
    with _refusals():
        store, inside = _store(path)
        if any(mark in inside for mark in "*?["):
            found = [name for name in store.glob(inside) if not name.endswith("/")]
        elif store.isfile(inside):
            found = [inside]
        else:
            found = store.find(inside)
    return [f"{scheme}://{name}" for name in sorted(found)]


def open_remote(path: str) -> IO[bytes]:
    """Raises OSError where the store refuses."""
    with _refusals():
        store, inside = _store(path)
        opened: IO[bytes] = store.open(inside, "rb")
    return opened


@contextmanager
def _refusals() -> Iterator[None]:
    """Missing credentials, above all, each driver tells with an error of its own library."""
    try:
        yield
    except (OSError, InputError):
        raise
    except Exception as error:
        raise OSError(f"{type(error).__name__}: {error}") from error


def _store(path: str) -> tuple[Any, str]:
    try:
        import fsspec

        store, inside = fsspec.core.url_to_fs(path)
    except ImportError as error:
        raise InputError(
            f"{path}: its driver is missing ({error}); install it with  pip install 'copydesk[cloud]'"
        ) from None
    return store, inside
