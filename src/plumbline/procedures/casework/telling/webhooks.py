"""Telling other programs what is published: signed (Standard Webhooks), never to an address of a private network, tried
again where it was not taken. One sender for all procedures."""

from __future__ import annotations

import base64
import http.client
import logging
import secrets
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec
from django.db import transaction
from standardwebhooks import Webhook as Signer

from plumbline.errors import RecordError
from plumbline.methods.shared.public_addresses import is_public
from plumbline.procedures.casework.registry import procedure as procedure_called
from plumbline.procedures.casework.registry import procedures
from plumbline.procedures.casework.telling import feeds
from plumbline.records.accounts.webhooks import Webhook, WebhookMessage
from plumbline.records.core import locks
from plumbline.records.core.cases import CaseEvent, CaseSummary
from plumbline.text import Text

logger = logging.getLogger(__name__)
WAITS = tuple(timedelta(minutes=each) for each in (1, 5, 30, 120, 480, 1440, 1440, 1440))
"""How long after each failure it is tried again; after the last it is given up."""
PORTS = (443, 8443)
SECONDS = 10
"""How long one step of a conversation may take: a piece of the answer, say."""
LONGEST = 30.0
"""Seconds for the whole of one: whoever answers a byte at a time must not keep the others waiting."""
SECRET_BYTES = 24
PUBLISHED = "case.published"
Post = Callable[[str, bytes, Mapping[str, str]], int]


def add(url: str, procedure: str, *, at: datetime) -> Webhook:
    """Let ``url`` be told of what is published of ``procedure`` (empty: of any). The secret that signs it is in the
    row. :raises RecordError: for an address that is not of https, or names a user, a fragment or another port."""
    if procedure:
        procedure_called(procedure)
    parts = _parts(url)
    if parts is None:
        raise RecordError("webhook.url", Text("this is no address that can be told", "该网址不能用于推送"),
                          where=url[:200],
                          why=Text("It begins with https://, and names no user or fragment; its port is 443 or 8443",
                                   "须以https://开头，不含用户名和片段，端口为443或8443"),
                          next_step=Text("Write it as https://example.org/hook", "例如：https://example.org/hook"))
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    return Webhook.objects.create(url=url, procedure=procedure, secret=secret, made_at=at)


def end(number: int, *, at: datetime) -> Webhook:
    """Tell an address nothing more. :raises RecordError: if there is no such one."""
    row = Webhook.objects.filter(pk=number).first()
    if row is None:
        raise RecordError("webhook.unknown", Text(f"there is no webhook {number}", f"没有推送{number}"),
                          next_step=Text("List them with: plumb webhook list", "请用plumb webhook list查看"))
    if row.ended_at is None:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
    return row


def note(event: CaseEvent, at: datetime) -> None:
    """Keep whom ``event`` is to be told, where it publishes something. In its transaction."""
    of = procedures().get(event.case.procedure)
    if of is None or event.member or event.state not in of.public:
        return
    hooks = Webhook.objects.filter(ended_at=None, procedure__in=("", of.name))
    WebhookMessage.objects.bulk_create([WebhookMessage(hook=hook, event=event, next_at=at) for hook in hooks])


def send(*, at: datetime, address: str = "", post: Post | None = None) -> tuple[int, int]:
    """Send what is due; returns how many were taken and how many were not. ``address`` is where the pages are. Each by
    itself, and what was not taken is tried again later."""
    due = WebhookMessage.objects.filter(done_at=None, given_up=False, next_at__lte=at, hook__ended_at=None)
    numbers = list(due.order_by("pk").values_list("pk", flat=True))
    found = [_send(number, at, address, post or _post) for number in numbers]
    return sum(found), len(found) - sum(found)


def _send(number: int, at: datetime, address: str, post: Post) -> bool:
    row = _begun(number, at)
    if row is None:
        return True
    # In no transaction: a store of one file lets nobody else write while there is one, and an address may be slow.
    why = _told(row, at, address, post)
    row.why_not = why[:200]
    if not why:
        row.done_at, row.given_up = at, False
    row.save(update_fields=["why_not", "done_at", "given_up"])
    return not why


def _begun(number: int, at: datetime) -> WebhookMessage | None:
    """What is to be told, counted as one more try before it is, so that two workers do not tell it at once and one that
    is killed meanwhile tells it again later; none where another did."""
    with transaction.atomic():
        locks.record("webhook", str(number))
        row: WebhookMessage = WebhookMessage.objects.select_related("hook", "event__case").get(pk=number)
        if row.done_at is not None or row.given_up or row.next_at > at:
            return None
        row.tries += 1
        if row.tries > len(WAITS):
            row.given_up = True
        else:
            row.next_at = at + WAITS[row.tries - 1]
        row.save(update_fields=["tries", "given_up", "next_at"])
    return row


def _told(row: WebhookMessage, at: datetime, address: str, post: Post) -> str:
    """Tell one address one thing; why it was not taken, empty: it was."""
    body = _document(row.event, address)
    if body is None:
        return ""  # published no more, or not declared here: there is nothing to tell
    id = f"plumbline-{row.pk}"
    signature = Signer(row.hook.secret).sign(msg_id=id, timestamp=at, data=body.decode())
    headers = {"content-type": "application/json", "user-agent": "Plumbline", "webhook-id": id,
               "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signature}
    try:
        status = post(row.hook.url, body, headers)
    except (OSError, http.client.HTTPException) as error:
        logger.info("a webhook was not reached", extra={"fields": {"webhook": row.hook_id}})
        return type(error).__name__ if not isinstance(error, PermissionError) else str(error)
    return "" if 200 <= status < 300 else f"HTTP {status}"


def _document(event: CaseEvent, address: str) -> bytes | None:
    of, case = procedures().get(event.case.procedure), event.case
    row = CaseSummary.objects.filter(case=case, member="", published=True).select_related("case").first()
    if of is None or row is None:
        return None
    one = feeds.one(of, row, event.at)
    return msgspec.json.encode({
        "type": PUBLISHED, "timestamp": event.at.isoformat(), "data": {
            "procedure": of.name, "number": one.number, "title": one.title, "state": event.state,
            "values": {spec.name: text for spec, text in one.values}, "journal": event.entry.number,
            "leaf": bytes(event.leaf).hex(), "url": f"{address}/cases/{of.name}/{one.number}/" if address else None}})


def _parts(url: str) -> Any:
    try:
        parts = urlsplit(url)
        fits = parts.scheme == "https" and parts.hostname and (parts.port or PORTS[0]) in PORTS
        (parts.hostname or "").encode("idna")  # as it is looked up: no part of a name is empty, or over 63 signs
    except ValueError:
        return None
    clean = url.isprintable() and " " not in url and not (parts.username or parts.password or parts.fragment)
    return parts if fits and clean and url.isascii() else None


def _post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Post ``body``; the status of the answer. What the name means is looked up once, and that very address is called,
    so that a name cannot mean another one a moment later; an answer that leads elsewhere is not followed.
    :raises PermissionError: for a name that means an address of a private network."""
    parts = _parts(url)
    if parts is None:
        raise PermissionError("no address that can be told")
    port = parts.port or PORTS[0]
    found = [each[4][0] for each in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)]
    if not found or not all(is_public(str(each)) for each in found):
        raise PermissionError("the name means an address of a private network")
    connection = _Pinned(str(found[0]), parts.hostname, port)
    end = threading.Timer(LONGEST, _hang_up, (connection,))
    end.daemon = True
    end.start()
    try:
        query = f"?{parts.query}" if parts.query else ""
        connection.request("POST", f"{parts.path or '/'}{query}", body, dict(headers))
        return connection.getresponse().status
    finally:
        end.cancel()
        connection.close()


def _hang_up(connection: http.client.HTTPConnection) -> None:
    """End a conversation from another thread; whoever waits for its next byte is told that there is none."""
    if connection.sock is not None:
        with suppress(OSError):
            socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)  # TLS's own would wait for a farewell


class _Pinned(http.client.HTTPSConnection):
    """A connection to one address of the network, which must prove to be ``name``."""

    def __init__(self, address: str, name: str, port: int) -> None:
        super().__init__(name, port, timeout=SECONDS, context=ssl.create_default_context())
        self._address, self._name = address, name

    def connect(self) -> None:
        """Connect to the address that was looked up, whatever the name means by now."""
        plain = socket.create_connection((self._address, self.port), self.timeout)
        context: Any = self._context  # type: ignore[attr-defined]
        # Known before it speaks, so that it can be ended also while the other takes its time to say who it is.
        self.sock = context.wrap_socket(plain, server_hostname=self._name, do_handshake_on_connect=False)
        self.sock.do_handshake()
