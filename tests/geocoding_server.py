"""A geocoding server on this machine that speaks Nominatim's protocol."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, bytes, dict[str, str]]


def answer(**changed: Any) -> dict[str, Any]:
    """Return what Nominatim says of a village in Sindh."""
    return {
        "place_id": 1,
        "lat": "25.5",
        "lon": "68.5",
        "name": "Atlantis",
        "display_name": "Atlantis, Sindh, Pakistan",
        "addresstype": "village",
        "boundingbox": ["25.48", "25.52", "68.48", "68.52"],
        "address": {"country_code": "pk"},
        **changed,
    }


def ok(*answers: dict[str, Any]) -> Answer:
    return 200, json.dumps(list(answers)).encode(), {}


class GeocodingServer:
    """A geocoding server that gives the answers it was told to, in order, the last for good."""

    def __init__(self) -> None:
        self.answers: list[Answer | float] = [ok(answer())]
        self.asked: list[dict[str, str]] = []
        self.agents: list[str] = []
        self.times: list[float] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                query = parse_qs(urlsplit(self.path).query)
                owner.asked.append({name: values[0] for name, values in query.items()})
                owner.agents.append(self.headers["User-Agent"])
                owner.times.append(time.monotonic())
                said = owner.answers.pop(0) if len(owner.answers) > 1 else owner.answers[0]
                if isinstance(said, float):
                    time.sleep(said)
                    return
                status, body, headers = said
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.domain = f"127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
