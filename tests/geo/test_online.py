"""Online geocoding, against a server on this machine that speaks Nominatim's protocol."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from geo._online import OnlineAnswers, OnlineSettings, ask_online
from geo.errors import InputError, OutputError
from geo.gazetteer import Gazetteer
from geo.geocoder import locate_reports

MakeReports = Callable[..., pd.DataFrame]
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


class Server:
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


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


@pytest.fixture
def ask(
    server: Server, places: Gazetteer, make_reports: MakeReports, tmp_path: Path
) -> Callable[..., OnlineAnswers]:
    def asked(*names: str | dict[str, Any], progress: Any = None, **changed: Any) -> OnlineAnswers:
        options: dict[str, Any] = {"delay_s": 0.0, "error_wait_s": 0.0, "retries": 2}
        options |= {"domain": server.domain, "scheme": "http", "timeout_s": 0.5, **changed}
        rows = [name if isinstance(name, dict) else {"place": name} for name in names]
        return ask_online(
            make_reports(*rows),
            places,
            country="PK",
            settings=OnlineSettings(**options),
            cache=tmp_path / "answers.sqlite",
            progress=progress,
        )

    return asked


Ask = Callable[..., OnlineAnswers]


def test_only_distinct_names_that_the_gazetteer_lacks_are_asked(ask: Ask, server: Server) -> None:
    found = ask(
        *("Karachi", "Atlantis", "Atlantis", "Sindh", "unknown", ""),
        {"place": "Elsewhere", "latitude": 25.0, "longitude": 68.0},
        {"place": "Lost", "country": "IN"},
        {"place": "Lost", "admin1": "Sindh"},
    )
    assert [q["q"] for q in server.asked] == ["Atlantis, Pakistan", "Lost, Sindh, Pakistan"]
    assert {q["countrycodes"] for q in server.asked} == {"pk"}
    assert (found.asked, found.from_cache, found.not_found) == (2, 0, 0)
    assert found.stopped == ""


def test_answers_place_what_the_gazetteer_could_not(
    ask: Ask, places: Gazetteer, make_reports: MakeReports
) -> None:
    reports = make_reports({"place": "Atlantis"}, {"place": "Karachi"}, {"place": "Nowhere X"})
    located = locate_reports(reports, places, country="PK", online=ask("Atlantis"))
    first, second = located.reports.iloc[0], located.reports.iloc[1]
    assert first["geo_method"] == "online"
    assert (first["latitude"], first["longitude"], first["level"]) == (25.5, 68.5, "town")
    assert first["radius_km"] == pytest.approx(3.0, abs=0.1)
    assert first["geo_match"] == "Atlantis, town, nominatim"
    assert second["geo_method"] == "gazetteer"
    assert located.unlocated["place"].tolist() == ["Nowhere X"]
    assert first["site_id"] in set(located.sites["site_id"])


def test_an_answer_is_asked_for_once(ask: Ask, server: Server) -> None:
    server.answers = [ok(answer()), ok()]
    first = ask("Atlantis", "Neverland")
    again = ask("Atlantis", "Neverland")
    assert len(server.asked) == 2
    assert (first.asked, first.not_found) == (2, 1)
    assert (again.asked, again.from_cache, again.not_found) == (0, 2, 1)
    assert again.places == first.places


@pytest.mark.parametrize(
    "wrong",
    [
        answer(address={"country_code": "in"}),
        answer(address={}, lat="48.8", lon="2.3"),
        answer(lat="nan"),
    ],
)
def test_an_answer_in_another_country_is_not_taken(
    ask: Ask, server: Server, wrong: dict[str, Any]
) -> None:
    server.answers = [ok(wrong)]
    assert ask("Atlantis").places == {}


@pytest.mark.parametrize(
    ("kind", "level"),
    [("city", "town"), ("road", "spot"), ("state", "province"), ("county", "district")],
)
def test_the_kind_of_thing_gives_the_level(ask: Ask, server: Server, kind: str, level: str) -> None:
    server.answers = [ok(answer(addresstype=kind))]
    assert [place.level for place in ask("Atlantis").places.values()] == [level]


def test_too_many_questions_are_asked_again_when_the_server_says(ask: Ask, server: Server) -> None:
    server.answers = [(429, b"slow down", {"Retry-After": "1"}), ok(answer())]
    found = ask("Atlantis")
    assert len(found.places) == 1
    assert server.times[1] - server.times[0] >= 1.0


@pytest.mark.parametrize(
    "trouble",
    [
        (500, b"oops", {}),
        (503, b"", {}),
        (200, b"<html>not json", {}),
        (200, b'[{"lat": null}]', {}),
        (200, b'{"error": "Unable"}', {}),
        0.8,
    ],
)
def test_a_failure_is_tried_again_then_left_for_the_next_run(
    ask: Ask, server: Server, trouble: Answer | float
) -> None:
    server.answers = [trouble]
    failed = ask("Atlantis", timeout_s=0.3, retries=1)
    assert failed.places == {}
    assert failed.asked == 0
    assert "1 names were not asked: try again later" in failed.stopped
    server.answers = [ok(answer())]
    found = ask("Atlantis")
    assert (len(found.places), found.asked, found.stopped) == (1, 1, "")


def test_a_server_that_is_down_is_not_asked_for_ever_and_the_next_run_goes_on(
    ask: Ask, server: Server
) -> None:
    names = [f"Village {n}" for n in range(20)]
    server.answers = [ok(answer()), ok(answer()), (500, b"", {})]
    stopped = ask(*names, retries=0)
    assert stopped.asked == 2
    assert "18 names were not asked" in stopped.stopped
    assert len(server.asked) == 2 + 5
    server.answers = [ok(answer())]
    rest = ask(*names)
    assert (rest.asked, rest.from_cache, rest.stopped) == (18, 2, "")
    assert len(rest.places) == 20


def test_no_server_at_all(ask: Ask) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        domain = f"127.0.0.1:{free.getsockname()[1]}"
    failed = ask("Atlantis", domain=domain, retries=0)
    assert "does not answer" in failed.stopped


def test_progress_tells_the_time_left(ask: Ask) -> None:
    told: list[tuple[int, int, float]] = []
    ask("A place", "B place", "C place", progress=lambda *now: told.append(now))
    assert [(done, whole) for done, whole, _ in told] == [(1, 3), (2, 3), (3, 3)]
    assert told[-1][2] == 0.0
    assert told[0][2] >= 0.0


def test_questions_keep_their_distance(ask: Ask, server: Server) -> None:
    ask("A place", "B place", "C place", delay_s=0.2)
    assert server.times[-1] - server.times[0] >= 0.3


def test_public_servers_are_told_who_asks_and_never_asked_fast(
    ask: Ask, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for domain in ("", "nominatim.openstreetmap.org"):
        with pytest.raises(InputError, match="asks who you are"):
            ask("Atlantis", domain=domain)
    assert server.asked == []
    ask("Atlantis", user_agent="A newsroom, desk@example.org")
    assert server.agents == ["A newsroom, desk@example.org"]
    monkeypatch.setattr("geo._online._PUBLIC", (server.domain,))
    ask("B place", "C place", user_agent="A newsroom, desk@example.org", delay_s=0.0)
    assert server.times[2] - server.times[1] >= 0.99


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"provider": "atlantis"}, "no online provider 'atlantis'"),
        ({"options": {"nonsense": 1}}, "cannot be set up this way"),
    ],
)
def test_settings_that_cannot_be_used(ask: Ask, changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        ask("Atlantis", **changed)


def test_a_cache_that_cannot_be_used_says_so(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "answers.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(OutputError, match=r"answers\.sqlite cannot be used"):
        ask("Atlantis")


def test_photon_is_understood(ask: Ask, server: Server) -> None:
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [68.5, 25.5]},
        "properties": {
            "name": "Atlantis",
            "countrycode": "PK",
            "osm_value": "village",
            "extent": [68.48, 25.52, 68.52, 25.48],
        },
    }
    server.answers = [(200, json.dumps({"features": [feature]}).encode(), {})]
    found = ask("Atlantis", provider="photon")
    place = next(iter(found.places.values()))
    assert (place.latitude, place.longitude, place.level) == (25.5, 68.5, "town")
    assert place.radius_km == pytest.approx(3.0, abs=0.1)


def test_nothing_is_asked_unless_it_is_switched_on(
    places: Gazetteer, make_reports: MakeReports, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_args: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refused)
    locate_reports(make_reports({"place": "Atlantis"}), places, country="PK")
