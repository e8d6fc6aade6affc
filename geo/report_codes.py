"""Located reports as columns of numbers: what merging and counting work on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.codes import Coded, Floats, Ints, code_together, day_numbers, numbers_or_nan
from geo.errors import InputError
from geo.outlets import Outlets, find_outlets

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class ReportCodes:
    """One entry a report, in the order of the rows.

    Attributes
    ----------
    site, town
        Codes out of one sorted list of places.
    first_day, last_day
        Days since 1970-01-01.
    planned, ended, weak
        Whether it is a plan, tells of an end, and is of weak certainty.
    outlets
        Who said it.
    size_low, size_high
        Persons; NaN when not stated.
    report_id
        As given.
    """

    site: Coded
    town: Coded
    first_day: Ints
    last_day: Ints
    planned: Flags
    ended: Flags
    weak: Flags
    outlets: Outlets
    size_low: Floats
    size_high: Floats
    report_id: pd.Series

    def __len__(self) -> int:
        return len(self.first_day)


def code_reports(reports: pd.DataFrame, outlets: Mapping[str, str] | None = None) -> ReportCodes:
    """Code located reports.

    Parameters
    ----------
    reports
        `geo.schema.REPORT_DTYPES` and `LOCATION_DTYPES`, text or categories.
    outlets
        As for `geo.outlets.find_outlets`.

    Raises
    ------
    InputError
        When a report has no day.
    """
    return _coded(
        reports,
        planned=_says(reports["status"], "planned"),
        ended=_says(reports["status"], "end"),
        weak=_says(reports["certainty"], "weak"),
        outlets=find_outlets(reports["source"], outlets),
    )


def code_ledger(ledger: pd.DataFrame) -> ReportCodes:
    """Code the rows of a ledger, whose outlets and flags are known.

    Raises
    ------
    InputError
        When a report has no day.
    """
    flags = {name: ledger[name].to_numpy(dtype=bool) for name in ("planned", "ended", "weak")}
    return _coded(ledger, outlets=find_outlets(ledger["outlet"]), **flags)


def _coded(
    rows: pd.DataFrame, *, planned: Flags, ended: Flags, weak: Flags, outlets: Outlets
) -> ReportCodes:
    undated = rows["date"].isna() | rows["date_end"].isna()
    if undated.any():
        name = str(rows["report_id"].iloc[int(undated.to_numpy().argmax())])[:60]
        msg = f"Report {name!r} has no day; leave out reports that state none."
        raise InputError(msg)
    site, town = code_together(rows["site_id"], rows["town_id"])
    return ReportCodes(
        site=site,
        town=town,
        first_day=day_numbers(rows["date"]),
        last_day=day_numbers(rows["date_end"]),
        planned=planned,
        ended=ended,
        weak=weak,
        outlets=outlets,
        size_low=numbers_or_nan(rows["size_low"]),
        size_high=numbers_or_nan(rows["size_high"]),
        report_id=rows["report_id"],
    )


def _says(column: pd.Series, word: str) -> Flags:
    return np.asarray((column == word).fillna(False).to_numpy(dtype=bool))
