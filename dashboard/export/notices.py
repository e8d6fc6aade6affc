"""What a map must say when it has nothing to show, or not all of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pandas as pd

from dashboard.export.labels import Box
from dashboard.export.lettering import fit_block, set_block
from dashboard.export.sheet import Sheet
from dashboard.translation import tr, trn

NO_REPORTS: Final = "No report for this day in these data"


def draw_notices(
    sheet: Sheet,
    box: Box,
    frame: pd.DataFrame,
    shown: pd.DataFrame,
    *,
    taken: Box | None = None,
) -> list[Box]:
    """Say on the map that there is nothing to show, or how much of it is elsewhere.

    What is elsewhere is told in the lower right corner, beside what has `taken` it.
    """
    notices = [_draw_notice(sheet, box, tr(NO_REPORTS))] if frame.empty else []
    hidden = frame[(frame["state"] != "silent") & ~frame["site_id"].isin(shown["site_id"])]
    if not len(hidden):
        return notices
    in_corner = taken is not None and taken.right > box.right - 40 * sheet.unit
    if taken is not None and in_corner and taken.bottom > box.bottom - 40 * sheet.unit:
        box = replace(box, right=taken.left - 4 * sheet.unit)
    return [*notices, _draw_hidden(sheet, box, len(hidden))]


def _draw_notice(sheet: Sheet, box: Box, words: str) -> Box:
    """Write a notice on a plate in the middle of the map."""
    unit = sheet.unit
    room = (box.right - box.left) * 0.9
    line = fit_block(words, "bold", 18 * unit, width=room, height=26 * unit)
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    half, tall = line.width_px / 2 + 16 * unit, line.height_px / 2 + 9 * unit
    plate = Box(x - half, y - tall, x + half, y + tall)
    sheet.panel(plate, face=sheet.palette.background, edge=sheet.palette.border).set_zorder(9)
    sheet.write(
        line,
        x - line.width_px / 2,
        y - line.height_px / 2,
        colour=sheet.palette.text,
        gid="notice",
    )
    return plate


def _draw_hidden(sheet: Sheet, box: Box, number: int) -> Box:
    """Say in the map's lower right corner how many reported sites it does not show."""
    unit = sheet.unit
    room = (box.right - box.left) * 0.45
    words = trn(
        "{n} more site with reports outside this map or without coordinates",
        "{n} more sites with reports outside this map or without coordinates",
        number,
    )
    block = set_block(words, "italic", 10 * unit, width=room)
    plate = Box(
        box.right - block.width_px - 16 * unit,
        box.bottom - block.height_px - 8 * unit,
        box.right,
        box.bottom,
    )
    sheet.panel(plate, face=sheet.palette.background, opacity=0.85).set_zorder(8)
    sheet.write(
        block, plate.left + 8 * unit, plate.top + 4 * unit, colour=sheet.palette.text, gid="notice"
    )
    return plate
