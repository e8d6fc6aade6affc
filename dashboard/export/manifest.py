"""The list of what a pack holds and how it was made, and the way to make it again."""

from __future__ import annotations

import json
import platform
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

import pandas as pd

from dashboard.address import Choices, from_params, to_params
from dashboard.export.files import ExportedFile
from dashboard.export.material import Material
from dashboard.export.options import ExportOptions, FilmPace
from dashboard.export.presets import Preset
from dashboard.export.progress import Progress
from dashboard.filters import facet_table, facet_values
from geo.errors import InputError

MANIFEST: Final = "manifest.json"
_KIND: Final = "dharna-export"
_VERSION: Final = 1
_MADE_WITH: Final = (
    *("dharna", "numpy", "pandas", "matplotlib", "pillow", "pyarrow", "pyogrio", "openpyxl"),
    *("python-pptx", "imageio-ffmpeg"),
)
_LARGEST: Final = 16 * 1024 * 1024
"""Bytes of a manifest beyond which it is none."""


def manifest_of(
    material: Material,
    options: ExportOptions,
    files: Iterable[ExportedFile],
    left_out: Mapping[str, str],
) -> bytes:
    """Return the manifest of a pack.

    Parameters
    ----------
    material, options
        What it was made from, and how.
    files
        All that lies beside the manifest.
    left_out
        Formats that could not be made, each with the reason.
    """
    from dashboard.story_file import story_json

    campaign = material.campaign
    story = options.story
    content: dict[str, Any] = {
        "kind": _KIND,
        "version": _VERSION,
        "title": material.title,
        "made": material.made,
        "versions": _versions(),
        "campaign": {
            "id": campaign.info.id,
            "sources": list(options.sources),
            "country": campaign.info.country,
            "data": campaign.fingerprint,
            "reports": len(campaign.reports),
        },
        "state": to_params(material.state),
        "options": {
            "formats": list(options.formats),
            "preset": asdict(options.preset),
            "scheme": options.scheme,
            "language": options.language,
            "first": _day(options.first),
            "last": _day(options.last),
            "pace": asdict(options.pace),
            "story": json.loads(story_json(story)) if story is not None else None,
        },
        "left_out": dict(left_out),
        "files": [
            {
                "name": file.name,
                "type": file.media_type,
                "bytes": len(file.data),
                "sha256": file.sha256,
            }
            for file in files
        ],
    }
    return f"{json.dumps(content, ensure_ascii=False, indent=2)}\n".encode()


def read_manifest(path: Path) -> dict[str, Any]:
    """Read ``manifest.json``, or the one in a pack.

    Raises
    ------
    InputError
        When the file cannot be read or is no manifest.
    """
    try:
        content = json.loads(_text(path))
    except OSError as error:
        msg = f"Cannot read the manifest {path}: {error.strerror or error}."
        raise InputError(msg) from error
    except (ValueError, KeyError, zipfile.BadZipFile) as error:
        msg = f"{path} holds no manifest; give the manifest.json of a pack, or the pack."
        raise InputError(msg) from error
    if not isinstance(content, dict) or content.get("kind") != _KIND:
        msg = f"{path} is no manifest of an export; give the manifest.json of a pack, or the pack."
        raise InputError(msg)
    if content.get("version") != _VERSION:
        msg = f"{path} was made by another version of Dharna that this one cannot follow."
        raise InputError(msg)
    return content


def reproduce(
    path: Path, *, sources: Sequence[str] = (), progress: Progress | None = None
) -> list[ExportedFile]:
    """Make the files of a manifest again.

    Parameters
    ----------
    path
        The manifest, or the pack that holds it.
    sources
        Where the data are now, when not where they were.
    progress
        Told how far it is; may cancel.

    Raises
    ------
    InputError
        When the manifest is none, or the data are not those that it was made from.
    """
    from dashboard.export.request import export
    from geo.pipeline import open_campaign

    content = read_manifest(path)
    try:
        held = content["campaign"]
        campaign = open_campaign(
            *(sources or held["sources"] or [held["id"]]), country=held["country"]
        )
        if campaign.fingerprint != held["data"]:
            msg = (
                f"The data are {campaign.fingerprint}, not {held['data']} that the manifest was "
                "made from; name the right source."
            )
            raise InputError(msg)
        choices = Choices(
            days=tuple(campaign.days),
            focuses=tuple(campaign.located.sites["town_id"].unique()),
            values=facet_values(facet_table(campaign)),
        )
        state = from_params(content["state"], choices)
        options = replace(_options(content), made=content["made"], sources=tuple(held["sources"]))
    except (KeyError, TypeError, AttributeError) as error:
        msg = f"{path} is not a whole manifest: it lacks {error}."
        raise InputError(msg) from error
    return export(campaign, state, options, progress=progress)


def _options(content: dict[str, Any]) -> ExportOptions:
    from dashboard.story_file import read_story

    held = content["options"]
    story = held["story"]
    return ExportOptions(
        formats=tuple(held["formats"]),
        preset=Preset(**held["preset"]),
        scheme=held["scheme"],
        language=held["language"],
        first=pd.Timestamp(held["first"]).as_unit("s") if held["first"] else None,
        last=pd.Timestamp(held["last"]).as_unit("s") if held["last"] else None,
        pace=FilmPace(**held["pace"]),
        story=read_story(json.dumps(story)) if story is not None else None,
    )


def _text(path: Path) -> str:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            name = next(n for n in [*archive.namelist(), ""] if n.endswith(MANIFEST) or not n)
            if not name or archive.getinfo(name).file_size > _LARGEST:
                raise KeyError(MANIFEST)
            return archive.read(name).decode("utf-8")
    if path.stat().st_size > _LARGEST:
        raise ValueError(MANIFEST)
    return path.read_text(encoding="utf-8")


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in _MADE_WITH:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found


def _day(day: pd.Timestamp | None) -> str:
    return "" if day is None else day.strftime("%Y-%m-%d")
