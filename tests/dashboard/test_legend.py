"""The legend shows what the map shows."""

from base64 import b64decode
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from dashboard.legend import legend_html
from dashboard.theme import PALETTES, SIZE_STEPS, SYMBOLS, Scheme, radius_px, state_colour

schemes = pytest.mark.parametrize("scheme", PALETTES)


class Reader(HTMLParser):
    """Collects the pictures, the words and the attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.pictures: list[ElementTree.Element] = []
        self.words = ""
        self.attributes: dict[str, str | None] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes |= dict(attrs)
        if tag == "img":
            source = dict(attrs)["src"] or ""
            kind, _, data = source.partition(",")
            assert kind == "data:image/svg+xml;base64"
            self.pictures.append(ElementTree.fromstring(b64decode(data)))

    def handle_data(self, data: str) -> None:
        self.words += data + " "


@schemes
def test_every_symbol_has_its_words_and_picture(scheme: Scheme) -> None:
    legend = Reader(legend_html(scheme))
    for symbol in SYMBOLS:
        assert symbol.label in legend.words
        assert symbol.meaning in legend.words
    assert len(legend.pictures) > len(SYMBOLS)
    for symbol, picture in zip(SYMBOLS, legend.pictures, strict=False):
        colours = {e.get("stroke") for e in picture.iter()} - {None}
        assert colours == {state_colour(PALETTES[scheme], symbol.state)}
        assert (len(list(picture)) == 2) == bool(symbol.halo_px)


@schemes
def test_sizes_are_those_of_the_map(scheme: Scheme) -> None:
    pictures = Reader(legend_html(scheme)).pictures
    (sizes,) = (p for p in pictures if any(e.tag.endswith("text") for e in p.iter()))
    radii = [float(e.get("r", 0)) for e in sizes.iter() if e.tag.endswith("circle")]
    assert radii == [radius_px(step) for step in SIZE_STEPS]
    written = [e.text for e in sizes.iter() if e.tag.endswith("text")]
    assert written == [str(step) for step in SIZE_STEPS]


@schemes
def test_it_asks_for_nothing_from_outside(scheme: Scheme) -> None:
    html = legend_html(scheme)
    assert "http" not in html
    assert "<svg" not in html
    legend = Reader(html)
    assert legend.attributes["role"] == "note"
    assert legend.attributes["aria-label"] == "Legend"
