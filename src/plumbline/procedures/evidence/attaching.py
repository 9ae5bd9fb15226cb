"""Attaching evidence, withdrawing it, and undoing that. One act, one version, one entry of the journal."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from plumbline.errors import ConflictError, NotAllowed, RecordError
from plumbline.home import Home
from plumbline.methods.shared.unplaced import without_place
from plumbline.procedures.casework import case_evidence
from plumbline.procedures.common.archive import plain_errors
from plumbline.procedures.evidence import previews
from plumbline.records.core import hashing, locks, store
from plumbline.records.core.journal import Entry
from plumbline.records.core.region_trees import roots
from plumbline.records.core.visibility import Bearer
from plumbline.records.evidence import file_store
from plumbline.records.evidence.evidence import (
    KIND,
    MOST_NOTE,
    NUMBER,
    SEPARATOR,
    Evidence,
    Subject,
    leaf_of,
    subject,
)
from plumbline.records.evidence.scanning import names, sandbox
from plumbline.records.evidence.scanning.words import not_evidence
from plumbline.text import Text

USUAL_MEGABYTES, MOST_BY_LINK = 50, 20
CASE = case_evidence.KIND
"""Cases take evidence too: they are known as a subject from here on."""
REASON = Text("reason", "理由")
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
        raise RecordError(
            "evidence.record_unknown",
            Text("there is no such record, or it counts no more", "没有该记录，或该记录已不再计入"),
            where=f"{about} {' '.join(key)}"[:200],
            next_step=Text("Look for it in the list of records", "请在记录列表中查找"))
    return place_at(found, *there)


def place_at(about: Subject, key: tuple[str, ...], region: str) -> Place:
    """The place of one thing that is known to be there, in ``region`` (empty: it belongs to none)."""
    return Place(about, key, region or _only_root(about))


def may_attach(user: Any, place: Place, row: Evidence | None = None) -> bool:
    """Whether ``user`` may attach evidence there, or withdraw this one."""
    return user is ANYBODY or place.subject.kept_by(user, place.key, place.region, row)


def attach(
    home: Home, user: Any, about: str, key: tuple[str, ...], pieces: Iterable[bytes], *, name: str, at: datetime,
    note: str = "", public: bool = False, most: int = USUAL_MEGABYTES << 20, only: Collection[str] = (),
) -> Evidence:
    """Attach a file to a thing. ``pieces`` are its bytes, ``name`` what its owner calls it, ``most`` how many bytes are
    taken, ``only`` the types that are (none said: every type that can be evidence). Returns the row that counts.

    :raises RecordError: if there is no such thing. :raises NotAllowed: for a region that is not the person's.
    :raises Refused: if the file cannot be evidence. :raises ConflictError: if this very file is attached there already.
    :raises HomeError: if the disk is full. Nothing is kept then.
    """
    place = place_of(user, about, key)
    _must_be_allowed(user, place)
    _must_have_room(user)
    public = public or (user is not ANYBODY and place.subject.shares(user, place.key))
    note = _text(note, Text("note", "说明"))
    shown = names.clean(name)
    if isinstance(user, Bearer):
        pieces = _without_place(pieces, most, shown)
    with plain_errors(Text("evidence", "佐证材料"), home.evidence):
        try:
            with file_store.arriving(home, pieces, most) as arrived, _scratch(home) as drawn:
                found = sandbox.look(arrived.path, drawn, name=shown)
                if only and found.type not in only:
                    raise not_evidence("evidence_file.no_photograph", shown)
                row = Evidence(
                    number=secrets.token_hex(12), about=about, key=SEPARATOR.join(place.key), region=place.region,
                    public=public, name=names.fitting(name, found.type), media_type=found.type, size=arrived.size,
                    sha256=arrived.sha256, pages=found.pages, pictures=found.pictures, note=note,
                    attached_by=_who(user), attached_at=at)
                with file_store.held(home):
                    _keep(home, user, place.subject, arrived, row, at)
                previews.put(home, arrived.sha256, drawn)
        except file_store.TooLarge:
            raise not_evidence("evidence_file.too_large", shown, most=most >> 20) from None
    return row


def _without_place(pieces: Iterable[bytes], most: int, shown: str) -> Iterator[bytes]:
    """What somebody without an account sends, without what a camera wrote into it: they are seldom aware of it. What is
    kept, and hashed, is what is left. :raises Refused: for a picture whose parts cannot be told from one another."""
    given, held, size = iter(pieces), list[bytes](), 0
    for piece in given:
        held.append(piece)
        if (size := size + len(piece)) > most:  # it is refused as too large by whoever keeps it
            yield from held
            yield from given
            return
    try:
        yield without_place(b"".join(held))
    except ValueError:
        raise not_evidence("evidence_file.broken", shown) from None


def withdraw(user: Any, number: str, reason: str, *, at: datetime) -> Evidence:
    """Say that an attachment counts no more, and why. The fact that it was there stays, and so do its bytes.

    :raises RecordError: if there is none, or no reason is given. :raises NotAllowed, ConflictError: as :func:`attach`.
    """
    reason = _text(reason, REASON)
    if not reason:
        raise RecordError("evidence.reason_missing", Text("a withdrawal needs a reason", "撤回须说明理由"),
                          where=REASON, next_step=Text("Say why it counts no more", "请说明不再作为依据的原因"))
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
            raise RecordError("evidence.unknown", Text("there is no such evidence", "没有该佐证材料"),
                              where=number[:40],
                              next_step=Text("Look for it at its record", "请在其所属记录中查找"))
        place = Place(about, old.parts, old.region)
        if isinstance(user, Bearer) and not may_attach(user, place, old) and may_attach(user, place):
            raise NotAllowed("evidence.rested_on", Text("what you said since may rest on this file",
                                                        "您此后提交的内容可能以该文件为依据"), where=old.name,
                             why=Text("It can be withdrawn until you act in the case", "只能在您办理事项之前撤回"),
                             next_step=Text("Ask who sent you the link; a further file can be attached",
                                            "请联系发送链接的单位；也可以补充上传文件"))
        _must_be_allowed(user, place, old)
        if old.withdrawn == withdrawn:
            raise ConflictError(
                "evidence.unchanged", Text("this evidence is withdrawn already", "该佐证材料已撤回") if withdrawn
                else Text("this evidence counts already", "该佐证材料已作为依据"),
                where=old.number, next_step=Text("Look at its history", "请查看其历次变动"))
        kept = {field.name: getattr(old, field.name) for field in Evidence._meta.concrete_fields
                if field.name not in ("id", "entry", "superseded", "salt", "leaf")}
        return _write(Evidence(**kept | {"withdrawn": withdrawn, "reason": reason}), old, act, _actor(user), at)


def _keep(home: Home, user: Any, about: Subject, arrived: file_store.Arrived, row: Evidence, at: datetime) -> None:
    with transaction.atomic():
        locks.record(KIND, SEPARATOR.join((row.about, row.key, row.sha256)))
        twins = Evidence.objects.filter(about=row.about, key=row.key, sha256=row.sha256, superseded=None,
                                        withdrawn=False)
        # One that is closed to this person is not told of: theirs is attached beside it.
        twin = next((each for each in twins if _may_read(user, about, each)), None)
        if twin is not None:
            raise ConflictError(
                "evidence.attached_already", Text("this very file is attached here already", "该文件已上传于此"),
                where=twin.name, next_step=Text("Look at the evidence that is there", "请查看已有的佐证材料"))
        file_store.place(home, arrived)
        _must_have_room(user)
        _write(row, None, "attach", _actor(user), at)


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
        raise ConflictError("evidence.changed_meanwhile", Text("somebody else changed this evidence at the same moment",
                                                               "他人在同一时刻修改了该佐证材料"), where=row.number,
                            next_step=Text("Look at it again", "请重新查看")) from error
    store.seal(entry, at)
    return row


def _may_know(user: Any, about: Subject, key: tuple[str, ...], region: str) -> bool:
    return user is ANYBODY or bool(about.open_fields(user, key, region))


def _may_read(user: Any, about: Subject, row: Evidence) -> bool:
    return user is ANYBODY or bool(about.open_fields(user, row.parts, row.region, row))


def _must_be_allowed(user: Any, place: Place, row: Evidence | None = None) -> None:
    if not may_attach(user, place, row):
        raise NotAllowed(
            "evidence.not_allowed", Text(f"this person may not keep evidence of '{place.region}'",
                                         f"该人员无权管理“{place.region}”的佐证材料"), where=place.subject.name,
            next_step=Text("Ask whoever administers that region for an officer's role",
                           "请向该地区的管理员申请工作人员角色"))


def _only_root(about: Subject) -> str:
    # What belongs to no region belongs to all: to whoever holds the whole tree.
    found = roots()
    if len(found) != 1:
        raise RecordError(
            "evidence.region_missing",
            Text("this belongs to no region, so nobody would be responsible for its evidence",
                 "它不属于任何地区，无人对其佐证材料负责"), where=about.name,
            next_step=Text("Give the record its region first", "请先为该记录填写地区"))
    return found[0]


def _must_have_room(user: Any) -> None:
    """:raises RecordError: where as much was attached by a link as may be: whoever comes by one has no account."""
    if isinstance(user, Bearer) and Evidence.objects.filter(
            attached_by=_who(user), superseded=None).count() >= MOST_BY_LINK:
        raise RecordError("evidence.link_full", Text(f"by one link at most {MOST_BY_LINK} files are attached",
                                                     f"每个链接最多上传{MOST_BY_LINK}个文件"),
                          next_step=Text("Ask who sent you the link for another one", "请向发送链接的单位索取新链接"))


def _actor(user: Any) -> int | None:
    return None if user is ANYBODY or user is None else user.pk


def _who(user: Any) -> int | None:
    return None if user is ANYBODY else case_evidence.who(user)


def _text(text: str, field: Text) -> str:
    text = " ".join(text.split())
    if len(text) > MOST_NOTE:
        raise RecordError("evidence.text_too_long", Text(f"this is longer than {MOST_NOTE} characters",
                                                         f"超过{MOST_NOTE}个字符"), where=field,
                          next_step=Text("Shorten it", "请缩短"))
    if "\x00" in text or not text.isprintable():
        raise RecordError("evidence.text_unfit", Text("this holds characters that cannot be shown",
                                                      "含有无法显示的字符"), where=field,
                          next_step=Text("Write it as plain text", "请改用普通文本"))
    return text


class _scratch(tempfile.TemporaryDirectory[str]):  # noqa: N801 - used as a block
    """A folder for previews, on the disk on which they will stay."""

    def __init__(self, home: Home) -> None:
        folder = previews.folder(home)
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(dir=folder, prefix=previews.SCRATCH, ignore_cleanup_errors=True)

    def __enter__(self) -> Path:  # type: ignore[override]
        return Path(super().__enter__())
