"""The command line. Commands import what they need when they run, so that `--help` answers at once."""

import atexit
import gc
import os
import sys
import traceback
import warnings
from pathlib import Path
from typing import Any, NoReturn

import click

from copydesk.errors import CopydeskError, refused


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
            _stop(str(error))
        except BrokenPipeError:  # click's, whose reader has seen enough
            raise
        except OSError as error:
            _stop(refused(error))
        except KeyboardInterrupt:  # not 1, which says that the gate failed
            click.echo("copydesk: stopped", err=True)
            sys.exit(130)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception:
            traceback.print_exc()
            _stop("this is a fault of copydesk; please report it with the lines above")


def _stop(why: str) -> NoReturn:
    """Not with exit code 1, which says that the gate failed."""
    from copydesk.text import visible

    for line in why.splitlines():
        click.echo(f"copydesk: {visible(line)}", err=True)
    sys.exit(2)


def _stand_in_for_closed_streams() -> None:
    """A program started without standard streams gets empty ones; else its files would take their numbers."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - as long as the program


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="copydesk")
def main() -> None:
    """The copy desk for scraped news: finds the defects that scraping leaves in articles."""
    _stand_in_for_closed_streams()
    # where Spark is installed, pandera and Great Expectations import it, and it warns of pandas 3
    warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
    # else Python looks for garbage in all that was imported before it ends: a sixth of the time of a small batch
    atexit.register(gc.freeze)
