"""Places by the million: columns on disk, found by hashes of their names, read where needed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from geo.gazetteer import COLUMNS, Gazetteer, Likeness, Place
from geo.names import name_key, sound_key, spelling_key
from geo.plane import unit_vectors

_KEYS: Final[dict[Likeness, Callable[[str], str]]] = {
    "name": name_key,
    "spelling": spelling_key,
    "sound": sound_key,
}
_OTHER_LETTERS: Final = re.compile(
    r"[^\x00-\u024f\u0600-\u06ff\u1e00-\u1eff\u2018\u2019\u02b0-\u02ff]"
)
"""Letters other than Latin and Arabic ones: names in them are found as they are written alone."""
_STORED: Final = tuple(name for name in Place.__slots__)
_NUMBERS: Final = ("latitude", "longitude", "radius_km", "population")
_KEPT_PLACES: Final = 200_000
Hashes = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int32]


def hashed(text: str) -> int:
    """Return 64 bits of a text's BLAKE2 hash."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


class IndexWriter:
    """Writes an index batch by batch, so that a table need not fit into memory.

    Parameters
    ----------
    folder
        Where the files go; empty.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._schema = pa.schema([(name, _arrow_type(name)) for name in _STORED])
        self._file = pa.OSFile(str(folder / "places.arrow"), "wb")
        self._writer = pa.ipc.new_file(self._file, self._schema)
        self._hashes: dict[str, list[Hashes]] = {name: [] for name in (*_KEYS, "id")}
        self._rows: dict[str, list[Rows]] = {name: [] for name in (*_KEYS, "id")}
        self._countries: dict[str, int] = {}
        self._codes: list[npt.NDArray[np.int16]] = []
        self.count = 0

    def add(self, table: pd.DataFrame) -> None:
        """Add rows with `geo.gazetteer.COLUMNS`."""
        columns = {name: pa.array(table[name], type=_arrow_type(name)) for name in _STORED}
        self._writer.write_table(pa.table(columns, schema=self._schema))
        rows = range(self.count, self.count + len(table))
        found: dict[str, dict[tuple[int, int], None]] = {name: {} for name in self._hashes}
        codes = [self._countries.setdefault(c, len(self._countries)) for c in table["country"]]
        self._codes.append(np.array(codes, np.int16))
        for row, place_id, name, alternates in zip(
            rows, *(table[c] for c in ("place_id", "name", "alternates")), strict=True
        ):
            found["id"][hashed(place_id), row] = None
            for text in dict.fromkeys((name, *alternates.split("|"))):
                for by, key_of in _KEYS.items():
                    if by != "name" and _OTHER_LETTERS.search(text):
                        continue
                    key = key_of(text)
                    if key:
                        found[by][hashed(key), row] = None
        for file, pairs in found.items():
            self._hashes[file].append(np.array([h for h, _ in pairs], np.uint64))
            self._rows[file].append(np.array([r for _, r in pairs], np.int32))
        self.count += len(table)

    def close(self, about: Mapping[str, Any]) -> None:
        """Sort what was added, and write it with what is said `about` it."""
        self._writer.close()
        self._file.close()
        for by in self._hashes:
            hashes = np.concatenate([*self._hashes[by], np.zeros(0, np.uint64)])
            rows = np.concatenate([*self._rows[by], np.zeros(0, np.int32)])
            order = np.lexsort((rows, hashes))
            np.save(self._folder / f"{by}_hashes.npy", hashes[order])
            np.save(self._folder / f"{by}_rows.npy", rows[order])
        codes = np.concatenate([*self._codes, np.zeros(0, np.int16)])
        np.save(self._folder / "country_codes.npy", codes)
        facts = {**about, "countries": list(self._countries), "count": self.count}
        (self._folder / "about.json").write_text(json.dumps(facts), encoding="utf-8")


class _StoredPlaces(Mapping[str, Place]):
    """The places of an index by id, each read when it is asked for."""

    def __init__(self, index: IndexedGazetteer) -> None:
        self._index = index

    def __getitem__(self, place_id: str) -> Place:
        known = self._index.read_by_id.get(place_id)
        if known is not None:
            return known
        for row in self._index.rows(place_id, by="id"):
            place = self._index.place(row)
            if place.place_id == place_id:
                return place
        raise KeyError(place_id)

    def __iter__(self) -> Iterator[str]:
        for batch in self._index.table.column("place_id").chunks:
            yield from batch.to_pylist()

    def __len__(self) -> int:
        return int(self._index.about["count"])


class IndexedGazetteer(Gazetteer):
    """A gazetteer over the files of an `IndexWriter`; it holds in memory only what was asked for.

    Parameters
    ----------
    folder
        Where the files are.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.about: dict[str, Any] = json.loads((folder / "about.json").read_text("utf-8"))
        self.table: pa.Table = pa.ipc.open_file(
            pa.memory_map(str(folder / "places.arrow"))
        ).read_all()
        self._files: dict[str, tuple[Hashes, Rows]] = {
            by: (
                _mapped(folder / f"{by}_hashes.npy"),
                _mapped(folder / f"{by}_rows.npy"),
            )
            for by in (*_KEYS, "id")
        }
        self._country_codes = _mapped(folder / "country_codes.npy")
        self._code_of = {name: code for code, name in enumerate(self.about["countries"])}
        self._read: dict[int, Place] = {}
        self.read_by_id: dict[str, Place] = {}
        self._chains = {}
        self._known_trees = {}
        self.places = _StoredPlaces(self)

    @cached_property
    def countries(self) -> frozenset[str]:
        """ISO alpha-2 codes of the places."""
        return frozenset(self._code_of)

    def rows(self, key: str, *, by: str, country: str = "") -> list[int]:
        """Return the rows with that key, of one country if one is given."""
        hashes, rows = self._files[by]
        value = np.uint64(hashed(key))
        start = int(hashes.searchsorted(value))
        stop = start
        while stop < len(hashes) and hashes[stop] == value:
            stop += 1
        found: list[int] = rows[start:stop].tolist()
        if country:
            code = self._code_of.get(country, -1)
            found = [row for row in found if self._country_codes[row] == code]
        return found

    def place(self, row: int) -> Place:
        """Return the place in a row."""
        known = self._read.get(row)
        if known is None:
            if len(self._read) >= _KEPT_PLACES:
                self._read.clear()
                self.read_by_id.clear()
            columns = self._columns
            known = Place(
                *(
                    columns[name].item(row) if name in _NUMBERS else columns[name][row].as_py()
                    for name in _STORED
                )
            )
            self._read[row] = known
            self.read_by_id[known.place_id] = known
        return known

    @cached_property
    def _columns(self) -> dict[str, Any]:
        # One chunk each is read several times faster than hundreds.
        whole = {name: self.table.column(name).combine_chunks() for name in _STORED}
        return whole | {name: whole[name].to_numpy() for name in _NUMBERS}

    def bearers(self, name: str, *, by: Likeness = "name", country: str = "") -> list[Place]:
        """Return all places with that name; see `geo.gazetteer.Gazetteer.bearers`."""
        key = _KEYS[by](name)
        if not key:
            return []
        return [self.place(row) for row in self.rows(key, by=by, country=country)]

    def knows(self, name: str) -> bool:
        """Return whether any place bears this name."""
        key = name_key(name)
        return bool(key) and bool(self.rows(key, by="name"))

    def names(self, *, within: str = "") -> dict[str, str]:
        """Return the keys of the places' own names with one place that has each."""
        part = self.table
        if within:
            code = self._code_of.get(self.places[within].country, -1)
            rows = np.flatnonzero(self._country_codes == code)
            if len(rows) and rows[-1] - rows[0] == len(rows) - 1:
                part = part.slice(rows[0], len(rows))
            else:
                part = part.take(pa.array(rows))
        ids, names = (part.column(c).to_pylist() for c in ("place_id", "name"))
        found: dict[str, str] = {}
        for place_id, name in zip(ids, names, strict=True):
            found.setdefault(name_key(name), place_id)
        if within and self.places[within].level != "country":
            found = {key: i for key, i in found.items() if within in self.ancestors(i)}
        return found

    def _trees(self, levels: tuple[str, ...]) -> tuple[list[str], Any]:
        from scipy.spatial import KDTree

        if levels not in self._known_trees:
            chosen = np.isin(self.table.column("level").to_numpy(), levels)
            part = self.table.filter(pa.array(chosen))
            lat, lon = (part.column(c).to_numpy() for c in ("latitude", "longitude"))
            tree = KDTree(unit_vectors(lat, lon)) if len(part) else None
            self._known_trees[levels] = part.column("place_id").to_pylist(), tree
        return self._known_trees[levels]


def _mapped(path: Path) -> Any:
    """Return an array that stays on disk, without the slow indexing of `numpy.memmap`."""
    return np.load(path, mmap_mode="r").view(np.ndarray)


def write_index(folder: Path, tables: Iterable[pd.DataFrame], about: Mapping[str, Any]) -> None:
    """Write tables with `geo.gazetteer.COLUMNS` as an index into an empty folder."""
    writer = IndexWriter(folder)
    for table in tables:
        writer.add(table)
    writer.close(about)


def as_table(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return rows as a table with `geo.gazetteer.COLUMNS`, empty text where a cell is missing."""
    table = pd.DataFrame(list(rows))
    for name in COLUMNS:
        if name not in table:
            table[name] = 0 if name == "population" else ""
    return table[list(COLUMNS)]


def _arrow_type(name: str) -> pa.DataType:
    if name in ("latitude", "longitude", "radius_km"):
        return pa.float64()
    return pa.int64() if name == "population" else pa.string()
