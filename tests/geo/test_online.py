"""Online geocoding, against a server on this machine that speaks Nominatim's protocol."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geo._online import OnlineAnswers, OnlineSettings, ask_online
from geo._online_server import online_settings
from geo.corrections import Corrections
from geo.errors import InputError, OutputError
from geo.gazetteer import Gazetteer
from geo.geocoder import locate_reports
from tests.geocoding_server import Answer, GeocodingServer, answer, ok

MakeReports = Callable[..., pd.DataFrame]


@pytest.fixture
def ask(
    geocoding_server: GeocodingServer, places: Gazetteer, make_reports: MakeReports, tmp_path: Path
) -> Callable[..., OnlineAnswers]:
    def asked(
        *names: str | dict[str, Any],
        progress: Any = None,
        corrections: Corrections | None = None,
        only_kept: bool = False,
        **changed: Any,
    ) -> OnlineAnswers:
        options: dict[str, Any] = {"delay_s": 0.0, "error_wait_s": 0.0, "retries": 2}
        options |= {
            "domain": geocoding_server.domain,
            "scheme": "http",
            "timeout_s": 0.5,
            **changed,
        }
        rows = [name if isinstance(name, dict) else {"place": name} for name in names]
        return ask_online(
            make_reports(*rows),
            places,
            country="PK",
            settings=OnlineSettings(**options),
            cache=tmp_path / "answers.sqlite",
            corrections=corrections,
            only_kept=only_kept,
            progress=progress,
        )

    return asked


Ask = Callable[..., OnlineAnswers]


def test_only_distinct_names_that_the_gazetteer_lacks_are_asked(
    ask: Ask, geocoding_server: GeocodingServer
) -> None:
    found = ask(
        *("Karachi", "Atlantis", "Atlantis", "Sindh", "unknown", ""),
        {"place": "Elsewhere", "latitude": 25.0, "longitude": 68.0},
        {"place": "Lost", "country": "IN"},
        {"place": "Lost", "admin1": "Sindh"},
    )
    assert [q["q"] for q in geocoding_server.asked] == [
        "Atlantis, Pakistan",
        "Lost, Sindh, Pakistan",
    ]
    assert {q["countrycodes"] for q in geocoding_server.asked} == {"pk"}
    # The answer lies outside the (made-up, small) Sindh that was stated with the second name.
    assert (found.asked, found.from_cache, found.not_found) == (2, 0, 1)
    assert (found.left, found.stopped) == (0, "")


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


def test_an_answer_is_asked_for_once(ask: Ask, geocoding_server: GeocodingServer) -> None:
    geocoding_server.answers = [ok(answer()), ok()]
    first = ask("Atlantis", "Neverland")
    again = ask("Atlantis", "Neverland")
    assert len(geocoding_server.asked) == 2
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
    ask: Ask, geocoding_server: GeocodingServer, wrong: dict[str, Any]
) -> None:
    geocoding_server.answers = [ok(wrong)]
    assert ask("Atlantis").places == {}


@pytest.mark.parametrize(
    ("kind", "level"),
    [("city", "town"), ("road", "spot"), ("state", "province"), ("county", "district")],
)
def test_the_kind_of_thing_gives_the_level(
    ask: Ask, geocoding_server: GeocodingServer, kind: str, level: str
) -> None:
    geocoding_server.answers = [ok(answer(addresstype=kind))]
    assert [place.level for place in ask("Atlantis").places.values()] == [level]


def test_too_many_questions_are_asked_again_when_the_server_says(
    ask: Ask, geocoding_server: GeocodingServer
) -> None:
    geocoding_server.answers = [(429, b"slow down", {"Retry-After": "1"}), ok(answer())]
    found = ask("Atlantis")
    assert len(found.places) == 1
    assert geocoding_server.times[1] - geocoding_server.times[0] >= 1.0


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
    ask: Ask, geocoding_server: GeocodingServer, trouble: Answer | float
) -> None:
    geocoding_server.answers = [trouble]
    failed = ask("Atlantis", timeout_s=0.3, retries=1)
    assert failed.places == {}
    assert failed.asked == 0
    assert "1 name was not asked: try again later" in failed.stopped
    geocoding_server.answers = [ok(answer())]
    found = ask("Atlantis")
    assert (len(found.places), found.asked, found.stopped) == (1, 1, "")


def test_a_server_that_is_down_is_not_asked_for_ever_and_the_next_run_goes_on(
    ask: Ask, geocoding_server: GeocodingServer
) -> None:
    names = [f"Village {n}" for n in range(20)]
    geocoding_server.answers = [ok(answer()), ok(answer()), (500, b"", {})]
    stopped = ask(*names, retries=0)
    assert stopped.asked == 2
    assert "18 names were not asked" in stopped.stopped
    assert len(geocoding_server.asked) == 2 + 5
    geocoding_server.answers = [ok(answer())]
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


def test_questions_keep_their_distance(ask: Ask, geocoding_server: GeocodingServer) -> None:
    ask("A place", "B place", "C place", delay_s=0.2)
    assert geocoding_server.times[-1] - geocoding_server.times[0] >= 0.3


def test_public_servers_are_told_who_asks_and_never_asked_fast(
    ask: Ask, geocoding_server: GeocodingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for domain in ("", "nominatim.openstreetmap.org"):
        with pytest.raises(InputError, match="asks who you are"):
            ask("Atlantis", domain=domain)
    assert geocoding_server.asked == []
    ask("Atlantis", user_agent="A newsroom, desk@example.org")
    assert geocoding_server.agents == ["A newsroom, desk@example.org"]
    monkeypatch.setattr("geo._online_server.PUBLIC_SERVERS", {"nominatim": geocoding_server.domain})
    ask("B place", "C place", user_agent="A newsroom, desk@example.org", delay_s=0.0)
    assert geocoding_server.times[2] - geocoding_server.times[1] >= 0.99


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


def test_photon_is_understood(ask: Ask, geocoding_server: GeocodingServer) -> None:
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
    geocoding_server.answers = [(200, json.dumps({"features": [feature]}).encode(), {})]
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


def test_a_server_that_refuses_is_not_asked_again(
    ask: Ask, geocoding_server: GeocodingServer
) -> None:
    geocoding_server.answers = [(403, b"blocked", {})]
    refused = ask("Atlantis", "Neverland", "Utopia")
    assert len(geocoding_server.asked) == 1
    assert "refuses to answer" in refused.stopped
    assert "3 names were not asked" in refused.stopped


def test_answers_of_one_name_far_apart_leave_it_open(
    ask: Ask, geocoding_server: GeocodingServer
) -> None:
    geocoding_server.answers = [ok(answer(), answer(lat="25.6")), ok(answer(), answer(lat="27.5"))]
    near, far = ask("Atlantis"), ask("Neverland")
    assert [place.radius_km for place in near.places.values()] == [pytest.approx(11.1, abs=0.1)]
    assert far.places == {}
    assert far.not_found == 1


def test_an_answer_outside_the_district_stated_is_not_taken(
    ask: Ask, geocoding_server: GeocodingServer
) -> None:
    row = {"place": "Atlantis", "admin2": "Sahiwal"}
    assert ask(row).places == {}
    assert geocoding_server.asked[0]["q"] == "Atlantis, Sahiwal, Pakistan"


def test_a_whole_country_is_no_answer(ask: Ask, geocoding_server: GeocodingServer) -> None:
    geocoding_server.answers = [ok(answer(addresstype="country"))]
    assert ask("Atlantis").places == {}


def test_a_likeness_is_no_answer_where_a_provider_guesses(
    ask: Ask, geocoding_server: GeocodingServer
) -> None:
    feature = {
        "geometry": {"type": "Point", "coordinates": [68.5, 25.5]},
        "properties": {"name": "Atlanta", "countrycode": "PK", "osm_value": "village"},
    }
    geocoding_server.answers = [(200, json.dumps({"features": [feature]}).encode(), {})]
    assert ask("Atlantis", provider="photon").places == {}


def test_what_was_corrected_by_hand_is_not_asked(
    ask: Ask, geocoding_server: GeocodingServer, places: Gazetteer, make_reports: MakeReports
) -> None:
    by_hand = Corrections(pd.DataFrame([{"place": "Atlantis", "site_id": "PK-SD/karachi"}]))
    answers = ask("Atlantis", corrections=by_hand)
    assert geocoding_server.asked == []
    online = ask("Atlantis")
    located = locate_reports(
        make_reports({"place": "Atlantis"}),
        places,
        country="PK",
        corrections=by_hand,
        online=online,
    )
    assert located.reports["geo_method"].tolist() == ["manual"]
    assert answers.places == {}


def test_kept_answers_are_used_without_asking(ask: Ask, geocoding_server: GeocodingServer) -> None:
    ask("Atlantis")
    kept = ask("Atlantis", "Neverland", only_kept=True)
    assert len(geocoding_server.asked) == 1
    assert (len(kept.places), kept.from_cache, kept.left, kept.stopped) == (1, 1, 1, "")


@pytest.mark.parametrize(
    ("given", "host", "pace_s"),
    [
        ({"email": "a@example.org"}, "nominatim.openstreetmap.org", 1.0),
        ({"email": "a@example.org", "delay_s": 0.1}, "nominatim.openstreetmap.org", 1.0),
        ({"server": "localhost:8080"}, "localhost:8080", 0.0),
        ({"server": "https://maps.example.org/osm/"}, "maps.example.org/osm", 0.0),
        ({"provider": "photon", "user_agent": "Desk, a@example.org"}, "photon.komoot.io", 1.0),
        ({"provider": "opencage", "options": {"api_key": "k"}}, "the servers of opencage", 1.0),
    ],
)
def test_whom_and_how_often(given: dict[str, Any], host: str, pace_s: float) -> None:
    settings = online_settings(**{"provider": "nominatim", **given})
    assert (settings.host, settings.pace_s) == (host, pace_s)
    assert "api_key" not in repr(settings)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "asks who you are"),
        ({"email": "somebody"}, "no e-mail address"),
        ({"server": "ftp://x"}, "no server's address"),
        ({"server": "http://a b"}, "no server's address"),
        ({"server": "http://x:99999999"}, "no server's address"),
        ({"email": "a@example.org", "delay_s": -1.0}, "seconds between questions"),
        ({"provider": "opencage", "email": "a@example.org"}, "cannot be set up this way"),
        ({"provider": "atlantis", "email": "a@example.org"}, "no online provider"),
    ],
)
def test_what_a_user_writes_is_checked(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        online_settings(**{"provider": "nominatim", **given})


def test_who_asks_is_named() -> None:
    agent = online_settings("nominatim", email="desk@example.org").user_agent
    assert agent.startswith("Dharna")
    assert agent.endswith("(desk@example.org)")
