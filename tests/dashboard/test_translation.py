"""The interface in Urdu: nothing is left in English, and everything is written as Urdu is."""

from __future__ import annotations

import ast
import json
import re
import threading
from importlib import resources
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dashboard
from dashboard.export.presets import PRESETS
from dashboard.filters import FACETS
from dashboard.legend import COARSE
from dashboard.theme import SYMBOLS
from dashboard.translation import (
    date_in_words,
    direction,
    in_language,
    language,
    locale,
    number,
    place_name,
    place_names,
    player_text,
    province_name,
    set_language,
    tr,
    translate,
    trn,
)
from dashboard.translation.catalogue import entries
from dashboard.translation.places import LETTERS, is_urdu
from dashboard.translation.player import player_strings
from dashboard.translation.po import Entry, read_po
from geo.boundaries import load_boundaries
from geo.facets import UNNAMED
from geo.gazetteer_tables import read_tables
from geo.measure_words import MEASURE_WORDS
from geo.pipeline import Campaign
from geo.schema import CERTAINTIES, EVENT_TYPES, LEVELS, STATES, STATUSES
from tests.dashboard.interface_strings import SHOWN, TRANSLATED, strings_of, template_of

SOURCES = Path(dashboard.__file__).parent
CATALOGUES = sorted(
    Path(str(resources.files("dashboard.translation") / "ur")).glob("*.po"), key=lambda p: p.name
)
NO_PAGES = ("cli.py", "commands", "server.py", "translation", "export")
"""Sources that draw no page: only what they hand to the translation is of the interface."""
KEPT = {"explore.py", "present.py", "story.py", "data.py", "about.py", "compare.py"}
EXAMPLES = re.compile(r"`\w+:///|^date\t|^\{\}$|^app_pages/|^\W*$")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
LATIN_KEPT = re.compile(
    r"Dharna|CSV|TSV|JSON|Excel|Parquet|GeoJSON|GeoPackage|Shapefile|zip|KML|kepler\.gl|ACLED|UCDP|"
    r"GDELT|Crowd Counting|SCAD|Mass Mobilization|MMAD|GTD|GeoNames|geoBoundaries|Natural Earth|"
    r"OpenStreetMap|"
    r"PNG|SVG|PDF|GIF|MP4|WebM|PowerPoint|HTML|GeoParquet|JavaScript|A4|dpi|"
    r"Pathways Data Pvt\. Ltd\.|CC BY 4\.0|ODbL(?: 1\.0)?|MIT|DBSCAN|docs/method\.md|sqlite:///events\.db\?table=events|"
    r"\bGED|desk@example\.org|https://maps\.example\.org|UTF-8|NUL|MB|CAMEO|CCC|WGS84|https://|20\d\d-\d\d-\d\d|30\.1978|"
    r"\b(?:date_end|size_low|size_high|site_id|date|place|steps|object|true|false)\b|"
    r"\b(?:log|ln|arctan|[a-zA-Z](?:_[a-z]{1,2})?)\b|d²|Σ|"
    r"\bp\b|0\.89 / √n|(?<![A-Za-z])[NFB](?![A-Za-z])"
)
ARABIC_NOT_URDU = set("يىكهةۀ٠١٢٣٤٥٦٧٨٩")
MARKS = set("\u064b\u0650\u0654")


@pytest.fixture(autouse=True)
def _english_again():
    yield
    set_language("en")


def all_strings() -> list[tuple[str, str]]:
    found = []
    for path in sorted(SOURCES.rglob("*.py")):
        place = path.relative_to(SOURCES)
        if place.parts[0] == "translation":
            continue
        is_page = not any(part in NO_PAGES for part in place.parts)
        by = SHOWN | TRANSLATED if is_page else TRANSLATED
        found += [(f"{place}:{line}", text) for line, text in strings_of(path, by=by)]
    return found


def known_templates() -> set[str]:
    known = set()
    for entry in entries("ur").values():
        for text in (entry.english, entry.several):
            known |= {template_of(part) for part in (text, *text.split(" · "))}
    return known


def needed_words() -> set[str]:
    """Words of tables, which are handed to the translation one by one."""
    words = {*FACETS.values(), UNNAMED, COARSE}
    words |= {*EVENT_TYPES, *LEVELS, *CERTAINTIES, *STATES, *STATUSES}
    words |= {text for symbol in SYMBOLS for text in (symbol.label, symbol.meaning)}
    for measure in MEASURE_WORDS.values():
        words |= {measure.label, measure.unit, measure.meaning, measure.caveat} - {""}
    words |= {preset.words for preset in PRESETS.values()}
    views = ("ground", "pakistan", "india")
    return words | {load_boundaries("PK", view=view).note for view in views}


def test_no_string_of_a_page_lacks_its_urdu() -> None:
    known, strings = known_templates(), all_strings()
    assert len(strings) > 150
    lacking = [
        f"{place}: {text}"
        for place, text in strings
        if not EXAMPLES.search(text) and text not in KEPT and template_of(text) not in known
        for part in text.split(" · ")
        if template_of(part) not in known and template_of(part) != "{}"
    ]
    assert not lacking, "\n".join(lacking)


def test_the_search_finds_new_strings(tmp_path: Path) -> None:
    source = tmp_path / "page.py"
    source.write_text(
        'st.button("Sing", help="A song" if x else "No song")\n'
        'st.tabs(["One", f"Two ({n:,})"])\n'
        'tr("Three {n}", n=3)\n'
        'trn("{n} song", "{n} songs", 4)\n'
        'st.html(f"<p>{x}</p>")\n'
        'LONG: Final = "Five"\n'
        'TABLE = {"a": "Six", "b": "Seven"}\n'
        "tr(LONG)\n"
        "translate(TABLE[name], language)\n"
        "tr(TABLE.get(name, name))\n"
        'st.button(key="not shown", label=plain(name))\n'
    )
    found = {text for _, text in strings_of(source)}
    asked = {text for _, text in strings_of(source, by=TRANSLATED)}
    assert asked == {"Three {n}", "{n} song", "{n} songs", "Five", "Six", "Seven"}
    assert found == {
        *("Sing", "A song", "No song", "One", "Two ({})"),
        *("Three {n}", "{n} song", "{n} songs", "Five", "Six", "Seven"),
    }
    assert template_of("Three {n}") == template_of("Three {}")


def test_no_word_of_the_tables_lacks_its_urdu() -> None:
    lacking = needed_words() - set(entries("ur"))
    assert not lacking, "\n".join(sorted(lacking))


def test_the_shipped_campaign_speaks_urdu(campaign: Campaign) -> None:
    info, known = campaign.info, entries("ur")
    said = [info.title, info.summary, info.attribution, *info.attributions]
    said += [text for item in info.uncertain for text in (item.title, item.text)]
    said += campaign.context["text"].tolist()
    lacking = [text for text in said if text not in known]
    assert not lacking, "\n".join(lacking)


def test_the_texts_of_page_about_speak_urdu() -> None:
    tree = ast.parse((SOURCES / "app_pages" / "about.py").read_text(encoding="utf-8"))
    texts = [
        node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        and "\n" in node.value.value
    ]
    assert len(texts) >= 3
    for text in texts:
        assert text in entries("ur"), text


def english_of_the_player() -> dict[str, str]:
    source = (SOURCES / "player" / "assets" / "words.js").read_text(encoding="utf-8")
    table = re.search(r"export const ENGLISH = \{(.*?)\n\};", source, re.DOTALL)
    assert table is not None
    pairs = re.findall(r'^  "?([\w-]+)"?:\s*\n?\s*"((?:[^"\\]|\\.)*)",$', table[1], re.MULTILINE)
    assert len(pairs) == len(re.findall(r'^  "?[\w-]+"?:', table[1], re.MULTILINE))
    return dict(pairs)


def test_no_word_of_the_player_lacks_its_urdu() -> None:
    english, urdu = english_of_the_player(), player_strings("ur")
    assert len(english) > 80
    assert set(urdu) == set(english)
    for key, text in english.items():
        placeholders = set(PLACEHOLDER.findall(text))
        assert set(PLACEHOLDER.findall(urdu[key])) == placeholders, key


def test_the_player_is_told_all_that_it_takes() -> None:
    assert player_text("en") == {}
    told = player_text("ur", sentences=["الف۔"])
    assert (told["locale"], told["dir"], told["sentences"]) == ("ur-PK", "rtl", ["الف۔"])
    assert "sentences" not in player_text("ur")
    assert json.loads(json.dumps(told)) == told


def all_urdu() -> list[tuple[str, str]]:
    found = [(e.english, words) for e in entries("ur").values() for words in e.words]
    return found + list(player_strings("ur").items())


def test_placeholders_are_those_of_the_english() -> None:
    for entry in entries("ur").values():
        names = set(PLACEHOLDER.findall(entry.english)) | set(PLACEHOLDER.findall(entry.several))
        for words in entry.words:
            assert set(PLACEHOLDER.findall(words)) <= names, entry.english
        assert set(PLACEHOLDER.findall(entry.words[-1])) == names, entry.english
        assert len(entry.words) == (2 if entry.several else 1), entry.english


def test_urdu_is_written_in_its_own_letters_digits_and_signs() -> None:
    for english, urdu in all_urdu():
        bare = LATIN_KEPT.sub("", PLACEHOLDER.sub("", urdu))
        assert not ARABIC_NOT_URDU & set(bare), (english, urdu)
        assert not re.search(r"[A-Za-z]", bare), (english, bare)
        assert not re.search(r"[0-9]", bare), (english, bare)
        assert not re.search(r"[,;]", bare), (english, bare)
        letters = {letter for letter in bare if letter.isalpha()}
        assert letters <= LETTERS, (english, letters - LETTERS)
        if english[-1:] == "." and len(english) > 25:
            assert urdu.rstrip().endswith(("۔", "events", "Earth۔")), (english, urdu)


def test_markdown_and_blanks_are_kept() -> None:
    for entry in entries("ur").values():
        for words in entry.words:
            assert words.count("**") == entry.english.count("**"), entry.english
            assert words[:1].isspace() == entry.english[:1].isspace() or words[:1] in "،", words
            assert words[-1:].isspace() == entry.english[-1:].isspace(), entry.english


def test_one_english_has_one_urdu() -> None:
    seen: dict[str, Entry] = {}
    for path in CATALOGUES:
        for entry in read_po(path.read_text(encoding="utf-8"), where=path.name):
            assert seen.setdefault(entry.english, entry) == entry, (path.name, entry.english)
    assert len(seen) == len(entries("ur")) > 300


def test_a_catalogue_that_is_damaged_is_told() -> None:
    with pytest.raises(ValueError, match=r"ur\.po, line 2: this is no line of a PO file\."):
        list(read_po('msgid "a"\nmsgstr b\n', where="ur.po"))
    with pytest.raises(ValueError, match="line 5: 'a' stands there a second time"):
        list(read_po('msgid "a"\nmsgstr "b"\n\n# again\nmsgid "a"\nmsgstr "c"\n'))


def test_what_is_read_of_the_format() -> None:
    text = (
        'msgid ""\nmsgstr ""\n"Language: ur\\n"\n\n'
        '# note\nmsgid "a \\"b\\"\\n"\n"c"\nmsgstr "d"\n\n'
        'msgid "{n} x"\nmsgid_plural "{n} xs"\nmsgstr[0] "1"\nmsgstr[1] "2"\n\n'
        '#, fuzzy\nmsgid "unsure"\nmsgstr "?"\n\nmsgid "empty"\nmsgstr ""\n\nmsgid "e"\nmsgstr "f"'
    )
    assert list(read_po(text)) == [
        Entry('a "b"\nc', ("d",)),
        Entry("{n} x", ("1", "2"), "{n} xs"),
        Entry("e", ("f",)),
    ]


def test_words_follow_the_language_of_the_run() -> None:
    assert tr("Reset filters") == "Reset filters"
    assert set_language("ur") == "ur"
    assert tr("Reset filters") == "چھانٹی ختم کریں"
    assert trn("{n} report", "{n} reports", 1) == "۱ خبر"
    assert trn("{n} report", "{n} reports", 1234) == "۱٬۲۳۴ خبریں"
    with in_language("en"):
        assert tr("Reset filters") == "Reset filters"
    assert language() == "ur"
    assert set_language("<script>") == "en"
    assert tr("Words that no catalogue has, {n}", n=1000) == "Words that no catalogue has, 1,000"
    assert trn("{n} such word", "{n} such words", 1) == "1 such word"


def test_another_thread_speaks_for_itself() -> None:
    set_language("ur")
    heard: list[str] = []
    thread = threading.Thread(target=lambda: heard.append(tr("Play")))
    thread.start()
    thread.join()
    assert heard == ["Play"]
    assert tr("Play") == "چلائیں"


def test_what_is_filled_in_is_left_as_it_is() -> None:
    said = translate("No report is left under these filters: {filters}.", "en", filters="{n} <b>")
    assert said == "No report is left under these filters: {n} <b>."
    urdu = translate("Next: {title}", "ur", title="Dawn {n}")
    assert urdu == "اگلا: \u2068Dawn {n}\u2069"
    assert translate("Next: {title}", "ur", title="کراچی") == "اگلا: کراچی"
    assert translate("Step {n} of {count}", "ur", n=2) == "مرحلہ ۲ از {count}"


def test_directions_and_tags() -> None:
    assert (direction("en"), direction("ur")) == ("ltr", "rtl")
    assert (locale("en"), locale("ur")) == ("en-GB", "ur-PK")


@given(st.integers(-(10**12), 10**12))
def test_numbers_come_back_from_their_digits(value: int) -> None:
    written = number(value, "ur")
    digits = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789", "٬\u200e")
    assert int(written.translate(digits)) == value
    assert not re.search(r"[0-9,]", written)
    assert number(value, "en") == f"{value:,}"


def test_numbers_with_decimals() -> None:
    assert number(2.345, "ur", decimals=2) in {"۲٫۳۵", "۲٫۳۴"}
    assert number(1234.5, "en", decimals=1) == "1,234.5"


def test_days_are_written_out_in_both() -> None:
    day = pd.Timestamp("2024-02-29")
    assert date_in_words(day, "en") == "Thursday 29 February 2024"
    assert date_in_words(day, "ur") == "جمعرات ۲۹ فروری ۲۰۲۴"


def test_every_site_of_the_shipped_campaign_has_its_urdu_name(campaign: Campaign) -> None:
    sites = campaign.located.sites
    names = place_names(sites, "ur")
    assert set(names) == set(sites["site_id"])
    for site_id, name in names.items():
        assert is_urdu(name), (site_id, name)
        assert not re.search(r"[0-9]", name), (site_id, name)
    assert place_names(sites, "en") == {}


def test_every_province_and_most_towns_have_their_urdu_name() -> None:
    tables, _ = read_tables("PK")
    for level, least in (("country", 1.0), ("province", 1.0), ("district", 0.98), ("town", 0.75)):
        rows = tables[tables["level"] == level]
        named = [
            is_urdu(place_name(place_id, name, "ur"))
            for place_id, name in zip(rows["place_id"], rows["name"], strict=True)
        ]
        assert sum(named) >= least * len(named), level
    for province in tables.loc[tables["level"] == "province", "name"]:
        assert is_urdu(province_name(province, "ur")), province


@pytest.mark.parametrize(
    ("site_id", "english", "urdu"),
    [
        ("PK-BA/quetta", "Quetta", "کوئٹہ"),
        ("PK-BA/machh", "Machh", "مچھ"),
        ("PK-SD/karachi", "Karachi", "کراچی"),
        ("PK-PB/lahore", "Lahore", "لاہور"),
        ("PK-KP/peshawar", "Peshawar", "پشاور"),
        ("PK-IS/islamabad", "Islamabad", "اسلام آباد"),
        ("PK-GB", "Gilgit-Baltistan", "گلگت بلتستان"),
        ("PK-SD/karachi/malir-15", "Malir 15", "ملیر ۱۵"),
        ("PK-SD/karachi/nazimabad-no-7", "Nazimabad No. 7", "ناظم آباد نمبر ۷"),
    ],
)
def test_places_are_named_as_papers_name_them(site_id: str, english: str, urdu: str) -> None:
    assert place_name(site_id, english, "ur") == urdu
    assert place_name(site_id, english, "en") == english


def test_a_place_that_is_not_known_keeps_its_name() -> None:
    assert place_name("at/24.86,67.00/camp", "Camp", "ur") == "Camp"
    assert province_name("Bavaria", "ur") == "Bavaria"


def test_names_by_hand_are_of_places_that_there_are() -> None:
    tables, _ = read_tables("PK")
    lines = (CATALOGUES[0].parent / "places.csv").read_text(encoding="utf-8").splitlines()[1:]
    ids = [line.split(",", 1)[0] for line in lines]
    assert len(ids) == len(set(ids)) > 20
    assert set(ids) <= set(tables["place_id"])
