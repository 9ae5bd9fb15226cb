"""Where the records are kept: one setting, ``sqlite`` or the address of a PostgreSQL database."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from plumbline.errors import StoreError
from plumbline.text import Text

VARIABLE = "PLUMBLINE_DATABASE"
SETTING = "database"
SQLITE = "sqlite"
EXAMPLE = "postgresql://user:password@host:5432/name"
SCHEMES = ("postgresql", "postgres")
PASSED_ON = ("host", "sslmode", "sslrootcert", "sslcert", "sslkey", "passfile", "connect_timeout")
"""What may follow the ``?`` of an address: settings of libpq that say how to reach the server."""
KEEP_SECONDS = 600
CONNECT_SECONDS = "10"
READ_COMMITTED = 2  # psycopg.IsolationLevel, written out: the driver may not be installed where this is read


@dataclass(frozen=True, slots=True)
class Address:
    """A PostgreSQL database. ``str`` of it never holds the password."""

    name: str
    host: str = ""
    port: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    options: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self._url(secret=False)

    def url(self) -> str:
        """The address as a setting holds it, with its password."""
        return self._url(secret=True)

    def _url(self, *, secret: bool) -> str:
        user = quote(self.user, safe="")
        if secret and self.password:
            user += ":" + quote(self.password, safe="")
        host = f"[{self.host}]" if ":" in self.host else self.host
        place = (f"{user}@" if user else "") + host + (f":{self.port}" if self.port else "")
        more = f"?{urlencode(self.options)}" if self.options else ""
        return f"postgresql://{place}/{quote(self.name, safe='')}{more}"


def read(text: object, where: Text | str) -> Address | None:
    """The address that a setting names; None for SQLite. ``where`` is where the setting stands.

    :raises StoreError: for a text that is neither; it never repeats the text, which may hold a password.
    """
    if text in ("", SQLITE):
        return None
    if not isinstance(text, str):
        raise _unreadable(where, Text("It is not a text", "它不是文本"))
    try:
        parts = urlsplit(text)
        port = str(parts.port or "")
    except ValueError as error:
        raise _unreadable(where, Text(f"The address cannot be taken apart: {type(error).__name__}",
                                      f"地址无法解析：{type(error).__name__}")) from None
    if parts.scheme not in SCHEMES:
        raise _unreadable(where, Text("It does not begin with postgresql://", "它不以postgresql://开头"))
    name = unquote(parts.path.removeprefix("/"))
    if not name or "/" in name:
        raise _unreadable(where, Text("It names no database after the host", "主机之后没有数据库名"))
    options = dict(parse_qsl(parts.query))
    for one in options:
        if one not in PASSED_ON:
            raise _unreadable(where, Text(f"'{one}' after the question mark is not among {', '.join(PASSED_ON)}",
                                          f"问号之后的“{one}”不在可用项之内：{'、'.join(PASSED_ON)}"))
    return Address(name=name, host=unquote(parts.hostname or ""), port=port, user=unquote(parts.username or ""),
                   password=unquote(parts.password or ""), options=options)


def chosen(setting: object) -> Address | None:
    """The store to use: the environment's choice, else ``setting`` of ``plumbline.toml``; None for SQLite."""
    if given := os.environ.get(VARIABLE):
        return read(given, VARIABLE)
    return read(setting, Text(f"{SETTING} in plumbline.toml", f"plumbline.toml中的{SETTING}"))


def django(address: Address | None, sqlite: Path) -> dict[str, Any]:
    """The entry of Django's ``DATABASES`` for ``address``; None: the SQLite file ``sqlite``."""
    if address is None:
        return {
            "ENGINE": "plumbline.records.stores.sqlite",
            "NAME": sqlite,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                                "PRAGMA cache_size=-32000;",
            },
        }
    return {
        "ENGINE": "plumbline.records.stores.postgresql",
        "NAME": address.name, "USER": address.user, "PASSWORD": address.password, "HOST": address.host,
        "PORT": address.port,
        "CONN_MAX_AGE": KEEP_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "isolation_level": READ_COMMITTED, "application_name": "plumbline", "connect_timeout": CONNECT_SECONDS,
            **address.options,
        },
    }


def address_of(settings: Mapping[str, Any]) -> Address | None:
    """The address that an entry of ``DATABASES`` leads to; None for SQLite."""
    if "postgresql" not in settings["ENGINE"]:
        return None
    options = {name: str(value) for name, value in settings["OPTIONS"].items() if name in PASSED_ON}
    if options.get("connect_timeout") == CONNECT_SECONDS:
        del options["connect_timeout"]
    return Address(name=str(settings["NAME"]), host=settings["HOST"], port=str(settings["PORT"]),
                   user=settings["USER"], password=settings["PASSWORD"], options=options)


def refusal(error: BaseException) -> StoreError | None:
    """What the server refused, where that is behind ``error``: making tables, Django tells it in words of its own."""
    behind = error if isinstance(error, StoreError) else error.__context__
    return behind if isinstance(behind, StoreError) else None


def _unreadable(where: Text | str, why: Text) -> StoreError:
    return StoreError(
        "store.not_address", Text("this is not the address of a store", "这不是数据库地址"), where=where, why=why,
        next_step=Text(f'Write "{SQLITE}", or an address like "{EXAMPLE}" with %40 for an @ in the password',
                       f'请写"{SQLITE}"，或"{EXAMPLE}"形式的地址，密码中的@写作%40'))
