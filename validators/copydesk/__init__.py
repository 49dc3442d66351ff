"""The copy desk for scraped news: finds the defects that scraping leaves in articles, and says whether a batch passes.

import copydesk
result = copydesk.check("articles.jsonl.gz")
result.passed, result.findings, result.summary
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from copydesk.errors import CopydeskError, InputError, RuleError, SettingsError
    from copydesk.fixing.fix import fix
    from copydesk.result.result import Result, load_result
    from copydesk.run import check
    from copydesk.settings import Settings, load_settings
    from copydesk.version import __version__

__all__ = [
    "CopydeskError",
    "InputError",
    "Result",
    "RuleError",
    "Settings",
    "SettingsError",
    "__version__",
    "check",
    "fix",
    "load_result",
    "load_settings",
]

_HOMES = {
    "check": "copydesk.run",
    "fix": "copydesk.fixing.fix",
    "CopydeskError": "copydesk.errors",
    "InputError": "copydesk.errors",
    "RuleError": "copydesk.errors",
    "SettingsError": "copydesk.errors",
    "Result": "copydesk.result.result",
    "load_result": "copydesk.result.result",
    "Settings": "copydesk.settings",
    "load_settings": "copydesk.settings",
    "__version__": "copydesk.version",
}


def __getattr__(name: str) -> Any:
    """Imports what is asked for when it is asked for: `copydesk --help` needs none of it."""
    if name not in _HOMES:
        raise AttributeError(f"module 'copydesk' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
