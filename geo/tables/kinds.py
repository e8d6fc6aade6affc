"""What a file is, told from its content and never from its name."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final

from geo.tables.raw import fault

HEAD_BYTES: Final = 65_536
PACKED: Final = ("gzip", "bzip2", "xz", "zstd")

_MAGIC: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PAR1", "parquet"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x00\x00\x27\x0a", "shp"),
)
_SAVE_AS_TABLE: Final = "give the table itself, as CSV or Excel"
_UNREAD: Final[tuple[tuple[bytes, str, str], ...]] = (
    (b"%PDF", "a PDF", _SAVE_AS_TABLE),
    (b"{\\rtf", "a rich-text document", _SAVE_AS_TABLE),
    (b"\x89PNG", "a picture", _SAVE_AS_TABLE),
    (b"\xff\xd8\xff", "a picture", _SAVE_AS_TABLE),
    (b"GIF8", "a picture", _SAVE_AS_TABLE),
    (b"II*\x00", "a picture", _SAVE_AS_TABLE),
    (b"MM\x00*", "a picture", _SAVE_AS_TABLE),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first"),
    (b"Rar!", "a RAR archive", "unpack it first"),
    (b"ARROW1", "an Arrow file", "save it as Parquet"),
    (b"FEA1", "a Feather file", "save it as Parquet"),
    (b"PAR E", "an encrypted Parquet file", "save it without encryption"),
    (b"PARE", "an encrypted Parquet file", "save it without encryption"),
    (b"RDX", "an R data file", "save it as CSV with write.csv()"),
    (b"RDA", "an R data file", "save it as CSV with write.csv()"),
    (b"X\n\x00\x00\x00", "an R data file", "save it as CSV with write.csv()"),
    (b"<stata_dta>", "a Stata file", "save it as CSV with 'export delimited'"),
    (b"$FL2", "an SPSS file", "save it as CSV"),
    (b"\x7fELF", "a program", "give a table, as CSV or Excel"),
    (b"MZ\x90", "a program", "give a table, as CSV or Excel"),
)
_HTML: Final = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|table|div|script|style|title)[\s>]", re.IGNORECASE
)
_XML: Final = re.compile(rb"<(?:\?xml|!doctype|!--|kml|gpx|svg|rss|feed|workbook)", re.IGNORECASE)
_JSON: Final = re.compile(rb'(?:\{\s*["}]|\[\s*[\[{"\]])')
_KML: Final = re.compile(rb"<(?:\w+:)?kml[\s>]")
_CONTROL: Final = bytes(i for i in (*range(9), *range(14, 27), 28, 29, 30))
_MOST_CONTROL: Final = 0.05


def head_of(path: Path) -> bytes:
    """Return the first bytes of a file: all that its kind is told from, save archives."""
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def kind_of(name: str, path: Path, head: bytes) -> str:
    """Tell what a file is.

    Returns
    -------
    str
        ``delimited json html kml parquet workbook encrypted geopackage shapefile archive`` or one
        of `PACKED`.

    Raises
    ------
    FormatError
        When it is of a kind that holds no table, or none that is read here.
    """
    if not head.strip(b" \t\r\n"):
        raise fault(name, "is empty; it needs a header line and rows below it.")
    for mark, what, advice in _UNREAD:
        if head.startswith(mark):
            raise fault(name, f"is {what}, not a table; {advice}.")
    kind = next((kind for mark, kind in _MAGIC if head.startswith(mark)), "")
    if kind == "zip":
        return _zip_kind(name, path)
    if kind == "ole":
        return _ole_kind(name, path)
    if kind == "sqlite":
        return _sqlite_kind(name, head)
    if kind:
        return kind
    if head[8:12] == b"DUCK":
        address = f"duckdb://{name}?table=NAME"
        raise fault(name, f"is a DuckDB database; give it as {address}.")
    if head[257:262] == b"ustar":
        raise fault(name, "is a tar archive; unpack it first, or pack it as zip.")
    return _text_kind(name, head)


def is_utf16(head: bytes) -> str:
    """Name the encoding when the bytes are UTF-16 or UTF-32, with or without a mark; else ``""``.

    >>> is_utf16("date,place".encode("utf-16-le"))
    'utf-16-le'
    """
    if head.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "utf-32"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    few = max(2, len(head) // 20)
    if odd >= few and even * 20 < odd:
        return "utf-16-le"
    if even >= few and odd * 20 < even:
        return "utf-16-be"
    return ""


def _text_kind(name: str, head: bytes) -> str:
    encoding = is_utf16(head)
    if encoding:
        head = head.decode(encoding, errors="replace").encode("utf-8", errors="replace")
    if len(head) - len(head.translate(None, _CONTROL)) > _MOST_CONTROL * len(head):
        raise fault(name, "is not a text file; save it as CSV in UTF-8.")
    # A text sequence of JSON begins with a record separator.
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().removeprefix(b"\x1e")
    if not text.strip():
        raise fault(name, "is empty; it needs a header line and rows below it.")
    if text.startswith(b"<"):
        return _markup_kind(name, text)
    return "json" if _JSON.match(text) else "delimited"


def _markup_kind(name: str, text: bytes) -> str:
    if _KML.search(text[:4096]):
        return "kml"
    if _HTML.match(text) or (_XML.match(text) and _HTML.search(text[:4096])):
        return "html"
    if b"urn:schemas-microsoft-com:office:spreadsheet" in text[:4096]:
        raise fault(name, "is an XML spreadsheet of 2003; save it as an Excel workbook or CSV.")
    if _XML.match(text):
        return "xml"
    return "delimited"


def _sqlite_kind(name: str, head: bytes) -> str:
    # GeoPackage marks itself in the application number; older ones leave it out.
    if head[68:72] in (b"GPKG", b"GP10", b"GP11") or b"gpkg_contents" in head:
        return "geopackage"
    raise fault(name, f"is an SQLite database; give it as sqlite:///{name}?table=NAME.")


def _ole_kind(name: str, path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(64 << 20)
    if "EncryptedPackage".encode("utf-16-le") in data:
        words = "is protected by a password; save it without one, or as CSV."
        raise fault(name, words)
    streams = ("Workbook", "Book")
    if any(f"{stream}\0".encode("utf-16-le") in data for stream in streams):
        return "workbook"
    if "WordDocument".encode("utf-16-le") in data:
        raise fault(name, f"is a Word document, not a table; {_SAVE_AS_TABLE}.")
    raise fault(name, "cannot be opened (protected or damaged?); save it as CSV.")


def _zip_kind(name: str, path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [item.filename for item in archive.infolist()]
            mime = b""
            if names and names[0] == "mimetype":
                with archive.open(names[0]) as file:
                    mime = file.read(200)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        words = "cannot be opened (damaged or cut off?); make or download it anew."
        raise fault(name, words) from error
    if not names:
        raise fault(name, "is empty; it needs a header line and rows below it.")
    if any(item.startswith("xl/") for item in names):
        return "workbook"
    if mime.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "workbook"
    if mime.startswith(b"application/vnd.oasis") or any(
        item.startswith(("word/", "ppt/")) for item in names
    ):
        raise fault(name, f"is a text document or slides, not a table; {_SAVE_AS_TABLE}.")
    if any(item.lower().endswith(".shp") for item in names):
        return "shapefile"
    return "archive"
