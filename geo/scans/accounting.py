"""A scan's combinations held against the rules, and every row accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.checking import ReadOptions
from geo.formats import Recognition
from geo.formats.conversion import columns_behind
from geo.judging import STATED_RADIUS, filled, judge
from geo.scans.dimensions import (
    Combinations,
    Dimension,
    TooManyError,
    combinations,
    dimensions_of,
    rounded,
)
from geo.scans.lookups import Lookup, lookup
from geo.scans.scan import MISSHAPEN, Scan
from geo.weights import report_windows

JUDGED: Final = ("days", "place", "sizes", "state")
"""Dimensions that may make a row unfit; the others only name things."""
_SHOWN: Final = 3


@dataclass(frozen=True, eq=False)
class Accounts:
    """A scan judged.

    Attributes
    ----------
    lookups
        Every combination of each judged dimension with its values, ``fault`` (why such rows are
        rejected; empty where they are not) and, of ``state``, ``aside``.
    made
        The combinations by dimension, as they were found.
    accepted
        How many accepted reports have each combination of ``place``.
    rows, rejected, set_aside
        Numbers of rows, as reading the whole table gives them.
    notes
        Sentences on what was decided.
    """

    lookups: dict[str, Lookup]
    made: dict[str, Combinations]
    accepted: npt.NDArray[np.int64]
    rows: int
    rejected: int
    set_aside: int
    notes: tuple[str, ...]


def account(
    scan: Scan, recognition: Recognition, options: ReadOptions, *, most: int | None = None
) -> Accounts:
    """Judge the combinations of a scan, and count what becomes of its rows.

    Parameters
    ----------
    scan, recognition, options
        What is read, and how.
    most
        How many combinations there is memory for; coordinates lose decimals where there are more.

    Raises
    ------
    InputError
        When there are too many for all that.
    """
    dimensions = dimensions_of(recognition, scan.header)
    made: dict[str, Combinations] = {}
    notes: list[str] = []
    for name in JUDGED:
        if name == "place":
            made[name], said = _places(scan, recognition, dimensions[name], most)
            notes += said
        else:
            made[name] = combinations(scan, recognition, dimensions[name], most=most)
    lookups: dict[str, Lookup] = {}
    for name, found in made.items():
        values, said = _judged(found, options)
        lookups[name] = lookup(found, values)
        notes += said
    accepted, rejected, aside = _counted(scan, lookups)
    return Accounts(
        lookups=lookups,
        made=made,
        accepted=accepted,
        rows=int(lookups["place"].rows.sum()),
        rejected=rejected,
        set_aside=aside,
        notes=tuple(dict.fromkeys(notes)),
    )


def named(found: Combinations) -> Lookup:
    """Return the lookup of a dimension that only names things."""
    typed = judge(
        found.text, fixes=frozenset(), country="", needs_date=False, needs_place=False
    ).typed
    return lookup(found, filled(typed)[list(found.dimension.canonical)])


def _places(
    scan: Scan, recognition: Recognition, dimension: Dimension, most: int | None
) -> tuple[Combinations, list[str]]:
    """Find the distinct places: those of fewer decimals where the others are too many."""
    try:
        return combinations(scan, recognition, dimension, most=most), []
    except TooManyError as error:
        refusal = error
    behind = columns_behind(recognition, scan.header)
    coordinates = [c for name in ("latitude", "longitude") for c in behind.get(name, ())]
    for decimals, coarser in rounded(dimension, coordinates):
        try:
            found = combinations(scan, recognition, coarser, most=most)
        except TooManyError:
            continue
        metres = round(111_000 / 10**decimals)
        note = (
            f"{scan.name} has more than {most:,} different places, too many for the memory: "
            f"coordinates were taken to {decimals} decimals ({metres:,} m)."
        )
        return found, [note]
    raise refusal


def _judged(found: Combinations, options: ReadOptions) -> tuple[pd.DataFrame, list[str]]:
    name = found.dimension.name
    judged = judge(
        found.text,
        fixes=options.fixes,
        country=options.country,
        needs_date=name == "days" and options.needs_date,
        needs_place=name == "place",
    )
    typed = filled(judged.typed)
    canonical = [c for c in found.dimension.canonical if c in typed]
    fault = pd.Series(judged.faults, dtype="str").reindex(typed.index).fillna("")
    values = typed[canonical].assign(fault=fault)
    # Cells as they were written name the dates; numbers of rows are not those of combinations.
    notes = [note for parsed in judged.days.values() for note in parsed.notes]
    if name == "days":
        values = values.assign(**_windows(values))
    elif name == "state":
        is_aside = (found.aside != "") & (not options.include_aside)
        values = values.assign(
            aside=found.aside.where(is_aside, ""),
            planned=typed["status"] == "planned",
            ending=typed["status"] == "end",
            weak=typed["certainty"] == "weak",
        )
    elif name == "place":
        if STATED_RADIUS not in values:
            values = values.assign(**{STATED_RADIUS: np.nan})
        for finding in judged.findings:
            rows = int(found.rows.loc[finding.lines].sum())
            words = finding.sentence.partition(") ")[2]
            notes.append(f"{rows:,} row{'' if rows == 1 else 's'} in all: {words}")
    elif name == "sizes":
        is_bad = values["fault"] != ""
        sizes = {s: values[s].mask(is_bad).astype("Int64") for s in ("size_low", "size_high")}
        values = values.assign(**sizes)
    return values, notes


def _windows(days: pd.DataFrame) -> dict[str, Any]:
    """Return the days that reports with these days may mean, and their share of each."""
    good = (days["fault"] == "") & days["date"].notna()
    found = report_windows(days[good]).reindex(days.index)
    return {
        "window_first": found["first"],
        "window_last": found["last"],
        "weight": found["weight"].fillna(1.0),
    }


def _counted(scan: Scan, lookups: dict[str, Lookup]) -> tuple[npt.NDArray[np.int64], int, int]:
    """Return accepted rows by combination of place, and the numbers rejected and set aside."""
    place = lookups["place"]
    bad = (place.values["fault"] != "").to_numpy()
    judging = [
        name
        for name in ("days", "sizes", "state")
        if (lookups[name].values["fault"] != "").any()
        or (name == "state" and (lookups[name].values["aside"] != "").any())
    ]
    if not judging and MISSHAPEN not in scan.table.columns:
        return np.where(bad, 0, place.rows), int(place.rows[bad].sum()), 0
    import ibis

    coded = place.with_values(pd.DataFrame({"code": np.arange(len(bad)), "bad_place": bad}))
    rows = coded.join(scan.table, scan, ["code", "bad_place"])
    for name in judging:
        flags = pd.DataFrame({f"bad_{name}": lookups[name].values["fault"] != ""})
        wanted = [f"bad_{name}"]
        if name == "state":
            flags["is_aside"] = lookups[name].values["aside"] != ""
            wanted.append("is_aside")
        rows = lookups[name].with_values(flags).join(rows, scan, wanted)
    bads = [rows["bad_place"], *(rows[f"bad_{name}"] for name in judging)]
    is_bad = reduce(or_, bads)
    is_aside = rows.is_aside if "state" in judging else ibis.literal(False)
    if MISSHAPEN in rows.columns:
        unfit = rows[MISSHAPEN] != ""
        is_bad, is_aside = is_bad | unfit, is_aside & ~unfit
    rows = rows.select("code", is_bad=is_bad & ~is_aside, is_aside=is_aside)
    counted = scan.backend.to_pyarrow(
        rows.group_by("code").agg(
            number=rows.count(),
            bad=rows.count(where=rows.is_bad),
            aside=rows.count(where=rows.is_aside),
        )
    )
    accepted = np.zeros(len(bad), np.int64)
    left = [counted[name].to_numpy() for name in ("number", "bad", "aside")]
    accepted[counted["code"].to_numpy()] = left[0] - left[1] - left[2]
    return accepted, int(left[1].sum()), int(left[2].sum())
