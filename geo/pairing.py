"""The reports of two editions of a file, paired: by their ids, or by what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.codes import Longs, Rows, group_starts, one_key, sorting_rows
from geo.errors import InputError

CONTENT: Final = ("date", "place", "source", "event_type", "note")
"""What tells one report from another when ids do not."""
_LOOSER: Final = (
    ("date", "source", "note"),
    ("date", "place", "source", "event_type"),
    ("place", "source", "event_type", "note"),
    ("date", "place", "source"),
)
"""Then these in turn, for reports that are alone in bearing them in both editions."""
_NUMBERED: Final = r"^(?P<stem>.*)-(?P<line>\d{1,9})$"


@dataclass(frozen=True, eq=False)
class Pairs:
    """Rows of two editions that are one report.

    Attributes
    ----------
    old, new
        Positions, one for one, in the order of `new`.
    key
        The column they were matched by; ``content`` when by what they say.
    """

    old: Rows
    new: Rows
    key: str


def pair_reports(old: pd.DataFrame, new: pd.DataFrame, key: str | None = None) -> Pairs:
    """Find the reports that stand in both editions.

    Reports of one key are paired in the order of their rows.

    Parameters
    ----------
    old, new
        Canonical reports.
    key
        A column that identifies a report. Unless given, ``report_id``, or the content (`CONTENT`)
        when the editions share fewer than half the ids of the smaller one, or when the ids are
        mere line numbers and the content pairs more reports that agree.

    Raises
    ------
    InputError
        When an edition lacks the column `key`.
    """
    if key is not None:
        for which, frame in (("older", old), ("newer", new)):
            if key not in frame:
                msg = f"The {which} edition has no column {key[:60]!r}; name one that both have."
                raise InputError(msg, where=key)
        return _paired(*_in_order(*_codes(old, new, [key])), key)
    if "report_id" in old and "report_id" in new:
        by_id = _paired(*_in_order(*_codes(old, new, ["report_id"])), "report_id")
        if 2 * len(by_id.old) >= min(len(old), len(new)):
            if not (_are_line_numbers(old["report_id"]) and _are_line_numbers(new["report_id"])):
                return by_id
            said_old, said_new = _codes(old, new, list(CONTENT))
            agreeing = int((said_old[by_id.old] == said_new[by_id.new]).sum())
            if agreeing >= len(_in_order(said_old, said_new)[0]):
                return by_id
    return _by_content(old, new)


def _by_content(old: pd.DataFrame, new: pd.DataFrame) -> Pairs:
    a, b = _in_order(*_codes(old, new, list(CONTENT)))
    for columns in _LOOSER:
        left_a = np.setdiff1d(np.arange(len(old)), a, assume_unique=True)
        left_b = np.setdiff1d(np.arange(len(new)), b, assume_unique=True)
        if len(left_a) == 0 or len(left_b) == 0:
            break
        codes = _codes(old.iloc[left_a], new.iloc[left_b], list(columns))
        more_a, more_b = _in_order(*codes, alone=True)
        a, b = np.concatenate([a, left_a[more_a]]), np.concatenate([b, left_b[more_b]])
    return _paired(a, b, "content")


def _paired(old: Rows, new: Rows, key: str) -> Pairs:
    order = np.argsort(new, kind="stable")
    return Pairs(old[order], new[order], key)


def _codes(old: pd.DataFrame, new: pd.DataFrame, columns: list[str]) -> tuple[Longs, Longs]:
    """Give rows of both editions one number when they say the same in these columns."""
    parts: list[npt.NDArray[np.integer]] = []
    for name in columns:
        cells = [f[name] if name in f else pd.Series("", index=f.index) for f in (old, new)]
        if any(isinstance(c.dtype, pd.CategoricalDtype) or c.dtype == "object" for c in cells):
            cells = [c.astype("str") for c in cells]
        found, distinct = pd.factorize(pd.concat(cells, ignore_index=True))
        values = pd.Series(distinct)
        if isinstance(values.dtype, pd.StringDtype):
            found = _without_blanks(found, values)
        parts.append(found)
    key = one_key(parts)
    return key[: len(old)], key[len(old) :]


def _without_blanks(codes: Rows, values: pd.Series) -> Rows:
    """Give texts that differ only in blanks around them one number; null, -1, is the empty one."""
    stripped = values.str.strip()
    if not stripped.equals(values):
        same, kept = pd.factorize(stripped)
        codes, values = np.append(same, -1)[codes], pd.Series(kept)
    empty = np.flatnonzero((values == "").to_numpy(dtype=bool))
    return np.where(codes < 0, empty[0], codes) if len(empty) else codes


def _in_order(old: Longs, new: Longs, *, alone: bool = False) -> tuple[Rows, Rows]:
    """Pair equal keys, the first of one with the first of the other, and so on."""
    (occurrence_a, times_a), (occurrence_b, times_b) = _occurrences(old), _occurrences(new)
    both = one_key([np.concatenate([old, new]), np.concatenate([occurrence_a, occurrence_b])])
    a, b = both[: len(old)], both[len(old) :]
    _, at_a, at_b = np.intersect1d(a, b, assume_unique=True, return_indices=True)
    if alone:
        only = (times_a[at_a] == 1) & (times_b[at_b] == 1)
        at_a, at_b = at_a[only], at_b[only]
    return at_a, at_b


def _occurrences(key: Longs) -> tuple[Rows, Rows]:
    """Return of each row how many rows before it have its key, and how many have it in all."""
    order = sorting_rows(key)
    starts = group_starts(key[order])
    times = np.diff(starts, append=len(key))
    before, in_all = np.empty(len(key), dtype=np.intp), np.empty(len(key), dtype=np.intp)
    before[order] = np.arange(len(key)) - np.repeat(starts, times)
    in_all[order] = np.repeat(times, times)
    return before, in_all


def _are_line_numbers(ids: pd.Series) -> bool:
    """Tell whether ids are a file's name and rising numbers: given to rows that had none."""
    if len(ids) == 0:
        return True
    first = ids.iloc[:1].astype("str").str.extract(_NUMBERED)
    stem = first["stem"].iloc[0]
    if not isinstance(stem, str) or not ids.astype("str").str.startswith(f"{stem}-").all():
        return False
    lines = pd.to_numeric(ids.astype("str").str.slice(len(stem) + 1), errors="coerce")
    return bool(lines.notna().all() and lines.is_monotonic_increasing)
