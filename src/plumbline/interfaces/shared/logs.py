"""What goes into the log: one JSON object a line, without people in it.

Our own messages are written to hold no personal data. What other packages log is cut down to their fixed words: the
values they put in (an address, a form's content) may be anybody's. Of an error its kind and place are told, and its
words only where they are ours or the database's first line.
"""

from __future__ import annotations

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import PurePath
from types import TracebackType
from typing import Any

from plumbline.errors import PlumblineError

OURS = "plumbline"
SERVER = "waitress"
LONGEST = 500
FRAMES = 12
request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The request being answered: the same in each line about it and in the answer's ``X-Request-ID``."""


class Lines(logging.Formatter):
    """One JSON object a line: ``time, level, logger, message``, then ``request``, the event's fields, ``error``."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        document: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(), "logger": record.name, "message": _message(record)[:LONGEST],
        }
        if request := request_id.get():
            document["request"] = request
        document |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1] is not None:
            document["error"] = _error(record.exc_info[1], record.exc_info[2])
        return json.dumps(document, ensure_ascii=False, default=str)


def _message(record: logging.LogRecord) -> str:
    if record.name == OURS or record.name.startswith(f"{OURS}."):
        return record.getMessage()
    if record.name.partition(".")[0] == SERVER:
        return "the server met an error"  # its own words may hold an address
    if status := getattr(record, "status_code", None):
        return f"answered with {status}"
    return str(record.msg)


def _error(error: BaseException, trace: TracebackType | None) -> dict[str, Any]:
    frames = [f"{'/'.join(PurePath(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}"
              for frame in traceback.extract_tb(trace)[-FRAMES:]]
    return {"type": f"{type(error).__module__}.{type(error).__name__}", "message": _words(error), "frames": frames}


def _words(error: BaseException) -> str:
    if isinstance(error, PlumblineError):
        return str(error)[:LONGEST]
    if isinstance(error, OSError):
        return error.strerror or ""
    if type(error).__name__ in ("OperationalError", "ProgrammingError"):
        return str(error).partition("\n")[0][:LONGEST]  # later lines may hold values
    return ""


def configuration(target: str, level: str) -> dict[str, Any]:
    """Django's ``LOGGING``: lines to standard error, or to the file ``target``; ours from ``level`` on, others' only
    from warnings on. axes writes names and addresses, so it is silent."""
    handler: dict[str, Any] = {"class": "logging.StreamHandler", "formatter": "lines"}
    if target:
        # Opened again when it was moved away, so that logrotate needs no signal.
        handler = {"class": "logging.handlers.WatchedFileHandler", "filename": target, "encoding": "utf-8",
                   "delay": True, "formatter": "lines"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "plumbline.interfaces.shared.logs.Lines"}},
        "handlers": {"log": handler},
        "root": {"handlers": ["log"], "level": "WARNING"},
        "loggers": {
            OURS: {"level": level.upper()},
            "axes": {"level": "CRITICAL"},
            "waitress.queue": {"level": "ERROR"},  # that requests wait for a thread is told by their times
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "ERROR"},
        },
    }
