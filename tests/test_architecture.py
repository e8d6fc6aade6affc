"""Walls between the layers. Each rule is also tried on a source that breaks it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import dashboard
import geo

GEO = Path(geo.__file__).parent
DASHBOARD = Path(dashboard.__file__).parent
DRAWING = ("streamlit", "pydeck", "altair", "matplotlib", "plotly", "folium", "dashboard")
READERS = {
    *("loader", "tables", "gazetteer", "boundaries", "countries", "corrections"),
    "scans",
    *("world", "dump", "place_index", "cache", "cube", "gazetteer_tables"),
    *("_online", "_online_cache"),
}
FLOW = (
    *(
        "checking",
        "loader",
        "placing",
        "candidates",
        "points",
        "corrections",
        "_online",
        "locating",
        "geocoder",
    ),
    *("doubts", "merge", "engine", "timeline", "granularity", "cube"),
    *("narrative", "pipeline", "measures", "wave_campaigns"),
    *("scans", "event_keys", "archive", "archive_outlets", "archive_counts"),
    *("archive_events", "archive_course", "archive_places"),
)
WITHOUT_STREAMLIT = (
    *("filters", "address", "maps", "legend"),
    *("reports", "theme", "markdown", "workspace", "account", "small_map", "fetching"),
    *("player.pack", "player.feed", "player.base", "player.inline", "stories", "story"),
    *("compare", "day_multiples", "measure_cards", "measure_charts", "measure_shapes"),
    "measure_files",
)
FILE_CALLS = {
    *("open", "read_text", "read_bytes", "write_text", "write_bytes", "iterdir", "glob"),
    *("read_csv", "read_excel", "read_parquet", "read_json", "read_file"),
    *("to_csv", "to_parquet", "to_excel", "unlink", "mkdir"),
}


def imported(tree: ast.AST) -> Iterator[str]:
    """Name every module that a source imports, at the top, in functions, behind if or try."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import hides where it leads"
            module = node.module or ""
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            ("import_module", "__import__")
        ):
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant))


def imports_any(source: str, packages: tuple[str, ...]) -> list[str]:
    names = imported(ast.parse(source))
    return sorted({name for name in names if name.split(".")[0] in packages})


def touches_files(source: str) -> list[str]:
    tree = ast.parse(source)
    found = [
        name for name in imported(tree) if name.startswith(("importlib.resources", "tempfile"))
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            name = node.func.attr if isinstance(node.func, ast.Attribute) else name
            if name in FILE_CALLS:
                found.append(f"{name}()")
    return found


def later_imports(module: str, source: str, flow: tuple[str, ...] = FLOW) -> list[str]:
    """Return the imports of modules that come after this one; the ground must import none."""
    rank = flow.index(module) if module in flow else -1
    later = {f"geo.{name}" for name in flow[rank + 1 :]}
    return sorted(set(imported(ast.parse(source))) & later)


def module_of(path: Path) -> str:
    """Name the module of geo that a file is, or the package that it is a part of."""
    return path.relative_to(GEO).parts[0].removesuffix(".py")


EVERY_MODULE = pytest.mark.parametrize(
    "path", sorted(GEO.rglob("*.py")), ids=lambda p: p.relative_to(GEO).as_posix()
)


@EVERY_MODULE
def test_geo_imports_nothing_that_draws(path: Path) -> None:
    assert imports_any(path.read_text(encoding="utf-8"), DRAWING) == []


@EVERY_MODULE
def test_only_the_readers_touch_files(path: Path) -> None:
    if module_of(path) not in READERS:
        assert touches_files(path.read_text(encoding="utf-8")) == []


@EVERY_MODULE
def test_data_moves_one_way(path: Path) -> None:
    if path != GEO / "__init__.py":
        assert later_imports(module_of(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", WITHOUT_STREAMLIT)
def test_pure_parts_of_the_dashboard_never_import_streamlit(name: str) -> None:
    source = DASHBOARD.joinpath(*name.split(".")).with_suffix(".py").read_text(encoding="utf-8")
    assert imports_any(source, ("streamlit",)) == []


def test_pure_parts_of_the_dashboard_never_load_streamlit() -> None:
    """What they import in turn must not load it either."""
    modules = ", ".join(f"dashboard.{name}" for name in WITHOUT_STREAMLIT)
    code = f"import sys, {modules}; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_importing_geo_costs_next_to_nothing() -> None:
    code = "import sys, geo; print(*[m for m in ('pandas', 'numpy', 'geopy') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""


def test_every_public_module_of_geo_can_be_reached_from_it() -> None:
    for name in geo.__all__:
        assert getattr(geo, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = geo.nonsense


@pytest.mark.parametrize(
    "source",
    [
        "import streamlit",
        "import streamlit as st",
        "from streamlit.web import bootstrap",
        "def f():\n    import matplotlib.pyplot",
        "if TYPE_CHECKING:\n    from dashboard import maps",
        "import importlib\nimportlib.import_module('pydeck')",
    ],
)
def test_the_import_rule_sees_every_form(source: str) -> None:
    assert imports_any(source, DRAWING)
    assert not imports_any("import streamliterature\nx = 'streamlit'", DRAWING)


@pytest.mark.parametrize(
    "source",
    [
        "open('x')",
        "Path('x').read_text()",
        "def f():\n    import pandas as pd\n    pd.read_csv('x')",
        "from importlib import resources",
        "from importlib.resources import files",
        "frame.to_csv('x')",
    ],
)
def test_the_file_rule_sees_every_form(source: str) -> None:
    assert touches_files(source)
    assert not touches_files("opened = frame.assign(open=1)")


def test_the_direction_rule_sees_a_step_back() -> None:
    assert later_imports("merge", "from geo.timeline import build_timeline")
    assert later_imports("loader", "def f():\n    from geo import geocoder")
    assert later_imports("schema", "import geo.loader")
    assert not later_imports("timeline", "from geo.engine import count_site_days")
