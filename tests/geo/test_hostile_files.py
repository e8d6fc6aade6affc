"""Files that are wrong in every way: one clear sentence, or a table that sets bad rows aside."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import sqlite3
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geo.errors import FormatError, SourceNotFoundError
from geo.tables import RawTable, read_table, read_tables

TABLE = b"date,place\n2021-01-05,Quetta\n2021-01-06,Lahore\n"
SCRIPT = "<script>alert(1)</script>"
MOST_SECONDS = 20.0
"""Generous: the machine may be busy. Nothing here takes more than a few."""


def workbook(change: Callable[[openpyxl.Workbook], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["date", "place"])
    book.active.append(["2021-01-05", "Quetta"])
    if change is not None:
        change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def rezipped(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = [(item.filename, old.read(item.filename)) for item in old.infolist()]
    return zipped(*((n, change(c) if n == name else c) for n, c in parts))


def locked_zip() -> bytes:
    """Set the flag that says the members are encrypted."""
    data = bytearray(zipped(("a.csv", TABLE), method=zipfile.ZIP_STORED))
    data[6] |= 1
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def cut_zip_member() -> bytes:
    """Damage one of two members: the other still unpacks."""
    data = bytearray(zipped(("bad.csv", TABLE * 50), ("good.csv", TABLE)))
    start = 30 + len("bad.csv")
    data[start : start + 12] = b"\xff" * 12
    return bytes(data)


def encrypted_workbook() -> bytes:
    """Lay out a compound file whose directory names an encrypted package, as Excel writes it."""
    sector = 512
    header = bytearray(sector)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIII", header, 44, 1, 1, 0, 4096, 0xFFFFFFFE)
    struct.pack_into("<III", header, 64, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<I", header, 76, 0)
    fat = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE).ljust(sector, b"\xff")
    folder = b""
    for name, kind in (("Root Entry", 5), ("EncryptionInfo", 2), ("EncryptedPackage", 2)):
        entry = bytearray(128)
        text = name.encode("utf-16-le")
        entry[: len(text)] = text
        struct.pack_into("<HBB", entry, 64, len(text) + 2, kind, 1)
        folder += bytes(entry)
    return bytes(header) + fat + folder.ljust(sector, b"\0") + os.urandom(2048)


def sqlite_file(tmp_path: Path) -> bytes:
    base = sqlite3.connect(tmp_path / "made.db")
    base.execute("CREATE TABLE events (date TEXT)")
    base.commit()
    base.close()
    return (tmp_path / "made.db").read_bytes()


def parquet_bytes() -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table({"date": ["2021-01-05"] * 1000, "place": ["Quetta"] * 1000}), stream)
    return stream.getvalue()


def broken_parquet() -> bytes:
    data = bytearray(parquet_bytes())
    data[4:60] = os.urandom(56)
    return bytes(data)


def broken_footer() -> bytes:
    data = bytearray(parquet_bytes())
    data[-60:-8] = b"\xff" * 52
    return bytes(data)


def deep(opening: str, closing: str, depth: int = 200_000) -> bytes:
    return (opening * depth + closing * depth).encode()


def features(*geometries: object, **properties: object) -> bytes:
    rows = [
        {"type": "Feature", "properties": {"date": "2021-01-05", **properties}, "geometry": shape}
        for shape in geometries
    ]
    return json.dumps({"type": "FeatureCollection", "features": rows}).encode()


def laughs() -> bytes:
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12)
    )
    return (
        f'<?xml version="1.0"?><!DOCTYPE kml [{entities}]>'
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>&a11;</name>'
        "</Placemark></kml>"
    ).encode()


def outside_entity(tmp_path: Path) -> bytes:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not read me")
    return (
        f'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>&x;</name>'
        "</Placemark></kml>"
    ).encode()


def far_cell(book: openpyxl.Workbook) -> None:
    book.active["XFD1048576"] = "x"


def huge_sheet() -> bytes:
    """A workbook whose directory says that one part unfolds to four gigabytes."""
    data = bytearray(workbook())
    at = data.rindex(b"xl/worksheets/sheet1.xml") - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    struct.pack_into("<I", data, at + 24, 4_000_000_000)
    return bytes(data)


def shapefile_without_parts() -> bytes:
    return zipped(("points.shp", struct.pack(">I", 9994) + b"\0" * 96))


def lying_gpkg(tmp_path: Path) -> bytes:
    base = sqlite3.connect(tmp_path / "made.gpkg")
    base.execute("PRAGMA application_id = 1196444487")
    base.execute("CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT)")
    base.execute("INSERT INTO gpkg_contents VALUES ('nothing', 'features')")
    base.commit()
    base.close()
    return (tmp_path / "made.gpkg").read_bytes()


# Name → content (or what makes it from a folder), and a piece of the sentence that must come.
REFUSED: dict[str, tuple[bytes | Callable[..., bytes], str]] = {
    "empty.csv": (b"", "is empty"),
    "blank.csv": (b"\n \r\n\t\n", "is empty"),
    "mark only.csv": (b"\xef\xbb\xbf", "is empty"),
    "mark16 only.csv": (b"\xff\xfe", "is empty"),
    "binary.csv": (bytes(range(256)) * 40, "is not a text file"),
    "zeros.csv": (b"\0" * 1_000_000, "is not a text file"),
    "page.csv": (b"<!DOCTYPE html><html><table><tr><td>date</td></tr></table>", "is a web page"),
    "page.xls": (b"\n <HTML><body><table><tr><td>1</td></tr></table>", "is a web page"),
    "bare table.xls": (b"<table><tr><td>date</td></tr></table>", "is a web page"),
    "old.xls": (
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "XML spreadsheet of 2003",
    ),
    "feed.xml": (b'<?xml version="1.0"?><rss><channel/></rss>', "is XML"),
    "report.csv": (b"%PDF-1.7\n1 0 obj\n", "is a PDF"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "is a picture"),
    "photo.xlsx": (b"\xff\xd8\xff\xe0" + b"\0" * 64, "is a picture"),
    "letter.csv": (
        zipped(("[Content_Types].xml", b"<a/>"), ("word/document.xml", b"<a/>")),
        "is a text document",
    ),
    "rich.csv": (b"{\\rtf1 date,place}", "rich-text"),
    "more.csv": (b"7z\xbc\xaf\x27\x1c\x00\x04", "7z archive"),
    "data.csv": (b"RDX3\nX\n\0\0\0\x03", "R data file"),
    "program.csv": (b"\x7fELF\x02\x01\x01" + b"\0" * 64, "is a program"),
    "database.csv": (sqlite_file, "give it as sqlite:///database.csv"),
    "duck.csv": (b"\0" * 8 + b"DUCK" + b"\0" * 64, "give it as duckdb://duck.csv"),
    "million.csv": (b",".join(b"c%d" % i for i in range(1_000_000)), "1,000,000 columns"),
    "million wide.csv": (b"a," * 1_000_000 + b"\n" + b"1," * 1_000_000, "columns"),
    "doubled.csv": (b"date,place,date\n1,2,3\n", "two columns named 'date'"),
    "nul header.csv": (b"da\0te,place\n" + TABLE * 9, "NUL characters in its header"),
    "open header.csv": (b'date,"place\n1,2\n', "header that cannot be read"),
    "endless.csv": (b"x" * 50_000_000, "header that cannot be read"),
    "no names.csv": (b",,,\n,,,\n", "is empty"),
    "padded.csv": (
        b",".join(b"c%d" % i for i in range(4000)) + b"\n" + b"1\n" * 200_000,
        "nearly empty",
    ),
    "cut.csv.gz": (gzip.compress(TABLE * 5000)[:-40], "is damaged or cut off"),
    "bad.csv.gz": (b"\x1f\x8b" + os.urandom(100), "is damaged or cut off"),
    "bad.csv.bz2": (b"BZh9" + os.urandom(100), "is damaged or cut off"),
    "bad.csv.xz": (lzma.compress(TABLE)[:-20], "is damaged or cut off"),
    "bad.csv.zst": (b"\x28\xb5\x2f\xfd" + os.urandom(40), "is damaged or cut off"),
    "twice.csv.gz": (gzip.compress(gzip.compress(TABLE)), "archive within an archive"),
    "bomb.csv.bz2": (bz2.compress(b"\0" * 150_000_000), "1,000 times its size"),
    "bomb.zip": (lambda: zipped(("a.csv", b"\0" * 150_000_000)), "1,000 times its size"),
    "nested.zip": (zipped(("a.zip", zipped(("b.csv", TABLE)))), "archive within an archive"),
    "locked.zip": (locked_zip(), "protected by a password"),
    "cut.zip": (zipped(("a.csv", TABLE))[:-30], "cannot be opened"),
    "nothing.zip": (zipped(), "is empty"),
    "clutter.zip": (zipped(("__MACOSX/._a.csv", b"x"), (".DS_Store", b"x")), "holds no files"),
    "crowd.zip": (zipped(*((f"{i}.csv", TABLE) for i in range(1200))), "1,200 files"),
    "tar.csv": (b"\0" * 257 + b"ustar\x0000" + b"\0" * 300, "tar archive"),
    "locked.xlsx": (encrypted_workbook, "protected by a password"),
    "letter.xls": (
        encrypted_workbook().replace(
            "EncryptedPackage".encode("utf-16-le"), "WordDocument\0\0\0\0".encode("utf-16-le")
        ),
        "Word document",
    ),
    "odd.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "cannot be opened"),
    "hollow.xls": (
        encrypted_workbook().replace(
            "EncryptedPackage".encode("utf-16-le"), "Workbook\0\0\0\0\0\0\0\0".encode("utf-16-le")
        ),
        "cannot be opened|is empty",
    ),
    "far.xlsx": (lambda: workbook(far_cell), "far too large"),
    "no sheet.xlsx": (zipped(("xl/nothing.xml", b"<a/>")), "cannot be opened"),
    "text.xlsx": (zipped(("xl/workbook.xml", b"date,place")), "cannot be opened"),
    "unfolds.xlsx": (huge_sheet, "times its size"),
    "void.xlsx": (
        lambda: workbook(lambda book: book.active.delete_rows(1, 9)),
        "is empty",
    ),
    "broken.parquet": (broken_parquet(), "Parquet file that cannot be read"),
    "footer.parquet": (broken_footer(), "Parquet file that cannot be read"),
    "short.parquet": (b"PAR1", "Parquet file that cannot be read"),
    "plain.json": (b'{"a": {"b": 1}}', "neither GeoJSON"),
    "numbers.json": (b"[[1, 2], [3]]", "neither GeoJSON"),
    "cut.geojson": (features(None)[:-5], "is not sound JSON"),
    "deep.json": (deep("[", "]"), "nested too deep"),
    "deep.geojson": (deep('{"a":', "}"), "not sound JSON|nested too deep"),
    "none.geojson": (b'{"type": "FeatureCollection", "features": []}', "holds no features"),
    "odd.geojson": (b'{"type": "FeatureCollection", "features": {"a": 1}}', "holds no features"),
    "unknown crs.geojson": (
        b'{"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "EPSG:0"}},'
        b'"features": [{"type": "Feature", "properties": {"a": 1},'
        b'"geometry": {"type": "Point", "coordinates": [1, 2]}}]}',
        "coordinate system that is not known",
    ),
    "keys.json": (
        json.dumps([{f"k{i}": 1} for i in range(5000)]).encode(),
        "different keys",
    ),
    "laughs.kml": (laughs(), "declares entities"),
    "outside.kml": (outside_entity, "declares entities"),
    "cut.kml": (b"<kml><Document><Placemark><name>x", "is not sound KML"),
    "deep.kml": (b"<kml>" + b"<Folder>" * 100_000, "nested too deep"),
    "none.kml": (b"<kml><Document></Document></kml>", "holds no placemarks"),
    "kepler.html": (
        b"<html><title>Kepler.gl</title><script>const datasets = [{oops</script>",
        "data is damaged",
    ),
    "kepler empty.html": (
        b"<html><title>Kepler.gl</title><script>const datasets = [];</script>",
        "without data",
    ),
    "parts.zip": (shapefile_without_parts(), "as a map layer"),
    "alone.shp": (struct.pack(">I", 9994) + b"\0" * 96, "one part of a shapefile"),
    "lying.gpkg": (lying_gpkg, "as a map layer"),
}


def made(content: bytes | Callable[..., bytes], tmp_path: Path) -> bytes:
    if isinstance(content, bytes):
        return content
    return content(tmp_path) if content.__code__.co_argcount else content()


def check_sentence(error: Exception, name: str) -> None:
    text = str(error)
    assert name.split(".")[0] in text
    assert "\n" not in text
    assert len(text) <= 300
    assert text.endswith(".")
    for word in ("Traceback", "Error:", "Exception", "0x", "None", "b'", "secret"):
        assert word not in text


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_table_says_so_in_one_sentence(name: str, tmp_path: Path) -> None:
    content, piece = REFUSED[name]
    path = tmp_path / "in" / name
    path.parent.mkdir()
    path.write_bytes(made(content, tmp_path))
    begun = time.monotonic()
    with pytest.raises(FormatError, match=piece) as caught:
        read_table(path)
    assert time.monotonic() - begun < MOST_SECONDS
    check_sentence(caught.value, name)
    assert caught.value.where is not None


# Name → content, the rows that are good, and the lines that are set aside.
READ: dict[str, tuple[bytes | Callable[..., bytes], list[list[str]], list[int]]] = {
    "nul.csv": (
        b"date,place\n1,Que\0tta\n2,Lahore\n" + b"3,Multan\n" * 3,
        [["2", "Lahore"], *[["3", "Multan"]] * 3],
        [2],
    ),
    "mixed letters.csv": (
        "date,place\n1,Zürich\n".encode() + "2,Café\n".encode("cp1252") + "3,کراچی\n".encode(),
        [["1", "Zürich"], ["2", "Café"], ["3", "کراچی"]],
        [],
    ),
    "half.csv": (
        "date,place\n1,Quetta\n".encode("utf-16")[:-1] + b"",
        [["1", "Quetta"]],
        [],
    ),
    "odd bytes.csv": (
        "date,place\n1,Quetta\n".encode("utf-16-le") + b"x",
        [["1", "Quetta"]],
        [],
    ),
    "mac.csv": (b"date,place\r1,Quetta\r2,Lahore\r", [["1", "Quetta"], ["2", "Lahore"]], []),
    "ends.csv": (
        b"date,place\r\n1,Quetta\n2,Lahore\r3,Multan\n",
        [["1", "Quetta"], ["2", "Lahore"], ["3", "Multan"]],
        [],
    ),
    "quotes.csv": (b'date,place\n""""""""\n"\n1,Quetta\n', [['"""', ""], ["1", "Quetta"]], [3]),
    "cut off.csv": (b'date,place\n1,Quetta\n2,"Laho', [["1", "Quetta"]], [3]),
    "wide.csv": (b"date,place\n1,2,3,4,5\n2,Lahore\n", [["2", "Lahore"]], [2]),
    "long cell.csv": (
        b"date,place\n1," + b"x" * 50_000_000 + b"\n2,Lahore\n",
        [["2", "Lahore"]],
        [2],
    ),
    "formulas.csv": (
        b"date,place\n=1+1,+cmd|' /C calc'!A0\n@SUM(A1),-2\n",
        [["=1+1", "+cmd|' /C calc'!A0"], ["@SUM(A1)", "-2"]],
        [],
    ),
    "scripts.csv": (
        f"date,{SCRIPT}\n{SCRIPT},{SCRIPT}\n".encode(),
        [[SCRIPT, SCRIPT]],
        [],
    ),
    "angle.csv": (b"<b>date</b>,place\n1,Quetta\n", [["1", "Quetta"]], []),
    "bracket.csv": (b"[date],{place}\n1,Quetta\n", [["1", "Quetta"]], []),
    "csv named.xlsx": (TABLE, [["2021-01-05", "Quetta"], ["2021-01-06", "Lahore"]], []),
    "csv named.gz": (TABLE, [["2021-01-05", "Quetta"], ["2021-01-06", "Lahore"]], []),
    "book named.csv": (lambda: workbook(), [["2021-01-05", "Quetta"]], []),
    "dimension.xlsx": (
        lambda: rezipped(
            workbook(),
            "xl/worksheets/sheet1.xml",
            lambda xml: xml.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"'),
        ),
        [["2021-01-05", "Quetta"]],
        [],
    ),
    "formula.xlsx": (
        lambda: workbook(lambda book: book.active.append(["=HYPERLINK(1)", SCRIPT])),
        [["2021-01-05", "Quetta"], ["", SCRIPT]],
        [],
    ),
    "odd numbers.geojson": (
        b'{"type": "FeatureCollection", "features": ['
        b'{"type": "Feature", "properties": {"n": NaN, "m": Infinity, "d": {"a": [1]}},'
        b'"geometry": {"type": "Point", "coordinates": [67, 30.2]}}, 5,'
        b'{"type": "Feature", "properties": null, "geometry": {"type": "Point",'
        b'"coordinates": ["x", {}]}}]}',
        [["", "", '{"a": [1]}', "30.2", "67"]],
        [3, 4],
    ),
    "collection.geojson": (
        features({"type": "GeometryCollection", "geometries": []}, None),
        [["2021-01-05"], ["2021-01-05"]],
        [],
    ),
    "half letters.json": (
        b'[{"date": "1", "place": "\\ud800x\\u0000"}]',
        [["1", "?x"]],
        [],
    ),
    "mistaken.kml": (
        b"<kml><Placemark><name>a</name><Point><coordinates>x,y</coordinates></Point></Placemark>"
        b"<Placemark><name>b</name><Point><coordinates>67,30</coordinates></Point></Placemark>"
        b"</kml>",
        [["b", "30", "67"]],
        [2],
    ),
    "empty sheets.zip": (
        zipped(("a.csv", b""), ("b.csv", TABLE)),
        [["2021-01-05", "Quetta"], ["2021-01-06", "Lahore"]],
        [],
    ),
    "../climb.zip": (
        zipped(("../../etc/passwd.csv", TABLE)),
        [["2021-01-05", "Quetta"], ["2021-01-06", "Lahore"]],
        [],
    ),
}


def read_made(name: str, tmp_path: Path) -> RawTable:
    content = READ[name][0]
    path = tmp_path / "in" / name.rpartition("/")[2]
    path.parent.mkdir()
    path.write_bytes(made(content, tmp_path))
    begun = time.monotonic()
    table = read_table(path)
    assert time.monotonic() - begun < MOST_SECONDS
    return table


@pytest.mark.parametrize("name", READ)
def test_a_bad_row_costs_no_other(name: str, tmp_path: Path) -> None:
    _, good, bad = READ[name]
    table = read_made(name, tmp_path)
    assert sorted(table.misshapen) == bad
    assert table.cells.drop(index=bad).to_numpy().tolist() == good
    for reason in (*table.misshapen.values(), *table.notes):
        assert "\n" not in reason
        assert len(reason) <= 300


def test_a_bad_member_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(cut_zip_member())
    reading = read_tables(path)
    assert [table.name for table in reading.tables] == ["x.zip/good.csv"]
    assert len(reading.tables[0].cells) == 2
    assert [str(error) for error in reading.failures] == [
        "x.zip/bad.csv is damaged or cut off; make or download it anew."
    ]


def test_names_that_would_break_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / f"a\n\x1b[31m{'x' * 180}.csv"
    path.write_bytes(b"")
    with pytest.raises(FormatError) as caught:
        read_table(path)
    assert "\n" not in str(caught.value)
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 200
    member = tmp_path / "m.zip"
    member.write_bytes(zipped(("a\nb" * 90 + ".csv", b"")))
    (error,) = read_tables(member).failures
    assert "\n" not in str(error)
    assert len(str(error)) < 200


def test_what_is_no_file_at_all(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    for path in (tmp_path, pipe, tmp_path / ("x" * 5000), tmp_path / "a\0b", Path("/dev/zero")):
        with pytest.raises(SourceNotFoundError, match="There is no file") as caught:
            read_table(path)
        assert len(str(caught.value)) <= 300


def test_a_hostile_workbook_costs_little_memory(tmp_path: Path) -> None:
    """The cell far away asks for 500 GB: neither this process nor the reader's gets them."""
    path = tmp_path / "far.xlsx"
    path.write_bytes(workbook(far_cell))
    code = (
        "import resource, sys; from pathlib import Path; from geo.tables import read_tables\n"
        "assert len(read_tables(Path(sys.argv[1])).failures) == 1\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)\n"
        "lines = Path('/proc/self/status').read_text().splitlines()\n"
        "print(*(int(line.split()[1]) // 1024 for line in lines if line.startswith('VmHWM')))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    assert max(map(int, run.stdout.split())) < 1000
    assert run.stderr == ""


def test_temporary_copies_are_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    for name, content in {
        "a.csv.gz": gzip.compress(TABLE),
        "b.zip": zipped(("a.csv", TABLE), ("b.csv", b"")),
        "c.csv": "date\nCafé\n".encode("cp1252"),
        "d.csv.gz": gzip.compress(TABLE)[:-9],
        "e.zip": shapefile_without_parts(),
    }.items():
        (tmp_path / name).write_bytes(content)
        read_tables(tmp_path / name)
        assert list(scratch.iterdir()) == []
