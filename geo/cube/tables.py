"""The tables of a cube, written by DuckDB out of located reports, part by part.

A row of the cube stands for the reports of one site, day, kind, organiser cell and source cell that
are alike in certainty, weight and in telling of an end. A report that bears another's id keeps a
row of its own with its id's number, so that reports are counted without repeats under any filter.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.codes import Coded
from geo.cube.columns import write_columns
from geo.outlets import Outlets, find_outlets
from geo.tables.fast import quoted
from geo.weights import IMPRECISE

_ROWS_A_PART: Final = 8_000_000
"""What one part's sorting holds in memory at once."""
_IDS_AT_ONCE: Final = 20_000_000
_TEXT_FACETS: Final = ("event_type", "organiser", "source", "certainty")
_WEEK, _MONTH = IMPRECISE
READ_ONLY: Final = ("place", "spot", "size_text", "source_url", "note")
"""What a list of reports shows and nothing is counted by."""
LONGEST_TEXT: Final = 2_000

_CODED: Final = f"""
SELECT site.code AS site, town.code AS town, site.province, site.level,
  event_type.code AS event_type, organiser.code AS organiser, source.code AS source,
  certainty.code AS certainty, said.certainty = 'weak' AS weak,
  ids.code AS report, planned, ended, low, high,
  said.date_precision IN ('{_WEEK}', '{_MONTH}') AS vague,
  CASE WHEN said.date = said.date_end AND date_precision = '{_WEEK}'
         THEN date_trunc('week', said.date)::DATE
       WHEN said.date = said.date_end AND date_precision = '{_MONTH}'
         THEN date_trunc('month', said.date)::DATE
       ELSE said.date END AS first_day,
  CASE WHEN said.date = said.date_end AND date_precision = '{_WEEK}'
         THEN date_trunc('week', said.date)::DATE + 6
       WHEN said.date = said.date_end AND date_precision = '{_MONTH}' THEN last_day(said.date)
       ELSE said.date_end END AS last_day,
  said.date, said.date_end, said.status, said.report_id, {", ".join(READ_ONLY)}
FROM said
JOIN place AS site ON said.site_id = site.site_id
JOIN place AS town ON said.town_id = town.site_id
JOIN event_type ON said.event_type = event_type.cell
JOIN organiser ON said.organiser = organiser.cell
JOIN source ON said.source = source.cell
JOIN certainty ON said.certainty = certainty.cell
LEFT JOIN ids ON said.report_id = ids.report_id
"""  # noqa: S608 - made of constants
_CELLS: Final = """
WITH happened AS (
  SELECT *, CASE WHEN vague THEN greatest(last_day - first_day + 1, 1) ELSE 1 END AS span
  FROM coded WHERE NOT planned AND town BETWEEN {first} AND {last}
), days AS (
  SELECT site, town, province, level, event_type, organiser, source, certainty, weak, report,
    low, high, span, first_day AS day, ended
  FROM happened WHERE first_day = last_day
  UNION ALL
  SELECT site, town, province, level, event_type, organiser, source, certainty, weak, report,
    low, high, span, first_day + step::INTEGER AS day, ended AND step = last_day - first_day
  FROM (SELECT *, unnest(range(last_day - first_day + 1)) AS step
        FROM happened WHERE first_day < last_day)
), cells AS (
  SELECT site, town, province, level, event_type, organiser, source, certainty, weak, report,
    span, day, ended, count(*) AS n, min(low) AS low, max(high) AS high
  FROM days GROUP BY ALL
)
SELECT town, site, day, event_type, province, level, certainty, organiser, source,
  n, span, weak::UTINYINT AS weak, ended::UTINYINT AS ended, low, high{report}
FROM cells
ORDER BY town, day, site
"""


def answer(engine: Any, sql: str, parameters: Any = None) -> list[Any]:
    """Run a statement to its end and return its rows: an engine takes no other before that."""
    rows: list[Any] = engine.execute(sql, parameters).fetchall()
    return rows


def number_places(engine: Any, sites: pd.DataFrame) -> pd.DataFrame:
    """Give sites numbers in the order of their ids, provinces and levels too: table ``place``.

    Returns
    -------
    pandas.DataFrame
        The sites in that order.
    """
    ordered = sites.sort_values("site_id", ignore_index=True)
    province, provinces = pd.factorize(ordered["admin1"], sort=True)
    level, levels = pd.factorize(ordered["level"], sort=True)
    place = pd.DataFrame(
        {
            "site_id": ordered["site_id"],
            "code": np.arange(len(ordered), dtype=np.int32),
            "province": province.astype(np.int32),
            "level": level.astype(np.int32),
        }
    )
    _keep(engine, "place", place)
    for name, cells in (("province", provinces), ("level", levels)):
        cell = pd.DataFrame({"code": np.arange(len(cells), dtype=np.int32), "cell": cells})
        _keep(engine, f"{name}_cell", cell)
    return ordered


def number_cells(engine: Any) -> pd.DataFrame:
    """Give numbers to the different cells of each facet, and count the reports of each.

    Needs the view ``said`` and those of `number_places`.

    Returns
    -------
    pandas.DataFrame
        ``facet code cell reports``; plans are counted too, as they can be chosen.
    """
    parts = []
    for facet in _TEXT_FACETS:
        answer(
            engine,
            f"CREATE TABLE {facet} AS SELECT cell, reports, "  # noqa: S608 - facets are constants
            "(row_number() OVER (ORDER BY cell) - 1)::INTEGER AS code "
            f"FROM (SELECT {facet} AS cell, count(*) AS reports FROM said GROUP BY 1)",
        )
        parts.append(f"SELECT '{facet}' AS facet, code, cell, reports FROM {facet}")  # noqa: S608
    parts += [
        f"SELECT '{facet}' AS facet, cell.code, cell.cell, count(*) AS reports "  # noqa: S608
        f"FROM said JOIN place USING (site_id) JOIN {facet}_cell AS cell "
        f"ON place.{facet} = cell.code GROUP BY ALL"
        for facet in ("province", "level")
    ]
    facets: pd.DataFrame = engine.execute(
        " UNION ALL ".join(parts) + " ORDER BY facet, code"
    ).fetch_df()
    return facets.astype({"facet": "str", "cell": "str"})


def outlets_of_cells(facets: pd.DataFrame, outlets: Mapping[str, str]) -> Outlets:
    """Read the outlets of the source cells, in the order of the cells' codes."""
    cells = facets[facets["facet"] == "source"].sort_values("code", ignore_index=True)
    found = find_outlets(cells["cell"], outlets)
    lengths = np.diff(found.starts)[found.cells.codes]
    place, outlet = found.of_rows(np.arange(len(cells)))
    del place
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.intp)
    codes = np.arange(len(cells), dtype=np.int32)
    return Outlets(Coded(codes, pd.Index(cells["cell"])), found.names, starts, outlet)


def number_repeated_ids(engine: Any, rows: int, *, are_own: bool) -> int:
    """Give numbers to the ids that stand in several rows, in a table ``ids``, and count them.

    Hashes find them, in turns that bound the memory; two ids of one hash cost nothing but a row.
    With `are_own` each row is a report of its own, whatever ids its source repeats or leaves out.
    """
    answer(engine, "CREATE TABLE ids (report_id VARCHAR, code BIGINT)")
    if are_own:
        return 0
    turns = -(-max(rows, 1) // _IDS_AT_ONCE)
    answer(engine, "CREATE TABLE repeated (h UBIGINT)")
    for turn in range(turns):
        answer(
            engine,
            "INSERT INTO repeated SELECT hash(report_id) AS h FROM said "
            "WHERE hash(report_id) % $turns = $turn AND NOT planned "
            "GROUP BY h HAVING count(*) > 1",
            {"turns": turns, "turn": turn},
        )
    if answer(engine, "SELECT count(*) FROM repeated")[0][0]:
        answer(
            engine,
            "INSERT INTO ids SELECT report_id, row_number() OVER () FROM "
            "(SELECT DISTINCT report_id FROM said "
            "WHERE hash(report_id) IN (SELECT h FROM repeated))",
        )
    return int(answer(engine, "SELECT count(*) FROM ids")[0][0])


def write_coded(engine: Any, path: Path) -> None:
    """Write the reports as numbers, their days widened to their windows: table ``coded``."""
    answer(engine, f"COPY ({_CODED}) TO {quoted(str(path))} (FORMAT parquet)")
    answer(engine, f"CREATE VIEW coded AS SELECT * FROM read_parquet({quoted(str(path))})")  # noqa: S608


def write_reports(engine: Any, path: Path) -> int:
    """Write the reports themselves in the order of their days, to be read page by page.

    Returns
    -------
    int
        How many days the longest of them may mean.
    """
    answer(
        engine,
        "COPY (SELECT * EXCLUDE (report, weak, ended, vague) FROM coded "  # noqa: S608
        f"ORDER BY first_day, site, source) TO {quoted(str(path))} "
        "(FORMAT parquet, ROW_GROUP_SIZE 20480)",
    )
    longest = answer(engine, "SELECT max(last_day - first_day) FROM coded")[0][0]
    return int(longest or 0) + 1


def cube_parts(engine: Any) -> list[tuple[int, int]]:
    """Cut the towns into parts of about so many reports: first and last town of each."""
    found = answer(
        engine,
        "SELECT min(town), max(town) FROM ("
        "SELECT town, sum(count(*)) OVER (ORDER BY town) - count(*) AS until FROM coded "
        "GROUP BY town) GROUP BY until // $part ORDER BY 1",
        {"part": _ROWS_A_PART},
    )
    return [(int(first), int(last)) for first, last in found]


def write_part(engine: Any, folder: Path, *, first: int, last: int, repeated: bool) -> None:
    """Write the cube's rows of the towns from `first` to `last`."""
    report = ", coalesce(report, -1) AS report" if repeated else ""
    select = _CELLS.format(first=int(first), last=int(last), report=report)
    write_columns(engine.sql(select).to_arrow_table(), folder)


def _keep(engine: Any, name: str, frame: pd.DataFrame) -> None:
    engine.register("_given", frame)
    answer(engine, f"CREATE TABLE {name} AS SELECT * FROM _given")  # noqa: S608 - names are constants
    engine.unregister("_given")
