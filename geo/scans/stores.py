"""Object stores: files that are listed and read over the network, as their address was named.

Arrow's own clients are asked, with the credentials that they find where each store's other tools
do: in the environment, a profile, or the machine's role. DuckDB reads ranges of the files through
them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import translate
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import pyarrow as pa

from geo.errors import InputError, SourceNotFoundError
from geo.scans.parquet import ParquetFile, described
from geo.tables.raw import shown

if TYPE_CHECKING:
    from geo.scans.engines import Engine

_SCHEMES: Final = {"s3": "s3", "s3a": "s3", "gs": "gs", "gcs": "gs"}
_ON_SPARK: Final = {"s3": "s3a", "gs": "gs"}
_OPTIONS: Final = {"s3": "", "gs": "?retry_limit_seconds=20"}
_ADDRESS: Final = re.compile(
    r"^(?P<scheme>[a-z0-9]+)://(?P<bucket>[^/]*)/?(?P<key>.*)$", re.I | re.S
)
_MAGIC: Final = re.compile(r"[*?\[]")
_AT_ONCE: Final = 16 * 2**20
_numbers: Final = count()
_SENTENCES: Final = (
    (
        r"NO_SUCH_BUCKET|bucket does not exist|NOT_FOUND",
        "has no such bucket; check its name and region.",
    ),
    (
        r"ACCESS_DENIED|INVALID_ACCESS_KEY|INVALID_CLIENT_TOKEN|SIGNATURE|EXPIRED|UNAUTHENTICATED"
        r"|PERMISSION_DENIED|HTTP status 40[13]|FORBIDDEN|credentials",
        "refuses the credentials that are set; check the environment (AWS_ACCESS_KEY_ID, "
        "AWS_PROFILE or GOOGLE_APPLICATION_CREDENTIALS) and the rights to list and read.",
    ),
    (
        r"NETWORK_CONNECTION|TIMEOUT|UNAVAILABLE|resolve|connect",
        "cannot be reached; check the network, and AWS_ENDPOINT_URL if the store is your own.",
    ),
)


@dataclass(frozen=True, eq=False)
class StoredFiles:
    """Files of a store.

    Attributes
    ----------
    shown
        The address that was named.
    scheme
        ``s3`` or ``gs``.
    client
        Arrow's file system.
    files
        What it says of each: path, size, time.
    """

    shown: str
    scheme: str
    client: Any
    files: tuple[Any, ...]

    def parquet(self, engine: Engine) -> list[ParquetFile]:
        """Return those that are Parquet, as the engine calls them."""
        found = [file for file in self.files if file.path in self._packed]
        if not found:
            return []
        if engine.kind == "pyspark":
            prefix = _ON_SPARK[self.scheme]
        else:
            prefix = _registered(self.client, engine.backend)
        made = []
        for file in found:
            with self._opened(file) as opened:
                schema, rows = described(opened, file.path)
            address = f"{prefix}://{file.path}"
            made.append(ParquetFile(address, schema, rows, self._stamp(file)))
        return made

    def fetched(self, folder: Path) -> dict[Path, str]:
        """Copy those that are not Parquet into a folder: each with what changes when it does."""
        stamps = {}
        for file in self.files:
            if file.path in self._packed:
                continue
            into = folder / f"fetched-{next(_numbers)}"
            into.mkdir()
            path = into / Path(file.path).name
            with self._opened(file) as source, path.open("wb") as copy:
                while piece := source.read(_AT_ONCE):
                    copy.write(piece)
            stamps[path] = self._stamp(file)
        return stamps

    def _stamp(self, file: Any) -> str:
        return f"{self.scheme}\0{file.path}\0{file.size}\0{file.mtime_ns}"

    @cached_property
    def _packed(self) -> frozenset[str]:
        """Paths of those that are Parquet; each is asked for its first bytes once."""
        found = set()
        for file in self.files:
            with self._opened(file) as opened:
                if opened.read(4) == b"PAR1":
                    found.add(file.path)
        return frozenset(found)

    def _opened(self, file: Any) -> Any:
        try:
            return self.client.open_input_file(file.path)
        except (OSError, pa.ArrowException) as error:
            raise _sentence(self.shown, error) from None


def is_store(source: str) -> bool:
    """Tell whether a source is the address of an object store that is read."""
    found = _ADDRESS.match(source)
    return found is not None and found["scheme"].lower() in _SCHEMES


def list_store(source: str) -> StoredFiles:
    """Ask an object store which files an address means: one, those below it, or a pattern's.

    Raises
    ------
    InputError, SourceNotFoundError
        With one sentence, which holds no credentials.
    """
    from pyarrow import fs

    found = _ADDRESS.match(source)
    bucket, key = (found["bucket"], found["key"]) if found else ("", "")
    scheme = _SCHEMES[found["scheme"].lower()] if found else ""
    name = shown(f"{scheme}://{bucket.rpartition('@')[2]}/{key}", 160)
    if not bucket or "@" in bucket:
        msg = (
            f"{name} is no address of a store: write {scheme}://bucket/folder; credentials come "
            "from the environment or a profile."
        )
        raise InputError(msg)
    try:
        client, _ = fs.FileSystem.from_uri(f"{scheme}://{quote(bucket)}{_OPTIONS[scheme]}")
        files = _matching(client, fs.FileSelector, bucket, key)
    except (OSError, pa.ArrowException) as error:
        # A client's own words may repeat names of keys.
        raise _sentence(name, error) from None
    except (ImportError, AttributeError) as error:
        msg = (
            f"This build of pyarrow has no client for {scheme}://; install another, or copy files."
        )
        raise InputError(msg) from error
    if not files:
        msg = f"There is no file at {name}; give a file, what its folder is called, or a pattern."
        raise SourceNotFoundError(msg)
    return StoredFiles(name, scheme, client, tuple(files))


def _matching(client: Any, selector: Any, bucket: str, key: str) -> list[Any]:
    path = f"{bucket}/{key}".rstrip("/")
    magic = _MAGIC.search(path)
    if magic is None and key:
        (info,) = client.get_file_info([path])
        if info.is_file:
            return [info]
    base = path if magic is None else path[: magic.start()].rpartition("/")[0]
    below = client.get_file_info(selector(base or bucket, recursive=True, allow_not_found=True))
    if not below:
        # This fails where there is no such bucket, not where there is no such folder.
        client.get_file_info(selector(bucket, recursive=False))
    fits = re.compile(translate(path)) if magic is not None else None
    found = [info for info in below if info.is_file and not _is_marker(info.path)]
    kept = [info for info in found if fits is None or fits.match(info.path)]
    return sorted(kept, key=lambda info: str(info.path))


def _is_marker(path: str) -> bool:
    return path.rpartition("/")[2].startswith((".", "_"))


def _registered(client: Any, backend: Any) -> str:
    """Let DuckDB read through a client; return the scheme by which it does."""
    try:
        from fsspec.implementations.arrow import ArrowFSWrapper
    except ImportError as error:
        msg = "Object stores are read through fsspec; install dharna[stores]."
        raise InputError(msg) from error
    scheme = f"dharnastore{next(_numbers)}"

    class _Client(ArrowFSWrapper):  # type: ignore[misc]  # fsspec states no types
        protocol = scheme
        cachable = False

        @classmethod
        def _strip_protocol(cls, path: str) -> str:
            return path.removeprefix(f"{scheme}://")

    backend.con.register_filesystem(_Client(client))
    return scheme


def _sentence(name: str, error: Exception) -> InputError:
    """Return the sentence for what a store's client raised; its own words are left out."""
    words = str(error)
    for pattern, sentence in _SENTENCES:
        if re.search(pattern, words, re.I):
            return InputError(f"{name}: the store {sentence}")
    code = re.search(r"AWS Error (\w+)", words)
    what = f" ({code[1].lower().replace('_', ' ')})" if code else ""
    return InputError(f"{name}: the store cannot be read{what}; check address and rights.")


def told_by_store(address: str, error: Exception) -> Exception:
    """Return the sentence for a query that failed because its store did; else the error itself."""
    from_store = re.search(r"AWS Error|google::cloud|OSError|curlCode", str(error))
    return _sentence(shown(address, 160), error) if from_store else error
