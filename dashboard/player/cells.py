"""Sites → the H3 cells that gather them at each zoom, worked out once for a campaign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.player.pack import narrowest

MANY_SITES: Final = 20_000
"""Above this the map shows cells until it is near."""
RESOLUTIONS: Final = (2, 3, 4, 5)
"""H3: hexagons of about 320, 120, 45 and 17 km across."""
_CORNERS: Final = 6


@dataclass(frozen=True, eq=False)
class CellLevel:
    """The cells of one resolution.

    Attributes
    ----------
    resolution
        Of H3.
    cell_of
        The cell of each site, counted from 0; shape (sites,).
    longitude, latitude
        Middles, WGS84 degrees; shape (cells,).
    corners
        Longitude and latitude of six corners each, flat; a pentagon's last stands twice.
    """

    resolution: int
    cell_of: npt.NDArray[np.int64]
    longitude: npt.NDArray[np.float32]
    latitude: npt.NDArray[np.float32]
    corners: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.longitude)


def gather_sites(sites: pd.DataFrame) -> list[CellLevel]:
    """Gather sites into cells at each of `RESOLUTIONS`.

    Parameters
    ----------
    sites
        ``longitude latitude`` in WGS84 degrees.
    """
    import h3  # Only large campaigns wait for it.

    finest = RESOLUTIONS[-1]
    places = zip(sites["latitude"].tolist(), sites["longitude"].tolist(), strict=True)
    fine = [h3.latlng_to_cell(latitude, longitude, finest) for latitude, longitude in places]
    levels = []
    for resolution in RESOLUTIONS:
        named = [h3.cell_to_parent(cell, resolution) for cell in fine]
        cell_of, cells = pd.factorize(np.asarray(named, dtype=object), sort=True)
        middles = np.asarray([h3.cell_to_latlng(cell) for cell in cells]).reshape(-1, 2)
        corners = [_corners(h3.cell_to_boundary(cell)) for cell in cells]
        levels.append(
            CellLevel(
                resolution,
                cell_of.astype(np.int64),
                middles[:, 1].astype(np.float32),
                middles[:, 0].astype(np.float32),
                np.asarray(corners, dtype=np.float32).reshape(-1),
            )
        )
    return levels


def cell_columns(levels: list[CellLevel], used: npt.NDArray[np.integer]) -> dict[str, Any]:
    """Return the cells of the sites that are sent, as columns of a pack.

    Parameters
    ----------
    levels
        From `gather_sites`, of all sites.
    used
        Which of the sites are sent, in their order.
    """
    columns: dict[str, Any] = {"resolutions": [level.resolution for level in levels]}
    for level in levels:
        kept, cell_of = np.unique(level.cell_of[used], return_inverse=True)
        at = level.resolution
        columns[f"of{at}"] = narrowest(cell_of)
        columns[f"longitude{at}"] = level.longitude[kept]
        columns[f"latitude{at}"] = level.latitude[kept]
        columns[f"corners{at}"] = level.corners.reshape(len(level), -1)[kept].reshape(-1)
    return columns


def _corners(boundary: tuple[tuple[float, float], ...]) -> list[float]:
    # Where a cell crosses an edge of the icosahedron H3 adds corners that no eye would miss.
    every = list(boundary)
    step = len(every) / _CORNERS
    six = [every[int(number * step)] for number in range(_CORNERS)]
    return [number for latitude, longitude in six for number in (longitude, latitude)]
