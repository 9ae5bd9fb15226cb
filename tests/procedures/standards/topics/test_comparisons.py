"""Comparisons that people stand for, and proposals to harmonise: always two people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from plumbline.errors import PlumblineError
from plumbline.procedures.casework import perform, reading
from plumbline.procedures.casework.finding import find
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.standards.cases import requirement_comparison
from plumbline.procedures.standards.cases.harmonisation_proposal import NAME as PROPOSAL
from plumbline.procedures.standards.cases.harmonisation_proposal import PROJECT
from plumbline.procedures.standards.topics import matrix
from plumbline.records.core import kinds, store
from plumbline.records.core.people import Role, User
from tests.procedures.standards.topics.test_matrix import TERM, TOPIC, wanted
from tests.records.samples import Office, current

COMPARISON = requirement_comparison.NAME
ON = date(2026, 12, 1)
ABOUT = {"region": "city", "requirement": "BR-efficacy--90", "against": "CN-efficacy--80"}
FOUND = {"verdict": "stricter", "reason": "Both texts were read"}
IDEA = {"region": "city", "topic": "lamps", "title_zh": "灯具光效", "level": "national",
        "about": "One value would do"}


class Desk:
    """A desk with two requirements."""

    def __init__(self, office: Office) -> None:
        self.home, self.now, self.people = office.home, datetime(2026, 6, 1, 1, tzinfo=UTC), dict[str, User]()
        office.take("topic", [TOPIC], name="topic.csv")
        office.take("term", [TERM], name="term.csv")
        office.take("requirement", [wanted("CN"), wanted("BR", "90"), wanted("RU", "90", parameter="other")],
                    name="requirement.csv")

    def who(self, name: str, region: str = "city", role: str = Role.OFFICER) -> User:
        if name not in self.people:
            self.people[name] = User.objects.create_user(name, password="a long enough word")
            Role.objects.create(user=self.people[name], name=role, region=region)
        return self.people[name]

    def later(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def open(self, name: str, act: str, by: str = "ann", **values: str) -> str:
        return str(perform.open_case(self.home, self.who(by), name, act, values, at=self.later()).case.number)

    def act(self, name: str, number: str, act: str, by: str, **values: str) -> Any:
        return perform.act(self.home, self.who(by), name, number, act, values, at=self.later())

    def verdict(self) -> dict[str, Any]:
        row = matrix.show("lamps", ON)["rows"][0]
        found: dict[str, Any] = row["cells"]["BR"]["requirements"][0]["verdict"]
        return found


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


def refused(ask: Any) -> str:
    with pytest.raises(PlumblineError) as caught:
        ask()
    return str(caught.value.code)


def test_a_comparison_counts_once_a_second_person_read_it(desk: Desk) -> None:
    number = desk.open(COMPARISON, "propose", **ABOUT, **FOUND)
    assert (current("comparison", "requirement"), desk.verdict()["confirmed"]) == ([], None)
    assert refused(lambda: desk.act(COMPARISON, number, "confirm", "ann")) == "case.second_person"
    desk.act(COMPARISON, number, "confirm", "bea")
    row = store.current(kinds.get("comparison")).get()
    assert (row.verdict, row.computed, row.researcher, row.second_reader, row.confirmed_on) == (
        "stricter", "stricter", "ann", "bea", date(2026, 6, 1))
    confirmed = desk.verdict()["confirmed"]
    assert confirmed == {"verdict": "stricter", "reason": "Both texts were read", "on": "2026-06-01", "changed": False}
    assert "ann" not in str(matrix.show("lamps", ON))


def test_it_is_seen_from_the_other_side_too(desk: Desk) -> None:
    number = desk.open(COMPARISON, "propose", **ABOUT, **FOUND)
    desk.act(COMPARISON, number, "confirm", "bea")
    cell = matrix.show("lamps", ON, "CN,BR", "BR")["rows"][0]["cells"]["CN"]["requirements"][0]
    assert cell["verdict"]["confirmed"]["verdict"] == "looser"


def test_a_requirement_that_changed_since_is_to_be_looked_at_again(desk: Desk, office: Office) -> None:
    number = desk.open(COMPARISON, "propose", **ABOUT, **FOUND)
    desk.act(COMPARISON, number, "confirm", "bea")
    office.take("requirement", [wanted("BR", "90") | {"value": "70"}], name="corrected.csv")
    assert (desk.verdict()["computed"], desk.verdict()["confirmed"]["changed"]) == ("looser", True)


def test_who_proposes_it_anew_does_not_confirm_it(desk: Desk) -> None:
    number = desk.open(COMPARISON, "propose", **ABOUT, **FOUND)
    desk.act(COMPARISON, number, "return", "bea", why="The footnote was not read")
    desk.act(COMPARISON, number, "amend", "bea", verdict="equal", reason="With the footnote they are equal")
    assert refused(lambda: desk.act(COMPARISON, number, "confirm", "bea")) == "case.second_person"
    desk.act(COMPARISON, number, "confirm", "ann")
    assert current("comparison", "verdict", "computed", "researcher", "second_reader") == [
        ("equal", "stricter", "bea", "ann")]


@pytest.mark.parametrize(("changed", "code"), [
    ({"against": "none"}, "topic.no_requirement"), ({"against": "BR-efficacy--90"}, "topic.same_requirement"),
    ({"against": "RU-other--90"}, "topic.other_parameter"), ({"verdict": "better"}, "case.field"),
    ({"reason": ""}, "case.field"), ({"region": "nowhere"}, "case.not_yours")])
def test_what_cannot_be_compared_is_refused(desk: Desk, changed: dict[str, str], code: str) -> None:
    found = refused(lambda: desk.open(COMPARISON, "propose", **ABOUT | FOUND | changed))
    assert found == code or code.startswith("case.")
    assert current("comparison", "verdict") == []


def test_who_sees_to_a_ward_compares_nothing_for_the_city(desk: Desk) -> None:
    desk.who("eve", region="1")
    refused(lambda: desk.open(COMPARISON, "propose", by="eve", **ABOUT, **FOUND))
    number = desk.open(COMPARISON, "propose", **ABOUT, **FOUND)
    assert refused(lambda: desk.act(COMPARISON, number, "confirm", "eve")) == "case.unknown"
    assert reading.listed(procedure(COMPARISON), None) == []


def test_a_proposal_is_examined_and_decided_by_others(desk: Desk) -> None:
    number = desk.open(PROPOSAL, "propose", **IDEA)
    assert refused(lambda: desk.act(PROPOSAL, number, "examine", "ann", opinion="Good")) == "case.second_person"
    desk.act(PROPOSAL, number, "examine", "bea", opinion="Good")
    assert refused(lambda: desk.act(PROPOSAL, number, "accept", "ann")) == "topic.own_proposal"
    assert refused(lambda: desk.act(PROPOSAL, number, "decline", "ann", decision="No")) == "topic.own_proposal"
    desk.act(PROPOSAL, number, "accept", "bea")
    assert [row.state for row in reading.listed(procedure(PROPOSAL), desk.who("bea"))] == ["accepted"]


@pytest.mark.parametrize("level", ["international", "regional", "foreign"])
def test_a_project_of_a_level_that_is_not_made_here_is_not_proposed(desk: Desk, level: str) -> None:
    assert refused(lambda: desk.open(PROPOSAL, "propose", **IDEA | {"level": level})) == "topic.level"


@pytest.mark.django_db(transaction=True)
def test_the_project_has_what_was_proposed(open_office: Office) -> None:
    desk = Desk(open_office)
    number = desk.open(PROPOSAL, "propose", **IDEA)
    desk.act(PROPOSAL, number, "examine", "bea", opinion="Good")
    desk.act(PROPOSAL, number, "accept", "bea")
    begun = reading.listed(procedure(PROJECT), desk.who("ann"))
    values = reading.values(find(desk.home, desk.who("ann"), procedure(PROJECT), begun[0].case.number,
                                 at=desk.later()), desk.who("ann"))
    assert (len(begun), values["title_zh"], values["level"], values["about"]) == (
        1, "灯具光效", "national", "One value would do")
