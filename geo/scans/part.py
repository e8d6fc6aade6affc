"""One scan of an archive with its lookups: rows as reports, built only from what is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.formats import Recognition, format_of
from geo.formats.conversion import columns_behind
from geo.formats.notes import form_in_notes
from geo.scans.accounting import Accounts, named
from geo.scans.dimensions import combinations, dimensions_of
from geo.scans.lookups import Lookup
from geo.scans.scan import LINE, MISSHAPEN, Scan

if TYPE_CHECKING:
    import ibis.expr.types as ir

VALUES: Final[dict[str, tuple[str, ...]]] = {
    "days": ("date", "date_end", "date_precision", "window_first", "window_last", "weight"),
    "place": (
        *("site", "town", "site_id", "site_name", "level", "town_id", "latitude", "longitude"),
        *("radius_km", "geo_method", "geo_match", "geo_note"),
        *("place", "spot", "admin1", "admin2", "country"),
    ),
    "sizes": ("size_low", "size_high", "size_text"),
    "state": ("status", "certainty", "planned", "ending", "weak"),
    "kind": ("event_type", "event_type_raw"),
    "organiser": ("organiser",),
    "source": ("source",),
}
"""What each dimension's lookup gives a row."""
AS_GIVEN: Final = ("report_id", "source_url", "source_date", "note")
_MOST_DAYS: Final = 3_000_000
_MOST_NAMES: Final = 5_000_000
"""Of types, organisers or sources: they take a tenth of what places do."""


@dataclass(frozen=True, eq=False)
class Part:
    """A scan whose rows can be had as reports.

    Attributes
    ----------
    scan, recognition, accounts
        What it was made from.
    place
        Combinations of places that accepted reports have, placed.
    """

    scan: Scan
    recognition: Recognition
    accounts: Accounts
    place: Lookup

    @cached_property
    def lookups(self) -> dict[str, Lookup]:
        """Lookups of what is accepted, is a protest and has a site: joining them leaves that."""
        kept = {}
        for name, whole in self.accounts.lookups.items():
            good = (whole.values["fault"] == "").to_numpy()
            if name == "state":
                good = good & (whole.values["aside"] == "").to_numpy()
            kept[name] = whole.taken(good)
        kept["place"] = self.place.taken((self.place.values["site_id"] != "").to_numpy())
        return kept

    @cached_property
    def judging(self) -> frozenset[str]:
        """Dimensions that leave rows out, so that they are joined whatever is asked for."""
        whole = self.accounts.lookups
        return frozenset(
            name for name, kept in self.lookups.items() if len(kept.rows) < len(whole[name].rows)
        )

    @cached_property
    def names(self) -> dict[str, Lookup]:
        """Lookups of what only names things; each takes a pass over the scan when first used."""
        dimensions = dimensions_of(self.recognition, self.scan.header)
        return {
            name: named(
                combinations(self.scan, self.recognition, dimensions[name], most=_MOST_NAMES)
            )
            for name in ("kind", "organiser")
        } | {"source": self.source}

    @cached_property
    def source(self) -> Lookup:
        """What source cells say."""
        dimension = dimensions_of(self.recognition, self.scan.header)["source"]
        return named(combinations(self.scan, self.recognition, dimension, most=_MOST_NAMES))

    def rows(self, columns: list[str], *, extra: tuple[Lookup, ...] = ()) -> ir.Table:
        """Return the accepted, placed reports with these columns, and those of further lookups."""
        rows = self.scan.table
        if MISSHAPEN in rows.columns:
            rows = rows.filter(rows[MISSHAPEN] == "")
        wanted = list(columns)
        replaced = {found.name for found in extra}
        for found in extra:
            rows = found.join(rows, self.scan, found.names)
            wanted += found.names
        for name, values in VALUES.items():
            asked = [c for c in values if c in columns]
            if name in replaced or not (asked or name in self.judging):
                continue
            found = self.lookups[name] if name in self.lookups else self.names[name]
            rows = found.join(rows, self.scan, asked)
            if "event_type" in asked:
                rows = self._with_forms(rows)
        given = {c: self._as_given(rows, c) for c in (*AS_GIVEN, "line") if c in columns}
        rows = rows.mutate(**given)
        return rows.select(*dict.fromkeys(wanted))

    def _with_forms(self, rows: ir.Table) -> ir.Table:
        """Have the engine say what form a demonstration took, where ACLED's notes tell it."""
        import ibis

        behind = columns_behind(self.recognition, self.scan.header)
        told = [c for c in behind.get("event_type", ()) if c in behind.get("note", ())]
        if self.recognition.format != "acled" or not told:
            return rows
        notes = rows[self.scan.columns[told[0]]].cast("string").fill_null("")
        form = form_in_notes(notes, engine=self.scan.backend.name)
        is_refined = (rows.event_type == "demonstration") & (form != "")
        return rows.mutate(event_type=ibis.ifelse(is_refined, form, rows.event_type))

    def days_apart(self) -> Lookup | None:
        """Return the lookup of days with an entry for each day that a report may mean.

        ``day is_last weight``; ``None`` when there would be too many.
        """
        found = self.lookups["days"]
        days = found.values
        first = days["window_first"].to_numpy().astype("datetime64[D]").astype(np.int64)
        last = days["window_last"].to_numpy().astype("datetime64[D]").astype(np.int64)
        length = last - first + 1
        if length.sum() > max(_MOST_DAYS, 2 * len(length)):
            return None
        at = np.repeat(np.arange(len(length)), length)
        ends = np.repeat(np.cumsum(length), length)
        day = last[at] - (ends - np.arange(len(at)) - 1)
        values = pd.DataFrame(
            {
                "day": pd.Series(day.astype("datetime64[D]").astype("datetime64[s]")),
                "is_last": day == last[at],
                "weight": days["weight"].to_numpy()[at],
            }
        )
        return found.taken(at).with_values(values)

    def _as_given(self, rows: ir.Table, name: str) -> Any:
        import ibis

        line = rows[LINE] if LINE in rows.columns else ibis.row_number() + 2
        if name == "line":
            return line.cast("int64")
        column = self._columns_as_given.get(name)
        text = ibis.literal("")
        if column is not None:
            text = rows[self.scan.columns[column]].cast("string").fill_null("").strip()
        if name == "report_id":
            numbered = ibis.literal(f"{self.scan.name}-") + line.cast("string")
            return ibis.ifelse(text == "", numbered, text) if column else numbered
        return text

    @cached_property
    def _columns_as_given(self) -> dict[str, str]:
        behind = columns_behind(self.recognition, self.scan.header)
        form = format_of(self.recognition.format)
        words = {column.canonical: column.becomes for column in form.columns}
        return {
            name: behind[name][0]
            for name in AS_GIVEN
            if name in behind and words.get(name, "as it is").startswith("as it is")
        }
