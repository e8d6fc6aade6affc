"""Finds the words of the interface in its sources."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

TRANSLATED: Final = frozenset({"tr", "trn", "translate"})
SHOWN: Final = frozenset(
    {
        *("title", "header", "subheader", "write", "markdown", "caption", "text", "html"),
        *("button", "checkbox", "toggle", "radio", "selectbox", "multiselect", "text_input"),
        *("number_input", "text_area", "date_input", "file_uploader", "download_button", "slider"),
        *("select_slider", "form_submit_button", "expander", "tabs", "info", "warning", "error"),
        *("success", "status", "spinner", "popover", "segmented_control", "pills", "metric"),
        *("link_button", "page_link", "telling", "Page", "TextColumn", "NumberColumn", "toast"),
        *("SelectboxColumn", "LinkColumn", "CheckboxColumn", "dialog", "menu_button", "progress"),
    }
)
"""Calls whose first argument is shown."""
_WORDED: Final = {"label", "help", "placeholder", "title", "text", "alt", "caption", "body"}
"""Keyword arguments that are shown."""
_LETTERS: Final = re.compile(r"[A-Za-z]{2}")
_NOT_WORDS: Final = re.compile(
    r":material/\w+:|https?://\S*|</?\w[^>]*>|[\w-]+\.(?:csv|json|png|py)|\{\}"
)
Constants = Mapping[str, ast.AST]


def strings_of(path: Path, *, by: frozenset[str] = SHOWN | TRANSLATED) -> Iterator[tuple[int, str]]:
    """Yield line and text of every literal that is shown; ``{}`` stands for what is filled in.

    With `TRANSLATED` these are the texts that a translation is asked for, with `SHOWN` those that
    are shown without one.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = _constants(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        if name not in by:
            continue
        if name in TRANSLATED:
            known, shown = constants, node.args[: 2 if name == "trn" else 1]
        else:
            keywords = [word.value for word in node.keywords if word.arg in _WORDED]
            known, shown = {}, [*node.args[: 2 if name == "radio" else 1], *keywords]
        for argument in shown:
            for line, text in _literals(argument, known):
                if _LETTERS.search(_NOT_WORDS.sub("", text)):
                    yield line, text


def template_of(text: str) -> str:
    """Return a text with ``{}`` for all that is filled in, so that names make no difference.

    Marks of emphasis and the blanks around are left out too: they may stand on either side.
    """
    return re.sub(r"\{\w*\}", "{}", text).replace("**", "").replace("_", " ").strip()


def _constants(tree: ast.Module) -> Constants:
    """Return what names of the module stand for."""
    found: dict[str, ast.AST] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found[node.target.id] = node.value
    return found


def _literals(node: ast.AST, known: Constants) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.lineno, node.value
    elif isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        yield node.lineno, "".join(map(str, parts))
    elif isinstance(node, ast.Name):
        if node.id in known:
            yield from _literals(known[node.id], {})
    elif isinstance(node, ast.Subscript):
        yield from _literals(node.value, known)
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _literals(value, known)
    elif isinstance(node, ast.Call):
        # A table may be looked up with a word of its own for what it lacks.
        is_lookup = isinstance(node.func, ast.Attribute) and node.func.attr == "get"
        if is_lookup and isinstance(node.func, ast.Attribute):
            yield from _literals(node.func.value, known)
    else:
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.Compare):
                yield from _literals(child, known)
