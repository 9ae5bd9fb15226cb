"""The note beside the store: number and hash of the newest journal entry that was committed.

The chain of the journal shows each entry that is altered, or removed from its middle; it cannot show that its last ones
are gone. So after each commit they are noted in a file of the home. The file may lag behind the store (a crash between
the two, a disk that is full, another machine on the same database), and that is no sign of anything; it never leads,
for it is written only once the entry is committed. A note that the journal does not bear out is never written over:
what was noted stays until somebody has looked.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from threading import get_ident
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction
from django.db.models import Max

from plumbline.documents import json_of
from plumbline.home import Home
from plumbline.records.core.journal import Entry

if TYPE_CHECKING:
    from filelock import FileLock

PATIENCE_SECONDS = 2.0
_last: dict[int, int] = {}
"""By thread, the number of the entry that it sealed last. Whether that was committed is not known here."""


@dataclass(frozen=True, slots=True)
class Head:
    """One entry of the journal that somebody noted: its number (0: there was none yet) and its hash."""

    number: int
    hash: str


def read(home: Home) -> Head | None:
    """What is noted; None where nothing is. :raises ValueError: if the file holds no such note."""
    try:
        raw = json_of(home.journal_head.read_bytes())
        return Head(int(raw["number"]), str(raw["hash"]))
    except FileNotFoundError:
        return None
    except (OSError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error


def sealed(home: Home, number: int, hash: str, previous: str) -> None:
    """Have an entry noted once the transaction is committed in which it was sealed."""
    _last[get_ident()] = number
    # The change is kept by then: that it cannot be noted must not look like a failure of it.
    transaction.on_commit(partial(_committed, home, Head(number, hash), previous), robust=True)


def follow(home: Home) -> None:
    """Note the newest entry of the store, unless what is noted is not in it. Whatever hinders it lets the note lag
    behind, no more."""
    with suppress(OSError, ValueError), _lock(home.path):
        noted = read(home)
        if noted is None or in_journal(noted):
            _newest(home, noted)


def _committed(home: Home, head: Head, previous: str) -> None:
    with suppress(OSError, ValueError), _lock(home.path):
        noted = read(home)
        if noted is not None and noted.number >= head.number:
            return
        if noted == Head(head.number - 1, previous) and _last.get(get_ident()) == head.number:
            _write(home.journal_head, head)  # the usual case, and the store need not be asked
        elif noted is None or in_journal(noted):
            _newest(home, noted)  # of a thousand entries of one transaction the last


def _newest(home: Home, noted: Head | None) -> None:
    newest = Entry.objects.filter(number__isnull=False).order_by("-number").values_list("number", "hash").first()
    if newest is not None and (noted is None or int(newest[0] or 0) > noted.number):
        _write(home.journal_head, Head(int(newest[0] or 0), newest[1]))


@cache
def _lock(folder: Path) -> FileLock:
    from filelock import FileLock  # only now: it is long to load, and what only reads notes nothing

    return FileLock(folder / ".journal-head.lock", timeout=PATIENCE_SECONDS, mode=0o600)


def reset(home: Home, head: Head) -> None:
    """Note ``head``, whatever was noted: for a store that was put in the place of another."""
    _write(home.journal_head, head)


def in_journal(head: Head) -> bool:
    """Whether the store's journal has this very entry."""
    return not head.number or Entry.objects.filter(number=head.number, hash=head.hash).exists()


def missing(head: Head) -> str:
    """What is wrong with the store if ``head`` was its journal's once; empty where nothing is."""
    if in_journal(head):
        return ""
    newest = Entry.objects.aggregate(newest=Max("number"))["newest"] or 0
    if newest < head.number:
        return f"the journal ends at entry {newest}, and entry {head.number} was there"
    return f"entry {head.number} of the journal is not the one that was there"


def _write(path: Path, head: Head) -> None:
    fresh = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
    text = json.dumps({"number": head.number, "hash": head.hash}) + "\n"
    try:
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as stream:
            stream.write(text)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
