from __future__ import annotations

import logging

import pytest

from dashboard.tiles import OPENSTREETMAP, tile_server


def test_openstreetmap_is_offered_unless_another_is_named() -> None:
    assert tile_server({}) == OPENSTREETMAP
    assert tile_server({"DHARNA_TILES": "off"}) is None
    own = tile_server({"DHARNA_TILES": "http://localhost:8080/{z}/{x}/{y}.png"})
    assert own is not None
    assert own.credit == "localhost:8080"
    assert not own.is_on


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)/{z}/{x}/{y}",
        "https://tiles.example/{z}/{x}.png",
        "tiles",
        "https:///{z}{x}{y}",
    ],
)
def test_what_is_no_address_of_tiles_offers_none(
    address: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert tile_server({"DHARNA_TILES": address}) is None
    assert "DHARNA_TILES is no address" in caplog.text
