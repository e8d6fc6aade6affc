"""The program that encodes films: frames in, one finished file out, or an error that says why."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from dashboard.export.files import CannotMakeError

_CODECS: Final[dict[str, tuple[str, ...]]] = {
    "mp4": (
        *("-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-tune", "animation"),
        *("-movflags", "+faststart"),
    ),
    "webm": (
        *("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-row-mt", "1"),
        *("-crf", "30", "-b:v", "0"),
    ),
}
_COLOURS: Final = (
    *("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
    *("-vf", "scale=out_color_matrix=bt709:out_range=tv"),
)
_SAME_EACH_TIME: Final = ("-fflags", "+bitexact", "-flags:v", "+bitexact")


@contextmanager
def encoding(
    path: Path, *, kind: str, size: tuple[int, int], fps: int, said: Mapping[str, str]
) -> Iterator[Callable[[Any], None]]:
    """Give a function that takes a frame's bytes (RGBA); the file is whole once the block is left.

    Parameters
    ----------
    path
        File to write.
    kind
        ``mp4`` or ``webm``.
    size
        Width and height in pixels, both even.
    fps
        Frames a second.
    said
        Metadata by name.

    Raises
    ------
    CannotMakeError
        When imageio-ffmpeg, which brings the program, is not installed.
    OSError
        When the program could not write the file. It is ended in any case.
    """
    command = [
        *(_program(kind), "-y", "-loglevel", "error"),
        *("-f", "rawvideo", "-pix_fmt", "rgba", "-s", f"{size[0]}x{size[1]}", "-r", str(fps)),
        *("-i", "-", "-an", *_CODECS[kind], "-pix_fmt", "yuv420p", *_COLOURS, *_SAME_EACH_TIME),
        *(part for name, text in said.items() for part in ("-metadata", f"{name}={text}")),
        str(path),
    ]
    # Only what stands in this module is run: the texts are arguments, and no shell reads them.
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        frames: Any = program.stdin
        try:
            yield frames.write
        except BrokenPipeError:
            # It has ended by itself, and tells why.
            pass
        except BaseException:
            program.kill()
            raise
        told = program.communicate()[1].decode("utf-8", "replace")
    if program.returncode:
        raise _why(told)


def _program(kind: str) -> str:
    try:
        import imageio_ffmpeg
    except ModuleNotFoundError as error:
        msg = (
            f"A film as {kind} needs imageio-ffmpeg; install it with: pip install 'dharna[film]', "
            "or take gif."
        )
        raise CannotMakeError(msg) from error
    return str(imageio_ffmpeg.get_ffmpeg_exe())


def _why(told: str) -> OSError:
    """Turn what the program said into an error: of its many lines the one that matters."""
    for number in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EIO):
        if os.strerror(number) in told:
            return OSError(number, os.strerror(number))
    last = next((line.strip() for line in reversed(told.splitlines()) if line.strip()), "")
    return OSError(0, f"the encoder failed ({last[:120] or 'it said nothing'})")
