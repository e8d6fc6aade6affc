"""Online tiles for the player's base map: which server, and whether this session asks it."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from dashboard.player.component import Tiles

ADDRESS_VARIABLE: Final = "DHARNA_TILES"
CREDIT_VARIABLE: Final = "DHARNA_TILES_CREDIT"
OPENSTREETMAP: Final = Tiles(
    "https://tile.openstreetmap.org/{z}/{x}/{y}.png", "© OpenStreetMap contributors (ODbL)"
)
_log: Final = logging.getLogger(__name__)


def tile_server(environment: Mapping[str, str] | None = None) -> Tiles | None:
    """Return the server that may be switched on in the player's layers; none is asked before.

    Parameters
    ----------
    environment
        ``DHARNA_TILES`` is an address with ``{z}``, ``{x}`` and ``{y}``, or ``off``: none is then
        offered. ``DHARNA_TILES_CREDIT`` is whom it asks to be named. This process's by default.
    """
    given = os.environ if environment is None else environment
    address = given.get(ADDRESS_VARIABLE, "").strip()
    if not address:
        return OPENSTREETMAP
    if address == "off":
        return None
    parts = urlsplit(address)
    has_places = all(place in address for place in ("{z}", "{x}", "{y}"))
    if parts.scheme not in {"http", "https"} or not parts.netloc or not has_places:
        _log.log(
            logging.WARNING,
            "%s is no address of tiles, as https://server/{z}/{x}/{y}.png: none are offered.",
            ADDRESS_VARIABLE,
        )
        return None
    return Tiles(address, given.get(CREDIT_VARIABLE, "").strip() or parts.netloc)
