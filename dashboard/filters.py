"""Which reports are looked at: pure selections, shared by everything on a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Final

import pandas as pd

from dashboard.translation import apart, language, number, province_name, tr
from geo.facets import UNNAMED, in_order, values_of
from geo.pipeline import Campaign


@dataclass(frozen=True)
class Filters:
    """Chosen values of each facet; an empty choice lets everything through."""

    province: tuple[str, ...] = ()
    event_type: tuple[str, ...] = ()
    organiser: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    certainty: tuple[str, ...] = ()

    @property
    def active(self) -> bool:
        """Whether anything is filtered at all."""
        return any(getattr(self, field.name) for field in fields(self))


FACETS: Final[dict[str, str]] = {
    "province": "Province or territory",
    "event_type": "Form of protest",
    "organiser": "Organiser",
    "source": "Source",
    "level": "How finely placed",
    "certainty": "Certainty",
}


def facet_table(campaign: Campaign) -> pd.DataFrame:
    """Return each report's facet values: one row a report, one categorical column a facet."""
    reports = campaign.reports
    admin1 = campaign.located.sites.set_index("site_id")["admin1"]
    codes, sites = pd.factorize(reports["site_id"])
    provinces = admin1.reindex(sites).to_numpy()
    columns = {
        "province": pd.Series(provinces[codes], index=reports.index, dtype="str"),
        "event_type": reports["event_type"],
        "organiser": reports["organiser"],
        "source": reports["source"],
        "level": reports["level"],
        "certainty": reports["certainty"],
    }
    table = pd.DataFrame({name: column.astype("category") for name, column in columns.items()})
    return table[list(FACETS)]


def facet_values(table: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Count the reports of each value of each facet, in the order to offer them."""
    values = {}
    for facet in FACETS:
        counts: dict[str, int] = {}
        for cell, rows in table[facet].value_counts(sort=False).items():
            for value in values_of(str(cell), facet):
                counts[value] = counts.get(value, 0) + int(rows)
        values[facet] = in_order(counts, facet)
    return values


def apply_filters(reports: pd.DataFrame, table: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    """Return the reports that have a chosen value in every facet with a choice."""
    keep = pd.Series(True, index=reports.index)
    for facet in FACETS:
        chosen = set(getattr(filters, facet))
        if chosen:
            cells = table[facet].cat.categories
            taken = [cell for cell in cells if not chosen.isdisjoint(values_of(cell, facet))]
            keep &= table[facet].isin(taken)
    return reports if keep.all() else reports[keep]


def known_only(filters: Filters, values: Mapping[str, Mapping[str, int]]) -> Filters:
    """Drop choices that the data do not hold, such as those of an old or hostile address."""
    return replace(
        filters,
        **{
            facet: tuple(value for value in getattr(filters, facet) if value in values[facet])
            for facet in FACETS
        },
    )


def value_in_words(facet: str, value: str) -> str:
    """Name a facet's value in the language of the run; names of outlets stay as they are.

    >>> value_in_words("level", "town")
    'town'
    """
    if facet == "province" and value != UNNAMED:
        return province_name(value, language())
    return tr(value)


def counted_in_words(facet: str, counts: Mapping[str, int], value: str) -> str:
    """Name a facet's value with the number of its reports.

    >>> counted_in_words("level", {"town": 1204}, "town")
    'town (1,204)'
    """
    return f"{value_in_words(facet, value)} ({number(counts[value])})"


def in_words(filters: Filters) -> str:
    """Say what is filtered, for captions and pictures, in the language of the run.

    >>> in_words(Filters(province=("Sindh",)))
    'Province or territory: Sindh'
    """
    comma = tr(", ")
    chosen = (
        f"{tr(label)}: "
        f"{comma.join(apart(value_in_words(facet, v)) for v in getattr(filters, facet))}"
        for facet, label in FACETS.items()
        if getattr(filters, facet)
    )
    return tr("; ").join(chosen) or tr("no filter")
