"""The command, the pack and its manifest: all in, named, hashed, and made again to the byte."""

from __future__ import annotations

import builtins
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from dashboard.address import ViewState
from dashboard.export.command import ExportArguments, run_export
from dashboard.export.files import ExportedFile, safe_stem, write_files
from dashboard.export.manifest import read_manifest
from dashboard.export.options import FORMATS, ExportOptions, FilmPace
from dashboard.export.presets import Preset
from dashboard.export.progress import CancelledError, Progress
from dashboard.export.request import export
from dashboard.filters import Filters
from geo.errors import DharnaError, InputError, OutputError
from geo.pipeline import Campaign

DAY = pd.Timestamp("2021-01-08").as_unit("s")
QUICK = ExportOptions(
    formats=("all",),
    preset=Preset(640, 360, 72, 1.0, "tiny"),
    pace=FilmPace(day_s=0.2, growth_s=0.1, hold_s=0.2, fps=5, gif_fps=5),
    first=pd.Timestamp("2021-01-07").as_unit("s"),
    made="2021-02-01",
    sources=("machh_2021",),
)
VIEW = ViewState(DAY, filters=Filters(province=("Sindh", "Punjab")), doubt=True)


@pytest.fixture(scope="module")
def pack(campaign: Campaign) -> ExportedFile:
    (made,) = export(campaign, VIEW, QUICK)
    return made


def opened(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def test_the_pack_holds_every_format_and_says_what_it_is(pack: ExportedFile) -> None:
    archive = opened(pack.data)
    names = archive.namelist()
    assert archive.testzip() is None
    manifest = json.loads(archive.read("manifest.json"))
    assert manifest["left_out"] == {}
    listed = {entry["name"]: entry for entry in manifest["files"]}
    assert set(listed) == set(names) - {"manifest.json"}
    for name, entry in listed.items():
        assert hashlib.sha256(archive.read(name)).hexdigest() == entry["sha256"]
        assert len(archive.read(name)) == entry["bytes"]
    endings = {Path(name).suffix.lstrip(".") for name in names}
    assert endings >= set(FORMATS) - {"multiples"}
    assert any("all_days" in name for name in names)
    assert manifest["state"]["province"] == ["Sindh", "Punjab"]
    assert manifest["campaign"]["data"]
    readme = archive.read("README.txt").decode()
    assert "Province or territory: Sindh, Punjab" in readme
    assert "not an end" in readme


def test_a_manifest_makes_the_same_files_again(pack: ExportedFile, tmp_path: Path) -> None:
    path = tmp_path / "pack.zip"
    path.write_bytes(pack.data)
    (again,) = run_export(ExportArguments((), tmp_path / "again", from_manifest=path))
    ours, theirs = opened(pack.data), opened(again.read_bytes())
    assert theirs.namelist() == ours.namelist()
    assert [n for n in ours.namelist() if ours.read(n) != theirs.read(n)] == []


def test_a_manifest_of_other_data_is_refused(pack: ExportedFile, tmp_path: Path) -> None:
    content = json.loads(opened(pack.data).read("manifest.json"))
    content["campaign"]["data"] = "0123456789ab"
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError, match="not 0123456789ab"):
        run_export(ExportArguments((), tmp_path / "o", from_manifest=path))


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "{", '{"kind": "dharna-export", "version": 99}', "\x00\xff"]
)
def test_what_is_no_manifest_is_one_sentence(text: str, tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        read_manifest(path)


@pytest.mark.parametrize("lacks", ["campaign", "state", "options", "made"])
def test_half_a_manifest_is_one_sentence(pack: ExportedFile, tmp_path: Path, lacks: str) -> None:
    content = json.loads(opened(pack.data).read("manifest.json"))
    del content[lacks]
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError, match="not a whole manifest"):
        run_export(ExportArguments((), tmp_path / "o", from_manifest=path))


def test_a_library_that_is_missing_leaves_its_format_out(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object, **more: object) -> object:
        if name.split(".")[0] in ("imageio_ffmpeg", "pptx", "pyogrio", "openpyxl"):
            raise ModuleNotFoundError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    (made,) = export(campaign, VIEW, QUICK)
    manifest = json.loads(opened(made.data).read("manifest.json"))
    assert set(manifest["left_out"]) == {"mp4", "webm", "pptx", "gpkg", "xlsx"}
    assert "pip install 'dharna[film]'" in manifest["left_out"]["mp4"]
    with pytest.raises(InputError, match=r"dharna\[slides\]"):
        export(campaign, VIEW, ExportOptions(formats=("pptx",)))


def test_the_command_writes_what_it_is_asked_for(tmp_path: Path) -> None:
    arguments = ExportArguments(
        ("machh_2021",),
        tmp_path / "out",
        formats="png, csv,geojson",
        size="640x360",
        day="2021-01-06",
        first="2021-01-05",
        last="2021-01-08",
        scheme="dark",
        address="?mode=cumulative&province=Sindh",
    )
    names = [path.name for path in run_export(arguments)]
    assert names[0] == "machh_2021_2021-01-06_until-then.png"
    assert "machh_2021_site_days.csv" in names
    days = pd.read_csv(tmp_path / "out" / "machh_2021_measures.csv")["day"]
    assert days.tolist() == ["2021-01-05", "2021-01-06", "2021-01-07", "2021-01-08"]
    assert set(pd.read_csv(tmp_path / "out" / "machh_2021_site_days.csv")["admin1"]) == {"Sindh"}


def test_without_a_day_the_fullest_is_drawn(tmp_path: Path) -> None:
    arguments = ExportArguments(("machh_2021",), tmp_path, size="640x360")
    assert run_export(arguments)[0].name == "machh_2021_2021-01-08.png"


@pytest.mark.parametrize(
    "wrong",
    [
        {"formats": "tiff"},
        {"day": "2020-01-01"},
        {"day": "yesterday"},
        {"first": "2021-01-09", "last": "2021-01-03"},
        {"first": "2031-01-09"},
        {"preset": "poster"},
        {"size": "huge"},
        {"dpi": 1},
        {"language": "fr"},
        {"scheme": "pink"},
        {"story": Path("no/such/story.json")},
        {"day_s": 0.0},
        {"from_manifest": Path("no/such/manifest.json")},
    ],
)
def test_what_cannot_be_is_one_sentence_and_writes_nothing(
    wrong: dict[str, object], tmp_path: Path
) -> None:
    with pytest.raises(InputError) as told:
        run_export(ExportArguments(("machh_2021",), tmp_path / "out", **wrong))
    assert "\n" not in str(told.value)
    assert not (tmp_path / "out").exists()


def test_a_file_where_a_folder_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="name a folder"):
        run_export(ExportArguments(("machh_2021",), tmp_path / "taken"))
    with pytest.raises(OutputError, match="choose another place"):
        write_files([], tmp_path / "taken" / "in")
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"


def test_a_cancelled_export_gives_nothing(campaign: Campaign) -> None:
    with pytest.raises(CancelledError):
        export(campaign, VIEW, QUICK, progress=Progress(is_cancelled=lambda: True))


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = write_files([ExportedFile("a.txt", "text/plain", b"old")], tmp_path)[0]

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write_files([ExportedFile("a.txt", "text/plain", b"new")], tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
    assert kept.read_bytes() == b"old"


def test_a_kill_half_way_leaves_no_half_file(tmp_path: Path) -> None:
    code = (
        "from dashboard.export.command import *; from pathlib import Path; "
        f"run_export(ExportArguments(('machh_2021',), Path({str(tmp_path / 'out')!r}), "
        "formats='mp4,png', size='640x360'), tell=lambda *a: print(a, flush=True))"
    )
    folder = tmp_path / "t"
    folder.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(folder)},
    ) as run:
        assert run.stdout is not None
        for line in run.stdout:
            if "0.5" in line:
                break
        run.send_signal(signal.SIGKILL)
        # Nothing but this process writes into the folder; the encoder's file lies elsewhere.
        run.wait()
    out = tmp_path / "out"
    assert not out.exists() or list(out.iterdir()) == []


def test_names_of_files_are_safe() -> None:
    assert safe_stem("../../etc/passwd") == "etc_passwd"
    assert safe_stem("\x00") == "dharna"
    assert len(safe_stem("x" * 500)) <= 80
    assert issubclass(CancelledError, DharnaError)
