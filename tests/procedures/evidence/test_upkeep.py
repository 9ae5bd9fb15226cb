"""A changed byte is found and told with the record it belongs to; what nobody refers to is swept, and nothing else."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from plumbline.errors import HomeError
from plumbline.home import Home
from plumbline.procedures.evidence import attaching, previews, upkeep
from plumbline.procedures.evidence.attaching import ANYBODY
from plumbline.records.evidence.evidence import Evidence
from tests import evidence as made
from tests.procedures.wards import build
from tests.records.samples import AT

PHOTO = made.photo(80, 60)


@pytest.fixture
def kept(home: Home, db: None) -> Evidence:
    """One photograph, attached to both inspections."""
    build()
    for ward in ("1", "2"):
        row = attaching.attach(home, ANYBODY, "inspection", (f"i{ward}",), [PHOTO], name=f"{ward}.jpg", at=AT)
    return row


def now() -> datetime:
    return datetime.now(UTC)


def test_what_is_whole_is_told_so(home: Home, kept: Evidence) -> None:
    found = upkeep.verify(home).as_dict()
    assert found == {"attachments": 2, "files": 1, "bytes": len(PHOTO), "whole": True, "wrong": [], "spare": 0,
                     "leftovers": 0}


def test_a_home_without_evidence_is_whole(home: Home, db: None) -> None:
    assert upkeep.verify(home).as_dict()["whole"] is True
    assert upkeep.sweep(home, at=now()) == 0


def test_a_changed_byte_is_told_with_its_records_and_never_served(home: Home, kept: Evidence) -> None:
    path = previews.original(home, kept)
    path.write_bytes(PHOTO[:200] + b"\x00" + PHOTO[201:])
    wrong = upkeep.verify(home).wrong
    assert {(each.fault, each.about, each.name) for each in wrong} == {
        ("changed", "inspection i1", "1.jpg"), ("changed", "inspection i2", "2.jpg")}
    with pytest.raises(HomeError) as refused:
        previews.original(home, kept)
    assert str(refused.value) == (
        f"evidence/{kept.sha256[:2]}/{kept.sha256[2:]}: a file of evidence is not the one that was attached. It "
        "belongs to inspection i2. Bring the file back from a backup; plumb evidence verify names every record it "
        "belongs to.")
    assert {each.about for each in upkeep.belongs_to([kept.sha256])} == {"inspection i1", "inspection i2"}


def test_a_missing_file_is_told(home: Home, kept: Evidence) -> None:
    previews.original(home, kept).unlink()
    assert [each.fault for each in upkeep.verify(home).wrong] == ["missing", "missing"]
    with pytest.raises(HomeError, match="a file of evidence is missing"):
        previews.original(home, kept)


def test_an_altered_row_is_told(home: Home, kept: Evidence) -> None:
    Evidence.objects.filter(pk=kept.pk).update(name="other.jpg")
    assert [(each.fault, each.name) for each in upkeep.verify(home).wrong] == [("altered", "other.jpg")]


def test_sweeping_takes_only_what_is_old_and_nobody_s(home: Home, kept: Evidence) -> None:
    leftover, spare = home.evidence / ".arriving-x", home.evidence / "00" / ("0" * 62)
    spare.parent.mkdir()
    upload = home.cache / "tmpx.upload.jpg"
    for path in (leftover, spare, upload):
        path.write_bytes(b"half")
    found = upkeep.verify(home)
    assert (found.as_dict()["whole"], found.spare, found.leftovers) == (True, [spare], [leftover])
    assert upkeep.sweep(home, at=now()) == 0
    assert upkeep.sweep(home, at=now() + timedelta(hours=7)) == 3
    assert upkeep.verify(home).as_dict() | {"attachments": 2} == {
        "attachments": 2, "files": 1, "bytes": len(PHOTO), "whole": True, "wrong": [], "spare": 0, "leftovers": 0}
    assert previews.original(home, kept).read_bytes() == PHOTO


def test_what_only_a_withdrawn_attachment_refers_to_stays(home: Home, kept: Evidence) -> None:
    for row in Evidence.objects.all():
        attaching.withdraw(ANYBODY, row.number, "both", at=AT)
    path = previews.original(home, kept)
    os.utime(path, (0, 0))
    assert upkeep.sweep(home, at=now()) == 0
    assert previews.original(home, kept) == path


def test_two_stores_that_hold_the_same_have_one_digest(home: Home, kept: Evidence) -> None:
    before = upkeep.digest()
    assert before == upkeep.digest()
    Evidence.objects.filter(pk=kept.pk).update(note="written past everything")
    assert upkeep.digest() != before
