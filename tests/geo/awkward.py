"""Tables of reports with every value that is awkward to count, for whoever reads them twice."""

from __future__ import annotations

import numpy as np
import pandas as pd

_PLACES = (
    ("Quetta", "", "Balochistan", "", ""),
    ("Quetta", "Western Bypass", "Balochistan", "", ""),
    ("کراچی", "", "", "", ""),
    (" Karachi ", "Numaish Chowrangi", "Sindh", "", ""),
    ("Karachi", "Numaish Chowrangi", "Sindh", "", ""),
    ("Sahiwal", "", "Punjab", "", ""),
    ("Nowhere at all", "", "", "", ""),
    ("", "", "Sindh", "", ""),
    ("", "", "", "", ""),
    ("Camp", "", "", "30.1978", "67.0097"),
    ("Camp", "", "", "0", "0"),
    ("Camp", "", "", "30.1978", ""),
    ("", "", "", "67.0", "24.9"),
    ("camp", "Gate", "", "30.1978", "67.0097"),
)
_DAYS = (
    *(f"2021-01-0{day}" for day in range(1, 10)),
    *("5 January 2021", "13/1/2021", "6-8 January 2021", "January 2021", "soon", "", "1066-01-01"),
    "2021-01-05T14:30:00",
)
_ENDS = ("", "", "", "2021-01-09", "2021-01-01", "nonsense")
_WORDS = {
    "date_precision": ("", "", "day", "week", "month", "WEEK", "hour"),
    "status": ("", "observed", "planned", "end", "start", "End", "over"),
    "certainty": ("", "weak", "stated", "sure"),
    "size_low": ("", "", "100", "1,200", "50.5", "-3", "many"),
    "size_high": ("", "", "100", "2000", "60"),
    "source": ("Dawn", " Dawn ", "Dawn; Geo News", "", "ڈان; Dawn", "Photo (agency; no paper)"),
    "event_type": ("sit-in", "Sit In", "", "march", "battle", "STRIKE"),
    "organiser": ("", "MWM", "طلبہ"),
    "report_id": ("", "a", "a", "b", "a~2"),
    "note": ("", "نوٹ", "x"),
}


def awkward_reports(rows: int, *, seed: int, clean: float = 0.7) -> pd.DataFrame:
    """Return a table of text cells with nulls, duplicates, ties, windows, ranges, plans and ends.

    Parameters
    ----------
    rows
        How many.
    seed
        Of the random choice.
    clean
        Share of rows in which only the first, plain values of each column are taken.
    """
    random = np.random.default_rng(seed)
    plain = random.random(rows) < clean

    def pick(values: tuple[str, ...]) -> np.ndarray:
        few = max(len(values) // 2, 1)
        at = np.where(plain, random.integers(0, few, rows), random.integers(0, len(values), rows))
        return np.array(values, dtype=object)[at]

    place = np.where(plain, random.integers(0, 8, rows), random.integers(0, len(_PLACES), rows))
    columns = {
        name: np.array([p[i] for p in _PLACES], dtype=object)[place]
        for i, name in enumerate(("place", "spot", "admin1", "latitude", "longitude"))
    }
    columns |= {"date": pick(_DAYS), "date_end": pick(_ENDS)}
    columns |= {name: pick(values) for name, values in _WORDS.items()}
    frame = pd.DataFrame(columns)
    # A null is no text: both stand for nothing.
    return frame.mask(pd.DataFrame(random.random(frame.shape) < 0.03, columns=frame.columns), None)
