"""Memory: what is free, given back to the system, and what is taken at once, not searched for garbage."""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager


def give_back() -> None:
    """What C's allocator keeps for arrays to come; glibc's held 230 MB after a scan. With another nothing happens."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):
        return  # a C library without it, or none that has a name


@contextmanager
def uncollected() -> Iterator[None]:
    """Lets nobody look for garbage while much is made that stays: of importing a large library that is a fifth."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
