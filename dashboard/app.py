"""Where Streamlit begins: navigation, nothing else."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
_PAGES = _HERE / "app_pages"
# A picture of our own: Streamlit would fetch the icon of a page or an emoji from outside.
_ICON = _HERE / "icon.svg"

st.set_page_config(
    page_title="Dharna", page_icon=str(_ICON), layout="wide", initial_sidebar_state=270
)
st.navigation(
    [
        st.Page(_PAGES / "explore.py", title="Explore", default=True),
        st.Page(_PAGES / "present.py", title="Present"),
        st.Page(_PAGES / "story.py", title="Story"),
        st.Page(_PAGES / "data.py", title="Data"),
        st.Page(_PAGES / "about.py", title="About"),
    ],
    position="top",
).run()
