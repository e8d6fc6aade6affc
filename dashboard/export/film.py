"""Films of the days: GIF, MP4 (H.264) and WebM (VP9), in memory that does not grow with length."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any, Final

import numpy as np

from dashboard.export.files import CannotMakeError
from dashboard.export.frames import Pixels, Stage, frames
from dashboard.export.gif import GifWriter, palette_of
from dashboard.export.material import Material
from dashboard.export.options import ExportOptions, FilmPace
from dashboard.export.pictures import snapshot_options
from dashboard.export.progress import Progress
from geo.errors import OutputError

FILM_TYPES: Final = {"gif": "image/gif", "mp4": "video/mp4", "webm": "video/webm"}
_CODECS: Final[dict[str, tuple[str, list[str]]]] = {
    "mp4": (
        "libx264",
        ["-preset", "veryfast", "-crf", "20", "-tune", "animation", "-movflags", "+faststart"],
    ),
    "webm": (
        "libvpx-vp9",
        ["-deadline", "realtime", "-cpu-used", "8", "-row-mt", "1", "-crf", "30", "-b:v", "0"],
    ),
}
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
        msg = (
            f"Cannot make the film: {error.strerror or _first_line(error)}; "
            "see that there is room on the disk."
        )
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
    encoder = _encoder(stage, pace, kind, path)
    encoder.send(None)
    try:
        for frame, times in frames(stage, pace, fps=pace.fps, told=progress.done):
            data = np.ascontiguousarray(_even(frame)).data
            for _ in range(times):
                progress.check()
                encoder.send(data)
    finally:
        # Ends the program that encodes, also when the export was cancelled.
        encoder.close()
    if not path.exists() or not path.stat().st_size:
        msg = "the encoder wrote nothing"
        raise OSError(msg)


def _encoder(stage: Stage, pace: FilmPace, kind: str, path: Path) -> Generator[None, Any, None]:
    try:
        import imageio_ffmpeg
    except ModuleNotFoundError as error:
        msg = (
            f"A film as {kind} needs imageio-ffmpeg; install it with: pip install 'dharna[film]', "
            "or take gif."
        )
        raise CannotMakeError(msg) from error
    codec, settings = _CODECS[kind]
    material = stage.material
    said = {
        "title": material.title,
        "description": description(material),
        "comment": f"{material.attribution} Data {material.campaign.fingerprint}.",
    }
    metadata = [part for name, text in said.items() for part in ("-metadata", f"{name}={text}")]
    width, height = stage.options.width_px, stage.options.height_px
    encoder: Generator[None, Any, None] = imageio_ffmpeg.write_frames(
        str(path),
        (width - width % 2, height - height % 2),
        pix_fmt_in="rgba",
        pix_fmt_out="yuv420p",
        fps=pace.fps,
        codec=codec,
        quality=None,
        macro_block_size=2,
        ffmpeg_log_level="error",
        output_params=[
            *settings,
            *("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
            *("-vf", "scale=out_color_matrix=bt709:out_range=tv"),
            *("-fflags", "+bitexact", "-flags:v", "+bitexact", *metadata),
        ],
    )
    return encoder


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


def _first_line(error: OSError) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1][:120] if lines else "it could not be written"
