"""What is left of every run: numbers, no text but a few quotes; in an SQLite file, or in PostgreSQL."""

from typing import TYPE_CHECKING, Any

from copydesk.history.record import (
    Point,
    Rates,
    RunInfo,
    RunRecord,
    Sample,
    SourceRun,
    Streak,
    Told,
    Trouble,
    source_key,
)

if TYPE_CHECKING:
    from copydesk.history.store import History, open_history

__all__ = [
    "History",
    "Point",
    "Rates",
    "RunInfo",
    "RunRecord",
    "Sample",
    "SourceRun",
    "Streak",
    "Told",
    "Trouble",
    "open_history",
    "source_key",
]


def __getattr__(name: str) -> Any:
    """The store imports SQLAlchemy, which most runs do without."""
    if name in ("History", "open_history"):
        from copydesk.history import store

        return getattr(store, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
