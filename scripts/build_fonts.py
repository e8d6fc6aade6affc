"""Build data/fonts out of two npm packages: woff2 files as they are, and TTF files for pictures.

Unpack `@fontsource/noto-naskh-arabic` and `@fontsource/noto-nastaliq-urdu` into a folder each, and
run::

    python scripts/build_fonts.py --naskh DIR --nastaliq DIR --out data/fonts

It needs fontTools, which matplotlib brings. A TTF holds the letters of Urdu, Arabic, Persian,
Pashto and Sindhi, and those of Latin, which stand apart in the packages.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from fontTools.merge import Merger, Options
from fontTools.subset import Options as SubsetOptions
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont

WEIGHTS = (400, 600)
ARABIC = (*range(0x0600, 0x0700), *range(0x0750, 0x0780), *range(0x200C, 0x2010), 0x20, 0xA0)
LATIN = (*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2010, 0x2027), 0x2039, 0x203A, 0x2212)
DROPPED = ("STAT", "gasp", "DSIG")


def part(source: Path, letters: tuple[int, ...], out: Path) -> Path:
    """Write the part of a font that holds some letters, as TTF."""
    font = TTFont(source, recalcTimestamp=False)
    options = SubsetOptions()
    options.layout_features = ["*"]
    options.name_IDs = ["*"]
    options.drop_tables += list(DROPPED)
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    font.flavor = None
    font.save(out)
    return out


def both(arabic: Path, latin: Path, out: Path) -> None:
    """Write one TTF that holds the letters of two fonts of one family."""
    parts = [
        part(arabic, ARABIC, out.with_suffix(".arabic")),
        part(latin, LATIN, out.with_suffix(".latin")),
    ]
    font = Merger(options=Options()).merge([str(path) for path in parts])
    # The same bytes every time.
    font["head"].created = font["head"].modified = 0
    font.recalcTimestamp = False
    font.save(out)
    for path in parts:
        path.unlink()


def main() -> None:
    """Build the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("naskh", "nastaliq", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    naskh, nastaliq = (folder / "package" / "files" for folder in (given.naskh, given.nastaliq))
    for weight in WEIGHTS:
        name = f"noto-naskh-arabic-{weight}"
        stem = "noto-naskh-arabic-{}-{}-normal.{}"
        shutil.copy(naskh / stem.format("arabic", weight, "woff2"), given.out / f"{name}.woff2")
        both(
            naskh / stem.format("arabic", weight, "woff"),
            naskh / stem.format("latin", weight, "woff"),
            given.out / f"{name}.ttf",
        )
    shutil.copy(
        nastaliq / "noto-nastaliq-urdu-arabic-400-normal.woff2",
        given.out / "noto-nastaliq-urdu-400.woff2",
    )
    shutil.copy(given.naskh / "package" / "LICENSE", given.out / "OFL-NotoNaskhArabic.txt")
    shutil.copy(given.nastaliq / "package" / "LICENSE", given.out / "OFL-NotoNastaliqUrdu.txt")


if __name__ == "__main__":
    main()
