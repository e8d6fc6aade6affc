"""The command `dharna`: exit status 0 on success, 2 for bad input or usage, one line on stderr."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from geo.errors import DharnaError

app = typer.Typer(
    name="dharna",
    help="Follow how a protest spreads: reports in, a timeline on a map out. Works offline.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

_LONGEST_MESSAGE: Final = 600

Source = Annotated[str, typer.Argument(help="A file of reports, or a shipped campaign's name.")]
Out = Annotated[Path, typer.Option("-o", "--out", help="File to write: .csv or .parquet.")]
Country = Annotated[
    str, typer.Option("--country", help="ISO code of the country of places without one.")
]


@app.command()
def run(
    source: Source = "machh_2021",
    port: Annotated[
        int | None, typer.Option(help="Port on localhost; a free one if unset.")
    ] = None,
    headless: Annotated[bool, typer.Option("--headless", help="Open no browser.")] = False,
) -> None:
    """Open the dashboard on a campaign, on this machine only."""
    from dashboard.server import serve

    serve(source, port=port, headless=headless)


@app.command()
def timeline(
    source: Source,
    out: Out,
    level: Annotated[str, typer.Option(help="town (spots gathered) or spot.")] = "town",
    gap_days: Annotated[
        int | None, typer.Option(help="Silent days that one stretch of protest may hold.")
    ] = None,
    country: Country = "PK",
) -> None:
    """Write each site's state on each day: started, continuing, ended, silent."""
    from dashboard.export.tables import write_table
    from geo.errors import InputError
    from geo.pipeline import follow, open_campaign
    from geo.schema import TIMELINE_COLUMNS

    if level not in ("town", "spot"):
        msg = f"--level is '{level}'; give town or spot."
        raise InputError(msg)
    campaign = open_campaign(source, country=country)
    course = follow(campaign, level=level, gap_days=gap_days)  # type: ignore[arg-type]
    write_table(course.timeline[list(TIMELINE_COLUMNS)], out)
    _tell(
        f"{out}: {len(course.timeline)} site-days of {course.timeline['site_id'].nunique()} sites; "
        f"{_accounts(campaign)}"
    )


@app.command()
def geocode(
    source: Source,
    out: Out,
    country: Country = "PK",
    report: Annotated[
        Path | None, typer.Option("--report", help="JSON file for the accounts.")
    ] = None,
) -> None:
    """Write the input's rows with the place found for each, its radius and the reason."""
    from dashboard.export.tables import write_table, write_whole
    from dashboard.geocoding import geocode_source
    from geo.errors import InputError

    if out.exists() and Path(source).exists() and out.samefile(source):
        msg = f"{out} is the input itself; name another file with -o."
        raise InputError(msg)
    result = geocode_source(source, country=country)
    write_table(result.table, out)
    if report is not None:
        text = json.dumps(result.accounts, indent=2, ensure_ascii=False) + "\n"
        write_whole(text.encode("utf-8"), report)
    _tell(f"{out}: {result.in_words()}")


@app.command()
def datasets() -> None:
    """List the campaigns that ship with Dharna."""
    from geo.loader import list_campaigns, load_campaign

    for name in list_campaigns():
        campaign = load_campaign(name)
        days = campaign.read.reports["date"]
        _tell(
            f"{name}\t{campaign.info.title}\t{days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}"
            f"\t{campaign.read.rows_read} reports"
        )


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
        if hasattr(error, "format_message") and hasattr(error, "exit_code"):
            return _fail(f"{error.format_message()} See 'dharna --help'.")
        raise
    return status if isinstance(status, int) else 0


def _fail(message: str) -> int:
    sentence = " ".join(message.split())
    if len(sentence) > _LONGEST_MESSAGE:
        sentence = sentence[: _LONGEST_MESSAGE - 1] + "…"
    typer.echo(f"dharna: {sentence}", err=True)
    return 2


def _tell(line: str) -> None:
    typer.echo(line)


def _accounts(campaign: Any) -> str:
    read, located = campaign.read, campaign.located
    return (
        f"{read.rows_read} rows read, {len(read.rejected)} rejected, "
        f"{len(located.unlocated)} not placed"
    )


if __name__ == "__main__":
    main()
