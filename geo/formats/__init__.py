"""Formats of event data: recognised by their header, converted to canonical columns.

::

    recognition    header → format and roles; HXL tag rows
    conversion     cells → canonical text, and which rows are no protest
    catalogue      all formats, and their description for people
    acled …        one module a format: its columns, what becomes of each, and the rules

Each format's description is data (`geo.formats.description.Format`); `docs/formats.md` is written
from it.
"""

from __future__ import annotations

from geo.formats.catalogue import FORMATS, as_markdown, format_of
from geo.formats.conversion import Converted, convert
from geo.formats.description import Column, Format, TypeRule
from geo.formats.gdelt import header_of
from geo.formats.recognition import Recognition, is_tag_row, recognise

__all__ = [
    "FORMATS",
    "Column",
    "Converted",
    "Format",
    "Recognition",
    "TypeRule",
    "as_markdown",
    "convert",
    "format_of",
    "header_of",
    "is_tag_row",
    "recognise",
]
