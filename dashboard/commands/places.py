"""`dharna places`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboard.commands.telling import progress_bar, say

places = typer.Typer(help="The world's places, kept in the cache folder.", rich_markup_mode=None)


@places.command()
def build() -> None:
    """Index the world's places once (GeoNames cities500); it takes about a minute."""
    from geo.world import build_world

    with progress_bar() as tell:
        folder = build_world(progress=tell)
    say(f"{folder}: ready")


@places.command()
def add(
    dump: Annotated[Path, typer.Argument(help="A GeoNames dump: PK.zip or allCountries.zip.")],
) -> None:
    """Add a GeoNames country dump, for places down to villages."""
    from geo.dump import add_dump

    with progress_bar() as tell:
        number = add_dump(dump, progress=tell)
    say(f"{dump}: {number:,} places added")
