"""A made-up national archive: many reports, at few places often and at many places seldom."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

DAYS = 2_000
"""From 1 January 2016."""
_PROVINCES = "['Punjab', 'Sindh', 'Balochistan', 'Khyber Pakhtunkhwa', 'Gilgit-Baltistan']"
_PLACES = """
CREATE TABLE places AS SELECT i AS place_number, 'Place ' || i AS place,
  {provinces}[1 + (hash(i % 700) % 5)::INTEGER] AS admin1,
  round(least(greatest(25.0 + (hash(i % 700) % 9000)::INTEGER / 1000.0
    + ((hash(i + 1) % 1000)::INTEGER - 500) / 1600.0, 24.1), 36.5), 4) AS latitude,
  round(least(greatest(66.5 + (hash(i % 700 + 7000) % 7000)::INTEGER / 1000.0
    + ((hash(i + 2) % 1000)::INTEGER - 500) / 1600.0, 62.0), 74.5), 4) AS longitude
FROM range({places}) AS numbers(i)
"""
# A place's share falls with its number; days have seasons and a wave.
_REPORTS = """
COPY (
  WITH drawn AS (
    SELECT i, hash(i * 3 + 1) / 18446744073709551616.0::DOUBLE AS u,
      hash(i * 3 + 2) / 18446744073709551616.0::DOUBLE AS v,
      hash(i * 3 + 3) AS h
    FROM range({first}, {last}) AS numbers(i)
  ), placed AS (
    SELECT *, least(floor(pow({places}, u)), {places} - 1)::BIGINT AS place_number,
      DATE '2016-01-01' + floor({days} * (0.5 * v + 0.5 * pow(v, 1.4)))::INTEGER AS day
    FROM drawn
  )
  SELECT 'r' || i AS report_id, day AS date,
    CASE WHEN h % 40 = 0 THEN day + (h % 4)::INTEGER ELSE day END AS date_end,
    CASE WHEN h % 50 = 7 THEN 'week' ELSE 'day' END AS date_precision,
    places.place, places.admin1, places.latitude, places.longitude,
    ['sit-in', 'march', 'demonstration', 'demonstration', 'strike', 'road-block', 'vigil',
     'riot'][1 + (h % 8)::INTEGER] AS event_type,
    CASE WHEN h % 3 = 0 THEN '' ELSE 'Union ' || floor(pow(200, (h % 997) / 997.0))::INTEGER END
      || CASE WHEN h % 30 = 1 THEN '; Party ' || (h % 7) ELSE '' END AS organiser,
    'Outlet ' || floor(pow(80, (h % 991) / 991.0))::INTEGER
      || CASE WHEN h % 12 = 0 THEN '; Agency' ELSE '' END AS source,
    'https://example.org/' || i AS source_url,
    CASE WHEN h % 60 = 3 THEN 'end' ELSE 'observed' END AS status,
    ['stated', 'stated', 'approximate', 'weak'][1 + ((h // 8) % 4)::INTEGER] AS certainty,
    CASE WHEN h % 5 = 0 THEN (50 + h % 5000)::BIGINT END AS size_low,
    CASE WHEN h % 5 = 0 THEN (50 + h % 5000 + h // 5000 % 4000)::BIGINT END AS size_high,
    'Made-up report ' || i AS note
  FROM placed JOIN places USING (place_number)
) TO '{path}' (FORMAT parquet)
"""


def write_campaign(
    folder: Path, *, rows: int, places: int = 30_000, part: int = 10_000_000
) -> None:
    """Write a folder of Parquet files, one for each `part` of the rows."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"memory_limit": "4GB"}) as engine:
        engine.execute("SET preserve_insertion_order = false").fetchall()
        engine.execute(_PLACES.format(provinces=_PROVINCES, places=places)).fetchall()
        for first in range(0, rows, part):
            path = folder / f"part-{first // part:03}.parquet"
            last = min(first + part, rows)
            engine.execute(
                _REPORTS.format(first=first, last=last, places=places, days=DAYS, path=path)
            ).fetchall()


if __name__ == "__main__":
    write_campaign(Path(sys.argv[1]), rows=int(sys.argv[2]))
