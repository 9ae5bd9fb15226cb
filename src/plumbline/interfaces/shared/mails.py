"""The setting ``mail``: how mails leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FILE, CONSOLE, SMTP = "file", "console", "smtp"
BACKENDS = {FILE: "filebased", CONSOLE: "console", SMTP: "smtp"}
STARTTLS, TLS, NONE = "starttls", "tls", "none"
PORTS = {STARTTLS: 587, TLS: 465, NONE: 25}


def backend(given: Mapping[str, Any]) -> str:
    """Django's module that sends: a file each, where the setting says nothing or something else."""
    return BACKENDS.get(str(given.get("by", FILE)), BACKENDS[FILE])


def encryption(given: Mapping[str, Any]) -> str:
    """How the connection is kept from listeners: ``starttls`` unless the setting says otherwise."""
    said = str(given.get("encryption", STARTTLS))
    return said if said in PORTS else STARTTLS


def encrypted(given: Mapping[str, Any]) -> tuple[bool, bool]:
    """Whether the connection begins in TLS, and whether it changes to it."""
    return encryption(given) == TLS, encryption(given) == STARTTLS


def port(given: Mapping[str, Any]) -> int:
    """The port of the server: the usual one of its encryption, where none is said."""
    said = given.get("port")
    return said if isinstance(said, int) and 0 < said < 65536 else PORTS[encryption(given)]
