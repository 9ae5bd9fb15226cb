"""Other programs are told what is published: signed, never into a private network, tried again."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.db import connection
from standardwebhooks import Webhook as Signer

from plumbline.errors import RecordError
from plumbline.procedures.casework.telling import webhooks
from plumbline.records.accounts.webhooks import Webhook, WebhookMessage
from tests.procedures.casework.procedures import TENDER
from tests.procedures.casework.recalls import Recalls, done

URL = "https://example.org/hook?a=1"


def depth() -> tuple[bool, int]:
    """How deep in transactions the store is."""
    return connection.in_atomic_block, len(connection.savepoint_ids)


class Taker:
    """A program that is told; it answers as a test says."""

    def __init__(self, *answers: int) -> None:
        self.answers, self.told = list(answers), list[tuple[str, bytes, Mapping[str, str]]]()
        self.within: list[tuple[bool, int]] = []

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        self.told.append((url, body, headers))
        self.within.append(depth())
        return self.answers.pop(0) if self.answers else 200


def published(recalls: Recalls, award: str) -> None:
    done(recalls, recalls.who("ann"), award, "decide", of=TENDER, winner="A")


def send(recalls: Recalls, taker: Any, **later: Any) -> tuple[int, int]:
    return webhooks.send(at=recalls.later() + timedelta(**later), address="https://q.example.org", post=taker)


def test_what_is_published_is_told_once_and_signed(recalls: Recalls, award: str, monkeypatch: Any) -> None:
    hook, other = webhooks.add(URL, TENDER, at=recalls.later()), webhooks.add(URL, "test-recall", at=recalls.later())
    ended = webhooks.end(webhooks.add(URL, "", at=recalls.later()).pk, at=recalls.later())
    taker = Taker()
    assert send(recalls, taker) == (0, 0)
    published(recalls, award)
    assert (send(recalls, taker), send(recalls, taker)) == ((1, 0), (0, 0))
    [(url, body, headers)] = taker.told
    sent = datetime.fromtimestamp(int(headers["webhook-timestamp"]), tz=recalls.now.tzinfo)
    assert headers["webhook-signature"] == Signer(hook.secret).sign(headers["webhook-id"], sent, body.decode())
    told = msgspec.json.decode(body)
    assert (url, told["type"], told["data"]["url"]) == (
        URL, "case.published", f"https://q.example.org/cases/{TENDER}/{award}/")
    assert told["data"]["values"] == {"region": "1", "name": "Best", "winner": "A"}
    assert not WebhookMessage.objects.filter(hook__in=(other, ended)).exists()
    assert taker.within == [depth()], "others write while an address is told"


def test_what_is_not_taken_is_tried_again_and_given_up_at_last(recalls: Recalls, award: str) -> None:
    webhooks.add(URL, "", at=recalls.later())
    published(recalls, award)
    taker = Taker(500, 302)
    assert send(recalls, taker) == (0, 1)
    assert send(recalls, taker) == (0, 0)
    assert send(recalls, taker, minutes=2) == (0, 1)
    assert WebhookMessage.objects.get().why_not == "HTTP 302"

    def away(*_: Any) -> int:
        raise ConnectionRefusedError

    for day in range(1, 30, 2):
        send(recalls, away, days=day)
    row = WebhookMessage.objects.get()
    assert (row.given_up, row.tries, row.why_not) == (True, len(webhooks.WAITS) + 1, "ConnectionRefusedError")


@pytest.mark.parametrize("url", [
    "http://example.org/", "https://", "https://user@example.org/", "https://example.org/#x", "https://example.org:22/",
    "https://example.org:x/", "ftp://example.org/", "https://exa mple.org/", "https://例子.org/", "javascript:alert(1)",
    "https://a..b/", "https://.example.org/", f"https://{'a' * 64}.org/",
])
def test_an_address_that_cannot_be_told_is_refused(recalls: Recalls, url: str) -> None:
    with pytest.raises(RecordError) as error:
        webhooks.add(url, "", at=recalls.later())
    assert error.value.code == "webhook.url"
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("means", ["127.0.0.1", "10.0.0.5", "169.254.169.254", "::1", "::ffff:192.168.0.1"])
def test_a_name_that_means_a_private_address_is_not_called(
        recalls: Recalls, award: str, monkeypatch: pytest.MonkeyPatch, means: str) -> None:
    webhooks.add(URL, "", at=recalls.later())
    published(recalls, award)
    # One of several addresses is enough: which of them would be called is not ours to say.
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in ("93.184.215.14", means)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: answers)

    def never(*_: Any, **__: Any) -> Any:
        raise AssertionError("it was called")

    monkeypatch.setattr(socket, "create_connection", never)
    assert webhooks.send(at=recalls.later()) == (0, 1)
    assert WebhookMessage.objects.get().why_not == "the name means an address of a private network"


def test_the_address_that_was_looked_up_is_the_one_that_is_called(
        recalls: Recalls, award: str, monkeypatch: pytest.MonkeyPatch) -> None:
    webhooks.add(URL, "", at=recalls.later())
    published(recalls, award)
    called = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 443))])

    def refuses(address: Any, *_: Any) -> Any:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuses)
    assert webhooks.send(at=recalls.later()) == (0, 1)
    assert called == [("93.184.215.14", 443)]


def test_one_that_is_not_there_is_not_ended(recalls: Recalls) -> None:
    with pytest.raises(RecordError) as error:
        webhooks.end(77, at=recalls.later())
    assert error.value.code == "webhook.unknown"


def test_whoever_answers_a_byte_at_a_time_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    listening, left = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def drips() -> None:
        with listening, listening.accept()[0] as taken:
            try:
                taken.sendall(b"HTTP/1.1 2")
                while True:  # each byte well within the time that one step may take
                    taken.sendall(b"x")
                    time.sleep(0.02)
            except OSError:
                left.set()

    threading.Thread(target=drips, daemon=True).start()
    monkeypatch.setattr(webhooks, "is_public", lambda _address: True)
    monkeypatch.setattr(webhooks, "LONGEST", 0.2)
    here = http.client.HTTPConnection(*listening.getsockname(), timeout=10)
    monkeypatch.setattr(webhooks, "_Pinned", lambda *_: here)
    with pytest.raises((OSError, http.client.HTTPException)):
        webhooks._post("https://localhost/hook", b"{}", {})
    assert left.wait(60)
