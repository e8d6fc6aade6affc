"""Run the benchmarks named, or all: ``python -m bench [first_map] [player] ...``."""

from __future__ import annotations

import json
import os
import platform
import sys
import traceback
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from bench import (
    cube,
    export,
    first_map,
    import_geo,
    ingest,
    place_names,
    player,
    player_memory,
    player_peers,
    scale,
    sessions,
    spread,
)

BENCHMARKS = {
    "import_geo": import_geo.run,
    "first_map": first_map.run,
    "ingest": ingest.run,
    "place_names": place_names.run,
    "player": player.run,
    "player_memory": player_memory.run,
    "player_peers": player_peers.run,
    "spread": spread.run,
    "scale": scale.run,
    "export": export.run,
    "cube": cube.run,
    "sessions": sessions.run,
}
_NAMED: Final = ("dharna", "pandas", "pyarrow", "duckdb", "ibis-framework", "streamlit")


def main() -> int:
    names = sys.argv[1:] or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no benchmark {unknown[0]}; there are: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    runs: list[dict[str, Any]] = []
    failed = False
    for name in names:
        print(f"{name} (load of the machine {os.getloadavg()[0]:.1f})", flush=True)
        run: dict[str, Any] = {"benchmark": name, "load_before": os.getloadavg()[0]}
        try:
            results = BENCHMARKS[name]()
        except Exception:  # One that fails must not cost the figures of the others.
            traceback.print_exc()
            run["error"], failed = traceback.format_exc(limit=1), True
        else:
            for result in results:
                print("  " + result.line(), flush=True)
            run["results"] = [{**asdict(result), "ratio": result.ratio} for result in results]
        runs.append(run | {"load_after": os.getloadavg()[0]})
        _write(runs)
    return 1 if failed else 0


def _write(runs: list[dict[str, Any]]) -> None:
    out = Path("out")
    out.mkdir(exist_ok=True)
    report = {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "versions": {name: version(name) for name in _NAMED},
        "runs": runs,
    }
    (out / "bench.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
