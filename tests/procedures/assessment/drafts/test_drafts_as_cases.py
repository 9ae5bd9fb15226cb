"""Drafts of rules as cases of the engine: what every case has, and what their acts refuse by whatever way they come."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from plumbline.errors import PlumblineError
from plumbline.home import Home
from plumbline.procedures.assessment.drafts import drafting, reading
from plumbline.procedures.casework import common_acts, consequences, passing, perform, registry
from plumbline.procedures.casework import reading as case_reading
from plumbline.procedures.casework.consequences import declared
from plumbline.procedures.casework.finding import Found, find
from plumbline.procedures.notices import news
from plumbline.procedures.operations import check_cases, integrity_procedures
from plumbline.procedures.operations.doctor import FAULT, Visit
from plumbline.records.core.cases import Case, CaseEvent
from plumbline.records.core.people import Role
from tests.procedures.casework.procedures import complaint
from tests.procedures.rules_world import AT, AUDITOR, CITY, Office
from tests.told import told

pytestmark = pytest.mark.django_db(transaction=True)
NEXT = CITY.replace("valid_from = 2012-01-01", "valid_from = 2015-01-01")


@pytest.fixture
def office(home: Home, tmp_path: Path) -> Office:
    return Office(home, tmp_path)


def begun(office: Office, by: str = "writer", **values: str) -> str:
    given = {"what": "scheme", "target": "city", "text": NEXT} | values
    event = perform.open_case(office.home, office.who(by), "draft", "begin", given, at=AT)
    return str(event.case.number)


def act(office: Office, number: str, name: str, by: str = "writer", seen: int | None = None, **values: str,
        ) -> CaseEvent:
    return perform.act(office.home, office.who(by), "draft", number, name, values, seen=seen, at=AT)


def found(office: Office, number: str, by: str = "writer") -> Found:
    return find(office.home, office.who(by), registry.procedure("draft"), number, at=AT)


def code(run: Any, *arguments: Any, **more: Any) -> str:
    with pytest.raises(PlumblineError) as caught:
        run(*arguments, **more)
    told(caught.value, str(caught.value.code))
    return str(caught.value.code)


def faults(office: Office) -> list[str]:
    visit = Visit(office.home, AT, deep=True)
    return [each.what for check in (check_cases.check, check_cases.sealed, integrity_procedures.events)
            for each in check(visit) if each.status == FAULT]


def test_by_the_engine_alone_from_the_first_line_to_the_rulebook(office: Office) -> None:
    number = begun(office)
    assert number == "1"
    assert found(office, number).board.values["text"] == NEXT
    act(office, number, "save", text="\n" + NEXT + " \n")
    assert drafting.load(1).text == "\n" + NEXT + " \n"
    act(office, number, "save", text=NEXT)
    act(office, number, "propose", reason="yearly")
    assert found(office, number).board.values["day"] == "2015-01-01"
    assert code(act, office, number, "approve") == "draft.own"
    act(office, number, "approve", "second")
    assert [each.act for each in CaseEvent.objects.order_by("pk")] == [
        "begin", "save", "save", "save", "propose", "approve", "enforce"]
    assert drafting.load(1).at.state == "in-force"
    assert office.held("schemes/city-2015-01-01.toml") == NEXT
    assert faults(office) == []


def test_a_new_rule_begins_with_the_words_of_its_pattern(office: Office) -> None:
    number = begun(office, what="indicator", target="local.fresh", pattern="count", text="")
    assert found(office, number).board.values["text"].startswith("[fresh]\n")
    assert code(act, office, number, "propose", reason="new") == "draft.placeholder"
    assert "Name of the figure" in str(perform.refusal(
        found(office, number), office.who("writer"), registry.procedure("draft").by_name["propose"]))
    assert code(begun, office, what="indicator", target="local.fresh", pattern="none") == "draft.unknown_pattern"
    assert code(begun, office, what="nothing") == "draft.unknown_sort"
    assert Case.objects.count() == 1


def test_a_text_may_be_emptied_and_is_not_lost_to_who_did_not_see_it(office: Office) -> None:
    number = begun(office)
    seen = drafting.load(1).version
    act(office, number, "save", "second", seen=seen, text="")
    assert drafting.load(1).text == ""
    assert code(act, office, number, "save", seen=seen, text=NEXT) == "case.changed_meanwhile"
    assert code(act, office, number, "save", text="x" * 400_001) == "row.too_long"
    assert code(act, office, number, "save", text="a\0b") == "row.control"


def test_whoever_sees_not_every_region_sees_no_draft(office: Office) -> None:
    number = begun(office)
    assert code(found, office, number, "north") == "case.unknown"
    assert code(begun, office, "north") == "case.part_not_held"
    assert case_reading.listed(registry.procedure("draft"), office.who("north")) == []
    assert [each.title for each in case_reading.listed(registry.procedure("draft"), office.who(AUDITOR))] == ["city"]
    assert code(act, office, number, "save", AUDITOR, text="x") == "case.part_not_held"
    assert perform.possible(found(office, number, AUDITOR), office.who(AUDITOR)) == []


def test_of_two_trees_it_takes_a_role_over_both(office: Office, home: Home, tmp_path: Path) -> None:
    from plumbline.procedures.records.imports import import_file

    number = begun(office)
    (tmp_path / "more.csv").write_text(
        "code,name_en,name_zh,level,parent,valid_from\nisle,Isle,岛,province,,1900-01-01\n", encoding="utf-8")
    assert import_file(home, "region", tmp_path / "more.csv", clock=lambda: AT).quarantined == 0
    assert code(found, office, number) == "case.unknown"
    assert case_reading.listed(registry.procedure("draft"), office.who("writer")) == []
    Role.objects.create(user=office.who("writer"), name=Role.OFFICER, region="isle", column="assessment")
    assert found(office, number).region == "*"
    assert [each.title for each in case_reading.listed(registry.procedure("draft"), office.who("writer"))] == ["city"]


def test_a_conflict_of_interest_closes_it_by_every_way(office: Office) -> None:
    number = begun(office)
    common_acts.declare_conflict(office.home, office.who("third"), "draft", number, "My own firm", at=AT)
    assert code(found, office, number, "third") == "case.unknown"
    assert code(drafting.load, 1, office.who("third")) == "draft.unknown"
    assert code(drafting.save, office.home, office.who("third"), 1, "x", at=AT) == "draft.unknown"
    assert reading.every(office.who("third")) == []
    assert [each.number for each in reading.every(office.who("second"))] == [1]
    assert faults(office) == []


def test_comments_are_told_and_overtake_nothing(office: Office) -> None:
    number = begun(office)
    act(office, number, "propose", reason="yearly")
    seen = drafting.load(1).version
    common_acts.comment(office.home, office.who("second"), "draft", number, "Which clause is it?", at=AT)
    assert [each.act for each in news.told(office.home, office.who("writer"), at=AT)] == ["comment"]
    assert drafting.approve(office.home, office.who("second"), 1, seen=seen, at=AT).at.state == "in-force"


def test_it_is_given_up_by_who_wrote_it_alone(office: Office) -> None:
    number = begun(office)
    second = office.who("second")
    assert code(common_acts.withdraw, office.home, second, "draft", number, "no", at=AT) == "draft.not_author"
    assert not common_acts.may_withdraw(found(office, number), second)
    assert common_acts.may_withdraw(found(office, number), office.who("writer"))
    common_acts.withdraw(office.home, office.who("writer"), "draft", number, "Not this year", at=AT)
    assert found(office, number).state().name == "withdrawn"
    assert code(drafting.withdraw, office.home, office.who("writer"), 1, at=AT, reason="again") == "draft.state"


def test_others_are_asked_for_their_opinion_and_it_is_never_passed_on(office: Office) -> None:
    number = begun(office)
    writer, due = office.who("writer"), (timezone.localdate(AT) + timedelta(days=9)).isoformat()
    assert code(passing.pass_on, office.home, writer, "draft", number, "north", "Theirs", at=AT) == "case.of_all"
    event = passing.consult(office.home, writer, "draft", number, "north", "Does it fit?", due, at=AT)
    passing.advise(office.home, office.who("north"), "draft", number, str(event.pk), "It does.", at=AT)
    assert found(office, number, "north").board.values["target"] == "city"
    assert code(act, office, number, "save", "north", text="x") == "case.part_not_held"
    assert code(drafting.save, office.home, office.who("north"), 1, "x", at=AT) == "draft.no_writer"


def test_what_is_to_follow_when_a_rule_is_in_force_follows(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_declared", dict(registry.procedures()))
    monkeypatch.setattr(declared, "_declared", dict(consequences.consequences()))
    registry.declare(complaint())
    consequences.declare(consequences.Consequence(
        "told-of-rule", complaint().title, procedure="draft", act="enforce", opens="test-complaint",
        fields={"region": lambda happened: "north", "matter": "target"}, rule=lambda happened: True,
        cites=complaint().cites))
    number = begun(office)
    act(office, number, "propose", reason="yearly")
    act(office, number, "approve", "second")
    consequences.run(office.home, at=AT)
    assert Case.objects.get(procedure="test-complaint").region == "north"


def test_a_second_click_is_the_first(office: Office) -> None:
    number = begun(office)
    seen = found(office, number).board.case.last
    first, again = (act(office, number, "propose", seen=seen, reason="yearly") for _ in range(2))
    assert first.pk == again.pk


def test_an_event_that_says_otherwise_is_found(office: Office) -> None:
    begun(office)
    event = CaseEvent.objects.get(act="save")
    CaseEvent.objects.filter(pk=event.pk).update(said={"text": "mine"})
    assert faults(office) == ["an event of a case is not what the journal sealed"]
    CaseEvent.objects.filter(pk=event.pk).update(said=event.said, sealed_as="draft-1")
    assert faults(office) == ["an event of a case is not what the journal sealed"]
    CaseEvent.objects.filter(pk=event.pk).update(sealed_as="no such form")
    assert faults(office) == ["an event of a case is not what the journal sealed"]
