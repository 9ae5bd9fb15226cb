"""Many records at once: one entry with a root, what others changed left alone, and an undo that restores."""

from __future__ import annotations

from typing import Any

import pytest

from plumbline.errors import ConflictError, NotAllowed, RecordError
from plumbline.methods.shared.trust.merkle import RootBuilder
from plumbline.procedures.records import bulk
from plumbline.procedures.records.save import keep
from plumbline.records.core import kinds, store
from plumbline.records.core.fields import PERSONAL
from plumbline.records.core.journal import Entry
from plumbline.records.core.kinds import KINDS
from plumbline.records.core.people import Role
from plumbline.records.intake.reading import reasons
from plumbline.records.intake.staging.single import Faults
from tests.procedures.wards import make_city, now, person
from tests.records.samples import Clock, inspection
from tests.refusals import refuses
from tests.replay import begin_from

INSPECTION = kinds.get("inspection")
KEPT = [spec.name for spec in INSPECTION.kept]


@pytest.fixture(autouse=True)
def wards(db: None) -> None:
    begin_from(_more)


def _more() -> None:
    """The city of two wards, and five more inspections of ward 1."""
    make_city()
    for number in range(5):
        keep("inspection", inspection(number=f"m{number}", region="1", risk_class="high"), at=Clock()())


def chosen(*numbers: str) -> list[int]:
    return [now(number).pk for number in numbers]


def contents(*numbers: str) -> list[list[Any]]:
    return [[getattr(now(number), name) for name in KEPT] for number in numbers]


MANY = ("m0", "m1", "m2", "m3", "m4")


def test_many_are_withdrawn_under_one_entry_with_the_root_of_its_rows() -> None:
    user, entries = person("one", "1"), Entry.objects.count()
    done = bulk.withdraw(user, "inspection", chosen(*MANY), reason="entered twice", at=Clock()())
    rows = INSPECTION.model.objects.filter(entry=done.entry).order_by("pk")
    root = RootBuilder()
    root.extend(bytes(row.leaf) for row in rows)
    assert ([now(number) for number in MANY], done.left, Entry.objects.count()) == ([None] * 5, (), entries + 1)
    assert done.entry is not None
    assert (done.entry.act, done.entry.rows, done.entry.superseded_rows, done.entry.actor, done.entry.root) == (
        bulk.WITHDRAW, 5, 5, user.pk, root.root().hex())
    assert all(row.withdrawn for row in rows)
    assert store.broken_links() == []


def test_an_undo_restores_precisely_and_is_an_entry_that_can_be_undone() -> None:
    user, before = person("one", "1"), contents(*MANY)
    clock = Clock()
    first = bulk.withdraw(user, "inspection", chosen(*MANY), reason="", at=clock())
    assert first.entry is not None
    undone = bulk.undo(user, first.entry.number or 0, at=clock())
    assert (contents(*MANY), undone.rows, undone.left) == (before, 5, ())
    assert undone.entry is not None
    again = bulk.undo(user, undone.entry.number or 0, at=clock())
    assert ([now(number) for number in MANY], again.rows) == ([None] * 5, 5)
    with pytest.raises(ConflictError) as refused:
        bulk.undo(user, first.entry.number or 0, at=clock())
    assert f"See journal entry {undone.entry.number}" in str(refused.value)


def test_what_somebody_changed_meanwhile_is_left_alone_and_told() -> None:
    user, rows = person("one", "1"), chosen(*MANY)
    keep("inspection", inspection(number="m1", region="1", risk_class="low"), at=Clock()())
    done = bulk.set_field(user, "inspection", rows, "risk_class", "medium", reason="new classes", at=Clock()())
    assert (done.rows, done.left) == (4, ((rows[1], bulk.CHANGED),))
    assert [now(number).risk_class for number in MANY] == ["medium", "low", "medium", "medium", "medium"]


def test_an_undo_leaves_alone_what_was_changed_after_it() -> None:
    user = person("one", "1")
    done = bulk.set_field(user, "inspection", chosen(*MANY), "risk_class", "low", reason="", at=Clock()())
    keep("inspection", inspection(number="m2", region="1", risk_class="medium"), at=Clock()())
    assert done.entry is not None
    undone = bulk.undo(user, done.entry.number or 0, at=Clock()())
    assert [why for _, why in undone.left] == [bulk.CHANGED]
    assert [now(number).risk_class for number in MANY] == ["high", "high", "medium", "high", "high"]


def test_other_regions_and_what_stands_so_already_are_left_alone() -> None:
    user, rows = person("one", "1"), chosen("i2", "m0", "i1")
    keep("inspection", inspection(number="m0", region="1", risk_class="low"), at=Clock()())
    rows[1] = now("m0").pk
    done = bulk.set_field(user, "inspection", rows, "risk_class", "low", reason="", at=Clock()())
    assert (done.rows, done.left) == (1, ((rows[0], bulk.NOT_OWN), (rows[1], bulk.SAME)))
    assert now("i2").risk_class is None


def test_a_value_may_be_taken_away() -> None:
    bulk.set_field(person("one", "1"), "inspection", chosen("m0"), "risk_class", "", reason="", at=Clock()())
    assert now("m0").risk_class is None


def test_a_value_that_does_not_fit_changes_nothing() -> None:
    with pytest.raises(Faults) as refused:
        bulk.set_field(person("one", "1"), "inspection", chosen(*MANY), "risk_class", "huge", reason="", at=Clock()())
    assert refused.value.faults[0][:2] == ("risk_class",
                                           reasons.words("not_choice", INSPECTION.by_name["risk_class"])[0])
    assert now("m0").risk_class == "high"


@pytest.mark.parametrize(("region", "role"), [("", ""), ("1", Role.AUDITOR)])
def test_others_change_nothing(region: str, role: str) -> None:
    with pytest.raises(NotAllowed):
        bulk.withdraw(person("other", region, role), "inspection", chosen("m0"), reason="", at=Clock()())


def test_bounds_are_told() -> None:
    user = person("one", "1")
    with refuses(RecordError, "keep.number_unfit", "0 records were chosen"):
        bulk.withdraw(user, "inspection", [], reason="", at=Clock()())
    with refuses(RecordError, "keep.number_unfit", "at most 5000"):
        bulk.withdraw(user, "inspection", list(range(bulk.MOST + 1)), reason="", at=Clock()())
    with refuses(RecordError, "keep.regions_one_by_one", "one by one"):
        bulk.withdraw(user, "region", [1], reason="", at=Clock()())
    with refuses(RecordError, "keep.field_not_settable", "cannot be set on many"):
        bulk.set_field(user, "inspection", chosen("m0"), "number", "9", reason="", at=Clock()())
    with refuses(RecordError, "journal.not_undoable", "cannot be undone"):
        bulk.undo(user, 1, at=Clock()())


def test_the_queries_do_not_grow_with_the_records(django_assert_max_num_queries: Any) -> None:
    rows, user = chosen(*MANY), person("one", "1")
    with django_assert_max_num_queries(25):
        bulk.withdraw(user, "inspection", rows, reason="", at=Clock()())


@pytest.mark.parametrize("kind", [each for each in KINDS.values() if each.settable], ids=lambda each: each.name)
def test_a_settable_field_is_checked_by_itself(kind: Any) -> None:
    specs = bulk.settable(kind)
    assert [spec.name for spec in specs if spec.name in (*kind.key, kind.region, kind.date)] == []
    assert [spec.name for spec in specs if spec.exposure is PERSONAL or spec.refers == "region"] == []
