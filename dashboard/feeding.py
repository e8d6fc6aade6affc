"""A campaign's courses → what the player plays, and a sentence for each day. Pure."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from dashboard.maps import NATIONAL, is_elsewhere
from dashboard.player.feed import Feed, Origin, build_feed
from dashboard.translation import place_names, translate
from geo.campaign import CampaignInfo, View
from geo.daily import centres_by_day
from geo.errors import InputError
from geo.links import find_links
from geo.narrative import Language, describe_days
from geo.onsets import find_origin, first_onsets, reach_by_day
from geo.pipeline import Campaign, Course

REPORTS_ON_CARDS: Final = 20_000
_ROWS_IN_WORDS: Final = 400_000


def feed_of_courses(campaign: Campaign, towns: Course, spots: Course) -> Feed:
    """Pack a campaign that was followed by towns and by spots."""
    sites = campaign.located.sites
    ledger = spots.merged.ledger
    begun = origin_of(campaign.info, towns.timeline)
    reach = None if begun is None else reach_by_day(first_onsets(towns.timeline), begun)
    return build_feed(
        towns.timeline,
        spots.timeline,
        sites,
        campaign.days,
        sentences=day_sentences(campaign, towns.timeline, "en"),
        title=campaign.info.title,
        attribution=attribution_of(campaign.info, campaign.read.name),
        view=view_of(campaign.info, sites),
        links=find_links(first_onsets(towns.timeline)),
        origin=begun and Origin(begun.longitude, begun.latitude, begun.day, begun.name),
        front_km=reach,
        centres=centres_by_day(towns.timeline),
        names_ur=place_names(sites, "ur"),
        reports=ledger if len(ledger) <= REPORTS_ON_CARDS else None,
    )


def attribution_of(info: CampaignInfo, source_name: str) -> str:
    """Return whom a map names as the source of its data, in English."""
    return info.attribution or translate("Source: {name}.", "en", name=source_name)


def view_of(info: CampaignInfo, sites: pd.DataFrame) -> View | None:
    """Return where a map of these sites first looks; at all of them when ``None``."""
    return info.view or (None if is_elsewhere(sites) else NATIONAL)


def day_sentences(campaign: Campaign, timeline: pd.DataFrame, language: Language) -> list[str]:
    """Say each day in a sentence, without its name; nothing where there are too many rows."""
    if len(timeline) > _ROWS_IN_WORDS:
        return []
    names = place_names(campaign.located.sites, language)
    told = describe_days(timeline, campaign.days, language=language, names=names)
    return [bare_sentence(text) for text in told]


def bare_sentence(text: str) -> str:
    """Leave the name of the day out of its sentence.

    >>> bare_sentence("Sunday 3 January 2021: protest reported in 1 town (2 reports).")
    'Protest reported in 1 town (2 reports).'
    """
    bare = text.partition(": ")[2]
    return bare[:1].upper() + bare[1:]


def origin_of(info: CampaignInfo, timeline: pd.DataFrame) -> Any:
    """Return where and when a timeline began: the stated origin, or where filters left it out."""
    for place, admin1 in ((info.origin_place, info.origin_admin1), ("", "")):
        try:
            return find_origin(timeline, place=place, admin1=admin1, day=info.origin_day)
        except InputError:
            # Filters may leave the origin out, or nothing that is placed at all.
            continue
    return None
