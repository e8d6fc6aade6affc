"""An archive as what exports are made from: its site-days, and its reports as counts alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import pandas as pd
from typing_extensions import override

from dashboard.address import ViewState
from dashboard.export.material import Material, Tally
from dashboard.export.options import ExportOptions
from dashboard.export.progress import Progress
from dashboard.export.request import PACK, ExportedFile, make_files
from dashboard.reports import frame_span
from dashboard.translation import in_language
from geo.errors import InputError
from geo.locating import Located
from geo.merge import MergeRules, merge_reports
from geo.pipeline import Campaign, Course, SiteLevel
from geo.schema import LOCATION_DTYPES, REPORT_DTYPES, SITE_DTYPES, empty

if TYPE_CHECKING:
    from dashboard.large import LargeCampaign
    from dashboard.shown import Shown

_NO_REPORTS: Final = empty({**REPORT_DTYPES, **LOCATION_DTYPES})


def export_archive(
    opened: LargeCampaign,
    state: ViewState,
    options: ExportOptions,
    *,
    progress: Progress | None = None,
) -> list[ExportedFile]:
    """Make files of an archive, as `dashboard.export.request.export` does of a small campaign.

    Raises
    ------
    InputError
        When a format holds the reports themselves, or there are too many days of sites.
    CancelledError
        When `progress` says so.
    """
    if PACK in options.formats:
        msg = (
            "A pack holds every report, and those of an archive are too many: name other formats; "
            "'dharna geocode' writes its reports with their places."
        )
        raise InputError(msg)
    with in_language(options.language):
        material = ArchiveMaterial(
            AsCampaign(opened),
            state,
            options.made,
            first=options.first,
            last=options.last,
            language=options.language,
        )
        return list(make_files(material, options, progress or Progress()))


class AsCampaign(Campaign):
    """An archive with the face of a small campaign: places and days, and no report."""

    def __init__(self, opened: LargeCampaign) -> None:
        sites = opened.sites[list(SITE_DTYPES)]
        located = Located(_NO_REPORTS, empty({**REPORT_DTYPES, "reason": "str"}), sites)
        super().__init__(opened.info, (), located, pd.DataFrame(), MergeRules())
        object.__setattr__(self, "opened", opened)

    opened: LargeCampaign

    @cached_property
    @override
    def fingerprint(self) -> str:
        return self.opened.fingerprint

    @cached_property
    @override
    def days(self) -> pd.DatetimeIndex:
        return self.opened.days


@dataclass(frozen=True, eq=False)
class ArchiveMaterial(Material):
    """An archive, the state that it is seen in, and what follows from both."""

    @property
    def opened(self) -> LargeCampaign:
        """The archive."""
        opened: LargeCampaign = self.campaign.opened  # type: ignore[attr-defined]
        return opened

    @override
    def course(self, level: SiteLevel) -> Course:
        if level not in self.courses:
            followed = self.opened.course(self.state.filters, level)
            self.courses[level] = Course(merge_reports(_NO_REPORTS), followed.timeline)
        return self.courses[level]

    @override
    def tally(self, day: pd.Timestamp | None) -> Tally:
        state, all_days = self.state, self.campaign.days
        days = (self.days[0], self.days[-1])
        if day is not None:
            days = frame_span(day, all_days[0], mode=state.mode, window_days=state.window_days)
        cube = self.opened.cube
        told = cube.tally(asdict(state.filters), days=days, town_id=state.focus)
        certainty = told.groupby("certainty")["reports"].sum()
        return Tally(
            int(told["reports"].sum()),
            cube.outlets_named(told["source"].unique()),
            {str(name): int(number) for name, number in certainty.items()},
        )

    @property
    @override
    def source_name(self) -> str:
        return self.opened.source_name

    @property
    @override
    def has_reports(self) -> bool:
        return False

    @cached_property
    @override
    def shown(self) -> Shown:
        return self.opened
