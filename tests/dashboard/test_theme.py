"""One look: every state can be told apart by colour and by shape, on either ground."""

from __future__ import annotations

import re
from dataclasses import asdict
from itertools import combinations

import numpy as np
import pytest

from dashboard import theme
from dashboard.theme import PALETTES, SYMBOLS, Palette
from geo.schema import STATES


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2: linear light weighted by 0.2126, 0.7152 and 0.0722."""
    channels = np.array(theme.rgba(colour)[:3]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    """Contrast ratio, WCAG 2.2: (lighter + 0.05) / (darker + 0.05)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_contrast_formula_gives_the_published_ends() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


palettes = pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)


@palettes
def test_colours_are_written_in_full(palette: Palette) -> None:
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in asdict(palette).values())


@palettes
@pytest.mark.parametrize("state", STATES)
def test_symbols_stand_out_from_the_land(palette: Palette, state: str) -> None:
    assert contrast(theme.state_colour(palette, state), palette.land) >= 3.0


@palettes
def test_text_can_be_read(palette: Palette) -> None:
    for ground in (palette.background, palette.surface, palette.land):
        assert contrast(palette.text, ground) >= 7.0
        assert contrast(palette.muted, ground) >= 4.5
    assert contrast(palette.accent, palette.background) >= 4.5


@palettes
def test_states_do_not_share_a_colour(palette: Palette) -> None:
    assert len({theme.state_colour(palette, state) for state in STATES}) == len(STATES)


def test_states_differ_in_shape_too() -> None:
    assert {symbol.state for symbol in SYMBOLS} == set(STATES)
    for one, other in combinations(SYMBOLS, 2):
        shapes = [(s.fill > 0.5, s.fill > 0, s.halo_px > 0, s.stroke_px) for s in (one, other)]
        assert shapes[0] != shapes[1]


def test_silence_is_never_worded_as_an_end() -> None:
    assert "not an end" in theme.SYMBOL_OF["silent"].meaning
    assert "a report says" in theme.SYMBOL_OF["ended"].meaning


def test_area_grows_with_reports() -> None:
    sizes = [theme.radius_px(n) for n in range(100)]
    assert sizes == sorted(sizes)
    assert theme.radius_px(0) == theme.SILENT_RADIUS_PX < theme.radius_px(1)
    first, second, third = ((theme.radius_px(n) - 2.8) ** 2 for n in (10, 20, 30))
    assert third - second == pytest.approx(second - first, rel=0.01)


@pytest.mark.parametrize(("opacity", "byte"), [(1.0, 255), (0.0, 0), (0.5, 128)])
def test_bytes_for_the_map(opacity: float, byte: int) -> None:
    assert theme.rgba("#0080ff", opacity) == [0, 128, 255, byte]


@pytest.mark.parametrize("scheme", PALETTES)
def test_streamlit_knows_the_options(scheme: theme.Scheme) -> None:
    from streamlit import config

    known = set(config.get_config_options())
    assert set(theme.streamlit_options(scheme)) <= known
