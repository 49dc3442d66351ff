"""The alerts of a check, after its reports are written."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from copydesk.result.result import Result
    from copydesk.settings import Settings


def check_alerts(settings: "Settings") -> None:
    """Raises SettingsError where alerts are set and no history, which knows what was told before."""
    from copydesk.errors import SettingsError

    if settings.alerts and settings.history.url is None:
        with settings.at("alerts"):
            raise SettingsError("alerts need a history: set `url` in [history], or give --history history.db")


def send_alerts(settings: "Settings", result: "Result", written: Sequence[Path]) -> None:
    """Tells what is new of the sources. written: the reports. What goes wrong is told, and changes no exit code."""
    kept = settings.history
    if settings.alerts is None or kept.url is None or result.run is None:
        return
    from copydesk.alerts.alert import alert
    from copydesk.errors import HistoryError
    from copydesk.history import open_history
    from copydesk.text import visible

    try:
        with open_history(kept.url, keep_days=kept.keep_days, keep_bodies_days=kept.keep_bodies_days) as history:
            report = str(written[0]) if written else None
            errors = alert(history, result.run, settings.alerts, report=report)
    except HistoryError as error:
        errors = [str(error)]
    for told in errors:
        click.echo(f"copydesk: an alert was not sent: {visible(told)}", err=True)
