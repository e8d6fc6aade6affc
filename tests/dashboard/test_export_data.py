"""Data files: deterministic, described, safe, and the same view when read back."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import geopandas
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest

from dashboard.address import ViewState
from dashboard.export.data_files import DATA_FORMATS, PACKAGE, DataFiles
from dashboard.export.data_tables import DataTable, tables_of
from dashboard.export.dictionary import meaning
from dashboard.export.files import write_files
from dashboard.export.geo_files import geojson, kml
from dashboard.export.material import Material
from dashboard.export.workbook import MOST_ROWS, workbook
from dashboard.filters import Filters
from geo.errors import InputError
from geo.pipeline import Campaign, follow, open_campaign

DAY = pd.Timestamp("2021-01-08").as_unit("s")
MADE = "2021-02-01"
VIEW = ["site", "day", "state", "reports"]


@pytest.fixture(scope="module")
def material(campaign: Campaign) -> Material:
    return Material(campaign, ViewState(DAY), MADE)


@pytest.fixture(scope="module")
def made(material: Material) -> dict[str, list]:
    files = DataFiles(material, "machh")
    return {kind: files.make(kind) for kind in DATA_FORMATS}


def hostile() -> DataTable:
    rows = {
        "site": ["=1+1", "<b>\x01\x00&", "کراچی"],
        "longitude": [67.0, float("nan"), 68.0],
        "latitude": [30.0, 30.0, 25.0],
        "reports": pd.array([1, None, 3], dtype="Int64"),
        "state": ["started", "x", "silent"],
        "day": pd.to_datetime(["2021-01-03"] * 3),
    }
    frame = pd.DataFrame(rows).astype({"site": "str", "state": "str"})
    return DataTable("site_days", "Site-days", "About.", frame, ("site",), "point")


ABOUT = {"title": "T & <t>", "doubt": "D", "days": "", "made with": "Dharna", "made": MADE}


@pytest.mark.parametrize("kind", DATA_FORMATS)
def test_files_are_the_same_bytes_each_time(
    material: Material, made: dict[str, list], kind: str
) -> None:
    again = DataFiles(material, "machh").make(kind)
    assert [(f.name, f.sha256) for f in again] == [(f.name, f.sha256) for f in made[kind]]


@pytest.mark.parametrize("kind", ["csv", "geojson", "parquet", "xlsx"])
def test_reports_read_back_give_the_same_view(
    campaign: Campaign, made: dict[str, list], kind: str, tmp_path: Path
) -> None:
    reports = [f for f in made[kind] if f.name.startswith("machh_reports") or kind == "xlsx"]
    path = write_files(reports, tmp_path)[0]
    source = str(path)
    if kind == "xlsx":
        frame = pd.read_excel(
            path, sheet_name="Reports", engine="openpyxl", dtype=str, keep_default_na=False
        )
        source = str(tmp_path / "reports.csv")
        frame.to_csv(source, index=False)
    back = open_campaign(source)
    assert len(back.reports) == len(campaign.reports)
    ours = follow(campaign).timeline[VIEW].reset_index(drop=True)
    pd.testing.assert_frame_equal(follow(back).timeline[VIEW].reset_index(drop=True), ours)


def test_filters_and_days_cut_every_table(campaign: Campaign) -> None:
    state = ViewState(DAY, filters=Filters(province=("Sindh",)))
    last = pd.Timestamp("2021-01-06").as_unit("s")
    tables = {t.name: t.frame for t in tables_of(Material(campaign, state, MADE, last=last))}
    assert set(tables["site_days"]["admin1"]) == {"Sindh"}
    assert tables["site_days"]["day"].max() == last
    assert tables["reports"]["date"].max() <= last
    assert set(tables["events"]["event_id"]) == set(tables["reports"]["event_id"])
    assert tables["measures"]["day"].tolist() == list(campaign.days[:4])
    assert set(tables["links"]["site_id"]) <= set(tables["sites"]["site_id"])


def test_nothing_left_gives_empty_tables_and_files_all_the_same(campaign: Campaign) -> None:
    state = ViewState(DAY, filters=Filters(organiser=("nobody",)))
    files = DataFiles(Material(campaign, state, MADE), "none")
    assert len(files.tables[0].frame) == 0
    for kind in DATA_FORMATS:
        assert all(file.data for file in files.make(kind))


def test_days_outside_the_campaign_are_refused(campaign: Campaign) -> None:
    with pytest.raises(InputError, match="no day in the span"):
        Material(campaign, ViewState(DAY), MADE, first=pd.Timestamp("2022-01-01"))


def test_every_column_is_explained(material: Material) -> None:
    missing = [
        (table.name, column)
        for table in tables_of(material)
        for column in table.frame
        if not meaning(table.name, column)
    ]
    assert missing == []


def test_the_data_package_fits_its_files(made: dict[str, list]) -> None:
    files = {file.name: file.data for file in made["csv"]}
    package = json.loads(files[PACKAGE])
    assert package["profile"] == "tabular-data-package"
    assert package["dharna"]["data"]
    assert "silence" in package["description"] or "not an end" in package["description"]
    for resource in package["resources"]:
        frame = pd.read_csv(io.BytesIO(files[resource["path"]]), dtype=str, keep_default_na=False)
        schema = resource["schema"]
        assert [field["name"] for field in schema["fields"]] == list(frame)
        for field in schema["fields"]:
            cells = frame.loc[frame[field["name"]] != "", field["name"]]
            if field["type"] == "integer":
                assert cells.str.fullmatch(r"-?\d+").all(), field
            elif field["type"] == "date":
                assert cells.str.fullmatch(r"\d{4}-\d\d-\d\d").all(), field
            elif field["type"] == "boolean":
                assert set(cells) <= {"True", "False"}
            elif field["type"] == "number":
                pd.to_numeric(cells)
        if "primaryKey" in schema:
            assert not frame.duplicated(schema["primaryKey"]).any()


def test_other_programs_read_the_places(made: dict[str, list], tmp_path: Path) -> None:
    write_files([*made["gpkg"], *made["kml"], *made["parquet"], *made["geojson"]], tmp_path)
    layers = dict(pyogrio.list_layers(tmp_path / "machh.gpkg"))
    assert layers["site_days"] == "Point"
    assert layers["links"] == "LineString"
    from_gpkg = geopandas.read_file(tmp_path / "machh.gpkg", layer="site_days")
    from_parquet = geopandas.read_parquet(tmp_path / "machh_site_days.parquet")
    from_geojson = geopandas.read_file(tmp_path / "machh_site_days.geojson")
    assert from_gpkg.crs.to_epsg() == 4326
    assert from_parquet.crs.to_authority() == ("OGC", "CRS84")
    for frame in (from_gpkg, from_geojson):
        assert frame.geometry.to_wkb().tolist() == from_parquet.geometry.to_wkb().tolist()
        assert frame["reports"].tolist() == from_parquet["reports"].tolist()
    about = geopandas.read_file(tmp_path / "machh.gpkg", layer="about")
    assert "doubt" in set(about["name"])
    assert len(geopandas.read_file(tmp_path / "machh.kml", layer="Links")) > 20
    with sqlite3.connect(tmp_path / "machh.gpkg") as database:
        stamps = {row[0] for row in database.execute("select last_change from gpkg_contents")}
    assert stamps == {f"{MADE}T00:00:00Z"}


def test_geojson_has_no_number_that_json_lacks_and_says_what_it_is() -> None:
    collection = json.loads(geojson(hostile(), ABOUT))
    assert collection["metadata"]["doubt"] == "D"
    assert [f["geometry"] is None for f in collection["features"]] == [False, True, False]
    assert collection["features"][1]["properties"]["longitude"] is None
    assert collection["features"][0]["geometry"]["coordinates"] == [67.0, 30.0]


def test_kml_is_well_formed_and_asks_nothing_of_a_server() -> None:
    data = kml([hostile()], ABOUT)
    root = ET.fromstring(data)
    names = [e.text for e in root.iter("{http://www.opengis.net/kml/2.2}name")]
    assert names[0] == "T & <t>"
    assert len(list(root.iter("{http://www.opengis.net/kml/2.2}TimeSpan"))) == 2
    assert b"http" not in data.replace(b'xmlns="http://www.opengis.net/kml/2.2"', b"")


def test_a_workbook_runs_nothing(made: dict[str, list]) -> None:
    data = workbook([hostile()], ABOUT, made=MADE)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["About", "Site-days", "Dictionary"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert book["Site-days"]["A2"].value == "'=1+1"
    assert book.properties.modified.isoformat().startswith(MADE)
    with zipfile.ZipFile(io.BytesIO(made["xlsx"][0].data)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_sentences_in_a_workbook_are_seen_whole() -> None:
    about = ABOUT | {"doubt": "A sentence that goes on. " * 20}
    book = openpyxl.load_workbook(io.BytesIO(workbook([hostile()], about, made=MADE)))
    sheet = book["About"]
    row = next(cell.row for cell in sheet["A"] if cell.value == "doubt")
    assert sheet.cell(row, 2).alignment.wrap_text
    lines = len(about["doubt"]) / sheet.column_dimensions["B"].width
    assert sheet.row_dimensions[row].height >= 15 * lines
    assert all(page.sheet_properties.pageSetUpPr.fitToPage for page in book)


def test_a_table_longer_than_a_sheet_is_refused() -> None:
    frame = pd.DataFrame({"site": pd.Series(["x"], dtype="str").repeat(MOST_ROWS + 1)})
    table = DataTable("sites", "Sites", "", frame, ("site",))
    with pytest.raises(InputError, match="more than a sheet"):
        workbook([table], ABOUT, made=MADE)


def test_points_are_well_known_binary(made: dict[str, list]) -> None:
    data = next(f.data for f in made["parquet"] if "sites.parquet" in f.name)
    table = pq.read_table(io.BytesIO(data))
    order, kind, x, _ = struct.unpack("<BIdd", table["geometry"][0].as_py())
    assert (order, kind) == (1, 1)
    assert x == table["longitude"][0].as_py()
    assert b"dharna" in table.schema.metadata
