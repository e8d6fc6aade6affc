"""The tables of a cube, written by DuckDB out of located reports, part by part.

A row of the cube stands for the reports of one site, day, kind, organiser cell and source cell that
are alike in certainty, weight and in telling of an end. A report that bears another's id keeps a
row of its own with its id's number, so that reports are counted without repeats under any filter.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.outlets import find_outlets
from geo.tables.fast import quoted
from geo.weights import IMPRECISE

_ROWS_A_PART: Final = 8_000_000
"""What one part's sorting holds in memory at once."""
_IDS_AT_ONCE: Final = 20_000_000
_TEXT_FACETS: Final = ("event_type", "organiser", "source", "certainty")
_WEEK, _MONTH = IMPRECISE

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
  said.date, said.date_end
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
  SELECT *, CASE WHEN vague THEN 1.0::DOUBLE / greatest(last_day - first_day + 1, 1)
    ELSE 1.0::DOUBLE END AS weight
  FROM coded WHERE NOT planned AND town % {parts} = {part}
), days AS (
  SELECT site, town, province, level, event_type, organiser, source, certainty, weak, report,
    low, high, weight, first_day AS day, ended
  FROM happened WHERE first_day = last_day
  UNION ALL
  SELECT site, town, province, level, event_type, organiser, source, certainty, weak, report,
    low, high, weight, first_day + step::INTEGER AS day, ended AND step = last_day - first_day
  FROM (SELECT *, unnest(range(last_day - first_day + 1)) AS step
        FROM happened WHERE first_day < last_day)
), cells AS (
  SELECT site, town, province, level, event_type, organiser, source, certainty, weak, report,
    weight, day, ended, count(*)::INTEGER AS n, min(low) AS low, max(high) AS high
  FROM days GROUP BY ALL
)
SELECT cells.*, outlet_count.outlets, outlet_count.outlet, several.town IS NOT NULL AS several,
  count(*) OVER (PARTITION BY cells.town, cells.day) = 1 AS alone
FROM cells
JOIN outlet_count ON cells.source = outlet_count.source
LEFT JOIN several ON cells.town = several.town
ORDER BY cells.town, cells.day
"""
_SEVERAL: Final = """
SELECT town FROM coded WHERE NOT planned GROUP BY town HAVING count(DISTINCT site) > 1
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


def name_outlets(engine: Any, facets: pd.DataFrame, outlets: dict[str, str]) -> pd.DataFrame:
    """Read the outlets of each source cell: table ``outlet_count``, and pairs of cell and outlet.

    Returns
    -------
    pandas.DataFrame
        ``source outlet``: numbers; a cell that names several outlets has several rows.
    """
    cells = facets[facets["facet"] == "source"].sort_values("code", ignore_index=True)
    found = find_outlets(cells["cell"], outlets)
    place, outlet = found.of_rows(np.arange(len(cells)))
    pairs = pd.DataFrame({"source": place.astype(np.int32), "outlet": outlet.astype(np.int32)})
    count = found.count()
    only = np.zeros(len(cells))
    only[place] = outlet
    known = pd.DataFrame(
        {
            "source": np.arange(len(cells), dtype=np.int32),
            "outlets": count,
            "outlet": pd.array(only.astype(np.int32), dtype="Int32"),
        }
    )
    known.loc[count != 1, "outlet"] = pd.NA
    _keep(engine, "outlet_count", known)
    return pairs


def number_repeated_ids(engine: Any, rows: int) -> int:
    """Give numbers to the ids that stand in several rows, in a table ``ids``, and count them.

    Hashes find them, in turns that bound the memory; two ids of one hash cost nothing but a row.
    """
    answer(engine, "CREATE TABLE ids (report_id VARCHAR, code BIGINT)")
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
    answer(engine, f"CREATE TABLE several AS {_SEVERAL}")


def cube_parts(rows: int) -> int:
    """Return in how many parts a cube of so many reports is written."""
    return -(-max(rows, 1) // _ROWS_A_PART)


def write_part(engine: Any, path: Path, *, part: int, parts: int) -> None:
    """Write the cube's rows of one part of the towns."""
    select = _CELLS.format(part=int(part), parts=int(parts))
    answer(engine, f"COPY ({select}) TO {quoted(str(path))} (FORMAT parquet, ROW_GROUP_SIZE 65536)")


def _keep(engine: Any, name: str, frame: pd.DataFrame) -> None:
    engine.register("_given", frame)
    answer(engine, f"CREATE TABLE {name} AS SELECT * FROM _given")  # noqa: S608 - names are constants
    engine.unregister("_given")
