"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dashboard.archives import Place

_SOURCES_HELP = "Files of reports, a database address, or a shipped campaign's name."
Sources = Annotated[list[str], typer.Argument(metavar="SOURCE...", help=_SOURCES_HELP)]
OptionalSources = Annotated[
    list[str] | None, typer.Argument(metavar="[SOURCE]...", help=_SOURCES_HELP)
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


def archive_place(sources: Sequence[str], engine: str, memory: str) -> Place | None:
    """Return where sources are read that are not loaded; ``None`` for those that are."""
    from dashboard.archives import is_archive

    place = asked_place(engine, memory)
    return place if is_archive(sources, place) else None


def asked_place(engine: str, memory: str) -> Place:
    """Return where rows are to be read, as the options say."""
    from dashboard.archive_commands import memory_bytes
    from dashboard.archives import Place

    return Place(engine, memory_bytes(memory), is_asked=engine != "duckdb" or bool(memory))
