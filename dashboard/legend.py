"""The legend, as HTML with the very symbols of the map.

Drawings are images in data addresses: Streamlit strips SVG elements out of HTML.
"""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import Final

from dashboard import theme
from dashboard.theme import PALETTES, SYMBOLS, Palette, Scheme, Symbol

COARSE: Final = "Coast and borders are drawn for the whole country: here they are coarse."
"""What to say where a single city is shown."""
_NAMESPACE: Final = 'xmlns="http://www.w3.org/2000/svg"'


def legend_html(scheme: Scheme) -> str:
    """Draw what the symbols, their sizes and the hatching mean."""
    palette = PALETTES[scheme]
    states = "".join(
        _entry(_symbol_svg(symbol, palette), symbol.label, symbol.meaning) for symbol in SYMBOLS
    )
    sizes = _entry(_sizes_svg(palette), "Size", "number of reports")
    shade = _entry(_shade_svg(palette), "Shaded", "province named, no town")
    hatch = _entry(_hatch_svg(palette), "Hatched", "disputed territory")
    return (
        f'<div role="note" aria-label="Legend" style="display:flex;flex-wrap:wrap;gap:2px 16px;'
        f'font-size:13px;line-height:1.3;color:{palette.text}">{states}{sizes}{shade}{hatch}</div>'
    )


def _entry(drawing: str, label: str, meaning: str) -> str:
    return (
        '<div style="display:flex;align-items:center;gap:6px">'
        f"{_image(drawing)}<span><b>{escape(label)}</b> {escape(meaning)}</span></div>"
    )


def _image(drawing: str) -> str:
    data = b64encode(drawing.encode()).decode()
    return f'<img alt="" src="data:image/svg+xml;base64,{data}">'


def _symbol_svg(symbol: Symbol, palette: Palette) -> str:
    colour = theme.state_colour(palette, symbol.state)
    body = theme.body_colour(palette, symbol)
    radius = 4.0 if symbol.state == "silent" else 6.0
    ring = (
        f'<circle cx="11" cy="11" r="{radius + symbol.halo_px}" fill="none" stroke="{colour}" '
        'stroke-width="1.8"/>'
        if symbol.halo_px
        else ""
    )
    return (
        f'<svg {_NAMESPACE} width="22" height="22">{ring}<circle cx="11" cy="11" '
        f'r="{radius}" fill="{body}" fill-opacity="{symbol.fill}" stroke="{colour}" '
        f'stroke-width="{0 if symbol.fill > 0.6 else symbol.stroke_px}"/></svg>'
    )


def _sizes_svg(palette: Palette) -> str:
    """Draw the size steps as circles on one base line, as large as on the map."""
    largest = theme.radius_px(theme.SIZE_STEPS[-1])
    base = 2 * largest + 1
    drawing = ""
    for step in theme.SIZE_STEPS:
        radius = theme.radius_px(step)
        top = base - 2 * radius
        drawing += (
            f'<circle cx="{largest + 1}" cy="{base - radius}" r="{radius}" fill="none" '
            f'stroke="{palette.muted}"/><line x1="{largest + 1}" y1="{top}" '
            f'x2="{2 * largest + 8}" y2="{top}" stroke="{palette.muted}" stroke-width="0.6"/>'
            f'<text x="{2 * largest + 11}" y="{top + 4}" font-size="11" '
            f'fill="{palette.muted}">{step}</text>'
        )
    return (
        f'<svg {_NAMESPACE} width="{2 * largest + 30:.0f}" height="{base + 2:.0f}" viewBox="0 -4 '
        f'{2 * largest + 30:.0f} {base + 6:.0f}">{drawing}</svg>'
    )


def _shade_svg(palette: Palette) -> str:
    return (
        f'<svg {_NAMESPACE} width="22" height="14"><rect x="1" y="1" width="20" height="12" '
        f'fill="{palette.started}" fill-opacity="0.18" stroke="{palette.started}"/></svg>'
    )


def _hatch_svg(palette: Palette) -> str:
    strokes = "".join(
        f'<line x1="{x}" y1="14" x2="{x + 14}" y2="0" stroke="{palette.disputed}"/>'
        for x in (-10, -4, 2, 8, 14)
    )
    return (
        f'<svg {_NAMESPACE} width="22" height="14">'
        f'<rect width="22" height="14" fill="{palette.land}"/>{strokes}</svg>'
    )
