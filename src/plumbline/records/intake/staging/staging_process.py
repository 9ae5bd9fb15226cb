"""Staging in a process of its own, so that a large file is checked on one core while another publishes it.

A thread would not do: the store's driver lets go of Python's lock at every row, and a thread that hashes would take it
each time (measured: publishing beside hashing in one process was no faster than after it).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from django.db import connection

from plumbline import errors, home
from plumbline.home import Home
from plumbline.records.intake.reading import parquet
from plumbline.records.intake.staging.parts import Taken
from plumbline.records.intake.staging.stage import Event, Part, Progress, Restart, Staged, Task, stage
from plumbline.records.stores import databases
from plumbline.text import Text

WORTH_BYTES = 32 << 20
"""A file at least this large is staged apart: below it, starting a process costs more than it saves."""
PROGRAM = f"import sys, django; django.setup(); from {__name__} import main; main(sys.argv[1])"
TYPES: dict[str, Any] = {one.__name__: one for one in (Progress, Part, Restart, Taken, Staged)}


def apart(path: Path, place: Home) -> bool:
    """Whether the file is worth processes of its own, and they could find this process's store."""
    return _bytes(path) >= WORTH_BYTES and _store(place) is not None


def _bytes(path: Path) -> int:
    """What there is to read: of a packed table what it unpacks to, which its foot tells."""
    with path.open("rb") as file:
        if file.read(len(parquet.MAGIC)) != parquet.MAGIC:
            return path.stat().st_size
    return parquet.unpacked_bytes(path)


def events(task: Task, place: Home, *, apart: bool) -> Iterator[Event]:
    """The events of staging ``task``, made in another process if ``apart``."""
    return _apart(task, place, _store(place) or "") if apart else stage(task)


def _store(place: Home) -> str | None:
    """The setting by which another process finds this process's store; None where it cannot."""
    if connection.in_atomic_block:
        return None  # it would not see what this transaction has done
    if address := databases.address_of(connection.settings_dict):
        return address.url()
    return databases.SQLITE if Path(connection.settings_dict["NAME"]) == place.database else None


def _apart(task: Task, place: Home, store: str) -> Iterator[Event]:
    spec = task.folder / "task.json"
    spec.write_bytes(_encode(task))
    child = subprocess.Popen([sys.executable, "-c", PROGRAM, str(spec)], stdout=subprocess.PIPE,
                             env=os.environ | {home.VARIABLE: str(place.path), databases.VARIABLE: store,
                                               "PYTHONUTF8": "1"})
    assert child.stdout is not None
    finished = False
    try:
        for line in child.stdout:
            name, body = line.split(b" ", 1)
            if name == b"Error":
                raise _error(json.loads(body))
            event: Event = _decode(body, TYPES[name.decode()])
            finished = isinstance(event, Staged)
            yield event
        if child.wait() or not finished:
            raise errors.IntakeError(
                "file.check_stopped", Text("the process that checks the file stopped", "检查文件的进程已停止"),
                where=task.name, why=Text(f"It ended with {child.returncode}", f"其退出状态为{child.returncode}"),
                next_step=Text("Import the file again; nothing of it became visible",
                               "请重新导入该文件；其内容尚未生效"))
    finally:
        if child.poll() is None:
            child.kill()
        child.wait()
        child.stdout.close()


def main(spec: str) -> None:
    """What the other process does: stage the task written in the file ``spec``, telling events on standard output."""
    task = _decode(Path(spec).read_bytes(), Task)
    # Libraries write there too (an engine its progress, once a query is slow): events go where only they are written.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        try:
            for event in stage(task):
                _tell(out, type(event).__name__, _encode(event))
        except errors.PlumblineError as error:
            _tell(out, "Error", json.dumps(error.as_dict()).encode())
        except OSError as error:
            _tell(out, "Error", json.dumps({"type": "OSError", "errno": error.errno, "what": str(error)}).encode())


def _encode(value: Any) -> bytes:
    return msgspec.json.encode(value, enc_hook=str)


def _decode(body: bytes, shape: Any) -> Any:
    # Paths are the only values that JSON has no form for.
    return msgspec.json.decode(body, type=shape, dec_hook=lambda kind, text: kind(text))


def _tell(out: BinaryIO, name: str, body: bytes) -> None:
    out.write(name.encode() + b" " + body + b"\n")
    out.flush()


def _error(told: dict[str, Any]) -> Exception:
    if told["type"] == "OSError":
        return OSError(told["errno"], told["what"])
    kind: Any = getattr(errors, told["type"], errors.IntakeError)
    what, where, why, next_step = (Text(told[part], told["zh"][part]) for part in ("what", "where", "why", "next_step"))
    error: Exception = kind(told["code"], what, where=where, why=why, next_step=next_step)
    return error
