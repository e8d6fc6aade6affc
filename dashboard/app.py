"""Where Streamlit begins: navigation, nothing else."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard import opening, session
from dashboard.fonts import font_face_css
from dashboard.player.component import ASSETS, assets_url
from dashboard.theme import PALETTES
from dashboard.translation import Language, direction, tr

_HERE = Path(__file__).parent
_PAGES = _HERE / "app_pages"
# A picture of our own: Streamlit would fetch the icon of a page or an emoji from outside.
_ICON = _HERE / "icon.svg"

st.set_page_config(
    page_title="Dharna", page_icon=str(_ICON), layout="wide", initial_sidebar_state=270
)
_LANGUAGES: dict[Language, str] = {"en": "English", "ur": "اردو"}
_STYLE = """
<style>
%s
.st-key-language { position: fixed; top: 0.55rem; inset-inline-end: 4rem; z-index: 1000000;
  width: auto !important; }
.st-key-language label { display: none; }
@media (max-width: 768px) {
  .stApp:has([data-testid="stSidebar"][data-collapsed="false"]) .st-key-language { display: none; }
}
@media (min-width: 769px) {
  /* Who waits for the page sees so beside the languages, not below them. */
  [data-testid="stStatusWidget"] { margin-inline-end: 10.6rem; }
}
/* A map that the audience looks at does not pale while the page behind it is drawn anew. */
.stElementContainer[data-stale="true"]:has([data-testid^="stBidiComponent"]) {
  opacity: 1 !important; }
.stApp h2 { font-size: 1.3rem; padding: 0.6rem 0 0.3rem; }
[data-testid="stCaptionContainer"] { color: inherit; opacity: 0.8; }
</style>
"""
_DARK = f"""
<style>
/* White letters stand out from no blue that stands out from black. */
.stApp button[kind^="primary"], .stApp [data-testid="stMultiSelectTagsContainer"] [data-tag] {{
  color: {PALETTES["dark"].background}; }}
</style>
"""
_RIGHT_TO_LEFT = """
<style>
.stApp { direction: rtl; }
.st-key-language { direction: ltr; inset-inline-end: auto; left: 4rem; }
[data-testid="stHeader"] div:has(> [data-testid="stMainMenu"]) { margin: 0 auto 0 0; }
/* Streamlit moves it out to the left, wherever it stands. */
[data-testid="stSidebar"][data-collapsed="true"] { display: none; }
[data-testid="stExpandSidebarButton"], [data-testid="stSidebarCollapseButton"] {
  transform: scaleX(-1); }
.stApp :is(.stMarkdown, .stHeading, h1, h2, h3, p, li, summary) { text-align: right; }
.stApp :is(button, [role="tab"]) p { text-align: center; }
[data-testid="stDataFrame"], [data-testid="stDeckGlJsonChart"], [data-testid="stVegaLiteChart"],
[data-testid="stSlider"], code { direction: ltr; }
[data-testid="stSlider"] [data-testid="stWidgetLabel"] { direction: rtl; }
/* Words that the uploader brings itself and that no setting changes. */
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"] { font-size: 0; }
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"]::after {
  content: "%s"; font-size: 1rem; }
[data-testid="stFileUploaderDropzoneInstructions"] { display: none; }
</style>
"""

spoken = session.speak()
st.html(
    f"<script>{(ASSETS / 'one_entry.js').read_text(encoding='utf-8')}</script>",
    unsafe_allow_javascript=True,
)
session.keep_language()
page = st.navigation(
    [
        st.Page(_PAGES / "explore.py", title=tr("Explore"), default=True),
        st.Page(_PAGES / "present.py", title=tr("Present"), url_path="present"),
        st.Page(_PAGES / "story.py", title=tr("Story"), url_path="story"),
        st.Page(_PAGES / "compare.py", title=tr("Compare"), url_path="compare"),
        st.Page(_PAGES / "data.py", title=tr("Data"), url_path="data"),
        st.Page(_PAGES / "export.py", title=tr("Export"), url_path="export"),
        st.Page(_PAGES / "about.py", title=tr("About"), url_path="about"),
    ],
    position="top",
)
# Names of outlets and places may be Urdu on an English page too.
st.html(_STYLE % font_face_css(f"{assets_url()}/fonts"))
if session.scheme() == "dark":
    st.html(_DARK)
if direction(spoken) == "rtl":
    st.html(_RIGHT_TO_LEFT % tr("Choose a file"))
with st.container(key="language"):
    chosen = st.segmented_control(
        tr("Language"), list(_LANGUAGES), default=spoken, format_func=_LANGUAGES.__getitem__
    )
if chosen is not None and chosen != spoken:
    session.choose_language(chosen)
    st.rerun()
first = opening.awaited()
if first is None:
    page.run()
else:
    from dashboard import opening_page

    opening_page.draw(first)
