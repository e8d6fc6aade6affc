"""The command `dharna`: exit status 0 on success, 2 for bad input or usage, one line on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from geo.errors import DharnaError

if TYPE_CHECKING:
    from dashboard.archive_commands import Place
    from geo._online_server import OnlineSettings

app = typer.Typer(
    name="dharna",
    help="Follow how a protest spreads: reports in, a timeline on a map out. Works offline.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

_LONGEST_MESSAGE: Final = 600
_NOTES_TOLD: Final = 12
_UNMERGED: Final = (
    "--merge-km was not used: it joins reports to events, and sources that are not loaded are "
    "counted by site and day, the same with it or without."
)

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE...",
        help="Files of reports, a database address, or a shipped campaign's name.",
    ),
]
Out = Annotated[Path, typer.Option("-o", "--out", help="File to write: .csv or .parquet.")]
Country = Annotated[
    str, typer.Option("--country", help="ISO code of the country of places without one.")
]
Corrections = Annotated[
    Path | None, typer.Option("--corrections", help="CSV file of places corrected by hand.")
]
Engine = Annotated[
    str,
    typer.Option("--engine", help="duckdb, spark://host:port or postgres://…: who reads."),
]
Memory = Annotated[
    str, typer.Option("--memory", help="Memory that may be used, such as 2GB; nothing is loaded.")
]
IncludeAside = Annotated[
    bool, typer.Option("--include-aside", help="Count rows that are no protests as well.")
]


@app.command()
def run(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SOURCE]...",
            help="Files of reports, a database address, or a shipped campaign's name.",
        ),
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port on localhost; a free one if unset.")
    ] = None,
    headless: Annotated[bool, typer.Option("--headless", help="Open no browser.")] = False,
) -> None:
    """Open the dashboard on a campaign, on this machine only."""
    from dashboard.server import DEFAULT_SOURCE, serve

    serve(sources or [DEFAULT_SOURCE], port=port, headless=headless)


@app.command()
def timeline(
    sources: Sources,
    out: Out,
    level: Annotated[str, typer.Option(help="town (spots gathered) or spot.")] = "town",
    gap_days: Annotated[
        int | None, typer.Option(help="Silent days that one stretch of protest may hold.")
    ] = None,
    merge_km: Annotated[
        float, typer.Option(help="Spots of a town this near are one event (0: same site only).")
    ] = 0.0,
    period: Annotated[
        str, typer.Option(help="Length of a row's period: day, week or month.")
    ] = "day",
    country: Country = "PK",
    corrections: Corrections = None,
    include_aside: IncludeAside = False,
    days: Annotated[
        Path | None, typer.Option("--days", help="Table of measures by day: .csv or .parquet.")
    ] = None,
    links: Annotated[
        Path | None, typer.Option("--links", help="Table of links inferred between places.")
    ] = None,
    measures: Annotated[
        Path | None,
        typer.Option("--measures", help="JSON of all measures with formulas and intervals."),
    ] = None,
    engine: Engine = "duckdb",
    memory: Memory = "",
) -> None:
    """Write each site's state on each day: started, continuing, ended, silent."""
    from dataclasses import replace

    from dashboard.export.tables import write_table
    from geo.checking import ReadOptions
    from geo.corrections import read_corrections
    from geo.errors import InputError
    from geo.granularity import checked_granularity, timeline_by
    from geo.merge import MergeRules
    from geo.pipeline import follow, open_campaign
    from geo.schema import TIMELINE_COLUMNS

    length = checked_granularity(period)
    if level not in ("town", "spot"):
        msg = f"--level is '{level}'; give town or spot."
        raise InputError(msg)
    rules = MergeRules(distance_km=merge_km)
    by_hand = read_corrections(corrections) if corrections is not None else None
    options = ReadOptions(include_aside=include_aside, country=country)
    if place := _archive_place(sources, engine, memory):
        from dashboard.archive_commands import write_timeline

        with _progress(quiet=True) as tell:
            archive, words = write_timeline(
                sources,
                out,
                level=level,  # type: ignore[arg-type]
                gap_days=gap_days,
                period=length,
                options=options,
                corrections=by_hand,
                place=place,
                figures=(days, links, measures),
                tell=tell,
            )
        _tell(words)
        _note((*([_UNMERGED] if merge_km else []), *archive.notes))
        return
    campaign = replace(open_campaign(*sources, options=options, corrections=by_hand), rules=rules)
    course = follow(campaign, level=level, gap_days=gap_days)  # type: ignore[arg-type]
    rows = timeline_by(course.timeline, length)
    write_table(rows[list(TIMELINE_COLUMNS)], out)
    if days or links or measures:
        from dashboard.measure_files import write_measures
        from geo.measures import measure

        measured = measure(campaign, course, gap_days=gap_days)
        write_measures(measured, days=days, links=links, figures=measures)
    _warn(campaign.failures)
    _tell(
        f"{out}: {len(rows)} site-{length}s of {rows['site_id'].nunique()} sites; "
        f"{_accounts(campaign)}"
    )
    _note(campaign.read.notes)


@app.command()
def geocode(
    sources: Sources,
    out: Out,
    country: Country = "PK",
    corrections: Corrections = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="JSON file for the accounts.")
    ] = None,
    online: Annotated[
        str,
        typer.Option(
            "--online",
            metavar="PROVIDER",
            help="Ask a server for names not known here: nominatim, photon, or one of geopy's. "
            "Names of places leave this machine.",
        ),
    ] = "",
    server: Annotated[
        str, typer.Option("--server", help="Address of an own server; else the public one.")
    ] = "",
    email: Annotated[str, typer.Option("--email", help="Who asks; public servers want it.")] = "",
    user_agent: Annotated[
        str, typer.Option("--user-agent", help="Who asks, in full: organisation and e-mail.")
    ] = "",
    online_delay: Annotated[
        float | None,
        typer.Option("--online-delay", help="Seconds between questions; public servers: 1."),
    ] = None,
    online_option: Annotated[
        list[str] | None,
        typer.Option(
            "--online-option",
            metavar="NAME=VALUE",
            envvar="DHARNA_ONLINE_OPTION",
            help="What a provider needs besides, such as api_key=….",
        ),
    ] = None,
    engine: Engine = "duckdb",
    memory: Memory = "",
) -> None:
    """Write the input's rows with the place found for each, its radius and the reason."""
    from dashboard.export.tables import check_writable, write_table, write_whole
    from dashboard.geocoding import Online, geocode_sources
    from geo.corrections import read_corrections
    from geo.errors import InputError

    asked = (server, email, user_agent, online_delay, *(online_option or ()))
    settings = _online_settings(online, *asked)
    for source in sources:
        if out.exists() and Path(source).exists() and out.samefile(source):
            msg = f"{out} is the input itself; name another file with -o."
            raise InputError(msg)
    if report is not None:
        check_writable(report)
    by_hand = read_corrections(corrections) if corrections is not None else None
    if place := _archive_place(sources, engine, memory):
        from dashboard.archive_commands import write_places

        if settings is not None:
            msg = "Names of a large source are not asked online; geocode a file by itself."
            raise InputError(msg)
        with _progress(quiet=True) as tell:
            archive, words = write_places(
                sources,
                out,
                country=country,
                corrections=by_hand,
                place=place,
                report=report,
                tell=tell,
            )
        _tell(words)
        _note(archive.notes)
        return
    if settings is None:
        result = geocode_sources(
            *sources, country=country, corrections=by_hand, indexing=_tell_of_indexing
        )
    else:
        typer.echo(f"Names that the gazetteer does not know go to {settings.host}.", err=True)
        try:
            with _progress() as bar:
                wanted = Online(settings, lambda n, whole, _: bar(n / whole, f"{n:,} of {whole:,}"))
                result = geocode_sources(
                    *sources,
                    country=country,
                    corrections=by_hand,
                    online=wanted,
                    indexing=_tell_of_indexing,
                )
        except KeyboardInterrupt:
            msg = "Stopped: the answers so far are kept; the same command goes on from there."
            raise InputError(msg) from None
    write_table(result.table, out)
    if report is not None:
        text = json.dumps(result.accounts, indent=2, ensure_ascii=False) + "\n"
        write_whole(text.encode("utf-8"), report)
    _warn(result.failures)
    _tell(f"{out}: {result.in_words()}")
    _note(result.notes)


def _archive_place(sources: Sequence[str], engine: str, memory: str) -> Place | None:
    """Return where sources are read that are not loaded; ``None`` for those that are."""
    from geo.archive import is_large

    if engine == "duckdb" and not memory and not any(is_large(source) for source in sources):
        return None
    from dashboard.archive_commands import Place, memory_bytes

    return Place(engine, memory_bytes(memory))


def _tell_of_indexing(share: float, _what: str) -> None:
    """Say once why it takes a while: the world's places are indexed when first needed."""
    if share == 0.0:
        typer.echo("Indexing the world's places, once; it takes about a minute.", err=True)


def _online_settings(
    provider: str,
    server: str,
    email: str,
    user_agent: str,
    delay_s: float | None,
    *options: str,
) -> OnlineSettings | None:
    """Return how to ask online; ``None`` when it was not switched on."""
    from geo._online_server import online_settings
    from geo.errors import InputError

    if not provider:
        if server or email or user_agent or delay_s is not None:
            msg = "Nothing is asked online unless --online names a provider: nominatim or photon."
            raise InputError(msg)
        return None
    pairs = [option.partition("=") for option in options]
    if not all(name and sign for name, sign, _ in pairs):
        msg = "--online-option needs a name and a value, such as api_key=abc."
        raise InputError(msg)
    return online_settings(
        provider,
        server=server,
        email=email,
        user_agent=user_agent,
        delay_s=delay_s,
        options={name: value for name, _, value in pairs},
    )


@app.command()
def export(
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder to write to.")],
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SOURCE]...",
            help="Files of reports, a database address, or a shipped campaign's name.",
        ),
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", help="png, svg, pdf, gif, mp4, pptx, html, csv … or all.")
    ] = "png",
    day: Annotated[str, typer.Option("--day", help="Day shown: YYYY-MM-DD.")] = "",
    first: Annotated[str, typer.Option("--from", help="First day of films and slides.")] = "",
    last: Annotated[str, typer.Option("--to", help="Last day of films and slides.")] = "",
    story: Annotated[Path | None, typer.Option("--story", help="Story file for slides.")] = None,
    preset: Annotated[
        str,
        typer.Option("--preset", help="slide, square, story, a4, a4-landscape or column."),
    ] = "slide",
    size: Annotated[str, typer.Option("--size", help="Pixels, such as 1920x1080.")] = "",
    dpi: Annotated[int | None, typer.Option("--dpi", help="Dots to an inch.")] = None,
    lang: Annotated[str, typer.Option("--lang", help="en or ur.")] = "en",
    theme: Annotated[str, typer.Option("--theme", help="light or dark.")] = "light",
    address: Annotated[
        str, typer.Option("--address", help="A page's address: its filters and view are kept.")
    ] = "",
    day_seconds: Annotated[
        float, typer.Option("--day-seconds", help="Seconds a day in films.")
    ] = 1.6,
    fps: Annotated[int, typer.Option("--fps", help="Frames a second in films.")] = 25,
    country: Country = "PK",
    from_manifest: Annotated[
        Path | None, typer.Option("--from-manifest", help="Make what a manifest lists again.")
    ] = None,
) -> None:
    """Write pictures, films, slides, a page or data of what is shown."""
    from dashboard.export.command import ExportArguments, run_export
    from geo.errors import InputError

    if not sources and from_manifest is None:
        msg = "Name a source: a file, or a campaign named by 'dharna datasets'."
        raise InputError(msg)
    arguments = ExportArguments(
        sources=tuple(sources or ()),
        out=out,
        formats=formats,
        day=day,
        first=first,
        last=last,
        story=story,
        preset=preset,
        size=size,
        dpi=dpi,
        language=lang,
        scheme=theme,
        address=address,
        day_s=day_seconds,
        fps=fps,
        country=country,
        from_manifest=from_manifest,
    )
    with _progress() as bar:
        written = run_export(arguments, tell=lambda what, share: bar(share, what))
    for path in written:
        _tell(str(path))


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


places = typer.Typer(help="The world's places, kept in the cache folder.", rich_markup_mode=None)
app.add_typer(places, name="places", no_args_is_help=True)


@places.command()
def build() -> None:
    """Index the world's places once (GeoNames cities500); it takes about a minute."""
    from geo.world import build_world

    with _progress() as tell:
        folder = build_world(progress=tell)
    _tell(f"{folder}: ready")


@places.command()
def add(
    dump: Annotated[Path, typer.Argument(help="A GeoNames dump: PK.zip or allCountries.zip.")],
) -> None:
    """Add a GeoNames country dump, for places down to villages."""
    from geo.dump import add_dump

    with _progress() as tell:
        number = add_dump(dump, progress=tell)
    _tell(f"{dump}: {number:,} places added")


@contextmanager
def _progress(*, quiet: bool = False) -> Iterator[Callable[[float, str], None]]:
    """Show a bar with what is being done and the time left.

    Where there is no terminal to draw on, each thing that is done gets a line, or none if `quiet`.
    """
    if quiet and not sys.stderr.isatty():
        yield lambda _share, _what: None
        return
    with typer.progressbar(length=1000, file=sys.stderr, show_eta=True) as bar:

        def tell(share: float, what: str) -> None:
            bar.label = what[:40]
            bar.update(max(0, round(1000 * share) - bar.pos))

        yield tell


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
            typer.echo("dharna: stopped; nothing is left half-written.", err=True)
            return 130
        if hasattr(error, "format_message") and hasattr(error, "exit_code"):
            return _fail(f"{error.format_message()} See 'dharna --help'.")
        raise
    return status if isinstance(status, int) else 0


def _is_interrupt(error: Exception) -> bool:
    return isinstance(error, RuntimeError) and str(error) == "Query interrupted"


def _fail(message: str) -> int:
    sentence = " ".join(message.split())
    if len(sentence) > _LONGEST_MESSAGE:
        sentence = sentence[: _LONGEST_MESSAGE - 1] + "…"
    typer.echo(f"dharna: {sentence}", err=True)
    return 2


def _tell(line: str) -> None:
    typer.echo(line)


def _warn(sentences: Iterable[str]) -> None:
    """Tell of the files that could not be used beside those that were."""
    for sentence in sentences:
        typer.echo(f"dharna: left out: {' '.join(sentence.split())}", err=True)


def _note(sentences: Sequence[str]) -> None:
    """Tell what was decided while reading: nothing is guessed in silence."""
    for sentence in sentences[:_NOTES_TOLD]:
        _tell(f"note: {' '.join(sentence.split())}")
    if len(sentences) > _NOTES_TOLD:
        _tell(f"note: {len(sentences) - _NOTES_TOLD} more stand on page Data")


def _accounts(campaign: Any) -> str:
    read, located = campaign.read, campaign.located
    aside = f"{len(read.set_aside)} set aside as no protests, " if len(read.set_aside) else ""
    return (
        f"{read.rows_read} rows read, {len(read.rejected)} rejected, {aside}"
        f"{len(located.unlocated)} not placed"
    )


if __name__ == "__main__":
    main()
