"""`dharna export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboard.commands.options import Country, OptionalSources
from dashboard.commands.telling import progress_bar, say


def export(
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder to write to.")],
    sources: OptionalSources = None,
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
    with progress_bar() as bar:
        written = run_export(arguments, tell=lambda what, share: bar(share, what))
    for path in written:
        say(str(path))
