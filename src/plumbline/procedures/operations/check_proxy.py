"""Whether the settings for a web server before the pages go together: ``https``, ``hosts``, ``proxies``."""

from __future__ import annotations

from collections.abc import Iterator

from plumbline.procedures.operations.doctor import FAULT, OK, WARN, Finding, Serving

CHECK = "proxy"
PAGE = "The page on running Plumbline shows it for nginx and Caddy"


def look(serving: Serving, where: str) -> Iterator[Finding]:
    """The findings; one that is well where nothing is wrong."""
    found = [*_wrong(serving, where)]
    if not found:
        said = f"behind TLS, by {', '.join(serving.proxies)}" if serving.https else "without TLS"
        found = [Finding(CHECK, OK, f"the pages are served {said}", where)]
    yield from found


def _wrong(serving: Serving, where: str) -> Iterator[Finding]:
    for one in serving.unread:
        yield Finding(CHECK, FAULT, f"'{one}' is not the address of a proxy", where,
                      "It is neither an IP address nor a network, so nothing is trusted by it",
                      'Write it as in proxies = ["127.0.0.1", "10.0.0.0/8", "2001:db8::/32"]')
    if any(one.endswith("/0") for one in serving.proxies):
        yield Finding(CHECK, WARN, "every address is trusted as a proxy", where,
                      "Anybody can then say which address they come from", "Name the proxy's own address")
    if serving.https and not serving.proxies:
        yield Finding(CHECK, WARN, "https = true, but no proxy is named", where,
                      "All clients look like the proxy: wrong passwords of one close the door for everybody, and "
                      "browsers are not told to stay with TLS",
                      f'Name the proxy, as in proxies = ["127.0.0.1"]. {PAGE}')
    if serving.https and not serving.hosts:
        yield Finding(CHECK, WARN, "https = true, but no host is named", where,
                      "Requests for the public name are refused", f'Write hosts = ["quality.example.org"]. {PAGE}')
    if "*" in serving.hosts:
        yield Finding(CHECK, WARN, "every host name is answered", where,
                      "Links then carry whatever name a request brings", "Name the host under which people come")
    if serving.proxies and not serving.https:
        yield Finding(CHECK, WARN, "a proxy is named, but https is not true", where,
                      "Cookies would travel in the clear", "Write https = true once the proxy serves TLS")
