"""The proxy before the server: who its client is, and whether it came over TLS, where a trusted proxy says so.

Anybody can write ``X-Forwarded-For``. So these headers count only where the connection itself comes from an address
that the setting ``proxies`` names, and of a chain only the part that such proxies wrote: it is read from its end, and
the first address in it that is no proxy of ours is the client. From all others the headers are removed unread.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
FOR, PROTO = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"
OTHERS = ("HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_CLIENT_IP", "HTTP_TRUE_CLIENT_IP", "HTTP_CF_CONNECTING_IP")
SCHEME = "wsgi.url_scheme"
SAFE = ("GET", "HEAD")


class Forwarded:
    """Puts the client's address and scheme in their places, before anything else looks at them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.trusted = networks(settings.PROXIES)[0]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        told = apply(request.META, self.trusted)
        if told == "http" and settings.HTTPS and request.method in SAFE:
            # The proxy took it in the clear, and everything here is served over TLS.
            return HttpResponsePermanentRedirect(f"https://{request.get_host()}{request.get_full_path()}")
        return self.get_response(request)


def apply(environ: dict[str, Any], trusted: Iterable[Network]) -> str:
    """Rewrite ``environ`` by what trusted proxies say, and drop all other claims. Returns the scheme they told, or
    an empty text."""
    chain, schemes = _list(environ.pop(FOR, "")), [one.lower() for one in _list(environ.pop(PROTO, ""))]
    for name in [name for name in environ if name.startswith("HTTP_X_FORWARDED") or name in OTHERS]:
        del environ[name]
    peer = address(str(environ.get("REMOTE_ADDR", "")))
    trusted = tuple(trusted)
    if peer is None or not _within(peer, trusted):
        return ""
    client, hops = _client(peer, chain, trusted)
    environ["REMOTE_ADDR"] = str(client)
    told = schemes[max(0, len(schemes) - hops)] if schemes else ""
    if told not in ("http", "https"):
        return ""
    environ[SCHEME] = told
    return told


def _client(peer: Address, chain: list[str], trusted: tuple[Network, ...]) -> tuple[Address, int]:
    """The client, and how many proxies of ours its request came through."""
    found, hops = peer, 0
    for given in reversed(chain):
        if not _within(found, trusted):
            break
        hops += 1
        before = address(given)
        if before is None:
            break  # what a proxy of ours took from its peer is unreadable: that peer's proxy is all we know
        found = before
    return found, max(1, hops)


def address(text: str) -> Address | None:
    """An address as proxies write it: also with a port, in brackets or quotation marks; None where it is none."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def networks(given: object) -> tuple[tuple[Network, ...], tuple[str, ...]]:
    """The setting ``proxies``: the networks it names, and what in it is none."""
    found, unread = [], []
    for one in given if isinstance(given, (list, tuple)) else [given] if given else []:
        try:
            if not isinstance(one, str):
                raise ValueError(one)
            found.append(ipaddress.ip_network(one.strip(), strict=False))
        except ValueError:
            unread.append(str(one))
    return tuple(found), tuple(unread)


def origins(hosts: Iterable[str]) -> list[str]:
    """The origins of the pages behind TLS, by the setting ``hosts``: each as a browser writes it."""
    return [f"https://{'*' if host.startswith('.') else ''}{host.lower()}" for host in hosts if host and host != "*"]


def names(hosts: Iterable[str]) -> list[str]:
    """The setting ``hosts`` without ports, as the ``Host`` header is checked."""
    def name(host: str) -> str:
        if host.startswith("["):
            return host.partition("]")[0] + "]"
        return host.partition(":")[0] if host.count(":") == 1 else host

    return [name(host).lower() for host in hosts]


def _list(text: object) -> list[str]:
    return [part.strip() for part in str(text).split(",")] if text else []


def _within(one: Address, trusted: tuple[Network, ...]) -> bool:
    return any(one.version == network.version and one in network for network in trusted)
