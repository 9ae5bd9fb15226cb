"""The setting ``mail``: how mails leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plumbline.interfaces.shared.setting_values import table, text

FILE, CONSOLE, SMTP = "file", "console", "smtp"
BACKENDS = {FILE: "filebased", CONSOLE: "console", SMTP: "smtp"}
STARTTLS, TLS, NONE = "starttls", "tls", "none"
PORTS = {STARTTLS: 587, TLS: 465, NONE: 25}


def read(given: object) -> Mapping[str, Any]:
    """The setting as it stands in the file. :raises ValueError: for what would be passed over: a mail that nobody sends
    is missed by nobody."""
    said = table(given)
    for name, known in (("by", BACKENDS), ("encryption", PORTS)):
        if name in said and said[name] not in known:
            raise ValueError(f"{name} is {str(said[name])[:40]!r}, and none of {', '.join(known)}")
    if "port" in said and not (type(said["port"]) is int and 0 < said["port"] < 65536):
        raise ValueError(f"port is {str(said['port'])[:40]!r}, and no number from 1 to 65535")
    for name in ("host", "user", "password", "from"):
        text(said.get(name, ""))
    return said


def backend(given: Mapping[str, Any]) -> str:
    """Django's module that sends: a file each, where the setting says nothing."""
    return BACKENDS[given.get("by", FILE)]


def encryption(given: Mapping[str, Any]) -> str:
    """How the connection is kept from listeners: ``starttls`` unless the setting says otherwise."""
    return str(given.get("encryption", STARTTLS))


def encrypted(given: Mapping[str, Any]) -> tuple[bool, bool]:
    """Whether the connection begins in TLS, and whether it changes to it."""
    return encryption(given) == TLS, encryption(given) == STARTTLS


def port(given: Mapping[str, Any]) -> int:
    """The port of the server: the usual one of its encryption, where none is said."""
    return int(given.get("port", PORTS[encryption(given)]))
