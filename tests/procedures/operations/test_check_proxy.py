"""The settings for a web server before the pages go together, or the doctor says what does not."""

from __future__ import annotations

import pytest

from plumbline.procedures.operations.check_proxy import look
from plumbline.procedures.operations.doctor import FAULT, OK, WARN, Serving

HOSTS, PROXIES = ("quality.example.org",), ("127.0.0.1/32",)


@pytest.mark.parametrize(("serving", "told"), [
    (Serving(False, (), ()), [(OK, "the pages are served without TLS")]),
    (Serving(True, HOSTS, PROXIES), [(OK, "the pages are served behind TLS, by 127.0.0.1/32")]),
    (Serving(True, HOSTS, ()), [(WARN, "https = true, but no proxy is named")]),
    (Serving(True, (), PROXIES), [(WARN, "https = true, but no host is named")]),
    (Serving(False, HOSTS, PROXIES), [(WARN, "a proxy is named, but https is not true")]),
    (Serving(True, ("*",), PROXIES), [(WARN, "every host name is answered")]),
    (Serving(True, HOSTS, ("0.0.0.0/0",)), [(WARN, "every address is trusted as a proxy")]),
    (Serving(True, HOSTS, PROXIES, ("proxy.example",)), [(FAULT, "'proxy.example' is not the address of a proxy")]),
])
def test_what_does_not_go_together(serving: Serving, told: list[tuple[str, str]]) -> None:
    found = list(look(serving, "plumbline.toml"))
    assert [(one.status, one.what) for one in found] == told
    assert all(one.next_step and one.why for one in found if one.status != OK)
