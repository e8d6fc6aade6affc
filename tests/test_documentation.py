"""What is written about the code holds: doctests run, and the README names every option."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path
from typing import Any

import pytest
import typer

import dashboard
import geo
from dashboard.cli import app

ROOT = Path(geo.__file__).parent.parent
PAGES = "dashboard.app"
"""Streamlit scripts act when they are imported; they hold no doctests."""


def modules() -> list[str]:
    names = []
    for package in (geo, dashboard):
        folder = Path(package.__file__).parent
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder.parent).with_suffix("").parts
            names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names


@pytest.mark.parametrize("name", [n for n in modules() if not n.startswith(PAGES)])
def test_doctests_hold(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0


@pytest.mark.parametrize("name", [n for n in modules() if n.startswith(PAGES)])
def test_pages_hold_no_doctests(name: str) -> None:
    path = ROOT / Path(*name.split("."))
    source = path.with_suffix(".py") if path.with_suffix(".py").is_file() else path / "__init__.py"
    assert ">>>" not in source.read_text(encoding="utf-8")


def test_there_are_doctests() -> None:
    finder = doctest.DocTestFinder()
    with_examples = [
        name
        for name in modules()
        if not name.startswith(PAGES)
        and any(test.examples for test in finder.find(importlib.import_module(name)))
    ]
    assert len(with_examples) >= 8


def commands() -> dict[str, Any]:
    group: Any = typer.main.get_command(app)
    return dict(group.commands)


def missing_from(text: str) -> list[str]:
    """Return the commands and options that a text names in none of their spellings."""
    words = set(re.findall(r"(?<![\w-])(?:--?)?\w[\w-]*", text))
    wanted = [(name,) for name in commands()]
    for command in commands().values():
        wanted += [tuple(p.opts) for p in command.params if p.opts[0].startswith("-")]
    return sorted({names[-1] for names in wanted if not words & set(names)})


def test_readme_names_every_command_and_option() -> None:
    assert missing_from((ROOT / "README.md").read_text(encoding="utf-8")) == []


def test_a_missing_option_would_be_seen() -> None:
    options = {opt for c in commands().values() for p in c.params for opt in p.opts}
    assert {"--gap-days", "--level", "--port", "--headless", "--report", "-o"} <= options
    everything = " ".join([*commands(), *options])
    assert missing_from(everything) == []
    assert missing_from(everything.replace("--gap-days", "--gap-days-of")) == ["--gap-days"]
    assert "run" in missing_from(everything.replace("run", "running"))
