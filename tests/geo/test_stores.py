"""Object stores: the same archive as from a folder, and one sentence for each thing that fails."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest

from geo.archive import is_large, open_archive
from geo.archive_course import follow_archive
from geo.errors import DharnaError, InputError
from geo.scans.stores import list_store
from tests.geo.awkward import awkward_reports

pytest.importorskip("fsspec")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:ibis")
KEY, SECRET = "AKIAEXAMPLE", "s3cr3t/With+Signs"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that is served: each folder in it is a bucket."""
    root = tmp_path_factory.mktemp("stores")
    archive = root / "reports" / "چھاؤنی 50% + #1"
    archive.mkdir(parents=True)
    whole = awkward_reports(90, seed=21)
    whole[:40].to_parquet(archive / "a.parquet")
    whole[40:70].to_parquet(archive / "b[1].parquet")
    whole[70:].to_csv(archive / "c.csv", index=False)
    (archive / "_SUCCESS").touch()
    return root


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[str]:
    with serving(folder) as address:
        yield address


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve the folder as S3 does, to who has the keys; give the address."""
    pytest.importorskip("hadro")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = Path(sys.executable).parent / "hadro"
    keys = ("--access-key", KEY, "--secret-key", SECRET)
    process = subprocess.Popen(
        [str(program), str(folder), "--port", str(port), *keys, "--log-level", "error"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 60
        while True:
            assert process.poll() is None
            assert time.monotonic() < until
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture
def keys(store: str, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ENDPOINT_URL", store)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    return monkeypatch


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("below", ["چھاؤنی 50% + #1", "*/?.parquet"])
def test_a_bucket_is_read_as_a_folder_is(folder: Path, below: str) -> None:
    address = f"s3://reports/{below}"
    there, here = open_archive(address), open_archive(str(folder / "reports" / below))
    for name in ("rows_read", "rejected", "set_aside", "unlocated"):
        assert getattr(there, name) == getattr(here, name), name
    both = [follow_archive(archive).timeline for archive in (there, here)]
    pd.testing.assert_frame_equal(*both)
    assert there.fingerprint == open_archive(address).fingerprint
    assert is_large(address)


@pytest.mark.usefixtures("keys")
def test_files_are_named_by_bucket_folder_pattern_or_one_by_one() -> None:
    numbers = [
        len(list_store(f"s3://reports{below}").files)
        for below in (
            "",
            "/",
            "/چھاؤنی 50% + #1/",
            "/*.parquet",
            "/*/c.csv",
            "/چھاؤنی 50% + #1/c.csv",
        )
    ]
    assert numbers == [3, 3, 3, 2, 1, 1]


def test_what_a_store_refuses_is_one_sentence(keys: pytest.MonkeyPatch) -> None:
    def told(source: str) -> str:
        with pytest.raises(DharnaError) as caught:
            open_archive(source)
        said = str(caught.value)
        assert "\n" not in said
        assert not [word for word in (KEY, SECRET, "wrong") if word in said]
        return said

    assert "no such bucket" in told("s3://nothing/x")
    assert "There is no file at s3://reports/none" in told("s3://reports/none/*.parquet")
    assert "There is no file at" in told("s3://reports/none")
    assert "credentials come from the environment" in told(f"s3://{KEY}:wrong@reports/x")
    keys.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    assert "refuses the credentials" in told("s3://reports/*.parquet")
    keys.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert "cannot be reached" in told("s3://reports/*.parquet")


def test_a_store_that_goes_in_the_midst_is_one_sentence(
    keys: pytest.MonkeyPatch, folder: Path
) -> None:
    with serving(folder) as address:
        keys.setenv("AWS_ENDPOINT_URL", address)
        archive = open_archive("s3://reports/*/?.parquet")
    with pytest.raises(InputError, match="cannot be reached") as caught:
        follow_archive(archive)
    assert "\n" not in str(caught.value)
