"""One source as a lazy table of its engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

if TYPE_CHECKING:
    import ibis.expr.types as ir

LINE: Final = "__line"
"""Column that numbers the rows of a scan from 2 on, as a reader would count its lines."""
MISSHAPEN: Final = "__misshapen"
"""Column of the reason why a row does not fit its header, where the source has such rows."""


@dataclass(frozen=True, eq=False)
class Scan:
    """A source that its engine reads.

    Attributes
    ----------
    name
        What to call it.
    table
        All rows; columns of any type, `LINE` among them where the engine can number rows.
    backend
        The Ibis backend that `table` lives on.
    columns
        Header as people see it → column of `table`.
    sample
        Some rows as text cells, to recognise the table by.
    stamped
        Tells what changes when the source does: names, sizes, times, or its rows added up.
    notes
        Sentences on how it was read.
    """

    name: str
    table: ir.Table
    backend: Any
    columns: dict[str, str]
    sample: pd.DataFrame
    stamped: Callable[[], str]
    notes: tuple[str, ...] = ()

    @cached_property
    def fingerprint(self) -> str:
        """What changes when the source does; a table of a server is read through for it."""
        return self.stamped()

    @property
    def header(self) -> list[str]:
        """The column names in their order."""
        return list(self.columns)
