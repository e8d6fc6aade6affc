"""Sources by name, path or address → campaigns that were read, before anything is located."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any, Final

import pandas as pd

from geo.campaign import CampaignInfo, Uncertainty, View
from geo.checking import ReadOptions, ReadResult, check_table, columns_needed, join_reads, whole
from geo.errors import DharnaError, FormatError, InputError, SourceNotFoundError
from geo.formats import header_of, is_tag_row
from geo.tables import RawTable, read_database, read_table, read_tables

_CAMPAIGN_FILE: Final = "campaign.toml"


@dataclass(frozen=True)
class CampaignSource:
    """A campaign as its files hold it, before anything is located.

    `failures` has a sentence for each file that could not be used; it cost no other's rows.
    """

    info: CampaignInfo
    reads: tuple[ReadResult, ...]
    context: pd.DataFrame
    failures: tuple[str, ...] = ()

    @cached_property
    def read(self) -> ReadResult:
        """All tables of the campaign as one."""
        return join_reads(list(self.reads), self.info.title)


def list_campaigns() -> list[str]:
    """Name the campaigns that ship with Dharna."""
    found = resources.files("data").iterdir()
    return sorted(entry.name for entry in found if entry.joinpath(_CAMPAIGN_FILE).is_file())


def read_source(
    source: str, options: ReadOptions | None = None
) -> tuple[list[ReadResult], list[DharnaError]]:
    """Read and check the tables of one file or database address.

    Parameters
    ----------
    source
        A file of any kind that `geo.tables` reads, or an address such as
        ``sqlite:///events.db?table=events``.
    options
        How to read it where there is a choice.

    Returns
    -------
    tuple
        A result for each table, and the error of each table or file that cannot be used. A bad row
        is neither: it is in its table's `rejected`.
    """
    reads: list[ReadResult] = []
    failures: list[DharnaError] = []
    try:
        tables, unread = open_tables(source)
        failures += unread
    except DharnaError as error:
        return [], [error]
    for table in tables:
        try:
            reads.append(check_table(table, options))
        except DharnaError as error:
            failures.append(error)
    return reads, failures


def open_tables(source: str) -> tuple[list[RawTable], list[FormatError]]:
    """Open a file or database address as tables of text cells, before anything is checked.

    Of a format that is known only the columns that reports are made from are kept.

    Returns
    -------
    tuple
        The tables, and the error of each member of a container that is none.

    Raises
    ------
    SourceNotFoundError, FormatError
        When the source as a whole cannot be used.
    """
    if "://" in source:
        return [read_database(source)], []
    path = Path(source)
    if not is_there(path):
        known = ", ".join(list_campaigns())
        msg = f"There is no file {source} and no campaign of that name; shipped are: {known}."
        raise SourceNotFoundError(msg)
    found = read_tables(path, header_of=header_of, is_tag_row=is_tag_row, columns=columns_needed)
    return list(found.tables), list(found.failures)


def read_reports(
    path: Path, *, needs_date: bool = True, options: ReadOptions | None = None
) -> ReadResult:
    """Read and check one file of reports; of a container with several tables, all of them.

    Raises
    ------
    SourceNotFoundError, FormatError, SchemaError
        When nothing in the file can be used. A bad row never raises: it is in `rejected`.
    """
    reads, failures = read_source(str(path), options or ReadOptions(needs_date=needs_date))
    if not reads:
        raise failures[0]
    return join_reads(reads, path.name)


def load_campaign(
    *sources: str, country: str | None = None, options: ReadOptions | None = None
) -> CampaignSource:
    """Open a shipped campaign by its name, or files or a database table as one of their own.

    Parameters
    ----------
    sources
        One name from `list_campaigns`; or files' paths and database addresses, any number.
    country
        ISO alpha-2 code of the country that place names without one are in; a shipped campaign
        states its own, a file's is Pakistan unless told otherwise.
    options
        How to read them, where there is a choice.

    Raises
    ------
    InputError, SourceNotFoundError
        With one sentence that says what to do.
    """
    chosen = options or ReadOptions()
    chosen = replace(chosen, country=country or chosen.country)
    if len(sources) == 1 and (folder := _campaign_folder(sources[0])) is not None:
        return folder
    reads: list[ReadResult] = []
    failures: list[DharnaError] = []
    for source in sources:
        found, failed = read_source(source, chosen)
        reads += found
        failures += failed
        if failed and isinstance(failed[0], SourceNotFoundError):
            raise failed[0]
    if failures and not reads:
        raise failures[0]
    if not reads:
        msg = f"No source was named; give a file, or one of: {', '.join(list_campaigns())}."
        raise InputError(msg)
    first = Path(reads[0].name)
    name = first.stem if len(reads) == 1 else f"{first.stem} and {len(reads) - 1} more"
    info = CampaignInfo(id=_slug(first.stem), title=name.replace("_", " "), country=chosen.country)
    told = tuple(str(error) for error in failures)
    return CampaignSource(info, tuple(reads), pd.DataFrame(), told)


def _campaign_folder(source: str) -> CampaignSource | None:
    path = Path(source)
    if source in list_campaigns() and not (is_there(path) and path.is_file()):
        with resources.as_file(resources.files("data") / source) as folder:
            return _load_folder(folder)
    if is_there(path) and (path / _CAMPAIGN_FILE).is_file():
        return _load_folder(path)
    return None


def _slug(stem: str) -> str:
    return re.sub(r"[^\w-]+", "_", stem).strip("_") or "campaign"


def is_there(path: Path) -> bool:
    """Tell whether a file or folder exists; a name that no system can hold does not."""
    try:
        return path.exists()
    except OSError:
        return False


def _load_folder(folder: Path) -> CampaignSource:
    try:
        info = _campaign_info(tomllib.loads((folder / _CAMPAIGN_FILE).read_text(encoding="utf-8")))
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        msg = f"{folder.name}/{_CAMPAIGN_FILE} cannot be used: {error}."
        raise InputError(msg, where=_CAMPAIGN_FILE) from error
    context = folder / "context.csv"
    return CampaignSource(
        info,
        (_only(read_source(str(folder / "reports.csv"), ReadOptions(country=info.country))),),
        _all_cells(context) if context.is_file() else pd.DataFrame(),
    )


def _only(found: tuple[list[ReadResult], list[DharnaError]]) -> ReadResult:
    reads, failures = found
    if failures:
        raise failures[0]
    return reads[0]


def _all_cells(path: Path) -> pd.DataFrame:
    return whole(read_table(path))


def _campaign_info(toml: dict[str, Any]) -> CampaignInfo:
    attribution = toml.get("attribution", {})
    return CampaignInfo(
        id=toml["id"],
        title=toml["title"],
        country=toml["country"],
        summary=toml.get("summary", "").strip(),
        origin_place=toml.get("origin_place", ""),
        origin_admin1=toml.get("origin_admin1", ""),
        origin_day=_day_or_none(toml.get("origin_date")),
        first_day=_day_or_none(toml.get("first_day")),
        last_day=_day_or_none(toml.get("last_day")),
        gap_days=int(toml.get("gap_days", 1)),
        view=View(**toml["view"]) if "view" in toml else None,
        attribution=attribution.get("text", ""),
        attributions=tuple(attribution.get("list", ())),
        uncertain=tuple(Uncertainty(**item) for item in toml.get("uncertain", ())),
        outlets={item["source"]: item["outlet"] for item in toml.get("outlets", ())},
    )


def _day_or_none(value: object) -> pd.Timestamp | None:
    return None if value is None else pd.Timestamp(str(value))
