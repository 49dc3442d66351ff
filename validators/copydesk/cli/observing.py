"""A batch read for what it has, and not judged: where `adopt` and `baseline` begin."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from copydesk.settings import Settings

if TYPE_CHECKING:
    from copydesk.run import Observation


def observed(
    batch: Sequence[str], settings: Settings, *, stdin_format: str | None, query: str | None, processes: int | None
) -> "Observation":
    """What the batch has, with a progress bar. Raises CopydeskError, also if nothing was read or a rule erred."""
    from copydesk.cli.progress import progress_bar
    from copydesk.errors import CopydeskError
    from copydesk.run import observe
    from copydesk.worker import cores

    with progress_bar() as on_progress:
        seen = observe(
            list(batch),
            settings=settings,
            on_progress=on_progress,
            stdin_format=stdin_format,
            query=query,
            processes=processes or cores(),
        )
    if not seen.articles:
        raise CopydeskError("no article could be read: `copydesk check` says why")
    if seen.errors:
        raise CopydeskError(f"a rule erred, and what it knows would be missing: {seen.errors[0].message}")
    return seen
