"""Films: the right length, frames that equal the stills, and nothing left of a cancelled one."""

from __future__ import annotations

import io
import subprocess
import tempfile
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from dashboard.address import ViewState
from dashboard.export import film as film_module
from dashboard.export.encoder import encoding
from dashboard.export.film import film
from dashboard.export.frames import Stage, frame_count, frames
from dashboard.export.gif import GifWriter, palette_of
from dashboard.export.growth import SiteDiscs
from dashboard.export.material import Material
from dashboard.export.options import ExportOptions, FilmPace
from dashboard.export.pictures import snapshot_options
from dashboard.export.presets import Preset
from dashboard.export.progress import CancelledError, Progress
from dashboard.export.snapshot import build_figure
from geo.errors import InputError, OutputError
from geo.pipeline import Campaign

DAY = pd.Timestamp("2021-01-08").as_unit("s")
SMALL = Preset(640, 360, 144, 1.0, "small")
QUICK = FilmPace(day_s=0.4, growth_s=0.2, hold_s=0.4, fps=10, gif_fps=10)
OPTIONS = ExportOptions(preset=SMALL, pace=QUICK)


@pytest.fixture(scope="module")
def material(campaign: Campaign) -> Material:
    return Material(campaign, ViewState(DAY), "2021-02-01")


@pytest.fixture(scope="module")
def stage(material: Material) -> Stage:
    return Stage(material, snapshot_options(material, SMALL, "light"))


@pytest.mark.parametrize("size", [(640, 360), (480, 480), (400, 700)])
@pytest.mark.parametrize("layers", [False, True])
def test_a_frame_at_rest_is_the_still(
    campaign: Campaign, size: tuple[int, int], layers: bool
) -> None:
    state = ViewState(DAY, doubt=layers, links=layers, front=layers)
    material = Material(campaign, state, "2021-02-01")
    options = snapshot_options(material, SMALL, "light", size=size)
    last = material.days[-1]
    # The longest text decides on the room of all, so that the still is that day's.
    longest = max(material.days, key=lambda day: len(material.sentence(day)))
    stage = Stage(material, options)
    frame = stage.compose(None, stage.day(longest), 1.0)[..., :3].astype(int)
    figure = build_figure(
        material.day_maps[longest],
        caption=material.caption(longest, whole=True),
        boundaries=material.boundaries,
        options=options,
    )
    figure.canvas.draw()
    still = np.asarray(figure.canvas.buffer_rgba())[..., :3].astype(int)
    away = np.abs(frame - still).max(axis=2)
    # Names lie over symbols by another sum of the same parts: rounding, no more.
    assert (away > 24).mean() < 0.002
    assert last in material.days


def test_symbols_grow_steadily(stage: Stage, material: Material) -> None:
    before, after = stage.day(material.days[3]).discs, stage.day(material.days[5]).discs
    sizes = [after.since(before, share).widths[:, 1].sum() for share in (0.0, 0.25, 0.5, 1.0)]
    assert sizes == sorted(sizes)
    assert after.since(before, 1.0) is after
    grown = after.since(before, 0.5)
    new = [site not in before.sites for site in grown.sites]
    assert any(new)
    full = dict(zip(after.sites, after.widths[:, 1], strict=True))
    for site, width, is_new in zip(grown.sites, grown.widths[:, 1], new, strict=True):
        if is_new:
            assert width == pytest.approx(full[site] / 2)


def test_a_site_that_goes_shrinks_to_nothing() -> None:
    one = np.ones((1, 2))
    here = SiteDiscs(("a",), one, one * 8, one, np.ones((1, 2, 4)), np.ones((1, 2, 4)))
    none = SiteDiscs(
        (),
        *(np.zeros((0, *a.shape[1:])) for a in (one, one, one)),
        np.zeros((0, 2, 4)),
        np.zeros((0, 2, 4)),
    )
    assert none.since(here, 0.75).widths.tolist() == [[2.0, 2.0]]
    assert none.since(here, 0.75).sites == ("a",)


def test_frames_are_as_many_as_the_pace_says(stage: Stage) -> None:
    times = [count for _, count in frames(stage, QUICK, fps=10)]
    assert sum(times) == frame_count(7, QUICK, fps=10) == 4 * 7 + 4


def test_the_last_day_is_held(stage: Stage) -> None:
    *_, (_, held) = frames(stage, QUICK, fps=10)
    assert held == 4 - 2 + 4


def test_a_gif_plays_all_days_as_long_as_it_should(material: Material) -> None:
    data = film(material, "gif", OPTIONS)
    image = Image.open(io.BytesIO(data))
    length = 0
    for number in range(image.n_frames):
        image.seek(number)
        length += image.info["duration"]
    assert length == 100 * frame_count(7, QUICK, fps=10)
    assert image.info["loop"] == 0
    assert b"Map of Sit-ins" in data
    last = np.asarray(image.convert("RGB")).astype(int)
    stage = Stage(material, snapshot_options(material, SMALL, "light"))
    drawn = stage.compose(None, stage.day(material.days[-1]), 1.0)[..., :3].astype(int)
    assert np.abs(last - drawn).mean() < 3


def test_gif_frames_keep_only_what_changed_and_equal_ones_are_joined() -> None:
    first = np.full((40, 60, 3), 255, dtype=np.uint8)
    second = first.copy()
    second[10:12, 20:25] = (200, 0, 0)
    held = io.BytesIO()
    writer = GifWriter(held, (60, 40), palette_of([first, second]), "said")
    for frame in (first, first, second):
        writer.add(frame, 10)
    writer.close()
    image = Image.open(held)
    assert image.n_frames == 2
    assert image.info["duration"] == 200
    image.seek(1)
    assert image.tile[0][1] == (20, 10, 25, 12)
    assert np.abs(np.asarray(image.convert("RGB")).astype(int) - second).max() < 8


@pytest.mark.parametrize("kind", ["mp4", "webm"])
def test_videos_open_in_a_player_and_are_the_same_bytes(material: Material, kind: str) -> None:
    data = film(material, kind, OPTIONS)
    assert film(material, kind, OPTIONS) == data
    with tempfile.NamedTemporaryFile(suffix=f".{kind}") as target:
        target.write(data)
        target.flush()
        told = subprocess.run(
            [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-i", target.name],
            capture_output=True,
            text=True,
            check=False,
        ).stderr
        count, seconds = imageio_ffmpeg.count_frames_and_secs(target.name)
    assert "640x360" in told
    assert "Sit-ins after the Machh killings" in told
    assert count == frame_count(7, QUICK, fps=10)
    assert seconds == pytest.approx(3.2, abs=0.15)


def test_a_cancelled_film_leaves_nothing(
    material: Material, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    asked = iter(range(1000))
    with pytest.raises(CancelledError, match="nothing of it was written"):
        film(material, "mp4", OPTIONS, Progress(is_cancelled=lambda: next(asked) > 20))
    assert list(tmp_path.iterdir()) == []


def test_progress_goes_up_to_the_end(material: Material) -> None:
    told: list[float] = []
    film(material, "gif", OPTIONS, Progress(lambda _, share: told.append(share)))
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_a_full_disk_is_one_sentence(material: Material, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(film_module.GifWriter, "close", full)
    with pytest.raises(OutputError, match="No space left on device; see that there is room"):
        film(material, "gif", OPTIONS)


def test_paces_that_cannot_be_are_refused() -> None:
    for wrong in ({"day_s": 0.0}, {"fps": 0}, {"hold_s": -1.0}, {"fps": 500}):
        with pytest.raises(InputError):
            FilmPace(**wrong)


def encode(path: Path, frames: int) -> None:
    frame = np.zeros((16, 16, 4), dtype=np.uint8).data
    with encoding(path, kind="mp4", size=(16, 16), fps=5, said={}) as take:
        for _ in range(frames):
            take(frame)


def test_an_encoder_that_cannot_write_says_why(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"the encoder failed \(.*No such file or directory"):
        encode(tmp_path / "no" / "f.mp4", 3000)


def test_an_encoder_is_ended_with_what_it_served(tmp_path: Path) -> None:
    path = tmp_path / "f.mp4"
    with (
        pytest.raises(CancelledError),
        encoding(path, kind="mp4", size=(16, 16), fps=5, said={}),
    ):
        raise CancelledError
    assert not path.exists() or not path.stat().st_size
