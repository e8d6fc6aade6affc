"""`dharna geocode`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dashboard.commands.options import (
    Corrections,
    Country,
    Engine,
    Memory,
    Out,
    Sources,
    archive_place,
)
from dashboard.commands.telling import progress_bar, say, say_left_out, say_notes

if TYPE_CHECKING:
    from dashboard.archives import Place
    from dashboard.geocoding import Geocoded
    from geo._online_server import OnlineSettings
    from geo.corrections import Corrections as CorrectionsByHand


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
    from dashboard.export.tables import check_writable
    from geo.corrections import read_corrections
    from geo.errors import InputError

    said = (server, email, user_agent, online_delay, *(online_option or ()))
    settings = _online_settings(online, *said)
    for source in sources:
        if out.exists() and Path(source).exists() and out.samefile(source):
            msg = f"{out} is the input itself; name another file with -o."
            raise InputError(msg)
    if report is not None:
        check_writable(report)
    by_hand = read_corrections(corrections) if corrections is not None else None
    asked = _Asked(sources, out, country, by_hand, report)
    place = archive_place(sources, engine, memory)
    if place is None:
        _write_loaded(asked, settings)
    elif settings is None:
        _write_archive(asked, place)
    else:
        msg = "Names of a large source are not asked online; geocode a file by itself."
        raise InputError(msg)


@dataclass(frozen=True)
class _Asked:
    """The command's options, read and checked."""

    sources: list[str]
    out: Path
    country: str
    corrections: CorrectionsByHand | None
    report: Path | None


def _write_archive(asked: _Asked, place: Place) -> None:
    from dashboard.archive_commands import write_places

    with progress_bar(quiet=True) as tell:
        archive, words = write_places(
            asked.sources,
            asked.out,
            country=asked.country,
            corrections=asked.corrections,
            place=place,
            report=asked.report,
            tell=tell,
        )
    say(words)
    say_notes(archive.notes)


def _write_loaded(asked: _Asked, settings: OnlineSettings | None) -> None:
    from dashboard.export.tables import write_table, write_whole

    result = _geocoded(asked, settings)
    write_table(result.table, asked.out)
    if asked.report is not None:
        text = json.dumps(result.accounts, indent=2, ensure_ascii=False) + "\n"
        write_whole(text.encode("utf-8"), asked.report)
    say_left_out(result.failures)
    say(f"{asked.out}: {result.in_words()}")
    say_notes(result.notes)


def _geocoded(asked: _Asked, settings: OnlineSettings | None) -> Geocoded:
    from dashboard.geocoding import Online, geocode_sources
    from geo.errors import InputError

    def located(online: Online | None) -> Geocoded:
        return geocode_sources(
            *asked.sources,
            country=asked.country,
            corrections=asked.corrections,
            online=online,
            indexing=_tell_of_indexing,
        )

    if settings is None:
        return located(None)
    typer.echo(f"Names that the gazetteer does not know go to {settings.host}.", err=True)
    try:
        with progress_bar() as bar:
            return located(
                Online(settings, lambda n, whole, _: bar(n / whole, f"{n:,} of {whole:,}"))
            )
    except KeyboardInterrupt:
        msg = "Stopped: the answers so far are kept; the same command goes on from there."
        raise InputError(msg) from None


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
