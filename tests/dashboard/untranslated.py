"""Finds words that reach a page without having gone through the translation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.dashboard.interface_strings import SHOWN, TRANSLATED

_RETOLD: Final = frozenset({"retell", "plain", "escape"})
_WORDED: Final = frozenset({"label", "help", "placeholder", "title", "alt", "caption", "text"})
_TABLES: Final = frozenset({"column_config"})
_NOT_SHOWN: Final = frozenset({"html", "write_text", "style"})
_TAG: Final = re.compile(r"<style>.*?</style>|<[^>]*>|&\w+;|:material/\w+:", re.DOTALL)
_WORD: Final = re.compile(r"[A-Za-z]{2}")
_ONE_PIECE: Final = re.compile(r"[\w{}/.:?=&#%~+()-]+")
_RULES: Final = re.compile(r"[;{]\s*[\w-]+\s*:|[\w-]+:\s*[^ ]+;")


def untranslated(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and text of what a module shows without asking for its translation.

    Two kinds are found. Any sentence with something filled in (an f-string), wherever it stands:
    none can be looked up, so that each must be a template handed to `tr`. And any plain text among
    the arguments that Streamlit shows, or that name a chart's axes, unless it is inside `tr`.
    Errors are raised in English and told again by `retell`: one shown without it is found too.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    left_out = {id(part) for node in ast.walk(tree) for part in _told_elsewhere(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and id(node) not in left_out:
            text = _template(node)
            if _is_sentence(text):
                yield node.lineno, text
        elif isinstance(node, ast.Call):
            yield from _shown_as_it_is(node)


def _shown_as_it_is(node: ast.Call) -> Iterator[tuple[int, str]]:
    name = _name(node)
    shown: list[ast.AST] = [
        word.value for word in node.keywords if word.arg in _WORDED | _TABLES and name != "Text"
    ]
    if name in SHOWN - _NOT_SHOWN and not _is_own_text(node):
        shown += node.args[: 2 if name == "radio" else 1]
    for argument in shown:
        yield from _plain_texts(argument, in_table=False)


def _plain_texts(node: ast.AST, *, in_table: bool) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Call):
        name = _name(node)
        if name in TRANSLATED | {"retell"}:
            return
        if name == "str":
            yield node.lineno, ast.unparse(node)
            return
        if name not in _RETOLD and not in_table:
            return
        for child in (*node.args, *(word.value for word in node.keywords)):
            yield from _plain_texts(child, in_table=in_table)
    elif isinstance(node, ast.Constant):
        text = node.value
        if isinstance(text, str) and _WORD.search(_TAG.sub("", text)):
            yield node.lineno, text
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _plain_texts(value, in_table=True)
    elif isinstance(node, ast.IfExp):
        for branch in (node.body, node.orelse):
            yield from _plain_texts(branch, in_table=in_table)
    elif isinstance(node, ast.List | ast.Tuple | ast.BinOp | ast.BoolOp):
        for child in ast.iter_child_nodes(node):
            yield from _plain_texts(child, in_table=in_table)


def _told_elsewhere(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a node that are no words of a page: errors, keys, names of files."""
    if isinstance(node, ast.Raise) or _is_message(node):
        yield from ast.walk(node)
    elif isinstance(node, ast.keyword) and node.arg in {"key", "file_name", "prefix"}:
        yield from ast.walk(node.value)
    elif isinstance(node, ast.FormattedValue) and node.format_spec is not None:
        # What is filled in is looked at on its own; its format is none.
        yield from ast.walk(node.format_spec)


def _is_message(node: ast.AST) -> bool:
    """Tell the message of an error, which by custom is made in a line of its own."""
    if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
        return False
    return node.targets[0].id == "msg"


def _template(node: ast.JoinedStr) -> str:
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
    )


def _is_sentence(text: str) -> bool:
    bare = _TAG.sub(" ", text).strip()
    if "<" in bare or ">" in bare:  # A tag that other strings close.
        bare = re.sub(r"<[^<]*$|^[^>]*>", " ", bare).strip()
    if not _WORD.search(bare) or _ONE_PIECE.fullmatch(bare):
        return False
    return not _RULES.search(bare)


def _is_own_text(node: ast.Call) -> bool:
    """Tell a matplotlib or Altair method from one of Streamlit's that has the same name."""
    return isinstance(node.func, ast.Name) and node.func.id in {"title", "text"}


def _name(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""
