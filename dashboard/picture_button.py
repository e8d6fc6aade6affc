"""The button that a map has: what is on the screen as a picture, made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast, get_args

import streamlit as st

from dashboard import session
from dashboard.address import ViewState, picture_name
from dashboard.opening import Opened
from dashboard.shown import Shown
from dashboard.story import Story
from dashboard.translation import tr
from geo.pipeline import SiteLevel

if TYPE_CHECKING:
    from dashboard.large import LargeCampaign


def picture_button(opened: Shown, shown: ViewState, *, key: str, disabled: bool = False) -> None:
    """Draw a button that saves a view: its day, filters, layers, borders and place on the map.

    Colours and language are those of the session. Of an archive with too many days of sites there
    is none: it is said why.
    """
    if not isinstance(opened, Opened) and not opened.is_measurable(shown.filters):
        st.caption(tr("Filter the archive to save a picture: it has too many days of sites."))
        return
    scheme, language = session.scheme(), session.speak()

    def picture() -> bytes:
        # matplotlib takes 0.3 s to import; only who saves a picture waits for it.
        from dashboard.export.options import ExportOptions
        from dashboard.export.request import export

        options = ExportOptions(scheme=scheme, language=language)
        if not isinstance(opened, Opened):
            from dashboard.export.archives import export_archive

            (file,) = export_archive(cast("LargeCampaign", opened), shown, options)
            return file.data
        levels = get_args(SiteLevel)
        courses = {level: opened.course(shown.filters, level) for level in levels}
        (file,) = export(opened.campaign, shown, options, courses=courses)
        return file.data

    _button(picture, picture_name(opened.info.id, shown), key=key, disabled=disabled)


def step_button(opened: Shown, story: Story, position: int, *, key: str) -> None:
    """Draw a button that saves a step of a story with its own title and words."""
    if not isinstance(opened, Opened):
        _say_why()
        return
    scheme, language = session.scheme(), session.speak()

    def picture() -> bytes:
        from dashboard.export.options import ExportOptions
        from dashboard.export.request import export_step

        options = ExportOptions(scheme=scheme, language=language, story=story)
        return export_step(opened.campaign, position, options).data

    name = f"{opened.campaign.info.id}_step_{position + 1}.png"
    _button(picture, name, key=key, disabled=not story.steps)


def _say_why() -> None:
    st.caption(tr("Pictures of an archive are made by the command dharna export."))


def _button(picture: Callable[[], bytes], name: str, *, key: str, disabled: bool) -> None:
    st.download_button(
        tr("Save as a picture"),
        data=picture,
        file_name=name,
        mime="image/png",
        key=key,
        icon=":material/image:",
        on_click="ignore",
        disabled=disabled,
    )
