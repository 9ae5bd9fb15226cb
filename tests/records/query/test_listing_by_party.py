"""What lists, counts and pages show to who acts for an organisation: of what is closed, the records about it alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plumbline.procedures.records.save import keep
from plumbline.records.core import kinds, store
from plumbline.records.core.memberships import ENTERPRISE, HELD, Membership
from plumbline.records.core.people import Role, User
from plumbline.records.core.visibility import RowsOpen, of_parties, rows_open_to
from plumbline.records.query import index_paths
from plumbline.records.query.conditions import condition
from plumbline.records.query.listing import Asked, Rows, open_fields
from tests.records.samples import AT, Office

CREDIT, CERTIFICATE, AGREEMENT = kinds.get("credit"), kinds.get("certificate"), kinds.get("agreement")
WARD_1 = frozenset({"1"})
NOBODY: frozenset[str] = frozenset()


def credit(organisation: str, region: str, year: int, basis: str = "model", of: str = "A") -> dict[str, str]:
    return {"organisation": organisation, "credit_class": of, "valid_from": f"{year}-01-01", "basis": basis,
            "region": region}


@pytest.fixture
def classed(office: Office) -> None:
    """F1 in ward 1 and F2 in ward 2, each classed in three years; F1 once while it was in ward 2."""
    office.take("credit", [
        *(credit("F1", "1", year, f"one {year}") for year in (2001, 2002)), credit("F1", "2", 2003, "one 2003"),
        *(credit("F2", "2", year, f"two {year}") for year in (2001, 2002, 2003)),
    ])


def listed(regions: frozenset[str], parties: frozenset[str], **asked: Any) -> list[tuple[str, int]]:
    """Organisation and year of each record, read in pages of two."""
    found, after = [], ""
    conditions = tuple(condition(CREDIT.by_name[name], text) for name, text in asked.pop("where", ()))
    while True:
        rows = Rows(CREDIT, regions, Asked(conditions=conditions, after=after, **asked), parties)
        page, after, _ = rows.page(2)
        found += [(row.organisation, row.valid_from.year) for row in page]
        if not after:
            assert len(found) == rows.count(100).rows
            return found


@pytest.fixture(params=["few", "many"])
def however_many(request: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same whether the store reads as it likes, or goes along the index paths of a long list."""
    monkeypatch.setattr(index_paths, "is_small", lambda _kind: request.param == "few")


F1 = frozenset({"F1"})


@pytest.mark.usefixtures("classed", "however_many")
def test_a_firm_lists_its_own_wherever_it_was() -> None:
    assert listed(NOBODY, F1) == [("F1", 2003), ("F1", 2002), ("F1", 2001)]
    assert listed(NOBODY, F1, sort="valid_from", descending=False) == [("F1", 2001), ("F1", 2002), ("F1", 2003)]
    assert listed(NOBODY, F1, region="2") == [("F1", 2003)]
    assert listed(NOBODY, frozenset({"F3"})) == []


@pytest.mark.usefixtures("classed", "however_many")
def test_an_officer_who_acts_for_a_firm_lists_the_region_s_and_the_firm_s() -> None:
    newest = [("F2", 2003), ("F1", 2003), ("F2", 2002), ("F1", 2002), ("F2", 2001), ("F1", 2001)]
    ordered = {"sort": "valid_from", "descending": True}
    assert sorted(listed(frozenset({"2"}), F1, **ordered), key=lambda one: -one[1]) == listed(
        frozenset({"2"}), F1, **ordered)
    assert sorted(listed(frozenset({"2"}), F1, **ordered)) == sorted(newest)
    assert sorted(listed(WARD_1, frozenset({"F2"}))) == sorted([
        ("F1", 2001), ("F1", 2002), ("F2", 2001), ("F2", 2002), ("F2", 2003)])
    assert sorted(listed(WARD_1, frozenset({"F2"}), region="2")) == [("F2", 2001), ("F2", 2002), ("F2", 2003)]


@pytest.mark.usefixtures("classed", "however_many")
def test_choosing_and_searching_tell_nothing_of_a_neighbour() -> None:
    assert listed(NOBODY, F1, where=[("organisation", "F2")]) == []
    assert listed(NOBODY, F1, search="two") == []
    assert listed(NOBODY, F1, search="one 2002") == [("F1", 2002)]
    assert listed(NOBODY, NOBODY, search="one") == []


@pytest.mark.usefixtures("classed")
def test_what_is_shared_can_be_chosen_and_ordered_by_and_nothing_else() -> None:
    assert [each.name for each in open_fields(CREDIT, NOBODY, F1)] == [
        "organisation", "credit_class", "valid_from", "valid_to", "basis", "region"]
    assert [each.name for each in open_fields(CREDIT, NOBODY)] == [
        "organisation", "credit_class", "valid_from", "valid_to", "region"]
    assert listed(NOBODY, F1, sort="basis", descending=False) == [("F1", 2001), ("F1", 2002), ("F1", 2003)]
    assert listed(NOBODY, F1, where=[("basis", "one 2002")]) == [("F1", 2002)]


def test_ordered_by_what_a_public_kind_shares_a_list_keeps_to_the_own_records(office: Office) -> None:
    office.take("certificate", [{
        "number": f"C{number}", "scheme": "other", "organisation": f"F{number}", "valid_from": "2013-01-31",
        "status": "valid", "region": "1", "audit_due_on": f"2014-01-0{number}"} for number in (1, 2, 3)])

    def numbers(regions: frozenset[str], **asked: Any) -> list[str]:
        rows = Rows(CERTIFICATE, regions, Asked(**asked), frozenset({"F1", "F3"}))
        return [row.number for row in rows.page(50).rows]

    assert numbers(NOBODY) == ["C3", "C2", "C1"]
    assert numbers(NOBODY, sort="audit_due_on") == ["C3", "C1"]
    assert numbers(WARD_1, sort="audit_due_on") == ["C3", "C2", "C1"]


def test_one_of_several_parties_is_known_by_its_whole_code(office: Office) -> None:
    def agreed(number: int, parties: str) -> dict[str, str]:
        return {"number": str(number), "title": "t", "type": "memorandum", "parties": parties, "region": "1",
                "signed_on": "2013-01-31"}

    office.take("agreement", [agreed(1, "F1;F2"), agreed(2, "F0;F1"), agreed(3, "F1"), agreed(4, "f1;F2"),
                              agreed(5, "F11;F2"), agreed(6, "F2;XF1"), agreed(7, "F%")])

    def of(*organisations: str) -> list[str]:
        found = store.current(AGREEMENT).filter(of_parties(AGREEMENT, frozenset(organisations)))
        return sorted(found.values_list("number", flat=True))

    assert of("F1") == ["1", "2", "3"]
    assert of("f1") == ["4"]
    assert of("F1", "XF1") == ["1", "2", "3", "6"]
    assert of("F") == of() == of("%") == of("F_") == []


def test_who_is_asked_of_roles_and_memberships(office: Office) -> None:
    user = User.objects.create_user("li")
    assert (rows_open_to(user, CREDIT), rows_open_to(None, CREDIT)) == (RowsOpen(), RowsOpen())
    Membership.objects.create(user=user, organisation="F1", capacity=ENTERPRISE, state=HELD, since=AT.date(),
                              made_at=AT)
    Role.objects.create(user=user, name=Role.OFFICER, region="1", column="surveillance")
    user = User.objects.get(pk=user.pk)
    assert rows_open_to(user, CREDIT) == RowsOpen(WARD_1, F1)
    assert rows_open_to(user, kinds.get("patent")) == RowsOpen(WARD_1, NOBODY)
    with CaptureQueriesContext(connection, ) as asked:
        rows_open_to(user, CREDIT)
    assert len(asked) == 0


@pytest.mark.parametrize("number", [1, 3])
def test_the_queries_of_a_page_do_not_grow(office: Office, number: int) -> None:
    for year in range(2001, 2001 + number):
        keep("credit", credit("F1", "1", year), at=AT)
    with CaptureQueriesContext(connection) as asked:
        assert len(Rows(CREDIT, NOBODY, Asked(), F1).page(50).rows) == number
    assert len(asked) == 3
