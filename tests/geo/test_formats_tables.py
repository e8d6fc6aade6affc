"""Tables of no known format: roles by name, by the user's choice, by what the cells look like."""

from __future__ import annotations

import time
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geo.formats
from geo.errors import SchemaError
from geo.formats import FORMATS, Recognition, as_markdown, convert, format_of, recognise
from geo.formats.description import ROLES, Source, key
from geo.formats.text import Text
from geo.schema import DATE_PRECISIONS, EVENT_TYPES, REPORT_DTYPES


def frame(**columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(columns, dtype="str").rename_axis("line")


def test_a_recognition_needs_only_format_and_roles() -> None:
    found = Recognition("table", {"latitude": "y", "longitude": "x"})
    assert (found.title, found.proposed, found.notes) == ("", False, ())
    assert found.locatable
    assert not Recognition("table", {"latitude": "y", "date": "d"}).locatable
    assert Recognition("table", {"coordinates": "c"}).locatable


def test_every_format_has_an_id_of_its_own() -> None:
    assert [form.id for form in FORMATS] == list(dict.fromkeys(form.id for form in FORMATS))
    with pytest.raises(KeyError):
        format_of("nonsense")


def test_columns_without_a_role_are_named() -> None:
    found = recognise(["date", "place", *(f"c\n{i}" for i in range(7)), ""], where="x")
    assert found.notes == ("7 columns not used: c 0, c 1, c 2, c 3, c 4 …",)


def test_the_users_roles_win_over_all_others() -> None:
    header = ["date", "place", "Seen On", "village", "note"]
    roles = {"date": "Seen On", "place": "village", "note": ""}
    found = recognise(header, where="x", roles=roles)
    assert found.roles == {"date": "Seen On", "place": "village"}
    assert found.format == "table"
    cells = pd.DataFrame([["1", "2", " 3 ", "4", "5"]], columns=header, dtype="str")
    assert convert(cells, found).text.iloc[0].to_dict() == {"date": "3", "place": "4"}


def test_a_column_chosen_for_one_part_plays_no_other() -> None:
    found = recognise(["date", "district", "city"], where="x", roles={"place": "district"})
    assert found.roles == {"date": "date", "place": "district"}


def test_the_users_columns_are_named_as_loosely_as_headers_are() -> None:
    found = recognise(["Seen On", "place"], where="x", roles={"date": "seen_on"})
    assert found.roles["date"] == "Seen On"


@pytest.mark.parametrize(
    ("roles", "sentence"),
    [
        ({"date": "nowhere"}, r"x\.csv has no column 'nowhere' to take as date"),
        ({"when": "date"}, "'when' is no column of a report; choose of: report_id, date"),
        ({"date": ""}, r"x\.csv has no date column"),
        ({"place": ""}, "neither a place column nor latitude and longitude"),
        ({"date": "a\nb" + "c" * 999}, "has no column 'a bc"),
    ],
)
def test_roles_that_cannot_be_are_refused_in_one_sentence(
    roles: dict[str, str], sentence: str
) -> None:
    with pytest.raises(SchemaError, match=sentence) as caught:
        recognise(["date", "place"], where="x.csv", roles=roles)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400
    assert caught.value.where == "x.csv"


def test_the_users_roles_hold_for_a_known_format_too() -> None:
    acled = format_of("acled")
    header = [*acled.known, "my type"]
    plain = recognise(header, where="x")
    chosen = recognise(
        header, where="x", roles={"place": "admin3", "event_type": "my type", "source": ""}
    )
    assert chosen.format == "acled"
    assert chosen.notes == ()
    cells = pd.DataFrame([dict.fromkeys(header, "") | {"event_type": "Protests"}], dtype="str")
    cells = cells.assign(location="Karachi - Saddar", admin3="Saddar Town", source="Dawn")
    cells["my type"] = "vigil"
    before, after = convert(cells, plain).text.iloc[0], convert(cells, chosen).text.iloc[0]
    assert (before["place"], before["event_type"]) == ("Karachi", "demonstration")
    assert (after["place"], after["event_type"]) == ("Saddar Town", "vigil")
    assert before["source"] == "Dawn"
    assert "source" not in after
    assert after["event_type_raw"] == "Protests"


@pytest.mark.parametrize(
    ("header", "roles"),
    [
        (["Year", "Month", "Day", "City"], ["Year", "Month", "Day"]),
        (["event_year", "EVENT MONTH", "City"], ["event_year", "EVENT MONTH"]),
        (["año", "mes", "día", "ciudad"], ["año", "mes", "día"]),
    ],
)
def test_a_date_in_several_columns(header: list[str], roles: list[str]) -> None:
    found = recognise(header, where="x").roles
    assert [found[name] for name in ("date", "month", "day") if name in found] == roles


def test_parts_of_a_date_are_joined() -> None:
    cells = frame(year=["2021", "2021", "2021"], month=["1", "Feb", ""], day=["5", "0", "7"])
    cells["town"] = "Quetta"
    text = convert(cells, recognise(list(cells.columns), where="x")).text
    assert text["date"].tolist() == ["2021-01-05", "2021-02", ""]
    assert text["date_precision"].tolist() == ["day", "month", ""]
    assert "month" not in text
    assert "day" not in text


def test_a_date_column_wins_over_its_parts() -> None:
    found = recognise(["year", "month", "day", "date", "place"], where="x")
    assert found.roles == {"date": "date", "place": "place"}
    assert recognise(["day", "place"], where="x").roles["date"] == "day"
    chosen = recognise(["year", "month", "day", "seen", "place"], where="x", roles={"date": "seen"})
    assert chosen.roles == {"date": "seen", "place": "place"}
    with pytest.raises(SchemaError, match="no date column"):
        recognise(["year", "place"], where="x")


@pytest.mark.parametrize(
    "header",
    [
        ["تاریخ", "شہر"],
        ["تاریخ", "مقام", "صوبہ", "منتظمین", "تعداد", "ماخذ", "تفصیل"],
        ["fecha", "ciudad"],
        ["التاريخ", "المدينة"],
        ["Datum", "Ort"],
    ],
)
def test_names_of_other_languages(header: list[str]) -> None:
    assert list(recognise(header, where="x").roles.values()) == header


def test_what_was_located_before_is_read_again() -> None:
    header = [
        "date",
        "place",
        "site_id",
        "site",
        "geo_method",
        "latitude",
        "longitude",
        "radius_km",
    ]
    found = recognise(header, where="x")
    assert found.format == "canonical"
    assert "spot" not in found.roles
    assert found.roles["radius_km"] == "radius_km"


SAMPLES = {
    "dates": (
        {"c1": ["5 January 2021", "6 January 2021"], "place": ["Quetta", "Sibi"]},
        {"date": "c1"},
    ),
    "numeric dates": (
        {"c1": ["a", "b"], "c2": ["5/1/2021", "6/1/2021"], "place": ["Quetta", "Sibi"]},
        {"date": "c2"},
    ),
    "degrees": (
        {"date": ["2021-01-05"] * 2, "c1": ["30.19", "29.54"], "c2": ["67.01", "67.88"]},
        {"latitude": "c1", "longitude": "c2"},
    ),
    "degrees, longitude first": (
        {"date": ["2021-01-05"] * 2, "c1": ["117.19", "117.54"], "c2": ["24.01", "24.88"]},
        {"latitude": "c2", "longitude": "c1"},
    ),
    "pairs": (
        {"date": ["2021-01-05"] * 2, "location": ["30.19, 67.01", "(29.54 67.88)"]},
        {"coordinates": "location"},
    ),
    "place names": (
        {"date": ["2021-01-05"] * 2, "c1": ["x1", "x2"], "c2": ["Quetta", "Lahore, Punjab"]},
        {"place": "c2"},
    ),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_columns_are_proposed_by_their_cells(name: str) -> None:
    columns, expected = SAMPLES[name]
    cells = frame(**columns)
    found = recognise(list(cells.columns), where="x", sample=cells)
    assert expected.items() <= found.roles.items()
    assert found.proposed
    assert found.format == "table"
    for role, column in expected.items():
        sentence = f"Column '{column}' was taken as {role}, from what its cells look like."
        assert sentence in found.notes
    assert len(set(found.roles.values())) == len(found.roles)


@pytest.mark.parametrize(
    "columns",
    [
        {"c1": ["20210", "44201"], "place": ["Quetta", "Sibi"]},
        {"c1": ["1", "2"], "place": ["Quetta", "Sibi"]},
        {"c1": ["", "5 January 2021", "", "", ""], "place": ["Quetta"] * 5},
        {
            "date": ["2021-01-05"] * 2,
            "c1": ["0.19", "0.54"],
            "x1": ["a", "b"],
            "c2": ["1.01", "1.2"],
        },
        {"date": ["2021-01-05"] * 2, "c1": ["xyzzy", "Nowhere at all"]},
        {"date": ["2021-01-05"] * 2, "c1": ["200.10", "200.20"], "c2": ["67.01", "67.88"]},
        {"date": ["2021-01-05"] * 2, "c1": ["12", "7"], "c2": ["67", "68"]},
    ],
)
def test_what_is_no_date_or_place_is_not_proposed(columns: dict[str, list[str]]) -> None:
    cells = frame(**columns)
    with pytest.raises(SchemaError):
        recognise(list(cells.columns), where="x", sample=cells)


def test_nothing_is_proposed_against_the_users_choice() -> None:
    cells = frame(c1=["5 January 2021"], c2=["6 January 2021"], place=["Quetta"])
    header = list(cells.columns)
    chosen = recognise(header, where="x", sample=cells, roles={"date": "c2"})
    assert chosen.roles == {"date": "c2", "place": "place"}
    assert not chosen.proposed
    with pytest.raises(SchemaError, match="no date column"):
        recognise(header, where="x", sample=cells, roles={"date": ""})


HOSTILE = {
    "empty": [],
    "one column": ["x"],
    "blank names": ["", " ", "\t"],
    "control characters": ["\x00date\x1b[31m", "pl\x07ace", "\r\n" * 50],
    "ten thousand columns": [f"column {i}" for i in range(10_000)],
    "long names": ["d" * 1_000_000, "place" * 100_000],
    "markup": ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "../../etc/passwd"],
    "right to left": ["\u202edate", "\u200fplace"],
    "the same name": ["place"] * 1000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_header_gives_roles_or_one_sentence(name: str) -> None:
    header = HOSTILE[name]
    began = time.perf_counter()
    for needs_date in (True, False):
        try:
            found = recognise(header, where="x.csv", needs_date=needs_date)
        except SchemaError as error:
            sentence = str(error)
            assert sentence.isprintable()
            assert len(sentence) < 700
        else:
            assert set(found.roles.values()) <= set(header)
            assert all(note.isprintable() and len(note) < 400 for note in found.notes)
    assert time.perf_counter() - began < 5


CELLS = st.sampled_from(
    [
        *(
            "",
            " x ",
            "0",
            "1",
            "2",
            "3",
            "-99",
            "2021",
            "1.0",
            "NA",
            "5/1/2021",
            "Protests",
            "Riots",
        ),
        *(
            "Riots/Protests",
            "Battles",
            "کوئٹہ",
            "a - b",
            "crowd size=about 5",
            "They held a rally.",
        ),
        *("https://a.b/c", "141", "\x00", "\n", "1e400", "٣", "Unknown", "a, b, c", "<b>"),
    ]
)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.id)
@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_rows_keep_their_number_order_and_index(
    form: geo.formats.Format, data: st.DataObject
) -> None:
    header = list(dict.fromkeys(form.known or ("when", "city", "coords", "size")))
    row = st.lists(CELLS, min_size=len(header), max_size=len(header))
    rows = data.draw(st.lists(row, max_size=4))
    lines = data.draw(st.permutations(range(2, 2 + len(rows))))
    cells = pd.DataFrame(rows, columns=header, index=pd.Index(lines, name="line"), dtype="str")
    before = cells.copy()
    found = recognise(header, where="x")
    assert found.format == form.id
    for include_aside in (False, True):
        text, aside = convert(cells, found, include_aside=include_aside)
        assert text.index.equals(cells.index)
        assert aside.index.equals(cells.index)
        assert set(text) <= set(ROLES)
        assert all(kind == "str" for kind in [*text.dtypes, aside.dtype])
        assert not text.isna().any(axis=None)
        assert not aside.isna().any()
        if form.read is not None:
            assert text["event_type"].isin(EVENT_TYPES).all()
            assert (
                text["date_precision"].isin(["", *DATE_PRECISIONS]).all()
                if ("date_precision" in text)
                else True
            )
        if include_aside:
            assert (aside == "").all()
    pd.testing.assert_frame_equal(cells, before)


@pytest.mark.parametrize("form", [f for f in FORMATS if f.read], ids=lambda form: form.id)
def test_one_row_becomes_the_same_alone_and_among_others(form: geo.formats.Format) -> None:
    header = list(dict.fromkeys(form.known))
    rows = [[str((i * 7 + j) % 5) for j in range(len(header))] for i in range(12)]
    cells = pd.DataFrame(rows, columns=header, dtype="str")
    found = recognise(header, where="x")
    whole = convert(cells, found)
    for line in cells.index:
        alone = convert(cells.loc[[line]], found)
        pd.testing.assert_frame_equal(alone.text, whole.text.loc[[line]])
        assert alone.aside[line] == whole.aside[line]


class Spy(Source):
    """A source that keeps account of the columns that were asked for."""

    asked: set[str]

    def text(self, *names: str) -> Text:
        self.asked = getattr(self, "asked", set()) | {key(name) for name in names}
        return super().text(*names)


@pytest.mark.parametrize("form", [f for f in FORMATS if f.read], ids=lambda form: form.id)
def test_every_column_that_is_read_is_documented(form: geo.formats.Format) -> None:
    assert form.read is not None
    stated = {key(name) for column in form.columns for name in column.sources}
    asked: set[str] = set()
    for event_type in ("Protests", "Riots/Protests"):
        for left_out in ((), ("tags", "location_detail", "styr", "eyr"), ("eyr",)):
            names = [name for name in form.known if name not in left_out]
            cells = pd.DataFrame([dict.fromkeys(names, "1")], dtype="str")
            if "event_type" in cells:
                cells["event_type"] = event_type
            spy = Spy(cells)
            made = form.read(spy)
            asked |= spy.asked
            assert set(made.columns) == {column.canonical for column in form.columns}
    assert asked == stated


def test_formats_name_only_canonical_columns_and_types() -> None:
    for form in FORMATS:
        assert {column.canonical for column in form.columns} <= set(ROLES)
        assert {rule.event_type for rule in form.types} <= set(EVENT_TYPES)
        for mark in form.marks:
            assert {key(name) for name in mark} <= form.known_keys
    assert set(REPORT_DTYPES) <= {column.canonical for column in format_of("canonical").columns}


def test_the_page_on_formats_says_what_the_code_does() -> None:
    page = Path(geo.formats.__file__).parents[2] / "docs" / "formats.md"
    written = page.read_text(encoding="utf-8")
    assert written.endswith(as_markdown())
    for form in FORMATS:
        for column in form.columns:
            assert "|" not in column.becomes
            assert f"| `{column.canonical}` | " in written
