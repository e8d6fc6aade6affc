"""Every row of an archive with the place found for it, or the reason why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.archive import Archive
from geo.errors import InputError
from geo.scans.accounting import JUDGED
from geo.scans.lookups import Lookup
from geo.scans.part import Part
from geo.scans.scan import LINE, MISSHAPEN
from geo.schema import LEVELS, LOCATION_DTYPES

if TYPE_CHECKING:
    import ibis.expr.types as ir

_REJECTED: Final = "rejected: "
_BETWEEN: Final = "; "
_FOUND: Final = {name: f"found_{name}" for name in LOCATION_DTYPES}


def placed_rows(archive: Archive) -> ir.Table:
    """Return all rows of an archive in their order, lazy, as `dharna geocode` writes them.

    Returns
    -------
    ibis Table
        The source's columns as text, then those of `geo.schema.LOCATION_DTYPES`; a column of one of
        these names stands under that name with ``_given`` behind it. A row that was rejected or not
        placed says why in ``geo_note``.

    Raises
    ------
    InputError
        When the sources' headers differ, so that they make no one table.
    """
    if len(archive.parts) != 1:
        msg = f"The sources have {len(archive.parts)} different headers; geocode them one by one."
        raise InputError(msg)
    (part,) = archive.parts
    scan, rows = part.scan, part.scan.table
    for name in JUDGED:
        whole = _places(part) if name == "place" else part.accounts.lookups[name]
        fault = f"fault_{name}"
        values = whole.values.rename(columns={"fault": fault})
        wanted = [fault, *(_FOUND.values() if name == "place" else ())]
        if name != "place" and not (values[fault] != "").any():
            continue
        rows = whole.with_values(values).join(rows, scan, wanted)
    return _laid_out(part, rows)


def placing_accounts(archive: Archive) -> dict[str, Any]:
    """Return what became of the rows: ``format rows_read accepted rejected located …``."""
    levels: dict[str, int] = {}
    for part in archive.parts:
        rows = pd.Series(part.accounts.accepted[part.accounts.accepted > 0])
        for level, number in rows.groupby(part.place.values["level"]).sum().items():
            levels[str(level)] = levels.get(str(level), 0) + int(number)
    accepted = archive.rows_read - archive.rejected
    return {
        "format": ", ".join(dict.fromkeys(part.recognition.format for part in archive.parts)),
        "rows_read": archive.rows_read,
        "accepted": accepted,
        "rejected": archive.rejected,
        "located": accepted - archive.unlocated,
        "unlocated": archive.unlocated,
        "by_level": {level: levels[level] for level in LEVELS if level in levels},
    }


def _places(part: Part) -> Lookup:
    """Return all combinations of places: their fault, and what was found where there is none."""
    whole = part.accounts.lookups["place"]
    at = np.flatnonzero(part.accounts.accepted > 0)
    found = part.place.values.drop(columns=["site", "town"]).rename(columns={"site_name": "site"})
    found = found[list(LOCATION_DTYPES)].set_axis(at).reindex(range(len(whole.rows)))
    texts = [name for name, kind in LOCATION_DTYPES.items() if kind == "str"]
    found[texts] = found[texts].fillna("").astype("str")
    return whole.with_values(
        found.rename(columns=_FOUND).assign(fault=whole.values["fault"].to_numpy())
    )


def _laid_out(part: Part, rows: ir.Table) -> ir.Table:
    import ibis

    scan = part.scan
    named = [f"fault_{name}" for name in JUDGED if f"fault_{name}" in rows.columns]
    reasons = ibis.literal("")
    for name in [*([MISSHAPEN] if MISSHAPEN in rows.columns else []), *named]:
        reasons += ibis.ifelse(rows[name] == "", "", ibis.literal(_BETWEEN) + rows[name])
    rows = rows.mutate(why=reasons.substr(len(_BETWEEN)))
    is_bad = rows.why != ""
    taken = set(LOCATION_DTYPES)
    given = {
        (f"{name}_given" if name in taken else name): rows[column].cast("string").fill_null("")
        for name, column in scan.columns.items()
    }
    found = {}
    for name, kind in LOCATION_DTYPES.items():
        column = rows[_FOUND[name]]
        blank = ibis.literal("") if kind == "str" else ibis.null("float64")
        if name == "geo_note":
            blank = ibis.literal(_REJECTED) + rows.why
        found[name] = ibis.ifelse(is_bad, blank, column)
    if LINE in rows.columns:
        rows = rows.order_by(LINE)
    return rows.select(**given, **found)
