"""The yardstick of `first_map`: the least that a Streamlit page with one offline map can be."""

import pandas as pd
import pydeck as pdk
import streamlit as st

sites = pd.DataFrame({"lon": [67.0, 67.01, 74.33], "lat": [30.18, 24.86, 31.55]})
dots = pdk.Layer(
    "ScatterplotLayer",
    sites,
    get_position=["lon", "lat"],
    get_radius=20_000,
    get_fill_color=[0, 98, 155],
)
view = pdk.ViewState(longitude=69.4, latitude=30.2, zoom=4.2)
st.pydeck_chart(pdk.Deck([dots], initial_view_state=view, map_provider=None))
