"""The command `dharna`: exit status 0 on success, 2 for bad input or usage, one line on stderr."""

from __future__ import annotations

import sys
from typing import Final

import typer

from dashboard.commands import datasets, export, geocode, places, run, timeline
from geo.errors import DharnaError

app = typer.Typer(
    name="dharna",
    help="Follow how a protest spreads: reports in, a timeline on a map out. Works offline.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
for _command in (
    run.run,
    timeline.timeline,
    geocode.geocode,
    export.export,
    datasets.datasets,
):
    app.command()(_command)
app.add_typer(places.places, name="places", no_args_is_help=True)

_LONGEST_MESSAGE: Final = 600
_INTERRUPTED: Final = 130


def main() -> None:
    """Run the command line; every error is one sentence on stderr."""
    sys.exit(_run(sys.argv[1:]))


def _run(arguments: list[str]) -> int:
    command = typer.main.get_command(app)
    try:
        status = command.main(args=arguments, prog_name="dharna", standalone_mode=False)
    except DharnaError as error:
        return _fail(str(error))
    except Exception as error:
        # Typer carries a click of its own; its usage errors share only these two attributes.
        if type(error).__name__ == "NoArgsIsHelpError":
            return _fail("Name a command; see 'dharna --help'.")
        # An interrupt comes as click's error, or as the engine's whose query it stopped.
        if type(error).__name__ in ("Abort", "InterruptException") or _is_interrupt(error):
            return _say_stopped()
        if hasattr(error, "format_message") and hasattr(error, "exit_code"):
            return _fail(f"{error.format_message()} See 'dharna --help'.")
        raise
    if status == _INTERRUPTED:  # Typer makes this of Ctrl-C, and says nothing.
        return _say_stopped()
    return status if isinstance(status, int) else 0


def _say_stopped() -> int:
    typer.echo("dharna: stopped; nothing is left half-written.", err=True)
    return _INTERRUPTED


def _is_interrupt(error: Exception) -> bool:
    return isinstance(error, RuntimeError) and str(error) == "Query interrupted"


def _fail(message: str) -> int:
    sentence = " ".join(message.split())
    if len(sentence) > _LONGEST_MESSAGE:
        sentence = sentence[: _LONGEST_MESSAGE - 1] + "…"
    typer.echo(f"dharna: {sentence}", err=True)
    return 2


if __name__ == "__main__":
    main()
