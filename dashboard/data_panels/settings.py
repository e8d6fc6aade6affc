"""Panel Campaign: title, country, origin, gap rule. Panel Merging: which reports are one event."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import own_campaign
from dashboard.markdown import plain
from dashboard.opening import Opened
from dashboard.translation import retell, tr
from geo.countries import country_name, country_names
from geo.proposals import propose_origin

EARLIEST: Final = date(1500, 1, 1)


def draw_campaign(opened: Opened) -> None:
    """Draw the settings; what the file does not say is proposed from its reports."""
    campaign = opened.campaign
    info = campaign.info
    place, day = info.origin_place, info.origin_day
    proposed = not place and day is None
    if proposed:
        place, day = propose_origin(campaign.reports, campaign.located.sites)
    codes = list(country_names())
    with st.form("settings", border=False):
        title = st.text_input(tr("Title"), info.title, max_chars=120)
        country = st.selectbox(
            tr("Country of places that name none"),
            codes,
            index=codes.index(info.country) if info.country in codes else 0,
            format_func=country_name,
        )
        towns = sorted({"", place, *_towns(campaign.located.sites)})
        origin = st.selectbox(
            tr("Origin: place (proposed: the first report's)") if proposed else tr("Origin: place"),
            towns,
            index=towns.index(place),
        )
        origin_day = st.date_input(
            tr("Origin: day"),
            day.date() if day is not None else None,
            min_value=EARLIEST,
            max_value=campaign.days[-1].date() if len(campaign.days) else None,
        )
        gap = st.number_input(
            tr("Gap rule: silent days that one stretch of protest may hold"), 0, 365, info.gap_days
        )
        if not st.form_submit_button(tr("Apply")):
            return
    changed = replace(
        info,
        title=title.strip() or info.title,
        country=country,
        origin_place=origin,
        origin_day=pd.Timestamp(origin_day) if origin_day else None,
        gap_days=int(gap),
    )
    held = replace(own_campaign.workspace(), info=changed)
    if country == info.country:
        own_campaign.hold_campaign(held)
    else:
        with own_campaign.telling(tr("Placing anew")) as tell:
            own_campaign.hold(held, tell=tell)
    st.rerun()


def draw_merging(opened: Opened) -> None:
    """Draw the rules by which reports become events."""
    rules = opened.campaign.rules
    st.write(
        tr(
            "Reports of one site and one day are one event, which keeps its reports. Different "
            "spots of a city stay apart unless a distance is given."
        )
    )
    with st.form("rules", border=False):
        distance = st.number_input(
            tr(
                "Sites of one town at most this far apart are one event (km; 0: only the same site)"
            ),
            *(0.0, 50.0, float(rules.distance_km), 0.1),
        )
        same = st.checkbox(
            tr("Only reports of compatible forms of protest are one"), rules.same_type
        )
        if not st.form_submit_button(tr("Merge this way")):
            st.caption(plain(retell(rules.sentence)))
            return
    changed = replace(rules, distance_km=float(distance), same_type=same)
    own_campaign.hold_campaign(replace(own_campaign.workspace(), rules=changed))
    st.rerun()


def _towns(sites: pd.DataFrame) -> list[str]:
    return sites.loc[sites["level"] == "town", "site"].tolist()
