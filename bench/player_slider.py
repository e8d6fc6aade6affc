"""A yardstick of `player`: the same points stepped through with `st.slider` and `st.pydeck_chart`.

``BENCH_SENDS`` says what a step sends: ``all`` points with the day's in colour, or the ``day``'s.
"""

import os

import numpy as np
import pandas as pd
import pydeck as pdk
import streamlit as st

from bench.player_data import FIRST_DAY, SCALES, site_table, timeline

scale = SCALES["10k"]


@st.cache_data
def points() -> pd.DataFrame:
    sites = site_table(scale)
    rows = timeline(scale, sites)
    placed = rows[["site_id", "day", "reports"]].merge(
        sites[["site_id", "longitude", "latitude"]], on="site_id"
    )
    placed["day"] = (placed["day"] - FIRST_DAY).dt.days
    placed["radius"] = 2000 * np.sqrt(placed["reports"])
    return placed.drop(columns="site_id")


day = st.slider("Day", 0, scale.days - 1, scale.days // 2)
shown = points()
if os.environ["BENCH_SENDS"] == "day":
    shown = shown[shown["day"] == day]
shown = shown.assign(red=np.where(shown["day"] == day, 200, 0))
layer = pdk.Layer(
    "ScatterplotLayer",
    shown,
    get_position=["longitude", "latitude"],
    get_radius="radius",
    get_fill_color=["red", 98, 155, 160],
)
view = pdk.ViewState(longitude=69.4, latitude=30.2, zoom=4.2)
st.pydeck_chart(pdk.Deck([layer], initial_view_state=view, map_provider=None))
st.html(f"<p id='day'>{day}</p>")
