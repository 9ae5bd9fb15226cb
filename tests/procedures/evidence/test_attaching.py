"""Attaching, withdrawing and undoing: who may, what is kept, and what is told of it."""

from __future__ import annotations

import hashlib
import re
import shutil
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections

from plumbline.errors import ConflictError, NotAllowed, RecordError
from plumbline.home import Home
from plumbline.procedures.evidence import attaching, previews, reading
from plumbline.procedures.evidence.attaching import ANYBODY
from plumbline.procedures.records import save
from plumbline.records.core import store
from plumbline.records.core.journal import Entry
from plumbline.records.core.people import Role
from plumbline.records.evidence import evidence as rows
from plumbline.records.evidence import file_store
from plumbline.records.evidence.evidence import Evidence, Subject
from plumbline.records.evidence.scanning.words import Refused
from plumbline.text import Text
from tests import evidence as made
from tests.procedures.wards import build, person
from tests.records.samples import AT

PHOTO = made.photo(80, 60)


@pytest.fixture(autouse=True)
def wards(db: None) -> None:
    """The city of two wards."""
    build()


def attach(home: Home, user: Any = ANYBODY, *, ward: str = "1", content: bytes = PHOTO, name: str = "a.jpg",
           **more: Any) -> Evidence:
    return attaching.attach(home, user, "inspection", (f"i{ward}",), [content], name=name, at=AT, **more)


def files(home: Home) -> list[str]:
    """Everything in the folder of evidence but the lock."""
    return sorted(path.relative_to(home.evidence).as_posix() for path in home.evidence.rglob("*")
                  if path.is_file() and path.name != ".lock")


def numbers(user: Any, ward: str = "1") -> list[str]:
    place = attaching.place_of(user, "inspection", (f"i{ward}",))
    return [each.row.number for each in reading.about(user, place)]


def test_what_was_attached_is_kept_under_its_hash_and_in_the_journal(home: Home) -> None:
    user = person("one", "1")
    row = attach(home, user, name="现场.jpg", note="  the   kitchen ")
    sha256 = hashlib.sha256(PHOTO).hexdigest()
    assert files(home) == [f"{sha256[:2]}/{sha256[2:]}"]
    assert previews.original(home, row).read_bytes() == PHOTO
    entry = Entry.objects.get(act="attach")
    assert (entry.kind, entry.actor, entry.root, entry.state) == ("evidence", user.pk, row.leaf.hex(), Entry.VISIBLE)
    assert store.broken_links() == []
    kept = Evidence.objects.get()
    assert (kept.about, kept.parts, kept.region, kept.name, kept.note, kept.media_type, kept.size, kept.public) == (
        "inspection", ("i1",), "1", "现场.jpg", "the kitchen", "image/jpeg", len(PHOTO), False)
    assert re.fullmatch(r"[0-9a-f]{24}", kept.number)
    assert "现场" not in str(entry.payload()) + str(entry.detail)


def test_the_same_file_twice_is_kept_once(home: Home) -> None:
    attach(home)
    with pytest.raises(ConflictError) as refused:
        attach(home, name="again.jpg")
    assert str(refused.value) == ("a.jpg: this very file is attached here already. "
                                  "Look at the evidence that is there.")
    attach(home, ward="2")
    assert (len(files(home)), Evidence.objects.count()) == (1, 2)


def test_a_withdrawn_file_may_be_attached_anew(home: Home) -> None:
    first = attach(home)
    attaching.withdraw(ANYBODY, first.number, "blurred", at=AT)
    assert attach(home).number != first.number


def test_a_withdrawal_stays_told_and_can_be_undone(home: Home) -> None:
    user = person("one", "1")
    row = attach(home, user)
    before = reading.state("inspection", ("i1",))
    head = store.journal_head()["number"]
    attaching.withdraw(user, row.number, "the wrong kitchen", at=AT)
    found = reading.one(user, row.number)
    assert [(each.row.withdrawn, each.row.reason, each.row.entry.act) for each in found] == [
        (True, "the wrong kitchen", "withdraw"), (False, "", "attach")]
    assert previews.original(home, found[0].row).read_bytes() == PHOTO
    assert reading.state("inspection", ("i1",)) != before
    assert reading.state("inspection", ("i1",), upto=head) == before
    with pytest.raises(ConflictError):
        attaching.withdraw(user, row.number, "again", at=AT)
    attaching.reinstate(user, row.number, at=AT)
    assert reading.state("inspection", ("i1",)) == before
    acts = [each.row.entry.act for each in reading.one(user, row.number)]
    assert acts == ["reinstate", "withdraw", "attach"]
    with pytest.raises(ConflictError):
        attaching.reinstate(user, row.number, at=AT)
    assert store.broken_links() == []


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "a\x00b"])
def test_a_withdrawal_needs_a_reason_one_can_read(home: Home, reason: str) -> None:
    row = attach(home)
    with pytest.raises(RecordError):
        attaching.withdraw(ANYBODY, row.number, reason, at=AT)
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize(("region", "role", "column"), [
    ("2", Role.OFFICER, "*"), ("1", Role.AUDITOR, "*"), ("1", Role.OFFICER, "conformity"), ("", "", ""),
])
def test_others_attach_and_withdraw_nothing(home: Home, region: str, role: str, column: str) -> None:
    row = attach(home, public=True, content=made.photo(50, 50))
    user = person("other", region, role, column)
    with pytest.raises(NotAllowed):
        attach(home, user)
    with pytest.raises(NotAllowed):
        attaching.withdraw(user, row.number, "no", at=AT)
    assert len(files(home)) == 1


def test_internal_evidence_of_another_ward_looks_like_none(home: Home) -> None:
    row = attach(home, ward="2")
    own, other = person("one", "1"), person("two", "2")
    assert (numbers(own, "2"), numbers(None, "2"), numbers(other, "2")) == ([], [], [row.number])
    assert reading.one(own, row.number) == reading.one(own, "0" * 24) == []
    told = []
    for number in (row.number, "0" * 24):
        with pytest.raises(RecordError) as refused:
            attaching.withdraw(own, number, "guessing", at=AT)
        told.append(refused.value.what.en)
    assert told == ["there is no such evidence"] * 2


def test_an_officer_of_another_column_reads_no_internal_evidence(home: Home) -> None:
    row = attach(home)
    assert reading.one(person("certifier", "1", column="conformity"), row.number) == []


def test_the_public_sees_public_evidence_without_its_note(home: Home) -> None:
    user = person("one", "1")
    row = attach(home, user, public=True, note="inside")
    [seen] = reading.one(None, row.number)
    assert (seen.readable, seen.keeper) == (True, False)
    assert {"note", "attached_by", "reason"} & set(seen.shown) == set()
    [own] = reading.one(user, row.number)
    assert (own.keeper, own.shown["note"], own.shown["attached_by"]) == (True, "inside", user.pk)
    attaching.withdraw(user, row.number, "inside too", at=AT)
    seen = reading.one(None, row.number)[0]
    assert (seen.readable, "reason" in seen.shown, seen.row.withdrawn) == (False, False, True)


@pytest.mark.parametrize(("about", "key"), [
    ("inspection", ("none",)), ("inspection", ("i1", "i2")), ("nothing", ("i1",)), ("region", ("1", "no day")),
])
def test_what_is_not_there_takes_no_evidence(home: Home, about: str, key: tuple[str, ...]) -> None:
    with pytest.raises(RecordError) as refused:
        attaching.attach(home, ANYBODY, about, key, [PHOTO], name="a.jpg", at=AT)
    assert (refused.value.code, refused.value.what.en) == (
        "evidence.record_unknown", "there is no such record, or it counts no more")
    assert not home.evidence.exists()


def test_evidence_of_a_withdrawn_record_stays(home: Home) -> None:
    row = attach(home)
    save.withdraw("inspection", _inspection(), at=AT)
    with pytest.raises(RecordError):
        attach(home, content=made.photo(20, 20))
    assert [each.row.number for each in reading.of_record(ANYBODY, "inspection", ("i1",))] == [row.number]


def _inspection() -> int:
    from plumbline.records.core import kinds

    return int(store.current(kinds.get("inspection")).get(number="i1").pk)


def test_evidence_can_be_about_what_is_no_record(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "SUBJECTS", {})
    rows.declare(Subject("self-evaluation", Text("Self-evaluation", "自评"), "assessment", False,
                         lambda key: (key, "1") if key == ("2013", "food") else None))
    user = person("one", "1", column="assessment")
    row = attaching.attach(home, user, "self-evaluation", ("2013", "food"), [made.docx()], name="自评.docx", at=AT,
                           public=True)
    assert [each.row.number for each in reading.one(user, row.number)] == [row.number]
    # Its subject is not open, so it is not either, whatever was ticked.
    assert reading.one(None, row.number) == []
    with pytest.raises(RecordError):
        attaching.place_of(None, "self-evaluation", ("2013", "food"))


def test_what_cannot_be_evidence_leaves_nothing(home: Home) -> None:
    for content, name, code in ((b"", "a.pdf", "evidence_file.empty"),
                                (b"<html>", "photo.jpg", "evidence_file.web_page"),
                                (made.pdf(), "photo.jpg", "evidence_file.misnamed")):
        with pytest.raises(Refused) as refused:
            attach(home, content=content, name=name)
        assert refused.value.code == code
    assert (files(home), Evidence.objects.count(), Entry.objects.filter(kind="evidence").count()) == ([], 0, 0)
    assert list(previews.folder(home).iterdir()) == []


def test_more_than_the_limit_is_refused_while_it_comes(home: Home) -> None:
    given = []

    def pieces() -> Iterator[bytes]:
        for number in range(100):
            given.append(number)
            yield b"\xff\xd8\xff" + b"x" * (1 << 20)

    with pytest.raises(Refused) as refused:
        attaching.attach(home, ANYBODY, "inspection", ("i1",), pieces(), name="a.jpg", at=AT, most=3 << 20)
    assert str(refused.value) == "a.jpg: the file is larger than 3 MB. Make it smaller or divide it."
    assert (len(given), files(home)) == (3, [])


def test_an_upload_that_breaks_off_leaves_nothing(home: Home) -> None:
    def pieces() -> Iterator[bytes]:
        yield PHOTO[:100]
        raise ConnectionResetError("the phone went into a tunnel")

    with pytest.raises(Exception, match="cannot be read or written"):
        attaching.attach(home, ANYBODY, "inspection", ("i1",), pieces(), name="a.jpg", at=AT)
    assert files(home) == []


def test_a_spoiled_file_is_mended_by_attaching_it_anew(home: Home) -> None:
    row = attach(home)
    path = previews.original(home, row)
    path.chmod(0o600)
    path.write_bytes(PHOTO[:-1] + b"x")
    attach(home, ward="2")
    assert previews.original(home, row).read_bytes() == PHOTO


def test_previews_are_made_again_where_they_are_missing(home: Home) -> None:
    row = attach(home, content=made.docx("first line"), name="a.docx")
    assert previews.text(home, row) == "first line"
    shutil.rmtree(previews.folder(home))
    assert previews.text(home, row) == "first line"
    assert previews.picture(home, row, "small") is None
    photo = attach(home)
    shutil.rmtree(previews.folder(home))
    assert [previews.picture(home, photo, part) is not None for part in ("small", "1", "2", "0", "../1", "１")] == [
        True, True, False, False, False, False]


def test_two_officers_at_once_attach_one_file_once(home: Home, transactional_db: None) -> None:
    user, told = person("one", "1"), []
    barrier = threading.Barrier(4)

    def work() -> None:
        try:
            barrier.wait()
            attach(home, user)
            told.append("kept")
        except ConflictError as error:
            told.append(error.what.en)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(told) == ["kept", *["this very file is attached here already"] * 3]
    assert (len(files(home)), Evidence.objects.count(), store.broken_links()) == (1, 1, [])
    assert connection.vendor in ("sqlite", "postgresql")


def test_a_failing_store_keeps_no_row(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(store, "seal", fail)
    with pytest.raises(RuntimeError):
        attach(home)
    assert Evidence.objects.count() == 0
    # The file is there and nobody refers to it: it is swept once it is old.
    assert [path.name for _, path in file_store.kept(home)] == [hashlib.sha256(PHOTO).hexdigest()[2:]]
