"""Every kind of file gives the same two reports; what it is, its content tells."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import geopandas
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
import xlwt

from geo.errors import FormatError
from geo.tables import RawTable, read_table, read_tables

Write = Callable[[str, str | bytes], Path]
CSV = "date,place\n2021-01-05,Quetta\n2021-01-06,کراچی\n"
ROWS = [["2021-01-05", "Quetta"], ["2021-01-06", "کراچی"]]
POINTS = [(67.0, 30.2), (67.01, 24.86)]
WITH_POINTS = [[*ROWS[0], "30.2", "67"], [*ROWS[1], "24.86", "67.01"]]
KML_NAME = 'xmlns="http://www.opengis.net/kml/2.2"'


def rows_of(table: RawTable) -> list[list[str]]:
    return table.cells.to_numpy().tolist()


def zipped(**members: bytes | str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return stream.getvalue()


def zstd(data: bytes) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(data)
    return sink.getvalue().to_pybytes()


def layer(crs: int = 4326) -> geopandas.GeoDataFrame:
    frame = pd.DataFrame(ROWS, columns=["date", "place"])
    shapes = geopandas.points_from_xy(*zip(*POINTS, strict=True), crs=4326)
    return geopandas.GeoDataFrame(frame, geometry=shapes).to_crs(crs)


# --- Compressed files and archives -------------------------------------------------------------


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstd])
@pytest.mark.parametrize("name", ["x.csv", "x.gz", "x.CSV.whatever"])
def test_compressed_files(write: Write, pack: Callable[[bytes], bytes], name: str) -> None:
    table = read_table(write(name, pack(CSV.encode())))
    assert rows_of(table) == ROWS
    assert table.name == name


def test_compressed_in_parts(write: Write) -> None:
    """Loggers append: several packed streams make one file."""
    halves = (CSV.encode()[:20], CSV.encode()[20:])
    for pack in (gzip.compress, bz2.compress, lzma.compress):
        assert rows_of(read_table(write("x.csv", b"".join(map(pack, halves))))) == ROWS


def test_an_archive_of_several_tables(write: Write) -> None:
    other = "date;place\n2021-01-07;Lahore\n"
    path = write("x.zip", zipped(a__csv=CSV, codebook__pdf=b"%PDF-1.7", b__csv=gzip_free(other)))
    reading = read_tables(path)
    assert [(t.name, len(t.cells)) for t in reading.tables] == [
        ("x.zip/a.csv", 2),
        ("x.zip/b.csv", 1),
    ]
    assert [str(error) for error in reading.failures] == [
        "x.zip/codebook.pdf is a PDF, not a table; give the table itself, as CSV or Excel."
    ]
    first = read_table(path)
    assert rows_of(first) == ROWS
    assert first.notes == ("the first table that could be read in x.zip: x.zip/a.csv",)


def gzip_free(text: str) -> bytes:
    return text.encode()


def test_an_archive_in_which_nothing_is_a_table(write: Write) -> None:
    with pytest.raises(FormatError, match=r"^x\.zip/a\.csv is empty"):
        read_table(write("x.zip", zipped(a__csv="", b__csv="")))


# --- Text --------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", ":", "¦"])
def test_encodings_and_delimiters(write: Write, encoding: str, delimiter: str) -> None:
    table = read_table(write("x.csv", CSV.replace(",", delimiter).encode(encoding)))
    assert rows_of(table) == ROWS
    assert list(table.cells.columns) == ["date", "place"]
    assert table.notes == (("decoded as UTF-16",) if "16" in encoding else ())


def test_a_rare_delimiter_is_believed_only_when_all_rows_bear_it_out(write: Write) -> None:
    table = read_table(write("x.csv", "time: day\n12:30\n9:15:00\n"))
    assert list(table.cells.columns) == ["time: day"]


def test_the_delimiter_is_that_of_the_rows(write: Write) -> None:
    table = read_table(write("x.csv", "date;place, district;n\n1;Quetta;2\n2;Mach, Bolan;3\n"))
    assert list(table.cells.columns) == ["date", "place, district", "n"]
    quoted = read_table(write("y.csv", '"date\n(local)";place\n1;Quetta\n'))
    assert list(quoted.cells.columns) == ["date\n(local)", "place"]


@pytest.mark.parametrize("first", ["sep=;\n", '"sep=;"\r\n', "\nSEP=;\n"])
def test_the_delimiter_that_excel_states(write: Write, first: str) -> None:
    table = read_table(write("x.csv", first + "date;place\n2021-01-05;Quetta\n"))
    assert rows_of(table) == ROWS[:1]
    assert table.cells.index.tolist() == [first.count("\n") + 2]


def test_a_tab_that_excel_states(write: Write) -> None:
    table = read_table(write("x.csv", "sep=\t\ndate\tplace\n1\tQuetta\n"))
    assert rows_of(table) == [["1", "Quetta"]]


def test_what_was_decoded_is_said(write: Write) -> None:
    old = read_table(write("x.csv", "date,place\n1,Café\n".encode("cp1252")))
    assert old.notes == ("decoded as Windows-1252",)
    open_byte = read_table(write("y.csv", b"date,place\n1,Caf\x81\n"))
    assert open_byte.notes == ("decoded as Latin-1",)
    mixed = b"date,place\n1,Caf\xe9\n" + "2,Café\n".encode()
    table = read_table(write("z.csv", mixed))
    assert rows_of(table) == [["1", "Café"], ["2", "Café"]]
    assert table.notes == ("decoded as UTF-8, but 1 line is Windows-1252",)


def test_a_cut_off_row_is_said(write: Write) -> None:
    table = read_table(write("x.csv", 'date,place\n1,Quetta\n2,"Lah'))
    assert table.misshapen == {3: "the file ends within this row"}
    assert table.notes == ("the last line is cut off",)


def numbered(first: Sequence[str]) -> list[str] | None:
    return [f"v{i}" for i in range(1, 4)] if first[0].isdigit() and len(first) >= 3 else None


def tagged(cells: Sequence[str]) -> bool:
    return all(not cell or cell.startswith("#") for cell in cells)


def test_a_file_without_header(write: Write) -> None:
    table = read_table(write("x.CSV", "1\tQuetta\t5\tx\n2\tLahore\t6\ty\n"), header_of=numbered)
    assert list(table.cells.columns) == ["v1", "v2", "v3", "column_4"]
    assert table.cells.index.tolist() == [1, 2]
    assert rows_of(table)[0] == ["1", "Quetta", "5", "x"]
    assert "no header line" in table.notes[0]
    assert list(read_table(write("y.csv", "a,b,c\n1,2,3\n"), header_of=numbered).cells) == [
        *("a", "b", "c")
    ]


def test_a_row_of_tags_is_left_out(write: Write) -> None:
    text = "date,place\n#date+start,\n2021-01-05,Quetta\n"
    table = read_table(write("x.csv", text), is_tag_row=tagged)
    assert rows_of(table) == ROWS[:1]
    assert table.cells.index.tolist() == [3]
    assert table.notes == ("tag row 2 left out",)
    assert len(read_table(write("y.csv", text)).cells) == 2


# --- Workbooks ---------------------------------------------------------------------------------


def book_bytes(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_workbook_as_people_make_it(write: Write) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Read me"
    for _ in range(50):
        book.active.append(["some", "words", "that", "are", "no", "table"])
    sheet = book.create_sheet("Events")
    sheet["B2"] = "Protests in January"
    sheet.merge_cells("B2:E2")
    for column, name in enumerate(["Date", "City", "People", "Lat"], start=2):
        sheet.cell(4, column, name)
    sheet["B5"], sheet["C5"], sheet["D5"] = date(2021, 1, 5), "Quetta", 200.0
    sheet.merge_cells("B5:B6")
    sheet["C6"], sheet["E6"] = "Karachi", 24.86
    sheet["B8"], sheet["C8"] = datetime(2021, 1, 7, 18, 0), "Lahore"
    sheet.row_dimensions[6].hidden = True
    table = read_table(write("x.xlsx", book_bytes(book)))
    assert list(table.cells.columns) == ["Date", "City", "People", "Lat"]
    assert rows_of(table) == [
        ["2021-01-05", "Quetta", "200", ""],
        ["2021-01-05", "Karachi", "", "24.86"],
        ["2021-01-07", "Lahore", "", ""],
    ]
    assert table.cells.index.tolist() == [5, 6, 8]
    assert table.notes == ("read from sheet 'Events' of 2",)


def test_a_header_of_unknown_words_below_a_title(write: Write) -> None:
    book = openpyxl.Workbook()
    for row in (["Jalsa 2021"], [], ["tareekh", "shehr", "tadaad"], ["2021-01-05", "Quetta", 5]):
        book.active.append(row)
    table = read_table(write("x.xlsx", book_bytes(book)))
    assert list(table.cells.columns) == ["tareekh", "shehr", "tadaad"]
    assert rows_of(table) == [["2021-01-05", "Quetta", "5"]]
    assert table.notes == ()


def test_stored_values_of_formulas(write: Write) -> None:
    book = openpyxl.Workbook()
    for row in (["date", "place"], ["2021-01-05", "=UPPER(1)"]):
        book.active.append(row)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book_bytes(book))) as old, zipfile.ZipFile(stream, "w") as new:
        for item in old.infolist():
            xml = re.sub(
                rb'<c r="B2"><f>UPPER\(1\)</f><v ?/?>(</v>)?',
                rb'<c r="B2" t="str"><f>UPPER(1)</f><v>QUETTA</v>',
                old.read(item.filename),
            )
            new.writestr(item.filename, xml)
    assert rows_of(read_table(write("x.xlsx", stream.getvalue()))) == [["2021-01-05", "QUETTA"]]


def test_an_old_workbook(write: Write) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Events")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for column, name in enumerate(["date", "place", "size"]):
        sheet.write(0, column, name)
    sheet.write(1, 0, date(2021, 1, 5), day)
    sheet.write(1, 1, "کراچی")
    sheet.write(1, 2, 200)
    stream = io.BytesIO()
    book.save(stream)
    table = read_table(write("x.csv", stream.getvalue()))
    assert rows_of(table) == [["2021-01-05", "کراچی", "200"]]


def test_an_opendocument_sheet(write: Write) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    row = "<table:table-row>{}</table:table-row>"
    lines = [line.split(",") for line in CSV.splitlines()]
    body = "".join(row.format("".join(map(cell.format, line))) for line in lines)
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="a">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<a/>")
    assert rows_of(read_table(write("x.ods", stream.getvalue()))) == ROWS


# --- Parquet -----------------------------------------------------------------------------------


def parquet(table: pa.Table) -> bytes:
    stream = io.BytesIO()
    pq.write_table(table, stream)
    return stream.getvalue()


def test_typed_columns_become_text(write: Write) -> None:
    table = pa.table(
        {
            "date": pa.array([date(2021, 1, 5), None]),
            "at": pa.array([datetime(2021, 1, 5), datetime(2021, 1, 6)], pa.timestamp("us")),
            "hour": pa.array([datetime(2021, 1, 5, 18, 30), None], pa.timestamp("ns", "UTC")),
            "size": pa.array([200.0, float("nan")]),
            "n": pa.array([1, None], pa.int64()),
            "sure": pa.array([True, False]),
            "kind": pa.array(["a", "b"]).dictionary_encode(),
            "tags": pa.array([["x", "y"], []]),
            "blob": pa.array([b"\xff\x00", b""]),
            'it\'s "odd"': pa.array(["1", "2"]),
        }
    )
    read = read_table(write("x.parquet", parquet(table)))
    assert read.cells.loc[2].to_dict() == {
        "date": "2021-01-05",
        "at": "2021-01-05",
        "hour": "2021-01-05 18:30:00+00",
        "size": "200",
        "n": "1",
        "sure": "true",
        "kind": "a",
        "tags": "[x, y]",
        'it\'s "odd"': "1",
    }
    assert read.cells.loc[3, ["date", "size", "n"]].tolist() == ["", "", ""]


def test_points_of_geoparquet(write: Write, tmp_path: Path) -> None:
    layer(3857).to_parquet(tmp_path / "made.parquet")
    table = read_table(write("x.bin", (tmp_path / "made.parquet").read_bytes()))
    assert rows_of(table) == WITH_POINTS
    assert list(table.cells.columns) == ["date", "place", "latitude", "longitude"]


# --- JSON --------------------------------------------------------------------------------------


def feature(row: list[str], geometry: Any) -> dict[str, Any]:
    properties = dict(zip(("date", "place"), row, strict=True))
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def points() -> list[dict[str, Any]]:
    shapes = ({"type": "Point", "coordinates": list(point)} for point in POINTS)
    return [feature(row, shape) for row, shape in zip(ROWS, shapes, strict=True)]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"type": "FeatureCollection", "features": points()}),
        json.dumps({"type": "FeatureCollection", "features": points()}, indent=1),
        json.dumps(points()),
        "\n".join(map(json.dumps, points())),
        "".join(f"\x1e{json.dumps(each)}\n" for each in points()),
    ],
    ids=["collection", "indented", "list", "lines", "sequence"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_geojson(write: Write, content: str, encoding: str) -> None:
    table = read_table(write("x.csv", content.encode(encoding)))
    assert list(table.cells.columns) == ["date", "place", "latitude", "longitude"]
    assert rows_of(table) == WITH_POINTS
    assert table.cells.index.tolist() == [2, 3]


def test_geojson_of_an_old_kind_states_its_coordinates(write: Write) -> None:
    (x, y) = layer(3857).geometry.iloc[0].coords[0]
    collection = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}},
        "features": [feature(ROWS[0], {"type": "Point", "coordinates": [x, y]})],
    }
    assert rows_of(read_table(write("x.json", json.dumps(collection)))) == WITH_POINTS[:1]


def test_areas_get_no_coordinates(write: Write) -> None:
    area = {"type": "Polygon", "coordinates": [[[67, 30], [68, 30], [68, 31], [67, 30]]]}
    single = {"type": "MultiPoint", "coordinates": [list(POINTS[1])]}
    collection = {
        "type": "FeatureCollection",
        "features": [feature(ROWS[0], area), feature(ROWS[1], single), feature(ROWS[0], None)],
    }
    table = read_table(write("x.json", json.dumps(collection)))
    assert table.cells["latitude"].tolist() == ["", "24.86", ""]
    assert table.notes[0].startswith("1 shapes that are no points")
    assert table.misshapen == {}


def test_own_coordinate_columns_stay(write: Write) -> None:
    made = feature(ROWS[0], {"type": "Point", "coordinates": [1, 2]})
    made["properties"] |= {"latitude": 30.2, "longitude": 67.0}
    assert rows_of(read_table(write("x.json", json.dumps(made)))) == WITH_POINTS[:1]


@pytest.mark.parametrize("wrap", [lambda rows: rows, lambda rows: {"status": 200, "data": rows}])
def test_records(write: Write, wrap: Callable[[Any], Any]) -> None:
    rows = [{"date": "2021-01-05", "n": 5, "tags": ["a"]}, {"date": None, "place": "Quetta"}]
    table = read_table(write("x.json", json.dumps(wrap(rows))))
    assert list(table.cells.columns) == ["date", "n", "tags", "place"]
    assert rows_of(table) == [["2021-01-05", "5", '["a"]', ""], ["", "", "", "Quetta"]]


# --- kepler.gl ---------------------------------------------------------------------------------


def dataset(label: str, fields: list[tuple[str, str]], rows: list[list[Any]]) -> dict[str, Any]:
    described = [{"name": name, "type": kind, "format": ""} for name, kind in fields]
    data = {"id": label, "label": label, "color": [1, 2, 3], "allData": rows, "fields": described}
    return {"version": "v1", "data": data}


PLAIN = dataset("protests", [("date", "timestamp"), ("place", "string")], ROWS)
SHAPED = dataset(
    "shapes",
    [("_geojson", "geojson"), ("date", "date"), ("place", "string")],
    [[points()[i], *row] for i, row in enumerate(ROWS)],
)


def test_a_kepler_map(write: Write) -> None:
    content = {"datasets": [PLAIN, SHAPED], "config": {"version": "v1"}, "info": {}}
    reading = read_tables(write("keplergl.json", json.dumps(content)))
    assert [table.name for table in reading.tables] == [
        "keplergl.json/protests",
        "keplergl.json/shapes",
    ]
    assert [rows_of(table) for table in reading.tables] == [ROWS, WITH_POINTS]


PAGE = """<!DOCTYPE html><html><head><title>Kepler.gl embedded map</title></head><body>
<script>(function customize(keplerGl, store) {{
  const datasets = {datasets};
  const config = {{"version":"v1"}};
  const loadedData = keplerGl.KeplerGlSchema.load(datasets, config);
}}(KeplerGl, store))</script></body></html>"""
WIDGET = (
    "<!DOCTYPE html><html><body><script>window.__keplerglDataConfig = {data};</script>"
    '<div id="app-content"></div>KeplerGl</body></html>'
)


def test_a_kepler_page(write: Write) -> None:
    table = read_table(write("map.html", PAGE.format(datasets=json.dumps([PLAIN]))))
    assert table.name == "map.html"
    assert rows_of(table) == ROWS


def test_a_page_of_the_kepler_widget(write: Write) -> None:
    data = {
        "frame": {"columns": ["date", "place"], "data": ROWS, "index": [0, 1]},
        "text": CSV,
        "shapes": {"type": "FeatureCollection", "features": points()},
        "odd": 5,
    }
    content = WIDGET.format(data=json.dumps({"config": {}, "data": data, "options": {}}))
    reading = read_tables(write("map.html", content))
    assert [rows_of(table) for table in reading.tables] == [ROWS, ROWS, WITH_POINTS]
    assert len(reading.failures) == 1
    assert "map.html/odd" in str(reading.failures[0])


# --- Layers ------------------------------------------------------------------------------------


def test_a_geopackage(write: Write, tmp_path: Path) -> None:
    made = tmp_path / "made.gpkg"
    areas = layer().set_geometry(layer().geometry.to_crs(3857).buffer(9).to_crs(4326))
    pd.concat([areas] * 3).to_file(made, layer="areas", engine="pyogrio")
    layer(32642).to_file(made, layer="points", engine="pyogrio")
    table = read_table(write("x.csv", made.read_bytes()))
    assert rows_of(table) == WITH_POINTS
    assert table.notes == ("read from layer 'points' of 2",)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_zipped_shapefile(write: Write, tmp_path: Path, encoding: str) -> None:
    frame = layer(3857)
    frame["place"] = ["Quetta", "Café"]
    frame.to_file(tmp_path / "Events.shp", engine="pyogrio", encoding=encoding)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part in tmp_path.glob("Events.*"):
            archive.write(part, f"folder/{part.name}")
    table = read_table(write("x.zip", stream.getvalue()))
    assert rows_of(table) == [WITH_POINTS[0], ["2021-01-06", "Café", "24.86", "67.01"]]
    assert table.notes == ()
    beside = read_table(tmp_path / "Events.shp")
    assert rows_of(beside) == rows_of(table)


def test_a_layer_without_points(write: Write, tmp_path: Path) -> None:
    frame = layer()
    frame["geometry"] = [shapely.box(0, 0, 1, 1), None]
    frame.to_file(tmp_path / "made.gpkg", engine="pyogrio")
    table = read_table(write("x.gpkg", (tmp_path / "made.gpkg").read_bytes()))
    assert rows_of(table) == ROWS
    assert table.notes[0].startswith("1 shapes that are no points")


# --- KML ---------------------------------------------------------------------------------------


def kml() -> str:
    marks = (
        "<Placemark><name>sit-in</name><TimeStamp><when>2021-01-05</when></TimeStamp>"
        '<ExtendedData><Data name="place"><displayName>x</displayName><value>Quetta</value></Data>'
        "</ExtendedData><Point><coordinates>67,30.2,0</coordinates></Point></Placemark>"
        "<Folder><Placemark><name>march</name><description><![CDATA[<b>x</b>]]></description>"
        "<TimeSpan><begin>2021-01-06</begin><end>2021-01-08</end></TimeSpan>"
        '<ExtendedData><SchemaData><SimpleData name="place">کراچی</SimpleData></SchemaData>'
        "</ExtendedData><Point><coordinates>\n 67.01,24.86 \n</coordinates></Point></Placemark>"
        "<Placemark><name>area</name><LookAt><longitude>1</longitude></LookAt><Polygon>"
        "<outerBoundaryIs><LinearRing><coordinates>1,2 2,3 1,2</coordinates></LinearRing>"
        "</outerBoundaryIs></Polygon></Placemark></Folder>"
    )
    return f'<?xml version="1.0"?><kml {KML_NAME}><Document>{marks}</Document></kml>'


@pytest.mark.parametrize("as_kmz", [False, True])
def test_kml(write: Write, as_kmz: bool) -> None:
    content = zipped(doc__kml=kml(), picture__png=b"\x89PNG") if as_kmz else kml()
    reading = read_tables(write("x.kmz", content))
    assert reading.failures == ()
    (table,) = reading.tables
    assert list(table.cells.columns) == [
        *("name", "date", "place", "description", "date_end", "latitude", "longitude")
    ]
    assert rows_of(table) == [
        ["sit-in", "2021-01-05", "Quetta", "", "", "30.2", "67"],
        ["march", "2021-01-06", "کراچی", "<b>x</b>", "2021-01-08", "24.86", "67.01"],
        ["area", "", "", "", "", "", ""],
    ]
    assert table.notes[0].startswith("1 shapes that are no points")


# --- Columns on demand -------------------------------------------------------------------------


def kinds() -> dict[str, bytes]:
    book = openpyxl.Workbook()
    for row in [["date", "place"], *ROWS]:
        book.active.append(row)
    text = pa.table(dict(zip(("date", "place"), zip(*ROWS, strict=True), strict=True)))
    return {
        "csv": CSV.encode(),
        "gzip": gzip.compress(CSV.encode()),
        "utf16": CSV.encode("utf-16"),
        "xlsx": book_bytes(book),
        "parquet": parquet(text),
        "geojson": json.dumps([feature(row, None) for row in ROWS]).encode(),
        "kepler": json.dumps({"datasets": [PLAIN], "config": {}}).encode(),
    }


@pytest.mark.parametrize("kind", kinds())
def test_columns_that_are_not_needed_are_fetched_when_they_are(write: Write, kind: str) -> None:
    seen: list[list[str]] = []

    def columns(header: list[str]) -> list[str]:
        seen.append(header)
        return ["place", "nonsense"]

    table = read_table(write("x", kinds()[kind]), columns=columns)
    assert seen[0] == ["date", "place"]
    assert list(table.cells.columns) == ["place"]
    assert table.columns_all == ("date", "place")
    assert table.cells["place"].tolist() == ["Quetta", "کراچی"]
    line = int(table.cells.index[1])
    assert table.fetch([line]).to_numpy().tolist() == ROWS[1:]
    assert table.fetch([line, 2]).to_numpy().tolist() == ROWS[::-1]
    assert table.fetch([line]).index.name == "line"
    assert list(table.fetch([]).columns) == ["date", "place"]
    with pytest.raises(KeyError):
        table.fetch([99])


def test_a_file_that_changed_is_not_fetched_from(write: Write) -> None:
    table = read_table(write("x.csv", CSV), columns=lambda _: ["place"])
    write("x.csv", CSV + "2021-01-07,Lahore\n")
    with pytest.raises(FormatError, match=r"x\.csv has changed since it was read"):
        table.fetch([2])


def test_all_columns_when_none_are_chosen(write: Write) -> None:
    table = read_table(write("x.csv", CSV), columns=lambda _: None)
    assert table.columns_all == tuple(table.cells.columns) == ("date", "place")
    assert table.fetch([3]).to_numpy().tolist() == ROWS[1:]
    assert all(str(kind) == "str" for kind in table.cells.dtypes)
