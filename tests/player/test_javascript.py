"""The player's JavaScript: its types, and its own tests under node."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ASSETS = HERE.parents[1] / "dashboard" / "player" / "assets"
needs_node = pytest.mark.skipif(
    shutil.which("npm") is None and "CI" not in os.environ, reason="npm is not installed"
)


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)


@needs_node
def test_the_javascript_passes_its_own_tests() -> None:
    done = run("node", "--test")
    assert done.returncode == 0, done.stdout[-4000:]
    assert "# pass 0" not in done.stdout


@needs_node
def test_the_types_hold() -> None:
    compiler = HERE / "node_modules" / ".bin" / "tsc"
    assert compiler.exists(), f"run `npm ci` in {HERE.name}/ first"
    done = run(str(compiler), "-p", "tsconfig.json")
    assert done.returncode == 0, done.stdout


@needs_node
def test_the_code_is_formatted() -> None:
    assert (HERE / "node_modules" / ".bin" / "prettier").exists(), "run `npm ci` in player/ first"
    done = run("npm", "run", "--silent", "check")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", sorted(ASSETS.glob("*.js")), ids=lambda p: p.name)
def test_no_text_becomes_html_and_nothing_comes_from_elsewhere(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    for danger in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert danger not in source, danger
    assert "https://" not in source.replace("https://docs", "")
    assert "http://" not in source.replace("http://www.w3.org/2000/svg", "")
