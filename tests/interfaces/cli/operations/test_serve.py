"""A served home: the pages answer, the worker lives, the log is written, and nothing is left when it stops."""

from __future__ import annotations

import http.cookiejar
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from plumbline.home import Home
from tests.commands import plumb, well

NAME, PASSWORD = "liwei.zhang", "correct horse battery staple"
PATIENCE_SECONDS = 90


@dataclass
class Served:
    """A running server."""

    home: Home
    port: int
    process: subprocess.Popen[str]

    def get(self, path: str) -> tuple[int, dict[str, object]]:
        """Status and document of an address that answers with JSON."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def lines(self) -> list[dict[str, object]]:
        """What is in the log."""
        file = self.home.path / "plumb.log"
        return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An empty home, served with its log in a file."""
    place = Home(tmp_path_factory.mktemp("served") / "home").create(settings={"log": "plumb.log", "log_level": "info"})
    well("init", home=place.path)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "plumbline", "serve", "--port", str(port), "--home", str(place.path), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, umask=0) as process:
        here = Served(place, port, process)
        try:
            _wait_until_well(here)
            yield here
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)


def _wait_until_well(served: Served) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and served.process.poll() is None:
        try:
            if served.get("/health") == (200, {"ok": True}):
                return
        except (OSError, ValueError):
            pass
        time.sleep(0.2)
    served.process.kill()
    pytest.fail(f"the server did not become well: {served.process.communicate()}")


@pytest.mark.slow
def test_it_is_well_once_its_worker_lives(served: Served) -> None:
    assert served.get("/health") == (200, {"ok": True})
    old = time.time() - 3600
    os.utime(served.home.heartbeat, (old, old))
    assert served.get("/health") == (503, {"ok": False})
    served.home.heartbeat.touch()


@pytest.mark.slow
def test_a_failed_sign_in_leaves_neither_name_nor_password_in_the_log(served: Served) -> None:
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    browser.open(f"http://127.0.0.1:{served.port}/sign-in", timeout=10).close()
    token = next(one.value for one in jar if one.name == "plumb_csrf")
    form = urllib.parse.urlencode({"username": NAME, "password": PASSWORD, "csrfmiddlewaretoken": token})
    with browser.open(f"http://127.0.0.1:{served.port}/sign-in", form.encode(), timeout=30) as answer:
        number = answer.headers["X-Request-ID"]
    about = [line for line in served.lines() if line.get("request") == number]
    assert [(line["logger"], line["message"]) for line in about] == [
        ("plumbline.sign-in", "a sign-in failed"), ("plumbline.requests", "answered")]
    assert about[1]["route"] == "sign-in"
    everything = (served.home.path / "plumb.log").read_text("utf-8")
    assert [word for word in ("liwei", "zhang", "horse", "battery", str(token)) if word in everything] == []


@pytest.mark.slow
def test_the_doctor_sees_the_port_in_use_and_upgrade_has_nothing_to_do(served: Served) -> None:
    document = plumb("doctor", "--port", served.port, home=served.home.path).document
    assert next(one["what"] for one in document["checks"] if one["check"] == "port") == \
        f"port {served.port} is in use"
    assert well("upgrade", home=served.home.path)["applied"] == []


@pytest.mark.slow
def test_clients_that_hang_hold_up_nobody(served: Served) -> None:
    hanging = []
    heads = ["GET /static/plumbline/tables.css HTTP/1.1", "GET /records/inspection.csv HTTP/1.1", "GET / HTTP/1.1",
             "GET /api/v1/openapi.json HTTP/1.1", "GET /sign-in", "POST /sign-in HTTP/1.1\r\nContent-Length: 500",
             "POST /imports/new HTTP/1.1\r\nContent-Length: 900000"]
    for number in range(5 * len(heads)):
        client = socket.create_connection(("127.0.0.1", served.port))
        head = heads[number % len(heads)]
        end = "" if head == "GET /sign-in" else "\r\nHost: 127.0.0.1\r\n\r\n"
        client.sendall((head + end + ("a" if head.startswith("POST") else "")).encode())
        hanging.append(client)
    with urllib.request.urlopen(f"http://127.0.0.1:{served.port}/about/", timeout=PATIENCE_SECONDS) as answer:
        assert answer.status == 200
    for client in hanging:
        client.close()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="rights are others there")
def test_what_server_and_worker_write_is_for_the_owner_alone(served: Served) -> None:
    names = {path.name for path in served.home.path.rglob("*")}
    assert {"plumb.log", "worker", "plumbline.sqlite3-wal", "plumbline.sqlite3-shm"} <= names
    assert [path for path in served.home.path.rglob("*") if path.lstat().st_mode & 0o077] == []


@pytest.mark.slow
def test_stopped_it_leaves_no_sign_of_life(served: Served) -> None:
    served.process.send_signal(signal.SIGTERM)
    served.process.wait(timeout=60)
    assert not served.home.heartbeat.exists()
