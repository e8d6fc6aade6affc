"""Symbols on their way from one day to the next: sizes and colours that change little by little."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.collections import EllipseCollection

from dashboard.export.sheet import Sheet, symbol_discs
from dashboard.theme import radius_px

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class SiteDiscs:
    """The circles of a day's symbols, two a site: an outer ring, then the disc on it.

    A symbol without a ring has one that is not seen. Arrays have a row a site; `places` holds
    pixels, `widths` diameters and `lines` widths of edges of ring and disc in pixels, `faces` and
    `edges` their colours as RGBA between 0 and 1.
    """

    sites: tuple[str, ...]
    places: Floats
    widths: Floats
    lines: Floats
    faces: Floats
    edges: Floats

    @classmethod
    def of(cls, sheet: Sheet, points: pd.DataFrame) -> SiteDiscs:
        """Return the symbols of some sites, which have their place as ``x`` and ``y`` (px)."""
        rows = points.to_dict("records")
        count = len(rows)
        widths, lines = np.zeros((count, 2)), np.zeros((count, 2))
        faces, edges = np.zeros((count, 2, 4)), np.zeros((count, 2, 4))
        for i, site in enumerate(rows):
            number = 0.0 if pd.isna(site["reports"]) else float(site["reports"])
            radius = radius_px(number) * sheet.mark
            discs = symbol_discs(
                sheet.palette,
                str(site["state"]),
                float(site["x"]),
                float(site["y"]),
                radius=radius,
                mark=sheet.mark,
            )
            for j, disc in enumerate(discs, start=2 - len(discs)):
                widths[i, j], lines[i, j] = 2 * disc.radius_px, disc.edge_px
                faces[i, j], edges[i, j] = disc.face, disc.edge
            if len(discs) == 1:
                # Where a ring comes or goes it grows out of its disc, in its own colour.
                widths[i, 0] = widths[i, 1]
                edges[i, 0, :3] = faces[i, 1, :3]
        places = np.array([(float(site["x"]), float(site["y"])) for site in rows])
        ids = tuple(str(site["site_id"]) for site in rows)
        return cls(ids, places.reshape(count, 2), widths, lines, faces, edges)

    def since(self, before: SiteDiscs | None, share: float) -> SiteDiscs:
        """Return the symbols at a share of the way from an earlier day to this one, from 0 to 1.

        Sites that are new grow from nothing; sites that are gone shrink to it.
        """
        if before is None or share >= 1:
            return self
        ids = tuple(dict.fromkeys((*before.sites, *self.sites)))
        old, new = before._spread_over(ids, self), self._spread_over(ids, before)
        return SiteDiscs(
            ids,
            new.places,
            *(
                a + (b - a) * share
                for a, b in (
                    (old.widths, new.widths),
                    (old.lines, new.lines),
                    (old.faces, new.faces),
                    (old.edges, new.edges),
                )
            ),
        )

    def put_into(self, collection: EllipseCollection) -> None:
        """Let a collection hold these circles, the largest below."""
        sizes = self.widths[:, 1]
        order = np.lexsort((np.array(self.sites, dtype=str), -sizes))
        across = self.widths[order].ravel()
        shapes: Any = collection
        shapes.set_widths(across)
        shapes.set_heights(across)
        shapes.set_angles(np.zeros(len(across)))
        shapes.set_offsets(np.repeat(self.places[order], 2, axis=0))
        shapes.set_facecolors(self.faces[order].reshape(-1, 4))
        shapes.set_edgecolors(self.edges[order].reshape(-1, 4))
        shapes.set_linewidths(self.lines[order].ravel())

    def _spread_over(self, ids: tuple[str, ...], other: SiteDiscs) -> SiteDiscs:
        """Return rows for all `ids`: a site that is not here is a dot of no size in its colours."""
        mine = {site: i for i, site in enumerate(self.sites)}
        theirs = {site: i for i, site in enumerate(other.sites)}
        rows = np.array([mine.get(site, -1) for site in ids], dtype=np.intp)
        strange = np.array([theirs.get(site, -1) for site in ids], dtype=np.intp)
        is_mine = rows >= 0

        def taken(own: Floats, others: Floats, *, keep: bool) -> Floats:
            cells = np.zeros((len(ids), *own.shape[1:]))
            cells[is_mine] = own[rows[is_mine]]
            if keep:
                cells[~is_mine] = others[strange[~is_mine]]
            return cells

        return SiteDiscs(
            ids,
            taken(self.places, other.places, keep=True),
            taken(self.widths, other.widths, keep=False),
            taken(self.lines, other.lines, keep=False),
            taken(self.faces, other.faces, keep=True),
            taken(self.edges, other.edges, keep=True),
        )
