"""Clients that do not read, and clients that hardly send, hold up nobody: seen on real sockets."""

from __future__ import annotations

import io
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from http.client import HTTPConnection, HTTPResponse
from typing import Any

import pytest

from plumbline.errors import HomeError
from plumbline.interfaces.serving import server as servers
from plumbline.interfaces.serving.requests import DISCARDED_BODY, STRANGERS_BODY
from plumbline.interfaces.serving.server import THREADS, Server

BIG = 20_000_000
MANY = 4 * THREADS
PATIENCE_SECONDS = 60


def pages(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """A small answer, and long ones: in pieces, as one text, from a file."""
    body = environ["wsgi.input"].read()
    start("200 OK", [("Content-Type", "text/plain"), *([("Content-Length", str(BIG))] if environ["PATH_INFO"] == "/file"
                                                       else [])])
    match environ["PATH_INFO"]:
        case "/pieces":
            return (b"x" * 100_000 for _ in range(BIG // 100_000))
        case "/text":
            return [b"x" * BIG]
        case "/file":
            return environ["wsgi.file_wrapper"](io.BytesIO(b"x" * BIG))  # type: ignore[no-any-return]
    return [b"%d" % len(body)]


class Run:
    """A server in a thread of this process."""

    def __init__(self, known: Callable[[Mapping[str, str]], bool] | None = None) -> None:
        sock = servers.listen("127.0.0.1", 0)
        self.port = sock.getsockname()[1]
        self.server = Server(pages, sock, known=known)
        self.thread = threading.Thread(target=self.server.run)
        self.thread.start()
        self.open: list[socket.socket] = []

    def begin(self, sent: bytes) -> socket.socket:
        """A client that sends this, and then does nothing."""
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", self.port))
        client.sendall(sent)
        self.open.append(client)
        return client

    def ask(self, path: str = "/", method: str = "GET", body: bytes | None = None, **headers: str) -> HTTPResponse:
        """An ordinary client, answered."""
        client = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        client.request(method, path, body, headers)
        answer = client.getresponse()
        self.open.append(client.sock)
        return answer

    def close(self) -> None:
        """Stop."""
        for each in self.open:
            each.close()
        self.server.stop()
        self.thread.join(timeout=PATIENCE_SECONDS)
        assert not self.thread.is_alive()


@pytest.fixture
def run() -> Iterator[Run]:
    """A running server."""
    found = Run()
    yield found
    found.close()


def request(path: str, *more: str, method: str = "GET") -> bytes:
    """The head of a request."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *more, "", ""]).encode()


def test_an_ordinary_reader_is_answered_while_all_others_hang(run: Run) -> None:
    slow = [request("/pieces"), request("/text"), request("/file"), request("/")[:-9],
            request("/", "Content-Length: 1000", method="POST") + b"a", request("/")[:3],
            request("/", "Transfer-Encoding: chunked", method="POST") + b"5\r\nab"]
    for number in range(MANY):
        run.begin(slow[number % len(slow)])
    for _ in range(3):
        assert run.ask().read() == b"0"
    # None of them was given up for it: they hang still, and each reader would get all of it.
    assert len(run.server.active_channels) >= MANY
    run.open[0].settimeout(PATIENCE_SECONDS)
    assert run.open[0].recv(12) == b"HTTP/1.1 200"


def test_when_every_place_is_taken_who_dawdles_longest_makes_room(run: Run) -> None:
    run.server.most = 5
    first = run.begin(request("/file"))
    others = [run.begin(request("/")[:5]) for _ in range(30)]
    assert run.ask().read() == b"0"
    first.settimeout(PATIENCE_SECONDS)
    others[0].settimeout(PATIENCE_SECONDS)
    assert others[0].recv(1) == b""
    assert len(run.server.active_channels) <= 5


def test_a_client_that_had_its_time_is_left(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from plumbline.interfaces.serving import patience

    for name in ("STILL_SECONDS", "BEGIN_SECONDS", "REST_SECONDS"):
        monkeypatch.setattr(patience, name, 0.5)
    hanging = [run.begin(sent) for sent in (request("/pieces"), request("/file"), request("/")[:9], b"",
                                            request("/", "Content-Length: 9", method="POST") + b"a")]
    end = time.monotonic() + PATIENCE_SECONDS
    while run.server.active_channels and time.monotonic() < end:
        time.sleep(0.05)
    assert len(run.server.active_channels) == 0
    assert len(hanging) == 5
    assert run.ask().read() == b"0"


def test_of_what_strangers_send_little_is_kept() -> None:
    run = Run(known=lambda headers: headers.get("COOKIE") == "known")
    try:
        small, large = (b"a" * (STRANGERS_BODY + more) for more in (-1, 10))
        assert run.ask("/", "POST", small).read() == str(len(small)).encode()
        assert run.ask("/", "POST", large, Cookie="known").read() == str(len(large)).encode()
        # The application answers, say by a way to sign in; what was sent along is gone.
        assert run.ask("/", "POST", large).read() == b"0"
        for size, kept in ((3, b"3"), (STRANGERS_BODY, b"0")):
            head = request("/", "Transfer-Encoding: chunked", "Connection: close", method="POST")
            chunked = run.begin(head + b"%x\r\n" % size + b"a" * size + b"\r\n0\r\n\r\n")
            chunked.settimeout(PATIENCE_SECONDS)
            assert chunked.makefile("rb").read().endswith(b"\r\n\r\n" + kept)
        client = run.begin(request("/", f"Content-Length: {DISCARDED_BODY}", method="POST"))
        client.settimeout(PATIENCE_SECONDS)
        told = client.makefile("rb").read().decode()
        assert told.startswith("HTTP/1.1 413 ")
        assert "请登录后分批上传大文件" in told
    finally:
        run.close()


def test_a_head_without_end_is_refused(run: Run) -> None:
    client = run.begin(b"GET / HTTP/1.1\r\nA: " + b"a" * (servers.LONGEST_HEAD - 10))
    client.sendall(b"a" * 100)
    client.settimeout(PATIENCE_SECONDS)
    assert client.recv(12).endswith(b" 431")


def test_who_still_sends_reads_the_last_answer_whole(run: Run) -> None:
    client = run.begin(b"GET / HTTP/1.1\r\nA: " + b"a" * servers.LONGEST_HEAD)
    while not any(one.leaving for one in list(run.server.active_channels.values())):
        time.sleep(0.01)
    for _ in range(100):
        client.sendall(b"a" * 10_000)
    client.settimeout(PATIENCE_SECONDS)
    assert client.makefile("rb").read().endswith("清除本站的Cookie。\n[request.head_too_large]\n".encode())
    client.close()
    end = time.monotonic() + PATIENCE_SECONDS
    while run.server.active_channels and time.monotonic() < end:
        time.sleep(0.01)
    assert len(run.server.active_channels) == 0


def test_what_was_asked_is_answered_when_it_stops(run: Run) -> None:
    client = run.begin(request("/text"))
    while not any(one.total_outbufs_len for one in list(run.server.active_channels.values())):
        time.sleep(0.01)
    run.server.stop()
    client.settimeout(PATIENCE_SECONDS)
    got = 0
    while piece := client.recv(1 << 16):
        got += len(piece)
        if got > BIG:
            break
    assert got > BIG


def test_a_port_in_use_and_an_address_of_another_are_told(run: Run) -> None:
    with pytest.raises(HomeError, match=f"port {run.port} on 127.0.0.1 cannot be used"):
        servers.listen("127.0.0.1", run.port)
    with pytest.raises(HomeError, match="is no address of this machine"):
        servers.listen("no.such.host.invalid", 0)
