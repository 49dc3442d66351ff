"""Memory that is free, given back to the system."""

import ctypes


def give_back() -> None:
    """What C's allocator keeps for arrays to come; glibc's held 230 MB after a scan. With another nothing happens."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):
        return  # a C library without it, or none that has a name
