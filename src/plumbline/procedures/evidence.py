"""Attaching evidence, withdrawing it, and undoing that. One act, one version, one entry of the journal."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from plumbline.errors import ConflictError, NotAllowed, RecordError
from plumbline.home import Home
from plumbline.procedures import previews
from plumbline.procedures.archive import plain_errors
from plumbline.procedures.writing import roots
from plumbline.records import evidence_files, locks, store
from plumbline.records.evidence import KIND, MOST_NOTE, NUMBER, SEPARATOR, Evidence, Subject, kind_of, leaf_of, subject
from plumbline.records.intake import hashing
from plumbline.records.journal import Entry
from plumbline.records.scanning import apart, names
from plumbline.records.scanning.words import Refused
from plumbline.records.visibility import may_keep, visible

USUAL_MEGABYTES = 50
ANYBODY = object()
"""In place of a person: whoever runs commands on the machine, who is asked for no role."""


@dataclass(frozen=True, slots=True)
class Place:
    """One thing that evidence can be attached to: what it is, its natural key, and the region that decides who may."""

    subject: Subject
    key: tuple[str, ...]
    region: str


def place_of(user: Any, about: str, key: tuple[str, ...]) -> Place:
    """The place that ``about`` and ``key`` name. :raises RecordError: where there is none, or none that ``user`` may
    know of: the two are told alike."""
    found = subject(about)
    there = found.find(key) if found is not None else None
    if found is None or there is None or not _may_know(user, found, *there):
        raise RecordError("there is no such record, or it counts no more", where=f"{about} {' '.join(key)}"[:200],
                          next_step="Look for it in the list of records")
    return place_at(found, *there)


def place_at(about: Subject, key: tuple[str, ...], region: str) -> Place:
    """The place of one thing that is known to be there, in ``region`` (empty: it belongs to none)."""
    return Place(about, key, region or _only_root(about))


def may_attach(user: Any, place: Place) -> bool:
    """Whether ``user`` may attach evidence there, and withdraw it."""
    return user is ANYBODY or may_keep(user, kind_of(place.subject, public=False), place.region)


def attach(
    home: Home, user: Any, about: str, key: tuple[str, ...], pieces: Iterable[bytes], *, name: str, at: datetime,
    note: str = "", public: bool = False, most: int = USUAL_MEGABYTES << 20,
) -> Evidence:
    """Attach a file to a thing. ``pieces`` are its bytes, ``name`` what its owner calls it, ``most`` how many bytes are
    taken. Returns the row that counts.

    :raises RecordError: if there is no such thing. :raises NotAllowed: for a region that is not the person's.
    :raises Refused: if the file cannot be evidence. :raises ConflictError: if this very file is attached there already.
    :raises HomeError: if the disk is full. Nothing is kept then.
    """
    place = place_of(user, about, key)
    _must_be_allowed(user, place)
    note = _text(note, "note")
    shown = names.clean(name)
    with plain_errors("evidence", home.evidence):
        try:
            with evidence_files.arriving(home, pieces, most) as arrived, _scratch(home) as drawn:
                found = apart.look(arrived.path, drawn, name=shown)
                row = Evidence(
                    number=secrets.token_hex(12), about=about, key=SEPARATOR.join(place.key), region=place.region,
                    public=public, name=names.fitting(name, found.type), media_type=found.type, size=arrived.size,
                    sha256=arrived.sha256, pages=found.pages, pictures=found.pictures, note=note,
                    attached_by=_actor(user), attached_at=at)
                with evidence_files.held(home):
                    _keep(home, arrived, row, at)
                previews.put(home, arrived.sha256, drawn)
        except evidence_files.TooLarge:
            raise Refused("too-large", shown, most=most >> 20) from None
    return row


def withdraw(user: Any, number: str, reason: str, *, at: datetime) -> Evidence:
    """Say that an attachment counts no more, and why. The fact that it was there stays, and so do its bytes.

    :raises RecordError: if there is none, or no reason is given. :raises NotAllowed, ConflictError: as :func:`attach`.
    """
    reason = _text(reason, "reason")
    if not reason:
        raise RecordError("a withdrawal needs a reason", where="reason", next_step="Say why it counts no more")
    return _turn(user, number, "withdraw", at, withdrawn=True, reason=reason)


def reinstate(user: Any, number: str, *, at: datetime) -> Evidence:
    """Undo a withdrawal: the attachment counts again. Raises as :func:`withdraw`."""
    return _turn(user, number, "reinstate", at, withdrawn=False, reason="")


def _turn(user: Any, number: str, act: str, at: datetime, *, withdrawn: bool, reason: str) -> Evidence:
    with transaction.atomic():
        locks.record(KIND, number)
        known = NUMBER.fullmatch(number) is not None
        old = Evidence.objects.select_for_update().filter(number=number, superseded=None).first() if known else None
        about = subject(old.about) if old is not None else None
        if old is None or about is None or not _may_read(user, about, old):
            raise RecordError("there is no such evidence", where=number[:40], next_step="Look for it at its record")
        _must_be_allowed(user, Place(about, old.parts, old.region))
        if old.withdrawn == withdrawn:
            raise ConflictError("this evidence is withdrawn already" if withdrawn else "this evidence counts already",
                                where=old.number, next_step="Look at its history")
        kept = {field.name: getattr(old, field.name) for field in Evidence._meta.concrete_fields
                if field.name not in ("id", "entry", "superseded", "salt", "leaf")}
        return _write(Evidence(**kept | {"withdrawn": withdrawn, "reason": reason}), old, act, _actor(user), at)


def _keep(home: Home, arrived: evidence_files.Arrived, row: Evidence, at: datetime) -> None:
    with transaction.atomic():
        locks.record(KIND, SEPARATOR.join((row.about, row.key, row.sha256)))
        twin = Evidence.objects.filter(about=row.about, key=row.key, sha256=row.sha256, superseded=None,
                                       withdrawn=False).first()
        if twin is not None:
            raise ConflictError("this very file is attached here already", where=twin.name,
                                next_step="Look at the evidence that is there")
        evidence_files.place(home, arrived)
        _write(row, None, "attach", row.attached_by, at)


def _write(row: Evidence, old: Evidence | None, act: str, actor: int | None, at: datetime) -> Evidence:
    row.salt = hashing.salts(1, internal=True)[0]
    row.leaf = leaf_of(row)
    entry = Entry.objects.create(act=act, kind=KIND, actor=actor, begun_at=at, rows=1,
                                 superseded_rows=1 if old else 0, root=row.leaf.hex())
    row.entry = entry
    if old is not None:
        Evidence.objects.filter(pk=old.pk, superseded=None).update(superseded=entry)
    try:
        row.save(force_insert=True)
    except IntegrityError as error:
        raise ConflictError("somebody else changed this evidence at the same moment", where=row.number,
                            next_step="Look at it again") from error
    store.seal(entry, at)
    return row


def _may_know(user: Any, about: Subject, key: tuple[str, ...], region: str) -> bool:
    return user is ANYBODY or (bool(visible(user, kind_of(about, public=True), region)) and not about.closed(user, key))


def _may_read(user: Any, about: Subject, row: Evidence) -> bool:
    return user is ANYBODY or (bool(visible(user, kind_of(about, public=row.public), row.region))
                               and not about.closed(user, row.parts))


def _must_be_allowed(user: Any, place: Place) -> None:
    if not may_attach(user, place):
        raise NotAllowed(f"this person may not keep evidence of '{place.region}'", where=place.subject.name,
                         next_step="Ask whoever administers that region for an officer's role")


def _only_root(about: Subject) -> str:
    # What belongs to no region belongs to all: to whoever holds the whole tree.
    found = roots()
    if len(found) != 1:
        raise RecordError("this belongs to no region, so nobody would be responsible for its evidence",
                          where=about.name, next_step="Give the record its region first")
    return found[0]


def _actor(user: Any) -> int | None:
    return None if user is ANYBODY or user is None else user.pk


def _text(text: str, field: str) -> str:
    text = " ".join(text.split())
    if len(text) > MOST_NOTE:
        raise RecordError(f"this is longer than {MOST_NOTE} characters", where=field, next_step="Shorten it")
    if "\x00" in text or not text.isprintable():
        raise RecordError("this holds characters that cannot be shown", where=field, next_step="Write it as plain text")
    return text


class _scratch(tempfile.TemporaryDirectory[str]):  # noqa: N801 - used as a block
    """A folder for previews, on the disk on which they will stay."""

    def __init__(self, home: Home) -> None:
        folder = previews.folder(home)
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(dir=folder, prefix=previews.SCRATCH, ignore_cleanup_errors=True)

    def __enter__(self) -> Path:  # type: ignore[override]
        return Path(super().__enter__())


def forget_previews(home: Home) -> None:
    """Remove every preview; each is made again when it is asked for."""
    shutil.rmtree(previews.folder(home), ignore_errors=True)
