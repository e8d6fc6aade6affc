"""Page Data: bring event files, see what became of every row, correct what is in doubt."""

from __future__ import annotations

import streamlit as st

from dashboard import opening, own_campaign, session, waves_panel
from dashboard.account import account_html
from dashboard.data_panels import editions, places, reading, rejects, settings, sources
from dashboard.markdown import plain
from dashboard.shown import Shown
from dashboard.translation import retell, tr
from geo.doubts import places_to_check

_STYLE = """
<style>
.stMainBlockContainer { padding: 4rem 1.6rem 1.5rem; max-width: 84rem; }
h1 { font-size: 1.6rem !important; padding: 0 !important; }
</style>
"""


def main() -> None:
    """Draw the page, one panel below the other in the order of the work."""
    opened = opening.current()
    held = own_campaign.own()
    st.html(_STYLE)
    st.title(tr("Data"), anchor=False)
    title = plain(tr(opened.info.title))
    st.markdown(tr("Shown in this session: **{title}**", title=title))
    if held is not None:
        _of_this_session(held)
    with st.expander(tr("Bring data"), expanded=held is None, icon=":material/upload_file:"):
        sources.draw()
    st.html(account_html(opened.account(), session.scheme()))
    if not isinstance(opened, opening.Opened):
        _of_archive(opened)
        return
    for sentence in own_campaign.workspace().failures:
        st.error(plain(retell(sentence)))
    _panels(opened)


def _of_this_session(held: own_campaign.Own) -> None:
    st.caption(
        tr(
            "What you brought or changed is held by this browser session alone, and goes when it "
            "ends: save corrections and rejected rows as files."
        )
    )
    if held.error:
        st.error(plain(retell(held.error)))
    if st.button(tr("Back to the campaign of this server")):
        own_campaign.drop()
        st.rerun()


def _panels(opened: opening.Opened) -> None:
    campaign = opened.campaign
    held = own_campaign.workspace()
    check = places_to_check(campaign.located)
    tabs = st.tabs(
        [
            tr("What was read ({n})", n=len(held.entries)),
            tr("Rejected rows ({n})", n=len(campaign.read.rejected)),
            tr("Places to check ({n})", n=len(check)),
            tr("Campaign"),
            tr("Merging"),
            tr("Newer edition"),
            tr("Waves"),
        ]
    )
    with tabs[0]:
        reading.draw(held)
    with tabs[1]:
        rejects.draw(campaign)
    with tabs[2]:
        places.draw(opened, check)
    with tabs[3]:
        settings.draw_campaign(opened)
    with tabs[4]:
        settings.draw_merging(opened)
    with tabs[5]:
        editions.draw(opened)
    with tabs[6]:
        waves_panel.draw(opened)


def _of_archive(opened: Shown) -> None:
    st.info(opened.limits)
    for note in opened.notes:
        st.write(plain(retell(note)))


main()
