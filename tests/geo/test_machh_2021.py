"""The shipped campaign: its rows, their sources, and the figures its README states."""

import re
import tomllib
from datetime import date
from importlib.resources import files

import pandas as pd
import pytest

DATA = files("data")
CAMPAIGN = DATA / "machh_2021"

COLUMNS = [
    *("report_id", "date", "date_end", "date_precision", "event_type", "event_type_raw"),
    *("place", "spot", "admin1", "admin2", "country", "latitude", "longitude"),
    *("organiser", "size_low", "size_high", "size_text", "status", "certainty"),
    *("source", "source_url", "source_date", "note"),
]
FOUNDING = "Founding article (AP photograph; publisher not stated)"
PROVINCES = {
    *("", "Balochistan", "Gilgit-Baltistan", "Islamabad Capital Territory"),
    *("Khyber Pakhtunkhwa", "Punjab", "Sindh"),
}
CONTEXT_LINES = {8, 40, 201, 242}
"""Lines of the research notes that are not protests."""
SPLIT_LINES = {105: "ab", 172: "ab", 192: "abcde", 222: "abcd", 241: "ab"}
"""Lines that name several sites, with the letters of their rows."""

DAYS = ["2021-01-03", "2021-01-04", "2021-01-05", "2021-01-06", "2021-01-07", "2021-01-08"]
DAYS += ["2021-01-09"]
BY_DAY = [8, 7, 15, 51, 66, 98, 4]
BY_PLACE_AND_DAY = {
    "Karachi": [0, 0, 10, 33, 37, 46, 2],
    "Lahore": [0, 2, 0, 3, 5, 19, 0],
    "Quetta": [4, 4, 3, 3, 4, 3, 2],
    "Islamabad": [0, 0, 1, 3, 4, 3, 0],
    "Peshawar": [0, 0, 0, 0, 2, 6, 0],
    "Multan": [1, 1, 0, 2, 3, 0, 0],
    "Rawalpindi": [0, 0, 0, 1, 0, 4, 0],
    "Faisalabad": [0, 0, 1, 2, 0, 1, 0],
    "Hyderabad": [0, 0, 0, 0, 3, 1, 0],
    "Gilgit-Baltistan": [0, 0, 0, 0, 1, 2, 0],
    "Machh": [3, 0, 0, 0, 0, 0, 0],
    "Pakistan": [0, 0, 0, 1, 0, 1, 0],
    "Badin": [0, 0, 0, 0, 0, 2, 0],
    "Parachinar": [0, 0, 0, 1, 1, 0, 0],
    "Sargodha": [0, 0, 0, 1, 1, 0, 0],
    "Sahiwal": [0, 0, 0, 1, 0, 0, 0],
    "Khairpur": [0, 0, 0, 0, 1, 0, 0],
    "Khairpur Nathan Shah": [0, 0, 0, 0, 1, 0, 0],
    "Muzaffargarh": [0, 0, 0, 0, 1, 0, 0],
    "Skardu": [0, 0, 0, 0, 1, 0, 0],
    "Sukkur": [0, 0, 0, 0, 1, 0, 0],
    "Bannu": [0, 0, 0, 0, 0, 1, 0],
    "Chakwal": [0, 0, 0, 0, 0, 1, 0],
    "Dera Ismail Khan": [0, 0, 0, 0, 0, 1, 0],
    "Hafizabad": [0, 0, 0, 0, 0, 1, 0],
    "Kohat": [0, 0, 0, 0, 0, 1, 0],
    "Lakki Marwat": [0, 0, 0, 0, 0, 1, 0],
    "Mansehra": [0, 0, 0, 0, 0, 1, 0],
    "Matli": [0, 0, 0, 0, 0, 1, 0],
    "Sharaqpur": [0, 0, 0, 0, 0, 1, 0],
    "Tando Bago": [0, 0, 0, 0, 0, 1, 0],
}
ALLOWED = {
    "date_precision": {"day"},
    "event_type": {
        *("sit-in", "road-block", "march", "demonstration", "strike", "vigil", "riot", "other"),
    },
    "status": {"start", "continue", "end", "observed", "planned"},
    "certainty": {"stated", "approximate", "weak"},
    "country": {"PK"},
    "admin1": PROVINCES,
}


def read(name: str) -> pd.DataFrame:
    with (CAMPAIGN / name).open("rb") as handle:
        return pd.read_csv(handle, dtype=str, keep_default_na=False, encoding="utf-8")


@pytest.fixture(scope="module")
def reports() -> pd.DataFrame:
    return read("reports.csv")


@pytest.fixture(scope="module")
def context() -> pd.DataFrame:
    return read("context.csv")


@pytest.fixture(scope="module")
def readme() -> str:
    return (CAMPAIGN / "README.md").read_text(encoding="utf-8")


def places_of(reports: pd.DataFrame) -> pd.Series:
    """Town, else province, else the country: what the README's table calls place."""
    return reports["place"].where(
        reports["place"] != "", reports["admin1"].where(reports["admin1"] != "", "Pakistan")
    )


def test_reports_have_the_canonical_columns_in_order(reports: pd.DataFrame) -> None:
    assert list(reports.columns) == COLUMNS


def test_every_day_has_the_rows_that_were_counted(reports: pd.DataFrame) -> None:
    assert reports["date"].value_counts().sort_index().to_dict() == dict(
        zip(DAYS, BY_DAY, strict=True)
    )


def test_every_place_and_day_has_the_rows_that_were_counted(reports: pd.DataFrame) -> None:
    counted = pd.crosstab(places_of(reports), reports["date"]).reindex(columns=DAYS)
    assert {str(place): list(row) for place, row in counted.iterrows()} == BY_PLACE_AND_DAY


def test_ids_trace_every_row_to_one_line_of_the_notes(reports: pd.DataFrame) -> None:
    assert reports["report_id"].is_unique
    lines: dict[int, str] = {}
    for report_id in reports["report_id"]:
        match = re.fullmatch(r"m21-(\d{3})([a-e]?)", report_id)
        assert match is not None, report_id
        line = int(match[1])
        lines[line] = "".join(sorted(lines.get(line, "") + match[2]))
    assert lines == {
        line: SPLIT_LINES.get(line, "") for line in range(2, 245) if line not in CONTEXT_LINES
    }


@pytest.mark.parametrize("column", list(ALLOWED))
def test_coded_columns_hold_only_allowed_values(reports: pd.DataFrame, column: str) -> None:
    assert set(reports[column]) <= ALLOWED[column]


def test_rows_name_a_source_and_an_address_or_are_the_founding_article(
    reports: pd.DataFrame, context: pd.DataFrame
) -> None:
    for frame in (reports, context):
        assert (frame["source"] != "").all()
        web = frame["source_url"].str.fullmatch(r"https?://[^\s/]+\.[^\s/]+/.+")
        founding = frame["source"] == FOUNDING
        assert (web != founding).all()
        assert (frame.loc[founding, "source_url"] == "").all()


def test_the_founding_articles_statements_are_present(reports: pd.DataFrame) -> None:
    article = reports[reports["source"] == FOUNDING]
    stated = {
        (row.date, row.place, row.event_type, row.status) for row in article.itertuples(index=False)
    }
    assert stated == {
        ("2021-01-05", "Karachi", "demonstration", "observed"),
        ("2021-01-05", "Quetta", "demonstration", "observed"),
        ("2021-01-06", "Karachi", "road-block", "continue"),
        ("2021-01-06", "Quetta", "sit-in", "continue"),
        ("2021-01-06", "", "other", "planned"),
    }
    assert (article["source_date"] == "2021-01-06").all()
    roads = article[article["event_type"] == "road-block"].iloc[0]
    assert "second day" in roads["note"]


def test_a_figure_for_two_cities_is_not_a_number_for_either(reports: pd.DataFrame) -> None:
    joint = reports[reports["size_text"].str.contains("Karachi and Quetta together")]
    assert sorted(joint["place"]) == ["Karachi", "Quetta"]
    assert (joint[["size_low", "size_high"]] == "").all(axis=None)


def test_sizes_are_ordered_whole_numbers_and_never_counts_of_places(reports: pd.DataFrame) -> None:
    sizes = reports[["size_low", "size_high"]].replace("", pd.NA).dropna(how="all")
    assert len(sizes) == 14
    numbers = sizes.apply(pd.to_numeric)
    both = numbers.dropna()
    assert (both["size_low"] <= both["size_high"]).all()
    citywide = reports["size_text"].str.contains("citywide|areas|locations")
    assert citywide.sum() > 80
    assert not (reports.loc[citywide, ["size_low", "size_high"]] != "").any(axis=None)


def test_planned_rows_are_for_the_country_and_have_no_place(reports: pd.DataFrame) -> None:
    planned = reports[reports["status"] == "planned"]
    assert sorted(planned["report_id"]) == ["m21-039", "m21-150"]
    assert (planned[["place", "admin1", "spot"]] == "").all(axis=None)


def test_rows_have_no_coordinates_of_their_own(reports: pd.DataFrame) -> None:
    assert (reports[["latitude", "longitude", "admin2", "date_end"]] == "").all(axis=None)


def test_uncertain_rows_say_why(reports: pd.DataFrame) -> None:
    unsure = reports[reports["certainty"] != "stated"]
    assert len(unsure) == 94
    assert (unsure["note"].str.len() > 20).all()
    assert (reports.loc[reports["source_date"] == "", "note"].str.contains("undated")).all()


def test_lists_of_expected_sites_are_weak(reports: pd.DataFrame) -> None:
    listed = reports["note"].str.startswith(
        ("From Friday's list of sites", "From Thursday's list of sites")
    )
    assert listed.sum() == 41
    assert (reports.loc[listed, "certainty"] == "weak").all()
    assert (reports.loc[listed, "source"] == "Samaa").all()


def test_dates_are_real_days_and_sources_are_not_older(reports: pd.DataFrame) -> None:
    for row in reports.itertuples(index=False):
        day = date.fromisoformat(str(row.date))
        if row.source_date and row.status != "planned":
            assert date.fromisoformat(str(row.source_date)) >= day, row.report_id


def test_rows_are_sorted_by_day_place_spot_and_id(reports: pd.DataFrame) -> None:
    keys = ["date", "place", "spot", "report_id"]
    pd.testing.assert_frame_equal(reports, reports.sort_values(keys, ignore_index=True))


def test_files_are_plain_utf8_with_line_feeds() -> None:
    for name in ("reports.csv", "context.csv"):
        raw = (CAMPAIGN / name).read_bytes()
        assert not raw.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in raw
        raw.decode("utf-8")


def test_context_holds_what_is_not_a_protest(reports: pd.DataFrame, context: pd.DataFrame) -> None:
    assert context["context_id"].is_unique
    assert set(context["kind"]) == {"burial", "dispute", "disruption", "clash"}
    assert (context["text"] != "").all()
    own = context.loc[~context["context_id"].str.endswith("-ctx"), "context_id"]
    assert set(own) == {f"m21-{line:03d}" for line in CONTEXT_LINES}
    assert not set(own) & set(reports["report_id"].str[:7])
    assert not reports["event_type_raw"].str.contains("funeral|dispute|disruption|clash").any()


def test_every_spot_resolves_to_exactly_one_row_of_its_town(
    reports: pd.DataFrame, context: pd.DataFrame
) -> None:
    with (DATA / "gazetteer" / "pk_spots.csv").open("rb") as handle:
        spots = pd.read_csv(handle, dtype=str, keep_default_na=False, encoding="utf-8")
    found: dict[tuple[str, str], set[str]] = {}
    for spot in spots.itertuples(index=False):
        town = str(spot.parent_id).split("/")[1]
        for name in [str(spot.name), *str(spot.alternates).split("|")]:
            found.setdefault((town, name.casefold()), set()).add(str(spot.place_id))
    named = pd.concat([reports, context])[["place", "spot"]].drop_duplicates()
    named = named[named["spot"] != ""]
    assert len(named) > 90
    for row in named.itertuples(index=False):
        town = str(row.place).lower().replace(" ", "-")
        assert len(found.get((town, str(row.spot).casefold()), set())) == 1, row


def test_no_individual_is_named(reports: pd.DataFrame, context: pd.DataFrame) -> None:
    titles = r"\b(?:Agha|Allama|Maulana|Maulvi|Mr|Mrs|Ms|Syed|Sheikh|spokes\w+)\b"
    for frame in (reports, context):
        words = frame.drop(columns="source_url")
        assert not words.apply(lambda column: column.str.contains(titles)).any(axis=None)


def test_quetta_has_a_start_and_an_end_at_the_western_bypass(reports: pd.DataFrame) -> None:
    camp = reports[(reports["place"] == "Quetta") & (reports["spot"] == "Western Bypass")]
    assert set(camp.loc[camp["status"] == "start", "date"]) == {"2021-01-03"}
    assert set(camp.loc[camp["status"] == "end", "date"]) == {"2021-01-08", "2021-01-09"}


def test_readme_states_the_counts_of_the_files(
    reports: pd.DataFrame, context: pd.DataFrame, readme: str
) -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in readme.splitlines()
        if line.startswith("|")
    ]
    by_day = {row[0]: int(row[1]) for row in rows if row[0].startswith("2021-")}
    assert by_day == dict(zip(DAYS, BY_DAY, strict=True))
    by_place = {
        row[0]: [int(cell or 0) for cell in row[1:]] for row in rows if row[0] in BY_PLACE_AND_DAY
    }
    assert by_place == {place: [*counts, sum(counts)] for place, counts in BY_PLACE_AND_DAY.items()}
    assert f"`reports.csv` | {len(reports)} rows" in readme
    assert f"`context.csv` | {len(context)} rows" in readme
    for value, count in reports["certainty"].value_counts().items():
        assert re.search(rf"`{value}`\s\({count}\b", readme)


def test_campaign_file_agrees_with_the_rows(reports: pd.DataFrame) -> None:
    campaign = tomllib.loads((CAMPAIGN / "campaign.toml").read_text(encoding="utf-8"))
    assert campaign["id"] == "machh_2021"
    assert campaign["title"] == "Sit-ins after the Machh killings, January 2021"
    assert campaign["country"] == "PK"
    assert campaign["first_day"].isoformat() == reports["date"].min()
    assert campaign["last_day"].isoformat() == reports["date"].max()
    origin = reports[
        (reports["place"] == campaign["origin_place"])
        & (reports["admin1"] == campaign["origin_admin1"])
    ]
    assert campaign["origin_date"].isoformat() == origin["date"].min()
    assert campaign["gap_days"] >= 1
    assert 60 < campaign["view"]["longitude"] < 78
    assert 23 < campaign["view"]["latitude"] < 38
    assert 3 < campaign["view"]["zoom"] < 8
    assert campaign["attribution"]["text"]
    assert campaign["attribution"]["list"]
    assert all(item["title"] and item["text"] for item in campaign["uncertain"])
    labels = set(reports["source"])
    assert {item["source"] for item in campaign["outlets"]} <= labels
    outlet = {item["source"]: item["outlet"] for item in campaign["outlets"]}
    assert len(labels) == 34
    assert len({outlet.get(label, label) for label in labels}) == 30
