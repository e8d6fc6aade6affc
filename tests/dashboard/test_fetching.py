"""A file from a web address: from the open internet only, and whole or not at all."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from dashboard import fetching
from dashboard.fetching import fetch, is_public
from geo.errors import InputError


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/moved.csv":
            self.send_response(302)
            self.send_header("Location", "/events.csv")
            self.end_headers()
        elif self.path == "/to-file":
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
            self.end_headers()
        elif self.path == "/none.csv":
            self.send_error(404)
        elif self.path == "/broken.csv":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"date,place\n")
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"date,place\n2021-01-05,Quetta\n")

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def anyone(address: str) -> bool:
    return bool(address)


@pytest.mark.parametrize("path", ["/events.csv", "/moved.csv", "/a%2Fb/..%2Fevents.csv"])
def test_a_file_comes_whole(site: str, tmp_path: Path, path: str) -> None:
    told: list[int] = []
    got = fetch(site + path, tmp_path, allowed=anyone, progress=lambda come, _: told.append(come))
    assert got.parent == tmp_path
    assert got.read_bytes() == b"date,place\n2021-01-05,Quetta\n"
    assert told == [29]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0"])
def test_a_private_address_is_refused_however_it_is_written(
    site: str, tmp_path: Path, host: str
) -> None:
    port = site.rpartition(":")[2]
    with pytest.raises(InputError, match="private address"):
        fetch(f"http://{host}:{port}/events.csv", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/none.csv", "answered 404"),
        ("/broken.csv", "broke off after 11 of 1,000 bytes"),
        ("/to-file", "answered 302|cannot be reached"),
    ],
)
def test_what_gives_no_file_is_one_sentence(
    site: str, tmp_path: Path, path: str, said: str
) -> None:
    with pytest.raises(InputError, match=said) as told:
        fetch(site + path, tmp_path, allowed=anyone)
    assert "\n" not in str(told.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["", "events.csv", "file:///etc/passwd", "ftp://x/y", "http://"])
def test_only_web_addresses_are_taken(tmp_path: Path, url: str) -> None:
    with pytest.raises(InputError, match="no web address"):
        fetch(url, tmp_path)


def test_a_host_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no-such-host\.invalid cannot be reached"):
        fetch("http://no-such-host.invalid/x.csv", tmp_path)


def test_more_than_the_limit_is_not_kept(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LARGEST_BYTES", 10)
    with pytest.raises(InputError, match="sends more than"):
        fetch(site + "/events.csv", tmp_path, allowed=anyone)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "address",
    ["10.0.0.1", "172.16.0.1", "169.254.169.254", "::1", "fe80::1%eth0", "fd00::1", "224.0.0.1"],
)
def test_addresses_within_networks_are_not_public(address: str) -> None:
    assert not is_public(address)
