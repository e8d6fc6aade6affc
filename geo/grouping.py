"""Which reports are one event, by the rules given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.codes import Floats, Ints, Rows, group_rows, one_key
from geo.merge_rules import MergeRules, type_groups
from geo.nearby import join_spots, near_spots
from geo.report_codes import ReportCodes


@dataclass(frozen=True, eq=False)
class Groups:
    """Which reports are one event.

    Attributes
    ----------
    event
        The event of each report; events are numbered in the order of their site's name, first and
        last day, plans last, and group of types.
    order, starts
        Reports event by event, each event's in the order given, and where each event's begin.
    main
        The site of each report's event.
    km
        Distance to the nearest other site of the same event; NaN when it has one site only.
    group
        Place in `GROUPS`; zero throughout when types do not matter.
    """

    event: Rows
    order: Rows
    starts: Rows
    main: Ints
    km: Floats
    group: Ints

    @property
    def first(self) -> Rows:
        """The first report of each event."""
        return self.order[self.starts]

    @property
    def size(self) -> Rows:
        """How many rows each event has."""
        return np.diff(self.starts, append=len(self.order))


def group_reports(reports: pd.DataFrame, codes: ReportCodes, rules: MergeRules) -> Groups:
    """Find which reports are one event.

    Parameters
    ----------
    reports
        Located reports: ``event_type``, and ``level latitude longitude`` when distance matters.
    codes
        Of the same rows.
    rules
        Which reports are one.
    """
    main, km = codes.site.codes, np.full(len(codes), np.nan)
    group = np.zeros(len(codes), dtype=np.int32)
    days = one_key([codes.first_day, codes.last_day, codes.planned])
    near = None
    if rules.distance_km:
        near = near_spots(reports, codes.site, codes.town, rules.distance_km)
    if near is not None:
        main, km = join_spots(codes.site.codes, days, near)
    if rules.same_type:
        at_site, joined = one_key([codes.site.codes, days]), one_key([main, days])
        group = type_groups(reports["event_type"], at_site, joined)
        if near is not None:
            main, km = join_spots(codes.site.codes, one_key([days, group]), near)
    order, starts = group_rows(
        one_key([main, codes.first_day, codes.last_day, codes.planned, group])
    )
    event = np.empty(len(order), dtype=np.intp)
    event[order] = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(order)))
    return Groups(event, order, starts, main, km, group)
