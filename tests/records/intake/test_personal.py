"""Personal values go to the erasable side table with the flip, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from plumbline.errors import IntakeError
from plumbline.figures.cuts.freezing import freeze
from plumbline.procedures.records.save import erase_personal, keep
from plumbline.records.core import kinds, store
from plumbline.records.core.journal import Entry
from plumbline.records.intake import publishing
from plumbline.records.verifying import verification
from plumbline.text import Text
from tests.records.samples import Office, current

KIND = kinds.get("organisation")
MARK = "Zaphod-7Q-marker"
PHONE = "0000-marker-4711"


def organisation(code: str = "1", name: str = "n", **contact: str) -> dict[str, str]:
    return {"code": code, "name": name, "region": "1", **contact}


def contacts() -> list[tuple[Any, ...]]:
    return sorted(KIND.personal.objects.values_list("key", "contact_name", "contact_phone"))


def last() -> Entry:
    found = Entry.objects.filter(number__isnull=False).order_by("-number").first()
    assert found is not None
    return found


def test_they_are_kept_apart(office: Office) -> None:
    done = office.take("organisation", [organisation(contact_name=MARK, contact_phone=PHONE)])
    assert contacts() == [("1", MARK, PHONE)]
    assert "contact_name" not in [field.name for field in KIND.kept]
    [batch] = verification.rows_as_of(KIND)
    assert batch.schema.names == [*(field.name for field in KIND.kept), "leaf"]
    assert MARK not in str(batch.to_pylist()) + str([entry.payload() | entry.detail for entry in Entry.objects.all()])
    assert done.rows == 1


def test_they_are_in_no_cut(open_office: Office) -> None:
    open_office.take("organisation", [organisation(contact_name=MARK, contact_phone=PHONE)])
    cut = freeze(open_office.home)
    for path in cut.folder.iterdir():
        assert MARK.encode() not in path.read_bytes()
        assert PHONE.encode() not in path.read_bytes()
    assert "contact_name" not in str(cut.manifest)


def test_a_change_of_them_alone_is_one_entry_without_them(office: Office) -> None:
    office.take("organisation", [organisation(contact_name="a")])
    number = last().number
    done = office.take("organisation", [organisation(contact_name=MARK)])
    assert (done.rows, done.same, done.number) == (0, 1, (number or 0) + 1)
    assert (last().rows, last().superseded_rows) == (0, 0)
    assert MARK not in str(last().payload()) + str(last().detail)
    assert contacts() == [("1", MARK, None)]
    assert store.broken_links() == []


def test_the_same_again_is_no_entry(office: Office) -> None:
    rows = [organisation(str(code), contact_name="a", contact_phone="b") for code in range(5)]
    office.take("organisation", rows)
    before = last().number
    assert office.take("organisation", rows).number is None
    assert last().number == before


def test_a_file_without_a_column_leaves_it_alone(office: Office) -> None:
    office.take("organisation", [organisation(contact_name="a", contact_phone="b")])
    office.take("organisation", [organisation(contact_name="c")])
    assert contacts() == [("1", "c", "b")]
    office.take("organisation", [organisation(name="other")])
    assert contacts() == [("1", "c", "b")]


def test_an_empty_value_beside_another_is_a_value(office: Office) -> None:
    office.take("organisation", [organisation(contact_name="a", contact_phone="b")])
    office.take("organisation", [organisation(contact_name="a", contact_phone="")])
    assert contacts() == [("1", "a", None)]


def test_they_come_with_the_flip_or_not_at_all(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.take("organisation", [organisation(contact_name="a")])

    def fails(*_: object) -> None:
        raise IntakeError("import.stopped", Text("stopped at the flip", "在切换时停止"))

    monkeypatch.setattr(publishing, "flip", fails)
    with pytest.raises(IntakeError, match="stopped at the flip"):
        office.take("organisation", [organisation(name="other", contact_name=MARK),
                                     organisation("2", contact_name="b")])
    assert contacts() == [("1", "a", None)]
    assert current("organisation", "code", "name") == [("1", "n")]


def test_those_of_a_row_set_aside_are_not_kept(office: Office) -> None:
    done = office.take("organisation", [
        organisation("1", "one", contact_name="a"), organisation("1", "other", contact_name="b"),
        organisation("2", "", contact_name="c"), organisation("3", contact_name="d"),
        organisation("3", contact_name="d"),
    ])
    assert (done.rows, done.quarantined) == (1, 3)
    assert contacts() == [("3", "d", None)]


def test_a_form_keeps_what_it_does_not_name(office: Office) -> None:
    keep("organisation", organisation(contact_name="a", contact_phone="b"), at=office.clock())
    keep("organisation", organisation(name="other"), at=office.clock())
    assert contacts() == [("1", "a", "b")]
    keep("organisation", organisation(name="other", contact_phone="c"), at=office.clock())
    assert contacts() == [("1", "a", "c")]


def test_a_form_can_empty_them(office: Office) -> None:
    keep("organisation", organisation(contact_name="a", contact_phone="b"), at=office.clock())
    keep("organisation", organisation(contact_name="", contact_phone=""), at=office.clock())
    assert contacts() == [("1", None, None)]
    keep("organisation", organisation("2", contact_name="", contact_phone=""), at=office.clock())
    assert [key for key, *_ in contacts()] == ["1"]


def test_a_form_that_changes_them_alone_is_one_entry(office: Office) -> None:
    first = keep("organisation", organisation(contact_name="a"), at=office.clock())
    number = last().number or 0
    again = keep("organisation", organisation(contact_name="a"), at=office.clock(), actor=3)
    assert last().number == number
    again = keep("organisation", organisation(contact_name=MARK), at=office.clock(), actor=3)
    assert (again.pk, last().number, last().act, last().rows, last().actor) == (first.pk, number + 1, "correct", 0, 3)
    assert MARK not in str(last().payload()) + str(last().detail)


def test_erasing_is_told_without_saying_whom(office: Office) -> None:
    keep("organisation", organisation(contact_name=MARK), at=office.clock())
    assert erase_personal("organisation", "1", at=office.clock(), actor=4)
    assert (contacts(), last().act, last().actor, last().rows, last().root) == ([], "erase", 4, 1, "")
    assert "1" not in str(last().detail)
    number = last().number
    assert not erase_personal("organisation", "1", at=office.clock())
    assert last().number == number
    assert current("organisation", "code") == [("1",)]
