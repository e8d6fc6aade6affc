"""Data out: the tables of a view as CSV, XLSX, GeoJSON, GeoPackage, GeoParquet and KML."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Final

from dashboard.export.data_tables import DataTable, about_of, tables_of
from dashboard.export.dictionary import data_package, dictionary_table
from dashboard.export.files import ExportedFile
from dashboard.export.geo_files import geojson, geopackage, geoparquet, kml
from dashboard.export.material import Material
from dashboard.export.tables import csv_bytes
from dashboard.export.workbook import workbook

PACKAGE: Final = "datapackage.json"
_KML_LEAVES_OUT: Final = ("reports", "events")
"""Their places lie on one another by the hundred; a viewer of maps wants sites and days."""


class DataFiles:
    """One view's tables, read off once for however many formats."""

    def __init__(self, material: Material, stem: str) -> None:
        self.material = material
        self.stem = stem

    @cached_property
    def tables(self) -> list[DataTable]:
        """The tables as filtered."""
        return tables_of(self.material)

    @cached_property
    def about(self) -> dict[str, str]:
        """What every file says of itself."""
        return about_of(self.material)

    def make(self, kind: str) -> list[ExportedFile]:
        """Return the files of one of `DATA_FORMATS`."""
        return _MAKERS[kind](self)

    def _csv(self) -> list[ExportedFile]:
        paths = {table.name: self._named(table.name, "csv") for table in self.tables}
        files = [
            ExportedFile(paths[table.name], "text/csv", csv_bytes(table.frame))
            for table in self.tables
        ]
        words = csv_bytes(dictionary_table(self.tables))
        return [
            *files,
            ExportedFile(self._named("dictionary", "csv"), "text/csv", words),
            ExportedFile(PACKAGE, "application/json", data_package(self.tables, self.about, paths)),
        ]

    def _geojson(self) -> list[ExportedFile]:
        return [
            ExportedFile(
                self._named(table.name, "geojson"),
                "application/geo+json",
                geojson(table, self.about),
            )
            for table in self.tables
            if table.geometry
        ]

    def _parquet(self) -> list[ExportedFile]:
        return [
            ExportedFile(
                self._named(table.name, "parquet"),
                "application/vnd.apache.parquet",
                geoparquet(table, self.about),
            )
            for table in self.tables
        ]

    def _gpkg(self) -> list[ExportedFile]:
        data = geopackage(self.tables, self.about, made=self.material.made)
        return [ExportedFile(f"{self.stem}.gpkg", "application/geopackage+sqlite3", data)]

    def _kml(self) -> list[ExportedFile]:
        shown = [table for table in self.tables if table.name not in _KML_LEAVES_OUT]
        data = kml(shown, self.about)
        return [ExportedFile(f"{self.stem}.kml", "application/vnd.google-earth.kml+xml", data)]

    def _xlsx(self) -> list[ExportedFile]:
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        data = workbook(self.tables, self.about, made=self.material.made)
        return [ExportedFile(f"{self.stem}.xlsx", kind, data)]

    def _named(self, table: str, ending: str) -> str:
        return f"{self.stem}_{table}.{ending}"


_MAKERS: Final[dict[str, Callable[[DataFiles], list[ExportedFile]]]] = {
    "csv": DataFiles._csv,
    "xlsx": DataFiles._xlsx,
    "geojson": DataFiles._geojson,
    "gpkg": DataFiles._gpkg,
    "parquet": DataFiles._parquet,
    "kml": DataFiles._kml,
}
DATA_FORMATS: Final = tuple(_MAKERS)
