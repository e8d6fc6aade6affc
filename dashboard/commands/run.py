"""`dharna run`."""

from __future__ import annotations

from typing import Annotated

import typer

from dashboard.commands.options import Engine, Memory, OptionalSources, asked_place


def run(
    sources: OptionalSources = None,
    port: Annotated[
        int | None, typer.Option(help="Port on localhost; a free one if unset.")
    ] = None,
    headless: Annotated[bool, typer.Option("--headless", help="Open no browser.")] = False,
    engine: Engine = "duckdb",
    memory: Memory = "",
) -> None:
    """Open the dashboard on a campaign, on this machine only."""
    from dashboard.server import DEFAULT_SOURCE, serve

    serve(
        sources or [DEFAULT_SOURCE], port=port, headless=headless, place=asked_place(engine, memory)
    )
