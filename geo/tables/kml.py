"""KML: placemarks → rows. Entities are refused, nothing outside the file is read."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

from geo.tables.points import NOT_POINTS, Point, with_points
from geo.tables.raw import Choices, RawTable, fault, shown
from geo.tables.records import columns_of
from geo.tables.scratch import Source
from geo.tables.shaping import shape_columns

DEEPEST: Final = 200
_PLAIN: Final = {"name": "name", "description": "description", "address": "address"}
_TIMES: Final = {"when": "date", "begin": "date", "end": "date_end"}
_SHAPES: Final = ("LineString", "LinearRing", "Polygon", "Model", "Track", "MultiTrack")


def read_kml(source: Source, choices: Choices) -> RawTable:
    """Read the placemarks of a KML file.

    ``name``, ``description`` and ``address`` become columns, as does each entry of the extended
    data; ``TimeStamp`` and ``TimeSpan`` give ``date`` and ``date_end``, points the coordinates.

    Raises
    ------
    FormatError
        When it is not well-formed XML, declares entities, or has no placemark.
    """
    placemarks = _Placemarks()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = placemarks.start
    parser.EndElementHandler = placemarks.end
    parser.CharacterDataHandler = placemarks.text
    parser.EntityDeclHandler = _refuse
    try:
        with source.path.open("rb") as file:
            parser.ParseFile(file)
    except _RefusedError as error:
        raise fault(source.name, f"{error}; export it anew.") from error
    except (expat.ExpatError, ValueError, LookupError) as error:
        what = shown(str(error), 80)
        raise fault(source.name, f"is not sound KML ({what}); export it anew.") from error
    if not placemarks.rows:
        raise fault(source.name, "holds no placemarks; it needs points with a date each.")
    columns = columns_of(source.name, placemarks.rows)
    columns = with_points(columns, placemarks.points, None)
    notes = (f"{placemarks.others:,} {NOT_POINTS}",) if placemarks.others else ()
    return shape_columns(
        *(source.name, columns, choices),
        rows=len(placemarks.rows),
        misshapen=placemarks.misshapen,
        notes=notes,
    )


class _RefusedError(Exception):
    pass


def _refuse(*_: object) -> None:
    words = "declares entities, which no map needs"
    raise _RefusedError(words)


@dataclass
class _Placemarks:
    """What the parser has met so far."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    points: list[Point | None] = field(default_factory=list)
    misshapen: dict[int, str] = field(default_factory=dict)
    others: int = 0
    path: list[str] = field(default_factory=list)
    row: dict[str, Any] | None = None
    places: list[str] = field(default_factory=list)
    shapes: int = 0
    key: str = ""
    taken: list[str] = field(default_factory=list)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Enter an element."""
        local = tag.rpartition(" ")[2]
        self.path.append(local)
        if len(self.path) > DEEPEST:
            words = "is nested too deep to be a map"
            raise _RefusedError(words)
        self.taken = []
        if local == "Placemark":
            self.row, self.places, self.shapes = {}, [], 0
        elif local in ("Data", "SimpleData"):
            self.key = attributes.get("name", "")
        elif local in _SHAPES:
            self.shapes += 1

    def text(self, data: str) -> None:
        """Take text in; elements give it when they end."""
        if self.row is not None:
            self.taken.append(data)

    def end(self, tag: str) -> None:
        """Leave an element."""
        local = tag.rpartition(" ")[2]
        self.path.pop()
        inside = self.path[-1] if self.path else ""
        if self.row is None:
            return
        text = "".join(self.taken).strip()
        self.taken = []
        if local == "Placemark":
            self._close()
        elif inside == "Placemark" and local in _PLAIN:
            self.row.setdefault(_PLAIN[local], text)
        elif inside in ("TimeStamp", "TimeSpan") and local in _TIMES:
            self.row.setdefault(_TIMES[local], text)
        elif local == "SimpleData" or (local == "value" and inside == "Data"):
            if self.key:
                self.row[self.key] = text
        elif local == "coordinates" and inside == "Point":
            self.places.append(text)

    def _close(self) -> None:
        row = self.row or {}
        line = len(self.rows) + 2
        point: Point | None = None
        if self.shapes or len(self.places) > 1:
            self.others += 1
        elif self.places and self.places[0]:
            with contextlib.suppress(ValueError):
                x, y = (float(part) for part in self.places[0].split(",")[:2])
                point = (x, y)
            if point is None:
                self.misshapen[line] = "the coordinates are not two numbers"
        self.rows.append(row)
        self.points.append(point)
        self.row = None
