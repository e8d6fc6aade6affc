"""Sources → reports: what was read, what was accepted, what was set aside and why."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

import pandas as pd

from geo.campaign import CampaignInfo, Uncertainty, View
from geo.dates import parse_days
from geo.errors import InputError, SourceNotFoundError
from geo.formats import Recognition, recognise
from geo.schema import EVENT_TYPES, REPORT_DTYPES
from geo.tables import RawTable, read_table
from geo.validation import find_faults

_CAMPAIGN_FILE: Final = "campaign.toml"


@dataclass(frozen=True)
class ReadResult:
    """A source read and checked; ``len(reports) + len(rejected) == rows_read``, always.

    Attributes
    ----------
    name
        What to call the source.
    recognition
        Which column was taken for what.
    cells
        Every row read, as text, indexed by line.
    reports
        Accepted rows in the canonical columns (`geo.schema.REPORT_DTYPES`), indexed by line.
    rejected
        Rows set aside: ``line``, ``reason``, then the original cells (a column of the file that
        bears one of these names stands as ``line_given`` or ``reason_given``).
    date_order
        How numeric dates were read (see `geo.dates.ParsedDays`).
    """

    name: str
    recognition: Recognition
    cells: pd.DataFrame
    reports: pd.DataFrame
    rejected: pd.DataFrame
    date_order: str

    @property
    def rows_read(self) -> int:
        """Number of rows below the header."""
        return len(self.cells)


@dataclass(frozen=True)
class CampaignSource:
    """A campaign as its files hold it, before anything is located."""

    info: CampaignInfo
    read: ReadResult
    context: pd.DataFrame


def list_campaigns() -> list[str]:
    """Name the campaigns that ship with Dharna."""
    found = resources.files("data").iterdir()
    return sorted(entry.name for entry in found if entry.joinpath(_CAMPAIGN_FILE).is_file())


def read_reports(path: Path, *, needs_date: bool = True) -> ReadResult:
    """Read a CSV or Excel file of reports.

    Parameters
    ----------
    path
        The file.
    needs_date
        Whether a row without a day is set aside. Locating alone needs none.

    Raises
    ------
    SourceNotFoundError, FormatError, SchemaError
        When the file as a whole cannot be used. A bad row never raises: it is in `rejected`.
    """
    return check_table(read_table(path), needs_date=needs_date)


def check_table(table: RawTable, *, needs_date: bool = True) -> ReadResult:
    """Turn text cells into reports and set aside the rows that cannot be used.

    Raises
    ------
    SchemaError
        When no column holds a date, or none a place.
    """
    recognition = recognise(list(table.cells.columns), where=table.name, needs_date=needs_date)
    text = _canonical_text(table.cells, recognition)
    typed, date_order = _with_types(text)
    faults = find_faults(typed, text, needs_date=needs_date)
    faults = faults | {line: [reason] for line, reason in table.misshapen.items()}
    bad = typed.index.isin(list(faults))
    reports = _complete(typed[~bad], name=table.name)
    rejected = _set_aside(table.cells[bad], faults)
    return ReadResult(
        name=table.name,
        recognition=recognition,
        cells=table.cells,
        reports=reports,
        rejected=rejected,
        date_order=date_order,
    )


def _set_aside(cells: pd.DataFrame, faults: dict[int, list[str]]) -> pd.DataFrame:
    taken = {name: f"{name}_given" for name in ("line", "reason") if name in cells}
    rejected = cells.rename(columns=taken)
    reasons = ["; ".join(faults[line]) for line in rejected.index]
    rejected.insert(0, "reason", pd.Series(reasons, index=rejected.index, dtype="str"))
    rejected.insert(0, "line", rejected.index.astype("int64"))
    return rejected.reset_index(drop=True)


def load_campaign(source: str, *, country: str | None = None) -> CampaignSource:
    """Open a shipped campaign by its name, or a file of reports as a campaign of its own.

    Parameters
    ----------
    source
        A name from `list_campaigns`, or a file's path.
    country
        ISO alpha-2 code of the country that place names without one are in; a shipped campaign
        states its own, a file's is Pakistan unless told otherwise.

    Raises
    ------
    InputError, SourceNotFoundError
        With one sentence that says what to do.
    """
    if "://" in source:
        kind = source.split("://")[0]
        msg = f"Databases ({kind}://) are not read yet; export the table as CSV."
        raise InputError(msg)
    if source in list_campaigns() and not Path(source).is_file():
        return _load_shipped(source)
    path = Path(source)
    if is_there(path) and (path / _CAMPAIGN_FILE).is_file():
        return _load_folder(path)
    if not is_there(path):
        known = ", ".join(list_campaigns())
        msg = f"There is no file {source} and no campaign of that name; shipped are: {known}."
        raise SourceNotFoundError(msg)
    read = read_reports(path)
    info = CampaignInfo(id=path.stem, title=path.stem.replace("_", " "), country=country or "PK")
    return CampaignSource(info, read, pd.DataFrame())


def is_there(path: Path) -> bool:
    """Tell whether a file or folder exists; a name that no system can hold does not."""
    try:
        return path.exists()
    except OSError:
        return False


def _load_shipped(name: str) -> CampaignSource:
    with resources.as_file(resources.files("data") / name) as folder:
        return _load_folder(folder)


def _load_folder(folder: Path) -> CampaignSource:
    try:
        info = _campaign_info(tomllib.loads((folder / _CAMPAIGN_FILE).read_text(encoding="utf-8")))
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        msg = f"{folder.name}/{_CAMPAIGN_FILE} cannot be used: {error}."
        raise InputError(msg, where=_CAMPAIGN_FILE) from error
    context = folder / "context.csv"
    return CampaignSource(
        info,
        read_reports(folder / "reports.csv"),
        read_table(context).cells if context.is_file() else pd.DataFrame(),
    )


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


def _canonical_text(cells: pd.DataFrame, recognition: Recognition) -> pd.DataFrame:
    columns = {
        canonical: cells[column].fillna("").str.strip()
        for canonical, column in recognition.roles.items()
    }
    return pd.DataFrame(columns, index=cells.index)


def _with_types(text: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Convert each column; a cell that cannot be converted becomes null and is judged later."""
    typed = pd.DataFrame(index=text.index)
    order = "none"
    for name, kind in REPORT_DTYPES.items():
        column = text[name] if name in text else pd.Series("", index=text.index, dtype="str")
        if kind.startswith("datetime"):
            parsed = parse_days(column)
            typed[name] = parsed.days
            order = parsed.order if name == "date" else order
        elif kind == "float64":
            typed[name] = pd.to_numeric(column, errors="coerce").astype("float64")
        elif kind == "Int64":
            number = pd.to_numeric(column.str.replace(",", "", regex=False), errors="coerce")
            typed[name] = number.astype("float64")
        else:
            typed[name] = column
    return typed, order


def _complete(reports: pd.DataFrame, *, name: str) -> pd.DataFrame:
    """Fill what a report may leave out: its id, status, precision and certainty."""
    stem = Path(name).stem
    numbered = pd.Series([f"{stem}-{line}" for line in reports.index], index=reports.index)
    ids = reports["report_id"].where(reports["report_id"] != "", numbered)
    raw = reports["event_type_raw"].where(reports["event_type_raw"] != "", reports["event_type"])
    filled = reports.assign(
        report_id=pd.Series(_unique(ids.tolist()), index=ids.index, dtype="str"),
        event_type_raw=raw,
        event_type=_known_types(reports["event_type"]),
        status=reports["status"].str.lower().replace("", "observed"),
        date_precision=reports["date_precision"].str.lower().replace("", "day"),
        certainty=reports["certainty"].str.lower().replace("", "stated"),
        date_end=reports["date_end"].fillna(reports["date"]),
    )
    return filled.astype(REPORT_DTYPES)


def _unique(ids: list[str]) -> list[str]:
    """Give repeated ids numbers (``a``, ``a~2``, ``a~3``), passing over one that is taken."""
    taken: set[str] = set()
    repeats: Counter[str] = Counter()
    named = []
    for name in ids:
        candidate = name
        while candidate in taken:
            repeats[name] += 1
            candidate = f"{name}~{repeats[name] + 1}"
        taken.add(candidate)
        named.append(candidate)
    return named


def _known_types(column: pd.Series) -> pd.Series:
    plain = column.str.lower().str.replace(r"[\s_]+", "-", regex=True)
    return plain.where(plain.isin(EVENT_TYPES), "other")
