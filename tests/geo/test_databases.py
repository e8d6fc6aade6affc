"""Tables of databases: DuckDB and SQLite files, and a PostgreSQL server started for the tests."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import psycopg
import pytest

from geo.archive import open_archive
from geo.archive_course import follow_archive
from geo.archive_places import placed_rows
from geo.checking import ReadOptions
from geo.errors import FormatError, SourceNotFoundError
from geo.merge import MergeRules
from geo.pipeline import open_campaign
from geo.schema import LOCATION_DTYPES
from geo.tables import RawTable, read_database
from tests.geo.test_archive import acled_reports
from tests.geo.test_archive_events import assert_same_events, crowded_reports

PASSWORD = "p@ss/wörd"
QUOTED = "p%40ss%2Fw%C3%B6rd"
COLUMNS = "date DATE, seen TIMESTAMP, place VARCHAR(80), size DOUBLE PRECISION, n INTEGER"
ROW = "'2021-01-05', '2021-01-05 18:30:00', 'کراچی', 200.0, 3"
TEXTS = ["2021-01-05", "2021-01-05 18:30:00", "کراچی", "200", "3"]
EMPTY = ["", "", "", "", ""]

pytestmark = pytest.mark.filterwarnings(
    # Ibis' own use of a driver's or of pandas' older names; nothing here can mend it.
    "ignore::DeprecationWarning:ibis"
)


def rows_of(table: RawTable) -> list[list[str]]:
    return table.cells.to_numpy().tolist()


def fill(execute: object, *names: str) -> None:
    for name in names:
        execute(f"CREATE TABLE {name} ({COLUMNS})")  # type: ignore[operator]
        execute(f"INSERT INTO {name} VALUES ({ROW})")  # type: ignore[operator]
        execute(f"INSERT INTO {name} (n) VALUES (NULL)")  # type: ignore[operator]


@pytest.fixture
def duck_file(tmp_path: Path) -> Path:
    path = tmp_path / "my events.duckdb"
    with duckdb.connect(path) as base:
        base.execute("CREATE SCHEMA raw")
        fill(base.execute, "events", "raw.reports")
    return path


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    path = tmp_path / "my events.db"
    with contextlib.closing(sqlite3.connect(path)) as base:
        fill(base.execute, "events")
        base.commit()
    return path


def test_a_duckdb_table(duck_file: Path) -> None:
    table = read_database(f"duckdb://{duck_file}?table=events")
    assert list(table.cells.columns) == ["date", "seen", "place", "size", "n"]
    assert rows_of(table) == [TEXTS, EMPTY]
    assert table.cells.index.tolist() == [2, 3]
    assert table.name.endswith("my events.duckdb?table=events")
    assert rows_of(read_database(f"duckdb://{duck_file}?table=raw.reports")) == [TEXTS, EMPTY]
    # One table in the usual schema: it needs no name.
    assert rows_of(read_database(f"duckdb://{duck_file}")) == [TEXTS, EMPTY]
    assert all(str(kind) == "str" for kind in table.cells.dtypes)


def test_an_sqlite_table(sqlite_file: Path) -> None:
    before = sqlite_file.read_bytes()
    for address in (
        f"sqlite:///{sqlite_file}",
        f"sqlite:///{str(sqlite_file).replace(' ', '%20')}",
    ):
        assert rows_of(read_database(f"{address}?table=events")) == [TEXTS, EMPTY]
        assert rows_of(read_database(address)) == [TEXTS, EMPTY]
    assert sqlite_file.read_bytes() == before
    assert sorted(path.name for path in sqlite_file.parent.iterdir()) == [sqlite_file.name]


def test_an_address_from_here(sqlite_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(sqlite_file.parent)
    assert len(read_database("sqlite:///my events.db").cells) == 2


def test_types_that_sqlite_makes_up(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with contextlib.closing(sqlite3.connect(path)) as base:
        base.execute("CREATE TABLE t (a, b NVARCHAR(20), c POINT, d DATETIME, e BLOB, f NUMERIC)")
        base.execute("INSERT INTO t VALUES (1, 2, 'x', '2021-01-05', x'00ff', 1.0)")
        base.execute("INSERT INTO t VALUES ('y', 'z', NULL, 'soon', NULL, 'many')")
        base.commit()
    table = read_database(f"sqlite:///{path}")
    assert rows_of(table) == [
        ["1", "2", "x", "2021-01-05", "", "1"],
        ["y", "z", "", "soon", "", "many"],
    ]


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("duckdb://{folder}/no.duckdb", "There is no database file"),
        ("sqlite:///{folder}/no.db", "There is no database file"),
        ("sqlite:///{folder}", "There is no database file"),
        ("duckdb://{duck}?table=nothing", r"has no table 'nothing' \(there are: events\)"),
        ("duckdb://{duck}?table=raw.nothing", "has no table 'raw.nothing'"),
        ("sqlite:///{lite}?table=no.thing", "has no table 'no.thing'"),
        ("sqlite:///{text}?table=a", "is no sqlite database that can be opened"),
        ("duckdb://{text}?table=a", "is no duckdb database that can be opened"),
        ("mysql://me:secret@host/db", "begin with duckdb://, sqlite:/// and postgres://"),
        ("nonsense", "begin with duckdb://"),
        ("postgres://me:secret@host:x/db", "cannot be understood"),
        ("postgres://me:secret@[::1/db", "cannot be understood"),
        ("postgres://me:secret@127.0.0.1:1/db?table=a", "cannot be reached"),
        ("postgresql://127.0.0.1:1/db?password=secret&table=a", "cannot be reached"),
        ("postgres://me:secret@127.0.0.1:1/db?nonsense=secret", "cannot be reached"),
    ],
)
def test_addresses_that_lead_nowhere(
    tmp_path: Path, duck_file: Path, sqlite_file: Path, address: str, sentence: str
) -> None:
    text = tmp_path / "text.csv"
    text.write_text("date,place\n" * 200)
    address = address.format(folder=tmp_path, duck=duck_file, lite=sqlite_file, text=text)
    with pytest.raises((FormatError, SourceNotFoundError), match=sentence) as caught:
        read_database(address)
    shown = str(caught.value)
    assert "\n" not in shown
    assert len(shown) <= 400
    assert "secret" not in shown
    error: BaseException | None = caught.value.__cause__
    assert error is None or "secret" not in str(error)


def test_a_database_of_many_tables_names_them(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with contextlib.closing(sqlite3.connect(path)) as base:
        for i in range(12):
            base.execute(f"CREATE TABLE t{i} (a)")
    with pytest.raises(FormatError, match=r"names no table .* and 4 more\); add \?table=NAME"):
        read_database(f"sqlite:///{path}")
    with contextlib.closing(sqlite3.connect(tmp_path / "y.db")) as base:
        base.execute("CREATE VIEW v AS SELECT * FROM elsewhere")
    with pytest.raises(FormatError, match="has a table 'v' that cannot be read"):
        read_database(f"sqlite:///{tmp_path / 'y.db'}?table=v")


# --- PostgreSQL --------------------------------------------------------------------------------


def server_program(name: str) -> str | None:
    """Find a program of the server; Debian keeps them off the path."""
    beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(beside[-1]) if beside else None)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Start a server of our own on a free port; give the address without the database's table."""
    initdb, control = server_program("initdb"), server_program("pg_ctl")
    if initdb is None or control is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is not installed; .ci/run installs it")
        pytest.skip("PostgreSQL is not installed")
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory(prefix="dharna-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        secret = folder / "password"
        secret.write_text(PASSWORD, encoding="utf-8")
        if as_user:
            shutil.chown(folder, "postgres")
            shutil.chown(secret, "postgres")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]

        def run(*command: str) -> None:
            subprocess.run(
                [*as_user, *command], check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=120
            )

        data = str(folder / "data")
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        run(
            *(initdb, "-D", data, "-U", "dharna", f"--pwfile={secret}"),
            *("-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync"),
        )
        run(control, "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start")
        try:
            yield f"postgres://dharna:{QUOTED}@127.0.0.1:{port}"
        finally:
            run(control, "-D", data, "-m", "immediate", "-w", "stop")


@pytest.fixture(scope="module")
def postgres(server: str) -> str:
    """Fill a database with what protests are kept in; give its address."""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as base:
        base.execute("CREATE DATABASE events")
    with psycopg.connect(f"{server}/events", autocommit=True) as base:
        base.execute("CREATE SCHEMA raw")
        fill(base.execute, "sit_ins", 'raw."Odd Name"')
        base.execute("CREATE TYPE form AS ENUM ('sit-in', 'march')")
        base.execute(
            "CREATE TABLE raw.typed (kind form, tags text[], more jsonb, id uuid, sure boolean,"
            " seen timestamptz, size numeric(8, 2), body bytea, spot point)"
        )
        base.execute(
            "INSERT INTO raw.typed VALUES ('march', '{a,b}', '{\"a\": 1}',"
            " '00000000-0000-0000-0000-000000000001', true, '2021-01-05 00:00:00+00', 12.50,"
            " '\\x00ff', '(67,30)')"
        )
    return f"{server}/events"


def test_a_postgres_table(postgres: str) -> None:
    for address in (postgres, f"{postgres}?table=sit_ins", f"{postgres}?table=public.sit_ins"):
        assert rows_of(read_database(address)) == [TEXTS, EMPTY]
    table = read_database(f"{postgres.replace('postgres:', 'postgresql:', 1)}?table=raw.Odd Name")
    assert rows_of(table) == [TEXTS, EMPTY]
    assert "raw.Odd Name" in table.name
    assert PASSWORD not in table.name
    assert QUOTED not in table.name


def test_types_that_only_postgres_has(postgres: str) -> None:
    table = read_database(f"{postgres}?table=raw.typed")
    row = table.cells.loc[2].to_dict()
    assert row["kind"] == "march"
    assert row["sure"] == "true"
    assert row["size"] == "12.50"
    assert row["body"] == ""
    assert row["tags"] == "{a,b}"
    assert row["id"].endswith("0001")
    assert row["seen"].startswith("2021-01-05")


def test_a_postgres_server_that_refuses(postgres: str) -> None:
    wrong = postgres.replace(QUOTED, "S3CRET")
    for address in (wrong, postgres.replace("/events", "/nothing")):
        with pytest.raises(SourceNotFoundError, match="cannot be reached") as caught:
            read_database(address)
        for secret in ("S3CRET", QUOTED, PASSWORD):
            assert secret not in str(caught.value)
    with pytest.raises(SourceNotFoundError, match=r"has no table 'x' \(there are: sit_ins\)"):
        read_database(f"{postgres}?table=x")


def test_a_postgres_table_is_never_written(postgres: str) -> None:
    """A view may call what it likes: the session is one that only reads."""
    with psycopg.connect(postgres, autocommit=True) as base:
        base.execute(
            "CREATE FUNCTION grow() RETURNS int LANGUAGE sql AS $$ "
            "INSERT INTO sit_ins (n) VALUES (9) RETURNING n $$"
        )
        base.execute("CREATE VIEW raw.trap AS SELECT grow() AS n")
    with pytest.raises(FormatError, match=r"cannot be read .*read-only"):
        read_database(f"{postgres}?table=raw.trap")
    assert len(read_database(f"{postgres}?table=sit_ins").cells) == 2


def copy_into(address: str, table: str, rows: pd.DataFrame) -> None:
    names = ", ".join(rows.columns)
    with psycopg.connect(address, autocommit=True) as base:
        base.execute(f"CREATE TABLE {table} ({', '.join(f'{name} TEXT' for name in rows.columns)})")
        with base.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows.itertuples(index=False):
                copy.write_row([None if pd.isna(cell) else cell for cell in row])


def test_a_server_reads_notes_and_tells_when_they_change(server: str, tmp_path: Path) -> None:
    path, rows = tmp_path / "acled.parquet", acled_reports(tags=False)
    rows.to_parquet(path)
    with psycopg.connect(f"{server}/postgres", autocommit=True) as base:
        base.execute("CREATE DATABASE notes")
    copy_into(f"{server}/notes", "acled", rows)
    archive, reports = open_archive(f"{server}/notes"), open_campaign(str(path)).reports
    found = archive.backend.to_pyarrow(archive.rows(["report_id", "event_type", "size_low"]))
    ours = found.to_pandas().set_index("report_id").loc[reports["report_id"]]
    assert ours["event_type"].tolist() == reports["event_type"].tolist()
    assert ours["size_low"].astype("Int64").tolist() == reports["size_low"].tolist()
    assert open_archive(f"{server}/notes").fingerprint == archive.fingerprint
    with psycopg.connect(f"{server}/notes", autocommit=True) as base:
        base.execute("UPDATE acled SET notes = 'x' WHERE event_id_cnty = 'PAK7'")
    assert open_archive(f"{server}/notes").fingerprint != archive.fingerprint
    placed = archive.backend.to_pyarrow(placed_rows(archive)).to_pandas()
    here = open_archive(str(path), options=ReadOptions())
    both = [
        frame.sort_values("event_id_cnty", ignore_index=True)[["event_id_cnty", *LOCATION_DTYPES]]
        for frame in (placed, here.backend.to_pyarrow(placed_rows(here)).to_pandas())
    ]
    pd.testing.assert_frame_equal(*both)


def test_archives_of_a_server_and_of_a_duckdb_file_are_those_of_a_file(
    server: str, tmp_path: Path
) -> None:
    path, base_path = tmp_path / "awkward.parquet", tmp_path / "awkward.duckdb"
    rows = crowded_reports(300, seed=41)
    rows.to_parquet(path)
    with duckdb.connect(base_path) as base:
        base.execute(f"CREATE TABLE events AS SELECT * FROM '{path}'")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as base:
        base.execute("CREATE DATABASE archive")
    copy_into(f"{server}/archive", "events", rows)
    here, reports = open_archive(str(path)), open_campaign(str(path)).reports
    for source in (f"{server}/archive?table=events", f"duckdb://{base_path}?table=events"):
        there = open_archive(source)
        for name in ("rows_read", "rejected", "set_aside", "unlocated"):
            assert getattr(here, name) == getattr(there, name), name
        both = [follow_archive(archive).timeline for archive in (here, there)]
        pd.testing.assert_frame_equal(*both)
        assert_same_events(there, reports, MergeRules(same_type=True, distance_km=1.2))
