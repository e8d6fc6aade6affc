"""The switch for online geocoding: on page Data, and on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import dashboard
import data
from dashboard import cli
from dashboard.server import SOURCE_VARIABLE
from tests.geocoding_server import GeocodingServer, answer, ok

PAGE = Path(dashboard.__file__).parent / "app_pages" / "data.py"
TABLE = """date,place,admin1,note
2021-01-05,Quetta,Balochistan,not to be told
2021-01-06,Xyzzy Bazaar,Sindh,not to be told
2021-01-06,Xyzzy Bazaar,Sindh,not to be told
2021-01-07,Plugh,,not to be told
"""
Write = Callable[[str, str | bytes], Path]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DHARNA_CACHE", str(tmp_path / "cache"))
    # The waits between two tries are tested where the server is asked.
    monkeypatch.setattr("geopy.extra.rate_limiter.sleep", lambda _seconds: None)
    monkeypatch.setattr("geo._online_server.time.sleep", lambda _seconds: None)


@pytest.fixture
def table(write: Write) -> Path:
    return write("own.csv", TABLE)


@pytest.fixture
def page(table: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    # The folder of pages, which the test puts first on the path, has a data.py of its own.
    assert data.__path__
    monkeypatch.setenv(SOURCE_VARIABLE, str(table))
    test = AppTest.from_file(str(PAGE), default_timeout=120).run()
    assert not test.exception, test.exception
    return test


def words(page: AppTest) -> str:
    return " ".join(str(part.value) for part in (*page.markdown, *page.caption, *page.info))


def switched_on(page: AppTest, server: str) -> AppTest:
    page.toggle(key="online_on").set_value(True).run()
    page.text_input(key="online_server").set_value(server).run()
    assert not page.exception, page.exception
    return page


def test_the_page_asks_nobody_until_it_is_switched_on(
    page: AppTest, geocoding_server: GeocodingServer
) -> None:
    assert page.toggle(key="online_on").value is False
    assert "leaves this machine" not in words(page)
    page.toggle(key="online_on").set_value(True).run()
    assert "asks who you are" in words(page)
    assert not [button for button in page.button if button.key == "online_ask"]
    switched_on(page, f"http://{geocoding_server.domain}")
    told = words(page)
    assert "2 names, with the square, district, province and country written beside them" in told
    assert geocoding_server.domain.partition(":")[2] in told
    assert "Xyzzy Bazaar; Plugh" in told
    assert geocoding_server.asked == []


def test_the_page_places_by_the_answers(page: AppTest, geocoding_server: GeocodingServer) -> None:
    geocoding_server.answers = [ok(answer(name="Xyzzy Bazaar")), ok()]
    switched_on(page, f"http://{geocoding_server.domain}")
    page.button(key="online_ask").click().run()
    assert not page.exception, page.exception
    asked = [question["q"] for question in geocoding_server.asked]
    assert asked == ["Xyzzy Bazaar, Sindh, Pakistan", "Plugh, Pakistan"]
    assert "not to be told" not in json.dumps(geocoding_server.asked)
    located = page.session_state["_own_campaign"].opened.campaign.located
    online = located.reports[located.reports["geo_method"] == "online"]
    assert online["place"].tolist() == ["Xyzzy Bazaar"] * 2
    assert (online["radius_km"] > 0).all()
    assert located.unlocated["place"].tolist() == ["Plugh"]
    assert "Asked: 2 names, 0 more known from before. Placed by the answers: 1" in words(page)
    # Both answers are known now: nothing is left to ask.
    assert page.button(key="online_ask").label == "Use the answers known from before (2)"
    page.button(key="online_ask").click().run()
    assert len(geocoding_server.asked) == 2


def test_the_page_goes_on_after_a_stop(page: AppTest, geocoding_server: GeocodingServer) -> None:
    geocoding_server.answers = [ok(answer(name="Xyzzy Bazaar")), (500, b"", {})]
    switched_on(page, f"http://{geocoding_server.domain}")
    page.button(key="online_ask").click().run()
    assert "1 name was not asked" in page.warning[0].value
    assert page.button(key="online_ask").label == "Ask for 1 name"
    geocoding_server.answers = [ok(answer(name="Plugh", lat="26.1"))]
    page.button(key="online_ask").click().run()
    assert not page.warning
    located = page.session_state["_own_campaign"].opened.campaign.located
    assert (located.reports["geo_method"] == "online").sum() == 3
    # As when Stop was pressed: the next run takes what was answered, and asks nothing.
    number = len(geocoding_server.asked)
    page.session_state["_online_asking"] = True
    page.run()
    assert not page.exception, page.exception
    assert len(geocoding_server.asked) == number


@pytest.mark.parametrize(
    "trouble", [(429, b"slow", {"Retry-After": "1"}), (200, b"<html>", {}), (403, b"no", {})]
)
def test_trouble_of_the_server_is_said_on_the_page(
    page: AppTest, geocoding_server: GeocodingServer, trouble: tuple[int, bytes, dict[str, str]]
) -> None:
    geocoding_server.answers = [trouble]
    switched_on(page, f"http://{geocoding_server.domain}")
    page.button(key="online_ask").click().run()
    assert not page.exception, page.exception
    assert "2 names were not asked" in page.warning[0].value
    located = page.session_state["_own_campaign"].opened.campaign.located
    assert "online" not in set(located.reports["geo_method"])


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def go(*arguments: object) -> tuple[int, str, str]:
        status = cli._run([str(argument) for argument in arguments])
        return status, *capsys.readouterr()

    return go


def test_the_command_asks_when_told_to(
    run: Run, table: Path, geocoding_server: GeocodingServer
) -> None:
    geocoding_server.answers = [ok(answer(name="Xyzzy Bazaar")), ok()]
    command = ("geocode", table, "-o", "out.csv", "--report", "accounts.json")
    online = ("--online", "nominatim", "--server", f"http://{geocoding_server.domain}")
    status, out, err = run(*command, *online, "--email", "desk@example.org")
    assert status == 0, err
    assert f"go to {geocoding_server.domain}" in err
    assert "was asked for 2 names, 0 more were known from before; 1 were placed" in out
    assert len(geocoding_server.asked) == 2
    assert "desk@example.org" in geocoding_server.agents[0]
    found = pd.read_csv("out.csv", keep_default_na=False)
    assert found["geo_method"].tolist() == ["gazetteer", "online", "online", ""]
    assert found["radius_km"].tolist()[1] == "3.0"
    accounts = json.loads(Path("accounts.json").read_text())["online"]
    assert (accounts["asked"], accounts["placed"], accounts["left"]) == (2, 1, 0)
    assert run(*command, *online)[0] == 0
    assert len(geocoding_server.asked) == 2


def test_the_command_writes_what_it_can_when_the_server_fails(
    run: Run, table: Path, geocoding_server: GeocodingServer
) -> None:
    geocoding_server.answers = [(503, b"", {})]
    online = ("--online", "nominatim", "--server", f"http://{geocoding_server.domain}")
    status, out, err = run("geocode", table, "-o", "out.csv", *online)
    assert status == 0
    assert "2 names were not asked: try again later" in out
    assert "Traceback" not in err
    assert len(pd.read_csv("out.csv")) == 4


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--online", "nominatim"), "asks who you are"),
        (("--online", "atlantis", "--email", "a@example.org"), "no online provider"),
        (("--server", "http://localhost"), "unless --online names a provider"),
        (("--online", "opencage", "--online-option", "key"), "needs a name and a value"),
    ],
)
def test_the_command_says_what_is_missing(
    run: Run, table: Path, options: tuple[str, ...], sentence: str
) -> None:
    status, out, err = run("geocode", table, "-o", "out.csv", *options)
    assert (status, out) == (2, "")
    assert sentence in err
    assert not Path("out.csv").exists()


def test_a_run_that_is_broken_off_says_how_to_go_on(
    run: Run, table: Path, geocoding_server: GeocodingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_args: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("geo._online._ask", interrupted)
    online = ("--online", "nominatim", "--server", f"http://{geocoding_server.domain}")
    status, _, err = run("geocode", table, "-o", "out.csv", *online)
    assert status == 2
    assert "the same command goes on from there" in err
