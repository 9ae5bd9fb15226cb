"""Looking a home over: what is well, what wants attention, what is broken, and what to do about it."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
from django.db import DatabaseError

from plumbline.errors import PlumblineError
from plumbline.home import Home

OK, WARN, FAULT = "ok", "warn", "fault"
ORDER = (OK, WARN, FAULT)
NOT_AS_WRITTEN = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RecursionError, duckdb.Error,
                  zlib.error)
"""What reading a damaged or altered store may raise where a value is not what this program writes."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. ``status`` is ``ok``, ``warn`` (works, but look at it) or ``fault``."""

    check: str
    status: str
    what: str
    where: str = ""
    why: str = ""
    next_step: str = ""

    @classmethod
    def of(cls, check: str, error: PlumblineError, *, status: str = FAULT, what: str = "", where: str = "",
           next_step: str = "") -> Finding:
        """What an error says, with what is given in place of its own."""
        return cls(check, status, what or error.what.en, where or error.where.en, error.why.en,
                   next_step or error.next_step.en)

    def as_dict(self) -> dict[str, str]:
        """For the ``--json`` document."""
        return {"check": self.check, "status": self.status, "what": self.what, "where": self.where, "why": self.why,
                "next_step": self.next_step}


@dataclass(frozen=True, slots=True)
class Serving:
    """What the settings say of the way from the public to the pages: whether it is TLS, under which host names, and by
    which proxies; ``unread`` are those of the proxies that are no addresses."""

    https: bool
    hosts: tuple[str, ...]
    proxies: tuple[str, ...]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """What the checks are given: the home, the time, how deep to look, which port the pages would use, and what
    ``plumbline.toml`` and the settings hold."""

    home: Home
    at: datetime
    deep: bool = False
    port: int = 8000
    time_zone: str = "UTC"
    unknown_settings: tuple[str, ...] = ()
    serving: Serving | None = None


Check = Callable[[Visit], Iterable[Finding]]


def examine(visit: Visit, checks: dict[str, Check]) -> Iterator[Finding]:
    """Run ``checks`` one after another. A check that fails is itself a fault, and the others go on."""
    for name, check in checks.items():
        try:
            yield from check(visit)
        except PlumblineError as error:
            yield Finding.of(name, error)
        except (OSError, DatabaseError, sqlite3.Error, *NOT_AS_WRITTEN) as error:
            yield Finding(name, FAULT, "the check could not be made", why=f"{type(error).__name__}: {error}",
                          next_step="Mend what it names, and run plumb doctor again")


def worst(findings: Iterable[Finding]) -> str:
    """The gravest status among ``findings``."""
    return max((one.status for one in findings), key=ORDER.index, default=OK)


def document(home: Home, version: str, findings: list[Finding]) -> dict[str, Any]:
    """The ``--json`` document of ``plumb doctor``."""
    return {"home": str(home.path), "plumbline": version, "status": worst(findings),
            "checks": [one.as_dict() for one in findings]}
