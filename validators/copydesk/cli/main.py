"""The command line. Commands import what they need when they run, so that `--help` answers at once."""

import atexit
import gc
import sys
import warnings
from typing import Any

import click

from copydesk.errors import CopydeskError


class Commands(click.Group):
    """The commands in the order of their use, each loaded when it is named."""

    ORDER = (
        "check",
        "fix",
        "adopt",
        "baseline",
        "health",
        "render",
        "rules",
        "explain",
        "new-rule",
        "test-rules",
    )

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.ORDER)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.ORDER:
            return None
        from importlib import import_module

        module = name.replace("-", "_")
        command: click.Command = getattr(import_module(f"copydesk.cli.{module}"), module)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """What went wrong for a reason that the user can mend is told without a traceback, with exit code 2."""
        try:
            return super().invoke(ctx)
        except CopydeskError as error:
            from copydesk.text import visible

            for line in str(error).splitlines():
                click.echo(f"copydesk: {visible(line)}", err=True)
            sys.exit(2)
        except KeyboardInterrupt:  # not 1, which says that the gate failed
            click.echo("copydesk: stopped", err=True)
            sys.exit(130)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="copydesk")
def main() -> None:
    """The copy desk for scraped news: finds the defects that scraping leaves in articles."""
    # where Spark is installed, pandera and Great Expectations import it, and it warns of pandas 3
    warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
    # else Python looks for garbage in all that was imported before it ends: a sixth of the time of a small batch
    atexit.register(gc.freeze)
