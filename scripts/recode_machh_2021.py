"""Recode the research notes on the January 2021 sit-ins into the files of data/machh_2021.

Usage: python scripts/recode_machh_2021.py RAW.csv OUT_DIR

Every choice stands in a table beside this script (scripts/machh_2021): spot names and splits,
organisers, sizes, event types, sources, publication dates, and what each statement says. A value
of the notes without an entry in its table stops the run, so that nothing is recoded by default.
"""

import argparse
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

TABLES = Path(__file__).resolve().parent / "machh_2021"

REPORT_COLUMNS = [
    *("report_id", "date", "date_end", "date_precision", "event_type", "event_type_raw"),
    *("place", "spot", "admin1", "admin2", "country", "latitude", "longitude"),
    *("organiser", "size_low", "size_high", "size_text", "status", "certainty"),
    *("source", "source_url", "source_date", "note"),
]
CONTEXT_COLUMNS = [
    *("context_id", "date", "place", "spot", "admin1", "kind", "text"),
    *("source", "source_url", "source_date", "note"),
]

NATIONWIDE_LINES = frozenset({39, 150})
"""Lines whose statement is about the country: no place and no province."""

Row = Mapping[str, str]


class RecodingError(ValueError):
    """A value of the notes, or a line, has no entry (or two) in the tables."""


@dataclass(frozen=True)
class Tables:
    """The recoding tables, each keyed by the raw value it replaces."""

    event_types: dict[str, dict[str, str]]
    organisers: dict[str, dict[str, str]]
    sizes: dict[str, dict[str, str]]
    sources: dict[str, dict[str, str]]
    source_dates: dict[str, dict[str, str]]
    sites: dict[tuple[str, str], list[dict[str, str]]]
    statements: dict[int, dict[str, str]]


def main() -> None:
    """Read the notes named on the command line and write reports.csv and context.csv."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("raw", type=Path, help="research notes, CSV")
    parser.add_argument("out_dir", type=Path, help="folder to write reports.csv and context.csv to")
    arguments = parser.parse_args()
    notes = read_notes(arguments.raw)
    tables = read_tables(TABLES)
    arguments.out_dir.mkdir(parents=True, exist_ok=True)
    reports = recode_reports(notes, tables)
    context = recode_context(notes, tables, read_rows(TABLES / "context.csv"))
    for frame, name in ((reports, "reports.csv"), (context, "context.csv")):
        frame.to_csv(arguments.out_dir / name, index=False, encoding="utf-8", lineterminator="\n")
        print(f"{name}: {len(frame)} rows from {len(notes)} statements")


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read a CSV file as text: one mapping a row, empty cells as empty strings."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    return [
        {str(key): str(value) for key, value in row.items()} for row in frame.to_dict("records")
    ]


def read_notes(path: Path) -> dict[int, dict[str, str]]:
    """Read the research notes, keyed by line number (the header is line 1)."""
    return dict(enumerate(read_rows(path), start=2))


def read_tables(folder: Path) -> Tables:
    """Read the recoding tables of a folder.

    Raises
    ------
    RecodingError
        If a raw value or a line stands in its table twice.
    """
    statements: dict[int, dict[str, str]] = {}
    parsed = tomllib.loads((folder / "statements.toml").read_text(encoding="utf-8"))
    for entry in parsed["statement"]:
        for line in entry["lines"]:
            if line in statements:
                raise RecodingError(f"statements.toml: line {line} stands twice")
            statements[line] = {"certainty": entry["certainty"], "note": entry["note"]}
    sites: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in read_rows(folder / "sites.csv"):
        sites.setdefault((row["raw_city"], row["raw_site"]), []).append(row)
    return Tables(
        event_types=_keyed(folder / "event_types.csv"),
        organisers=_keyed(folder / "organisers.csv"),
        sizes=_keyed(folder / "sizes.csv"),
        sources=_keyed(folder / "sources.csv"),
        source_dates=_keyed(folder / "source_dates.csv"),
        sites=sites,
        statements=statements,
    )


def recode_reports(notes: Mapping[int, Row], tables: Tables) -> pd.DataFrame:
    """Recode every statement that is a protest or the plan of one, one row a site and day.

    Parameters
    ----------
    notes : mapping of int to row
        Research notes by line number.
    tables : Tables
        Recoding tables.

    Returns
    -------
    pandas.DataFrame
        `REPORT_COLUMNS`, all text, sorted by date, place, spot and report_id.

    Raises
    ------
    RecodingError
        If a raw value has no entry in its table.
    """
    _check_lines(notes, tables)
    rows: list[dict[str, str]] = []
    for line, raw in notes.items():
        kind = _look_up(tables.event_types, raw["event_type"], f"event type of line {line}")
        if kind["context_kind"]:
            continue
        rows.extend(
            _report(raw, line, site=site, kind=kind, tables=tables)
            for site in _sites_of(raw, tables, line)
        )
    frame = pd.DataFrame(rows, columns=REPORT_COLUMNS)
    return frame.sort_values(["date", "place", "spot", "report_id"], ignore_index=True)


def recode_context(
    notes: Mapping[int, Row], tables: Tables, entries: list[dict[str, str]]
) -> pd.DataFrame:
    """Join the context entries with the source of the line that each rests on.

    Parameters
    ----------
    notes : mapping of int to row
        Research notes by line number.
    tables : Tables
        Recoding tables.
    entries : list of row
        Rows of context.csv: `line` names the statement that supports the entry.

    Returns
    -------
    pandas.DataFrame
        `CONTEXT_COLUMNS`, all text, sorted by date and context_id.
    """
    listed = {int(entry["line"]) for entry in entries if not entry["suffix"]}
    coded = {n for n, raw in notes.items() if tables.event_types[raw["event_type"]]["context_kind"]}
    if listed != coded:
        raise RecodingError(f"context.csv: lines {sorted(listed ^ coded)} are not in both tables")
    rows = [_context(entry, notes[int(entry["line"])], tables) for entry in entries]
    frame = pd.DataFrame(rows, columns=CONTEXT_COLUMNS)
    return frame.sort_values(["date", "context_id"], ignore_index=True)


def _report(raw: Row, line: int, *, site: Row, kind: Row, tables: Tables) -> dict[str, str]:
    organiser = _optional(tables.organisers, raw["organiser"], f"organiser of line {line}")
    size = _optional(tables.sizes, raw["size_text"], f"size of line {line}")
    published = _look_up(tables.source_dates, raw["source_date"], f"source date of line {line}")
    source = _look_up(tables.sources, raw["source_publisher"], f"source of line {line}")
    statement = tables.statements[line]
    said = (statement, site, organiser, size, published)
    return {
        "report_id": f"m21-{line:03d}{site['suffix']}",
        "date": raw["date"],
        "date_precision": "day",
        "event_type": kind["event_type"],
        "event_type_raw": raw["event_type"],
        "place": site["place"],
        "spot": site["spot"],
        "admin1": "" if line in NATIONWIDE_LINES else raw["admin1"],
        "country": "PK",
        "organiser": organiser.get("organiser", ""),
        "size_low": size.get("size_low", ""),
        "size_high": size.get("size_high", ""),
        "size_text": size.get("size_text", ""),
        "status": kind["status"] or raw["status"],
        "certainty": statement["certainty"],
        "source": source["source"],
        "source_url": raw["source_url"],
        "source_date": published["source_date"],
        "note": " ".join(part["note"] for part in said if part.get("note")),
        "date_end": "",
        "admin2": "",
        "latitude": "",
        "longitude": "",
    }


def _context(entry: Row, raw: Row, tables: Tables) -> dict[str, str]:
    suffix = f"-{entry['suffix']}" if entry["suffix"] else ""
    return {
        **{name: entry[name] for name in ("date", "place", "spot", "admin1", "kind", "text")},
        "context_id": f"m21-{int(entry['line']):03d}{suffix}",
        "source": tables.sources[raw["source_publisher"]]["source"],
        "source_url": raw["source_url"],
        "source_date": tables.source_dates[raw["source_date"]]["source_date"],
        "note": entry["note"],
    }


def _check_lines(notes: Mapping[int, Row], tables: Tables) -> None:
    unmatched = notes.keys() ^ tables.statements.keys()
    if unmatched:
        raise RecodingError(f"statements.toml: lines {sorted(unmatched)} are not in both files")


def _sites_of(raw: Row, tables: Tables, line: int) -> list[dict[str, str]]:
    key = (raw["city"], raw["site"])
    if key not in tables.sites:
        raise RecodingError(f"sites.csv: no entry for {key} of line {line}")
    return tables.sites[key]


def _keyed(path: Path) -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = {}
    for row in read_rows(path):
        if row["raw"] in table:
            raise RecodingError(f"{path.name}: {row['raw']!r} stands twice")
        table[row["raw"]] = row
    return table


def _look_up(table: Mapping[str, dict[str, str]], raw: str, what: str) -> dict[str, str]:
    if raw not in table:
        raise RecodingError(f"no entry for {raw!r} ({what})")
    return table[raw]


def _optional(table: Mapping[str, dict[str, str]], raw: str, what: str) -> dict[str, str]:
    return _look_up(table, raw, what) if raw else {}


if __name__ == "__main__":
    main()
