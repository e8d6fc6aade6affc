"""Pairs of points within a distance: counted before they are listed, refused where too many."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from geo.errors import InputError

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

ROUND: Final = 2.0
BOX: Final = np.inf
"""Which distance: Euclid's, or the largest difference along an axis."""


def count_within(points: Floats, reach: float, *, shape: float = ROUND) -> int:
    """Return how many pairs of points, shape (n, d), lie within `reach`, without listing them."""
    from scipy.spatial import cKDTree

    if len(points) < 2:
        return 0
    tree = cKDTree(points)
    return (int(tree.count_neighbors(tree, reach, p=shape)) - len(points)) // 2


def pairs_within(
    points: Floats, reach: float, *, most: int, refusal: str, shape: float = ROUND
) -> tuple[Rows, Rows]:
    """Return both rows of each pair of points within `reach`.

    Parameters
    ----------
    points
        Coordinates, shape (n, d).
    reach
        Distance in the units of the points, itself included.
    most
        Above this number none is listed: a pair takes 16 bytes, and more while it is looked at.
    refusal
        What is said then, ``{count}`` standing for their number.
    shape
        `ROUND` or `BOX`.

    Raises
    ------
    InputError
        When more than `most` pairs lie within the distance.
    """
    from scipy.spatial import cKDTree

    count = count_within(points, reach, shape=shape)
    if count > most:
        raise InputError(refusal.format(count=f"{count:,}"))
    if count == 0:
        none = np.empty(0, dtype=np.intp)
        return none, none
    pairs = cKDTree(points).query_pairs(reach, p=shape, output_type="ndarray")
    return pairs[:, 0], pairs[:, 1]
