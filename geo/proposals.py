"""What a file does not say of itself, proposed from its reports: country and origin."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from geo.countries import iso2_of


def propose_country(frames: Sequence[pd.DataFrame]) -> str:
    """Return the ISO alpha-2 code of the country that most reports name, or ``""``.

    Parameters
    ----------
    frames
        Reports in canonical columns (`geo.schema.REPORT_DTYPES`).
    """
    named = pd.concat([frame["country"].value_counts() for frame in frames] or [pd.Series()])
    by_code: dict[str, int] = {}
    for name, number in named.items():
        code = iso2_of(str(name))
        if code:
            by_code[code] = by_code.get(code, 0) + int(number)
    return max(by_code, key=lambda code: (by_code[code], code), default="")


def propose_origin(reports: pd.DataFrame, sites: pd.DataFrame) -> tuple[str, pd.Timestamp | None]:
    """Return the town and day of the first report: the one with most reports among several.

    Parameters
    ----------
    reports
        Located reports.
    sites
        `geo.schema.SITE_DTYPES`.

    Returns
    -------
    tuple
        A site's name and a day; ``("", None)`` when nothing that happened is placed at a point.
    """
    happened = reports[(reports["status"] != "planned") & reports["level"].isin(["spot", "town"])]
    if happened.empty:
        return "", None
    first = happened["date"].min()
    towns = happened.loc[happened["date"] == first, "town_id"].value_counts()
    commonest = sorted(towns.index[towns == towns.iloc[0]])[0]
    return str(sites.set_index("site_id").at[commonest, "site"]), first
