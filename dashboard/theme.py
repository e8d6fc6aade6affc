"""One look for map, charts and pictures: palette, symbols, sizes, legend.

Colours are the Okabe-Ito set (Okabe and Ito 2008, "Color universal design"), darkened or lightened
until they stand out from the land by 3:1; every state also differs in shape, so that none rests on
colour alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from dashboard.fonts import URDU_FONT

Scheme = Literal["light", "dark"]


@dataclass(frozen=True)
class Palette:
    """Colours of one scheme, as ``#rrggbb``."""

    background: str
    surface: str
    text: str
    muted: str
    accent: str
    sea: str
    land: str
    neighbour: str
    disputed: str
    border: str
    coast: str
    doubt: str
    started: str
    continuing: str
    ended: str
    silent: str


LIGHT: Final = Palette(
    background="#ffffff",
    surface="#f3f4f6",
    text="#1b1f24",
    muted="#565d66",
    accent="#00558a",
    sea="#dfe9f0",
    land="#fbfaf6",
    neighbour="#e9e8e3",
    disputed="#8d8577",
    border="#a39d92",
    coast="#9db3c2",
    doubt="#6b7280",
    started="#c4460a",
    continuing="#00629b",
    ended="#3d3d3d",
    silent="#7d838b",
)
DARK: Final = Palette(
    background="#11151a",
    surface="#1b2129",
    text="#eef1f4",
    muted="#a9b2bd",
    accent="#6cc0f5",
    sea="#0d1a24",
    land="#262d35",
    neighbour="#1b2027",
    disputed="#8f8672",
    border="#5c6671",
    coast="#3d5566",
    doubt="#9aa4b0",
    started="#ff9b57",
    continuing="#6cc0f5",
    ended="#f0f0f0",
    silent="#9aa3ad",
)
PALETTES: Final[dict[Scheme, Palette]] = {"light": LIGHT, "dark": DARK}


@dataclass(frozen=True)
class Symbol:
    """How one state is drawn: a disc, a ring, or a disc in a ring.

    ``fill`` is the opacity of the disc (0: hollow) in the colour of the state ``body``,
    ``stroke_px`` the width of its edge, and ``halo_px`` the gap to an outer ring (0: none).
    """

    state: str
    label: str
    meaning: str
    fill: float
    stroke_px: float
    halo_px: float = 0.0
    body: str = ""


SYMBOLS: Final[tuple[Symbol, ...]] = (
    Symbol("started", "Started", "first report, or first after a silence", 0.92, 1.0, 3.0),
    Symbol("continuing", "Continuing", "reported again", 0.88, 1.0),
    Symbol("ended", "Ended", "a report says it ended that day", 0.55, 3.0, body="continuing"),
    Symbol("silent", "Silent", "no report that day: not an end", 0.0, 1.4),
)
SYMBOL_OF: Final = {symbol.state: symbol for symbol in SYMBOLS}

SILENT_RADIUS_PX: Final = 4.0
SIZE_STEPS: Final = (1, 10, 50)
"""Numbers of reports shown in the size legend."""


def radius_px(reports: float) -> float:
    """Return a symbol's radius in pixels: its area grows with the number of reports.

    >>> radius_px(0), radius_px(1), radius_px(49)
    (4.0, 6.2, 26.6)
    """
    if reports <= 0:
        return SILENT_RADIUS_PX
    return round(2.8 + 3.4 * math.sqrt(reports), 2)


def state_colour(palette: Palette, state: str) -> str:
    """Return the colour of a state, as ``#rrggbb``."""
    return str(getattr(palette, state))


def body_colour(palette: Palette, symbol: Symbol) -> str:
    """Return the colour of a symbol's disc: an ended site was active that day, and looks it."""
    return state_colour(palette, symbol.body or symbol.state)


def edge_colour(palette: Palette, symbol: Symbol) -> str:
    """Return the colour of a symbol's edge: the land's round a plain disc, to set it off."""
    plain = symbol.fill > 0.5 and not symbol.body
    return palette.land if plain else state_colour(palette, symbol.state)


def rgba(colour: str, opacity: float = 1.0) -> list[int]:
    """Turn ``#rrggbb`` into the four bytes that deck.gl takes.

    >>> rgba("#ff8000", 0.5)
    [255, 128, 0, 128]
    """
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return [red, green, blue, round(255 * opacity)]


PAGE_FONT: Final = f"'Source Sans', '{URDU_FONT}', sans-serif"
"""Of pages, tables and charts. Without the second a browser takes Urdu letters from anywhere."""


def streamlit_options(scheme: Scheme) -> dict[str, str]:
    """Return the theme settings of Streamlit for one scheme."""
    palette = PALETTES[scheme]
    return {
        f"theme.{scheme}.primaryColor": palette.accent,
        f"theme.{scheme}.backgroundColor": palette.background,
        f"theme.{scheme}.secondaryBackgroundColor": palette.surface,
        f"theme.{scheme}.textColor": palette.text,
    }


PAGE_STYLE: Final = """
<style>
.stMainBlockContainer { padding: 4rem 1.6rem 1.5rem; max-width: 76rem; }
h1 { font-size: 1.6rem !important; padding: 0 !important; }
</style>
"""
"""Of pages to read and fill in."""
