"""Build ``data/boundaries/country_boxes.csv``: the west, south, east and north of every country.

The boxes tell coordinates that are far from the country a report names; they are rough on purpose.
They come from Natural Earth 1:110m, which the PyPI package ``pyogrio`` carries among its test
fixtures, and for Pakistan from the layers that ``build_boundaries.py`` wrote. That scale leaves
small islands out: `ISLANDS` adds those, rounded by hand, and what is claimed by two is in both::

    python scripts/build_country_boxes.py --shapes naturalearth_lowres.shp \
        --boundaries data/boundaries --out data/boundaries
"""

from __future__ import annotations

import argparse
import csv
import json
import math
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import shapely

Interval = tuple[float, float]
Part = tuple[float, float, float, float]

CODES = """
AFG AF AGO AO ALB AL ARE AE ARG AR ARM AM ATA AQ ATF TF AUS AU AUT AT AZE AZ BDI BI BEL BE BEN BJ
BFA BF BGD BD BGR BG BHS BS BIH BA BLR BY BLZ BZ BOL BO BRA BR BRN BN BTN BT BWA BW CAF CF CAN CA
CHE CH CHL CL CHN CN CIV CI CMR CM COD CD COG CG COL CO CRI CR CUB CU CYP CY CZE CZ DEU DE DJI DJ
DNK DK DOM DO DZA DZ ECU EC EGY EG ERI ER ESH EH ESP ES EST EE ETH ET FIN FI FJI FJ FLK FK GAB GA
GBR GB GEO GE GHA GH GIN GN GMB GM GNB GW GNQ GQ GRC GR GRL GL GTM GT GUY GY HND HN HRV HR HTI HT
HUN HU IDN ID IND IN IRL IE IRN IR IRQ IQ ISL IS ISR IL ITA IT JAM JM JOR JO JPN JP KAZ KZ KEN KE
KGZ KG KHM KH KOR KR KWT KW LAO LA LBN LB LBR LR LBY LY LKA LK LSO LS LTU LT LUX LU LVA LV MAR MA
MDA MD MDG MG MEX MX MKD MK MLI ML MMR MM MNE ME MNG MN MOZ MZ MRT MR MWI MW MYS MY NAM NA NCL NC
NER NE NGA NG NIC NI NLD NL NPL NP NZL NZ OMN OM PAK PK PAN PA PER PE PHL PH PNG PG POL PL PRI PR
PRK KP PRT PT PRY PY PSE PS QAT QA ROU RO RUS RU RWA RW SAU SA SDN SD SEN SN SLB SB SLE SL SLV SV
SOM SO SRB RS SSD SS SUR SR SVK SK SVN SI SWE SE SWZ SZ SYR SY TCD TD TGO TG THA TH TJK TJ TKM TM
TLS TL TTO TT TUN TN TUR TR TWN TW TZA TZ UGA UG UKR UA URY UY USA US UZB UZ VEN VE VNM VN VUT VU
YEM YE ZAF ZA ZMB ZM ZWE ZW
"""
"""ISO 3166-1 alpha-3 and alpha-2 in turns."""

CODES_BY_NAME = {
    "France": "FR",
    "Norway": "NO",
    "Kosovo": "XK",
    "N. Cyprus": "CY",
    "Somaliland": "SO",
}
"""Countries that the file gives no code."""

ISLANDS: dict[str, list[Part]] = {
    "AD": [(1.4, 42.4, 1.8, 42.7)],
    "AG": [(-62.0, 16.9, -61.6, 17.8)],
    "BB": [(-59.7, 13.0, -59.4, 13.4)],
    "BH": [(50.3, 25.5, 50.9, 26.4)],
    "BR": [(-32.5, -3.9, -32.3, -3.7)],
    "CL": [(-109.5, -27.3, -109.2, -27.0)],
    "CO": [(-81.8, 12.4, -81.6, 13.5)],
    "CV": [(-25.4, 14.8, -22.6, 17.3)],
    "DK": [(14.6, 54.9, 15.2, 55.4)],
    "DM": [(-61.5, 15.2, -61.2, 15.7)],
    "EC": [(-92.1, -1.5, -89.2, 1.7)],
    "ES": [(-18.2, 27.6, -13.4, 29.5)],
    "GB": [(-8.7, 56.7, -6.0, 58.6), (-3.5, 58.7, -0.7, 60.9)],
    "GD": [(-61.9, 11.9, -61.3, 12.6)],
    "GP": [(-61.9, 15.8, -61.0, 16.6)],
    "GQ": [(5.6, -1.5, 5.7, -1.4), (8.4, 3.2, 9.0, 3.8)],
    "GR": [(29.5, 36.1, 29.7, 36.2)],
    "HK": [(113.8, 22.1, 114.5, 22.6)],
    "IN": [(92.2, 6.7, 94.0, 13.7), (71.7, 8.0, 74.0, 12.5), (72.5, 32.0, 80.4, 37.1)],
    "IT": [(12.3, 35.4, 12.9, 35.9)],
    "JP": [(122.9, 24.0, 131.4, 31.0), (141.0, 24.2, 142.3, 27.8)],
    "KM": [(43.2, -12.5, 44.6, -11.3)],
    "KN": [(-62.9, 17.0, -62.5, 17.5)],
    "KR": [(126.1, 33.1, 127.0, 33.6), (130.8, 37.4, 131.9, 37.6)],
    "LC": [(-61.1, 13.7, -60.8, 14.2)],
    "LI": [(9.4, 47.0, 9.7, 47.3)],
    "MA": [(-17.2, 20.7, -8.6, 27.7)],
    "MC": [(7.4, 43.7, 7.5, 43.8)],
    "MO": [(113.5, 22.1, 113.7, 22.3)],
    "MQ": [(-61.3, 14.3, -60.8, 14.9)],
    "MT": [(14.1, 35.7, 14.6, 36.1)],
    "MU": [(56.5, -20.6, 57.9, -19.9), (63.3, -19.8, 63.6, -19.6)],
    "MV": [(72.6, -0.8, 73.8, 7.2)],
    "NZ": [(-177.0, -44.5, -175.8, -43.6)],
    "PH": [(121.7, 20.2, 122.1, 21.2), (119.3, 4.5, 120.5, 5.5)],
    "PT": [(-31.3, 36.9, -24.9, 39.8), (-17.3, 32.3, -16.2, 33.2)],
    "RE": [(55.2, -21.4, 55.9, -20.8)],
    "RS": [(20.0, 41.8, 21.8, 43.3)],
    "SC": [(46.2, -10.3, 56.3, -3.7)],
    "SG": [(103.6, 1.1, 104.1, 1.5)],
    "SM": [(12.4, 43.9, 12.6, 44.0)],
    "ST": [(6.4, -0.1, 7.5, 1.8)],
    "TO": [(-176.3, -22.4, -173.7, -15.5)],
    "TW": [(118.1, 24.3, 118.5, 24.6), (119.3, 23.2, 119.8, 23.8)],
    "UA": [(32.4, 44.3, 36.7, 46.3)],
    "US": [(-179.2, 51.2, -171.8, 52.5)],
    "VC": [(-61.5, 12.5, -61.1, 13.4)],
    "WS": [(-172.9, -14.1, -171.4, -13.4)],
    "YE": [(52.0, 12.1, 54.6, 12.8)],
    "YT": [(45.0, -13.1, 45.4, -12.6)],
}
"""Parts that the scale leaves out, and those that a country claims beside another."""

GUIANA_EAST_OF = -40.0
"""The file draws French Guiana as France; ISO gives it a code of its own."""


def main() -> None:
    """Read the sources and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shapes", type=Path, required=True, help="naturalearth_lowres.shp")
    parser.add_argument("--boundaries", type=Path, required=True, help="folder with the layers")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    options = parser.parse_args()
    parts = read_shapes(options.shapes)
    parts["PK"] += read_provinces(options.boundaries / "pk_provinces.geojson")
    for code, islands in ISLANDS.items():
        parts.setdefault(code, []).extend(islands)
    with (options.out / "country_boxes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["country", "west", "south", "east", "north"])
        writer.writerows((code, *box_of(parts[code])) for code in sorted(parts))


def read_shapes(path: Path) -> dict[str, list[Part]]:
    """Return the bounds of every polygon of every country."""
    words = CODES.split()
    codes = dict(zip(words[::2], words[1::2], strict=True))
    parts: dict[str, list[Part]] = {}
    shapes = gpd.read_file(path)
    for name, alpha3, shape in zip(shapes["name"], shapes["iso_a3"], shapes.geometry, strict=True):
        code = codes[alpha3] if alpha3 in codes else CODES_BY_NAME[name]
        for polygon in getattr(shape, "geoms", [shape]):
            bounds: Part = polygon.bounds
            if code == "FR" and bounds[2] < GUIANA_EAST_OF:
                parts.setdefault("GF", []).append(bounds)
            else:
                parts.setdefault(code, []).append(bounds)
    return parts


def read_provinces(path: Path) -> list[Part]:
    """Return the bounds of the provinces and territories, from every point of view."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return [shapely.from_geojson(json.dumps(f["geometry"])).bounds for f in features]


def box_of(parts: list[Part]) -> Part:
    """Join bounds to one box, rounded outward to a tenth of a degree."""
    west, east = arc_of([(part[0], part[2]) for part in parts])
    south, north = min(part[1] for part in parts), max(part[3] for part in parts)
    return (outward(west, -1), outward(south, -1), outward(east, 1), outward(north, 1))


def arc_of(intervals: list[Interval]) -> Interval:
    """Return the shortest arc of longitude that holds all; west above east across 180 degrees."""
    ends = sorted(intervals)
    merged = [ends[0]]
    for west, east in ends[1:]:
        if west <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], east))
        else:
            merged.append((west, east))
    gaps = [(after[0] - before[1], before[1], after[0]) for before, after in pairwise(merged)]
    across = (merged[0][0] + 360 - merged[-1][1], merged[-1][1], merged[0][0])
    _, east, west = max([across, *gaps])
    return west, east


def outward(degrees: float, sign: int) -> float:
    """Round to a tenth, away from the middle of the box."""
    # A tenth written as it is must not be carried on by its last binary digit.
    return sign * math.ceil(round(sign * degrees * 10, 6)) / 10


if __name__ == "__main__":
    main()
