"""What a command says on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import typer

_NOTES_TOLD: Final = 12


def say(line: str) -> None:
    """Say one line on standard output."""
    typer.echo(line)


def say_left_out(sentences: Iterable[str]) -> None:
    """Tell of the files that could not be used beside those that were."""
    for sentence in sentences:
        typer.echo(f"dharna: left out: {' '.join(sentence.split())}", err=True)


def say_notes(sentences: Sequence[str]) -> None:
    """Tell what was decided while reading: nothing is guessed in silence."""
    for sentence in sentences[:_NOTES_TOLD]:
        say(f"note: {' '.join(sentence.split())}")
    if len(sentences) > _NOTES_TOLD:
        say(f"note: {len(sentences) - _NOTES_TOLD} more stand on page Data")


def accounts_in_words(campaign: Any) -> str:
    """Say what became of the rows of a campaign."""
    read, located = campaign.read, campaign.located
    aside = f"{len(read.set_aside)} set aside as no protests, " if len(read.set_aside) else ""
    return (
        f"{read.rows_read} rows read, {len(read.rejected)} rejected, {aside}"
        f"{len(located.unlocated)} not placed"
    )


@contextmanager
def progress_bar(*, quiet: bool = False) -> Iterator[Callable[[float, str], None]]:
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
