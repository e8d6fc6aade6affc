"""Panel Places: those not found and those in doubt, chosen or corrected by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import pandas as pd
import streamlit as st

from dashboard import own_campaign, session
from dashboard.data_panels import online
from dashboard.export.tables import csv_bytes
from dashboard.markdown import plain
from dashboard.opening import Opened
from dashboard.small_map import small_map
from dashboard.translation import language, place_name, province_name, retell, tr, trn
from geo.candidates import WRITTEN, candidate_places
from geo.corrections import Corrections, parse_corrections
from geo.errors import DharnaError
from geo.gazetteer import Place, load_gazetteer
from geo.schema import LEVELS

_SHOWN: Final = 1000
_MAP_PX: Final = 300
_LOADED: Final = "_corrections_loaded"


def draw(opened: Opened, table: pd.DataFrame) -> None:
    """List what `places_to_check` found, offer candidates, and keep what is corrected."""
    campaign = opened.campaign
    missing = int((table["taken_as"] == "").sum())
    st.write(
        tr(
            "Places as written: {missing} not found, {doubtful} placed with doubt. Choose a row to "
            "see its candidates; what you choose or correct wins over the gazetteer from then on.",
            missing=missing,
            doubtful=len(table) - missing,
        )
    )
    if len(table):
        chosen = st.dataframe(
            _in_words_of_the_run(table.head(_SHOWN)),
            hide_index=True,
            height=min(260, 40 + 35 * len(table)),
            key=f"doubts-{campaign.fingerprint}-{len(own_campaign.corrections().table)}",
            on_select="rerun",
            selection_mode="single-row",
            column_config={
                "spot": tr("Spot"),
                "place": tr("Place"),
                "country": tr("Country"),
                "reports": tr("Reports"),
                "admin2": tr("District"),
                "admin1": tr("Province"),
                "taken_as": tr("Placed at"),
                "level": tr("Level"),
                "radius_km": st.column_config.NumberColumn(tr("Radius (km)"), format="%.1f"),
                "why": tr("Why"),
                "candidates": tr("Candidates"),
            },
        )
        rows = chosen["selection"]["rows"]
        if rows:
            _one(opened, table.iloc[rows[0]])
    online.draw(opened)
    _kept()


def _one(opened: Opened, row: pd.Series) -> None:
    """Offer the candidates of one place as written, on a small map, and a way to set it by hand."""
    country = opened.campaign.info.country
    written = {name: str(row[name]) for name in WRITTEN}
    name = ", ".join(filter(None, (written["spot"], written["place"]))) or tr("no place named")
    found = candidate_places(load_gazetteer(country), written, country=country)
    left, right = st.columns([0.5, 0.5])
    with left:
        told = trn("{n} report", "{n} reports", int(row["reports"]))
        st.markdown(f"**{plain(name)}** ({told}): {plain(retell(row['why']))}")
        options: list[int] = [*range(len(found)), -1]
        taken = st.radio(
            tr("It is"),
            options,
            format_func=lambda i: tr("somewhere else, by hand") if i < 0 else _in_words(found, i),
            key=f"candidate-{name}",
        )
        start = found[taken] if taken >= 0 else None
        with st.form(f"correct-{name}-{taken}", border=False):
            correction = _fields(written, start)
            if st.form_submit_button(tr("Place it there"), type="primary"):
                _correct(written, correction, start)
    with right:
        if found:
            st.pydeck_chart(
                small_map(found, scheme=session.scheme(), height_px=_MAP_PX),
                height=_MAP_PX,
                key=f"small-{name}",
                alt=tr(
                    "Candidates: {places}",
                    places=tr("; ").join(_in_words(found, i) for i in range(len(found))),
                ),
            )
        else:
            st.info(tr("The gazetteer proposes nothing: give the place by hand, or leave it."))


def _fields(written: dict[str, str], start: Place | None) -> dict[str, Any]:
    name = start.name if start else written["place"] or written["spot"]
    level = start.level if start else "town"
    first, second = st.columns(2)
    return {
        "site": first.text_input(tr("Name"), name),
        "level": second.selectbox(tr("Level"), LEVELS, index=LEVELS.index(level), format_func=tr),
        "latitude": first.number_input(
            tr("Latitude"), -90.0, 90.0, start.latitude if start else None, format="%.5f"
        ),
        "longitude": second.number_input(
            tr("Longitude"), -180.0, 180.0, start.longitude if start else None, format="%.5f"
        ),
        "radius_km": first.number_input(
            tr("Radius of doubt (km)"), 0.1, 2000.0, start.radius_km if start else 5.0
        ),
        "note": second.text_input(tr("Why"), "", placeholder=tr("who says so, from what")),
    }


def _in_words(found: list[Place], i: int) -> str:
    place = found[i]
    spoken = language()
    names = (
        place_name(place.place_id, place.name, spoken),
        province_name(place.admin2, spoken),
        province_name(place.admin1, spoken),
    )
    return tr(
        "{number}  {place}: {level}, within {km} km",
        number=i + 1,
        place=plain(tr(", ").join(dict.fromkeys(filter(None, names)))),
        level=tr(place.level),
        km=round(place.radius_km),
    )


def _in_words_of_the_run(table: pd.DataFrame) -> pd.DataFrame:
    """Tell levels and reasons in the language of the run; names stay as they were written."""
    return table.assign(
        level=[tr(level) for level in table["level"]], why=[retell(why) for why in table["why"]]
    )


def _correct(written: dict[str, str], correction: dict[str, Any], start: Place | None) -> None:
    """Keep what was chosen: the gazetteer's own place when nothing of it was changed."""
    if correction["latitude"] is None or correction["longitude"] is None:
        st.error(tr("Give both latitude and longitude."))
        return
    same = start is not None and all(
        getattr(start, name) == correction[name]
        for name in ("level", "latitude", "longitude", "radius_km")
    )
    site_id = start.place_id if start is not None and same else ""
    row = pd.DataFrame([{**written, **correction, "site_id": site_id}])
    _apply(pd.concat([own_campaign.corrections().table, row], ignore_index=True))


def _kept() -> None:
    """Show the corrections as an editable table, to be saved, shared and loaded next time."""
    held = own_campaign.corrections()
    with st.expander(
        tr("Corrections by hand ({n})", n=len(held.table)), expanded=len(held.table) > 0
    ):
        if len(held.table):
            edited = st.data_editor(
                held.table,
                key=f"corrections-{len(held.table)}",
                num_rows="dynamic",
                hide_index=True,
            )
            if not edited.equals(held.table) and st.button(tr("Apply these corrections")):
                _apply(edited)
            st.download_button(
                tr("Save the corrections as a file"),
                data=lambda: csv_bytes(held.table),
                file_name="corrections.csv",
                mime="text/csv",
                on_click="ignore",
            )
        file = st.file_uploader(
            tr("Load a file of corrections"), type=["csv"], key="corrections-file"
        )
        if file is not None and st.session_state.get(_LOADED) != file.file_id:
            st.session_state[_LOADED] = file.file_id
            try:
                loaded = parse_corrections(file.getvalue(), where=file.name)
            except DharnaError as error:
                st.error(plain(retell(error)))
                return
            _apply(pd.concat([held.table, loaded.table], ignore_index=True))


def _apply(table: pd.DataFrame) -> None:
    try:
        corrections = Corrections(table)
    except DharnaError as error:
        st.error(plain(retell(error)))
        return
    with own_campaign.telling(tr("Placing anew")) as tell:
        own_campaign.hold(replace(own_campaign.workspace(), corrections=corrections), tell=tell)
    st.rerun()
