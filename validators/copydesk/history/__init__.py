"""What is left of every run: numbers, no text but a few quotes; in an SQLite file, or in PostgreSQL."""

from copydesk.history.record import Point, Rates, RunInfo, RunRecord, Sample, SourceRun, Streak, Trouble, source_key
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
    "Trouble",
    "open_history",
    "source_key",
]
