"""Coordinates as people write them → decimal degrees; and what looks wrong with them.

Nothing is corrected unasked. A cell that cannot be read is null, and what looks exchanged, empty
or abroad is a finding, with a fix that the user may choose.
"""

from geo.coordinates.degrees import ParsedCoordinates, parse_coordinates
from geo.coordinates.findings import (
    Box,
    CoordinateFinding,
    blank,
    exchange,
    inspect_coordinates,
)
from geo.coordinates.pairs import split_pair

__all__ = [
    "Box",
    "CoordinateFinding",
    "ParsedCoordinates",
    "blank",
    "exchange",
    "inspect_coordinates",
    "parse_coordinates",
    "split_pair",
]
