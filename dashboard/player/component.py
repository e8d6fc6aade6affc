"""The player as a component of Streamlit: mounted once, then told only what has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.player.feed import Feed

ASSETS: Final = Path(__file__).parent / "assets"
_NAME: Final = "dharna_player"
_ROUTE: Final = "dharna_player_assets"
_DECK_ROUTE: Final = "dharna_deck"

Layout = Literal["explore", "present", "pane"]


@dataclass(frozen=True)
class Tiles:
    """Online tiles: an address with ``{z}``, ``{x}`` and ``{y}``, and whom their server credits.

    ``is_on`` when the user has switched them on in this session.
    """

    address: str
    credit: str
    is_on: bool = False


@dataclass(frozen=True)
class Command:
    """A state that the page wants shown; obeyed once for each new `rev`."""

    rev: int
    state: Mapping[str, Any]


@dataclass(frozen=True)
class Selection:
    """What some steps of a story show: a feed of its own.

    `sentences`, one a day, are those of another language than English.
    """

    feed: Feed
    sentences: Sequence[str] = ()


def player(
    key: str,
    feed: Feed,
    *,
    base: str,
    theme: Mapping[str, Any],
    text: Mapping[str, Any] | None = None,
    story: Sequence[Mapping[str, Any]] | None = None,
    selections: Sequence[Selection] = (),
    command: Command | None = None,
    height: int | str = 640,
    layout: Layout = "explore",
    channel: str = "",
    role: Literal["presenter", "audience"] = "presenter",
    drawing: str = "auto",
    tiles: Tiles | None = None,
    label: str = "",
    on_state: Callable[[], None] | None = None,
    on_select: Callable[[], None] | None = None,
    on_command: Callable[[], None] | None = None,
) -> Any:
    """Show a campaign in the player.

    With the same `key` the player outlives reruns: day, camera and playing stay as they are. While
    it plays and steps nothing is sent; where it comes to rest it tells its state, and the page
    reruns.

    Parameters
    ----------
    key
        Of the component; one for each player on a page.
    feed
        From `dashboard.player.feed.build_feed`.
    base, theme
        From `dashboard.player.base`.
    text
        ``locale dir strings sentences`` of another language than English.
    story
        Steps with ``id title text delay state``: keys then go from step to step, and ``step`` of a
        state is the position. ``None``: by days.
    selections
        What the steps show, each by its ``feed``, a place in this list; the player then needs
        nothing more to go from step to step, and `feed` is not shown. None: all show `feed`.
    command
        State to be shown, with the fields of the returned one; any of them may be left out.
    height
        In pixels, or a CSS length such as ``100vh``.
    layout
        ``explore`` with all controls; ``present``: the map alone until more is asked for; or
        ``pane``: a map among others, whose days the page moves. It tells nothing back.
    channel, role
        Windows with one channel go together; the audience's follows the presenter's.
    drawing
        Who draws at first: ``canvas``, ``webgl``, or ``auto``, whichever is quicker. Anything
        else is ignored.
    tiles
        Online tiles that may be switched on in the layers; nothing is fetched before.
    label
        What a pane shows, in words; other layouts are named by their campaign.
    on_state, on_select, on_command
        Callbacks; ``st.session_state[key]`` then holds the result.

    Returns
    -------
    streamlit result
        ``state``: ``day mode windowDays playing loop speed range camera chosen layers ground
        borders drawing black step``, or ``None`` before the first rest; ``selected``:
        ``{"site": id}`` right after a click; ``command``: ``notes`` when its key was pressed.
    """
    options: dict[str, Any] = {"layout": layout}
    if channel:
        options |= {"channel": channel, "role": role}
    return _component()(
        key=key,
        data={
            "setup": {
                "assets": assets_url(),
                "modules": list(_modules()),
                "deck": deck_url(),
                "drawing": drawing,
                "options": options,
                "height": height,
                "tiles": None if tiles is None else asdict(tiles),
                "label": label,
            },
            **_feeds(feed, selections),
            "base": _as_column(base.encode()),
            "theme": dict(theme),
            "text": dict(text or {}),
            "story": None if story is None else [dict(step) for step in story],
            "command": None if command is None else {"rev": command.rev, "state": command.state},
        },
        on_state_change=on_state or _nothing,
        on_selected_change=on_select or _nothing,
        on_command_change=on_command or _nothing,
    )


def _feeds(feed: Feed, selections: Sequence[Selection]) -> dict[str, Any]:
    """Return the feed; or those of a story as one table, and where to cut it."""
    if not selections:
        return {"feed": _as_column(feed.data)}
    cuts = [
        {
            "rev": selection.feed.rev,
            "bytes": len(selection.feed.data),
            "sentences": list(selection.sentences) or None,
        }
        for selection in selections
    ]
    return {"feeds": _as_column(b"".join(s.feed.data for s in selections)), "cuts": cuts}


def _nothing() -> None:
    pass


def _as_column(data: bytes) -> pd.DataFrame:
    """Return bytes as a table: tables travel as they are, and the same one is sent only once."""
    return pd.DataFrame({"bytes": np.frombuffer(data, dtype=np.uint8)})


def assets_url() -> str:
    """Declare the folder of assets, as every run must, and return its address."""
    return _served(_ROUTE, ASSETS)


@lru_cache(maxsize=1)
def _modules() -> tuple[str, ...]:
    """Return the modules that the player is made of, but for the one that mounts it."""
    return tuple(sorted(path.name for path in ASSETS.glob("*.js") if path.name != "shim.js"))


def deck_bundle() -> Path:
    """Return deck.gl's bundle, one script, from the installed pydeck.

    Found without importing pydeck, which takes longer than to find it.
    """
    found = find_spec("pydeck")
    if found is None or found.origin is None:
        msg = "pydeck is not installed: deck.gl comes from it."
        raise ModuleNotFoundError(msg)
    return Path(found.origin).parent / "nbextension" / "static" / "index.js"


def deck_url() -> str:
    """Declare the folder of deck.gl's bundle, as every run must, and return its address."""
    bundle = deck_bundle()
    return f"{_served(_DECK_ROUTE, bundle.parent)}/{bundle.name}"


def _served(route: str, folder: Path) -> str:
    from streamlit import config
    from streamlit.components.v1 import declare_component

    # Only its route is used: the folder is served, and never shown as a component.
    declare_component(route, path=str(folder))
    prefix = str(config.get_option("server.baseUrlPath")).strip("/")
    return f"{'/' + prefix if prefix else ''}/component/{__name__}.{route}"


@lru_cache(maxsize=1)
def _component() -> Any:
    shim = (ASSETS / "shim.js").read_text(encoding="utf-8")
    return st.components.v2.component(_NAME, js=shim)
