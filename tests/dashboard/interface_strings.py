"""Finds the words of the interface in its sources."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

TRANSLATED = {"tr", "trn"}
SHOWN_BY = {
    *("title", "header", "subheader", "write", "markdown", "caption", "text", "html"),
    *("button", "checkbox", "toggle", "radio", "selectbox", "multiselect", "text_input"),
    *("number_input", "text_area", "date_input", "file_uploader", "download_button", "slider"),
    *("select_slider", "form_submit_button", "expander", "tabs", "info", "warning", "error"),
    *("success", "status", "spinner", "popover", "segmented_control", "pills", "metric"),
    *("link_button", "page_link", "telling", "Page", "TextColumn", "NumberColumn"),
    *("SelectboxColumn", "LinkColumn", "CheckboxColumn", "toast", "dialog", "menu_button"),
}
WORDED = {"label", "help", "placeholder", "title", "text", "alt", "caption", "body"}
"""Keyword arguments that are shown."""
_LETTERS = re.compile(r"[A-Za-z]{2}")
_NOT_WORDS = re.compile(r":material/\w+:|https?://\S*|</?\w[^>]*>|[\w-]+\.(?:csv|json|png)|\{\}")


def strings_of(
    path: Path, *, by: frozenset[str] = frozenset(SHOWN_BY | TRANSLATED)
) -> Iterator[tuple[int, str]]:
    """Yield line and text of every literal that is shown; ``{}`` stands for what is filled in.

    With `SHOWN_BY` alone these are the literals that no translation is asked for.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        if name not in by:
            continue
        if name in TRANSLATED:
            shown = node.args[: 2 if name == "trn" else 1]
        else:
            keywords = [word.value for word in node.keywords if word.arg in WORDED]
            shown = [*node.args[: 2 if name == "radio" else 1], *keywords]
        for argument in shown:
            for line, text in _literals(argument):
                if _LETTERS.search(_NOT_WORDS.sub("", text)):
                    yield line, text


def _literals(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.lineno, node.value
    elif isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        yield node.lineno, "".join(map(str, parts))
    elif isinstance(node, ast.Call | ast.Subscript):
        return
    else:
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.Compare):
                yield from _literals(child)


def template_of(text: str) -> str:
    """Return a text with ``{}`` for all that is filled in, so that names make no difference.

    Marks of emphasis and the blanks around are left out too: they may stand on either side.
    """
    return re.sub(r"\{\w*\}", "{}", text).replace("**", "").replace("_", " ").strip()
