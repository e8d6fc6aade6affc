"""What one session has brought: its tables, how each is read, and the campaign made of them.

Nothing here knows of Streamlit, and nothing is shared: a workspace is a value that its session
holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from dashboard.translation import tr
from geo._online_answers import OnlineAnswers
from geo.campaign import CampaignInfo
from geo.checking import ReadOptions, ReadResult, check_table
from geo.corrections import Corrections
from geo.errors import DharnaError, InputError
from geo.loader import CampaignSource, open_tables
from geo.merge import MergeRules
from geo.pipeline import Campaign, locate_source
from geo.proposals import propose_country
from geo.tables import RawTable

Tell = Callable[[str], None]
"""Is told in words what is being done."""


@dataclass(frozen=True, eq=False)
class Entry:
    """One table that was brought, as it is read now.

    `read` is ``None``, and `error` says why, when it cannot be read that way.
    """

    table: RawTable
    options: ReadOptions
    read: ReadResult | None
    error: str = ""

    @property
    def name(self) -> str:
        """What the table is called."""
        return self.table.name


@dataclass(frozen=True, eq=False)
class Workspace:
    """Tables, settings, merge rules, corrections and online answers of one session.

    Attributes
    ----------
    entries
        In the order in which they were brought; names are unique.
    failures
        A sentence for each source that could not be opened.
    info
        The settings that the user made; ``None`` while they are proposed from the data.
    context
        A shipped campaign's own, when the workspace began with one.
    online
        What a server said of places, once the user had it asked.
    brought
        Whether it holds the session's own tables, and not a campaign that was open already.
    """

    entries: tuple[Entry, ...] = ()
    failures: tuple[str, ...] = ()
    info: CampaignInfo | None = None
    context: pd.DataFrame = field(default_factory=pd.DataFrame)
    rules: MergeRules = field(default_factory=MergeRules)
    corrections: Corrections = field(default_factory=Corrections)
    online: OnlineAnswers | None = None
    brought: bool = True

    @property
    def reads(self) -> list[ReadResult]:
        """The tables that can be read."""
        return [entry.read for entry in self.entries if entry.read is not None]


def workspace_of(campaign: Campaign) -> Workspace:
    """Begin with a campaign that is open already, so that it can be corrected and set anew."""
    entries = tuple(
        Entry(read.table, replace(ReadOptions(), country=campaign.info.country), read)
        for read in campaign.reads
        if read.table is not None
    )
    return Workspace(
        entries,
        info=campaign.info,
        context=campaign.context,
        rules=campaign.rules,
        brought=False,
    )


def read_entry(table: RawTable, options: ReadOptions) -> Entry:
    """Read a table; when that fails the entry says why."""
    try:
        return Entry(table, options, check_table(table, options))
    except DharnaError as error:
        return Entry(table, options, None, str(error))


def add_source(workspace: Workspace, source: str, *, country: str, tell: Tell) -> Workspace:
    """Open a file or database address and add its tables; one that fails costs no other."""
    label = Path(source).name if "://" not in source else source.split("://")[0]
    tell(f"Opening {label}")
    try:
        tables, unread = open_tables(source)
    except DharnaError as error:
        return replace(workspace, failures=(*workspace.failures, str(error)))
    taken = {entry.name for entry in workspace.entries}
    entries = []
    for table in tables:
        name = _free_name(table.name, taken)
        taken.add(name)
        tell(f"Checking {len(table.cells):,} rows of {name}")
        named = replace(table, name=name) if name != table.name else table
        entries.append(read_entry(named, ReadOptions(country=country)))
    return replace(
        workspace,
        entries=(*workspace.entries, *entries),
        failures=(*workspace.failures, *(str(error) for error in unread)),
    )


def with_options(workspace: Workspace, position: int, options: ReadOptions) -> Workspace:
    """Read one table another way."""
    entry = read_entry(workspace.entries[position].table, options)
    entries = list(workspace.entries)
    entries[position] = entry
    return replace(workspace, entries=tuple(entries))


def without(workspace: Workspace, position: int) -> Workspace:
    """Put one table away."""
    entries = list(workspace.entries)
    del entries[position]
    return replace(workspace, entries=tuple(entries))


def with_country(workspace: Workspace, country: str) -> Workspace:
    """Check every table's coordinates against a country; those checked against it stay."""
    entries = tuple(
        entry
        if entry.options.country == country
        else read_entry(entry.table, replace(entry.options, country=country))
        for entry in workspace.entries
    )
    return replace(workspace, entries=entries)


def assemble(workspace: Workspace, *, tell: Tell) -> Campaign:
    """Locate the reports of all tables that can be read, as one campaign.

    Raises
    ------
    InputError
        When no table can be read.
    """
    if not workspace.reads:
        msg = "None of the tables can be read; see what each one lacks."
        raise InputError(msg)
    info = workspace.info or proposed_info(workspace.reads)
    reads = with_country(workspace, info.country).reads
    source = CampaignSource(info, tuple(reads), workspace.context, workspace.failures)
    tell(f"Placing {sum(len(read.reports) for read in reads):,} reports")
    campaign = locate_source(
        source,
        corrections=workspace.corrections,
        online=workspace.online,
        progress=lambda share, what: tell(f"{what} ({share:.0%})"),
    )
    return replace(campaign, rules=workspace.rules)


def proposed_info(reads: Sequence[ReadResult]) -> CampaignInfo:
    """Propose title and country from the tables themselves."""
    first = Path(reads[0].name).stem
    more = tr(" and {n} more", n=len(reads) - 1) if len(reads) > 1 else ""
    country = propose_country([read.reports for read in reads])
    title = first.replace("_", " ").strip() + more
    return CampaignInfo(id=_identifier(reads), title=title, country=country or "PK")


def _identifier(reads: Sequence[ReadResult]) -> str:
    stem = "".join(c if c.isalnum() else "_" for c in Path(reads[0].name).stem).strip("_")
    return stem or hashlib.sha256(reads[0].name.encode()).hexdigest()[:8]


def _free_name(name: str, taken: set[str]) -> str:
    path, number = Path(name), 2
    free = name
    while free in taken:
        free = f"{path.stem} ({number}){path.suffix}"
        number += 1
    return free
