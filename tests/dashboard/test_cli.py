"""The command: what it writes, and the one sentence it says when it cannot."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from dashboard import cli, server

Write = Callable[[str, str | bytes], Path]
Run = Callable[..., "Ran"]

COLUMNS = [
    *("site_id", "site", "level", "admin1", "latitude", "longitude", "radius_km"),
    *("day", "state", "reports", "sources", "size_low", "size_high"),
]
ACCOUNTS = ["format", "rows_read", "accepted", "rejected", "located", "unlocated", "by_level"]
REPORTS = """date,date_end,place,spot,status,note
2021-01-03,,Quetta,Western Bypass,start,=1+1
2021-01-05,2021-01-06,Karachi,Numaish Chowrangi,observed,
2021-01-05,,Atlantis,,observed,
soon,,Quetta,,observed,
"""


class Ran:
    """What a run left behind."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def go(*arguments: object) -> Ran:
        status = cli._run([str(argument) for argument in arguments])
        return Ran(status, *capsys.readouterr())

    return go


def failed(ran: Ran) -> str:
    """Check that a run failed with one sentence on stderr and nothing on stdout; return it."""
    assert ran.status == 2
    assert ran.out == ""
    assert ran.err.startswith("dharna: ")
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err
    assert len(ran.err) < 800
    return ran.err


@pytest.fixture
def reports(write: Write) -> Path:
    return write("own.csv", REPORTS)


# timeline


def test_timeline_writes_csv(run: Run, reports: Path) -> None:
    ran = run("timeline", reports, "-o", "t.csv")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == ("t.csv: 6 site-days of 2 sites; 4 rows read, 1 rejected, 1 not placed\n")
    table = pd.read_csv("t.csv", parse_dates=["day"])
    assert list(table.columns) == COLUMNS
    assert pd.api.types.is_datetime64_any_dtype(table["day"])
    assert Path("t.csv").read_text().splitlines()[1].count("2021-01-03") == 1
    karachi = table[table["site_id"] == "PK-SD/karachi"]
    assert karachi["state"].tolist() == ["started", "continuing"]


def test_timeline_writes_parquet(run: Run, reports: Path) -> None:
    assert run("timeline", reports, "--out", "t.parquet").status == 0
    table = pd.read_parquet("t.parquet")
    assert list(table.columns) == COLUMNS
    assert pd.api.types.is_datetime64_any_dtype(table["day"])
    assert table["day"].min() == pd.Timestamp("2021-01-03")
    run("timeline", reports, "-o", "t.csv")
    again = pd.read_csv("t.csv", parse_dates=["day"])
    assert again["state"].tolist() == table["state"].tolist()


def test_timeline_gathers_weeks_and_months(run: Run, reports: Path) -> None:
    ran = run("timeline", reports, "-o", "t.csv", "--period", "week")
    assert "site-weeks of 2 sites" in ran.out
    table = pd.read_csv("t.csv", parse_dates=["day"])
    assert list(table.columns) == COLUMNS
    assert (table["day"].dt.day_of_week == 0).all()
    ran = run("timeline", reports, "-o", "t.csv", "--period", "year")
    assert ran.status == 2
    assert "give day, week or month" in ran.err


def test_timeline_takes_its_options(run: Run, write: Write) -> None:
    path = write("g.csv", "date,place,spot\n2021-01-01,Quetta,Western Bypass\n2021-01-04,Quetta,\n")

    def states(*options: str) -> list[str]:
        assert run("timeline", path, "-o", "t.csv", *options).status == 0
        return pd.read_csv("t.csv")["state"].tolist()

    assert states("--gap-days", "1")[-1] == "started"
    assert states("--gap-days", "2")[-1] == "continuing"
    assert states("--gap-days", "2", "--level", "town")[-1] == "continuing"
    assert len(states("--level", "spot")) == 1 + 4
    assert len(states("--country", "pk")) == 4


def test_timeline_of_the_shipped_campaign(run: Run) -> None:
    assert run("timeline", "machh_2021", "-o", "t.csv").status == 0
    table = pd.read_csv("t.csv")
    assert list(table.columns) == COLUMNS
    assert not table.duplicated(["site_id", "day"]).any()
    assert set(table["state"]) == {"started", "continuing", "ended", "silent"}


@pytest.mark.parametrize("text", ["date,place\n", "date,place\nsoon,Quetta\n"])
def test_timeline_of_nothing_has_a_header(run: Run, write: Write, text: str) -> None:
    assert run("timeline", write("n.csv", text), "-o", "t.csv").status == 0
    assert Path("t.csv").read_text() == ",".join(COLUMNS) + "\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["-o", "t.txt"], "name a file that ends in .csv or .parquet"),
        (["-o", "no/t.csv"], "Cannot write no/t.csv: No such file or directory"),
        (["-o", "t.csv", "--level", "street"], "--level is 'street'; give town or spot."),
        (["-o", "t.csv", "--gap-days", "-1"], "The gap rule is -1 days; give 0 or more."),
        (["-o", "t.csv", "--gap-days", "one"], "'--gap-days'"),
        (["-o", "t.csv", "--country", "X1"], "No gazetteer ships for the country 'X1'"),
        (["-o", "t.csv", "--colour", "red"], "No such option: --colour"),
        (["-o", "t.csv", "more"], "There is no file more"),
        ([], "Missing option"),
        (["-o"], "requires an argument"),
    ],
)
def test_timeline_says_what_is_wrong(
    run: Run, reports: Path, arguments: list[str], sentence: str
) -> None:
    assert sentence in failed(run("timeline", reports, *arguments))
    assert [p.name for p in Path().iterdir()] == ["own.csv"]


HOSTILE = {
    "empty.csv": "",
    "binary.csv": bytes(range(256)),
    "page.csv": "<html>" + "x" * 50_000 + "</html>",
    "twice.csv": "date,place,place\n1,2,3\n",
    "no_date.csv": "place\nQuetta\n",
    "no_place.csv": "date\n2021-01-05\n",
    "bad.xlsx": b"\xd0\xcf\x11\xe0" + b"\x00" * 100,
    "cut.xlsx": b"PK\x03\x04" + b"\x00" * 100,
    "table.json": "{}",
    "a\nb.csv": "",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_one_sentence(run: Run, write: Write, name: str) -> None:
    path = write(name, HOSTILE[name])
    failed(run("timeline", path, "-o", "t.csv"))
    if name != "no_date.csv":
        failed(run("geocode", path, "-o", "t.csv"))
    assert not Path("t.csv").exists()


@pytest.mark.parametrize("source", ["nowhere.csv", "machh", "db://host/x", "x" * 5000, "."])
def test_sources_that_are_not_there(run: Run, source: str) -> None:
    for command in ("timeline", "geocode"):
        failed(run(command, source, "-o", "t.csv"))


# geocode


def test_geocode_keeps_rows_and_accounts_for_them(run: Run, reports: Path) -> None:
    ran = run("geocode", reports, "-o", "g.csv", "--report", "g.json")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("g.csv: 4 rows read, 1 rejected, 2 placed (2 spot), 1 not placed")
    table = pd.read_csv("g.csv", dtype="str", keep_default_na=False)
    assert table["place"].tolist() == ["Quetta", "Karachi", "Atlantis", "Quetta"]
    assert table["note"].tolist() == ["'=1+1", "", "", ""]
    accounts = json.loads(Path("g.json").read_text(encoding="utf-8"))
    assert list(accounts) == ACCOUNTS
    assert accounts["rows_read"] == 4
    assert accounts["by_level"] == {"spot": 2}


def test_geocode_writes_parquet(run: Run, reports: Path) -> None:
    assert run("geocode", reports, "-o", "g.parquet").status == 0
    table = pd.read_parquet("g.parquet")
    assert table["note"].tolist()[0] == "=1+1"
    assert table["latitude"].isna().tolist() == [False, False, True, True]


def test_geocode_needs_no_day(run: Run, write: Write) -> None:
    path = write("p.csv", "place\nQuetta\n\nکراچی\n")
    assert run("geocode", path, "-o", "g.csv").status == 0
    assert pd.read_csv("g.csv")["site_id"].tolist() == ["PK-BA/quetta", "PK-SD/karachi"]


def test_geocode_never_writes_over_its_own_input(run: Run, reports: Path) -> None:
    before = reports.read_bytes()
    assert "is the input itself" in failed(run("geocode", reports, "-o", reports))
    assert reports.read_bytes() == before


def test_what_geocode_wrote_is_read_back_as_it_was(run: Run, reports: Path) -> None:
    assert run("geocode", reports, "-o", "g.csv").status == 0
    assert run("geocode", "g.csv", "-o", "again.csv").status == 0
    first, again = pd.read_csv("g.csv"), pd.read_csv("again.csv")
    placed = first["level"].notna() & (first["geo_method"] != "given")
    assert placed.any()
    assert (again.loc[placed, "geo_method"] == "given").all()
    assert again.loc[placed, "level"].isin(["town", "spot"]).all()


def test_geocode_says_what_is_wrong(run: Run, reports: Path) -> None:
    assert "name a file that ends in" in failed(run("geocode", reports, "-o", "g.xlsx"))
    assert "Cannot write no/g.csv" in failed(run("geocode", reports, "-o", "no/g.csv"))
    assert "Cannot write no/g.json" in failed(
        run("geocode", reports, "-o", "g.csv", "--report", "no/g.json")
    )
    assert sorted(p.name for p in Path().iterdir() if p.name.startswith(".")) == []


# datasets, help, usage


def test_datasets_lists_what_ships(run: Run) -> None:
    ran = run("datasets")
    assert ran.status == 0
    (line,) = [row for row in ran.out.splitlines() if row.startswith("machh_2021\t")]
    assert line.split("\t")[2:] == ["2021-01-03 to 2021-01-09", "249 reports"]


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["--nonsense"], ["timeline"], ["geocode"]])
def test_wrong_usage_is_one_sentence(run: Run, arguments: list[str]) -> None:
    assert "dharna --help" in failed(run(*arguments))


@pytest.mark.parametrize("command", ["", "run", "timeline", "geocode", "datasets"])
def test_every_command_explains_itself(run: Run, command: str) -> None:
    ran = run(*filter(None, [command]), "--help")
    assert (ran.status, ran.err) == (0, "")
    assert "Usage: dharna" in ran.out


def test_an_interrupt_is_no_traceback(
    run: Run, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("geo.pipeline.open_campaign", interrupt)
    ran = run("timeline", reports, "-o", "t.csv")
    assert ran.status == 130
    assert ran.err == "dharna: stopped; nothing is left half-written.\n"


# run


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind((server.ADDRESS, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_in_use_is_one_sentence(run: Run, taken: int) -> None:
    ran = run("run", "machh_2021", "--port", taken, "--headless")
    assert f"Port {taken} on 127.0.0.1 is taken" in failed(ran)


@pytest.mark.parametrize("port", ["-1", "70000", "many"])
def test_a_port_that_cannot_be_is_one_sentence(run: Run, port: str) -> None:
    assert "ort" in failed(run("run", "--port", port, "--headless"))


def test_run_tells_of_a_bad_source_before_it_serves(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DHARNA_SOURCE", "unset")
    monkeypatch.setattr(
        "streamlit.web.bootstrap.run", lambda *_, **__: pytest.fail("it was served")
    )
    assert "is empty" in failed(run("run", write("e.csv", ""), "--headless"))
    assert "There is no file" in failed(run("run", "nowhere.csv", "--headless"))
    assert "There is no file" in failed(run("run", "x" * 5000, "--headless"))


def test_the_server_itself_finds_a_free_port_beside_a_taken_one(
    run: Run, taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from streamlit import config

    asked = []
    monkeypatch.setattr(server, "_FIRST_PORT", taken)
    monkeypatch.setattr(server, "_warm_up", lambda *_: None)
    monkeypatch.setattr(
        "streamlit.web.bootstrap.run",
        lambda *_, **__: asked.append(
            (config.get_option("server.port"), config.is_manually_set("server.port"))
        ),
    )
    assert run("run", "--headless").status == 0
    assert run("run", "--headless", "--port", 0).status == 0
    # Of a port that is not set by hand Streamlit binds the next: nothing comes between.
    assert asked == [(taken, False), (0, True)]


def test_it_is_served_on_this_machine_only_and_tells_nobody() -> None:
    from streamlit import config

    options = server._options(headless=True)
    assert set(options) <= set(config.get_config_options())
    assert options["server.address"] == "127.0.0.1"
    assert options["browser.gatherUsageStats"] is False
    assert options["client.showErrorDetails"] == "none"


# The installed script


def script(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = Path(sys.executable).parent / "dharna"
    return subprocess.run(
        [path, *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )


def test_the_installed_script_from_any_folder(tmp_path: Path, reports: Path) -> None:
    done = script("timeline", reports.name, "-o", "t.csv", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert list(pd.read_csv(tmp_path / "t.csv").columns) == COLUMNS
    wrong = script("timeline", "nowhere.csv", "-o", "t.csv", folder=tmp_path)
    failed(Ran(wrong.returncode, wrong.stdout, wrong.stderr))
