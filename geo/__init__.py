"""Read, locate, merge and follow reports of protest over days and places.

Data moves one way: `loader` → `geocoder` → `merge` → `engine` → `timeline` → `narrative`;
`pipeline` walks that way for a caller who wants the result. Submodules are imported when first
named, so that ``import geo`` itself costs next to nothing.
"""

from __future__ import annotations

import importlib
from types import ModuleType

__version__ = "0.1.0"

_MODULES = (
    "boundaries",
    "campaign",
    "checking",
    "coordinates",
    "corrections",
    "countries",
    "dates",
    "distance",
    "doubts",
    "editions",
    "engine",
    "errors",
    "figures",
    "formats",
    "gazetteer",
    "geocoder",
    "granularity",
    "lifecycle",
    "links",
    "loader",
    "measures",
    "merge",
    "names",
    "narrative",
    "onsets",
    "pipeline",
    "placing",
    "proposals",
    "schema",
    "spacetime",
    "spread",
    "tables",
    "timeline",
    "validation",
    "wave_campaigns",
    "waves",
    "weights",
)

__all__ = ["__version__", *_MODULES]


def __getattr__(name: str) -> ModuleType:
    """Import a submodule on first use (PEP 562)."""
    if name in _MODULES:
        return importlib.import_module(f"geo.{name}")
    msg = f"module 'geo' has no attribute {name!r}"
    raise AttributeError(msg)
