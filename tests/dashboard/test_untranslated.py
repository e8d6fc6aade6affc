"""No word reaches a page without having gone through the translation, and errors are told again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pandas as pd
import pytest

import dashboard
from dashboard.translation import in_language, retell
from dashboard.workspace import Workspace, add_source, assemble
from geo.doubts import places_to_check
from geo.editions import compare_editions
from geo.errors import DharnaError
from geo.measures import measure
from geo.merge_rules import MergeRules
from geo.pipeline import Campaign, follow
from geo.schema import REPORT_DTYPES
from tests.dashboard.untranslated import untranslated

SOURCES: Final = Path(dashboard.__file__).parent
NO_PAGES: Final = {
    "cli.py": "the command line speaks English",
    "commands": "the command line speaks English",
    **dict.fromkeys(
        ("geocoding.py", "archive_commands.py", "archives.py", "progress_line.py"),
        "the command line speaks English",
    ),
    "server.py": "what the terminal is told",
    "translation": "the catalogue itself",
    "export": "files have a language of their own; see the tests of pictures and of the page",
    "inline.py": "JavaScript",
}
TOLD_AGAIN: Final = (
    "fetching.py",
    "stories.py",
    "story_fields.py",
    "story_file.py",
    "workspace.py",
)
"""Modules whose sentences are told again by `retell`, wherever they are shown."""
KEPT: Final = {
    "dashboard's pages": r"(app_pages/)?\w+\.py",
    "examples of addresses": r"`duckdb:.*|https?://[\w:]*",
    "an example of rows": r"date\tplace.*",
    "widths, colours and sizes": r"small|large|#\w+",
    "names of colours for the player": r"'?@@#palette.*",
    "names of fonts": r"'Source Sans'.*",
    "a pattern of stripes": r"repeating-linear-gradient.*",
}
LATIN: Final = re.compile(r"[A-Za-z]{2,}")
APART: Final = re.compile(r"\u2068([^\u2069]*)\u2069")
SENTENCE: Final = re.compile(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}")
DATA: Final = re.compile(
    r"«[^»]*»|\([^)]*\)|\b(?:CSV|UTF|JSON|Excel|UCDP|GED|GTD|MB|NUL|date|"
    r"date_end|size_low|size_high|place|site_id|steps|true|false|object|WGS|https)\b"
)


def found_in(path: Path) -> list[tuple[int, str]]:
    return [
        (line, text)
        for line, text in untranslated(path)
        if not any(re.fullmatch(kept, text, re.DOTALL) for kept in KEPT.values())
    ]


def pages() -> list[Path]:
    every = sorted(SOURCES.rglob("*.py"))
    return [path for path in every if not set(path.relative_to(SOURCES).parts) & set(NO_PAGES)]


def test_no_word_reaches_a_page_untranslated() -> None:
    read = [path for path in pages() if path.name not in TOLD_AGAIN]
    assert len(read) > 50
    lacking = [f"{path.name}:{line}: {text}" for path in read for line, text in found_in(path)]
    assert not lacking, "\n".join(lacking)


def test_every_sentence_that_is_told_again_is_known() -> None:
    with in_language("ur"):
        for path in (p for p in pages() if p.name in TOLD_AGAIN):
            for line, text in found_in(path):
                told = retell(text.replace("{}", "7"))
                assert not is_english(told), f"{path.name}:{line}: {told}"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('st.write(f"{n} rows read")', ["{} rows read"]),
        ('words = f"Until {day}"', ["Until {}"]),
        ('st.html(f"<b>{n}</b> of them")', ["<b>{}</b> of them"]),
        ("st.html(f\"<p class='one two'>{x}</p>\")", []),
        ('st.button("Sing")', ["Sing"]),
        ('st.button(tr("Sing"), key=f"sing it {n}")', []),
        ('st.info("One" if n else tr("Two"))', ["One"]),
        ("st.error(plain(str(error)))", ["str(error)"]),
        ("st.error(plain(retell(error)))", []),
        ('st.dataframe(t, column_config={"a": "Place", "b": tr("Day")})', ["Place"]),
        ('alt.X("day:Q", title="Days")', ["Days"]),
        ('msg = f"{n} is wrong"\nraise ValueError(msg)', []),
        ('st.radio(tr("Which"), ["One", tr("Two")])', ["One"]),
        ('tr("{n} rows", n=f"{n} of {m}")', ["{} of {}"]),
    ],
)
def test_what_the_search_finds(tmp_path: Path, source: str, found: list[str]) -> None:
    path = tmp_path / "page.py"
    path.write_text(source)
    assert [text for _, text in untranslated(path)] == found


def left_in_english(told: list[str]) -> list[str]:
    with in_language("ur"):
        again = [retell(text) for text in told]
    return [text for text in again if is_english(text)]


def is_english(told: str) -> bool:
    """Tell whether words of a sentence were left; names from the data are set apart."""
    bare = DATA.sub("", told)
    named = APART.sub(lambda found: found[1] if SENTENCE.search(found[1]) else "", bare)
    return APART.fullmatch(told) is not None or LATIN.search(named) is not None


def test_notes_of_the_shipped_campaign_are_told_in_urdu(campaign: Campaign) -> None:
    doubts = places_to_check(campaign.located)["why"].tolist()
    measures = measure(campaign, follow(campaign, campaign.reports, level="town"))
    figures = [figure.note for figure in measures.figures.values()]
    for day in campaign.days:
        figures += [figure.note for figure in measures.on(day).values()]
    told = [*campaign.read.notes, *campaign.located.reports["geo_note"], *doubts, *figures]
    told = sorted({*filter(None, told), MergeRules(True, 2.5).sentence, MergeRules().sentence})
    assert len(told) > 8
    assert left_in_english(told) == []


BAD: Final = """date,place,city_code,latitude,longitude,size_low,size_high,status
31/01/2021,Quetta,1,,,10,5,observed
2021-02-30,Quetta,1,,,,,
02/13/2021,,1,,,,,
02/13/2021,Atlantis,1,,,,,
2021-01-05,Karachi,1,95,,x,,
2021-01-05,Karachi,1,67.0,30.2,,,seen
1205-01-05,Karachi,1,0,0,,,
2021-01-05,Sahiwal,1,,,,,
2021-01-06,Karachi and Lahore,1,,,,,
2021-01-07,"Nowhere Chowk, Karachi",1,,,,,
"""


def test_notes_about_a_damaged_file_are_told_in_urdu(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(BAD)
    said: list[str] = []
    held = add_source(Workspace(), str(path), country="PK", tell=said.append)
    made = assemble(held, tell=[].append)
    read = made.read
    told = [*said, *read.notes, *read.rejected["reason"].str.split("; ").explode()]
    told += places_to_check(made.located)["why"].tolist()
    told += [finding.sentence for finding in read.findings]
    assert len(set(told)) > 10
    assert left_in_english(told) == []
    old = made.located.reports[list(REPORT_DTYPES)]
    changes = compare_editions(old, pd.concat([old.iloc[1:], old.iloc[:1].assign(note="x")]))
    assert left_in_english([changes.sentence]) == []


@pytest.mark.parametrize(
    "content", ["place\nQuetta\n", "date\n2021-01-05\n", "", "date,date\n1,2\n", "<html><p>x"]
)
def test_a_file_that_cannot_be_read_is_told_in_urdu(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(content)
    held = add_source(Workspace(), str(path), country="PK", tell=[].append)
    told = [*held.failures, *(entry.error for entry in held.entries)]
    try:
        assemble(held, tell=[].append)
    except DharnaError as error:
        told.append(str(error))
    told = [text.replace(str(path), "x.csv").replace("x.csv", "ایکس") for text in told if text]
    assert told
    assert left_in_english(told) == []
