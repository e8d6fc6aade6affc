"""Everything that `geo` raises on purpose.

::

    DharnaError
    ├── InputError (also ValueError)      what the user gave cannot be used
    │   ├── FormatError                   a file is not a table that Dharna reads
    │   └── SchemaError                   a table lacks what a report needs
    ├── SourceNotFoundError (also LookupError)   no such file, campaign or place table
    ├── GazetteerError (also ValueError)  a gazetteer table is not well formed
    ├── BoundaryError (also ValueError)   a boundary file or viewpoint is not known
    └── OutputError (also OSError)        a result could not be written

A message says what was wrong, where, and what to do, in one sentence.
"""

from __future__ import annotations


class DharnaError(Exception):
    """Root of the tree; its text is one sentence fit to be shown to a user."""


class InputError(DharnaError, ValueError):
    """What the user gave cannot be used.

    Parameters
    ----------
    message
        One sentence: what, where, what to do.
    where
        The file, row or column meant, if known.
    """

    def __init__(self, message: str, *, where: str | None = None) -> None:
        super().__init__(message)
        self.where = where


class FormatError(InputError):
    """A file is not a table that Dharna reads."""


class SchemaError(InputError):
    """A table lacks what a report needs: a date, and a place name or coordinates."""


class SourceNotFoundError(DharnaError, LookupError):
    """No such file, campaign or place table."""


class GazetteerError(DharnaError, ValueError):
    """A gazetteer table is not well formed."""


class BoundaryError(DharnaError, ValueError):
    """A boundary file or a boundary viewpoint is not known."""


class OutputError(DharnaError, OSError):
    """A result could not be written."""
