"""What `dharna export` does: arguments as text in, files in a folder out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from dashboard.address import Choices, ViewState, from_params
from dashboard.export.files import write_files
from dashboard.export.options import ExportOptions, FilmPace
from dashboard.export.presets import DEFAULT_PRESET, preset_named, with_size
from dashboard.export.progress import Progress
from dashboard.export.request import ExportedFile, export
from dashboard.filters import Filters, facet_table, facet_values
from geo.errors import InputError, OutputError
from geo.pipeline import Campaign, open_campaign
from geo.scans.databases import has_many_rows
from geo.scans.files import LARGE_PARQUET_BYTES, is_large, is_pattern, list_files

_DAY: Final = "%Y-%m-%d"


@dataclass(frozen=True)
class ExportArguments:
    """The command's arguments as they were typed; an empty text means not given."""

    sources: tuple[str, ...]
    out: Path
    formats: str = "png"
    day: str = ""
    first: str = ""
    last: str = ""
    story: Path | None = None
    preset: str = DEFAULT_PRESET
    size: str = ""
    dpi: int | None = None
    language: str = "en"
    scheme: str = "light"
    address: str = ""
    day_s: float = FilmPace.day_s
    fps: int = FilmPace.fps
    country: str = "PK"
    from_manifest: Path | None = None


def run_export(
    arguments: ExportArguments, *, tell: Callable[[str, float], None] | None = None
) -> list[Path]:
    """Open the sources, make the files, and write each whole or not at all.

    Raises
    ------
    DharnaError
        With one sentence that says what to do.
    """
    if arguments.out.exists() and not arguments.out.is_dir():
        msg = f"{arguments.out} is a file; name a folder with -o."
        raise OutputError(msg)
    progress = Progress(tell)
    if arguments.from_manifest is not None:
        from dashboard.export.manifest import reproduce

        files = reproduce(arguments.from_manifest, sources=arguments.sources, progress=progress)
        return write_files(files, arguments.out)
    options = options_from(arguments)
    loaded = loadable(arguments.sources)
    if loaded is None:
        return write_files(_of_archive(arguments, options, progress), arguments.out)
    campaign = open_campaign(*loaded, country=arguments.country)
    if not len(campaign.days):
        msg = f"{campaign.info.title} holds no report that could be both placed and dated."
        raise InputError(msg)
    state = state_from(arguments, campaign)
    return write_files(export(campaign, state, options, progress=progress), arguments.out)


def _of_archive(
    arguments: ExportArguments, options: ExportOptions, progress: Progress
) -> list[ExportedFile]:
    from dashboard.archives import Place, open_if_large
    from dashboard.export.archives import export_archive

    def told(share: float, what: str) -> None:
        progress.begin(what)
        progress.done(share)

    opened = open_if_large(
        arguments.sources,
        place=Place(is_asked=True, country=arguments.country),
        tell=told,
    )
    if opened is None or not opened.choices.days:
        msg = f"{arguments.sources[0]} holds no report that could be both placed and dated."
        raise InputError(msg)
    counts = opened.active(Filters(), "town_id").counts
    totals = np.bincount(counts.day - counts.day.min(), weights=counts.columns["reports"])
    busiest = np.datetime64(int(counts.day.min()) + int(totals.argmax()), "D")
    day = pd.Timestamp(busiest).as_unit("s")
    state = _state(arguments, opened.choices, day)
    return export_archive(opened, state, options, progress=progress)


def loadable(sources: Sequence[str]) -> list[str] | None:
    """Name the files of folders and patterns, as long as they can be loaded report by report.

    Returns
    -------
    list of str or None
        ``None`` when a file or a table, or the files of one folder together, are too large.
    """
    files: list[str] = []
    for source in sources:
        is_many = is_pattern(source) and is_large(source)
        found = [str(path) for path in list_files(source)] if is_many else [source]
        size = sum(Path(file).stat().st_size for file in found) if is_many else 0
        if size > LARGE_PARQUET_BYTES or any(is_large(f) or has_many_rows(f) for f in found):
            return None
        files += found
    return files


def options_from(arguments: ExportArguments) -> ExportOptions:
    """Read the options; whatever is not known is refused with a sentence."""
    preset = preset_named(arguments.preset)
    if arguments.size:
        preset = with_size(preset, arguments.size)
    if arguments.dpi is not None:
        if not 36 <= arguments.dpi <= 2400:
            msg = f"{arguments.dpi} dots to an inch cannot be used; give 36 to 2400."
            raise InputError(msg)
        preset = replace(preset, dpi=arguments.dpi)
    story = None
    if arguments.story is not None:
        from dashboard.story_file import read_story

        try:
            story = read_story(arguments.story.read_bytes())
        except OSError as error:
            msg = f"Cannot read the story {arguments.story}: {error.strerror or error}."
            raise InputError(msg) from error
    return ExportOptions(
        formats=tuple(filter(None, (name.strip() for name in arguments.formats.split(",")))),
        preset=preset,
        scheme=_one_of(arguments.scheme, ("light", "dark"), "--theme"),  # type: ignore[arg-type]
        language=_one_of(arguments.language, ("en", "ur"), "--lang"),  # type: ignore[arg-type]
        first=_day(arguments.first, "--from"),
        last=_day(arguments.last, "--to"),
        pace=FilmPace(
            day_s=arguments.day_s,
            growth_s=min(FilmPace.growth_s, arguments.day_s * 0.6),
            fps=arguments.fps,
        ),
        story=story,
        sources=arguments.sources,
    )


def state_from(arguments: ExportArguments, campaign: Campaign) -> ViewState:
    """Return the state that an address holds, at the day asked for; else of the busiest day."""
    values = facet_values(facet_table(campaign))
    towns = campaign.located.sites["town_id"].unique().tolist()
    choices = Choices(days=tuple(campaign.days), focuses=tuple(towns), values=values)
    return _state(arguments, choices, _busiest(campaign))


def _state(arguments: ExportArguments, choices: Choices, busiest: pd.Timestamp) -> ViewState:
    from urllib.parse import parse_qs

    query = arguments.address.rpartition("?")[2]
    state = from_params(parse_qs(query), choices)
    day = _day(arguments.day, "--day")
    if day is not None and day not in choices.days:
        first, last = choices.days[0], choices.days[-1]
        span = f"{first:{_DAY}} to {last:{_DAY}}"
        msg = f"{day:{_DAY}} is no day of the campaign; give one from {span}."
        raise InputError(msg)
    if day is None and "day" not in parse_qs(query):
        day = busiest
    return state if day is None else replace(state, day=day)


def _busiest(campaign: Campaign) -> pd.Timestamp:
    """Return the day with most reports: the first of several."""
    happened = campaign.reports[campaign.reports["status"] != "planned"]
    within = happened.loc[happened["date"].isin(campaign.days), "date"]
    counts = within.value_counts(sort=False).reindex(campaign.days, fill_value=0)
    return campaign.days[int(counts.to_numpy().argmax())]


def _day(text: str, option: str) -> pd.Timestamp | None:
    if not text:
        return None
    try:
        return pd.Timestamp(pd.to_datetime(text, format=_DAY)).as_unit("s")
    except ValueError as error:
        msg = f"{option} is '{text[:60]}'; give a day as YYYY-MM-DD."
        raise InputError(msg) from error


def _one_of(word: str, words: Sequence[str], option: str) -> str:
    if word not in words:
        msg = f"{option} is '{word[:60]}'; give {' or '.join(words)}."
        raise InputError(msg)
    return word
