"""Which format a header is of, and which column plays which part: never by the file's name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from geo.errors import SchemaError
from geo.formats.catalogue import FORMATS
from geo.formats.description import COORDINATES, ROLES, Format, columns_by_key, key
from geo.formats.plain import CANONICAL, TABLE, roles_by_name
from geo.formats.proposals import propose_roles

_LONGEST_SHOWN: Final = 40
_MOST_SHOWN: Final = 5
_TAG: Final = re.compile(r"#[a-z][a-z0-9_]*(?:\s*\+\s*[a-z][a-z0-9_]*)*", re.IGNORECASE)


@dataclass(frozen=True)
class Recognition:
    """What a header was taken for.

    Attributes
    ----------
    format
        Id of one of `geo.formats.FORMATS`.
    roles
        Canonical column → the table's column. Where a format makes a canonical column from
        several, the first of them.
    title
        The format's name for people, with its version.
    proposed
        Whether a role was guessed from the cells: to be confirmed by a person.
    notes
        Sentences on what was decided.
    """

    format: str
    roles: dict[str, str]
    title: str = ""
    proposed: bool = False
    notes: tuple[str, ...] = field(default=())

    @property
    def locatable(self) -> bool:
        """Whether a place can be told from these columns at all."""
        named = ("place", "spot", "admin1", "admin2", "country", COORDINATES)
        return any(name in self.roles for name in named) or (
            {"latitude", "longitude"} <= self.roles.keys()
        )


def recognise(
    header: Sequence[str],
    *,
    where: str,
    needs_date: bool = True,
    roles: Mapping[str, str] | None = None,
    sample: pd.DataFrame | None = None,
) -> Recognition:
    """Tell the format of a table by its header, and which column plays which part.

    Known formats come first; else a canonical name wins over a synonym, and a synonym over what
    the cells look like. Letter case, blanks, underscores, dashes and dots make no difference.

    Parameters
    ----------
    header
        Column names in the order of the table.
    where
        What to call the table in an error: a file's name.
    needs_date
        Locating alone needs no date; counting does.
    roles
        The user's own choice, canonical column → column, over all else; an empty text takes the
        role away. ``month`` and ``day`` beside ``date`` (the year) name a date in three columns.
    sample
        Some rows of text cells, to propose columns of a table whose names say nothing.

    Raises
    ------
    SchemaError
        When there is no date column, or nothing that names or gives a place, or a role or column
        of the user's choice does not exist.

    >>> recognise(["Date", "City"], where="x.csv").roles
    {'date': 'Date', 'place': 'City'}
    """
    names = list(header)
    chosen = _chosen(names, roles or {}, where=where)
    by_key = columns_by_key(names)
    known = next((f for f in FORMATS if f.marks and f.fits(by_key.keys())), None)
    if known is not None:
        found = _as_known(known, names, by_key, chosen)
    else:
        found = _as_table(names, chosen, sample)
    _check(found, names, where=where, needs_date=needs_date)
    return found


def is_tag_row(cells: Sequence[str]) -> bool:
    """Tell whether a row holds HXL hashtags, as files of the Humanitarian Data Exchange have it.

    >>> is_tag_row(["#event+code", "#date+start", ""]), is_tag_row(["PAK1", "#1", ""])
    (True, False)
    """
    filled = [text for cell in cells if (text := (cell or "").strip())]
    return bool(filled) and all(_TAG.fullmatch(text) for text in filled)


def _as_known(
    known: Format, names: list[str], by_key: dict[str, str], chosen: dict[str, str]
) -> Recognition:
    roles = _without_removed(known.roles(by_key) | chosen)
    used = set(chosen.values())
    extra = [n for n in names if key(n) and key(n) not in known.known_keys and n not in used]
    notes = (_unused("extra column", extra),) if extra else ()
    return Recognition(known.id, roles, known.title_of(by_key.keys()), notes=notes)


def _as_table(names: list[str], chosen: dict[str, str], sample: pd.DataFrame | None) -> Recognition:
    taken = set(chosen.values())
    by_name = {r: c for r, c in roles_by_name(names).items() if c not in taken or r in chosen}
    if "date" in chosen or ("month" in by_name and "date" not in by_name):
        by_name = {r: c for r, c in by_name.items() if r not in ("month", "day")}
    roles = _without_removed(by_name | chosen)
    proposals: dict[str, str] = {}
    if sample is not None:
        asked = propose_roles(names, roles, sample)
        proposals = {r: c for r, c in asked.items() if r not in chosen and c not in taken}
        roles = {r: c for r, c in roles.items() if c not in proposals.values()} | proposals
    needed = [name for name in ("date", "place") if name in roles]
    exact = bool(needed) and not proposals and all(key(roles[name]) == key(name) for name in needed)
    form = CANONICAL if exact else TABLE
    notes = [
        f"Column '{_shortened(column)}' was taken as {role}, from what its cells look like."
        for role, column in proposals.items()
    ]
    used = set(roles.values())
    if unused := [name for name in names if name not in used and key(name)]:
        notes.append(_unused("column", unused))
    return Recognition(form.id, roles, form.title, bool(proposals), tuple(notes))


def _without_removed(roles: dict[str, str]) -> dict[str, str]:
    return {role: column for role, column in roles.items() if column}


def _chosen(names: list[str], roles: Mapping[str, str], *, where: str) -> dict[str, str]:
    """Check the user's roles; a column may be named as loosely as a header is read."""
    by_key = columns_by_key(names)
    chosen = {}
    for role, column in roles.items():
        if role not in ROLES:
            msg = f"'{_shortened(role)}' is no column of a report; choose of: {', '.join(ROLES)}."
            raise SchemaError(msg, where=where)
        found = column if column in names else by_key.get(key(column), "")
        if column and not found:
            msg = (
                f"{where} has no column '{_shortened(column)}' to take as {role} "
                f"(its columns are: {_listed(names)}); name one of them."
            )
            raise SchemaError(msg, where=where)
        chosen[role] = found if column else ""
    return chosen


def _check(found: Recognition, names: list[str], *, where: str, needs_date: bool) -> None:
    seen = _listed(names)
    if needs_date and "date" not in found.roles:
        msg = f"{where} has no date column (its columns are: {seen}); name one of them 'date'."
        raise SchemaError(msg, where=where)
    if not found.locatable:
        msg = (
            f"{where} has neither a place column nor latitude and longitude "
            f"(its columns are: {seen}); name one of them 'place'."
        )
        raise SchemaError(msg, where=where)


def _unused(what: str, names: list[str]) -> str:
    shown = ", ".join(_shortened(name) for name in names[:_MOST_SHOWN])
    more = " …" if len(names) > _MOST_SHOWN else ""
    return f"{len(names)} {what}{'s' if len(names) > 1 else ''} not used: {shown}{more}"


def _listed(names: list[str]) -> str:
    return ", ".join(_shortened(name) for name in names[:12]) + (" …" if len(names) > 12 else "")


def _shortened(name: str) -> str:
    """Return a name fit for a sentence: one line, no control characters, not long."""
    head = "".join(c if c.isprintable() else " " for c in name[: _LONGEST_SHOWN * 4])
    plain = " ".join(head.split())
    return plain if len(plain) <= _LONGEST_SHOWN else plain[: _LONGEST_SHOWN - 1] + "…"
