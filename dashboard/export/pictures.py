"""The still picture of one day as PNG, SVG or PDF."""

from __future__ import annotations

from functools import partial
from typing import Final

import pandas as pd

from dashboard.export.material import Material
from dashboard.export.page import Caption
from dashboard.export.presets import Preset
from dashboard.export.snapshot import SnapshotOptions, build_figure, draw_snapshot
from dashboard.export.vector import vector_bytes
from dashboard.theme import Scheme

PICTURE_FORMATS: Final = ("png", "svg", "pdf")
MEDIA_TYPES: Final = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}


def picture(
    material: Material,
    day: pd.Timestamp,
    kind: str,
    *,
    preset: Preset,
    scheme: Scheme,
    caption: Caption | None = None,
) -> bytes:
    """Draw one day.

    Parameters
    ----------
    material
        What is looked at, and how.
    day
        One of its days.
    kind
        One of `PICTURE_FORMATS`. SVG and PDF take the preset's size in print.
    preset, scheme
        Size and colours.
    caption
        What is written; what the material says of the day unless given.
    """
    size = (preset.width_px, preset.height_px) if kind == "png" else preset.points
    options = snapshot_options(material, preset, scheme, size=size, in_points=kind != "png")
    caption = caption or material.caption(day)
    shown, boundaries = material.day_map(day), material.boundaries
    if kind == "png":
        return draw_snapshot(shown, caption=caption, boundaries=boundaries, options=options)
    return vector_bytes(
        partial(build_figure, shown, caption=caption, boundaries=boundaries, options=options),
        kind,
        caption,
    )


def snapshot_options(
    material: Material,
    preset: Preset,
    scheme: Scheme,
    *,
    size: tuple[int, int] | None = None,
    in_points: bool = False,
) -> SnapshotOptions:
    """Return how a picture of some material is drawn; `size` in pixels, else the preset's."""
    width, height = size or (preset.width_px, preset.height_px)
    return SnapshotOptions(
        width_px=width,
        height_px=height,
        scheme=scheme,
        doubt=material.state.doubt,
        names=material.state.names,
        land=material.has_land,
        mode_words=material.mode_words,
        focus=material.extent,
        dpi=preset.dpi,
        letters=preset.letters,
        in_points=in_points,
    )
