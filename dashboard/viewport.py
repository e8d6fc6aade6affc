"""The size of the browser's window, so that the map fits a laptop and a projector alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import streamlit as st

_SHIM: Final = """
export default function ({ setStateValue }) {
  // Steps of 20 px: a toolbar that slides in must not rerun the page.
  const measure = () => {
    const size = [innerWidth, innerHeight].map((n) => Math.floor(n / 20) * 20);
    const told = window.__dharnaViewport;
    if (told && told.join() === size.join()) return;
    window.__dharnaViewport = size;
    if (size[0] >= 1400 && size[1] >= 800) setStateValue("size", size);
    else if (told) setStateValue("size", null);
  };
  let timer;
  const later = () => { clearTimeout(timer); timer = setTimeout(measure, 250); };
  measure();
  addEventListener("resize", later);
  return () => { removeEventListener("resize", later); window.__dharnaViewport = undefined; };
}
"""


@dataclass(frozen=True)
class Viewport:
    """Room for the map in CSS pixels, and how much larger than usual its text is."""

    map_height_px: int
    map_width_px: int
    text_scale: float


LAPTOP: Final = Viewport(map_height_px=390, map_width_px=595, text_scale=1.0)


def viewport() -> Viewport:
    """Return the room there is: a laptop's until the browser reports a larger window."""
    reported = _component()(key="viewport", on_size_change=lambda: None)
    return _room(getattr(reported, "size", None))


def _room(size: Any) -> Viewport:
    if not (isinstance(size, list) and len(size) == 2):
        return LAPTOP
    width, height = (min(max(int(n), 0), 8000) for n in size)
    return Viewport(
        map_height_px=max(height - 330, LAPTOP.map_height_px),
        map_width_px=max(int((width - 330) * 0.625), LAPTOP.map_width_px),
        text_scale=1.0 if height < 800 else 1.2,
    )


@lru_cache(maxsize=1)
def _component() -> Any:
    return st.components.v2.component("dharna_viewport", js=_SHIM)
