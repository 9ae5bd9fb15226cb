"""Whether the texts that events of cases name by their hashes, such as the files of a draw, are there and to the byte
what was sealed."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from hashlib import sha256

from plumbline.procedures.casework.declaration import Beside
from plumbline.procedures.casework.registry import procedures
from plumbline.procedures.operations.doctor import FAULT, OK, Finding, Visit
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.misfits import MENDING

CHECK = "files of cases"
OUTSIDE = "It was altered or removed outside Plumbline"
SPOILED = (OSError, EOFError, zlib.error)
"""What unpacking raises of what is no more what was packed."""


def every_time(visit: Visit) -> Iterator[Finding]:
    """The same as :func:`check`, unless the doctor looks deeper and so does it anyway."""
    return iter(()) if visit.deep else check(visit)


def check(_visit: Visit) -> Iterator[Finding]:
    """Each text that an event of a case names is the one that it names."""
    count, wrong = 0, False
    for name, procedure in procedures().items():
        if procedure.beside is None:
            continue
        named: dict[str, str] = {}
        for event in CaseEvent.objects.filter(case__procedure=name).select_related("case").order_by("pk").iterator():
            for digest in procedure.beside.named(event.said):
                named.setdefault(digest, f"{event.case}, {event.act}")
        for digest, where in named.items():
            count += 1
            if said := _wrong(procedure.beside, digest):
                wrong = True
                yield Finding(CHECK, FAULT, said, f"{where}, {digest[:16]}", OUTSIDE, MENDING.en)
    if not wrong:
        yield Finding(CHECK, OK, f"{count} files, each as its event names it" if count
                      else "no event of a case names a file")


def _wrong(beside: Beside, digest: str) -> str:
    try:
        found = beside.read(digest)
    except SPOILED:
        return "a file of a case cannot be read any more"
    if found is None:
        return "a file of a case is gone"
    return "" if sha256(found).hexdigest() == digest else "a file of a case is not the one that its event names"
