"""What the server or the way to it refused, in words a keeper of the instance can act on.

The errors stay those Django knows, for its transactions depend on them; they are also ours, so that a command, a page
or a job tells them as it tells every other.
"""

from __future__ import annotations

from typing import Any

from django.db import OperationalError, ProgrammingError
from django.db.utils import DatabaseErrorWrapper

from plumbline.errors import StoreError


class Refused(StoreError, OperationalError):
    """The server cannot be reached, went away, or has no room."""

    def as_dict(self) -> dict[str, str]:
        """See :meth:`plumbline.errors.PlumblineError.as_dict`."""
        return {**super().as_dict(), "type": StoreError.__name__}


class Denied(StoreError, ProgrammingError):
    """The database's user may not do this."""

    def as_dict(self) -> dict[str, str]:
        """See :meth:`plumbline.errors.PlumblineError.as_dict`."""
        return {**super().as_dict(), "type": StoreError.__name__}


START = "Start the server, or correct the address in the setting 'database', and try again"
AGAIN = "Try again when the server is back; what was not confirmed was not kept"
OWNER = "Let the user own the database: ALTER DATABASE name OWNER TO user"

# By SQLSTATE, whole or by its class; the second is what to do.
STATES: dict[str, tuple[type[StoreError], str, str]] = {
    "08": (Refused, "the connection to the database was lost", AGAIN),
    "57P": (Refused, "the connection to the database was lost", AGAIN),
    "25006": (Refused, "the database takes no changes", "Name the primary server in the setting 'database'"),
    "40": (Refused, "another change got in the way", "Try again; nothing was changed"),
    "53100": (Refused, "the database's disk is full", "Make room on the server and try again"),
    "53": (Refused, "the database server has no room for more work",
           "Close other programs that use it, or raise its limits (max_connections)"),
    "55P03": (Refused, "another change holds what this one needs", "Try again in a moment"),
    "42501": (Denied, "the database's user may not do this", OWNER),
}
# A failed connection has no SQLSTATE, only the server's words; those of another language get the general sentence.
WORDS: tuple[tuple[str, str, str], ...] = (
    ("password authentication failed", "the database refuses this user or password",
     "Correct the user and the password in the setting 'database'"),
    ("no password supplied", "the database asks for a password",
     "Write it into the setting 'database': postgresql://user:password@host:5432/name"),
    ("does not exist", "there is no such database or user on the server",
     "Make them: CREATE ROLE user LOGIN PASSWORD '...'; CREATE DATABASE name OWNER user"),
    ("no pg_hba.conf entry", "the server lets nobody in from this machine", "Add a line to the server's pg_hba.conf"),
    ("starting up", "the database server is still starting", "Try again in a moment"),
    ("too many clients", "the database server has no room for more work",
     "Close other programs that use it, or raise its max_connections"),
    ("connection is closed", "the connection to the database was lost", AGAIN),
    ("server closed the connection", "the connection to the database was lost", AGAIN),
)
UNREACHED = ("connection failed", "failed to resolve", "connection timeout", "is the server running", "timeout expired",
             "connection is bad", "could not", "consuming input failed", "sending query failed")


def told(error: Any, address: str) -> StoreError | None:
    """``error`` of the driver in our words; None for one that is not about the server. ``address``: no password."""
    state, words = error.sqlstate or "", " ".join(str(error).split())
    for beginning in (state, state[:3], state[:2]):
        if beginning in STATES:
            kind, what, next_step = STATES[beginning]
            return kind(what, where=address, why=words, next_step=next_step)
    if state:
        return None
    for mark, what, next_step in WORDS:
        if mark in words:
            return Refused(what, where=address, why=words, next_step=next_step)
    if any(mark in words.lower() for mark in UNREACHED):
        return Refused("the database cannot be reached", where=address, why=words, next_step=START)
    return None


class Translating(DatabaseErrorWrapper):
    """Turns the driver's errors into Django's, and those about the server into ours, which are Django's too."""

    wrapper: Any

    def __exit__(self, exc_type: Any, exc_value: Any, traceback: Any) -> None:
        if exc_type is None or not isinstance(exc_value, self.wrapper.Database.Error):
            return
        found = told(exc_value, self.wrapper.address)
        if found is None:
            super().__exit__(exc_type, exc_value, traceback)
            return
        self.wrapper.errors_occurred = True
        raise found.with_traceback(traceback) from exc_value
