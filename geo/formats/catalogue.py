"""All formats that are recognised, in the order in which they are tried."""

from __future__ import annotations

from typing import Final

from geo.formats.acled import ACLED
from geo.formats.ccc import CCC
from geo.formats.description import Format
from geo.formats.gdelt import GDELT_1, GDELT_2
from geo.formats.gtd import GTD
from geo.formats.mass_mobilization import MASS_MOBILIZATION
from geo.formats.mmad import MMAD
from geo.formats.plain import CANONICAL, TABLE
from geo.formats.scad import SCAD
from geo.formats.ucdp import UCDP_GED

FORMATS: Final[tuple[Format, ...]] = (
    ACLED,
    UCDP_GED,
    GDELT_2,
    GDELT_1,
    CCC,
    SCAD,
    MASS_MOBILIZATION,
    MMAD,
    GTD,
    CANONICAL,
    TABLE,
)


def format_of(name: str) -> Format:
    """Return the format with this id.

    Raises
    ------
    KeyError
        When there is none.

    >>> format_of("acled").title
    'ACLED'
    """
    return {form.id: form for form in FORMATS}[name]


def as_markdown() -> str:
    """Describe every format in Markdown, as `docs/formats.md` has it."""
    return "\n".join(_described(form) for form in FORMATS)


def _described(form: Format) -> str:
    lines = [f"## {form.title}", ""]
    if form.marks:
        marks = "; or ".join(", ".join(f"`{name}`" for name in mark) for mark in form.marks)
        lines += [f"- Recognised by {marks}."]
    lines += [
        f"- Set aside: {form.aside}",
        f"- Precision: {form.precision}",
        f"- Source: {form.codebook}",
        f"- Terms: {form.licence}",
        "",
        "| canonical column | made from | what becomes of it |",
        "| --- | --- | --- |",
    ]
    for column in form.columns:
        sources = ", ".join(f"`{name}`" for name in column.sources) or "(none)"
        lines.append(f"| `{column.canonical}` | {sources} | {column.becomes} |")
    if form.types:
        lines += ["", "| kind of event | event type | set aside |", "| --- | --- | --- |"]
        lines += [
            f"| {rule.raw} | {rule.event_type} | {'yes' if rule.aside else ''} |"
            for rule in form.types
        ]
    return "\n".join([*lines, ""])
