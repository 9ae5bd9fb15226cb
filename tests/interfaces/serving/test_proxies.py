"""Whose word on the client's address and scheme counts: a trusted proxy's, and nobody else's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from plumbline.home import Home
from plumbline.interfaces.serving.proxies import Forwarded, apply, names, networks, origins

TRUSTED = networks(["127.0.0.1", "10.0.0.0/8", "2001:db8:1::/48", "::1"])[0]


def told(peer: str, chain: str = "", proto: str = "", **more: str) -> tuple[str, str]:
    """The address and scheme that the application then finds."""
    environ: dict[str, Any] = {"REMOTE_ADDR": peer, "wsgi.url_scheme": "http", **more}
    environ |= {"HTTP_X_FORWARDED_FOR": chain} if chain else {}
    environ |= {"HTTP_X_FORWARDED_PROTO": proto} if proto else {}
    apply(environ, TRUSTED)
    assert [name for name in environ if "FORWARDED" in name or name == "HTTP_X_REAL_IP"] == []
    return environ["REMOTE_ADDR"], environ["wsgi.url_scheme"]


@pytest.mark.parametrize(("peer", "chain", "proto", "expected"), [
    ("127.0.0.1", "203.0.113.7", "https", ("203.0.113.7", "https")),
    # Not a proxy of ours: what it says is dropped.
    ("203.0.113.9", "198.51.100.1", "https", ("203.0.113.9", "http")),
    ("2001:db8:2::9", "198.51.100.1", "https", ("2001:db8:2::9", "http")),
    ("localhost", "198.51.100.1", "https", ("localhost", "http")),
    # What the client wrote in front of what the proxy wrote is not read.
    ("127.0.0.1", "1.1.1.1, 203.0.113.7", "https", ("203.0.113.7", "https")),
    ("127.0.0.1", "1.1.1.1, 10.0.0.1, 203.0.113.7", "https", ("203.0.113.7", "https")),
    ("127.0.0.1", "203.0.113.7", "https, http", ("203.0.113.7", "http")),
    # Several proxies of ours: the outer one took it over TLS, the inner one not.
    ("127.0.0.1", "203.0.113.7, 10.1.2.3", "https", ("203.0.113.7", "https")),
    ("127.0.0.1", "203.0.113.7, 10.1.2.3", "https, http", ("203.0.113.7", "https")),
    ("127.0.0.1", "6.6.6.6, 203.0.113.7, 10.1.2.3", "https, http, http", ("203.0.113.7", "http")),
    # IPv6, as a mapped address, in brackets, with a port, with a zone.
    ("::ffff:127.0.0.1", "203.0.113.7", "https", ("203.0.113.7", "https")),
    ("::1", "[2001:db8:5::7]:4711", "https", ("2001:db8:5::7", "https")),
    ("2001:db8:1::5", '"[2001:db8:5::7]"', "https", ("2001:db8:5::7", "https")),
    ("127.0.0.1", "203.0.113.7:55000", "https", ("203.0.113.7", "https")),
    ("127.0.0.1", "fe80::1%eth0", "https", ("fe80::1", "https")),
    # Malformed: then the proxy is all that is known.
    ("127.0.0.1", "unknown", "https", ("127.0.0.1", "https")),
    ("127.0.0.1", "203.0.113.7, <script>", "https", ("127.0.0.1", "https")),
    ("127.0.0.1", ",,", "HTTPS", ("127.0.0.1", "https")),
    ("127.0.0.1", "999.1.1.1", "javascript", ("127.0.0.1", "http")),
    ("127.0.0.1", "", "", ("127.0.0.1", "http")),
    # A client within the proxies' own network.
    ("127.0.0.1", "10.9.9.9", "http", ("10.9.9.9", "http")),
])
def test_who_asks_and_how(peer: str, chain: str, proto: str, expected: tuple[str, str]) -> None:
    assert told(peer, chain, proto) == expected


def test_other_headers_of_the_kind_are_dropped_from_everybody() -> None:
    more = {"HTTP_FORWARDED": "for=1.1.1.1;proto=https", "HTTP_X_REAL_IP": "1.1.1.1",
            "HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_X_FORWARDED_PORT": "1"}
    assert told("127.0.0.1", "203.0.113.7", "https", **more) == ("203.0.113.7", "https")
    assert told("203.0.113.9", **more) == ("203.0.113.9", "http")


def test_without_proxies_nobody_is_trusted() -> None:
    environ = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "1.1.1.1", "HTTP_X_FORWARDED_PROTO": "https"}
    assert apply(environ, ()) == ""
    assert environ == {"REMOTE_ADDR": "127.0.0.1"}


def test_the_settings_are_read() -> None:
    read, unread = networks(["127.0.0.1", "10.0.0.1/8", "proxy.example", 7, "300.1.1.1"])
    assert [str(one) for one in read] == ["127.0.0.1/32", "10.0.0.0/8"]
    assert unread == ("proxy.example", "7", "300.1.1.1")
    assert [str(one) for one in networks("::1")[0]] == ["::1/128"]
    hosts = ["Quality.example.org", "q.example.org:8443", ".example.org", "[2001:db8::1]:8443", "*"]
    assert names(hosts) == ["quality.example.org", "q.example.org", ".example.org", "[2001:db8::1]", "*"]
    assert origins(hosts) == ["https://quality.example.org", "https://q.example.org:8443", "https://*.example.org",
                              "https://[2001:db8::1]:8443"]


def test_what_came_in_the_clear_is_sent_to_tls() -> None:
    ask = RequestFactory(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.7", HTTP_X_FORWARDED_PROTO="http",
                         HTTP_HOST="q.example.org:8443")
    with override_settings(PROXIES=["127.0.0.1"], HTTPS=True, ALLOWED_HOSTS=["q.example.org"]):
        pages = Forwarded(lambda request: HttpResponse(request.scheme))
        sent = pages(ask.get("/records/?a=1"))
        assert (sent.status_code, sent["Location"]) == (301, "https://q.example.org:8443/records/?a=1")
        over = pages(ask.get("/records/", HTTP_X_FORWARDED_PROTO="https"))
        assert getattr(over, "content", b"") == b"https"
        # The machine itself, which no proxy sent: a health check.
        assert pages(RequestFactory(REMOTE_ADDR="127.0.0.1").get("/health")).status_code == 200


def test_settings_behind_tls(tmp_path: Path, command_environment: dict[str, str]) -> None:
    home = Home(tmp_path / "home").create()
    home.config_file.write_text('secret_key = "k"\nhttps = true\nhosts = ["q.example.org:8443"]\n'
                                'proxies = ["127.0.0.1"]\n', encoding="utf-8")
    ask = ("from plumbline.interfaces import settings as s; print(s.ALLOWED_HOSTS[-1], s.CSRF_TRUSTED_ORIGINS, "
           "s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SECURE_HSTS_SECONDS, s.PROXIES)")
    said = subprocess.run([sys.executable, "-c", ask], env=command_environment, capture_output=True, text=True,
                          check=True).stdout
    assert said == ("q.example.org ['https://q.example.org:8443'] __Host-plumb_session __Host-plumb_csrf 31536000 "
                    "['127.0.0.1']\n")
