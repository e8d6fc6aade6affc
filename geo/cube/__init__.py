"""The cube of a large campaign: site × day × kind × organiser × source, kept as Parquet.

It is made once of a source's located reports and kept in the cache folder under the source's
fingerprint. Many processes may read it at once. Whatever a page filters is answered from it, with
the very counts that `geo.engine.count_site_days` gives for the reports themselves.
"""

from geo.cube.build import CubeAccount, LocatedReports
from geo.cube.counts import SiteDays
from geo.cube.stamps import source_stamp
from geo.cube.store import Cube, find_cube, make_cube, read_cube, tidy_cubes

__all__ = [
    "Cube",
    "CubeAccount",
    "LocatedReports",
    "SiteDays",
    "find_cube",
    "make_cube",
    "read_cube",
    "source_stamp",
    "tidy_cubes",
]
