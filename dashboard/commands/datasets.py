"""`dharna datasets`."""

from __future__ import annotations

from dashboard.commands.telling import say


def datasets() -> None:
    """List the campaigns that ship with Dharna."""
    from geo.loader import list_campaigns, load_campaign

    for name in list_campaigns():
        campaign = load_campaign(name)
        days = campaign.read.reports["date"]
        say(
            f"{name}\t{campaign.info.title}\t{days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}"
            f"\t{campaign.read.rows_read} reports"
        )
