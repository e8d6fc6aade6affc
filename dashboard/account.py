"""What became of every row that was read, as one bar whose parts add up to it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from dashboard.theme import PALETTES, Palette, Scheme
from dashboard.translation import number, tr, trn
from geo.pipeline import Campaign, Course


@dataclass(frozen=True)
class Part:
    """One part of the bar: rows of one fate."""

    name: str
    rows: int
    meaning: str
    colour: str
    hatched: bool = False


@dataclass(frozen=True)
class Account:
    """Numbers of rows; ``rejected + aside + unplaced + placed == read``, always."""

    read: int
    rejected: int
    aside: int
    unplaced: int
    placed: int
    events: int
    sites: int
    planned: int

    def in_words(self) -> str:
        """Say it in one sentence."""
        aside = tr(", {n} of them set aside as no protests", n=self.aside) if self.aside else ""
        plans = tr(" ({n} of them plans, never counted)", n=self.planned) if self.planned else ""
        return tr(
            "{read} read: {accepted} accepted{aside}, {rejected} rejected. {placed} placed at "
            "{sites} and merged into {events}{planned}; {unplaced} not placed.",
            read=trn("{n} row", "{n} rows", self.read),
            accepted=self.read - self.rejected,
            aside=aside,
            rejected=self.rejected,
            placed=trn("{n} report", "{n} reports", self.placed),
            sites=trn("{n} site", "{n} sites", self.sites),
            events=trn("{n} event", "{n} events", self.events),
            planned=plans,
            unplaced=self.unplaced,
        )


def account_of(campaign: Campaign, course: Course) -> Account:
    """Count what became of a campaign's rows."""
    events = course.merged.events
    return Account(
        read=campaign.read.rows_read,
        rejected=len(campaign.read.rejected),
        aside=len(campaign.read.set_aside),
        unplaced=len(campaign.located.unlocated),
        placed=len(campaign.reports),
        events=len(events),
        sites=int(campaign.reports["site_id"].nunique()),
        planned=int(events["planned"].sum()),
    )


def account_html(account: Account, scheme: Scheme) -> str:
    """Draw the bar with its numbers beneath; no part is too thin to be seen."""
    palette = PALETTES[scheme]
    parts = [part for part in _parts(account, palette) if part.rows]
    bar = "".join(
        f'<div style="flex:{part.rows} 1 0;min-width:6px;background:{_fill(part, palette)}"></div>'
        for part in parts
    )
    names = "".join(
        f'<li style="display:flex;gap:6px;align-items:baseline"><span style="display:inline-block;'
        f"width:12px;height:12px;align-self:center;background:{_fill(part, palette)};"
        f'border:1px solid {palette.muted}"></span><span>'
        f"<b>{number(part.rows)} {escape(tr(part.name))}</b> {escape(tr(part.meaning))}</span></li>"
        for part in parts
    )
    return (
        f'<div class="dharna-account" style="color:{palette.text}"><p>'
        f"{escape(account.in_words())}</p>"
        f'<div aria-hidden="true" style="display:flex;gap:1px;height:20px;border:1px solid '
        f'{palette.muted}">{bar}</div><ul style="display:flex;flex-wrap:wrap;gap:2px 22px;'
        f'list-style:none;padding:0;margin:6px 0 0;font-size:0.9rem">{names}</ul></div>'
    )


def _parts(account: Account, palette: Palette) -> list[Part]:
    return [
        Part("placed", account.placed, "on the map", palette.continuing),
        Part("not placed", account.unplaced, "no such place is known", palette.started),
        Part("set aside", account.aside, "no protests", palette.silent),
        Part("rejected", account.rejected, "cannot be used as they are", palette.ended, True),
    ]


def _fill(part: Part, palette: Palette) -> str:
    if not part.hatched:
        return part.colour
    return f"repeating-linear-gradient(45deg,{part.colour} 0 3px,{palette.background} 3px 6px)"
