"""Where a request comes from: the one place that says so."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest

CUSTOMER_BITS = 64
"""Of an IPv6 address: what is behind them belongs to one customer, who may take any of its addresses."""


def client_address(request: HttpRequest) -> str:
    """The address of whoever asks, as the server saw it."""
    return str(request.META.get("REMOTE_ADDR", ""))


def network(address: str) -> str:
    """What counts as one place: an IPv4 address, or the network of an IPv6 one. Anything else stays as it is."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:60]
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, CUSTOMER_BITS), strict=False))
