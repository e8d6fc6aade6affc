"""Films of the days: GIF, MP4 (H.264) and WebM (VP9), in memory that does not grow with length."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

import numpy as np

from dashboard.export.encoder import encoding
from dashboard.export.frames import Pixels, Stage, frames
from dashboard.export.gif import GifWriter, palette_of
from dashboard.export.material import Material
from dashboard.export.options import ExportOptions, FilmPace
from dashboard.export.pictures import snapshot_options
from dashboard.export.progress import Progress
from geo.errors import OutputError

FILM_TYPES: Final = {"gif": "image/gif", "mp4": "video/mp4", "webm": "video/webm"}
_GIF_SHARE: Final = 1280 * 720
"""A GIF with more pixels than this is made smaller: it packs badly, and mail servers refuse it."""


def film(
    material: Material,
    kind: str,
    options: ExportOptions,
    progress: Progress | None = None,
) -> bytes:
    """Make a film of the days covered.

    Parameters
    ----------
    material
        What is looked at.
    kind
        ``gif``, ``mp4`` or ``webm``.
    options
        Size, colours and pace. A GIF larger than 1280 x 720 is made as large as that.
    progress
        Told of each frame; may cancel.

    Raises
    ------
    CannotMakeError
        When MP4 or WebM is asked for and imageio-ffmpeg is not installed.
    OutputError
        When the film cannot be written, as on a full disk; nothing is left behind.
    CancelledError
        When `progress` says so; nothing is left behind either.
    """
    told = progress or Progress()
    size = (options.preset.width_px, options.preset.height_px)
    if kind == "gif":
        size = _at_most(size, _GIF_SHARE)
    try:
        with tempfile.TemporaryDirectory(prefix="dharna-film-") as folder:
            path = Path(folder) / f"film.{kind}"
            shown = snapshot_options(material, options.preset, options.scheme, size=size)
            stage = Stage(material, shown)
            if kind == "gif":
                _write_gif(stage, options.pace, path, told)
            else:
                _write_video(stage, options.pace, kind, path, told)
            return path.read_bytes()
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        why = error.strerror or "it could not be written"
        msg = f"Cannot make the film: {why}; see that there is room on the disk."
        raise OutputError(msg) from error


def _write_gif(stage: Stage, pace: FilmPace, path: Path, progress: Progress) -> None:
    palette = palette_of(_samples(stage))
    size = (stage.options.width_px, stage.options.height_px)
    with path.open("wb") as target:
        writer = GifWriter(target, size, palette, description(stage.material))
        elapsed = 0
        for frame, times in frames(stage, pace, fps=pace.gif_fps, told=progress.done):
            # Hundredths are cut from the whole, so that the film does not drift.
            until = elapsed + times
            length = _hundredths(until, pace) - _hundredths(elapsed, pace)
            writer.add(frame, length)
            elapsed = until
        writer.close()


def _write_video(stage: Stage, pace: FilmPace, kind: str, path: Path, progress: Progress) -> None:
    material = stage.material
    width, height = stage.options.width_px, stage.options.height_px
    said = {
        "title": material.title,
        "description": description(material),
        "comment": f"{material.attribution} Data {material.campaign.fingerprint}.",
    }
    size = (width - width % 2, height - height % 2)
    with encoding(path, kind=kind, size=size, fps=pace.fps, said=said) as encode:
        for frame, times in frames(stage, pace, fps=pace.fps, told=progress.done):
            data = np.ascontiguousarray(_even(frame)).data
            for _ in range(times):
                progress.check()
                encode(data)


def description(material: Material) -> str:
    """Say in words what a film shows: its alternative text."""
    days = material.days
    last = material.sentence(days[-1])
    return (
        f"Map of {material.title}, day by day, {material.span_in_words}. At the end: {last} "
        f"{material.doubt}"
    )


def _samples(stage: Stage) -> list[Pixels]:
    """Return a few frames for the palette: the first day, the fullest, the last."""
    timeline, days = stage.material.timeline, stage.material.days
    active = timeline[timeline["state"] != "silent"].groupby("day")["site_id"].nunique()
    fullest = days[int(active.reindex(days, fill_value=0).to_numpy().argmax())]
    wanted = dict.fromkeys((days[0], fullest, days[-1]))
    return [stage.compose(None, stage.day(day), 1.0).copy() for day in wanted]


def _hundredths(count: int, pace: FilmPace) -> int:
    return round(100 * count / pace.gif_fps)


def _even(frame: Pixels) -> Pixels:
    """Cut a frame to even sides, which video needs."""
    height, width = frame.shape[:2]
    return frame[: height - height % 2, : width - width % 2]


def _at_most(size: tuple[int, int], pixels: int) -> tuple[int, int]:
    share = min((pixels / (size[0] * size[1])) ** 0.5, 1.0)
    return round(size[0] * share), round(size[1] * share)
