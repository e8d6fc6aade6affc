"""What makes reports one event: the rules, as parameters, and in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.codes import Ints, code_text, group_rows, group_starts, one_key
from geo.errors import InputError

COMPATIBLE: Final[dict[str, tuple[str, ...]]] = {
    "gathering": ("sit-in", "road-block", "march", "demonstration", "vigil"),
    "strike": ("strike",),
    "riot": ("riot",),
}
"""Types that may be names for one event, by group; ``other`` fits any group.

One crowd is a march to one reporter and a sit-in on the road to the next. A strike is a refusal to
work or to open, without a crowd; a riot is told apart from a peaceful gathering of the same day, as
in ACLED's codebook ("Protests" and "Riots"). Groups share no type, so that any two reports
under one event are compatible, whatever lies between them.
"""
GROUPS: Final = (*COMPATIBLE, "other")
_GROUP_OF: Final = {kind: i for i, kinds in enumerate(COMPATIBLE.values()) for kind in kinds}
_OTHER: Final = len(COMPATIBLE)


@dataclass(frozen=True)
class MergeRules:
    """When reports are taken for one event: always of the same days and, by default, one site.

    Parameters
    ----------
    same_type
        Whether reports whose types exclude each other (`COMPATIBLE`) stay apart.
    distance_km
        Spots no farther apart than this are taken for one site when they lie in one town, or in no
        known town; spots in between join those on either side. A report on a whole town or area is
        never joined to a spot: its point stands for all of it.

    Raises
    ------
    InputError
        When the distance is negative or no number.
    """

    same_type: bool = False
    distance_km: float = 0.0

    def __post_init__(self) -> None:
        if not (self.distance_km >= 0 and math.isfinite(self.distance_km)):
            msg = f"Spots cannot be merged within {self.distance_km} km; give 0 or more."
            raise InputError(msg)

    @property
    def sentence(self) -> str:
        """What was merged, for a caption.

        >>> MergeRules(same_type=True).sentence
        'Reports of one site and day whose types are compatible are one event.'
        """
        kinds = " whose types are compatible" if self.same_type else ""
        if not self.distance_km:
            return f"Reports of one site and day{kinds} are one event."
        return (
            f"Reports of one day{kinds} are one event when they speak of one site, or of spots of "
            f"one town no more than {self.distance_km:g} km from the next."
        )


def type_groups(
    event_type: pd.Series, site_day: npt.NDArray[np.int64], wider: npt.NDArray[np.int64]
) -> Ints:
    """Return each report's place in `GROUPS`.

    A report of type ``other`` (or of no known type) goes with the group that most reports of its
    site and day are in; where there is none, with that of `wider`: the spots joined with its own.
    Between equals the earlier in `GROUPS` is taken.
    """
    coded = code_text(event_type)
    known = np.array([_GROUP_OF.get(kind, _OTHER) for kind in coded.values.tolist()], np.int32)
    group = known[coded.codes] if len(known) else np.zeros(0, np.int32)
    for scope in (site_day, wider):
        doubtful = np.flatnonzero(group == _OTHER)
        if len(doubtful) == 0:
            break
        told = group != _OTHER
        scopes, commonest = _commonest(scope[told], group[told])
        place = np.searchsorted(scopes, scope[doubtful])
        place = np.minimum(place, max(len(scopes) - 1, 0))
        if len(scopes):
            found = scopes[place] == scope[doubtful]
            group[doubtful[found]] = commonest[place[found]]
    return group


def _commonest(scope: npt.NDArray[np.int64], value: Ints) -> tuple[npt.NDArray[np.int64], Ints]:
    """Return the distinct scopes, sorted, and the commonest value of each, the lowest of equals."""
    order, starts = group_rows(one_key([scope, value]))
    count = np.diff(starts, append=len(order))
    scope, value = scope[order[starts]], value[order[starts]]
    best = np.lexsort([value, -count, scope])
    first = best[group_starts(scope[best])]
    return scope[first], value[first]
