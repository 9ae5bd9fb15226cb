"""Which addresses of the network are everybody's: a server that calls what others name must reach no other."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

EMBEDDING = tuple(ip_network(each) for each in ("2002::/16", "2001::/32", "64:ff9b::/96", "64:ff9b:1::/48"))
"""Networks of IPv6 whose addresses stand for one of IPv4, which may be anybody's: 6to4 (RFC 3056), Teredo (RFC 4380),
NAT64 (RFC 6052, RFC 8215)."""


def is_public(address: str) -> bool:
    """Whether ``address``, an address of IPv4 or IPv6, is one that the whole network reaches: none of a private
    network, of this machine, of this link, none that stands for another, none for many at once. False for what is no
    address."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif any(found in network for network in EMBEDDING):
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)
