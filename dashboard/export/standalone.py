"""One HTML file with the player, the data and the story inside: it asks nothing of any network.

Its policy forbids every request, so that a page which comes to need one fails its test, not its
reader.
"""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from html import escape
from pathlib import Path
from typing import Any, Final

from dashboard.export.data_tables import about_of
from dashboard.export.film import description
from dashboard.export.material import Material
from dashboard.export.options import ExportOptions
from dashboard.filters import Filters
from dashboard.shown import Shown
from dashboard.theme import PALETTES
from dashboard.translation import direction, in_language, locale, player_text, tr
from geo.narrative import Language

_POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "font-src data:; img-src data: blob:; base-uri 'none'; form-action 'none'"
)
_START: Final = """
const packed = JSON.parse(document.getElementById("dharna-data").textContent);
const unpack = async (text) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};
const stage = document.getElementById("stage");
const player = createPlayer(stage, { layout: packed.layout, fonts: packed.fonts });
globalThis.player = player;
player.on("error", (error) => console.error("player:", error));
player.setTheme(packed.theme);
if (packed.text) player.setText(packed.text);
const base = JSON.parse(new TextDecoder().decode(await unpack(packed.base)));
const feeds = await Promise.all(
  packed.feeds.map(async (feed) => ({ ...feed, data: await unpack(feed.data) })),
);
if (packed.story) {
  player.setData({ base });
  player.setStory(packed.story, feeds);
} else player.setData({ base, feed: feeds[0].data });
player.setState(packed.state);
document.addEventListener("keydown", (event) => {
  // Nothing else here takes keys: a clicker's are the player's wherever the focus is.
  if ([document.body, document.documentElement].includes(event.target)) player.key(event);
});
document.getElementById("waiting").hidden = true;
"""
_FAILED: Final = """
addEventListener("error", () => { document.getElementById("waiting").textContent =
  document.getElementById("waiting").dataset.failed; });
addEventListener("unhandledrejection", () => { document.getElementById("waiting").textContent =
  document.getElementById("waiting").dataset.failed; });
"""


def standalone_page(material: Material, options: ExportOptions) -> bytes:
    """Return the page.

    Parameters
    ----------
    material
        What is looked at: its filters, its state to begin with, its days as the range to play.
    options
        Story, colours and language.
    """
    from dashboard.player.inline import inlined_script, style_sheet

    with in_language(options.language):
        about = about_of(material)
        data = json.dumps(_data(material, options), ensure_ascii=False, separators=(",", ":"))
        palette = PALETTES[options.scheme]
        title = escape(material.title)
        parts = [
            "<!doctype html>",
            f'<html lang="{locale(options.language)}" dir="{direction(options.language)}">',
            '<head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>",
            f'<meta name="description" content="{escape(description(material))}">',
            f'<meta name="generator" content="{escape(about["made with"])}">',
            '<link rel="icon" href="data:,">',
            f"<style>{style_sheet()}{_style(palette.background, palette.text, palette.muted)}",
            "</style></head>",
            f'<body><main><h1 class="unseen">{title}</h1>',
            f'<p id="waiting" data-failed="{escape(tr(_OLD))}">{escape(tr("Opening the map"))}</p>',
            '<div id="stage"></div></main>',
            f"<noscript><p>{escape(tr(_OLD))}</p></noscript>",
            _footer(about, material),
            f'<script type="application/json" id="dharna-data">{_harmless(data)}</script>',
            f"<script>{_FAILED}</script>",
            f'<script type="module">{inlined_script()}{_START}</script>',
            "</body></html>\n",
        ]
    return "\n".join(parts).encode()


_OLD: Final = (
    "This page needs a browser of 2023 or later with JavaScript switched on. The sources are below."
)


def _data(material: Material, options: ExportOptions) -> dict[str, Any]:
    from dashboard.own_story import selections, steps_for_player
    from dashboard.player.base import player_base, player_theme
    from dashboard.player.inline import font_addresses
    from dashboard.playing import command_of

    opened = material.shown
    state = command_of(material.state, opened)
    days = material.campaign.days
    if len(material.days) < len(days):
        state["range"] = [f"{material.days[0]:%Y-%m-%d}", f"{material.days[-1]:%Y-%m-%d}"]
    story = options.story if options.story is not None and options.story.steps else None
    shown = [material.state.filters]
    if story:
        shown = selections(story, opened, most=len(story.steps))
    return {
        "layout": "present" if story else "explore",
        "feeds": [_feed(opened, filters, options.language) for filters in shown],
        "base": _packed(player_base().encode()),
        "theme": player_theme(options.scheme),
        "fonts": font_addresses(),
        "text": _text(material, options),
        "story": steps_for_player(story, opened, options.language, shown) if story else None,
        "state": {"step": 0} if story else state,
    }


def _text(material: Material, options: ExportOptions) -> dict[str, Any] | None:
    if options.language == "en":
        return None
    from dashboard.playing import names_said

    opened = material.shown
    has_story = options.story is not None and bool(options.story.steps)
    return player_text(
        options.language,
        # A story's steps bring theirs with their feeds.
        sentences=[] if has_story else opened.sentences(material.state.filters, options.language),
        names=names_said(opened, options.language),
    )


def _feed(opened: Shown, filters: Filters, language: Language) -> dict[str, Any]:
    """Return what some filters let through, with its sentences in another language than English."""
    feed = opened.feed(filters)
    sentences = None if language == "en" else opened.sentences(filters, language)
    return {"rev": feed.rev, "data": _packed(feed.data), "sentences": sentences}


def _packed(data: bytes) -> str:
    """Return bytes as gzip in base 64; the same bytes for the same data."""
    return b64encode(gzip.compress(data, 9, mtime=0)).decode()


def _harmless(text: str) -> str:
    """Let no text in the data end the element that it stands in."""
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _style(background: str, text: str, muted: str) -> str:
    return (
        f"html,body{{margin:0;background:{background};color:{text};"
        "font:16px/1.5 system-ui,'Noto Naskh Arabic',sans-serif}"
        "#stage{box-sizing:border-box;height:100vh;height:100dvh;padding:0 .6rem .4rem}"
        ".unseen{position:absolute;clip-path:inset(50%)}"
        "#waiting{position:absolute;inset:40% 0 auto;text-align:center;margin:0 1rem}"
        "#waiting[hidden]{display:none}"
        "footer{max-width:60rem;margin:0 auto;padding:2rem 1.2rem 4rem}"
        f"footer dt{{color:{muted};margin-top:.8rem}}footer dd{{margin:0}}"
        "footer pre{white-space:pre-wrap;font-size:.8rem}"
    )


def _footer(about: dict[str, str], material: Material) -> str:
    rows = "".join(
        f"<dt>{escape(name.capitalize())}</dt><dd>{escape(text)}</dd>"
        for name, text in about.items()
    )
    lines = "".join(f"<li>{escape(line)}</li>" for line in material.campaign.info.attributions)
    heading, notices = escape(tr("About this page")), escape(tr("Licences of what is inside"))
    return (
        f'<footer dir="auto"><h2>{heading}</h2><dl>{rows}</dl><ul>{lines}</ul>'
        f"<details><summary>{notices}</summary>{_notices()}</details></footer>"
    )


def _notices() -> str:
    """Return the licences of the player and of the font that the page carries."""
    from dashboard.player.component import ASSETS

    own = Path(str(ASSETS)).parents[2] / "LICENSE"
    texts = [
        path.read_text(encoding="utf-8")
        for path in (own, ASSETS / "fonts" / "LICENSE")
        if path.is_file()
    ]
    return "".join(f"<pre>{escape(text)}</pre>" for text in texts)
