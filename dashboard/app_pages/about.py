"""Page About: what this is made of, how, and what it does not claim."""

from __future__ import annotations

from importlib import resources

import streamlit as st

from dashboard import opening
from dashboard.markdown import plain, web_address
from dashboard.shown import Shown
from dashboard.theme import PAGE_STYLE
from dashboard.translation import date_in_words, tr
from geo import __version__
from geo.boundaries import load_boundaries
from geo.campaign import CampaignInfo
from geo.pipeline import Campaign
from geo.schema import LEVELS

_METHOD = """
- A **report** is one source's statement that a protest took place at a place on a day. Reports of
  one site and one day are merged into an **event** that keeps its reports.
- A **site** is a place found in a gazetteer, with a level (spot, town, tehsil, district, province,
  country) and a **radius of doubt** meant to hold the true place nine times in ten. A report that
  names only a province is shaded over that province and never drawn as a point.
- **Started** is a site's first day, or its first after a silence longer than the gap rule
  ({gap_days} day). **Ended** needs a report that says so. **Silent** means no report, nothing more.
- The number of **outlets** counts independent publishers; a repost is not a second witness.
- **Planned** protests are listed and never counted.
"""
_LIMITS = """
- It counts reports, not people and not protests: places with more journalists have more of both.
- It does not say why a protest began somewhere, nor that one led to another.
- It says nothing about individuals, and names none.
"""
_LICENCES = """
Dharna is free software under the MIT licence. Map data: Natural Earth (public domain). Places:
GeoNames (CC BY 4.0); tehsils and districts: geoBoundaries / Pathways Data Pvt. Ltd. (ODbL 1.0).
Each file's source, version and licence stand in the data README below.
"""


def main() -> None:
    """Draw the page."""
    opened = opening.current()
    info = opened.info
    st.html(PAGE_STYLE)
    st.title(plain(tr(info.title)), anchor=False)
    st.write(plain(tr(info.summary)))
    _numbers(opened)
    st.header(tr("Sources"), anchor=False)
    _sources(opened)
    st.header(tr("What is not sure"), anchor=False)
    _doubts(info)
    st.header(tr("Method"), anchor=False)
    st.markdown(tr(_METHOD, gap_days=info.gap_days))
    st.header(tr("What it does not claim"), anchor=False)
    st.markdown(tr(_LIMITS))
    st.header(tr("Borders and licences"), anchor=False)
    st.write(plain(tr(load_boundaries().note)))
    st.markdown(tr(_LICENCES))
    with st.expander(tr("Data README: every file that ships, with source and licence")):
        st.markdown((resources.files("data") / "README.md").read_text(encoding="utf-8"))
    st.write(
        tr(
            "Dharna {version} · data fingerprint {fingerprint}",
            version=__version__,
            fingerprint=opened.fingerprint,
        )
    )


def _numbers(opened: Shown) -> None:
    rows_read, rejected, unplaced = opened.left_out
    by_level = opened.choices.values["level"]
    levels = tr(", ").join(
        tr("{n} by {level}", n=by_level[level], level=tr(level))
        for level in LEVELS
        if level in by_level
    )
    st.write(
        tr(
            "{rows} rows read from {name}: {accepted} accepted, {rejected} rejected; {placed} "
            "placed ({levels}), {unplaced} not placed.",
            rows=rows_read,
            name=plain(opened.source_name),
            accepted=rows_read - rejected,
            rejected=rejected,
            placed=sum(by_level.values()),
            levels=levels,
            unplaced=unplaced,
        )
    )
    if len(opened.days):
        first, last = (date_in_words(opened.days[i]) for i in (0, -1))
        st.write(tr("{first} to {last}.", first=first, last=last))
    if opened.limits:
        st.info(opened.limits)
    if isinstance(opened, opening.Opened):
        _left_out(opened.campaign)


def _left_out(campaign: Campaign) -> None:
    read, located = campaign.read, campaign.located
    for title, rows in (
        (tr("Rejected rows ({n})", n=len(read.rejected)), read.rejected),
        (tr("Not placed ({n})", n=len(located.unlocated)), located.unlocated),
    ):
        if len(rows):
            with st.expander(title):
                st.dataframe(rows, hide_index=True)


def _sources(opened: Shown) -> None:
    info = opened.info
    if info.attribution:
        st.write(plain(tr(info.attribution)))
    for line in info.attributions:
        st.markdown(f"- {plain(tr(line))}")
    table = opened.source_table()
    table["page"] = table["page"].map(web_address)
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            "source": tr("Source"),
            "reports": tr("Reports"),
            "page": st.column_config.LinkColumn(tr("One of its pages")),
        },
    )


def _doubts(info: CampaignInfo) -> None:
    if not info.uncertain:
        st.write(tr("Nothing was stated about this file's doubts."))
    for item in info.uncertain:
        st.markdown(f"- **{plain(tr(item.title))}**: {plain(tr(item.text))}")


main()
