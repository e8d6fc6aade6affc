"""The pack: every format of one view in one archive, with a manifest and a README."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dashboard.export.data_files import DATA_FORMATS
from dashboard.export.data_tables import about_of
from dashboard.export.files import CannotMakeError, ExportedFile
from dashboard.export.manifest import MANIFEST, manifest_of
from dashboard.export.material import Material
from dashboard.export.options import FILM_FORMATS, FORMATS, PACK, ExportOptions
from dashboard.export.progress import Progress
from dashboard.export.stable_zip import stable_zip

_FOLDERS: Final = {
    **dict.fromkeys(("png", "svg", "pdf", "multiples"), "pictures"),
    **dict.fromkeys(FILM_FORMATS, "films"),
    **dict.fromkeys(DATA_FORMATS, "data"),
}
_WORDS: Final = {
    "pictures": "one day as a picture (PNG, SVG, PDF), and all days on one page",
    "films": "the days as a film (GIF, MP4, WebM)",
    "data": "the tables behind them, as filtered; the dictionary says what each column means",
}


def pack(
    material: Material, options: ExportOptions, progress: Progress | None = None
) -> ExportedFile:
    """Return one archive with all formats.

    A format that cannot be made here is left out; manifest and README say so.
    """
    from dashboard.export.request import make_files, stem_of

    told = progress or Progress()
    files: list[ExportedFile] = []
    left_out: dict[str, str] = {}
    for kind in FORMATS:
        folder = _FOLDERS.get(kind, "")
        try:
            for file in make_files(material, replace(options, formats=(kind,)), told):
                name = f"{folder}/{file.name}" if folder else file.name
                files.append(replace(file, name=name))
        except CannotMakeError as error:
            left_out[kind] = str(error)
    readme = ExportedFile("README.txt", "text/plain", _readme(material, files, left_out))
    files.append(readme)
    whole = replace(options, formats=(PACK,))
    manifest = manifest_of(material, whole, files, left_out)
    told.begin("zip")
    members = [(file.name, file.data) for file in files]
    data = stable_zip([(MANIFEST, manifest), *sorted(members)])
    return ExportedFile(f"{stem_of(material)}_pack.zip", "application/zip", data)


def _readme(material: Material, files: list[ExportedFile], left_out: dict[str, str]) -> bytes:
    about = about_of(material)
    lines = [about["title"], "=" * len(about["title"]), ""]
    lines += [f"{name.capitalize()}: {text}" for name, text in about.items() if name != "title"]
    lines += ["", "What is here", "------------"]
    lines += [f"{file.name}  ({len(file.data):,} bytes)" for file in files]
    lines += ["", *(f"{folder}/: {words}" for folder, words in _WORDS.items())]
    lines += [f"Left out: {kind}. {why}" for kind, why in left_out.items()]
    lines += [
        "",
        "Made again",
        "----------",
        "dharna export --from-manifest manifest.json -o FOLDER",
        "gives the same files from the same data; manifest.json lists the versions used and the",
        "SHA-256 of each file.",
        "",
    ]
    return "\n".join(lines).encode()
