"""Files and databases → tables of text cells, with the line each row came from.

Nothing is interpreted here: what a column means is told elsewhere.
"""

from __future__ import annotations

from geo.tables.databases import read_database
from geo.tables.raw import RawTable, Reading
from geo.tables.reading import read_table, read_tables

__all__ = ["RawTable", "Reading", "read_database", "read_table", "read_tables"]
