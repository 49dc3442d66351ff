"""The output formats that show a whole result, by the name that the command line knows them by."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the command line names the formats before anything is imported
    from copydesk.result.result import Result

FORMATS = ("github", "gitlab", "junit", "markdown", "sarif")
"""Each is a function of its name in the module of its name."""


def formatted(result: "Result", name: str) -> Iterator[str]:
    """The result in one of FORMATS, as lines without their line ends."""
    render: Callable[[Result], Iterator[str]] = getattr(import_module(f"copydesk.render.{name}"), name)
    return render(result)
