"""Run the benchmarks named, or all: ``python -m bench [first_map] [player] ...``."""

from __future__ import annotations

import json
import platform
import sys
from pathlib import Path

from bench import (
    cube,
    export,
    first_map,
    import_geo,
    ingest,
    place_names,
    player,
    player_peers,
    scale,
    sessions,
    spread,
)
from bench.measure import Result

BENCHMARKS = {
    "import_geo": import_geo.run,
    "first_map": first_map.run,
    "ingest": ingest.run,
    "place_names": place_names.run,
    "player": player.run,
    "player_peers": player_peers.run,
    "spread": spread.run,
    "scale": scale.run,
    "export": export.run,
    "cube": cube.run,
    "sessions": sessions.run,
}


def main() -> int:
    names = sys.argv[1:] or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no benchmark {unknown[0]}; there are: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    results: list[Result] = []
    for name in names:
        measured = BENCHMARKS[name]()
        for result in measured:
            print(result.line(), flush=True)
        results += measured
    out = Path("out")
    out.mkdir(exist_ok=True)
    report = {"python": platform.python_version(), "results": [r.__dict__ for r in results]}
    (out / "bench.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
